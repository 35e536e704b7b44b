//! Intervals by drawing answers with replacement (Efron 1979), percentile method, with a seeded generator.

use super::scores::float;

/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014), with the
/// constants of Vigna's public-domain `splitmix64.c`.
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// Starts at `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn next_bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number under `n`; zero when `n` is zero. The bias of taking the high half of a product is under n / 2⁶⁴.
    pub fn below(&mut self, n: usize) -> usize {
        let product = u128::from(self.next_bits()) * n as u128;
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// Puts `items` in random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

/// From where to where a figure lies in 95 of 100 draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower border.
    pub low: f64,
    /// Upper border.
    pub high: f64,
}

/// The 95 % interval of `figure` over `draws` draws of `n` answers with replacement.
///
/// `figure` gets the places of the drawn answers; draws for which it is not defined are left out, and
/// when these are more than a tenth there is no interval.
pub fn bootstrap(
    n: usize,
    draws: usize,
    seed: u64,
    mut figure: impl FnMut(&[usize]) -> Option<f64>,
) -> Option<Interval> {
    if n < 2 || draws == 0 {
        return None;
    }
    let mut generator = SplitMix64::new(seed);
    let mut places = vec![0; n];
    let mut figures = Vec::with_capacity(draws);
    for _ in 0..draws {
        places.iter_mut().for_each(|place| *place = generator.below(n));
        figures.extend(figure(&places));
    }
    if figures.len() * 10 < draws * 9 {
        return None;
    }
    figures.sort_by(f64::total_cmp);
    Some(Interval { low: quantile(&figures, 0.025)?, high: quantile(&figures, 0.975)? })
}

/// Linear between neighbours, as numpy does it; `sorted` is in ascending order.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * float(sorted.len().checked_sub(1)?);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a length")]
    let below = place.floor() as usize;
    let (low, high) = (sorted.get(below)?, sorted.get(below + 1).or(sorted.get(below))?);
    Some(low + (high - low) * (place - float(below)))
}
