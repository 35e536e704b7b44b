//! The serialisable view of an assessment: owned strings, stable names, positions for people.
//!
//! This is what JSON users depend on. It computes no score; it only words one.

mod checked;
mod clean;
mod coverage;
mod csv;
mod decided;
mod format;
mod github;
mod gitlab;
mod gradebook;
mod json;
mod junit;
mod line;
mod markdown;
pub mod messages;
mod model;
mod sarif;
mod schema;
mod suite;
mod suite_junit;
mod summary;
#[cfg(feature = "cli")]
mod table;
mod text;

pub use checked::{Checked, CheckedFile, EntryFacts, Found, Grader, Grading, Note, RubricFacts, lines};
pub(crate) use clean::percent_encoded;
pub use clean::{escape_markup, visible};
#[cfg(feature = "cli")]
pub use coverage::coverage_text;
pub use coverage::{CoverageReport, MatchReport, NOTE, Quote, ReferenceReport, coverage_markdown};
pub use csv::{Csv, cell as csv_cell, guarded, unguarded};
pub use decided::{OverrideReport, StaleReport};
pub use format::{Format, Run};
pub use github::GitHub;
pub use gitlab::GitLab;
pub use gradebook::{GRADEBOOK_HEADER, GradebookWriter};
pub use json::{Json, JsonLines};
pub use junit::JUnit;
pub use line::LineWriter;
#[cfg(feature = "cli")]
pub(crate) use line::string as json_string;
pub use markdown::{escape as escape_markdown, markdown};
pub use model::{FeatureReport, ModelReport};
pub use sarif::Sarif;
pub use schema::report_json_schema;
pub use suite::{CheckReport, CriterionCounts, PatternReport, SuiteReport, suite_text};
pub use suite_junit::suite_junit;
pub use summary::Summary;
#[cfg(feature = "cli")]
pub use table::table;
pub use text::Text;

use serde::Serialize;

use crate::matcher::MatchKind;
use crate::rubric::{Criterion, CriterionKind, Points};
use crate::score::{Assessment, CriterionScore, Evidence, Flag, Scorer, Source, Verdict};
use crate::span::{LineIndex, Position};

/// One scored answer.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The answer's id or path.
    pub answer_id: String,
    /// The rubric's id.
    pub rubric: String,
    /// The score after caps.
    pub percent: f64,
    /// Points earned.
    pub points: f64,
    /// Points that could be earned.
    pub max: f64,
    /// The score on the raters' scale, when the rubric has a `scale`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaled: Option<f64>,
    /// How it came about, where a residual model gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelReport>,
    /// Name of the band.
    pub band: Option<String>,
    /// Whether the pass mark is reached and nothing required is missing.
    pub passed: bool,
    /// How sure the score is: 1 where no verdict hangs by a thread, 0 where a person should read the answer.
    pub confidence: f64,
    /// Number of words of the answer.
    pub words: usize,
    /// By criterion, in the order of the rubric.
    pub criteria: Vec<CriterionReport>,
    /// By lens.
    pub lenses: Vec<LensReport>,
    /// What a person should know.
    pub flags: Vec<String>,
    /// The machine's score, where people have decided otherwise or the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine_percent: Option<f64>,
    /// How sure the machine was of its score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine_confidence: Option<f64>,
    /// The machine's score on the raters' scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine_scaled: Option<f64>,
    /// Who decided the whole score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_override: Option<OverrideReport>,
    /// Decisions on another text of this answer, which were not applied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale_overrides: Vec<StaleReport>,
}

/// One criterion.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct CriterionReport {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// `concept`, `failure_mode` or `misconception`.
    pub kind: &'static str,
    /// `met`, `weak`, `denied` or `missing`.
    pub verdict: &'static str,
    /// What it earned.
    pub points: f64,
    /// What it could earn; for a misconception zero.
    pub max: f64,
    /// Whether a person should look: the verdict is near its threshold.
    pub doubtful: bool,
    /// Quotes, the best first.
    pub evidence: Vec<EvidenceReport>,
    /// What to say when it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// What to ask next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<String>,
    /// Who decided the verdict, where the machine did not.
    #[serde(rename = "override", skip_serializing_if = "Option::is_none")]
    pub decided: Option<OverrideReport>,
}

/// One quote.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct EvidenceReport {
    /// The words of the answer, byte for byte.
    pub text: String,
    /// Where they begin.
    pub start: Place,
    /// Where they end.
    pub end: Place,
    /// The pattern, or `examples`.
    pub indicator: String,
    /// `phrase`, `fuzzy`, `regex` or `learned`.
    pub method: &'static str,
    /// How the idea is used: `asserted`, `negated` and so on.
    pub state: &'static str,
}

/// A position for people: 1-based line and column in code points, 0-based byte.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Place {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in code points.
    pub column: u32,
    /// 0-based byte.
    pub byte: u32,
}

/// One lens.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct LensReport {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// Whether it is there.
    pub present: bool,
    /// The words that show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// Quotes of one criterion that are reported at most.
const MOST_QUOTES: usize = 4;

impl Report {
    /// Whether nothing was handed in, and nobody decided what that is worth.
    pub fn is_blank(&self) -> bool {
        self.machine_percent.is_none() && self.flags.iter().any(|flag| flag == "empty")
    }

    /// Words an assessment of `answer`.
    pub fn new(answer_id: &str, scorer: &Scorer, assessment: &Assessment, answer: &str) -> Self {
        let rubric = scorer.rubric();
        let lines = LineIndex::new(answer);
        let criteria = rubric.criteria.iter().zip(&assessment.criteria);
        Self {
            answer_id: answer_id.to_owned(),
            rubric: rubric.id.clone(),
            percent: f64::from(assessment.permille) / 10.0,
            points: number(assessment.points),
            max: number(assessment.max),
            scaled: rubric.scaled(assessment.permille),
            model: None,
            band: assessment.band.and_then(|band| rubric.bands.get(band)).map(|band| band.name.clone()),
            passed: assessment.passed,
            confidence: scorer.confidence(assessment),
            words: assessment.words,
            criteria: criteria
                .map(|(criterion, score)| criterion_report(criterion, score, answer, &lines))
                .collect(),
            lenses: rubric
                .lenses
                .iter()
                .zip(&assessment.lenses)
                .map(|(lens, score)| LensReport {
                    id: lens.id.clone(),
                    title: lens.title.clone(),
                    present: score.present,
                    evidence: score.evidence.map(|piece| piece.span.slice(answer).to_owned()),
                })
                .collect(),
            flags: assessment.flags.iter().map(|flag| flag_name(*flag, scorer)).collect(),
            machine_percent: None,
            machine_confidence: None,
            machine_scaled: None,
            score_override: None,
            stale_overrides: Vec::new(),
        }
    }
}

impl CriterionReport {
    /// Whether feedback shows it: all but a misconception that the answer does not have.
    fn is_shown(&self) -> bool {
        self.kind != "misconception" || self.verdict != "missing" || self.decided.is_some()
    }
}

fn criterion_report(
    criterion: &Criterion,
    score: &CriterionScore,
    answer: &str,
    lines: &LineIndex<'_>,
) -> CriterionReport {
    let misled = score.verdict == Verdict::Met && criterion.kind == CriterionKind::Misconception;
    let quotes = score.evidence.iter().take(MOST_QUOTES);
    CriterionReport {
        id: criterion.id.clone(),
        title: criterion.title.clone(),
        kind: kind_name(criterion.kind),
        verdict: score.verdict.as_str(),
        points: number(score.points),
        max: number(points_offered(criterion)),
        doubtful: score.doubtful,
        evidence: quotes.map(|piece| quote(piece, criterion, answer, lines)).collect(),
        missing: criterion.missing.clone().filter(|_| misled || is_wanted(criterion, score)),
        follow_up: follow_up(criterion, score).map(ToOwned::to_owned),
        decided: None,
    }
}

/// Whether the answer should say it and does not.
fn is_wanted(criterion: &Criterion, score: &CriterionScore) -> bool {
    score.verdict != Verdict::Met && criterion.kind != CriterionKind::Misconception
}

/// What to ask next, where something is missing.
fn follow_up<'a>(criterion: &'a Criterion, score: &CriterionScore) -> Option<&'a str> {
    criterion.follow_up.as_deref().filter(|_| is_wanted(criterion, score))
}

/// What the criterion can earn; a misconception only costs.
fn points_offered(criterion: &Criterion) -> Points {
    if criterion.kind == CriterionKind::Misconception { Points::ZERO } else { criterion.points }
}

fn quote(piece: &Evidence, criterion: &Criterion, answer: &str, lines: &LineIndex<'_>) -> EvidenceReport {
    let (indicator, method) = source_names(piece, criterion);
    EvidenceReport {
        text: piece.span.slice(answer).to_owned(),
        start: place(lines.position(piece.span.start)),
        end: place(lines.position(piece.span.end)),
        indicator: indicator.to_owned(),
        method,
        state: piece.state.as_str(),
    }
}

/// The indicator that found a piece of evidence, and how.
fn source_names<'a>(piece: &Evidence, criterion: &'a Criterion) -> (&'a str, &'static str) {
    match piece.source {
        Source::Learned { .. } => ("examples", "learned"),
        Source::Pattern { indicator, kind } => {
            let text = criterion.indicators.get(indicator).map_or("", |rule| rule.text.as_str());
            (text, method_name(kind))
        }
    }
}

fn method_name(kind: MatchKind) -> &'static str {
    match kind {
        MatchKind::Phrase => "phrase",
        MatchKind::Fuzzy => "fuzzy",
        MatchKind::Regex => "regex",
    }
}

fn place(position: Position) -> Place {
    Place { line: position.line, column: position.column, byte: position.byte }
}

fn number(points: Points) -> f64 {
    f64::from(points.hundredths()) / 100.0
}

fn kind_name(kind: CriterionKind) -> &'static str {
    match kind {
        CriterionKind::Concept => "concept",
        CriterionKind::FailureMode => "failure_mode",
        CriterionKind::Misconception => "misconception",
    }
}

fn flag_name(flag: Flag, scorer: &Scorer) -> String {
    let id = |idx: crate::rubric::CriterionIdx| {
        scorer.rubric().criteria.get(usize::from(idx.0)).map_or("", |criterion| criterion.id.as_str())
    };
    match flag {
        Flag::Empty => "empty".to_owned(),
        Flag::Stuffed => "stuffed".to_owned(),
        Flag::Echo => "echo".to_owned(),
        Flag::Contradiction(idx) => format!("contradiction:{}", id(idx)),
        Flag::RequiredMissing(idx) => format!("required-missing:{}", id(idx)),
        Flag::Capped => "capped".to_owned(),
        Flag::Unprintable => "unprintable".to_owned(),
    }
}
