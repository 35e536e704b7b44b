//! Krippendorff's alpha: agreement of any number of raters, some of whose judgements may be missing.
//!
//! Krippendorff, Content Analysis (2004), chapter 11: alpha = 1 - observed / expected disagreement over all
//! pairs of values within a unit. The squared distances are sums over values, so that no matrix of
//! coincidences is built and the work is n log n whatever the number of levels.

use std::collections::BTreeMap;

use super::scores::{float, mean, ranks};

/// How far apart two values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The same or not.
    Nominal,
    /// By their order alone: the square of how many values lie between.
    Ordinal,
    /// The square of their difference.
    Interval,
}

/// Alpha of `units`, each with one value a rater; units with fewer than two values do not count.
///
/// `None` when fewer than two values can be paired, or when all values are the same.
pub fn krippendorff_alpha(units: &[Vec<Option<f64>>], metric: Metric) -> Option<f64> {
    let units: Vec<Vec<f64>> = units
        .iter()
        .map(|unit| unit.iter().flatten().copied().collect::<Vec<f64>>())
        .filter(|unit| unit.len() >= 2)
        .collect();
    match metric {
        Metric::Nominal => nominal(&units),
        Metric::Interval => interval(&units),
        Metric::Ordinal => {
            // With ties at their middle rank, the difference of two ranks is the number of values between.
            let all: Vec<f64> = units.iter().flatten().copied().collect();
            let mut ranks = ranks(&all).into_iter();
            let ranked: Vec<Vec<f64>> =
                units.iter().map(|unit| ranks.by_ref().take(unit.len()).collect()).collect();
            interval(&ranked)
        }
    }
}

fn interval(units: &[Vec<f64>]) -> Option<f64> {
    let all: Vec<f64> = units.iter().flatten().copied().collect();
    let centre = mean(all.iter().copied())?;
    let within: f64 = units.iter().map(|unit| squares(unit, centre) / float(unit.len() - 1)).sum();
    let expected = squares(&all, centre) / float(all.len() - 1);
    (expected > 1e-12).then(|| 1.0 - within / expected)
}

/// Sum of squared differences over all ordered pairs of `values`, which are shifted by `centre` for precision.
fn squares(values: &[f64], centre: f64) -> f64 {
    let (sum, of_squares) = values
        .iter()
        .map(|value| value - centre)
        .fold((0.0, 0.0), |(sum, squares), value| (sum + value, squares + value * value));
    2.0 * (float(values.len()) * of_squares - sum * sum)
}

fn nominal(units: &[Vec<f64>]) -> Option<f64> {
    let all: Vec<f64> = units.iter().flatten().copied().collect();
    let within: f64 = units.iter().map(|unit| unequal(unit) / float(unit.len() - 1)).sum();
    let expected = unequal(&all) / float(all.len().checked_sub(1)?);
    (expected > 0.0).then(|| 1.0 - within / expected)
}

/// Number of ordered pairs of different values.
fn unequal(values: &[f64]) -> f64 {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for value in values {
        // Zero has two bit patterns.
        *counts.entry((value + 0.0).to_bits()).or_default() += 1;
    }
    let n = values.len();
    let equal: f64 = counts.values().map(|count| float(*count) * float(count - 1)).sum();
    float(n) * float(n.saturating_sub(1)) - equal
}
