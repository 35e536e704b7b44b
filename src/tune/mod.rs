//! From graded answers to a better rubric: where it errs, which phrases would mend it, which sentences to label.
//!
//! A [`Panel`] holds answers with what people and the rubric say of them. Three things come of it:
//! misses and false hits with what did them, suggested patterns measured on answers that did not
//! suggest them, and the sentences whose label would teach most. Nothing is changed here but the
//! text of a rubric that the caller gives ([`edit`]); no suggestion is taken over by itself, and no
//! figure is shown for what was measured on the answers that chose it without the one for the others.

mod ask;
mod choose;
mod corpus;
mod counters;
mod coverage;
mod disagree;
pub mod edit;
mod faults;
mod figures;
mod mine;
mod panel;
mod related;
mod suggest;
#[cfg(test)]
mod tests;
mod trial;

pub use ask::{Question, Reason, questions};
pub use choose::HeldOut;
pub use corpus::Corpus;
pub use coverage::{Covered, PatternUse, coverage};
pub use disagree::{Disagreement, Explanation, Tendency, disagreements, tendencies};
pub use faults::{CriterionFaults, Fault, Why, faults};
pub use figures::{CriterionFigures, Figures, Move, ScoreFigures, figures, moves};
pub use panel::{Graded, Panel};
pub use suggest::{List, Origin, Suggestion, suggestions};

/// Parts into which the answers fall when a choice is measured on answers that did not make it.
pub const FOLDS: usize = 5;
