//! Criteria compete for a sentence: one that reads much like another criterion's examples has to
//! read more like those of the criterion at hand.

/// Share of the best rival's score, counted from [`FLOOR`], that is taken away.
const SHARE: f32 = 0.25;
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
    pub(super) fn of(scores: impl Iterator<Item = f32>) -> Self {
        let mut rivals = Self { best: FLOOR, column: usize::MAX, second: FLOOR };
        for (column, score) in scores.enumerate() {
            if score > rivals.best {
                rivals = Self { best: score, column, second: rivals.best };
            } else {
                rivals.second = rivals.second.max(score);
            }
        }
        rivals
    }

    /// What the best other criterion takes away from the score of `column`.
    pub(super) fn discount(&self, column: usize) -> f32 {
        let rival = if column == self.column { self.second } else { self.best };
        SHARE * (rival - FLOOR)
    }
}

#[cfg(test)]
mod tests {
    use super::{FLOOR, Rivals, SHARE};

    #[test]
    fn the_best_other_criterion_takes_its_share() {
        let discounts = |scores: &[f32]| {
            let rivals = Rivals::of(scores.iter().copied());
            (0..scores.len()).map(|column| rivals.discount(column)).collect::<Vec<_>>()
        };
        assert_eq!(discounts(&[0.3, 0.5, -2.0]), [1.0, 0.8, 1.0].map(|more| SHARE * more));
        assert_eq!(discounts(&[0.3]), [0.0]);
        assert_eq!(discounts(&[FLOOR - 1.0, FLOOR - 2.0]), [0.0, 0.0]);
    }
}
