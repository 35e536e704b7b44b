//! One assessment as one compact JSON line, which borrows every string.
//!
//! What programs read by the hundred thousand: verdicts, points and quotes. What only people read
//! (titles, hints, lenses) stands in [`super::Report`].

use serde::Serialize;

use super::{
    MOST_QUOTES, Place, flag_name, follow_up, kind_name, number, place, points_offered, source_names,
};
use crate::rubric::Criterion;
use crate::score::{Assessment, CriterionScore, Evidence, Scorer};
use crate::span::LineIndex;

/// One scored answer.
#[derive(Debug, Serialize)]
pub struct Line<'a> {
    answer_id: &'a str,
    rubric: &'a str,
    percent: f64,
    points: f64,
    max: f64,
    band: Option<&'a str>,
    passed: bool,
    criteria: Vec<CriterionLine<'a>>,
    flags: Vec<String>,
}

#[derive(Debug, Serialize)]
struct CriterionLine<'a> {
    id: &'a str,
    kind: &'static str,
    verdict: &'static str,
    points: f64,
    max: f64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    doubtful: bool,
    evidence: Vec<EvidenceLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    follow_up: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct EvidenceLine<'a> {
    text: &'a str,
    start: Place,
    end: Place,
    indicator: &'a str,
    method: &'static str,
    state: &'static str,
}

impl<'a> Line<'a> {
    /// Words an assessment of `answer`.
    pub fn new(answer_id: &'a str, scorer: &'a Scorer, assessment: &'a Assessment, answer: &'a str) -> Self {
        let rubric = scorer.rubric();
        let lines = LineIndex::new(answer);
        let criteria = rubric.criteria.iter().zip(&assessment.criteria);
        Self {
            answer_id,
            rubric: &rubric.id,
            percent: f64::from(assessment.permille) / 10.0,
            points: number(assessment.points),
            max: number(assessment.max),
            band: assessment.band.and_then(|band| rubric.bands.get(band)).map(|band| band.name.as_str()),
            passed: assessment.passed,
            criteria: criteria
                .map(|(criterion, score)| criterion_line(criterion, score, answer, &lines))
                .collect(),
            flags: assessment.flags.iter().map(|flag| flag_name(*flag, scorer)).collect(),
        }
    }
}

fn criterion_line<'a>(
    criterion: &'a Criterion,
    score: &'a CriterionScore,
    answer: &'a str,
    lines: &LineIndex<'_>,
) -> CriterionLine<'a> {
    let quotes = score.evidence.iter().take(MOST_QUOTES);
    CriterionLine {
        id: &criterion.id,
        kind: kind_name(criterion.kind),
        verdict: score.verdict.as_str(),
        points: number(score.points),
        max: number(points_offered(criterion)),
        doubtful: score.doubtful,
        evidence: quotes.map(|piece| evidence_line(piece, criterion, answer, lines)).collect(),
        follow_up: follow_up(criterion, score),
    }
}

fn evidence_line<'a>(
    piece: &Evidence,
    criterion: &'a Criterion,
    answer: &'a str,
    lines: &LineIndex<'_>,
) -> EvidenceLine<'a> {
    let (indicator, method) = source_names(piece, criterion);
    EvidenceLine {
        text: piece.span.slice(answer),
        start: place(lines.position(piece.span.start)),
        end: place(lines.position(piece.span.end)),
        indicator,
        method,
        state: piece.state.as_str(),
    }
}
