//! Where records end: at line ends, after JSON values, or at line ends outside quotes.
//!
//! The search goes on where it stopped, so that a record may arrive in parts. It knows no more of
//! a format than that.

use memchr::{memchr, memchr_iter, memchr2, memchr2_iter, memchr3, memmem};

/// How records of a stream end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One a line.
    Lines,
    /// JSON values: the elements of an array, or one after the other.
    Values,
    /// Rows of a table whose quoted fields may hold line ends.
    Table {
        /// Between fields.
        separator: u8,
        /// After rows: a line feed, or a carriage return where there are no line feeds.
        end: u8,
    },
}

impl Shape {
    /// Line ends of whole records, as editors count them.
    pub fn newlines(self, bytes: &[u8]) -> u64 {
        let n = match self {
            Self::Table { end: b'\r', .. } => {
                // A line feed here goes with the carriage return that ended the record before.
                let bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
                memchr2_iter(b'\r', b'\n', bytes).count() - memmem::find_iter(bytes, b"\r\n").count()
            }
            Self::Table { .. } | Self::Lines | Self::Values => memchr_iter(b'\n', bytes).count(),
        };
        n as u64
    }
}

/// The search for ends.
#[derive(Debug)]
pub(super) struct Ends {
    shape: Shape,
    field: Field,
    value: Value,
}

/// Where in a field of a table.
#[derive(Debug, Default, PartialEq, Eq)]
enum Field {
    #[default]
    Start,
    Plain,
    Quoted,
    /// After a quote that ends the field unless another one follows.
    Closing,
}

/// Where in a JSON value.
#[derive(Debug, Default)]
struct Value {
    depth: u32,
    /// 1 within an array of records.
    base: u32,
    quoted: bool,
    escaped: bool,
}

impl Ends {
    pub(super) fn new(shape: Shape) -> Self {
        Self { shape, field: Field::default(), value: Value::default() }
    }

    /// The search from where a record has just ended, within an array of records or not.
    pub(super) fn after(shape: Shape, in_array: bool) -> Self {
        let base = u32::from(in_array);
        Self { value: Value { depth: base, base, ..Value::default() }, ..Self::new(shape) }
    }

    /// Whether the record that has just ended stands in an array of records.
    pub(super) fn in_array(&self) -> bool {
        self.value.base == 1
    }

    /// How many of these bytes belong to the record under way, if it ends in them.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Option<usize> {
        match self.shape {
            Shape::Lines => memchr(b'\n', bytes).map(|at| at + 1),
            Shape::Values => self.value.next(bytes),
            Shape::Table { separator, end } => self.field.next(bytes, separator, end),
        }
    }

    /// Whether a stream that ends here ends too early.
    pub(super) fn within(&self) -> bool {
        match self.shape {
            Shape::Lines => false,
            Shape::Values => self.value.quoted || self.value.depth > 0,
            Shape::Table { .. } => self.field == Field::Quoted,
        }
    }
}

impl Field {
    fn next(&mut self, bytes: &[u8], separator: u8, end: u8) -> Option<usize> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if *self == Self::Quoted {
                at += memchr(b'"', rest)? + 1;
                *self = Self::Closing;
            } else if *self != Self::Plain && rest.first() == Some(&b'"') {
                at += 1;
                *self = Self::Quoted;
            } else if let Some(n) = memchr3(separator, b'\n', b'\r', rest) {
                at += n + 1;
                *self = Self::Start;
                if rest.get(n) == Some(&end) {
                    return Some(at);
                }
            } else {
                *self = Self::Plain;
                return None;
            }
        }
        None
    }
}

impl Value {
    fn next(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if self.escaped {
                self.escaped = false;
            } else if self.quoted {
                at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
                self.escaped = bytes.get(at) == Some(&b'\\');
                self.quoted = self.escaped;
            } else if self.sign(*byte) {
                return Some(at + 1);
            }
            at += 1;
        }
        None
    }

    /// Takes a byte outside of strings; whether a record ends with it.
    fn sign(&mut self, byte: u8) -> bool {
        match byte {
            b'"' => self.quoted = true,
            b'[' if self.depth == 0 => (self.depth, self.base) = (1, 1),
            b'{' | b'[' => {
                self.base = self.base.min(self.depth);
                self.depth = self.depth.saturating_add(1);
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == self.base && (self.base == 1 || byte == b'}');
            }
            _ => {}
        }
        false
    }
}
