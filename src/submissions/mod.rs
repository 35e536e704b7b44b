//! What candidates handed in: who wrote which answer to which question, and where it was found.
//!
//! Readers turn files of many kinds into [`Submission`]s. They take bytes and give values; they
//! open nothing, grade nothing and never guess silently: what could not be read is said.

#[cfg(feature = "submissions")]
mod archive;
#[cfg(feature = "submissions")]
mod decoding;
#[cfg(feature = "submissions")]
mod docx;
#[cfg(feature = "submissions")]
mod encoding;
#[cfg(feature = "submissions")]
mod filing;
#[cfg(feature = "submissions")]
mod flow;
#[cfg(feature = "submissions")]
mod html;
#[cfg(feature = "submissions")]
mod kind;
#[cfg(feature = "submissions")]
mod left_out;
#[cfg(feature = "submissions")]
mod limits;
#[cfg(feature = "submissions")]
mod naming;
#[cfg(feature = "submissions")]
mod odt;
#[cfg(feature = "submissions")]
mod office;
#[cfg(feature = "submissions")]
mod packed;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "submissions")]
mod reading;
#[cfg(feature = "submissions")]
mod sheet;
#[cfg(feature = "submissions")]
mod styles;
#[cfg(feature = "submissions")]
mod xml;
#[cfg(feature = "submissions")]
mod zipped;

#[cfg(feature = "submissions")]
pub use self::{
    archive::{Files, Packed, files},
    decoding::{Sniffer, decoded},
    encoding::{Decoded, decode},
    filing::file,
    kind::{Kind, kind},
    limits::Limits,
    naming::Naming,
    reading::{Cell, Reading, Remark, Row, Table},
};
pub mod columns;
mod ends;
mod fields;
mod json;
mod split;
#[cfg(feature = "tables")]
pub mod table;
#[cfg(test)]
mod tests;
pub use ends::Shape;
pub use fields::Fields;
pub use json::Objects;
pub use split::{At, Block, Piece, Sizes, Splitter, newlines};

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

/// Reads a file of whatever kind: its name gives the candidate, its content the kind.
///
/// An archive gives everything that is in it. `name` is a path as the user knows it; it is shown in
/// messages and never opened.
#[cfg(feature = "submissions")]
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Reading {
    let mut reading = Reading::default();
    for file in files(name, std::io::Cursor::new(bytes), limits) {
        match file {
            Ok(file) => reading.append(file.read(limits)),
            Err(remark) => reading.refused.push(remark),
        }
    }
    reading
}
