//! Criteria compete for a sentence: one that reads much like another criterion's examples has to
//! read more like those of the criterion at hand.

use super::table::two_greatest;

/// Rivals below this score take nothing away.
const FLOOR: f32 = -0.5;

/// The two best scores of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rivals {
    best: f32,
    column: usize,
    second: f32,
}

impl Rivals {
    /// Of the scores of all criteria.
    pub(super) fn of(scores: &[f32]) -> Self {
        let (best, second) = two_greatest(scores, FLOOR);
        let column = scores.iter().position(|score| *score >= best);
        Self { best, column: column.unwrap_or(usize::MAX), second }
    }

    /// Takes every criterion's share away from its score.
    pub(super) fn take_from(&self, scores: &mut [f32], shares: &[f32]) {
        let own = scores.get(self.column).copied();
        scores.iter_mut().zip(shares).for_each(|(score, share)| *score -= share * (self.best - FLOOR));
        if let (Some(own), Some(score), Some(share)) =
            (own, scores.get_mut(self.column), shares.get(self.column))
        {
            *score = own - share * (self.second - FLOOR);
        }
    }

    /// How far the best other criterion stands above the floor for the criterion of `column`, which
    /// takes a `share` of it away.
    pub(super) fn discount(&self, column: usize, share: f32) -> f32 {
        let rival = if column == self.column { self.second } else { self.best };
        share * (rival - FLOOR)
    }
}

#[cfg(test)]
mod tests {
    use super::{FLOOR, Rivals};

    #[test]
    fn the_best_other_criterion_takes_its_share() {
        let discounts = |scores: &[f32]| {
            let rivals = Rivals::of(scores);
            (0..scores.len()).map(|column| rivals.discount(column, 0.5)).collect::<Vec<_>>()
        };
        assert_eq!(discounts(&[0.3, 0.5, -2.0]), [1.0, 0.8, 1.0].map(|more| 0.5 * more));
        assert_eq!(discounts(&[0.3]), [0.0]);
        assert_eq!(discounts(&[FLOOR - 1.0, FLOOR - 2.0]), [0.0, 0.0]);
    }
}
