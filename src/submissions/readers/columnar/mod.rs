//! Parquet and Arrow files as rows, a few at a time.
//!
//! The formats are decoded by the crates of Apache Arrow, which trust what a file says of itself.
//! So every length, count and index is checked before they see it, and pages are unpacked here,
//! within an allowance. Columns that nobody asked for are not read, and nested ones never are.

mod allowance;
mod cells;
mod codecs;
mod deltas;
mod ipc;
mod layout;
mod pages;
mod parquet;
mod runs;
mod thrift;

use std::io::{Read, Seek, SeekFrom};

use super::{Cell, Limits, Row};
use allowance::Allowance;
use arrow_array::RecordBatch;
use arrow_schema::DataType;

/// Rows that are decoded together.
const ROWS: usize = 128;
/// Bytes of text after which no more rows are given out together: a value may stand in all of them.
const BLOCK: u64 = 4 << 20;

/// A file that is read.
pub trait Source: Read + Seek + Send + 'static {}
impl<R: Read + Seek + Send + 'static> Source for R {}

/// A table in a columnar file.
pub struct Columnar {
    format: Format,
    columns: Vec<Column>,
    /// Columns that are read, in order.
    chosen: Vec<usize>,
    allowance: Allowance,
    batch: Option<(RecordBatch, usize)>,
    /// Rows that were given out.
    read: u32,
    /// Bytes of text that one cell may have.
    text: usize,
}

enum Format {
    Parquet(Box<parquet::Parquet>),
    Ipc(Box<ipc::Messages>),
}

/// A column by its name, and why it cannot be read.
#[derive(Debug, Clone)]
struct Column {
    name: String,
    refused: Option<String>,
}

impl Column {
    fn new(name: &str, kind: Option<&DataType>) -> Self {
        let refused = match kind {
            Some(kind) if cells::readable(kind) => None,
            Some(kind) if !kind.is_nested() => Some(format!("has the type {kind}, which is not read")),
            Some(_) | None => Some("is nested: it holds lists or records, not texts".to_owned()),
        };
        Self { name: name.to_owned(), refused }
    }
}

impl std::fmt::Debug for Columnar {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Columnar").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl Columnar {
    /// Reads what a file says of its columns.
    ///
    /// # Errors
    /// Why it cannot be read, without its name.
    pub fn open(mut source: impl Source, limits: &Limits) -> Result<Self, String> {
        let size = source.seek(SeekFrom::End(0)).map_err(|error| error.to_string())?;
        let mut head = [0; 8];
        source.rewind().map_err(|error| error.to_string())?;
        let read = source.by_ref().take(8).read(&mut head).map_err(|error| error.to_string())?;
        let allowance = Allowance::new(limits, size);
        let head = head.get(..read).unwrap_or_default();
        let (format, columns) = if head.starts_with(b"PAR1") || head.starts_with(b"PARE") {
            let (parquet, columns) = parquet::Parquet::open(source, size, &allowance).map_err(damaged)?;
            (Format::Parquet(Box::new(parquet)), columns)
        } else if head.starts_with(b"FEA1") {
            return Err("a Feather file of the first version; write it again with a newer program".to_owned());
        } else {
            let (messages, columns) = ipc::Messages::open(source, size, &allowance).map_err(damaged)?;
            (Format::Ipc(Box::new(messages)), columns)
        };
        Ok(Self { format, columns, chosen: Vec::new(), allowance, batch: None, read: 0, text: limits.text })
    }

    /// Names of the columns, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// Why a column cannot be read, if it cannot.
    pub fn refusal(&self, at: usize) -> Option<String> {
        let column = self.columns.get(at)?;
        Some(format!("the column `{}` {}", column.name, column.refused.as_ref()?))
    }

    /// Reads these columns; cells of all others are empty.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub fn choose(&mut self, wanted: impl Fn(usize) -> bool) -> Result<(), String> {
        self.chosen = (0..self.columns.len()).filter(|at| wanted(*at)).collect();
        if let Some(refusal) = self.chosen.iter().find_map(|at| self.refusal(*at)) {
            return Err(format!("{refusal}; write it as plain text"));
        }
        match &mut self.format {
            Format::Parquet(parquet) => parquet.choose(&self.chosen).map_err(damaged),
            Format::Ipc(messages) => {
                messages.choose(&self.chosen);
                Ok(())
            }
        }
    }

    /// Rows that were given out.
    pub fn read(&self) -> u32 {
        self.read
    }

    /// Bytes of the file that were read, nearly.
    pub fn bytes(&self) -> u64 {
        match &self.format {
            Format::Parquet(parquet) => parquet.bytes(self.read),
            Format::Ipc(messages) => messages.bytes(),
        }
    }

    /// The next rows, numbered from 1; `None` after the last.
    ///
    /// # Errors
    /// What is wrong with the file: nothing after it can be read.
    pub fn rows(&mut self) -> Result<Option<Vec<Row>>, String> {
        loop {
            if let Some((batch, from)) = self.batch.take().filter(|(batch, from)| *from < batch.num_rows()) {
                let rows = self.cut(&batch, from)?;
                self.batch = Some((batch, from + rows.len()));
                return Ok(Some(rows));
            }
            self.allowance.next_batch();
            let next = match &mut self.format {
                Format::Parquet(parquet) => parquet.next(),
                Format::Ipc(messages) => messages.next(),
            };
            match next.map_err(damaged)? {
                Some(batch) => self.batch = Some((batch, 0)),
                None => return Ok(None),
            }
        }
    }

    /// Some rows from this one on, at least one.
    fn cut(&mut self, batch: &RecordBatch, from: usize) -> Result<Vec<Row>, String> {
        let (mut cut, mut bytes) = (Vec::new(), 0);
        for row in (from..batch.num_rows()).take(ROWS) {
            self.read = self.read.checked_add(1).ok_or("more rows than can be counted; split the file")?;
            let mut cells = vec![Cell::Empty; self.columns.len()];
            for (at, array) in self.chosen.iter().zip(batch.columns()) {
                let cell = cells::cell(array.as_ref(), row, self.text);
                let size = cells::size(&cell);
                self.allowance.spend(size)?;
                bytes += size;
                if let Some(place) = cells.get_mut(*at) {
                    *place = cell;
                }
            }
            cut.push(Row { number: self.read, cells });
            if bytes > BLOCK {
                break;
            }
        }
        Ok(cut)
    }
}

/// What the crates say, without their names for themselves; our own words stay.
fn damaged(message: String) -> String {
    let prefixes = [
        "Parquet argument error: ",
        "Parquet error: ",
        "External error: ",
        "External: ",
        "EOF: ",
        "Ipc error: ",
    ];
    let mut rest = message.as_str();
    while let Some(shorter) = prefixes.iter().find_map(|prefix| rest.strip_prefix(prefix)) {
        rest = shorter;
    }
    match rest.strip_prefix(allowance::OURS) {
        Some(ours) => ours.to_owned(),
        None => format!("damaged, or of a kind that is not read ({rest}); write it again, or save it as CSV"),
    }
}
