//! Precision, recall and F1 of criteria against raters' labels.
//!
//! A label says yes when the idea is stated in full; the machine says yes when the criterion is met. Answers on
//! which raters disagree are left out and counted.

use serde::Serialize;

use super::figures::{Group, Judgement, draws, interval, rounded};
use super::machine::Machine;
use crate::agreement::{Hits, bootstrap};
use crate::cli::ratings::Label;

/// One criterion, or one kind of them.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CriterionFigures {
    /// Its id; of all criteria of a kind, the kind.
    pub id: String,
    pub kind: String,
    /// Answers whose labels agree.
    pub n: usize,
    /// Of these, stated in full.
    pub positive: usize,
    /// Answers on which raters disagree.
    pub disputed: usize,
    pub false_hits: usize,
    pub misses: usize,
    pub precision: Option<f64>,
    pub recall: Option<f64>,
    pub f1: Option<f64>,
    pub f1_interval: Option<[f64; 2]>,
    /// F1 of the second rater against the first.
    pub raters_f1: Option<f64>,
}

/// What is known of one criterion.
#[derive(Debug, Clone, Default)]
struct Tally {
    /// Machine and raters, by answer.
    pairs: Vec<(bool, bool)>,
    /// Second and first rater.
    raters: Hits,
    disputed: usize,
}

impl Tally {
    fn add(&mut self, machine: bool, labels: &[Option<Label>]) {
        let mut yes = labels.iter().flatten().map(|label| *label == Label::Full);
        if let [Some(first), Some(second), ..] = labels {
            self.raters.add(*second == Label::Full, *first == Label::Full);
        }
        let Some(first) = yes.next() else { return };
        if yes.all(|other| other == first) {
            self.pairs.push((machine, first));
        } else {
            self.disputed += 1;
        }
    }

    fn join(&mut self, other: &Self) {
        self.pairs.extend(&other.pairs);
        self.raters = self.raters.plus(other.raters);
        self.disputed += other.disputed;
    }

    fn figures(&self, id: &str, kind: &str) -> CriterionFigures {
        let hits = Hits::count(self.pairs.iter().copied());
        let n = self.pairs.len();
        let drawn = bootstrap(n, draws(n), 1, |places| {
            Hits::count(places.iter().filter_map(|at| self.pairs.get(*at)).copied()).f1()
        });
        CriterionFigures {
            id: id.to_owned(),
            kind: kind.to_owned(),
            n,
            positive: hits.both + hits.only_rater,
            disputed: self.disputed,
            false_hits: hits.only_machine,
            misses: hits.only_rater,
            precision: hits.precision().map(rounded),
            recall: hits.recall().map(rounded),
            f1: hits.f1().map(rounded),
            f1_interval: interval(drawn),
            raters_f1: self.raters.f1().map(rounded),
        }
    }
}

/// Labelled criteria of one question, in the order of the rubric.
pub(super) fn criteria(group: &Group<'_>) -> Vec<CriterionFigures> {
    tallies(group).iter().map(|(id, kind, tally)| tally.figures(id, kind)).collect()
}

/// All criteria of a kind together.
pub(super) fn kinds(groups: &[Group<'_>]) -> Vec<CriterionFigures> {
    let mut kinds: Vec<(String, Tally)> = Vec::new();
    for (_, kind, tally) in groups.iter().flat_map(tallies) {
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, known)) => known.join(&tally),
            None => kinds.push((kind, tally)),
        }
    }
    kinds.iter().map(|(kind, tally)| tally.figures(kind, kind)).collect()
}

fn tallies(group: &Group<'_>) -> Vec<(String, String, Tally)> {
    let Some(first) = group.machines().next() else { return Vec::new() };
    let mut all: Vec<(String, String, Tally)> = Vec::new();
    for criterion in &first.criteria {
        let mut tally = Tally::default();
        for (machine, labels) in group.labels() {
            if let (Some(labels), Some(met)) = (labels.get(&criterion.id), met(machine, &criterion.id)) {
                tally.add(met, labels);
            }
        }
        if !tally.pairs.is_empty() || tally.disputed > 0 {
            all.push((criterion.id.clone(), criterion.kind.clone(), tally));
        }
    }
    all
}

fn met(machine: &Machine, id: &str) -> Option<bool> {
    machine.criteria.iter().find(|judged| judged.id == id).map(|judged| judged.verdict == "met")
}

/// Criteria that the machine missed, and those it found where no rater did.
pub(super) fn differing(one: &Judgement<'_>) -> (Vec<String>, Vec<String>) {
    let (mut missed, mut false_hits) = (Vec::new(), Vec::new());
    for (id, labels) in &one.labels {
        let yes = labels.iter().flatten().filter(|label| **label == Label::Full).count();
        let rated = labels.iter().flatten().count();
        match met(&one.machine, id) {
            Some(false) if yes == rated && rated > 0 => missed.push(id.clone()),
            Some(true) if yes == 0 && rated > 0 => false_hits.push(id.clone()),
            _ => {}
        }
    }
    (missed, false_hits)
}
