//! How well a rubric agrees with people on a set of answers, and what a change does to it.

use serde::Serialize;

use super::disagree::rounded;
use super::panel::Panel;
use crate::agreement::{Hits, mae, pearson, quadratic_weighted_kappa};

/// Agreement on a set of answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Labelled criteria, in the order of the rubric.
    pub criteria: Vec<CriterionFigures>,
    /// F1 of all labels together.
    pub f1: Option<f64>,
    /// Of whole answers, where there are scores.
    pub scores: Option<ScoreFigures>,
}

/// One criterion against its labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionFigures {
    /// Its id.
    pub criterion: String,
    /// Answers whose labels agree.
    pub n: usize,
    /// Of these, labelled yes.
    pub yes: usize,
    /// Labelled yes and not found.
    pub misses: usize,
    /// Labelled no and found.
    pub false_hits: usize,
    /// Share of what is found that is labelled yes.
    pub precision: Option<f64>,
    /// Share of what is labelled yes that is found.
    pub recall: Option<f64>,
    /// Harmonic mean of the two.
    pub f1: Option<f64>,
}

/// Scores against the raters' mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreFigures {
    /// Scored answers.
    pub n: usize,
    /// Pearson's r.
    pub pearson: Option<f64>,
    /// Quadratic weighted kappa, on the levels of the scale.
    pub qwk: Option<f64>,
    /// Mean absolute difference, in points of the scale.
    pub mae: Option<f64>,
}

/// An answer whose score a change moves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Move {
    /// The answer's id.
    pub answer_id: String,
    /// Where it stands.
    pub place: String,
    /// Its score before.
    pub before: f64,
    /// Its score after.
    pub after: f64,
    /// People's.
    pub rater: Option<f64>,
    /// Criteria whose verdict turns.
    pub criteria: Vec<String>,
}

/// Agreement of a rubric with people.
pub fn figures(panel: &Panel<'_>) -> Figures {
    let mut all = Hits::default();
    let mut criteria = Vec::new();
    for (at, criterion) in panel.criteria().iter().enumerate() {
        let pairs = (0..panel.answers.len())
            .filter_map(|answer| Some((panel.found(at, answer), panel.label(at, answer)?)));
        let hits = Hits::count(pairs);
        if hits.n() == 0 {
            continue;
        }
        all = all.plus(hits);
        criteria.push(CriterionFigures {
            criterion: criterion.id.clone(),
            n: hits.n(),
            yes: hits.both + hits.only_rater,
            misses: hits.only_rater,
            false_hits: hits.only_machine,
            precision: hits.precision().map(rounded),
            recall: hits.recall().map(rounded),
            f1: hits.f1().map(rounded),
        });
    }
    Figures { criteria, f1: all.f1().filter(|_| all.n() > 0).map(rounded), scores: scores(panel) }
}

fn scores(panel: &Panel<'_>) -> Option<ScoreFigures> {
    let levels = panel.levels?;
    let pairs = (0..panel.answers.len())
        .filter_map(|answer| Some((panel.score(answer), panel.answers.get(answer)?.score?)));
    let (machine, rater): (Vec<f64>, Vec<f64>) = pairs.unzip();
    let level = |scores: &[f64]| -> Vec<f64> { scores.iter().map(|score| levels.nearest(*score)).collect() };
    (!machine.is_empty()).then(|| ScoreFigures {
        n: machine.len(),
        pearson: pearson(&machine, &rater).map(rounded),
        qwk: quadratic_weighted_kappa(&level(&machine), &level(&rater)).map(rounded),
        mae: mae(&machine, &rater).map(rounded),
    })
}

/// Whose score differs between two rubrics on the same answers, the farthest first.
pub fn moves(before: &Panel<'_>, after: &Panel<'_>) -> Vec<Move> {
    let mut all = Vec::new();
    for (at, graded) in before.answers.iter().enumerate() {
        let turned = |(place, criterion): (usize, &crate::rubric::Criterion)| {
            (before.found(place, at) != after.found(place, at)).then(|| criterion.id.clone())
        };
        let criteria: Vec<String> = before.criteria().iter().enumerate().filter_map(turned).collect();
        let (was, is) = (rounded(before.score(at)), rounded(after.score(at)));
        if (was - is).abs() > 1e-9 || !criteria.is_empty() {
            all.push(Move {
                answer_id: graded.id.clone(),
                place: graded.place.clone(),
                before: was,
                after: is,
                rater: graded.score.map(rounded),
                criteria,
            });
        }
    }
    all.sort_by(|a, b| (b.after - b.before).abs().total_cmp(&(a.after - a.before).abs()));
    all
}
