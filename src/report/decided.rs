//! What people decided of an answer, in every report: the machine's verdict, theirs, who and why.

use serde::Serialize;

use super::{Report, visible};
use crate::review::{Decision, Override, Reviewed, Ruling};
use crate::score::{Scorer, Verdict};

/// A decision on one criterion, or on the whole answer.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct OverrideReport {
    /// The machine's verdict on the criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub machine: Option<&'static str>,
    /// By whom.
    pub by: String,
    /// When, as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Why.
    pub why: String,
    /// `answer`, or `identical` or `group` where it was decided for several answers.
    pub applies_to: &'static str,
}

/// A decision on another text of the answer, not applied.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct StaleReport {
    /// Where the row stands.
    pub place: String,
    /// The criterion; none for the whole answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion: Option<String>,
    /// What was decided.
    pub decision: String,
    /// By whom.
    pub by: String,
    /// Why.
    pub why: String,
}

impl OverrideReport {
    pub(super) fn new(machine: Option<Verdict>, ruling: &Ruling<'_>) -> Self {
        Self {
            machine: machine.map(Verdict::as_str),
            by: ruling.row.by.clone(),
            when: ruling.row.when.clone(),
            why: ruling.row.why.clone(),
            applies_to: ruling.reach.as_str(),
        }
    }

    /// `was missing; anna, 2026-05-03: says it in the second sentence`.
    pub(super) fn words(&self) -> String {
        let was = self.machine.map_or(String::new(), |machine| format!("was {machine}; "));
        let when = self.when.as_ref().map_or(String::new(), |when| format!(", {when}"));
        let reach = match self.applies_to {
            "identical" => ", for all of this text",
            "group" => ", for its group",
            _ => "",
        };
        visible(&format!("{was}{}{when}{reach}: {}", self.by, self.why))
    }
}

impl StaleReport {
    pub(super) fn new(row: &Override) -> Self {
        Self {
            place: row.place.clone(),
            criterion: row.criterion.clone(),
            decision: decision(row.decision),
            by: row.by.clone(),
            why: row.why.clone(),
        }
    }

    /// One sentence.
    pub(super) fn words(&self) -> String {
        let what = self.criterion.as_deref().unwrap_or("the whole answer");
        let Self { place, decision, by, .. } = self;
        visible(&format!("not applied, as the text has changed since: {what}, {decision}, by {by} ({place})"))
    }
}

fn decision(decision: Option<Decision>) -> String {
    match decision {
        Some(Decision::Verdict(verdict)) => verdict.as_str().to_owned(),
        Some(Decision::Permille(permille)) => format!("{} %", f64::from(permille) / 10.0),
        Some(Decision::Points(hundredths)) => format!("{} points", f64::from(hundredths) / 100.0),
        None => String::new(),
    }
}

/// The machine's score as reports show it.
pub(super) fn machine_percent(reviewed: &Reviewed<'_>) -> Option<f64> {
    reviewed.machine_permille.map(|permille| f64::from(permille) / 10.0)
}

/// The machine's score on the raters' scale.
pub(super) fn machine_scaled(scorer: &Scorer, reviewed: &Reviewed<'_>) -> Option<f64> {
    scorer.rubric().scaled(reviewed.machine_permille?)
}

/// The decision on a criterion, by its place.
pub(super) fn on_criterion(reviewed: &Reviewed<'_>, at: usize) -> Option<OverrideReport> {
    let machine = reviewed.assessment.criteria.get(at)?.machine;
    Some(OverrideReport::new(machine, reviewed.ruling(at)?))
}

/// How sure a score is; one that a person gave is.
pub(super) fn confidence(scorer: &Scorer, reviewed: &Reviewed<'_>) -> f64 {
    if reviewed.score.is_some() { 1.0 } else { scorer.confidence(&reviewed.assessment) }
}

impl Report {
    /// Words an answer after people have decided.
    pub fn reviewed(answer_id: &str, scorer: &Scorer, reviewed: &Reviewed<'_>, answer: &str) -> Self {
        let mut report = Self::new(answer_id, scorer, &reviewed.assessment, answer);
        for (at, criterion) in report.criteria.iter_mut().enumerate() {
            criterion.decided = on_criterion(reviewed, at);
        }
        report.confidence = confidence(scorer, reviewed);
        report.machine_percent = machine_percent(reviewed);
        report.machine_confidence = reviewed.machine_confidence;
        report.machine_scaled = machine_scaled(scorer, reviewed);
        report.score_override = reviewed.score.as_ref().map(|ruling| OverrideReport::new(None, ruling));
        report.stale_overrides = reviewed.stale.iter().map(|row| StaleReport::new(row)).collect();
        report
    }
}
