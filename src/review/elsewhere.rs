//! What was graded that a decision nearly is about: its answer by another rubric, or its text under another id.
//!
//! It words why a decision was not applied, and applies nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::reviewed::Reviewed;
use super::row::{Override, Problem};
use crate::diagnostic::near;

/// By the places of rows in [`super::Overrides::rows`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// By which rubrics the answer of a row was graded, none of which is the row's.
    rubrics: BTreeMap<usize, BTreeSet<String>>,
    /// The first answer with the text of a row and another id.
    texts: BTreeMap<usize, String>,
}

impl Elsewhere {
    /// Takes note of an answer.
    pub fn add(&mut self, answer_id: &str, reviewed: &Reviewed<'_>) {
        for (row, rubric) in &reviewed.other_rubric {
            self.rubrics.entry(*row).or_default().insert(rubric.clone());
        }
        for row in &reviewed.same_text {
            self.texts.entry(*row).or_insert_with(|| answer_id.to_owned());
        }
    }

    /// Adds what came later.
    pub fn join(&mut self, other: Self) {
        for (row, rubrics) in other.rubrics {
            self.rubrics.entry(row).or_default().extend(rubrics);
        }
        for (row, id) in other.texts {
            self.texts.entry(row).or_insert(id);
        }
    }

    /// Why a row was not applied.
    pub(super) fn problem(&self, at: usize, row: &Override) -> Problem {
        let answer = row.answer();
        if let (Some(rubrics), Some(rubric)) = (self.rubrics.get(&at), &row.rubric) {
            let hint = match near(rubric, rubrics.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "not applied".to_owned(),
            };
            let graded_by = rubrics.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            return Problem::OtherRubric { answer, graded_by, rubric: rubric.clone(), hint };
        }
        match self.texts.get(&at) {
            Some(other) => Problem::OtherId { answer, other: other.clone() },
            None => Problem::Unmet(answer),
        }
    }
}
