//! What candidates handed in: who wrote which answer to which question, and where it was found.
//!
//! Readers turn files of many kinds into [`Submission`]s. They take bytes and give values; they
//! open nothing, grade nothing and never guess silently: what could not be read is said.

pub mod columns;
mod ends;
mod fields;
mod json;
#[cfg(feature = "submissions")]
mod readers;
mod split;
#[cfg(feature = "tables")]
pub mod table;
#[cfg(test)]
mod tests;

pub use ends::Shape;
pub use fields::Fields;
pub use json::Objects;
#[cfg(feature = "submissions")]
pub use readers::{
    COLUMNAR, Cell, Decoded, Files, Kind, Limits, Naming, Packed, Reading, Remark, Row, Sniffer, Table,
    decode, decoded, file, files, kind, read, unmarked_utf16,
};
#[cfg(feature = "columnar")]
pub use readers::{Columnar, Source};
pub use split::{At, Block, Piece, Sizes, Splitter};

/// Who handed in. Course systems match people by different keys, so all that were found are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    /// What tells candidates apart: a student number, a login, a participant number or a file's name.
    pub id: String,
    /// The name, as the source writes it.
    pub name: Option<String>,
    /// The mail address.
    pub email: Option<String>,
}

/// One answer of one candidate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Submission {
    /// Who.
    pub candidate: Candidate,
    /// The answer's own id, where the source names one.
    pub id: Option<String>,
    /// The rubric's id or the question, where the source names one.
    pub question: Option<String>,
    /// What was written, as UTF-8.
    pub answer: String,
    /// Where it stands, as messages name it: `class.csv:14`, `week1.zip/anna.docx`.
    pub source: String,
}
