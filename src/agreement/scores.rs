//! Two lists of scores of the same answers, compared pair by pair. A longer list is cut to the shorter.

use std::collections::BTreeMap;

/// Scores nearer than this are the same: no scale of raters has finer steps.
const SAME: f64 = 1e-9;

/// Share of pairs that are equal.
pub fn exact(a: &[f64], b: &[f64]) -> Option<f64> {
    adjacent(a, b, 0.0)
}

/// Share of pairs that are at most `step` apart.
pub fn adjacent(a: &[f64], b: &[f64], step: f64) -> Option<f64> {
    mean(a.iter().zip(b).map(|(x, y)| f64::from(u8::from((x - y).abs() <= step + SAME))))
}

/// Mean absolute difference, in points of the scale.
pub fn mae(a: &[f64], b: &[f64]) -> Option<f64> {
    mean(a.iter().zip(b).map(|(x, y)| (x - y).abs()))
}

/// Root of the mean squared difference, in points of the scale.
pub fn rmse(a: &[f64], b: &[f64]) -> Option<f64> {
    mean(a.iter().zip(b).map(|(x, y)| (x - y) * (x - y))).map(f64::sqrt)
}

/// Product-moment correlation (Pearson); `None` when one of the lists does not vary.
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let Moments { var_a, var_b, cov, .. } = moments(a, b)?;
    (var_a > SAME * SAME && var_b > SAME * SAME).then(|| (cov / (var_a * var_b).sqrt()).clamp(-1.0, 1.0))
}

/// Kappa of Cohen (1960): agreement beyond chance on categories without order.
///
/// `None` when both lists hold one and the same category only.
pub fn cohen_kappa<T: Ord>(a: &[T], b: &[T]) -> Option<f64> {
    let n = a.len().min(b.len());
    let (mut of_a, mut of_b, mut same) = (BTreeMap::new(), BTreeMap::new(), 0_usize);
    for (x, y) in a.iter().zip(b) {
        *of_a.entry(x).or_insert(0_usize) += 1;
        *of_b.entry(y).or_insert(0_usize) += 1;
        same += usize::from(x == y);
    }
    let by_chance: f64 =
        of_a.iter().map(|(level, count)| float(*count) * of_b.get(level).map_or(0.0, |n| float(*n))).sum();
    let (observed, expected) = (float(same) / float(n), by_chance / (float(n) * float(n)));
    (n > 0 && expected < 1.0 - SAME).then(|| (observed - expected) / (1.0 - expected))
}

/// Kappa with quadratic weights (Cohen 1968; Fleiss and Cohen 1973), on the values themselves.
///
/// With weights (x - y)² the table of all levels is not needed: the disagreement expected by chance is
/// var(a) + var(b) + (mean(a) - mean(b))². On evenly spaced levels this is the kappa of levels by their
/// numbers. `None` when both lists hold one and the same value only.
pub fn quadratic_weighted_kappa(a: &[f64], b: &[f64]) -> Option<f64> {
    let Moments { mean_a, mean_b, var_a, var_b, cov } = moments(a, b)?;
    let apart = (mean_a - mean_b) * (mean_a - mean_b);
    let expected = var_a + var_b + apart;
    (expected > SAME * SAME).then(|| 2.0 * cov / expected)
}

/// Ranks from 1, ties share their middle; for correlations by rank.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let value = |at: &usize| values.get(*at).copied().unwrap_or(0.0);
    order.sort_by(|a, b| value(a).total_cmp(&value(b)));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0_usize;
    for ties in order.chunk_by(|a, b| value(a).total_cmp(&value(b)).is_eq()) {
        let middle = float(2 * before + ties.len() + 1) / 2.0;
        for at in ties {
            if let Some(rank) = ranks.get_mut(*at) {
                *rank = middle;
            }
        }
        before += ties.len();
    }
    ranks
}

/// Means, variances and covariance (over n) of two lists.
struct Moments {
    mean_a: f64,
    mean_b: f64,
    var_a: f64,
    var_b: f64,
    cov: f64,
}

fn moments(a: &[f64], b: &[f64]) -> Option<Moments> {
    let pairs = || a.iter().zip(b);
    let mean_a = mean(pairs().map(|(x, _)| *x))?;
    let mean_b = mean(pairs().map(|(_, y)| *y))?;
    Some(Moments {
        mean_a,
        mean_b,
        var_a: mean(pairs().map(|(x, _)| (x - mean_a) * (x - mean_a)))?,
        var_b: mean(pairs().map(|(_, y)| (y - mean_b) * (y - mean_b)))?,
        cov: mean(pairs().map(|(x, y)| (x - mean_a) * (y - mean_b)))?,
    })
}

pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (n, sum) = values.fold((0_usize, 0.0), |(n, sum), value| (n + 1, sum + value));
    (n > 0).then(|| sum / float(n))
}

#[allow(clippy::cast_precision_loss, reason = "counts of answers are far below 2^52")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}
