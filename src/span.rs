//! Byte ranges, typed by the text they index.
//!
//! A span of an answer cannot be used to slice a rubric file. This module knows nothing of
//! what the text means and does no line or column arithmetic beyond [`Position`].

use std::marker::PhantomData;
use std::ops::Range;

/// Marks spans of a written answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {}

/// Marks spans of a rubric, lexicon or configuration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceFile {}

/// A half-open range of UTF-8 bytes in a text of kind `T`.
#[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span<T> {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    text: PhantomData<T>,
}

impl<T> Clone for Span<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Span<T> {}

impl<T> Span<T> {
    /// The range `start..end`; an inverted range becomes empty at `start`.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end: end.max(start), text: PhantomData }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// As an index range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The quoted text; empty when the span does not lie on character borders of `text`.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

/// Where a byte stands for a human: 1-based line and column (in code points) and the byte itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, counted in Unicode code points.
    pub column: u32,
    /// 0-based UTF-8 byte offset.
    pub byte: u32,
}

/// Finds lines by binary search, so that many positions of one text cost one scan.
#[derive(Debug)]
pub struct LineIndex<'t> {
    text: &'t str,
    /// Whether a column is simply a number of bytes.
    ascii: bool,
    /// Where the lines after the first begin.
    starts: Vec<u32>,
}

impl<'t> LineIndex<'t> {
    /// Scans `text` once for line starts.
    pub fn new(text: &'t str) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| offset(at + 1)).collect();
        Self { text, ascii: text.is_ascii(), starts }
    }

    /// The position of a byte offset; past the end it is the end.
    pub fn position(&self, byte: u32) -> Position {
        let byte = byte.min(offset(self.text.len()));
        let line = self.starts.partition_point(|&start| start <= byte);
        let start = line.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(0);
        let before = || self.text.get(start as usize..byte as usize).unwrap_or("").chars().count();
        let column = if self.ascii { byte - start } else { offset(before()) };
        Position { line: offset(line + 1), column: column + 1, byte }
    }
}

/// A length as an offset. Texts over 4 GiB are refused by every reader, so this never saturates.
pub fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{LineIndex, Position, Span};

    #[test]
    fn positions_count_code_points_and_lines() {
        let index = LineIndex::new("aé\n\u{1F600}b");
        assert_eq!(index.position(0), Position { line: 1, column: 1, byte: 0 });
        assert_eq!(index.position(3), Position { line: 1, column: 3, byte: 3 });
        assert_eq!(index.position(8), Position { line: 2, column: 2, byte: 8 });
        assert_eq!(index.position(99).byte, 9);
    }

    #[test]
    fn a_slice_off_a_character_border_is_empty() {
        assert_eq!(Span::<super::Answer>::new(0, 1).slice("é"), "");
        assert_eq!(Span::<super::Answer>::new(5, 2).range(), 5..5);
    }
}
