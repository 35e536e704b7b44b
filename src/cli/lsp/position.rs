//! Bytes of a text to lines and columns of an editor, and back.
//!
//! Columns count what was agreed on: units of UTF-16 unless the editor offers UTF-8. A line ends with
//! `\n`, `\r\n` or `\r`. Places outside the text are drawn in to its nearest border.

use super::protocol::{Position, Range};
use crate::span::offset;

/// What columns count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Units of UTF-16, which every editor knows.
    #[default]
    Utf16,
    /// Bytes.
    Utf8,
}

impl Encoding {
    /// Its name in the protocol.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Utf16 => "utf-16",
            Self::Utf8 => "utf-8",
        }
    }

    fn width(self, character: char) -> usize {
        match self {
            Self::Utf16 => character.len_utf16(),
            Self::Utf8 => character.len_utf8(),
        }
    }
}

/// Where the lines of a text begin.
#[derive(Debug, Default)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// Whether a column is a number of bytes in every encoding.
    ascii: bool,
}

impl Lines {
    /// Scans a text.
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        let ends = ends.filter(|&at| bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
        Self { starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect(), ascii: text.is_ascii() }
    }

    /// The place of a byte.
    pub(super) fn position(&self, text: &str, byte: usize, encoding: Encoding) -> Position {
        let byte = byte.min(text.len());
        let line = self.starts.partition_point(|&start| start <= byte).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let columns = match text.get(start..byte) {
            Some(before) if !self.ascii && encoding == Encoding::Utf16 => {
                before.chars().map(char::len_utf16).sum()
            }
            _ => byte - start,
        };
        Position { line: offset(line), character: offset(columns) }
    }

    /// The byte at a place.
    pub(super) fn byte(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.starts.get(line) else { return text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        for (at, character) in content.char_indices() {
            let width = encoding.width(character);
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + content.len()
    }

    /// The places of two bytes.
    pub(super) fn range(&self, text: &str, bytes: std::ops::Range<usize>, encoding: Encoding) -> Range {
        Range {
            start: self.position(text, bytes.start, encoding),
            end: self.position(text, bytes.end, encoding),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, Lines};
    use crate::cli::lsp::protocol::Position;

    fn check(text: &str, byte: usize, utf16: (u32, u32), utf8: (u32, u32)) {
        let lines = Lines::new(text);
        for (encoding, (line, character)) in [(Encoding::Utf16, utf16), (Encoding::Utf8, utf8)] {
            let position = Position { line, character };
            assert_eq!(lines.position(text, byte, encoding), position, "{text:?} {byte}");
            assert_eq!(lines.byte(text, position, encoding), byte, "{text:?} {position:?}");
        }
    }

    #[test]
    fn columns_count_units() {
        check("ab\ncd", 4, (1, 1), (1, 1));
        check("é\u{1F600}x", 6, (0, 3), (0, 6));
        check("a\r\nb\rc\n", 3, (1, 0), (1, 0));
        check("a\r\nb\rc\n", 5, (2, 0), (2, 0));
        check("a\r\nb\rc\n", 7, (3, 0), (3, 0));
    }

    #[test]
    fn places_outside_are_drawn_in() {
        let text = "é\r\nb";
        let lines = Lines::new(text);
        let byte = |line, character| lines.byte(text, Position { line, character }, Encoding::Utf16);
        assert_eq!((byte(0, 99), byte(1, 99), byte(9, 0)), (2, 5, 5));
        let text = "\u{1F600}b";
        assert_eq!(Lines::new(text).byte(text, Position { line: 0, character: 1 }, Encoding::Utf16), 0);
        assert_eq!(Lines::new(text).position(text, 99, Encoding::Utf16), Position { line: 0, character: 3 });
    }
}
