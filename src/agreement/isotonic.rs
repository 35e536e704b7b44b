//! Isotonic regression by pooling adjacent violators (Ayer et al. 1955; Barlow et al. 1972), least squares.

use super::scores::float;

/// The nondecreasing step function of `x` nearest to `y`: ascending knots (x, fitted value), one for each `x`
/// that occurs. Points that are not numbers are left out.
pub fn isotonic(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut sorted: Vec<(f64, f64)> =
        points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let ties: Vec<&[(f64, f64)]> = sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).collect();
    let mut blocks: Vec<Block> = Vec::new();
    for tied in &ties {
        let sum = tied.iter().map(|(_, y)| y).sum();
        let mut block = Block { n_knots: 1, sum, weight: float(tied.len()) };
        while let Some(last) = blocks.pop_if(|last| last.mean() >= block.mean()) {
            block = last.join(&block);
        }
        blocks.push(block);
    }
    let values = blocks.iter().flat_map(|block| std::iter::repeat_n(block.mean(), block.n_knots));
    let xs = ties.iter().filter_map(|tied| tied.first()).map(|(x, _)| *x);
    xs.zip(values).collect()
}

/// Neighbours that share one value.
struct Block {
    n_knots: usize,
    sum: f64,
    weight: f64,
}

impl Block {
    fn mean(&self) -> f64 {
        self.sum / self.weight
    }

    fn join(&self, right: &Self) -> Self {
        Self {
            n_knots: self.n_knots + right.n_knots,
            sum: self.sum + right.sum,
            weight: self.weight + right.weight,
        }
    }
}
