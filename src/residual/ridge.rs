//! Ridge regression of sparse rows: least squares with an L2 penalty.
//!
//! Dual coordinate descent (Saunders, Gammerman, Vovk 1998, "Ridge regression learning algorithm in dual
//! variables"; Shalev-Shwartz and Zhang 2013), in the order of the rows, so that nothing is drawn by lot.

/// A sparse example: features and their values.
pub(super) type Row = Vec<(u32, f32)>;

/// How often all rows are passed at most.
const EPOCHS: usize = 60;
/// No prediction moves by more than this any more: far less than a step of any scale.
const SETTLED: f64 = 2e-4;

/// What the weights say of a row.
pub(super) fn score(weights: &[f64], row: &[(u32, f32)]) -> f64 {
    row.iter()
        .map(|(at, value)| weights.get(*at as usize).map_or(0.0, |weight| weight * f64::from(*value)))
        .sum()
}

/// Weights that minimise the sum of squared differences from `targets`, plus `penalty` times their own squares.
pub(super) fn ridge(rows: &[&Row], targets: &[f64], penalty: f64, n_features: usize) -> Vec<f64> {
    let mut weights = vec![0.0; n_features];
    let mut alphas = vec![0.0; rows.len()];
    let square = |row: &&Row| row.iter().map(|(_, value)| f64::from(value * value)).sum::<f64>();
    let squares: Vec<f64> = rows.iter().map(square).collect();
    for _ in 0..EPOCHS {
        let mut largest = 0.0_f64;
        for (((row, target), alpha), square) in rows.iter().zip(targets).zip(&mut alphas).zip(&squares) {
            let step = (target - score(&weights, row) - penalty * *alpha) / (square + penalty);
            *alpha += step;
            for (at, value) in *row {
                if let Some(weight) = weights.get_mut(*at as usize) {
                    *weight += step * f64::from(*value);
                }
            }
            largest = largest.max((step * square).abs());
        }
        if largest < SETTLED {
            break;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::ridge;

    #[test]
    fn the_minimum_is_found() {
        // One feature, values 1 and 2, targets 1 and 3, penalty 1: w = (1 + 6) / (1 + 4 + 1).
        let rows = [vec![(0, 1.0)], vec![(0, 2.0)]];
        let weights = ridge(&rows.iter().collect::<Vec<_>>(), &[1.0, 3.0], 1.0, 2);
        assert!((weights[0] - 7.0 / 6.0).abs() < 1e-3, "{weights:?}");
        assert_eq!(weights[1].to_bits(), 0);
    }
}
