//! Submissions out of tables: a header that names columns, then a row for each candidate.
//!
//! [`Columns`] serve tables of any format; [`Rows`] read the records of CSV and TSV.

use std::borrow::Cow;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::Submission;
use super::columns::{Mapping, Role, Slot, listed, plain};
use super::ends::{Ends, Shape};
use super::fields::Fields;
use super::split::Block;

/// More columns than any spreadsheet has.
const MOST_COLUMNS: usize = 16_384;

/// What the columns of one table hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    slots: Vec<Option<Slot>>,
}

impl Columns {
    /// Reads a header.
    ///
    /// # Errors
    /// Why the rows below it cannot be read.
    pub fn new<'t>(header: impl IntoIterator<Item = &'t str>, mapping: &Mapping) -> Result<Self, String> {
        let names: Vec<&str> = header.into_iter().collect();
        if names.len() > MOST_COLUMNS {
            return Err(format!("the header names {} columns; at most {MOST_COLUMNS} are read", names.len()));
        }
        let simple: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let all = || listed(names.iter().copied().filter(|name| !name.trim().is_empty()));
        for told in mapping.told() {
            let there =
                names.iter().zip(&simple).any(|(name, simple)| name.trim() == told || *simple == plain(told));
            if !there {
                return Err(format!("there is no column `{told}`; it has {}", all()));
            }
        }
        let slots: Vec<Option<Slot>> = names.iter().map(|name| mapping.slot(name)).collect();
        let answers = |slot: &Slot| matches!(slot.role, Role::Answer | Role::AnswerTo(_));
        if !slots.iter().flatten().any(answers) {
            return Err(format!(
                "no column is called `answer`, `text` or `response`, or after a rubric; it has {}. Say which holds the answers with --map answer=COLUMN, or --map RUBRIC=COLUMN once a question",
                all()
            ));
        }
        for (at, slot) in slots.iter().enumerate().filter(|(_, slot)| slot.is_some()) {
            if let (Some(later), true) = (names.get(at), slots.iter().take(at).any(|before| before == slot)) {
                return Err(format!("two columns are called `{later}`, or nearly so; rename one of them"));
            }
        }
        Ok(Self { slots })
    }

    /// How many columns the header names.
    pub fn count(&self) -> usize {
        self.slots.len()
    }

    /// Whether a column holds something that is wanted.
    pub fn uses(&self, at: usize) -> bool {
        self.slots.get(at).is_some_and(Option::is_some)
    }

    /// Appends the submissions of one row; a row without anything in it has none.
    ///
    /// # Errors
    /// What is wrong with it, without its place.
    pub fn read<'t>(
        &self,
        cells: impl IntoIterator<Item = &'t str>,
        mapping: &Mapping,
        source: &str,
        out: &mut Vec<Submission>,
    ) -> Result<(), String> {
        let (mut row, mut n, mut full) = (Fields::default(), 0, 0);
        for (at, cell) in cells.into_iter().enumerate() {
            if !cell.trim().is_empty() {
                full = at + 1;
            }
            n = at + 1;
            if let Some(Some(slot)) = self.slots.get(at) {
                row.put(*slot, Cow::Borrowed(cell));
            }
        }
        if full == 0 {
            return Ok(());
        }
        if full > self.slots.len() {
            return Err(format!(
                "{n} cells, but the header names {}; put cells with separators in double quotes",
                self.slots.len()
            ));
        }
        for slot in self.slots.iter().skip(n).flatten() {
            row.put(*slot, Cow::Borrowed(""));
        }
        row.finish(mapping, source, out);
        Ok(())
    }
}

/// Reads records of CSV or TSV into cells.
pub struct Rows {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Rows").finish_non_exhaustive()
    }
}

impl Rows {
    /// A reader of rows whose cells are separated by this byte.
    pub fn new(separator: u8) -> Self {
        Self { reader: ReaderBuilder::new().delimiter(separator).build(), text: Vec::new(), ends: Vec::new() }
    }

    /// The cells of one record; none of a blank one.
    ///
    /// # Errors
    /// When it is not UTF-8, or a line end within it is not that of the table.
    pub fn cells(&mut self, record: &[u8]) -> Result<impl Iterator<Item = &str>, String> {
        let (n, length) = self.read(record);
        let rest = record.get(length..).unwrap_or_default();
        // A stray line end before that of the row separates nothing.
        if rest.iter().any(|byte| !matches!(byte, b'\r' | b'\n')) {
            return Err(
                "a line end within a cell that is not quoted; put the cell in double quotes, or save \
                        the table with line ends of one kind"
                    .to_owned(),
            );
        }
        let (end, ends) = (n.checked_sub(1).and_then(|last| self.ends.get(last)), self.ends.get(..n));
        let bytes = self.text.get(..end.copied().unwrap_or(0)).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let start = error.valid_up_to();
            let near: String = String::from_utf8_lossy(bytes.get(..start).unwrap_or_default())
                .chars()
                .rev()
                .take(24)
                .collect();
            let near: String = near.chars().rev().collect();
            format!("not UTF-8 after “{near}”; save the file as UTF-8")
        })?;
        let mut start = 0;
        Ok(ends.unwrap_or_default().iter().map(move |end| {
            let cell = text.get(start..*end).unwrap_or_default();
            start = *end;
            cell
        }))
    }

    /// How many cells there are, in `text` up to each of `ends`, and how much of the record they take up.
    fn read(&mut self, record: &[u8]) -> (usize, usize) {
        self.reader.reset();
        if self.text.len() < record.len() {
            self.text.resize(record.len(), 0);
        }
        let (mut read, mut written, mut n) = (0, 0, 0);
        loop {
            if n == self.ends.len() {
                self.ends.resize((n * 2).max(32), 0);
            }
            let input = record.get(read..).unwrap_or_default();
            let text = self.text.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(n..).unwrap_or_default();
            let (result, from, into, more) = self.reader.read_record(input, text, ends);
            read += from;
            written += into;
            n += more;
            match result {
                // An empty input means the end to the reader, which comes next.
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::OutputFull => {
                    let longer = self.text.len() * 2 + 64;
                    self.text.resize(longer, 0);
                }
                ReadRecordResult::Record | ReadRecordResult::End => return (n, read),
            }
        }
    }
}

/// What stands before the rows of a table.
#[derive(Debug)]
pub struct Header {
    /// What its columns hold.
    pub columns: Columns,
    /// Bytes of the first block up to its end.
    pub length: usize,
}

impl Header {
    /// Finds the header in the first block: its first row that is not blank.
    ///
    /// # Errors
    /// Why the rows cannot be read.
    pub fn find(block: &Block, mapping: &Mapping) -> Result<Self, String> {
        let Shape::Table { separator, .. } = block.shape else { return Err("no table".to_owned()) };
        let mut rows = Rows::new(separator);
        let mut length = 0;
        for (at, record) in block.records() {
            length += record.len();
            let blank = record.trim_ascii().is_empty()
                || record.iter().all(|byte| *byte == separator || byte.is_ascii_whitespace());
            if blank || (at.number == 1 && told_separator(record).is_some()) {
                continue;
            }
            let record = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record);
            let columns = Columns::new(rows.cells(record)?, mapping)?;
            return Ok(Self { columns, length });
        }
        Err("it has no header".to_owned())
    }
}

/// What a line such as `sep=;` tells Excel to separate cells by.
fn told_separator(line: &[u8]) -> Option<u8> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, told) = line.split_at_checked(4)?;
    match told {
        [separator] if name.eq_ignore_ascii_case(b"sep=") => Some(*separator),
        _ => None,
    }
}

/// How a table with this beginning separates cells and ends rows.
pub fn shape(head: &[u8], tabs: bool) -> Shape {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.split(|byte| matches!(byte, b'\r' | b'\n')).find(|line| !line.trim_ascii().is_empty());
    let line = first.unwrap_or_default();
    let separator = match told_separator(line) {
        Some(told) => told,
        None if tabs => b'\t',
        None => separator(head.trim_ascii_start()),
    };
    Shape::Table { separator, end: row_end(head, separator) }
}

/// The first line end outside quotes.
fn row_end(head: &[u8], separator: u8) -> u8 {
    let first = |end| Ends::new(Shape::Table { separator, end }).next(head).unwrap_or(head.len());
    let (carriage, feed) = (first(b'\r'), first(b'\n'));
    let after = head.get(carriage..).unwrap_or_default().iter().find(|byte| **byte != b'\r');
    if carriage < feed && after.is_some_and(|byte| *byte != b'\n') { b'\r' } else { b'\n' }
}

/// What stands most often in the header outside quotes.
fn separator(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in head {
        quoted ^= *byte == b'"';
        if !quoted && matches!(byte, b'\r' | b'\n') {
            break;
        }
        counts.iter_mut().filter(|(sign, _)| sign == byte && !quoted).for_each(|(_, count)| *count += 1);
    }
    // The first of equals.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}
