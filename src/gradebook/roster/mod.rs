//! A roster, the file that a course system exported, filled with marks and feedback.

mod choose;
mod columns;
mod fill;
mod merge;
mod people;
mod sheet;
#[cfg(test)]
mod tests;

pub use columns::{System, Told};
pub use merge::{Filling, Merge, Tally};
pub use people::Unplaced;
pub(super) use people::participant;
