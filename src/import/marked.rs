//! Responses with a person's mark: two columns, mark and response, as Pattern Match exports them;
//! or points of an essay, with their maximum.
//!
//! They become tests of a rubric that is there, or the examples of one that is not.

use std::collections::BTreeMap;

use super::{ImportError, Imported, LARGEST};
use crate::draft::{Draft, DraftCriterion, DraftTest, id_of};
use crate::rubric::CriterionKind;

/// Most responses of a file.
const MOST: usize = 10_000;

/// How far a score may be from the points that a person gave, in percent.
const TOLERANCE: u8 = 15;

/// A response and its mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Marked {
    /// Share of the full mark, from 0 to 1; `None` where nobody has marked it.
    pub share: Option<f64>,
    /// The response.
    pub response: String,
    /// 1-based row of the file.
    pub row: usize,
}

/// The responses of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MarkedResponses {
    /// In the order of the file, each once.
    pub responses: Vec<Marked>,
    /// What was left out, a sentence each.
    pub lost: Vec<String>,
}

/// Reads a CSV file with a header row and the columns mark and response; `most` is the full mark.
///
/// # Errors
/// Names the row that has other than two columns, or a mark that is no number from 0 to `most`.
pub fn marked_csv(text: &str, most: f64) -> Result<MarkedResponses, ImportError> {
    if text.len() > LARGEST {
        return Err(ImportError::TooLarge);
    }
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut rows = vec![];
    for (at, record) in reader.records().enumerate() {
        let row = at + 2;
        let fail = |message: String| ImportError::at(format!("row {row}"), message);
        let record = record.map_err(|error| fail(format!("not CSV that can be read: {error}")))?;
        if record.len() != 2 {
            let n_columns = record.len();
            return Err(fail(format!(
                "{n_columns} columns, but exactly two are expected: mark,response; put the response in quotes"
            )));
        }
        let (mark, response) = (record.get(0).unwrap_or(""), record.get(1).unwrap_or(""));
        rows.push((row, mark.trim().to_owned(), response.to_owned()));
    }
    gather(rows, most)
}

/// Reads the JSON form: `[[[0,"Response 1"],[1,"Response 2"]]]`.
///
/// # Errors
/// As [`marked_csv`].
pub fn marked_json(text: &str, most: f64) -> Result<MarkedResponses, ImportError> {
    if text.len() > LARGEST {
        return Err(ImportError::TooLarge);
    }
    let sheets: Vec<Vec<(serde_json::Value, String)>> = serde_json::from_str(text).map_err(|error| {
        ImportError::at(
            format!("line {}", error.line()),
            format!("not `[[[0, \"response\"], [1, \"response\"]]]`: {error}"),
        )
    })?;
    let mark = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text.trim().to_owned(),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    };
    let rows = sheets.into_iter().flatten().enumerate();
    gather(rows.map(|(at, (value, response))| (at + 1, mark(value), response)).collect(), most)
}

fn gather(rows: Vec<(usize, String, String)>, most: f64) -> Result<MarkedResponses, ImportError> {
    let mut found = MarkedResponses::default();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    if rows.len() > MOST {
        return Err(ImportError::at(
            format!("row {MOST}"),
            format!("more than {MOST} responses; split the file"),
        ));
    }
    for (row, mark, response) in rows {
        let share = match mark.replace(',', ".").parse::<f64>() {
            _ if mark.is_empty() => None,
            Ok(points) if (0.0..=most).contains(&points) => Some(points / most),
            _ => {
                let message = format!(
                    "the mark `{mark}` is no number from 0 to {most}; name the full mark with --max, or leave the cell empty"
                );
                return Err(ImportError::at(format!("row {row}"), message));
            }
        };
        let key = response.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if key.is_empty() {
            found.lost.push(format!("row {row} has no response"));
        } else if let Some(first) = seen.get(&key) {
            found.lost.push(format!("row {row} repeats the response of row {first}"));
        } else {
            seen.insert(key, row);
            found.responses.push(Marked { share, response, row });
        }
    }
    if found.responses.is_empty() {
        return Err(ImportError::Nothing("the file has no responses under its header".to_owned()));
    }
    Ok(found)
}

/// Tests for a rubric that passes at `pass` percent: right ones pass, wrong ones do not, points are met within 15 %.
pub fn tests_of_marked(marked: &MarkedResponses, pass: u8) -> (Vec<DraftTest>, usize) {
    let mut tests = vec![];
    for one in &marked.responses {
        let Some(share) = one.share else { continue };
        let percent = if share >= 1.0 {
            (pass, 100)
        } else if share <= 0.0 {
            (0, pass.saturating_sub(1))
        } else {
            let percent = rounded(share);
            (percent.saturating_sub(TOLERANCE), percent.saturating_add(TOLERANCE).min(100))
        };
        let name = format!("row {}, marked {} %", one.row, rounded(share));
        tests.push(DraftTest { name, answer: one.response.clone(), met: vec![], missing: vec![], percent });
    }
    let unmarked = marked.responses.len() - tests.len();
    (tests, unmarked)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is between 0 and 1")]
fn rounded(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// A rubric of nothing but marked responses: one criterion, learned from them.
///
/// # Errors
/// When no response is marked as right.
pub fn rubric_of_marked(
    name: &str,
    question: &str,
    marked: &MarkedResponses,
) -> Result<Imported, ImportError> {
    let of = |holds: &dyn Fn(f64) -> bool| {
        let held = marked.responses.iter().filter(|one| one.share.is_some_and(holds));
        held.map(|one| one.response.clone()).collect::<Vec<String>>()
    };
    let (hit, miss) = (of(&|share| share >= 1.0), of(&|share| share <= 0.0));
    if hit.is_empty() {
        return Err(ImportError::Nothing(
            "no response has the full mark, so nothing can be learned".to_owned(),
        ));
    }
    let mut lost = marked.lost.clone();
    let between = marked.responses.len() - hit.len() - miss.len();
    if between > 0 {
        lost.push(format!("responses with no mark or with a part of it: {between}"));
    }
    let mut notes = vec!["taken over from marked responses; `gradus build` learns from them".to_owned()];
    notes.extend(lost.iter().map(|sentence| format!("not carried over: {sentence}")));
    let draft = Draft {
        notes,
        id: id_of(name),
        title: name.to_owned(),
        question: question.to_owned(),
        criteria: vec![learned(hit, miss)],
        ..Draft::default()
    };
    Ok(Imported { draft, lost })
}

/// A criterion of nothing but sentences.
fn learned(hit: Vec<String>, miss: Vec<String>) -> DraftCriterion {
    DraftCriterion {
        notes: vec!["draft: part it into the ideas that a right answer states".to_owned()],
        id: "right".to_owned(),
        title: "The right answer".to_owned(),
        kind: CriterionKind::Concept,
        hundredths: 100,
        any: vec![],
        weak: vec![],
        hit,
        miss,
        missing: None,
    }
}
