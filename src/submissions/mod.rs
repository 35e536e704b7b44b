//! What candidates handed in: who wrote which answer to which question, and where it was found.
//!
//! Readers turn files of many kinds into [`Submission`]s. They take bytes and give values; they
//! open nothing, grade nothing and never guess silently: what could not be read is said.

#[cfg(feature = "submissions")]
mod limits;
#[cfg(feature = "submissions")]
mod reading;

#[cfg(feature = "submissions")]
pub use limits::Limits;
#[cfg(feature = "submissions")]
pub use reading::{Cell, Reading, Remark, Table};

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
    if bytes.len() as u64 > limits.file {
        let message = format!("larger than {} MB, the most that one file may have", limits.file >> 20);
        reading.refused.push(Remark::new(name, message));
        return reading;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => reading.submissions.push(Submission {
            candidate: Candidate { id: name.to_owned(), ..Candidate::default() },
            question: None,
            answer: text.to_owned(),
            source: name.to_owned(),
        }),
        Err(_) => reading.refused.push(Remark::new(name, "not UTF-8 text; save it as UTF-8")),
    }
    reading
}
