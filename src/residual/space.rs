//! From counts of features to values: rarer features weigh more, long answers no more than short ones.

use super::features::Kind;
use super::ridge::Row;

/// Features in fewer answers than this say nothing.
pub(super) const RAREST: u32 = 3;

/// A feature by its number, and how often an answer has it; ascending.
pub(super) type Counts = [(u32, u32)];

/// In how many of `n` answers each feature stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Space {
    pub n: u32,
    pub kinds: Vec<Kind>,
    pub frequencies: Vec<u32>,
}

impl Space {
    /// Counts the answers of `texts`.
    pub(super) fn new<'c>(kinds: &[Kind], texts: impl Iterator<Item = &'c Counts>) -> Self {
        let mut space = Self { n: 0, kinds: kinds.to_vec(), frequencies: vec![0; kinds.len()] };
        for text in texts {
            space.n += 1;
            for (at, _) in text {
                if let Some(frequency) = space.frequencies.get_mut(*at as usize) {
                    *frequency += 1;
                }
            }
        }
        space
    }

    /// The values of an answer. Runs of words and of letters have length one each; a verdict is one by itself.
    pub(super) fn row(&self, counts: &Counts) -> Row {
        let mut row: Vec<(Kind, u32, f32)> = Vec::with_capacity(counts.len());
        for (at, count) in counts {
            let place = *at as usize;
            let (Some(kind), Some(frequency)) = (self.kinds.get(place), self.frequencies.get(place)) else {
                continue;
            };
            if *frequency >= RAREST {
                row.push((*kind, *at, self.value(*kind, *frequency, *count)));
            }
        }
        let length = |kind: Kind| {
            let squares = row.iter().filter(|(one, ..)| *one == kind).map(|(_, _, value)| value * value);
            if kind == Kind::Rubric { 1.0 } else { squares.sum::<f32>().sqrt().max(1e-6) }
        };
        let lengths = Kind::ALL.map(length);
        let scaled = |(kind, at, value): &(Kind, u32, f32)| {
            (*at, value / lengths.get(*kind as usize).copied().unwrap_or(1.0))
        };
        row.iter().map(scaled).collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of words and answers are far below 2^24")]
    fn value(&self, kind: Kind, frequency: u32, count: u32) -> f32 {
        if kind == Kind::Rubric {
            return 1.0;
        }
        let rarity = ((1.0 + self.n as f32) / (1.0 + frequency as f32)).ln() + 1.0;
        (1.0 + (count as f32).ln()) * rarity
    }
}
