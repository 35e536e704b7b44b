//! A sentence as it is read for what reaches over its borders: its words and cues, and the sentences beside it.
//!
//! Nothing is decided here.

use super::cues::CueWord;
use crate::text::{Before, Document, Sentence, Token};

/// A sentence among those before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub answer: &'a str,
    pub document: &'a Document,
    pub sentence: &'a Sentence,
    /// Its number.
    pub at: usize,
    pub tokens: &'a [Token],
    pub cues: &'a [CueWord],
    /// The cues of the document up to its end.
    pub all: &'a [CueWord],
}

impl<'a> Reading<'a> {
    /// The sentence before, with its cues.
    pub(super) fn before(&self) -> Option<(&'a Sentence, &'a [CueWord])> {
        let before = self.document.sentences.get(self.at.checked_sub(1)?)?;
        Some((before, self.all.get(before.first as usize..before.end as usize)?))
    }

    /// The sentence behind.
    pub(super) fn next(&self) -> Option<&'a Sentence> {
        self.document.sentences.get(self.at + 1)
    }

    /// Whether a word is one of these.
    pub(super) fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        let written = self.tokens.get(at).map_or("", |token| token.span.slice(self.answer));
        words.iter().any(|word| word.eq_ignore_ascii_case(written))
    }

    /// Where the first clause behind a label begins, as in *Not needed: keys*; a label is short.
    pub(super) fn label_end(&self, longest: usize) -> Option<usize> {
        let borders = self.tokens.iter().take(longest + 1).skip(1);
        borders.map(|token| token.before).position(|before| before == Before::Clause).map(|at| at + 1)
    }
}
