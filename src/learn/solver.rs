//! The learner: an L2-regularized linear classifier with squared hinge loss.
//!
//! Dual coordinate descent (Hsieh, Chang, Lin, Keerthi, Sundararajan 2008, "A dual coordinate descent
//! method for large-scale linear SVM", algorithm 1), in a fixed order of examples that a
//! multiplicative generator mixes, so that the result depends on nothing but the examples.

/// A sparse example.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub features: Vec<(u32, f32)>,
}

/// Weights by feature, and what is added to every score.
#[derive(Debug, Clone)]
pub(super) struct Linear {
    pub weights: Vec<f32>,
    pub bias: f32,
}

/// How often all examples are passed.
const EPOCHS: usize = 12;
/// The constant feature that stands for the bias.
const BIAS: f32 = 1.0;

impl Linear {
    pub(super) fn score(&self, row: &Row) -> f32 {
        let sum: f32 = row
            .features
            .iter()
            .map(|(at, value)| self.weights.get(*at as usize).map_or(0.0, |weight| weight * value))
            .sum();
        sum + self.bias
    }
}

/// Learns from rows with a sign (`true` is a hit) and a cost each; a cost of 0 leaves the row out.
pub(super) fn solve(rows: &[&Row], signs: &[bool], costs: &[f32], n_features: usize) -> Linear {
    let mut linear = Linear { weights: vec![0.0; n_features], bias: 0.0 };
    let mut alphas = vec![0.0_f32; rows.len()];
    let squares: Vec<f32> = rows
        .iter()
        .map(|row| row.features.iter().map(|(_, value)| value * value).sum::<f32>() + BIAS * BIAS)
        .collect();
    let mut order: Vec<usize> =
        (0..rows.len()).filter(|at| costs.get(*at).is_some_and(|cost| *cost > 0.0)).collect();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..EPOCHS {
        shuffle(&mut order, &mut state);
        for &at in &order {
            let (Some(row), Some(sign), Some(cost), Some(square)) =
                (rows.get(at), signs.get(at), costs.get(at), squares.get(at))
            else {
                continue;
            };
            let Some(alpha) = alphas.get_mut(at) else { continue };
            let y = if *sign { 1.0 } else { -1.0 };
            let soft = 0.5 / cost;
            let gradient = y * linear.score(row) - 1.0 + soft * *alpha;
            let next = (*alpha - gradient / (square + soft)).max(0.0);
            let step = (next - *alpha) * y;
            *alpha = next;
            if step != 0.0 {
                for (feature, value) in &row.features {
                    if let Some(weight) = linear.weights.get_mut(*feature as usize) {
                        *weight += step * value;
                    }
                }
                linear.bias += step * BIAS;
            }
        }
    }
    linear
}

/// A fixed sequence of orders: Fisher-Yates on a 64-bit linear congruential generator (Knuth, MMIX).
fn shuffle(order: &mut [usize], state: &mut u64) {
    for at in (1..order.len()).rev() {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from((*state >> 33) % (at as u64 + 1)).unwrap_or(0);
        order.swap(at, other);
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, solve};

    #[test]
    fn separates_what_can_be_separated() {
        let row = |features: &[(u32, f32)]| Row { features: features.to_vec() };
        let rows = [row(&[(0, 1.0)]), row(&[(0, 1.0), (1, 1.0)]), row(&[(1, 1.0)]), row(&[(2, 1.0)])];
        let signs = [true, true, false, false];
        let linear = solve(&rows.iter().collect::<Vec<_>>(), &signs, &[1.0; 4], 3);
        for (row, sign) in rows.iter().zip(signs) {
            assert_eq!(linear.score(row) > 0.0, sign);
        }
    }
}
