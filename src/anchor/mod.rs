//! A rubric's own examples, whole-answer tests and reference response, run as its tests.
//!
//! Says for every expectation what was found instead, counts expected against found for every
//! criterion, and names the patterns on which an expectation rests alone and those that nothing
//! exercises. Nothing is read from disk; nothing is printed; no rubric is changed but as a text that
//! is given back ([`update`]).

mod outcome;
mod run;
pub mod update;

pub use outcome::{Check, CheckKind, Counts, LoadBearing, Outcome};
pub use run::run;

use crate::learn::Model;
use crate::rubric::{Anchor, Rubric};

/// A whole-answer test with the response it is about.
#[derive(Debug, Clone, Copy)]
pub struct Case<'r> {
    /// The test.
    pub anchor: &'r Anchor,
    /// The response, wherever it was written.
    pub answer: &'r str,
    /// Path of the file that the test stands in.
    pub file: &'r str,
}

/// Everything that a rubric is tested with.
#[derive(Debug, Clone, Copy)]
pub struct Suite<'r> {
    /// The rubric, with its inline examples and its reference response.
    pub rubric: &'r Rubric,
    /// Path of its file.
    pub file: &'r str,
    /// What was learned from its examples.
    pub model: Option<&'r Model>,
    /// Tests of the rubric file and of the file beside it.
    pub cases: &'r [Case<'r>],
}

#[cfg(test)]
mod tests;
