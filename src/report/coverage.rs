//! The view of a score that has no rubric behind it: what of the reference was found, and as what.
//!
//! It says so in every format, so that nobody takes it for a judgement by criteria.

use std::fmt::Write;

use serde::Serialize;

use super::{Place, visible};
use crate::diagnostic::shortened;
use crate::reference::{Coverage, How, ReferenceScorer, WordMatch};
use crate::span::{LineIndex, Span};

/// What every such report says of itself.
pub const NOTE: &str = "no rubric: coverage of the reference answer";

/// One answer, scored against a reference only.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct CoverageReport {
    /// The answer's id or path.
    pub answer_id: String,
    /// Always `reference`.
    pub basis: &'static str,
    /// [`NOTE`].
    pub note: &'static str,
    /// The question's id, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question_id: Option<String>,
    /// How much of the reference is covered.
    pub percent: f64,
    /// Number of words of the answer.
    pub words: usize,
    /// The reference that is covered best.
    pub reference: ReferenceReport,
    /// Its words, function words left out, and what they were found as.
    pub matches: Vec<MatchReport>,
    /// The parts of it that the answer lacks.
    pub uncovered: Vec<Quote>,
    /// Where the answer begins with the other decision (*no* for *yes*, `B.` for `A.`): it keeps half.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contradiction: Option<ContradictionReport>,
}

/// Two decisions, one of which must be wrong.
#[derive(Debug, Clone, Serialize)]
pub struct ContradictionReport {
    /// What the reference decides.
    pub reference: Quote,
    /// What the answer decides.
    pub answer: Quote,
}

/// Which reference it is.
#[derive(Debug, Clone, Serialize)]
pub struct ReferenceReport {
    /// 1-based, in the order given.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// Its text.
    pub text: String,
}

/// One word of the reference.
#[derive(Debug, Clone, Serialize)]
pub struct MatchReport {
    /// As the reference has it.
    pub reference: Quote,
    /// As the answer has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Quote>,
    /// `exact`, `typo`, `form`, `related`, `denied`, `opposite` or `missing`.
    pub how: How,
    /// From -0.3 for an opposite to 1 for the word itself.
    pub worth: f64,
    /// Whether the question has the word, so that it hardly counts.
    pub asked: bool,
}

/// Words of a text, byte for byte, and where they stand.
#[derive(Debug, Clone, Serialize)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Where they begin.
    pub start: Place,
    /// Where they end.
    pub end: Place,
}

impl CoverageReport {
    /// Words the coverage of `answer`.
    pub fn new(answer_id: &str, scorer: &ReferenceScorer, coverage: &Coverage, answer: &str) -> Self {
        let text = scorer.reference_text(coverage.reference);
        let (of_reference, of_answer) = (LineIndex::new(text), LineIndex::new(answer));
        let word = |found: &WordMatch| MatchReport {
            reference: quote(found.reference, text, &of_reference),
            answer: found.answer.map(|span| quote(span, answer, &of_answer)),
            how: found.how,
            worth: (f64::from(found.worth) * 100.0).round() / 100.0,
            asked: found.asked,
        };
        Self {
            answer_id: answer_id.to_owned(),
            basis: "reference",
            note: NOTE,
            question_id: None,
            percent: f64::from(coverage.permille) / 10.0,
            words: coverage.words,
            reference: ReferenceReport {
                number: coverage.reference + 1,
                of: scorer.references(),
                text: text.to_owned(),
            },
            matches: coverage.matches.iter().map(word).collect(),
            uncovered: coverage.uncovered.iter().map(|span| quote(*span, text, &of_reference)).collect(),
            contradiction: coverage.contradiction.map(|found| ContradictionReport {
                reference: quote(found.reference, text, &of_reference),
                answer: quote(found.answer, answer, &of_answer),
            }),
        }
    }

    /// The words found in one of these ways, each as `reference ← answer` where the two differ.
    fn found(&self, ways: &[How]) -> Vec<String> {
        let shown = self.matches.iter().filter(|found| ways.contains(&found.how));
        shown.map(pair).collect()
    }
}

fn quote<T>(span: Span<T>, text: &str, lines: &LineIndex<'_>) -> Quote {
    let place = |byte| super::place(lines.position(byte));
    Quote { text: span.slice(text).to_owned(), start: place(span.start), end: place(span.end) }
}

fn pair(found: &MatchReport) -> String {
    let word = &found.reference.text;
    match &found.answer {
        Some(answer) if answer.text.to_lowercase() != word.to_lowercase() => {
            format!("{word} ← {}", answer.text)
        }
        _ => word.clone(),
    }
}

/// What people read for each way, the best first.
const WAYS: &[(&str, &str, &[How])] = &[
    ("✓", "found", &[How::Exact]),
    ("✓", "mistyped", &[How::Typo]),
    ("~", "another form", &[How::Form]),
    ("~", "used alike", &[How::Related]),
    ("!", "denied in one only", &[How::Denied]),
    ("✗", "its opposite", &[How::Opposite]),
];

/// What people read where the decisions contradict each other.
const OTHERWISE: &str = "decides otherwise (half of the score)";

/// For a terminal, `width` columns wide.
#[cfg(feature = "cli")]
pub fn coverage_text(report: &CoverageReport, width: u16) -> String {
    let mut out = String::new();
    let reference = &report.reference;
    let _ = writeln!(out, "{}  {:.1} %\n({NOTE})", visible(&report.answer_id), report.percent);
    let which = if reference.of > 1 {
        format!("Nearest of {} references", reference.of)
    } else {
        "Reference".to_owned()
    };
    super::table::wrap(&format!("{which}: “{}”", short(&reference.text)), width, &mut out);
    for (sign, name, ways) in WAYS {
        let found = report.found(ways);
        if !found.is_empty() {
            super::table::wrap(&format!("{sign} {name}: {}", found.join(", ")), width, &mut out);
        }
    }
    if let Some(found) = &report.contradiction {
        let line = format!("✗ {OTHERWISE}: “{}”, not “{}”", found.answer.text, found.reference.text);
        super::table::wrap(&line, width, &mut out);
    }
    if report.uncovered.is_empty() {
        out.push_str("Nothing of the reference is left uncovered.\n");
    } else {
        out.push_str("Not covered of the reference\n");
    }
    for part in &report.uncovered {
        super::table::wrap(&format!("- “{}”", part.text), width, &mut out);
    }
    if report.words == 0 {
        out.push_str("! the answer is empty\n");
    }
    out
}

/// For a pull request or a job summary; all text of others is escaped.
pub fn coverage_markdown(report: &CoverageReport) -> String {
    let escape = super::markdown::escape;
    let mut out = String::new();
    let reference = &report.reference;
    let _ = writeln!(out, "## {}\n\n**{:.1} %** ({NOTE})\n", escape(&report.answer_id), report.percent);
    let _ = writeln!(
        out,
        "Reference {} of {}: “{}”\n",
        reference.number,
        reference.of,
        escape(&short(&reference.text))
    );
    out.push_str("| of the reference | words |\n|---|---|\n");
    for (_, name, ways) in WAYS {
        let found = report.found(ways);
        if !found.is_empty() {
            let _ = writeln!(out, "| {name} | {} |", escape(&found.join(", ")));
        }
    }
    if let Some(found) = &report.contradiction {
        let _ = writeln!(
            out,
            "| {OTHERWISE} | {}, not {} |",
            escape(&found.answer.text),
            escape(&found.reference.text)
        );
    }
    if !report.uncovered.is_empty() {
        out.push_str("\n### Not covered of the reference\n\n");
        for part in &report.uncovered {
            let _ = writeln!(out, "- “{}”", escape(&part.text));
        }
    }
    out
}

/// Enough of a reference to tell it from the others.
fn short(text: &str) -> String {
    shortened(&visible(text.trim()), 200)
}
