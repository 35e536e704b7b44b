//! Cuts a stream of records into blocks of whole records, so that many threads can read them.
//!
//! It finds where records end and nothing else: what they say is read later, elsewhere. Where blocks
//! begin depends on the bytes alone, never on how they arrive. One record that is too long is
//! passed over without being held.

use std::io::{self, Read};

use super::ends::{Ends, Shape};

/// How much is held at a time.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// A block ends with the first record that reaches so many bytes.
    pub block: usize,
    /// Longest record.
    pub record: usize,
    /// Longest record that is passed over; after a longer one nothing is read.
    pub passed: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { block: 128 << 10, record: 16 << 20, passed: 256 << 20 }
    }
}

/// Whole records that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// How records end.
    pub shape: Shape,
    /// The records.
    pub bytes: Vec<u8>,
    /// Number of the first record, from 1.
    pub first: u64,
    /// Number of its first line, from 1.
    pub line: u64,
    /// Whether it begins within a JSON array of records.
    pub in_array: bool,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Number of the record, from 1.
    pub number: u64,
    /// Its first line, from 1.
    pub line: u64,
}

impl Block {
    /// Its records in order, each where it stands and with whatever ends it.
    pub fn records(&self) -> impl Iterator<Item = (At, &[u8])> {
        let mut ends = Ends::after(self.shape, self.in_array);
        let mut rest = self.bytes.as_slice();
        let mut at = At { number: self.first, line: self.line };
        std::iter::from_fn(move || {
            let n = ends.next(rest).unwrap_or(rest.len());
            let (record, after) = rest.split_at_checked(n).filter(|(record, _)| !record.is_empty())?;
            let here = at;
            at.number += 1;
            at.line += self.shape.newlines(record);
            rest = after;
            Some((here, record))
        })
    }
}

/// What comes next in a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Records.
    Block(Block),
    /// A record that was passed over.
    TooLong(At),
    /// A record so long that nothing after it was read.
    GivenUp(At),
    /// The stream ends within a quoted field or a JSON value.
    Unfinished(At),
}

/// Reads a stream piece by piece.
#[derive(Debug)]
pub struct Splitter<R> {
    source: R,
    sizes: Sizes,
    shape: Shape,
    ends: Ends,
    buffer: Vec<u8>,
    /// Where the last whole record ends.
    end: usize,
    /// How far ends were looked for.
    scanned: usize,
    /// Whole records in the buffer.
    held: u64,
    /// Where the buffer begins.
    at: At,
    /// Whether it begins within an array of records, and whether the last whole record ends in one.
    in_array: (bool, bool),
    /// Bytes of a record under way that were let go.
    passed: usize,
    /// Whether a record that is too long ends where the search stands.
    long: bool,
    over: bool,
}

/// Bytes asked for at a time.
const READ: usize = 64 << 10;

impl<R: Read> Splitter<R> {
    /// From the beginning of a stream.
    pub fn new(source: R, shape: Shape, sizes: Sizes) -> Self {
        Self {
            source,
            sizes,
            shape,
            ends: Ends::new(shape),
            buffer: Vec::with_capacity(sizes.block + 2 * READ),
            end: 0,
            scanned: 0,
            held: 0,
            at: At { number: 1, line: 1 },
            in_array: (false, false),
            passed: 0,
            long: false,
            over: false,
        }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// Those of the stream; nothing is read after one.
    pub fn piece(&mut self) -> io::Result<Option<Piece>> {
        if self.long {
            return Ok(Some(self.pass()));
        }
        while !self.over {
            let rest = self.buffer.get(self.scanned..).unwrap_or_default();
            let found = match self.ends.next(rest) {
                Some(n) => self.found(n),
                None => self.more()?,
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// A record ends `n` bytes after the place that the search had reached.
    fn found(&mut self, n: usize) -> Option<Piece> {
        self.scanned += n;
        if self.passed + self.scanned - self.end > self.sizes.record {
            self.long = true;
            return Some(if self.end > 0 { self.cut() } else { self.pass() });
        }
        self.end = self.scanned;
        self.in_array.1 = self.ends.in_array();
        self.held += 1;
        (self.end >= self.sizes.block).then(|| self.cut())
    }

    /// No record ends in what has been read so far.
    fn more(&mut self) -> io::Result<Option<Piece>> {
        self.scanned = self.buffer.len();
        if self.passed + self.scanned - self.end > self.sizes.record {
            if self.end > 0 {
                return Ok(Some(self.cut()));
            }
            self.let_go();
            if self.passed > self.sizes.passed {
                self.over = true;
                return Ok(Some(Piece::GivenUp(self.at)));
            }
        }
        self.buffer.reserve(READ);
        let read = (&mut self.source).take(READ as u64).read_to_end(&mut self.buffer);
        if read.inspect_err(|_| self.over = true)? > 0 {
            return Ok(None);
        }
        self.over = true;
        Ok(self.last())
    }

    /// What is left at the end of the stream.
    fn last(&mut self) -> Option<Piece> {
        if self.passed > 0 {
            return Some(Piece::TooLong(self.at));
        }
        if !self.ends.within() {
            self.end = self.buffer.len();
            return (self.end > 0).then(|| self.cut());
        }
        if self.end == 0 {
            return Some(Piece::Unfinished(self.at));
        }
        // What is whole comes first; the search then finds itself at this end again.
        self.over = false;
        Some(self.cut())
    }

    /// All whole records of the buffer.
    fn cut(&mut self) -> Piece {
        let rest = self.buffer.get(self.end..).unwrap_or_default();
        let mut next = Vec::with_capacity(rest.len() + self.sizes.block + 2 * READ);
        next.extend(rest);
        self.buffer.truncate(self.end);
        let bytes = std::mem::replace(&mut self.buffer, next);
        let At { number: first, line } = self.at;
        let block = Block { shape: self.shape, bytes, first, line, in_array: self.in_array.0 };
        self.in_array.0 = self.in_array.1;
        self.at.number += self.held;
        self.at.line += self.shape.newlines(&block.bytes);
        self.scanned -= self.end;
        self.end = 0;
        self.held = 0;
        Piece::Block(block)
    }

    /// Passes over a record that is too long and ends where the search stands.
    fn pass(&mut self) -> Piece {
        let at = self.at;
        self.in_array = (self.ends.in_array(), self.ends.in_array());
        let gone = self.buffer.drain(..self.scanned);
        self.at.line += self.shape.newlines(gone.as_slice());
        self.at.number += 1;
        drop(gone);
        let length = self.passed + self.scanned;
        self.scanned = 0;
        self.passed = 0;
        self.long = false;
        if length > self.sizes.passed {
            self.over = true;
            return Piece::GivenUp(at);
        }
        Piece::TooLong(at)
    }

    /// Lets go of what was read of a record that is too long.
    fn let_go(&mut self) {
        self.at.line += self.shape.newlines(&self.buffer);
        self.passed += self.buffer.len();
        self.buffer.clear();
        self.scanned = 0;
    }
}
