//! How well two lists of judgements agree, with intervals, and the monotone map between two scales.
//!
//! Pure functions on slices. This module knows nothing of rubrics, answers or files; it words nothing
//! and draws nothing. Where a figure is not defined (no answers, no variance) it says `None`
//! instead of a number that looks like one.

mod alpha;
mod bootstrap;
mod isotonic;
mod labels;
mod levels;
mod scale_map;
mod scores;
#[cfg(test)]
mod tests;

pub use alpha::{Metric, krippendorff_alpha};
pub use bootstrap::{Interval, SplitMix64, bootstrap};
pub use isotonic::isotonic;
pub use labels::Hits;
pub use levels::Levels;
pub use scale_map::{
    Calibration, FEWEST, HeldOut, MARGIN, ScaleMap, between, calibrate, gain_error, stretch,
};
pub use scores::{adjacent, cohen_kappa, exact, mae, pearson, quadratic_weighted_kappa, ranks, rmse};
