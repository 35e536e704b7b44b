//! The file in which a coach decides: a row for each doubtful criterion, its answer quoted, verdict and reason empty.
//!
//! Answers nearly the same are rows of one group, so that one decision grades them all and the file says so.

use serde::Serialize;

use super::view::{Entry, View};
use super::words;
use crate::report::csv_cell;
use crate::review::{Open, Profile};
use crate::rubric::CriterionIdx;

/// One row; the columns of [`crate::review::Row`], and what informs its reader.
#[derive(Debug, Default, Serialize)]
pub(super) struct Row {
    answer_id: String,
    candidate: String,
    answer_hash: String,
    rubric: String,
    criterion: String,
    verdict: &'static str,
    percent: &'static str,
    by: &'static str,
    when: &'static str,
    why: &'static str,
    applies_to: &'static str,
    group: String,
    machine: String,
    doubt: String,
    title: String,
    evidence: String,
    answers: usize,
    similarity: String,
    answer: String,
}

const HEADER: &str = "answer_id,candidate,answer_hash,rubric,criterion,verdict,percent,by,when,why,applies_to,group,\
     machine,doubt,title,evidence,answers,similarity,answer\r\n";

/// The rows of all listed answers.
pub(super) fn rows(view: &View<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for entry in &view.listed {
        if entry.source.open.is_empty() {
            push(entry, None, &mut rows);
        }
        for open in entry.source.open {
            push(entry, Some(open), &mut rows);
        }
    }
    rows
}

/// The row of an answer, and those of the answers that the same decision is for.
fn push(entry: &Entry<'_>, open: Option<&Open>, rows: &mut Vec<Row>) {
    let source = &entry.source;
    let criterion = open.map(|open| open.criterion);
    let alike: Vec<_> = source.alike(criterion).collect();
    let copies = entry.identical.len() + 1;
    let group = if alike.is_empty() { String::new() } else { format!("near-{}", source.profile.digest) };
    let applies_to = match (alike.is_empty(), copies) {
        (false, _) => "group",
        (true, 1) => "",
        (true, _) => "identical",
    };
    rows.push(Row {
        applies_to,
        group: group.clone(),
        doubt: words::reasons(entry),
        evidence: open.map(|open| open.quote.to_string()).unwrap_or_default(),
        answers: copies,
        ..row(source.profile, criterion)
    });
    for (near, permille, candidates) in alike {
        let answer = entry.difference(near).map_or_else(|| near.excerpt.to_string(), ToOwned::to_owned);
        rows.push(Row {
            answer,
            applies_to: if *candidates > 1 { "identical" } else { "" },
            group: group.clone(),
            answers: *candidates,
            similarity: format!("{:.3}", f64::from(*permille) / 1000.0),
            ..row(near, criterion)
        });
    }
}

/// What every row of an answer says.
fn row(profile: &Profile, criterion: Option<CriterionIdx>) -> Row {
    let class = &profile.class;
    let named = criterion.and_then(|idx| class.criteria.get(usize::from(idx.0))).cloned();
    let verdict = criterion.and_then(|idx| profile.verdicts.get(usize::from(idx.0)));
    let score = || format!("{:.1} %", f64::from(profile.permille) / 10.0);
    let (id, title) = named.unwrap_or_default();
    Row {
        answer_id: profile.id.to_string(),
        candidate: profile.who.as_deref().unwrap_or("").to_owned(),
        answer_hash: profile.digest.to_string(),
        rubric: class.id.clone(),
        criterion: id,
        title,
        machine: verdict.map_or_else(score, |verdict| verdict.as_str().to_owned()),
        answer: profile.excerpt.to_string(),
        ..Row::default()
    }
}

/// As CSV.
pub(super) fn csv(rows: &[Row]) -> String {
    let mut out = HEADER.to_owned();
    for row in rows {
        let cells = [
            csv_cell(&row.answer_id),
            csv_cell(&row.candidate),
            row.answer_hash.clone(),
            csv_cell(&row.rubric),
            csv_cell(&row.criterion),
            row.verdict.to_owned(),
            row.percent.to_owned(),
            row.by.to_owned(),
            row.when.to_owned(),
            row.why.to_owned(),
            row.applies_to.to_owned(),
            row.group.clone(),
            csv_cell(&row.machine),
            csv_cell(&row.doubt),
            csv_cell(&row.title),
            csv_cell(&row.evidence),
            row.answers.to_string(),
            row.similarity.clone(),
            csv_cell(&row.answer),
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// As JSON lines.
pub(super) fn json_lines(rows: &[Row]) -> serde_json::Result<String> {
    let mut out = String::new();
    for row in rows {
        out.push_str(&serde_json::to_string(row)?);
        out.push('\n');
    }
    Ok(out)
}
