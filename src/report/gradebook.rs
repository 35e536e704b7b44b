//! The plain gradebook: a CSV row for each answer, for spreadsheets (RFC 4180).
//!
//! Titles are made fit for a cell once, when the writer is made; a row then is copied together.

use std::io::Write;

use super::{csv_cell, flag_name, guarded, number, visible};
use crate::review::Reviewed;
use crate::rubric::{Criterion, CriterionKind};
use crate::score::{Assessment, Scorer, Verdict};
use crate::submissions::Submission;

/// Names of the columns.
pub const GRADEBOOK_HEADER: &str = "candidate,name,email,rubric,percent,points,max,scaled,band,passed,confidence,words,\
     missing,misconceptions,flags,source\r\n";

/// Writes rows for one rubric.
#[derive(Debug)]
pub struct GradebookWriter {
    rubric: String,
    bands: Vec<String>,
    /// By criterion, to stand between quotes.
    titles: Vec<String>,
}

impl GradebookWriter {
    /// A writer for everything that `scorer` scores.
    pub fn new(scorer: &Scorer) -> Self {
        let rubric = scorer.rubric();
        Self {
            rubric: csv_cell(&rubric.id),
            bands: rubric.bands.iter().map(|band| csv_cell(&band.name)).collect(),
            titles: rubric.criteria.iter().map(|criterion| quotable(&criterion.title)).collect(),
        }
    }

    /// Appends the row of one answer; where nothing was handed in, nothing is said of a score.
    pub fn write(
        &self,
        submission: &Submission,
        scorer: &Scorer,
        reviewed: &Reviewed<'_>,
        out: &mut Vec<u8>,
    ) {
        let assessment = &reviewed.assessment;
        let candidate = &submission.candidate;
        cell(&candidate.id, out);
        for value in [&candidate.name, &candidate.email] {
            out.push(b',');
            cell(value.as_deref().unwrap_or(""), out);
        }
        let max = number(assessment.max);
        // Writing to memory does not fail.
        if reviewed.is_blank() {
            let _ = write!(out, ",{},,,{max},,,,,0,,", self.rubric);
        } else {
            self.score(scorer, assessment, out);
        }
        let flags: Vec<String> = assessment.flags.iter().map(|flag| flag_name(*flag, scorer)).collect();
        out.push(b',');
        cell(&flags.join("; "), out);
        out.push(b',');
        cell(&submission.source, out);
        out.extend(b"\r\n");
    }

    /// From the rubric to the misconceptions.
    fn score(&self, scorer: &Scorer, assessment: &Assessment, out: &mut Vec<u8>) {
        let rubric = scorer.rubric();
        let percent = f64::from(assessment.permille) / 10.0;
        let (points, max) = (number(assessment.points), number(assessment.max));
        // Writing to memory does not fail.
        let _ = write!(out, ",{},{percent:.1},{points},{max},", self.rubric);
        if let Some(scaled) = rubric.scaled(assessment.permille) {
            let _ = write!(out, "{scaled}");
        }
        let band = assessment.band.and_then(|band| self.bands.get(band)).map_or("", String::as_str);
        let confidence = scorer.confidence(assessment);
        let _ = write!(out, ",{band},{},{confidence:.2},{},", assessment.passed, assessment.words);
        self.titles(rubric.criteria.as_slice(), assessment, out, |kind, verdict| {
            kind != CriterionKind::Misconception && verdict != Verdict::Met
        });
        out.push(b',');
        self.titles(rubric.criteria.as_slice(), assessment, out, |kind, verdict| {
            kind == CriterionKind::Misconception && verdict == Verdict::Met
        });
    }

    /// The titles of some criteria in one cell.
    fn titles(
        &self,
        criteria: &[Criterion],
        assessment: &Assessment,
        out: &mut Vec<u8>,
        wanted: impl Fn(CriterionKind, Verdict) -> bool,
    ) {
        let mut before = "\"";
        for ((criterion, score), title) in criteria.iter().zip(&assessment.criteria).zip(&self.titles) {
            if wanted(criterion.kind, score.verdict) {
                out.extend(before.as_bytes());
                out.extend(title.as_bytes());
                before = "; ";
            }
        }
        if before != "\"" {
            out.push(b'"');
        }
    }
}

/// A text that stands between quotes and is no formula at their beginning.
fn quotable(text: &str) -> String {
    guarded(&visible(text)).replace('"', "\"\"")
}

fn cell(text: &str, out: &mut Vec<u8>) {
    // Most ids and sources are plain.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'_' | b'/' | b' ');
    if text.bytes().all(plain) {
        out.extend(text.as_bytes());
    } else {
        out.extend(csv_cell(text).as_bytes());
    }
}
