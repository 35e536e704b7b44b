//! The scale of raters: its ends and its smallest step.

use super::scores::float;

/// Evenly spaced scores, from `low` to `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    low: f64,
    high: f64,
    step: f64,
}

/// Most levels of a scale; a finer step is made coarser.
const MOST: f64 = 1000.0;

/// Steps that raters use, coarsest first.
const STEPS: &[f64] = &[1.0, 0.5, 0.25, 0.2, 0.125, 0.1, 0.05, 0.01];

impl Levels {
    /// Whole percents, where no rater has a scale of their own.
    pub const PERCENT: Self = Self { low: 0.0, high: 100.0, step: 1.0 };

    /// A scale; `None` unless `low < high`, `step > 0` and all are finite. A step beyond the whole is the whole.
    pub fn new(low: f64, high: f64, step: f64) -> Option<Self> {
        let whole = high - low;
        (whole > 0.0 && whole.is_finite() && step > 0.0 && step.is_finite()).then(|| Self {
            low,
            high,
            step: step.max(whole / MOST).min(whole),
        })
    }

    /// The coarsest usual step of which all `scores` are multiples, counted from `low`; a hundredth if there is none.
    pub fn step_of(low: f64, scores: &[f64]) -> f64 {
        let fits = |step: &&f64| {
            scores.iter().all(|score| {
                let steps = (score - low) / **step;
                (steps - steps.round()).abs() < 1e-6
            })
        };
        STEPS.iter().find(fits).copied().unwrap_or(0.01)
    }

    /// Lowest score.
    pub fn low(self) -> f64 {
        self.low
    }

    /// Highest score.
    pub fn high(self) -> f64 {
        self.high
    }

    /// Distance of neighbours.
    pub fn step(self) -> f64 {
        self.step
    }

    /// The level nearest to `score`, the upper one of two; never beyond the ends.
    pub fn nearest(self, score: f64) -> f64 {
        self.level(self.index(score))
    }

    /// Number of the nearest level, from zero.
    pub fn index(self, score: f64) -> usize {
        let steps = ((score.clamp(self.low, self.high) - self.low) / self.step + 0.5 + 1e-9).floor();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and MOST + 1")]
        let index = steps.max(0.0) as usize;
        index.min(self.count() - 1)
    }

    /// The level of that number; the highest if there are fewer.
    pub fn level(self, index: usize) -> f64 {
        // To thousandths, so that 3 * 0.1 is 0.3.
        let score = ((self.low + float(index) * self.step) * 1000.0).round() / 1000.0;
        score.min(self.high)
    }

    /// Number of levels.
    pub fn count(self) -> usize {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and MOST")]
        let steps = ((self.high - self.low) / self.step - 1e-9).ceil() as usize;
        steps + 1
    }

    /// A percentage on the straight line from `low` to `high`, not rounded to a level.
    pub fn of_percent(self, percent: f64) -> f64 {
        self.low + percent.clamp(0.0, 100.0) / 100.0 * (self.high - self.low)
    }
}
