//! How much work the pages of a PDF are, before the parser goes through them.
//!
//! The parser reads the resources of every page as it opens a file, so that many small pages that
//! share one giant dictionary cost their product. Objects are measured here without being understood;
//! a count may be too high, where strings look like objects.

use super::guard::name;

/// Bytes that may have to be read for all pages.
const MOST: u64 = 2 << 30;
/// Objects that lie within each other this many times over are no document.
const OVERLAP: usize = 4;

/// What was found so far.
#[derive(Debug)]
pub(super) struct Survey {
    /// Bytes of the largest object.
    largest: u64,
    /// What may be a page.
    pages: u64,
    /// Lists of pages that stand elsewhere, and the longest list that may be one.
    elsewhere: u64,
    longest: u64,
    /// Bytes that may still be looked at.
    room: usize,
}

/// A value and what it is made of.
#[derive(Debug, Default)]
struct Value {
    length: usize,
    is_list: bool,
    /// References and dictionaries.
    elements: u64,
}

/// A sign of the language, with what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    List,
    Dict,
    Close,
    Reference,
    Other,
}

impl Survey {
    /// Of a file with so many bytes.
    pub(super) fn new(length: usize) -> Self {
        let room = length.saturating_mul(OVERLAP).saturating_add(1 << 20);
        Self { largest: 0, pages: 0, elsewhere: 0, longest: 0, room }
    }

    /// Looks at a file; `None` where its objects lie within each other.
    pub(super) fn file(&mut self, bytes: &[u8]) -> Option<()> {
        for at in memchr::memmem::find_iter(bytes, b"obj") {
            if bytes.get(at.saturating_sub(3)..at) != Some(b"end") {
                self.object(bytes.get(at + 3..).unwrap_or_default())?;
            }
        }
        self.names(bytes)
    }

    /// Looks at objects that are packed together.
    pub(super) fn packed(&mut self, bytes: &[u8]) -> Option<()> {
        self.room = self.room.saturating_add(bytes.len().saturating_mul(OVERLAP));
        let mut rest = bytes;
        while let length @ 1.. = self.object(rest)? {
            rest = rest.get(length..).unwrap_or_default();
        }
        self.names(bytes)
    }

    /// Objects were packed together that are too many to be looked at.
    pub(super) fn too_many(&mut self) {
        self.largest = MOST;
    }

    /// Whether the parser may go through the pages.
    pub(super) fn allows(&self) -> bool {
        let pages = self.pages.saturating_add(self.elsewhere.saturating_mul(self.longest));
        pages.saturating_mul(self.largest) <= MOST
    }

    /// Measures the object that comes first.
    fn object(&mut self, bytes: &[u8]) -> Option<usize> {
        let value = self.value(bytes)?;
        self.largest = self.largest.max(value.length as u64);
        if value.is_list {
            self.longest = self.longest.max(value.elements);
        }
        Some(value.length)
    }

    /// Counts what may be pages: those that a list names, and what has contents.
    fn names(&mut self, bytes: &[u8]) -> Option<()> {
        for at in memchr::memchr_iter(b'/', bytes) {
            let rest = bytes.get(at + 1..).unwrap_or_default();
            match name(rest).as_slice() {
                b"Contents" => self.pages += 1,
                b"Kids" => {
                    let list = self.value(rest.get(regular(rest)..).unwrap_or_default())?;
                    self.pages += list.elements;
                    self.elsewhere += u64::from(!list.is_list);
                }
                _ => {}
            }
        }
        Some(())
    }

    /// The value that comes first.
    fn value(&mut self, bytes: &[u8]) -> Option<Value> {
        let (mut value, mut depth) = (Value::default(), 0_usize);
        while let Some((token, length)) = token(bytes.get(value.length..).unwrap_or_default()) {
            value.is_list |= value.length == 0 && token == Token::List;
            value.length += length;
            self.room = self.room.checked_sub(length)?;
            value.elements += u64::from(matches!(token, Token::Dict | Token::Reference));
            match token {
                Token::List | Token::Dict => depth += 1,
                Token::Close => depth = depth.saturating_sub(1),
                Token::Reference | Token::Other => {}
            }
            if depth == 0 {
                break;
            }
        }
        Some(value)
    }
}

/// The token that comes first, and where it ends.
fn token(bytes: &[u8]) -> Option<(Token, usize)> {
    let start = blank(bytes);
    let rest = bytes.get(start..)?;
    let (token, length) = match rest {
        [] => return None,
        [b'<', b'<', ..] => (Token::Dict, 2),
        [b'>', b'>', ..] => (Token::Close, 2),
        [b'[', ..] => (Token::List, 1),
        [b']', ..] => (Token::Close, 1),
        [b'(', ..] => (Token::Other, string(rest)),
        [b'<', ..] => (Token::Other, memchr::memchr(b'>', rest).map_or(rest.len(), |end| end + 1)),
        [b'/', name @ ..] => (Token::Other, 1 + regular(name)),
        [first, ..] => match regular(rest) {
            1 if *first == b'R' => (Token::Reference, 1),
            length => (Token::Other, length.max(1)),
        },
    };
    Some((token, start + length))
}

/// Length of space and comments.
fn blank(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'%' => {
                let rest = bytes.get(at..).unwrap_or_default();
                at += memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
            }
            b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => at += 1,
            _ => break,
        }
    }
    at
}

/// Length of a name, a number or a keyword.
fn regular(bytes: &[u8]) -> usize {
    let ends = |byte: &u8| b"\0\t\n\x0c\r ()<>[]{}/%".contains(byte);
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

/// Length of a string, within which brackets come in pairs.
fn string(bytes: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at.min(bytes.len())
}
