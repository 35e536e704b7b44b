//! What a valid rubric probably does not say as its author meant: patterns that cannot match, that
//! never decide anything, that match too much; examples, weights, model and reference response.
//!
//! Takes a rubric and what stands beside it, gives back diagnostics, all at once. Whatever can be
//! told from the file alone is the reader's; nothing here changes a score, and nothing is read from
//! disk.

mod patterns;
mod reach;
mod whole;
mod witness;

use crate::diagnostic::{Diagnostic, one_line};
use crate::learn::{Example, Model};
use crate::rubric::{Criterion, Indicator, Rubric};

/// Whether the model beside a rubric belongs to its examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelState {
    /// It does, or there is nothing to learn from.
    Fresh,
    /// There are examples, but no model.
    Absent,
    /// It was learned from other examples.
    Stale,
}

/// A rubric and what stands beside it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'r> {
    /// The rubric.
    pub rubric: &'r Rubric,
    /// Path of its file, for diagnostics.
    pub file: &'r str,
    /// All example sentences: those of the rubric itself and those of the file that it names.
    pub examples: &'r [Example],
    /// What was learned from them.
    pub model: Option<&'r Model>,
    /// Whether it belongs to them.
    pub model_state: ModelState,
}

/// Everything that is questionable about a rubric, by its place in the file.
pub fn lint(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = patterns::check(subject);
    found.extend(reach::check(subject));
    found.extend(whole::check(subject));
    found.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
    found
}

/// A pattern of a criterion with its owner.
#[derive(Debug, Clone, Copy)]
struct Owned<'r> {
    criterion: &'r Criterion,
    indicator: &'r Indicator,
}

/// As it is quoted in a message: one line, not too long.
fn shown(text: &str) -> String {
    one_line(text, 60)
}

#[cfg(test)]
mod tests;
