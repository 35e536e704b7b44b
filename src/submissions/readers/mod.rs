//! One file of whatever kind as answers and tables: text in any encoding, HTML, office files, PDF,
//! and archives of course systems, told apart by content and read within limits.
//!
//! What a reader meets that is no answer (deleted text, comments, pages without text) is left out
//! and said; nothing is opened by a name that stands in a file.

mod archive;
#[cfg(feature = "columnar")]
mod columnar;
mod decoding;
mod docx;
mod encoding;
mod filing;
mod flow;
mod html;
mod kind;
mod left_out;
mod limits;
mod naming;
mod odt;
mod office;
mod packed;
#[cfg(feature = "pdf")]
mod pdf;
mod reading;
mod sheet;
mod styles;
mod xml;
mod zipped;

pub use archive::{Files, Packed, files};
#[cfg(feature = "columnar")]
pub use columnar::{Columnar, Source};
pub use decoding::{Sniffer, decoded};
pub use encoding::{Decoded, decode, unmarked_utf16};
pub use filing::file;
pub use kind::{Kind, kind};
pub use limits::Limits;
pub use naming::Naming;
pub use packed::COLUMNAR;
pub use reading::{Cell, Reading, Remark, Row, Table};

use super::{Candidate, Submission};

/// Reads a file of whatever kind: its name gives the candidate, its content the kind.
///
/// An archive gives everything that is in it. `name` is a path as the user knows it; it is shown in
/// messages and never opened.
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
