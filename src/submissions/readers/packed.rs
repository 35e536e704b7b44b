//! One file that is no archive, read by what it is.

use super::archive::Packed;
use super::kind::{Kind, kind};
use super::left_out::Written;
use super::office::{self, Document};
use super::{Limits, Reading, Remark, Submission, Table, encoding, html, odt};

/// What to do with a columnar file that is not read here.
pub const COLUMNAR: &str = if cfg!(feature = "columnar") {
    "a Parquet or Arrow file under another name; call it .parquet or .arrow"
} else {
    "a Parquet or Arrow file, which this program was built without; build it with `--features columnar`, or save the table as CSV or JSON lines"
};

/// A text and what is to be said about it.
struct Text {
    text: String,
    notes: Vec<String>,
}

impl Packed {
    /// What the file holds. Nothing here fails: what cannot be read is a refusal.
    pub fn read(&self, limits: &Limits) -> Reading {
        let text = match kind(&self.source, &self.bytes) {
            _ if self.bytes.is_empty() => Err("empty: nothing was handed in".to_owned()),
            Kind::Text => plain(&self.bytes, limits),
            Kind::Html => decoded(&self.bytes, limits, |text| Ok(told(html::read(text, limits)?))),
            Kind::FlatOdt => decoded(&self.bytes, limits, |text| Ok(told(odt::read_flat(text, limits)?))),
            Kind::Zip => match office::read(&self.bytes, limits) {
                Ok(Document::Sheets(sheets)) => return self.tables(sheets),
                Ok(Document::Written(written)) => Ok(told(written)),
                Err(message) => Err(message),
            },
            Kind::Pdf => pdf(&self.bytes, limits),
            Kind::Columnar => Err(COLUMNAR.to_owned()),
            Kind::Rows => Err("rows of data within an archive; unpack it and name it by itself".to_owned()),
            Kind::Other(message) => Err(message.to_owned()),
        };
        self.answers(text)
    }

    fn answers(&self, text: Result<Text, String>) -> Reading {
        let mut reading = Reading::default();
        let remark = |message: String| Remark::new(&self.source, message).of(&self.candidates);
        match text {
            Err(message) => reading.refused.push(remark(message)),
            Ok(Text { text, notes }) if text.trim().is_empty() => {
                let left_out = notes.first().map_or(String::new(), |note| format!(" ({note})"));
                reading.refused.push(remark(format!("holds no text{left_out}; hand in the answer as text")));
            }
            Ok(Text { text, notes }) => {
                reading.notes.extend(notes.into_iter().map(remark));
                reading.submissions.extend(self.candidates.iter().map(|candidate| Submission {
                    candidate: candidate.clone(),
                    id: None,
                    question: None,
                    answer: text.clone(),
                    source: self.source.clone(),
                }));
            }
        }
        reading
    }

    fn tables(&self, sheets: Vec<super::reading::Sheet>) -> Reading {
        let tables = sheets.into_iter().filter(|sheet| !sheet.rows.is_empty()).map(|sheet| Table {
            source: self.source.clone(),
            sheet: sheet.name,
            rows: sheet.rows,
        });
        let mut reading = Reading { tables: tables.collect(), ..Reading::default() };
        if reading.tables.is_empty() {
            let remark = Remark::new(&self.source, "has no cell that is not empty").of(&self.candidates);
            reading.refused.push(remark);
        }
        reading
    }
}

fn told(written: Written) -> Text {
    Text { text: written.text, notes: written.left_out.told().into_iter().collect() }
}

fn plain(bytes: &[u8], limits: &Limits) -> Result<Text, String> {
    decoded(bytes, limits, |text| {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Ok(Text { text, notes: Vec::new() })
    })
}

/// A text in whatever encoding, read further.
fn decoded(
    bytes: &[u8],
    limits: &Limits,
    read: impl FnOnce(&str) -> Result<Text, String>,
) -> Result<Text, String> {
    let decoded = encoding::decode(bytes)?;
    let mut text = read(&decoded.text)?;
    if text.text.len() > limits.text {
        let kb = limits.text >> 10;
        return Err(format!("its text is longer than {kb} KB, the most that one answer may have"));
    }
    text.notes.extend(decoded.note);
    Ok(text)
}

#[cfg(feature = "pdf")]
fn pdf(bytes: &[u8], limits: &Limits) -> Result<Text, String> {
    super::pdf::read(bytes, limits).map(told)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &[u8], _: &Limits) -> Result<Text, String> {
    Err("a PDF, which this program was built without; hand in DOCX or text".to_owned())
}
