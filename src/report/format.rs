//! What every format of `gradus check` is: something that words one document after the other.

use super::checked::{CheckedFile, Note};

/// Words a run, document by document, so that no more than one needs to be held.
pub trait Format: Send {
    /// What stands before the first document.
    fn begin(&mut self, _out: &mut String) {}
    /// One document.
    fn file(&mut self, file: &CheckedFile, out: &mut String);
    /// What stands after the last.
    fn end(&mut self, run: &Run, out: &mut String);
}

/// A run as a whole.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Documents with at least one answer.
    pub files: usize,
    /// Answers.
    pub answers: usize,
    /// Answers in which nothing fails.
    pub passed: usize,
    /// The others.
    pub failed: usize,
    /// Files and rubrics that could not be read, and the like.
    pub errors: usize,
    /// Findings that the baseline knows.
    pub known: usize,
    /// Findings that documents suppress.
    pub ignored: usize,
    /// 0, 1 or 2.
    pub exit_code: u8,
    /// Why, in one line.
    pub reason: String,
    /// What is wrong beside single documents.
    pub notes: Vec<Note>,
}

/// Name and version of the program, as reports state them.
pub(super) const TOOL: (&str, &str) = ("gradus", env!("CARGO_PKG_VERSION"));
