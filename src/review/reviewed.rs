//! An answer after people have decided: its new assessment, and every decision that made it.

use super::row::{Decision, Fault, Override, Reach};
use crate::rubric::CriterionIdx;
use crate::score::{Assessment, Flag};

/// A decision that counts for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling<'o> {
    /// The row that says so.
    pub row: &'o Override,
    /// How it reached the answer.
    pub reach: Reach,
    /// What it decides.
    pub decision: Decision,
}

/// An assessment with what people decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed<'o> {
    /// After the decisions.
    pub assessment: Assessment,
    /// The machine's score, where anything was decided.
    pub machine_permille: Option<u16>,
    /// How sure the machine was of it.
    pub machine_confidence: Option<f64>,
    /// Decided criteria, in the order of the rubric.
    pub criteria: Vec<(CriterionIdx, Ruling<'o>)>,
    /// The decision on the whole.
    pub score: Option<Ruling<'o>>,
    /// Decisions on another text of this answer, which were not applied.
    pub stale: Vec<&'o Override>,
    /// Decisions that this rubric cannot take.
    pub faults: Vec<Fault>,
    /// Rows that this answer met, applied or not, by their places in [`super::Overrides::rows`].
    pub met: Vec<usize>,
    /// Rows that name this answer and another rubric, each with the rubric of this assessment.
    pub other_rubric: Vec<(usize, String)>,
    /// Rows about this text under an id that is another one.
    pub same_text: Vec<usize>,
}

impl Reviewed<'_> {
    /// An answer of which nobody has decided anything.
    pub fn untouched(assessment: Assessment) -> Self {
        Self {
            assessment,
            machine_permille: None,
            machine_confidence: None,
            criteria: Vec::new(),
            score: None,
            stale: Vec::new(),
            faults: Vec::new(),
            met: Vec::new(),
            other_rubric: Vec::new(),
            same_text: Vec::new(),
        }
    }

    /// Whether nothing was handed in, and nobody decided what that is worth.
    pub fn is_blank(&self) -> bool {
        self.machine_permille.is_none() && self.assessment.flags.contains(&Flag::Empty)
    }

    /// The decision on a criterion.
    pub fn ruling(&self, criterion: usize) -> Option<&Ruling<'_>> {
        self.criteria.iter().find(|(idx, _)| usize::from(idx.0) == criterion).map(|(_, ruling)| ruling)
    }
}
