//! The serialisable view of a rubric's tests, and the same for people.
//!
//! Words what [`crate::anchor`] found; decides nothing.

use serde::Serialize;

use super::{Place, place, visible};
use crate::anchor::{Check, CheckKind, Outcome, Suite};
use crate::diagnostic::one_line;
use crate::rubric::Criterion;
use crate::span::{LineIndex, SourceFile, Span};

/// The tests of one rubric.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct SuiteReport {
    /// The rubric's id.
    pub rubric: String,
    /// Path of its file.
    pub path: String,
    /// How many expectations are not met.
    pub failed: usize,
    /// What the reference response earns.
    pub reference_percent: Option<f64>,
    /// Expected against found, by criterion.
    pub criteria: Vec<CriterionCounts>,
    /// Every expectation.
    pub checks: Vec<CheckReport>,
    /// Patterns that are the only evidence for something expected.
    pub load_bearing: Vec<PatternReport>,
    /// Patterns that no example, test or reference response needs or shows.
    pub unexercised: Vec<PatternReport>,
    /// Tests that hold for any answer.
    pub unfilled: Vec<String>,
}

/// Expected against found, for one criterion.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct CriterionCounts {
    /// Its id.
    pub id: String,
    /// Expected and found.
    pub found: usize,
    /// Expected and not found.
    pub missed: usize,
    /// Found and not expected.
    pub noisy: usize,
    /// Neither.
    pub quiet: usize,
}

/// One expectation.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// `hit`, `miss`, `verdict`, `percent` or `reference`.
    pub kind: &'static str,
    /// Name of the whole-answer test.
    pub test: Option<String>,
    /// Id of the criterion.
    pub criterion: Option<String>,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Whether it is as expected.
    pub passed: bool,
    /// File of the expectation.
    pub path: String,
    /// Where in it.
    pub start: Option<Place>,
    /// The sentence, or the evidence.
    pub quote: Option<String>,
    /// The pattern that found it, or `examples`.
    pub by: Option<String>,
}

/// A pattern with what rests on it.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct PatternReport {
    /// Id of the criterion.
    pub criterion: String,
    /// As its author wrote it.
    pub pattern: String,
    /// Where it stands in the rubric file.
    pub start: Place,
    /// For how many expected hits it is the only evidence.
    pub alone: usize,
}

impl SuiteReport {
    /// Words an outcome; `sources` are the texts of the files, by path, the rubric first.
    pub fn new(suite: &Suite<'_>, outcome: &Outcome, sources: &[(&str, &str)]) -> Self {
        let lines: Vec<(&str, LineIndex<'_>)> =
            sources.iter().map(|(file, text)| (*file, LineIndex::new(text))).collect();
        let start = |file: &str, span: Span<SourceFile>| {
            let known = lines.iter().find(|(known, _)| *known == file);
            known.map(|(_, lines)| place(lines.position(span.start)))
        };
        let criterion = |at: usize| suite.rubric.criteria.get(at);
        let pattern = |at: usize, indicator: usize, alone: usize| {
            let indicator = criterion(at)?.indicators.get(indicator)?;
            let (criterion, pattern) = (criterion(at)?.id.clone(), indicator.text.clone());
            Some(PatternReport { criterion, pattern, start: start(suite.file, indicator.span)?, alone })
        };
        let check = |check: &Check| {
            check_report(check, check.criterion.and_then(criterion), start(&check.file, check.span))
        };
        let bearing = outcome.load_bearing.iter();
        let unfilled = suite.cases.iter().filter(|case| crate::anchor::update::says_nothing(case.anchor));
        Self {
            rubric: suite.rubric.id.clone(),
            path: suite.file.to_owned(),
            failed: outcome.n_failed(),
            reference_percent: outcome.reference.map(|permille| f64::from(permille) / 10.0),
            criteria: suite.rubric.criteria.iter().zip(&outcome.counts).map(counts).collect(),
            checks: outcome.checks.iter().map(check).collect(),
            load_bearing: bearing
                .filter_map(|one| pattern(one.criterion, one.indicator, one.alone))
                .collect(),
            unexercised: outcome
                .unexercised
                .iter()
                .filter_map(|(at, indicator)| pattern(*at, *indicator, 0))
                .collect(),
            unfilled: unfilled.map(|case| case.anchor.name.clone()).collect(),
        }
    }
}

fn counts((criterion, counts): (&Criterion, &crate::anchor::Counts)) -> CriterionCounts {
    let crate::anchor::Counts { found, missed, noisy, quiet } = *counts;
    CriterionCounts { id: criterion.id.clone(), found, missed, noisy, quiet }
}

fn check_report(check: &Check, criterion: Option<&Criterion>, start: Option<Place>) -> CheckReport {
    let (kind, test) = match &check.kind {
        CheckKind::Hit => ("hit", None),
        CheckKind::Miss => ("miss", None),
        CheckKind::Verdict(test) => ("verdict", Some(test.clone())),
        CheckKind::Percent(test) => ("percent", Some(test.clone())),
        CheckKind::Reference => ("reference", None),
    };
    CheckReport {
        kind,
        test,
        criterion: criterion.map(|criterion| criterion.id.clone()),
        expected: check.expected.clone(),
        found: check.found.clone(),
        passed: check.passed,
        path: check.file.clone(),
        start,
        quote: check.quote.clone(),
        by: check.by.clone(),
    }
}

impl CheckReport {
    /// In one line: `hit of key: expected met, found missing`.
    pub fn line(&self) -> String {
        let what = match (&self.test, &self.criterion) {
            (Some(test), Some(criterion)) => format!("test “{test}”, {criterion}"),
            (Some(test), None) => format!("test “{test}”"),
            (None, Some(criterion)) => format!("{} of {criterion}", self.kind),
            (None, None) => "reference response".to_owned(),
        };
        format!("{what}: expected {}, found {}", self.expected, self.found)
    }
}

/// Patterns listed in a text report.
const MOST_LISTED: usize = 8;

/// The report for people, at most 80 columns where ids and patterns allow it.
pub fn suite_text(report: &SuiteReport) -> String {
    let mut out = format!("{}\n", visible(&report.path));
    let width = report.criteria.iter().map(|one| one.id.chars().count()).max().unwrap_or(0).max(9);
    out.push_str(&format!("  {:width$}  expected       not expected\n", ""));
    out.push_str(&format!("  {:width$}  found  missed  noisy  quiet\n", "criterion"));
    for one in &report.criteria {
        let mark = if one.missed + one.noisy > 0 { " !" } else { "" };
        let line = format!(
            "  {:width$}  {:5}  {:6}  {:5}  {:5}{mark}",
            visible(&one.id),
            one.found,
            one.missed,
            one.noisy,
            one.quiet
        );
        out.push_str(&format!("{line}\n"));
    }
    if let Some(percent) = report.reference_percent {
        out.push_str(&format!("  reference response: {percent} %\n"));
    }
    patterns(&mut out, "only evidence for something expected:", &report.load_bearing);
    patterns(&mut out, "never exercised by an example or test:", &report.unexercised);
    for name in &report.unfilled {
        out.push_str(&format!("  test “{}” holds for any answer; `--update` fills it in\n", visible(name)));
    }
    for check in report.checks.iter().filter(|check| !check.passed) {
        failure(&mut out, check);
    }
    out
}

fn patterns(out: &mut String, title: &str, listed: &[PatternReport]) {
    if listed.is_empty() {
        return;
    }
    out.push_str(&format!("  {title}\n"));
    for one in listed.iter().take(MOST_LISTED) {
        let times = if one.alone > 1 { format!(" (×{})", one.alone) } else { String::new() };
        out.push_str(&format!("    {}: {}{times}\n", one.start.line, cut(&one.pattern, 66)));
    }
    if listed.len() > MOST_LISTED {
        out.push_str(&format!("    … and {} more\n", listed.len() - MOST_LISTED));
    }
}

fn failure(out: &mut String, check: &CheckReport) {
    let line = check.start.map_or(0, |start| start.line);
    out.push_str(&format!("  FAILED {}:{line}\n    {}\n", visible(&check.path), visible(&check.line())));
    if let Some(quote) = &check.quote {
        out.push_str(&format!("    “{}”\n", cut(quote, 72)));
    }
    if let Some(by) = &check.by {
        out.push_str(&format!("    found by {}\n", cut(by, 66)));
    }
}

fn cut(text: &str, most: usize) -> String {
    visible(&one_line(text, most))
}
