//! What comes of reading a file: answers, tables, and what is to be said about them.

use super::{Candidate, Submission};

/// What a file held. A bad file within an archive is a refusal; the others are still read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Answers, in the order of the file.
    pub submissions: Vec<Submission>,
    /// Spreadsheets: which column is the answer is for the caller to say.
    pub tables: Vec<Table>,
    /// What was not read, and what to do about it.
    pub refused: Vec<Remark>,
    /// What was read, though not as it stands: a guessed encoding, pictures left out.
    pub notes: Vec<Remark>,
}

impl Reading {
    /// Adds what another file held.
    pub fn append(&mut self, mut other: Self) {
        self.submissions.append(&mut other.submissions);
        self.tables.append(&mut other.tables);
        self.refused.append(&mut other.refused);
        self.notes.append(&mut other.notes);
    }
}

/// Something to tell about a file or an entry of one. Names are as the file has them: they may hold
/// any character, so they are made visible before they are shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {message}")]
pub struct Remark {
    /// `week1.zip/anna.docx`.
    pub source_name: String,
    /// What is the matter, and what to do.
    pub message: String,
    /// Who handed it in, as far as its name tells.
    pub candidates: Vec<Candidate>,
}

impl Remark {
    /// About `source_name`, that `message`.
    pub fn new(source_name: impl Into<String>, message: impl Into<String>) -> Self {
        Self { source_name: source_name.into(), message: message.into(), candidates: Vec::new() }
    }

    /// Of these people.
    pub(super) fn of(mut self, candidates: &[Candidate]) -> Self {
        self.candidates = candidates.to_vec();
        self
    }
}

/// One sheet of a spreadsheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The file, as messages name it.
    pub source: String,
    /// The sheet.
    pub sheet: String,
    /// Those that are not empty.
    pub rows: Vec<Row>,
}

/// A row of a sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// As spreadsheets count: the first is 1.
    pub number: u32,
    /// Up to the last that is not empty.
    pub cells: Vec<Cell>,
}

/// The rows of a sheet before it is known where they come from.
#[derive(Debug)]
pub(super) struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
}

/// A cell of a spreadsheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell {
    /// Nothing, or only blanks.
    #[default]
    Empty,
    /// Text, and whatever is best shown as text, dates among it.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
    /// A formula that failed: `#DIV/0!`.
    Error(String),
    /// What is not read, in words: `bytes that are no text`.
    Refused(String),
}
