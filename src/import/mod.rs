//! Rubrics of other systems taken over as drafts: Pattern Match questions of Moodle, essays of H5P,
//! marked responses of both.
//!
//! Nothing is taken over silently: what has no counterpart here is left out and named. Files are
//! hostile until read: sizes and nesting are bounded, and no entity of an XML file is resolved that
//! the file defines itself. Nothing is read from disk here.

mod h5p;
mod html;
mod marked;
mod moodle;
mod pattern;
mod pmatch;
mod xml;

pub use h5p::essay;
pub use marked::{Marked, MarkedResponses, marked_csv, marked_json, rubric_of_marked, tests_of_marked};
pub use moodle::{expression, questions};

use crate::draft::Draft;

/// Largest file, in bytes.
const LARGEST: usize = 16 << 20;

/// A rubric taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// As it will be written.
    pub draft: Draft,
    /// What could not be carried over, a sentence each.
    pub lost: Vec<String>,
}

/// Why a file cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Over a limit.
    #[error("the file is too large: at most {} MB are read", LARGEST >> 20)]
    TooLarge,
    /// Not the form it should have.
    #[error("{place}: {message}")]
    Malformed {
        /// `line 3`, `character 14`, `question 2`.
        place: String,
        /// What is wrong, and what is expected.
        message: String,
    },
    /// Nothing to take over.
    #[error("{0}")]
    Nothing(String),
}

impl ImportError {
    fn at(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Malformed { place: place.into(), message: message.into() }
    }
}

/// Sentences, each once, in the order in which they came up.
#[derive(Debug, Default)]
struct Lost(Vec<String>);

impl Lost {
    fn add(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.0.contains(&sentence) && self.0.len() < 200 {
            self.0.push(sentence);
        }
    }
}

#[cfg(test)]
mod tests;
