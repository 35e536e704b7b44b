//! What the worker threads are given: blocks of tables and JSON, and documents a few at a time.
//!
//! This is the one part of a run that no second thread shares, so it finds the ends of records and
//! the entries of archives, and reads nothing else. What comes when depends on the inputs alone: a
//! resumed run counts on it.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

#[cfg(feature = "columnar")]
use super::columnar::Table;
#[cfg(not(feature = "columnar"))]
use super::no_columnar::Table;
use super::open::{Kind, Open, is_columnar, kind, open, packed};
use super::sheets::Sheets;
use super::walk::{Found, Unread, Walk, shown};
use crate::cli::checksum::Checksum;
use crate::submissions::columns::Mapping;
use crate::submissions::table::Columns;
use crate::submissions::{Block, Files, Kind as Content, Limits, Packed, Row, files, kind as content};

/// Documents that are read together.
const DOCUMENTS: usize = 8;
/// Bytes of entries of archives that are read together.
const ENTRIES: usize = 256 << 10;

/// Work for one thread.
pub(super) enum Job {
    /// Files that are read as a whole.
    Documents(Vec<Found>),
    /// Entries of an archive, or standard input.
    Packed(Vec<Packed>),
    /// Records of a stream, after `skip` bytes that hold no answers.
    Records { stream: Arc<Stream>, block: Block, skip: usize },
    /// Rows of a spreadsheet or of columns, and bytes of the file that they stand for.
    Cells { stream: Arc<Stream>, rows: Vec<Row>, bytes: u64 },
    /// What cannot be read.
    Unread(Unread),
    /// What was read, though not as it stands.
    Note(Unread),
}

/// A file, an entry or standard input with many answers.
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
            Self::Documents(found) => {
                for found in found {
                    match document(found) {
                        Ok(packed) => add(&mut sum, &packed),
                        Err(unread) => sum.add(unread.message.as_bytes()),
                    }
                }
            }
            Self::Packed(entries) => entries.iter().for_each(|packed| add(&mut sum, packed)),
            Self::Records { stream, block, skip } => {
                sum.add(format!("{} {} {} {skip}", stream.name, block.first, block.line).as_bytes());
                sum.add(&block.bytes);
            }
            Self::Cells { stream, rows, .. } => sum.add(format!("{} {rows:?}", stream.name).as_bytes()),
            Self::Unread(told) | Self::Note(told) => {
                sum.add(format!("{} {}", told.source, told.message).as_bytes());
            }
        }
        sum.value()
    }

    /// Bytes of input, for the progress bar.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Documents(found) => found.iter().map(|found| size(&found.path)).sum(),
            Self::Packed(entries) => entries.iter().map(|packed| packed.bytes.len() as u64).sum(),
            Self::Records { block, .. } => block.bytes.len() as u64,
            Self::Cells { bytes, .. } => *bytes,
            Self::Unread(_) | Self::Note(_) => 0,
        }
    }
}

/// Adds what a document's result depends on.
pub(super) fn add(sum: &mut Checksum, packed: &Packed) {
    sum.add(packed.source.as_bytes());
    sum.add(format!("{:?}", packed.candidates).as_bytes());
    sum.add(&packed.bytes);
}

pub(super) fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |about| about.len())
}

/// A document as it is stored, or what is wrong with it.
pub(super) fn document(found: &Found) -> Result<Packed, Unread> {
    let source = shown(&found.path);
    let unread = |message: String| Unread { source: source.clone(), message };
    let about = std::fs::metadata(&found.path).map_err(|error| unread(error.to_string()))?;
    if !about.is_file() {
        return Err(unread("it is neither a file nor a folder".to_owned()));
    }
    let file = File::open(&found.path).map_err(|error| unread(error.to_string()))?;
    packed(file, &source, &found.candidates)
}

/// All jobs of a run, in order.
pub(super) struct Jobs<'m> {
    walk: std::iter::Peekable<Walk>,
    mapping: &'m Mapping,
    open: Option<Open>,
    sheets: Option<Sheets>,
    table: Option<Table>,
    archive: Option<std::iter::Peekable<Files<'static>>>,
    /// What is to be said before the next job.
    told: Vec<Job>,
}

impl<'m> Jobs<'m> {
    pub(super) fn new(walk: Walk, mapping: &'m Mapping) -> Self {
        let walk = walk.peekable();
        Self { walk, mapping, open: None, sheets: None, table: None, archive: None, told: Vec::new() }
    }

    /// More of what is being read.
    fn under_way(&mut self) -> Option<Job> {
        if let Some(told) = self.told.pop() {
            return Some(told);
        }
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
        if let Some(job) = self.sheets.as_mut().and_then(Sheets::job) {
            return Some(job);
        }
        self.sheets = None;
        match self.table.as_mut().map(Table::job) {
            Some(Ok(Some(job))) => return Some(job),
            Some(Err(unread)) => {
                self.table = None;
                return Some(Job::Unread(unread));
            }
            Some(Ok(None)) | None => self.table = None,
        }
        self.entries()
    }

    /// The next entries of the archive that is being read.
    fn entries(&mut self) -> Option<Job> {
        let archive = self.archive.as_mut()?;
        let mut entries = Vec::new();
        let mut bytes = 0;
        while bytes < ENTRIES && entries.len() < DOCUMENTS {
            let document = |entry: &Result<Packed, _>| {
                entry.as_ref().is_ok_and(|packed| kind(Path::new(&packed.source)) == Kind::Document)
            };
            match archive.next_if(document) {
                Some(Ok(packed)) => {
                    bytes += packed.bytes.len();
                    entries.push(packed);
                }
                Some(Err(_)) | None => break,
            }
        }
        if !entries.is_empty() {
            return Some(Job::Packed(entries));
        }
        match archive.next() {
            None => {
                self.archive = None;
                None
            }
            Some(Err(remark)) => {
                Some(Job::Unread(Unread { source: remark.source_name, message: remark.message }))
            }
            Some(Ok(packed)) => self.within(packed),
        }
    }

    /// Begins a table or spreadsheet within an archive; anything else is a document, whatever its name.
    fn within(&mut self, packed: Packed) -> Option<Job> {
        let rows = match kind(Path::new(&packed.source)) {
            Kind::Stream(rows) => rows,
            Kind::Sheets => {
                self.sheets(&packed);
                return self.under_way();
            }
            Kind::Columnar => return self.columns(packed).or_else(|| self.under_way()),
            Kind::Document | Kind::Archive | Kind::Input => return Some(Job::Packed(vec![packed])),
        };
        let name = packed.source.clone();
        match Open::entry(packed, rows, self.mapping) {
            Ok((open, note)) => {
                self.told.extend(note.map(Job::Note));
                self.open = Some(open);
                self.under_way()
            }
            Err(message) => Some(Job::Unread(Unread { source: name, message })),
        }
    }

    /// Begins a columnar file that is in memory.
    fn columns(&mut self, packed: Packed) -> Option<Job> {
        let table = Table::open(Cursor::new(packed.bytes), &packed.source, self.mapping);
        self.table(table)
    }

    /// Begins a columnar file.
    fn file_of_columns(&mut self, path: &Path, source: &str) -> Option<Job> {
        let file = File::open(path);
        let file = file.map_err(|error| Unread { source: source.to_owned(), message: error.to_string() });
        self.table(file.and_then(|file| Table::open(file, source, self.mapping)))
    }

    fn table(&mut self, table: Result<Table, Unread>) -> Option<Job> {
        match table {
            Ok(table) => self.table = Some(table),
            Err(unread) => return Some(Job::Unread(unread)),
        }
        None
    }

    fn sheets(&mut self, packed: &Packed) {
        let (sheets, told) = Sheets::new(packed, self.mapping);
        self.sheets = Some(sheets);
        self.told = told.into_iter().rev().collect();
    }

    /// Documents that follow each other, up to some.
    fn documents(&mut self, first: Found) -> Job {
        let mut all = vec![first];
        let document = |found: &Result<Found, Unread>| {
            found.as_ref().is_ok_and(|found| kind(&found.path) == Kind::Document)
        };
        while all.len() < DOCUMENTS {
            match self.walk.next_if(document) {
                Some(Ok(found)) => all.push(found),
                Some(Err(_)) | None => break,
            }
        }
        Job::Documents(all)
    }

    /// Begins a file; a job where that is all of it.
    fn begin(&mut self, found: Found) -> Option<Job> {
        let source = shown(&found.path);
        match kind(&found.path) {
            Kind::Columnar => return self.file_of_columns(&found.path, &source),
            Kind::Stream(_) if is_columnar(&found.path) => return self.file_of_columns(&found.path, &source),
            Kind::Document => return Some(self.documents(found)),
            Kind::Archive => match File::open(&found.path) {
                Ok(file) => self.archive = Some(files(&source, file, &Limits::default()).peekable()),
                Err(error) => return Some(Job::Unread(Unread { source, message: error.to_string() })),
            },
            Kind::Sheets => match document(&found) {
                Ok(packed) => self.sheets(&packed),
                Err(unread) => return Some(Job::Unread(unread)),
            },
            Kind::Stream(_) | Kind::Input => match open(&found, self.mapping) {
                Ok((open, note)) => {
                    self.told.extend(note.map(Job::Note));
                    match open {
                        Ok(open) => self.open = Some(open),
                        Err(packed) if content("", &packed.bytes) == Content::Columnar => {
                            return self.columns(packed);
                        }
                        Err(packed) => return Some(Job::Packed(vec![packed])),
                    }
                }
                Err(unread) => return Some(Job::Unread(unread)),
            },
        }
        None
    }
}

impl Iterator for Jobs<'_> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            // An archive may end while there is more to come of what was in it.
            let more = self.archive.is_some();
            if let Some(job) = self.under_way() {
                return Some(job);
            }
            if more {
                continue;
            }
            let job = match self.walk.next()? {
                Ok(found) => self.begin(found),
                Err(unread) => Some(Job::Unread(unread)),
            };
            if job.is_some() {
                return job;
            }
        }
    }
}
