//! The review list as CSV, one row an answer.

use super::view::{Entry, View};
use super::words;
use crate::report::csv_cell;

const HEADER: &str = "rank,doubt,answer_id,candidate,answer_hash,rubric,percent,confidence,words,reasons,criteria,identical,\
     near,answer\r\n";

/// All listed answers.
pub(super) fn csv(view: &View<'_>) -> String {
    let mut out = HEADER.to_owned();
    for entry in &view.listed {
        out.push_str(&row(entry).join(","));
        out.push_str("\r\n");
    }
    out
}

fn row(entry: &Entry<'_>) -> [String; 14] {
    let criteria: Vec<&str> = entry.criteria.iter().map(|open| open.id).collect();
    let identical: Vec<&str> = entry.identical.iter().map(|profile| &*profile.id).collect();
    let near: Vec<String> =
        entry.near.iter().map(|near| format!("{} ({:.2})", near.answer.answer_id, near.similarity)).collect();
    [
        entry.rank.to_string(),
        format!("{:.3}", entry.doubt),
        csv_cell(entry.answer.answer_id),
        csv_cell(entry.answer.candidate.unwrap_or("")),
        entry.answer.answer_hash.clone(),
        csv_cell(entry.rubric),
        format!("{:.1}", entry.percent),
        format!("{:.2}", entry.confidence),
        entry.words.to_string(),
        csv_cell(&words::reasons(entry)),
        csv_cell(&criteria.join(" ")),
        csv_cell(&identical.join(" ")),
        csv_cell(&near.join(" ")),
        csv_cell(entry.answer.excerpt),
    ]
}
