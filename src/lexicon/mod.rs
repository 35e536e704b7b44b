//! Aliases and named sets that rubrics share, and the word tables of the language.
//!
//! Data and look-up only: nothing here reads an answer.

pub mod opposites;
pub mod vectors;
pub mod words;

use std::collections::BTreeMap;

/// Merged from the shared files that a rubric uses.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Canonical phrase -> other ways to write the same term (`dead-letter queue` -> `DLQ`).
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Named sets: `retry` -> the phrases of `<retry>`, in pattern language without sets.
    pub sets: BTreeMap<String, Vec<String>>,
}
