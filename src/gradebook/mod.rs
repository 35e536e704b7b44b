//! Graded answers handed back: gradebooks for people, and files that course systems take.
//!
//! It reads the lines that grading wrote, keeps for a class no more than marks and places, and
//! words one candidate after the other. It scores nothing, opens nothing, and never guesses who is
//! meant: a candidate that fits two rows of a roster is reported, not placed.

mod cell;
mod class;
mod feedback;
mod graded;
mod json;
mod mark;
mod roster;
mod table;
mod typed;

pub use cell::spreadsheet_text;
pub use class::{Class, Entry, Mixed, Question, Twice};
#[cfg(feature = "page")]
pub(crate) use feedback::short_quote;
pub use feedback::{CriterionFacts, Facts, Feedback, Markup};
pub use graded::{Decided, Graded, GradedCriterion, GradedQuote};
pub use json::{JsonKind, candidate_json};
pub use mark::Mark;
pub use roster::{Filling, Merge, System, Tally, Told, Unplaced};
pub use table::{Table, TableKind};
pub use typed::{Type, Typed, TypedKind, Value};
