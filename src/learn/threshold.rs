//! From which score on an idea counts as stated.

/// One answer or sentence that a model did not see.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Item {
    pub score: f32,
    pub truth: bool,
    /// Index of the sentence that decided.
    pub example: usize,
}

/// A threshold and what it gives on the items it was chosen on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Threshold {
    pub score: f32,
    pub precision: f32,
    pub recall: f32,
}

/// So many positives weigh as much as the threshold that all criteria share.
const PRIOR: f32 = 25.0;

/// What a threshold is chosen for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// The best F1.
    Balance,
    /// The best F-measure that weighs recall less than precision: of two thresholds that are nearly
    /// as good, the higher one says less that is wrong.
    Caution,
    /// The lowest threshold with this precision.
    Precision(f32),
}

/// How much recall weighs beside precision for [`Aim::Caution`].
const CAUTION: f32 = 0.9;

/// What a rival takes away where a false statement is worse than a missed one. Concepts keep their
/// scores: one sentence of a good answer often states several.
const RIVALRY: f32 = 0.25;

impl Aim {
    /// The share of the best other criterion's score that is taken away.
    pub(super) fn rivalry(self) -> f32 {
        match self {
            Self::Balance => 0.0,
            Self::Caution | Self::Precision(_) => RIVALRY,
        }
    }

    /// Whether scores for the two aims can be compared.
    pub(super) fn shares_threshold(self, other: Self) -> bool {
        matches!(self, Self::Balance) == matches!(other, Self::Balance)
    }

    /// What `hits` among the best `said` items are worth, of so many positives.
    fn merit(self, hits: f32, said: f32, positives: f32) -> f32 {
        let f = |beta: f32| (1.0 + beta * beta) * hits / (said + beta * beta * positives);
        match self {
            Self::Balance => f(1.0),
            Self::Caution => f(CAUTION),
            Self::Precision(wanted) if hits / said >= wanted => said,
            Self::Precision(_) => f32::NEG_INFINITY,
        }
    }
}

/// The threshold that serves the aim best (F-measures: van Rijsbergen 1979), drawn toward `shared`
/// where there are few positives, unless a precision is asked for.
pub(super) fn choose(items: &[Item], aim: Aim, shared: Option<f32>) -> Threshold {
    let mut sorted = items.to_vec();
    sorted.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.example.cmp(&b.example)));
    let positives = count(items.iter().filter(|item| item.truth).count());
    let mut best = (f32::NEG_INFINITY, shared.unwrap_or(0.0));
    let mut hits = 0.0;
    for (at, item) in sorted.iter().enumerate() {
        hits += if item.truth { 1.0 } else { 0.0 };
        let said = count(at + 1);
        let merit = aim.merit(hits, said, positives);
        if merit > best.0 {
            let next = sorted.get(at + 1).map_or(item.score - 0.1, |next| next.score);
            best = (merit, f32::midpoint(item.score, next));
        }
    }
    let own = positives / (positives + PRIOR);
    let score = match (aim, shared) {
        (Aim::Precision(_), _) | (_, None) => best.1,
        (_, Some(shared)) => own * best.1 + (1.0 - own) * shared,
    };
    measure(items, score)
}

fn measure(items: &[Item], score: f32) -> Threshold {
    let counted = |said: bool, truth: bool| {
        count(items.iter().filter(|item| (item.score >= score) == said && item.truth == truth).count())
    };
    let (hit, false_hit, miss) = (counted(true, true), counted(true, false), counted(false, true));
    Threshold { score, precision: hit / (hit + false_hit).max(1.0), recall: hit / (hit + miss).max(1.0) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of examples are far below 2^24")]
fn count(n: usize) -> f32 {
    n as f32
}

#[cfg(test)]
mod tests {
    use super::{Aim, Item, choose};

    fn items(scores: &[(f32, bool)]) -> Vec<Item> {
        scores.iter().map(|(score, truth)| Item { score: *score, truth: *truth, example: 0 }).collect()
    }

    #[test]
    fn the_best_balance_or_the_precision_asked_for() {
        // All three among eight, or one of the three and nothing else.
        let mut one = [(0.0, false); 8];
        (one[0], one[6], one[7]) = ((3.0, true), (-1.0, true), (-1.0, true));
        let score = |aim: Aim| choose(&items(&one), aim, None).score;
        assert!((score(Aim::Balance) - -1.05).abs() < 1e-6, "{}", score(Aim::Balance));
        assert!((score(Aim::Caution) - 1.5).abs() < 1e-6);
        let one = [(3.0, true), (2.0, true), (1.0, false), (0.0, true), (-1.0, false)];
        let strict = choose(&items(&one), Aim::Precision(0.99), None);
        assert!((strict.score - 1.5).abs() < 1e-6 && strict.precision > 0.99);
    }
}
