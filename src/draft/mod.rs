//! Rubrics that do not exist yet: drafted from a question or a reference response, or taken over
//! from elsewhere, as the text of a file that a person edits.
//!
//! A draft is honest about being one: what was guessed is marked in a comment. Whatever text goes
//! into it comes out as YAML that the reader accepts; whether the rubric is any good is for `lint`
//! and `test`. Nothing is written to disk.

mod from_text;
mod phrases;
mod write;

pub use from_text::{from_question, from_reference};
pub use phrases::is_empty_word;
pub use write::{id_of, lexicon_text, tests_text, write};

use crate::rubric::CriterionKind;

/// A rubric to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Lines of comment at its head, after the line for editors.
    pub notes: Vec<String>,
    /// kebab-case id.
    pub id: String,
    /// For people.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// Percentage needed to pass; 60 if not known.
    pub pass: Option<u8>,
    /// A response that earns full credit.
    pub reference: Option<String>,
    /// In order; each kind is written under its own heading.
    pub criteria: Vec<DraftCriterion>,
    /// Whole-answer tests.
    pub tests: Vec<DraftTest>,
}

/// A criterion to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftCriterion {
    /// Comments above it.
    pub notes: Vec<String>,
    /// kebab-case id; made unique when it is written.
    pub id: String,
    /// For people.
    pub title: String,
    /// Its kind.
    pub kind: CriterionKind,
    /// Points in hundredths.
    pub hundredths: i32,
    /// Patterns that earn it.
    pub any: Vec<DraftRule>,
    /// Patterns that earn half.
    pub weak: Vec<DraftRule>,
    /// Sentences that state it.
    pub hit: Vec<String>,
    /// Sentences that come near and do not.
    pub miss: Vec<String>,
    /// What to say when it is missing.
    pub missing: Option<String>,
}

/// An indicator to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftRule {
    /// A line of the pattern language.
    Pattern(String),
    /// All or any of several, none of others, within the whole answer or a sentence.
    Composed {
        /// Whether all of `of` must match, or one.
        all: bool,
        /// The rules.
        of: Vec<DraftRule>,
        /// Patterns that take it away.
        none: Vec<DraftRule>,
        /// Whether the parts may stand anywhere in the answer.
        anywhere: bool,
    },
}

/// A whole-answer test to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftTest {
    /// For people.
    pub name: String,
    /// The response.
    pub answer: String,
    /// Criteria that must be met.
    pub met: Vec<String>,
    /// Criteria that must be missing.
    pub missing: Vec<String>,
    /// Lowest and highest percentage.
    pub percent: (u8, u8),
}

#[cfg(test)]
mod tests;
