//! A CSV or TSV file of which single cells are replaced and every other byte stays.
//!
//! Each cell knows where it stands; quotes, line ends, byte marks and the encoding are kept.

use std::borrow::Cow;
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

/// A file taken apart.
#[derive(Debug)]
pub(super) struct Sheet {
    text: String,
    encoding: Encoding,
    separator: u8,
    cells: Vec<Range<usize>>,
    /// Where the cells of each row begin in `cells`.
    rows: Vec<usize>,
}

/// How the bytes of a file stand for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf8Marked,
    Utf16Little,
    Utf16Big,
}

/// What replaces a cell, or is added behind the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Which column; beyond the last one, columns are added.
    pub(super) column: usize,
    /// The new text, without quotes.
    pub(super) text: String,
}

/// Columns that a file may have.
const MOST_COLUMNS: usize = 5_000;
/// Cells that a file may have.
const MOST_CELLS: usize = 20_000_000;

impl Sheet {
    /// Takes a file apart.
    ///
    /// # Errors
    /// If it is not text, or holds no row, or too many cells.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        if bytes.starts_with(b"PK\x03\x04") {
            return Err(
                "it is a spreadsheet (.xlsx); give the CSV file that the course system exports".to_owned()
            );
        }
        let (encoding, text) = decode(bytes)?;
        let separator = separator(&text);
        let (cells, rows) = split(&text, separator)?;
        if rows.is_empty() {
            return Err("it is empty; a header is expected".to_owned());
        }
        let sheet = Self { text, encoding, separator, cells, rows };
        if sheet.columns(0) > MOST_COLUMNS {
            return Err(format!(
                "it has {} columns, more than {MOST_COLUMNS}; export fewer",
                sheet.columns(0)
            ));
        }
        Ok(sheet)
    }

    /// Number of rows, the header among them.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// What stands between cells.
    pub(super) fn separator(&self) -> u8 {
        self.separator
    }

    /// Cells of a row, as they stand in the file.
    fn raw(&self, row: usize) -> &[Range<usize>] {
        let start = self.rows.get(row).copied().unwrap_or(self.cells.len());
        let end = self.rows.get(row + 1).copied().unwrap_or(self.cells.len());
        self.cells.get(start..end).unwrap_or(&[])
    }

    /// Number of cells of a row.
    pub(super) fn columns(&self, row: usize) -> usize {
        self.raw(row).len()
    }

    /// The text of a cell, without its quotes; empty where there is none.
    pub(super) fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        let raw = self.raw(row).get(column).and_then(|range| self.text.get(range.clone())).unwrap_or("");
        match raw.strip_prefix('"') {
            None => Cow::Borrowed(raw),
            Some(rest) => {
                let inner = rest.strip_suffix('"').unwrap_or(rest);
                if inner.contains("\"\"") {
                    Cow::Owned(inner.replace("\"\"", "\""))
                } else {
                    Cow::Borrowed(inner)
                }
            }
        }
    }

    /// Every cell of a row.
    pub(super) fn row(&self, row: usize) -> Vec<Cow<'_, str>> {
        (0..self.columns(row)).map(|column| self.cell(row, column)).collect()
    }

    /// The bytes from the end of the row before to the end of this one, with these changes, sorted by column.
    pub(super) fn write(&self, row: usize, changes: &[Change], out: &mut Vec<u8>) {
        let cells = self.raw(row);
        let mut at =
            row.checked_sub(1).map_or(0, |before| self.raw(before).last().map_or(0, |cell| cell.end));
        let mut written = String::new();
        let (inner, added): (Vec<&Change>, Vec<&Change>) =
            changes.iter().partition(|change| change.column < cells.len());
        for change in inner {
            let Some(cell) = cells.get(change.column) else { continue };
            written.push_str(self.text.get(at..cell.start).unwrap_or(""));
            let quoted = self.text.get(cell.clone()).is_some_and(|raw| raw.starts_with('"'));
            written.push_str(&self.quote(&change.text, quoted));
            at = cell.end;
        }
        written.push_str(self.text.get(at..cells.last().map_or(at, |cell| cell.end)).unwrap_or(""));
        let mut column = cells.len();
        for change in added {
            while column <= change.column {
                written.push(char::from(self.separator));
                column += 1;
            }
            written.push_str(&self.quote(&change.text, false));
        }
        self.encode(&written, row == 0, out);
    }

    /// What stands behind the last row.
    pub(super) fn write_rest(&self, out: &mut Vec<u8>) {
        let end = self.cells.last().map_or(0, |cell| cell.end);
        self.encode(self.text.get(end..).unwrap_or(""), false, out);
    }

    fn quote(&self, text: &str, always: bool) -> String {
        let separator = char::from(self.separator);
        let needed = text.contains([separator, '"', '\n', '\r', ',', ';']) || text != text.trim();
        if always || needed { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    }

    fn encode(&self, text: &str, first: bool, out: &mut Vec<u8>) {
        let marked = if first && self.encoding != Encoding::Utf8 { "\u{feff}" } else { "" };
        for text in [marked, text] {
            match self.encoding {
                Encoding::Utf8 | Encoding::Utf8Marked => out.extend(text.as_bytes()),
                Encoding::Utf16Little => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
                Encoding::Utf16Big => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            }
        }
    }
}

/// UTF-8, or UTF-16 by its mark.
fn decode(bytes: &[u8]) -> Result<(Encoding, String), String> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
        let text = String::from_utf16(&units).ok().filter(|_| odd.is_empty());
        text.ok_or_else(|| "it is not whole UTF-16; export it again".to_owned())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => Ok((Encoding::Utf16Little, utf16(rest, u16::from_le_bytes)?)),
        [0xfe, 0xff, rest @ ..] => Ok((Encoding::Utf16Big, utf16(rest, u16::from_be_bytes)?)),
        _ => {
            let (encoding, rest) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
                Some(rest) => (Encoding::Utf8Marked, rest),
                None => (Encoding::Utf8, bytes),
            };
            let text = String::from_utf8(rest.to_vec()).map_err(|error| {
                let line = rest
                    .get(..error.utf8_error().valid_up_to())
                    .map_or(1, |before| before.split(|byte| *byte == b'\n').count());
                format!("line {line} is not UTF-8; export it as UTF-8")
            })?;
            Ok((encoding, text))
        }
    }
}

/// What stands most often in the header outside quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        quoted ^= byte == b'"';
        if !quoted && byte == b'\n' {
            break;
        }
        counts.iter_mut().filter(|(sign, _)| *sign == byte && !quoted).for_each(|(_, count)| *count += 1);
    }
    // The first of equals.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

/// Where each cell stands, and where the cells of each row begin.
fn split(text: &str, separator: u8) -> Result<(Vec<Range<usize>>, Vec<usize>), String> {
    let mut reader: Reader = ReaderBuilder::new().delimiter(separator).build();
    let (mut cells, mut rows) = (Vec::new(), Vec::new());
    let mut scratch = [0; 1024];
    let (mut at, mut start, mut first) = (0, 0, true);
    loop {
        let rest = text.as_bytes().get(at..).unwrap_or(&[]);
        let (result, n_in, _) = reader.read_field(rest, &mut scratch);
        at += n_in;
        match result {
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::End => return Ok((cells, rows)),
            ReadFieldResult::Field { record_end } => {
                if first {
                    rows.push(cells.len());
                }
                cells.push(trimmed(text, start..at, first, n_in == 0));
                if cells.len() > MOST_CELLS {
                    return Err(format!("it has more than {MOST_CELLS} cells; export fewer columns"));
                }
                (start, first) = (at, record_end);
            }
        }
    }
}

/// A cell without what ends it and, for the first of a row, without line ends before it.
fn trimmed(text: &str, range: Range<usize>, first: bool, at_end: bool) -> Range<usize> {
    let Range { mut start, mut end } = range;
    if !at_end {
        end = end.saturating_sub(1).max(start);
    }
    let bytes = text.as_bytes();
    while first && start < end && matches!(bytes.get(start), Some(b'\r' | b'\n')) {
        start += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::{Change, Sheet};
    use proptest::prelude::{prop_assert_eq, proptest};

    fn rewritten(bytes: &[u8], changes: &[(usize, Vec<Change>)]) -> Vec<u8> {
        let sheet = Sheet::read(bytes).expect("a sheet");
        let mut out = Vec::new();
        for row in 0..sheet.rows() {
            let of_row = changes.iter().filter(|(at, _)| *at == row).flat_map(|(_, all)| all.clone());
            sheet.write(row, &of_row.collect::<Vec<_>>(), &mut out);
        }
        sheet.write_rest(&mut out);
        out
    }

    #[test]
    fn only_the_changed_cells_change() {
        let check = |text: &str, row: usize, column: usize, cell: &str, expect: &str| {
            let change = Change { column, text: cell.to_owned() };
            let out = rewritten(text.as_bytes(), &[(row, vec![change])]);
            assert_eq!(String::from_utf8(out).expect("UTF-8"), expect);
        };
        check("a,b,c\r\n1,,\"x, y\"\r\n", 1, 1, "7.5", "a,b,c\r\n1,7.5,\"x, y\"\r\n");
        check("\"a\"\t\"b\"\n\"1\"\t\"\"", 1, 1, "7", "\"a\"\t\"b\"\n\"1\"\t\"7\"");
        check("a,b\n\n\n1,2\n", 1, 0, "x\"y", "a,b\n\n\n\"x\"\"y\",2\n");
        check("a;b\n1;2", 1, 3, "n", "a;b\n1;2;;n");
        check("\u{feff}a,b\n1,2\n", 0, 1, "c", "\u{feff}a,c\n1,2\n");
        check("a,b\n\"l1\nl2\",2\n3,4\n", 1, 1, "t", "a,b\n\"l1\nl2\",t\n3,4\n");
    }

    #[test]
    fn utf16_stays_utf16() {
        let units = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let bytes = units("\u{feff}\"Näme\"\t\"g\"\r\n\"x\"\t\"\"\r\n");
        let change = Change { column: 1, text: "9".to_owned() };
        let expect = units("\u{feff}\"Näme\"\t\"g\"\r\n\"x\"\t\"9\"\r\n");
        assert_eq!(rewritten(&bytes, &[(1, vec![change])]), expect);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (bytes, expect) in [
            (b"".as_slice(), "empty"),
            (b"PK\x03\x04..", ".xlsx"),
            (b"a,b\nM\xfcller,1\n", "line 2 is not UTF-8"),
        ] {
            let error = Sheet::read(bytes).expect_err("refused");
            assert!(error.contains(expect), "{error}");
        }
    }

    proptest! {
        #[test]
        fn without_changes_every_byte_stays(text in "[a\",;\t\n\r é]{0,60}") {
            if Sheet::read(text.as_bytes()).is_ok() {
                prop_assert_eq!(rewritten(text.as_bytes(), &[]), text.into_bytes());
            }
        }

        #[test]
        fn a_written_cell_is_read_again(cell in "[a\",;\t\n'= é]{0,20}", before in "[a\", ]{0,6}") {
            let text = format!("h1,h2\n\"{}\",x\n", before.replace('"', "\"\""));
            let out = rewritten(text.as_bytes(), &[(1, vec![Change { column: 1, text: cell.clone() }])]);
            let sheet = Sheet::read(&out).expect("a sheet");
            prop_assert_eq!(sheet.cell(1, 0), before);
            prop_assert_eq!(sheet.cell(1, 1), cell);
        }
    }
}
