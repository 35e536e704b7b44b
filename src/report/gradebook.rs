//! The plain gradebook: a CSV row for each answer, for spreadsheets (RFC 4180).

use super::confidence::confidence;
use super::{csv_cell, flag_name, number};
use crate::rubric::CriterionKind;
use crate::score::{Assessment, Scorer, Verdict};
use crate::submissions::Submission;

/// Names of the columns.
pub const GRADEBOOK_HEADER: &str = "candidate,name,email,rubric,percent,points,max,scaled,band,passed,confidence,words,\
     missing,misconceptions,flags,source\r\n";

/// Appends the row of one answer.
pub fn gradebook_row(submission: &Submission, scorer: &Scorer, assessment: &Assessment, out: &mut Vec<u8>) {
    let rubric = scorer.rubric();
    let candidate = &submission.candidate;
    let text = |value: &Option<String>| csv_cell(value.as_deref().unwrap_or(""));
    let titles = |kind: fn(CriterionKind, Verdict) -> bool| {
        let both = rubric.criteria.iter().zip(&assessment.criteria);
        let named = both.filter(|(criterion, score)| kind(criterion.kind, score.verdict));
        csv_cell(&named.map(|(criterion, _)| criterion.title.as_str()).collect::<Vec<_>>().join("; "))
    };
    let flags: Vec<String> = assessment.flags.iter().map(|flag| flag_name(*flag, scorer)).collect();
    let cells = [
        csv_cell(&candidate.id),
        text(&candidate.name),
        text(&candidate.email),
        csv_cell(&rubric.id),
        format!("{:.1}", f64::from(assessment.permille) / 10.0),
        number(assessment.points).to_string(),
        number(assessment.max).to_string(),
        rubric.scaled(assessment.permille).map_or(String::new(), |scaled| scaled.to_string()),
        csv_cell(assessment.band.and_then(|band| rubric.bands.get(band)).map_or("", |band| &band.name)),
        assessment.passed.to_string(),
        format!("{:.2}", confidence(&rubric.criteria, assessment)),
        assessment.words.to_string(),
        titles(|kind, verdict| kind != CriterionKind::Misconception && verdict != Verdict::Met),
        titles(|kind, verdict| kind == CriterionKind::Misconception && verdict == Verdict::Met),
        csv_cell(&flags.join("; ")),
        csv_cell(&submission.source),
    ];
    out.extend(cells.join(",").as_bytes());
    out.extend(b"\r\n");
}
