//! One answer under two rubrics: what changed, and the pattern and the words that did it.

use serde::Serialize;

use crate::report::{CriterionReport, EvidenceReport, Report};

/// An answer whose score or verdicts change.
#[derive(Debug, Serialize)]
pub(super) struct Move {
    pub answer_id: String,
    pub old: f64,
    pub new: f64,
    /// In percent; above zero when the new rubric gives more.
    pub change: f64,
    pub criteria: Vec<Change>,
    /// Flags that only the new rubric raises (`+`), and those only the old one did (`-`).
    pub flags: Vec<String>,
}

/// A criterion whose verdict or points change.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    pub id: String,
    /// Verdicts; `none` where the rubric has no such criterion.
    pub old: &'static str,
    pub new: &'static str,
    pub points: f64,
    /// The pattern whose match came or went; `examples` for what is learned.
    pub pattern: Option<String>,
    pub quote: Option<String>,
}

/// A pattern, with the answers in which it changed a verdict.
#[derive(Debug, Serialize)]
pub(super) struct Cause {
    pub criterion: String,
    pub old: &'static str,
    pub new: &'static str,
    pub pattern: Option<String>,
    pub answers: usize,
    /// Points over all of them.
    pub points: f64,
}

/// What changes; nothing if the score and all verdicts are the same.
pub(super) fn of(old: &Report, new: &Report) -> Option<Move> {
    let mut criteria: Vec<Change> = Vec::new();
    for after in &new.criteria {
        let before = old.criteria.iter().find(|criterion| criterion.id == after.id);
        criteria.extend(change(before, Some(after)));
    }
    let gone = old.criteria.iter().filter(|before| new.criteria.iter().all(|after| after.id != before.id));
    criteria.extend(gone.filter_map(|before| change(Some(before), None)));
    let change = ((new.percent - old.percent) * 10.0).round() / 10.0;
    if change == 0.0 && criteria.is_empty() {
        return None;
    }
    let only = |these: &[String], those: &[String], sign: char| -> Vec<String> {
        these.iter().filter(|flag| !those.contains(flag)).map(|flag| format!("{sign}{flag}")).collect()
    };
    let mut flags = only(&new.flags, &old.flags, '+');
    flags.extend(only(&old.flags, &new.flags, '-'));
    Some(Move {
        answer_id: new.answer_id.clone(),
        old: old.percent,
        new: new.percent,
        change,
        criteria,
        flags,
    })
}

fn change(old: Option<&CriterionReport>, new: Option<&CriterionReport>) -> Option<Change> {
    let verdict = |one: Option<&CriterionReport>| one.map_or("none", |criterion| criterion.verdict);
    let points = |one: Option<&CriterionReport>| one.map_or(0.0, |criterion| criterion.points);
    let (before, after) = (verdict(old), verdict(new));
    let earned = ((points(new) - points(old)) * 100.0).round() / 100.0;
    // A criterion that is new and not met changes nothing but the total.
    let idle = |verdict: &str| matches!(verdict, "none" | "missing");
    if before == after && earned == 0.0 || idle(before) && idle(after) {
        return None;
    }
    let evidence =
        |one: Option<&CriterionReport>| one.map_or(Vec::new(), |criterion| criterion.evidence.clone());
    let (was, is) = (evidence(old), evidence(new));
    let cause = came(&was, &is).or_else(|| came(&is, &was));
    Some(Change {
        id: new.or(old).map_or_else(String::new, |criterion| criterion.id.clone()),
        old: before,
        new: after,
        points: earned,
        pattern: cause.map(|piece| piece.indicator.clone()),
        quote: cause.map(|piece| piece.text.clone()),
    })
}

/// The first piece of evidence that is in `is` and was not in `was`, by its pattern, place and state.
fn came<'e>(was: &[EvidenceReport], is: &'e [EvidenceReport]) -> Option<&'e EvidenceReport> {
    let key = |piece: &EvidenceReport| (piece.indicator.clone(), piece.start.byte, piece.state);
    is.iter().find(|piece| was.iter().all(|other| key(other) != key(piece)))
}

/// The same change in many answers is one cause; those that move most points come first.
pub(super) fn causes(moves: &[Move]) -> Vec<Cause> {
    let mut all: std::collections::BTreeMap<(String, &str, &str, Option<String>), Cause> =
        std::collections::BTreeMap::new();
    for change in moves.iter().flat_map(|one| &one.criteria) {
        let key = (change.id.clone(), change.old, change.new, change.pattern.clone());
        let cause = all.entry(key).or_insert_with(|| Cause {
            criterion: change.id.clone(),
            old: change.old,
            new: change.new,
            pattern: change.pattern.clone(),
            answers: 0,
            points: 0.0,
        });
        cause.answers += 1;
        cause.points = ((cause.points + change.points) * 100.0).round() / 100.0;
    }
    let mut causes: Vec<Cause> = all.into_values().collect();
    causes.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()).then(b.answers.cmp(&a.answers)));
    causes
}
