//! What coaches decided against the machine: how often they changed each criterion, and which way.

use std::collections::BTreeMap;

use serde::Serialize;

use super::figures::{Group, rounded};
use super::machine::{Decided, Machine};
use crate::cli::ratings::{Label, Labels};
use crate::review::verdict_named;

/// All decisions on the answers at hand.
#[derive(Debug, Serialize)]
pub(super) struct Decisions {
    pub judged: usize,
    pub changed: usize,
    /// By question and criterion, in the order of the rubric.
    pub criteria: Vec<Overruled>,
    /// By person.
    pub people: Vec<Person>,
    /// Whole scores that people gave.
    pub scores: usize,
    /// How much higher these are than the machine's, in percent of the points.
    pub mean_change: Option<f64>,
}

/// How often people changed one criterion.
#[derive(Debug, Serialize)]
pub(super) struct Overruled {
    pub question: String,
    pub id: String,
    pub judged: usize,
    pub changed: usize,
    pub share: f64,
    pub changes: Vec<Change>,
}

/// One way in which a verdict was changed.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    pub from: String,
    pub to: String,
    pub n: usize,
}

/// What one person decided.
#[derive(Debug, Serialize)]
pub(super) struct Person {
    pub by: String,
    pub judged: usize,
    pub changed: usize,
}

impl Overruled {
    /// Changes to `met`, and from it.
    pub(super) fn met(&self) -> (usize, usize) {
        let n = |wanted: &dyn Fn(&Change) -> bool| {
            self.changes.iter().filter(|change| wanted(change)).map(|change| change.n).sum()
        };
        (n(&|change| change.to == "met"), n(&|change| change.from == "met"))
    }
}

/// Adds what a coach decided to the labels of an answer, as those of one more rater.
pub(super) fn label(machine: &Machine, labels: &mut Labels) {
    for decided in &machine.decided {
        let label = verdict_named(&decided.verdict).map(Label::from);
        labels.entry(decided.id.clone()).or_default().push(label);
    }
}

/// Counts all decisions; `None` where there are none.
pub(super) fn decisions(groups: &[Group<'_>]) -> Option<Decisions> {
    let mut all = Decisions {
        judged: 0,
        changed: 0,
        criteria: Vec::new(),
        people: Vec::new(),
        scores: 0,
        mean_change: None,
    };
    let mut people: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut shift = 0.0;
    for group in groups {
        let mut by_criterion: BTreeMap<&str, Vec<&Decided>> = BTreeMap::new();
        for machine in group.machines() {
            for decided in &machine.decided {
                by_criterion.entry(&decided.id).or_default().push(decided);
                let person = people.entry(&decided.by).or_default();
                person.0 += 1;
                person.1 += usize::from(decided.changes());
            }
            if let Some(percent) = machine.decided_percent {
                all.scores += 1;
                shift += percent - machine.percent;
            }
        }
        let order = group.machines().next().map(|machine| machine.criteria.iter());
        let ids = order.into_iter().flatten().map(|criterion| criterion.id.as_str());
        all.criteria.extend(ids.filter_map(|id| Some(overruled(&group.name, id, by_criterion.get(id)?))));
    }
    all.judged = all.criteria.iter().map(|one| one.judged).sum();
    all.changed = all.criteria.iter().map(|one| one.changed).sum();
    all.people = people
        .into_iter()
        .map(|(by, (judged, changed))| Person { by: by.to_owned(), judged, changed })
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52 answers")]
    let mean = shift / all.scores.max(1) as f64;
    all.mean_change = (all.scores > 0).then(|| rounded(mean));
    (all.judged + all.scores > 0).then_some(all)
}

fn overruled(question: &str, id: &str, decided: &[&Decided]) -> Overruled {
    let mut changes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in decided.iter().filter(|one| one.changes()) {
        *changes.entry((&one.machine, &one.verdict)).or_default() += 1;
    }
    let changed = changes.values().sum();
    #[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52 answers")]
    let share = changed as f64 / decided.len().max(1) as f64;
    let change =
        |((from, to), n): ((&str, &str), usize)| Change { from: from.to_owned(), to: to.to_owned(), n };
    Overruled {
        question: question.to_owned(),
        id: id.to_owned(),
        judged: decided.len(),
        changed,
        share: rounded(share),
        changes: changes.into_iter().map(change).collect(),
    }
}
