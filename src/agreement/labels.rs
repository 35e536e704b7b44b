//! Yes or no for each answer: what was found of what is there.

use super::scores::float;

/// Counts of a machine's yes and no against a rater's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hits {
    /// Both say yes.
    pub both: usize,
    /// Only the machine does: a false hit.
    pub only_machine: usize,
    /// Only the rater does: a miss.
    pub only_rater: usize,
    /// Neither does.
    pub neither: usize,
}

impl Hits {
    /// Adds one judgement.
    pub fn add(&mut self, machine: bool, rater: bool) {
        match (machine, rater) {
            (true, true) => self.both += 1,
            (true, false) => self.only_machine += 1,
            (false, true) => self.only_rater += 1,
            (false, false) => self.neither += 1,
        }
    }

    /// Counts pairs of (machine, rater).
    pub fn count(pairs: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let mut hits = Self::default();
        pairs.into_iter().for_each(|(machine, rater)| hits.add(machine, rater));
        hits
    }

    /// Both counts together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            both: self.both + other.both,
            only_machine: self.only_machine + other.only_machine,
            only_rater: self.only_rater + other.only_rater,
            neither: self.neither + other.neither,
        }
    }

    /// Number of judgements.
    pub fn n(self) -> usize {
        self.both + self.only_machine + self.only_rater + self.neither
    }

    /// Share of the machine's yes that is right; `None` when it never says yes.
    pub fn precision(self) -> Option<f64> {
        ratio(self.both, self.both + self.only_machine)
    }

    /// Share of the rater's yes that is found; `None` when there is none.
    pub fn recall(self) -> Option<f64> {
        ratio(self.both, self.both + self.only_rater)
    }

    /// Harmonic mean of the two (van Rijsbergen 1979); `None` when nobody ever says yes.
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.both, 2 * self.both + self.only_machine + self.only_rater)
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| float(part) / float(whole))
}
