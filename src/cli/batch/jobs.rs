//! What the worker threads are given: blocks of tables and JSON, and documents a few at a time.
//!
//! This is the one part of a run that no second thread shares, so it finds the ends of records and
//! reads nothing else. What comes when depends on the inputs alone: a resumed run counts on it.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::walk::{Unread, Walk, shown};
use crate::cli::checksum::Checksum;
use crate::submissions::columns::Mapping;
use crate::submissions::table::{self, Columns, Header};
use crate::submissions::{At, Block, Piece, Shape, Sizes, Splitter};

/// Documents that are read together.
const DOCUMENTS: usize = 8;
/// Bytes by which a stream is known.
const HEAD: u64 = 64 << 10;
/// Largest document.
const LARGEST: u64 = 64 << 20;

/// Work for one thread.
pub(super) enum Job {
    /// Files that are read as a whole.
    Documents(Vec<PathBuf>),
    /// A document that has been read.
    Document { name: String, bytes: Vec<u8> },
    /// Records of a stream, after `skip` bytes that hold no answers.
    Records { stream: Arc<Stream>, block: Block, skip: usize },
    /// What cannot be read.
    Unread(Unread),
}

/// A file or standard input with many answers.
pub(super) struct Stream {
    pub name: String,
    /// Of a table.
    pub columns: Option<Columns>,
}

impl Job {
    /// Tells whether a job is the one that was done before; documents are read for it.
    pub(super) fn checksum(&self) -> u64 {
        let mut sum = Checksum::new(1);
        match self {
            Self::Documents(paths) => {
                for path in paths {
                    sum.add(shown(path).as_bytes());
                    sum.add(&document(path).unwrap_or_default());
                }
            }
            Self::Document { name, bytes } => [name.as_bytes(), bytes].iter().for_each(|part| sum.add(part)),
            Self::Records { stream, block, skip } => {
                sum.add(format!("{} {} {} {skip}", stream.name, block.first, block.line).as_bytes());
                sum.add(&block.bytes);
            }
            Self::Unread(unread) => sum.add(format!("{} {}", unread.source, unread.message).as_bytes()),
        }
        sum.value()
    }

    /// Bytes of input, for the progress bar.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Documents(paths) => paths.iter().map(|path| size(path)).sum(),
            Self::Document { bytes, .. } => bytes.len() as u64,
            Self::Records { block, .. } => block.bytes.len() as u64,
            Self::Unread(_) => 0,
        }
    }
}

pub(super) fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |about| about.len())
}

/// The bytes of a document, or what is wrong with it.
pub(super) fn document(path: &Path) -> Result<Vec<u8>, String> {
    let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() {
        return Err("it is neither a file nor a folder".to_owned());
    }
    let file = File::open(path).map_err(|error| error.to_string())?;
    bounded(file)
}

fn bounded(source: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("it is larger than {} MB, the most that one document may have", LARGEST >> 20));
    }
    Ok(bytes)
}

/// All jobs of a run, in order.
pub(super) struct Jobs<'m> {
    walk: std::iter::Peekable<Walk>,
    mapping: &'m Mapping,
    open: Option<Open>,
}

/// A stream that is being read.
struct Open {
    splitter: Splitter<Box<dyn Read + Send>>,
    name: String,
    shape: Shape,
    /// Once the header is read.
    stream: Option<Arc<Stream>>,
}

impl<'m> Jobs<'m> {
    pub(super) fn new(walk: Walk, mapping: &'m Mapping) -> Self {
        Self { walk: walk.peekable(), mapping, open: None }
    }

    /// Documents that follow each other, up to some.
    fn documents(&mut self, first: PathBuf) -> Job {
        let mut paths = vec![first];
        let document = |found: &Result<PathBuf, Unread>| found.as_ref().is_ok_and(|path| !is_stream(path));
        while paths.len() < DOCUMENTS {
            match self.walk.next_if(document) {
                Some(Ok(path)) => paths.push(path),
                Some(Err(_)) | None => break,
            }
        }
        Job::Documents(paths)
    }

    /// Begins a stream; a job where there is none to begin.
    fn begin(&mut self, path: &Path) -> Option<Job> {
        let name = shown(path);
        match open(path, name.clone(), self.mapping) {
            Ok(Opened::Stream(open)) => {
                self.open = Some(open);
                None
            }
            Ok(Opened::Document(bytes)) => Some(Job::Document { name, bytes }),
            Err(message) => Some(Job::Unread(Unread { source: name, message })),
        }
    }
}

impl Iterator for Jobs<'_> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            if let Some(open) = &mut self.open {
                match open.job(self.mapping) {
                    Ok(Some(job)) => return Some(job),
                    Ok(None) => self.open = None,
                    Err(unread) => {
                        self.open = None;
                        return Some(Job::Unread(unread));
                    }
                }
            }
            let path = match self.walk.next()? {
                Ok(path) => path,
                Err(unread) => return Some(Job::Unread(unread)),
            };
            if !is_stream(&path) {
                return Some(self.documents(path));
            }
            if let Some(job) = self.begin(&path) {
                return Some(job);
            }
        }
    }
}

impl Open {
    fn job(&mut self, mapping: &Mapping) -> Result<Option<Job>, Unread> {
        let unread = |source: String, message: String| Unread { source, message };
        let piece = self.splitter.piece().map_err(|error| unread(self.name.clone(), error.to_string()))?;
        let passed = |at: At, message: &str| {
            let line =
                if self.shape == Shape::Lines { String::new() } else { format!(" (line {})", at.line) };
            Some(Job::Unread(unread(format!("{}:{}{line}", self.name, at.number), message.to_owned())))
        };
        let block = match piece {
            None => return Ok(None),
            Some(Piece::Block(block)) => block,
            Some(Piece::TooLong(at)) => {
                let most = Sizes::default().record >> 20;
                return Ok(passed(
                    at,
                    &format!("it is larger than {most} MB and was left out; is a quote missing?"),
                ));
            }
            Some(Piece::GivenUp(at)) => {
                let most = Sizes::default().passed >> 20;
                return Ok(passed(
                    at,
                    &format!(
                        "it is larger than {most} MB, so nothing after it was read; is a quote missing?"
                    ),
                ));
            }
            Some(Piece::Unfinished(at)) => {
                return Ok(passed(at, "the file ends before it does; a quote or bracket is missing"));
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

enum Opened {
    Stream(Open),
    Document(Vec<u8>),
}

/// Whether a file holds many answers, by its name; standard input may.
fn is_stream(path: &Path) -> bool {
    path == Path::new("-") || extension(path).is_some()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Extension {
    Json,
    Lines,
    Commas,
    Tabs,
}

fn extension(path: &Path) -> Option<Extension> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "json" => Some(Extension::Json),
        "jsonl" | "ndjson" => Some(Extension::Lines),
        "csv" => Some(Extension::Commas),
        "tsv" | "tab" => Some(Extension::Tabs),
        _ => None,
    }
}

fn open(path: &Path, name: String, mapping: &Mapping) -> Result<Opened, String> {
    let mut source: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
        if about.is_dir() {
            return Err("it is a folder".to_owned());
        }
        Box::new(File::open(path).map_err(|error| error.to_string())?)
    };
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head).map_err(|error| error.to_string())?;
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Err("it is UTF-16; save it as UTF-8".to_owned());
    }
    if head.starts_with(b"\xef\xbb\xbf") {
        head.drain(..3);
    }
    let shape = match extension(path) {
        Some(Extension::Lines) => Shape::Lines,
        Some(Extension::Json) => json(&head),
        Some(Extension::Commas) => table::shape(&head, false),
        Some(Extension::Tabs) => table::shape(&head, true),
        None if head.trim_ascii_start().starts_with(b"{\"") || head.trim_ascii_start().starts_with(b"[{") => {
            json(&head)
        }
        None if is_table(&head, mapping) => table::shape(&head, false),
        None => {
            let mut bytes = bounded(Cursor::new(head).chain(source))?;
            bytes.shrink_to_fit();
            return Ok(Opened::Document(bytes));
        }
    };
    let source: Box<dyn Read + Send> = Box::new(Cursor::new(head).chain(source));
    let splitter = Splitter::new(source, shape, Sizes::default());
    Ok(Opened::Stream(Open { splitter, name, shape, stream: None }))
}

/// Whether standard input begins with a header that names answers.
fn is_table(head: &[u8], mapping: &Mapping) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let block = Block { shape: table::shape(head, false), bytes: line.to_vec(), first: 1, line: 1 };
    Header::find(&block, mapping).is_ok()
}

/// Objects one a line, or values that may have several lines.
fn json(head: &[u8]) -> Shape {
    let line = head.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or_default();
    let whole = line.len() < head.len() && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    if line.starts_with(b"{") && whole { Shape::Lines } else { Shape::Values }
}
