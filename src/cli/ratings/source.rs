//! A file of graded answers, or of what people decided, as records with named fields, whatever its format; every record knows its row.
//!
//! Formats are told by their content, so that a `.txt` from an export is read as well. What is not
//! text in one encoding is refused with the row, never guessed at.

use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value;

use super::Problems;
use crate::submissions::{self, Cell, Kind, Limits};

/// Largest file.
const LARGEST: u64 = 256 << 20;

/// One answer with everything that was written of it.
#[derive(Debug)]
pub(super) struct Record {
    /// `graded.csv row 7` or `graded.jsonl line 7`.
    pub place: String,
    /// Names and values in the order of the file; empty cells are `null`.
    pub fields: Vec<(String, Value)>,
}

/// Reads every record of a file of `what`; `-` is standard input.
pub(super) fn read(path: &Path, what: &str) -> anyhow::Result<Vec<Record>> {
    let (name, bytes) = bytes(path, what)?;
    if submissions::kind("", &bytes) == Kind::Columnar {
        return columnar(&name, bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return spreadsheet(&name, &bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        bail!("{name} is an old Excel file (.xls); save it as .xlsx or CSV");
    }
    let text = decode(&bytes, &name)?;
    let text = text.trim_start_matches('\u{feff}');
    match text.trim_start().chars().next() {
        None => bail!("{name} is empty; a header and {what} are expected"),
        Some('{') => json_lines(&name, text),
        Some('[') => {
            bail!("{name} is one JSON array; write one object a line (`jq -c '.[]' {name} > {name}l`)")
        }
        Some(_) => table(&name, text, path.extension().is_some_and(|extension| extension == "tsv")),
    }
}

fn bytes(path: &Path, what: &str) -> anyhow::Result<(String, Vec<u8>)> {
    use std::io::Read;
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(LARGEST)
            .read_to_end(&mut bytes)
            .context("cannot read standard input")?;
        return Ok(("standard input".to_owned(), bytes));
    }
    let name = path.display().to_string();
    let about = std::fs::metadata(path).with_context(|| format!("cannot read {name}"))?;
    if about.is_dir() {
        bail!("{name} is a folder; name one file of {what} (CSV, TSV, JSONL or XLSX)");
    }
    if about.len() > LARGEST {
        bail!("{name} has {} MB; at most {} MB are read", about.len() >> 20, LARGEST >> 20);
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    Ok((name, bytes))
}

/// UTF-8, or UTF-16 by its mark. One row in another encoding is named.
fn decode(bytes: &[u8], name: &str) -> anyhow::Result<String> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> =
            rest.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit).collect();
        String::from_utf16(&units).with_context(|| format!("{name} is not whole UTF-16; save it as UTF-8"))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let line = newlines(before) + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let near = String::from_utf8_lossy(before.get(start..).unwrap_or_default());
    let near: String = near.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
    let mixed = if before.is_ascii() { "" } else { ", although lines before it are: encodings are mixed" };
    bail!("{name} line {line} is not UTF-8 after “{near}”{mixed}; save the whole file as UTF-8")
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count() - 1
}

fn json_lines(name: &str, text: &str) -> anyhow::Result<Vec<Record>> {
    let (mut records, mut problems) = (Vec::new(), Problems::default());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{name} line {}", at + 1);
        records.extend(problems.keep(json_line(place, line)));
    }
    problems.tell()?;
    Ok(records)
}

fn json_line(place: String, line: &str) -> anyhow::Result<Record> {
    let value: Value = serde_json::from_str(line).map_err(|error| {
        // What the parser calls line 1 is this line.
        anyhow::anyhow!("{place} is not JSON: {}", error.to_string().replace("at line 1 column", "at column"))
    })?;
    let Value::Object(fields) = value else { bail!("{place} is not an object with named fields") };
    Ok(Record { place, fields: fields.into_iter().collect() })
}

fn table(name: &str, text: &str, tabs: bool) -> anyhow::Result<Vec<Record>> {
    let header = text.lines().next().unwrap_or_default();
    let separator = if tabs { b'\t' } else { separator(header) };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), read: 0, line: 1 };
    for (at, row) in reader.records().enumerate() {
        let row = row.with_context(|| format!("{name} row {} cannot be read", at + 1))?;
        let start = row.position().map_or(0, csv::Position::byte);
        let place = match lines.at(usize::try_from(start).unwrap_or(usize::MAX)) {
            line if line != at + 1 => format!("{name} row {} (line {line})", at + 1),
            _ => format!("{name} row {}", at + 1),
        };
        let cells = row.iter().map(|cell| match cell.trim() {
            "" => Value::Null,
            _ => Value::String(cell.to_owned()),
        });
        rows.push((place, cells.collect()));
    }
    records(name, rows)
}

/// Counts lines while rows go by; cells may have several.
struct Lines<'t> {
    text: &'t [u8],
    read: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the first sign at or after a byte that ends no line.
    fn at(&mut self, byte: usize) -> usize {
        let ends = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let rest = self.text.get(byte..).unwrap_or_default();
        let start = byte + rest.iter().take_while(|byte| ends(byte)).count();
        let passed = self.text.get(self.read..start).unwrap_or_default();
        self.line += newlines(passed);
        self.read = start.max(self.read);
        self.line
    }
}

/// What stands most often in the header outside quotes.
fn separator(header: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        counts.iter_mut().filter(|(sign, _)| *sign == byte && !quoted).for_each(|(_, count)| *count += 1);
    }
    // The first of equals.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

/// Rows under the names of the first one.
fn records(name: &str, rows: Vec<(String, Vec<Value>)>) -> anyhow::Result<Vec<Record>> {
    let mut rows = rows.into_iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_null()));
    let (place, header) = rows.next().with_context(|| format!("{name} has no header"))?;
    let header: Vec<String> = header.iter().map(|cell| super::text_of(cell).unwrap_or_default()).collect();
    let mut sorted: Vec<&String> = header.iter().filter(|column| !column.is_empty()).collect();
    sorted.sort();
    if let Some([twice, _]) = sorted.windows(2).find(|pair| pair.first() == pair.last()) {
        bail!("{place} names two columns `{twice}`; rename one of them");
    }
    let (mut records, mut problems) = (Vec::new(), Problems::default());
    for (place, mut cells) in rows {
        while cells.len() > header.len() && cells.last().is_some_and(Value::is_null) {
            cells.pop();
        }
        if cells.len() > header.len() {
            let (n, of) = (cells.len(), header.len());
            problems.keep::<()>(Err(anyhow::anyhow!(
                "{place} has {n} cells, but the header names {of}; put cells with separators in double quotes"
            )));
            continue;
        }
        cells.resize(header.len(), Value::Null);
        let fields = header.iter().cloned().zip(cells).filter(|(column, _)| !column.is_empty());
        records.push(Record { place, fields: fields.collect() });
    }
    problems.tell()?;
    Ok(records)
}

/// The first sheet of a spreadsheet that holds something.
fn spreadsheet(name: &str, bytes: &[u8]) -> anyhow::Result<Vec<Record>> {
    let reading = submissions::read(name, bytes, &Limits::default());
    if let Some(refused) = reading.refused.first() {
        bail!("{refused}");
    }
    let table = reading.tables.into_iter().next();
    let table =
        table.with_context(|| format!("{name} is no spreadsheet; name an Excel file (.xlsx) or CSV"))?;
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in table.rows {
        let place = format!("{name} row {}", row.number);
        let cells = row.cells.into_iter().map(|cell| value(cell, &place));
        rows.push((place.clone(), cells.collect::<anyhow::Result<_>>()?));
    }
    records(name, rows)
}

fn value(cell: Cell, place: &str) -> anyhow::Result<Value> {
    Ok(match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::String(text),
        Cell::Number(number) => Value::from(number),
        Cell::Bool(flag) => Value::from(flag),
        Cell::Error(error) => bail!("{place} holds a formula that failed ({error}); correct it"),
        Cell::Refused(why) => bail!("{place} holds {why}"),
    })
}

/// All columns of a Parquet or Arrow file but nested ones.
#[cfg(feature = "columnar")]
fn columnar(name: &str, bytes: Vec<u8>) -> anyhow::Result<Vec<Record>> {
    use std::io::Cursor;

    use anyhow::anyhow;

    let failed = |message: String| anyhow!("{name}: {message}");
    // All rows are held at once.
    let limits = Limits { unpacked: 2 * LARGEST, ratio: 2, ..Limits::default() };
    let mut file = submissions::Columnar::open(Cursor::new(bytes), &limits).map_err(failed)?;
    let header: Vec<String> = file.names().map(ToOwned::to_owned).collect();
    let refused: Vec<Option<String>> = (0..header.len()).map(|at| file.refusal(at)).collect();
    for refusal in refused.iter().flatten() {
        crate::cli::complain(&format!("note: {name}: {refusal}, and is left out"));
    }
    let reads = |at: usize| refused.get(at).is_some_and(Option::is_none);
    file.choose(reads).map_err(failed)?;
    let header = header.into_iter().enumerate();
    let header = header.map(|(at, name)| if reads(at) { Value::String(name) } else { Value::Null });
    let mut all = vec![(format!("{name}: its schema"), header.collect())];
    let mut told = false;
    while let Some(rows) = file.rows().map_err(failed)? {
        for row in rows {
            let place = format!("{name} row {}", row.number);
            let cells = row.cells.into_iter().map(|cell| value(readable(cell, &place, &mut told), &place));
            all.push((place.clone(), cells.collect::<anyhow::Result<_>>()?));
        }
    }
    records(name, all)
}

/// Nothing for what cannot be read: a column that nobody asks for may hold pictures. The first is told.
#[cfg(feature = "columnar")]
fn readable(cell: Cell, place: &str, told: &mut bool) -> Cell {
    let Cell::Refused(why) = &cell else { return cell };
    if !std::mem::replace(told, true) {
        crate::cli::complain(&format!("note: {place} holds {why}: such cells are taken as empty"));
    }
    Cell::Empty
}

#[cfg(not(feature = "columnar"))]
fn columnar(name: &str, _: Vec<u8>) -> anyhow::Result<Vec<Record>> {
    bail!("{name}: {}", submissions::COLUMNAR)
}
