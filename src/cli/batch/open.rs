//! Tables and JSON as streams of records, told by their names; standard input by its content.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::jobs::{Job, Stream};
use super::walk::{Found, Unread, shown};
use crate::submissions::columns::Mapping;
use crate::submissions::table::{self, Header};
use crate::submissions::{
    At, Block, Candidate, Kind as Content, Limits, Packed, Piece, Shape, Sizes, Sniffer, Splitter, decoded,
    kind as content, unmarked_utf16,
};

/// Bytes by which a stream is known.
const HEAD: u64 = 64 << 10;

/// How a file is read, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Stream(Rows),
    Sheets,
    Columnar,
    Archive,
    /// Standard input.
    Input,
}

/// What the name of a stream says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    Json,
    Lines,
    Commas,
    Tabs,
}

pub(super) fn kind(path: &Path) -> Kind {
    if path == Path::new("-") {
        return Kind::Input;
    }
    let extension = path.extension().and_then(std::ffi::OsStr::to_str).map(str::to_ascii_lowercase);
    match extension.as_deref() {
        Some("json") => Kind::Stream(Rows::Json),
        Some("jsonl" | "ndjson") => Kind::Stream(Rows::Lines),
        Some("csv") => Kind::Stream(Rows::Commas),
        Some("tsv" | "tab") => Kind::Stream(Rows::Tabs),
        Some("xlsx" | "xlsm" | "ods") => Kind::Sheets,
        Some("parquet" | "parq" | "pq" | "arrow" | "arrows" | "ipc" | "feather") => Kind::Columnar,
        Some("zip") => Kind::Archive,
        _ => Kind::Document,
    }
}

/// Whether a file is Parquet or Arrow by its content; a pipe cannot be read twice.
pub(super) fn is_columnar(path: &Path) -> bool {
    let mut head = Vec::new();
    std::fs::metadata(path).is_ok_and(|about| about.is_file())
        && File::open(path).is_ok_and(|file| file.take(64).read_to_end(&mut head).is_ok())
        && content("", &head) == Content::Columnar
}

/// A document that is read whole.
pub(super) fn packed(source: impl Read, name: &str, candidates: &[Candidate]) -> Result<Packed, Unread> {
    let unread = |message: String| Unread { source: name.to_owned(), message };
    let most = Limits::default().file;
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes).map_err(|error| unread(error.to_string()))?;
    if bytes.len() as u64 > most {
        return Err(unread(format!("it is larger than {} MB, the most that one file may have", most >> 20)));
    }
    Ok(Packed { source: name.to_owned(), candidates: candidates.to_vec(), bytes })
}

type Source = Box<dyn Read + Send>;

/// A stream that is being read.
pub(super) struct Open {
    splitter: Splitter<Source>,
    name: String,
    shape: Shape,
    /// Once the header is read.
    stream: Option<Arc<Stream>>,
    /// Whether nothing was in it so far.
    empty: bool,
}

/// Opens a stream, or finds that standard input is one document; and what is to be said of it.
pub(super) fn open(
    found: &Found,
    mapping: &Mapping,
) -> Result<(Result<Open, Packed>, Option<Unread>), Unread> {
    let name = shown(&found.path);
    let unread = |error: std::io::Error| Unread { source: name.clone(), message: error.to_string() };
    let Kind::Stream(rows) = kind(&found.path) else { return input(found, &name, mapping) };
    let file = File::open(&found.path).map_err(unread)?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        return Err(Unread { source: name, message: "it is a folder".to_owned() });
    }
    let legacy = legacy(&found.path, rows).map_err(unread)?;
    let note = legacy.map(|encoding| guessed(&name, encoding));
    let (head, source) = begin(Box::new(decoded(file, legacy))).map_err(unread)?;
    let shape = shape(Some(rows), &head, mapping).unwrap_or(Shape::Lines);
    Ok((Ok(Open::new(name, head, source, shape)), note))
}

/// Standard input, which is known by its beginning.
fn input(
    found: &Found,
    name: &str,
    mapping: &Mapping,
) -> Result<(Result<Open, Packed>, Option<Unread>), Unread> {
    let unread = |error: std::io::Error| Unread { source: name.to_owned(), message: error.to_string() };
    let (mut head, mut source) = begin(Box::new(std::io::stdin())).map_err(unread)?;
    let wide = unmarked_utf16(&head);
    if wide.is_some() || is_marked_utf16(&head) {
        (head, source) = begin(Box::new(decoded(Cursor::new(head).chain(source), wide))).map_err(unread)?;
    }
    let note = wide.map(|encoding| guessed(name, encoding));
    if let Some(shape) = shape(None, &head, mapping) {
        return Ok((Ok(Open::new(name.to_owned(), head, source, shape)), note));
    }
    let note = note.or_else(|| {
        let message = "read as one answer; if it is a table with one column, say so with --map answer=COLUMN";
        let told = || Unread { source: name.to_owned(), message: message.to_owned() };
        header(&head, mapping).is_some().then(told)
    });
    packed(Cursor::new(head).chain(source), name, &found.candidates).map(|packed| (Err(packed), note))
}

fn guessed(name: &str, encoding: &'static Encoding) -> Unread {
    let message =
        format!("not UTF-8: read as {}, which is a guess; save it as UTF-8 to be sure", encoding.name());
    Unread { source: name.to_owned(), message }
}

/// The encoding of a file that is not UTF-8 and has no mark; pipes cannot be read twice.
fn legacy(path: &Path, rows: Rows) -> std::io::Result<Option<&'static Encoding>> {
    let file = File::open(path)?;
    if file.metadata()?.is_file() { unmarked(file, rows) } else { Ok(None) }
}

/// The encoding of rows that are not UTF-8 and have no mark; JSON is UTF-16, or what it should be.
fn unmarked(mut source: impl Read, rows: Rows) -> std::io::Result<Option<&'static Encoding>> {
    let mut piece = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut piece)?;
    if is_marked_utf16(&piece) {
        return Ok(None);
    }
    let wide = unmarked_utf16(&piece);
    if wide.is_some() || matches!(rows, Rows::Json | Rows::Lines) {
        return Ok(wide);
    }
    let mut sniffer = Sniffer::default();
    while !piece.is_empty() && sniffer.feed(&piece) {
        piece.clear();
        source.by_ref().take(HEAD).read_to_end(&mut piece)?;
    }
    Ok(sniffer.legacy())
}

fn is_marked_utf16(head: &[u8]) -> bool {
    head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff])
}

/// The beginning of a stream and the rest of it.
fn begin(mut source: Source) -> std::io::Result<(Vec<u8>, Source)> {
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(b"\xef\xbb\xbf") {
        head.drain(..3);
    }
    Ok((head, source))
}

impl Open {
    fn new(name: String, head: Vec<u8>, source: Source, shape: Shape) -> Self {
        let source: Source = Box::new(Cursor::new(head).chain(source));
        Self {
            splitter: Splitter::new(source, shape, Sizes::default()),
            name,
            shape,
            stream: None,
            empty: true,
        }
    }

    /// A table or JSON within an archive, and what is to be said of it.
    pub(super) fn entry(
        packed: Packed,
        rows: Rows,
        mapping: &Mapping,
    ) -> Result<(Self, Option<Unread>), String> {
        let Packed { source: name, bytes, .. } = packed;
        let legacy = unmarked(bytes.as_slice(), rows).map_err(|error| error.to_string())?;
        let note = legacy.map(|encoding| guessed(&name, encoding));
        let source = Box::new(decoded(Cursor::new(bytes), legacy));
        let (head, source) = begin(source).map_err(|error| error.to_string())?;
        let shape = shape(Some(rows), &head, mapping).unwrap_or(Shape::Lines);
        Ok((Self::new(name, head, source, shape), note))
    }

    /// What comes next, once there is more than white space.
    fn piece(&mut self) -> std::io::Result<Option<Piece>> {
        loop {
            match self.splitter.piece()? {
                Some(Piece::Block(block)) if self.empty && block.bytes.trim_ascii().is_empty() => {}
                piece => return Ok(piece),
            }
        }
    }

    /// The next records.
    pub(super) fn job(&mut self, mapping: &Mapping) -> Result<Option<Job>, Unread> {
        let unread = |source: String, message: String| Unread { source, message };
        let piece = self.piece().map_err(|error| unread(self.name.clone(), error.to_string()))?;
        let empty = std::mem::take(&mut self.empty);
        let passed = |at: At, message: String| {
            let lines = self.shape == Shape::Lines || at.line == at.number;
            let line = if lines { String::new() } else { format!(" (line {})", at.line) };
            Ok(Some(Job::Unread(unread(format!("{}:{}{line}", self.name, at.number), message))))
        };
        let (most, passing) = (Sizes::default().record >> 20, Sizes::default().passed >> 20);
        let block = match piece {
            None if empty => {
                return Err(unread(self.name.clone(), "empty: nothing was handed in".to_owned()));
            }
            None => return Ok(None),
            Some(Piece::Block(block)) => block,
            Some(Piece::TooLong(at)) => {
                return passed(
                    at,
                    format!("it is larger than {most} MB and was left out; is a quote missing?"),
                );
            }
            Some(Piece::GivenUp(at)) => {
                return passed(
                    at,
                    format!("it is larger than {passing} MB: nothing after it was read; is a quote missing?"),
                );
            }
            Some(Piece::Unfinished(at)) => {
                return passed(at, "the file ends before it does; a quote or bracket is missing".to_owned());
            }
        };
        let (stream, skip) = match &self.stream {
            Some(stream) => (Arc::clone(stream), 0),
            None => self.header(&block, mapping).map_err(|message| unread(self.name.clone(), message))?,
        };
        Ok(Some(Job::Records { stream, block, skip }))
    }

    /// What the first block says of the whole stream.
    fn header(&mut self, block: &Block, mapping: &Mapping) -> Result<(Arc<Stream>, usize), String> {
        let (columns, skip) = match self.shape {
            Shape::Lines | Shape::Values => (None, 0),
            Shape::Table { .. } => {
                let header = Header::find(block, mapping)?;
                (Some(header.columns), header.length)
            }
        };
        let stream = Arc::new(Stream { name: self.name.clone(), columns });
        self.stream = Some(Arc::clone(&stream));
        Ok((stream, skip))
    }
}

/// How the records of a stream end; `None` for standard input that is one document.
fn shape(rows: Option<Rows>, head: &[u8], mapping: &Mapping) -> Option<Shape> {
    let start = head.trim_ascii_start();
    match rows {
        Some(Rows::Lines) => Some(Shape::Lines),
        Some(Rows::Json) => Some(json(head)),
        Some(Rows::Commas) => Some(table::shape(head, false)),
        Some(Rows::Tabs) => Some(table::shape(head, true)),
        None if start.starts_with(b"{\"") || start.starts_with(b"[{") => Some(json(head)),
        None => is_table(head, mapping).then(|| table::shape(head, false)),
    }
}

/// Whether standard input begins with a header that names answers; an essay may have the title `Essay`.
fn is_table(head: &[u8], mapping: &Mapping) -> bool {
    let told = mapping.told().next().is_some();
    header(head, mapping).is_some_and(|header| told || header.columns.count() > 1)
}

fn header(head: &[u8], mapping: &Mapping) -> Option<Header> {
    let block =
        Block { shape: table::shape(head, false), bytes: head.to_vec(), first: 1, line: 1, in_array: false };
    Header::find(&block, mapping).ok()
}

/// Objects one a line, or values that may have several lines.
fn json(head: &[u8]) -> Shape {
    let line = head.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or_default();
    let whole = line.len() < head.len() && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    if line.starts_with(b"{") && whole { Shape::Lines } else { Shape::Values }
}
