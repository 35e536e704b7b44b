//! A roster, the file that a course system exported, filled with marks and feedback.

mod columns;
mod merge;
mod people;
mod sheet;

pub use columns::{System, Told};
pub use merge::{Filling, Merge, Tally};
pub use people::Unplaced;
