//! Where only whole answers are scored: the answers that differ most, and the criteria that would explain it.

use serde::Serialize;

use super::corpus::Corpus;
use super::faults::{Fault, fault};
use super::panel::{Panel, Told};
use super::suggest::as_float;

/// Criteria that are named for an answer.
const MOST_EXPLANATIONS: usize = 2;

/// An answer that people score otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    /// The answer's id.
    pub answer_id: String,
    /// Where it stands.
    pub place: String,
    /// The rubric's score, on the raters' scale.
    pub machine: f64,
    /// People's score.
    pub rater: f64,
    /// The criteria whose other verdict would bring the two nearest.
    pub explanations: Vec<Explanation>,
}

/// A verdict that may be the wrong one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The criterion.
    pub criterion: String,
    /// Whether it is met now.
    pub met: bool,
    /// The score if it were otherwise.
    pub then: f64,
    /// What it rests on, or came nearest.
    pub fault: Fault,
}

/// How the scores of a criterion's answers lie.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tendency {
    /// The criterion.
    pub criterion: String,
    /// Answers that meet it.
    pub met: usize,
    /// Mean of the rubric's score less people's where it is met.
    pub off_where_met: Option<f64>,
    /// The same where it is not: below zero, it may often be missed.
    pub off_where_not: Option<f64>,
}

/// The answers more than half a step apart, the farthest first; `most` of them.
pub fn disagreements(panel: &Panel<'_>, corpus: &Corpus, most: usize) -> Vec<Disagreement> {
    let half = panel.levels.map_or(0.0, |levels| levels.step() / 2.0);
    let off = |answer: usize| Some(panel.score(answer) - panel.answers.get(answer)?.score?);
    let mut apart: Vec<(f64, usize)> =
        (0..panel.answers.len()).filter_map(|answer| Some((off(answer)?, answer))).collect();
    apart.retain(|(off, _)| off.abs() > half + 1e-9);
    apart.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()).then(a.1.cmp(&b.1)));
    let one = |(_, answer): &(f64, usize)| {
        let graded = panel.answers.get(*answer)?;
        Some(Disagreement {
            answer_id: graded.id.clone(),
            place: graded.place.clone(),
            machine: rounded(panel.score(*answer)),
            rater: rounded(graded.score?),
            explanations: explanations(panel, corpus, *answer),
        })
    };
    apart.iter().take(most).filter_map(one).collect()
}

fn explanations(panel: &Panel<'_>, corpus: &Corpus, answer: usize) -> Vec<Explanation> {
    let gain = |criterion: usize| {
        let gain = panel.gain_of_turning(criterion, answer, Told::Scores) * panel.worth(criterion).abs();
        let score = panel.assessments.get(answer).and_then(|one| one.criteria.get(criterion));
        // What was found and did not count, or hangs by a thread, is the likelier error.
        let unsure = score
            .is_some_and(|one| one.doubtful || (!one.evidence.is_empty() && one.points.hundredths() == 0));
        (gain, unsure)
    };
    let mut all: Vec<(usize, f64, bool)> =
        (0..panel.criteria().len()).map(|at| (at, gain(at).0, gain(at).1)).collect();
    all.retain(|(_, gain, _)| *gain > 1e-9);
    all.sort_by(|a, b| b.2.cmp(&a.2).then(b.1.total_cmp(&a.1)).then(a.0.cmp(&b.0)));
    let explain = |(at, ..): (usize, f64, bool)| {
        let met = panel.found(at, answer);
        let worth = panel.worth(at);
        let then = panel.score(answer) + if met { -worth } else { worth };
        let criterion = panel.criteria().get(at)?.id.clone();
        let then = rounded(panel.levels.map_or(then, |levels| then.clamp(levels.low(), levels.high())));
        Some(Explanation { criterion, met, then, fault: fault(panel, corpus, at, answer)? })
    };
    all.into_iter().take(MOST_EXPLANATIONS).filter_map(explain).collect()
}

/// For every criterion, how far scores lie apart where it is met and where it is not.
pub fn tendencies(panel: &Panel<'_>) -> Vec<Tendency> {
    let off = |answer: usize| Some(panel.score(answer) - panel.answers.get(answer)?.score?);
    let tendency = |(at, id): (usize, &String)| {
        let mean = |met: bool| {
            let all: Vec<f64> = (0..panel.answers.len())
                .filter(|answer| panel.found(at, *answer) == met)
                .filter_map(off)
                .collect();
            (!all.is_empty()).then(|| rounded(all.iter().sum::<f64>() / as_float(all.len())))
        };
        let met = (0..panel.answers.len()).filter(|answer| panel.found(at, *answer)).count();
        Tendency { criterion: id.clone(), met, off_where_met: mean(true), off_where_not: mean(false) }
    };
    panel.criteria().iter().map(|one| &one.id).enumerate().map(tendency).collect()
}

pub(super) fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0 + 0.0
}
