//! From raw text to tokens, sentences and clauses, with every offset in the bytes of the source.
//!
//! The same analysis is applied to rubric phrases and to answers. This module knows nothing of
//! rubrics: what a word *means* to a rubric is kept beside it by a resolver that the caller gives
//! (see [`Words`]). It normalizes words, never the text, so that a quote is always a slice of the source.

mod blocks;
mod html;
mod numbers;
mod segment;
mod stem;
mod word;
mod words;

pub use blocks::BlockKind;
#[cfg(feature = "page")]
pub(crate) use blocks::front_matter_end;
pub use numbers::{NumberKind, kinds as number_kinds};
pub use stem::Stemmer;
pub use word::{WordForm, split_identifier};
pub use words::{WordId, Words};

use crate::span::{Answer, Span};
use blocks::Blocks;

/// What stands between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Before {
    /// White space, or nothing that matters.
    Space,
    /// The two are parts of one written word: `dead-letter`, `idempotencyKey`.
    Joined,
    /// A comma.
    Comma,
    /// A bracket that opens or closes, or a quotation mark.
    Bracket,
    /// A colon, semicolon or dash: a clause border.
    Clause,
}

/// One word of the answer.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Its bytes.
    pub span: Span<Answer>,
    /// What it is to the [`Words`] that read it.
    pub word: WordId,
    /// What stands before it.
    pub before: Before,
}

/// A sentence, bullet, heading or line of code.
#[derive(Debug, Clone, Copy)]
pub struct Sentence {
    /// Index of its first token.
    pub first: u32,
    /// One past the index of its last token.
    pub end: u32,
    /// Which paragraph it stands in.
    pub paragraph: u32,
    /// What it stands in.
    pub kind: BlockKind,
    /// Whether it ends in a question mark.
    pub question: bool,
    /// The level of a heading, the nesting of a list item, the column of a cell; 0 elsewhere.
    pub depth: u8,
    /// Whether it ends in a colon or dash, so that something follows.
    pub opens: bool,
    /// Whether a cross stands behind it: *retries ✗*.
    pub crossed: bool,
}

/// An analysed text. Owns no string: words are ids, places are spans.
#[derive(Debug, Default)]
pub struct Document {
    /// All tokens, in order.
    pub tokens: Vec<Token>,
    /// All sentences, in order; together they hold every token once.
    pub sentences: Vec<Sentence>,
    blocks: Blocks,
}

impl Document {
    /// Reads `source` into this document, whose memory is used again.
    pub fn read<I>(
        &mut self,
        source: &str,
        words: &mut Words<I>,
        resolve: &mut dyn FnMut(&WordForm<'_>) -> I,
    ) {
        self.tokens.clear();
        self.sentences.clear();
        self.blocks.read(source);
        segment::segment(source, &self.blocks, words, resolve, &mut self.tokens, &mut self.sentences);
    }

    /// Reads one phrase of a rubric: a single block, no Markdown.
    pub fn read_phrase<I>(
        &mut self,
        source: &str,
        words: &mut Words<I>,
        resolve: &mut dyn FnMut(&WordForm<'_>) -> I,
    ) {
        self.tokens.clear();
        self.sentences.clear();
        self.blocks.read_phrase(source);
        segment::segment(source, &self.blocks, words, resolve, &mut self.tokens, &mut self.sentences);
    }

    /// The tokens of a sentence.
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        self.tokens.get(sentence.first as usize..sentence.end as usize).unwrap_or(&[])
    }

    /// The bytes from the first to the last token of a token range.
    pub fn span(&self, first: u32, end: u32) -> Span<Answer> {
        let (first, last) =
            (self.tokens.get(first as usize), self.tokens.get((end as usize).wrapping_sub(1)));
        match (first, last) {
            (Some(first), Some(last)) => first.span.join(last.span),
            _ => Span::new(0, 0),
        }
    }
}

#[cfg(test)]
mod tests;
