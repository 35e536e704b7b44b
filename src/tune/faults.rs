//! Where the rubric and people differ on a criterion, with the sentence and what did it or came nearest.

use serde::Serialize;

use super::corpus::Corpus;
use super::panel::Panel;
use crate::rubric::Criterion;
use crate::score::{Evidence, NearMiss, Source};

/// Misses and false hits of one criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionFaults {
    /// Its id.
    pub criterion: String,
    /// How many answers it is missed in.
    pub n_misses: usize,
    /// How many it is found in wrongly.
    pub n_false_hits: usize,
    /// The first of them.
    pub misses: Vec<Fault>,
    /// The first of them.
    pub false_hits: Vec<Fault>,
}

/// One answer on which the rubric and people differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fault {
    /// The answer's id.
    pub answer_id: String,
    /// Where the answer stands.
    pub place: String,
    /// The sentence.
    pub sentence: String,
    /// What did it.
    pub why: Why,
}

/// What made the rubric see an idea, or not see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Why {
    /// A pattern, or the examples, found it.
    Found {
        /// The pattern; `examples` for what was learned.
        by: String,
        /// The words found.
        words: String,
    },
    /// It was found, but does not count in full.
    Uncounted {
        /// The pattern; `examples` for what was learned.
        by: String,
        /// The words found.
        words: String,
        /// `negated`, `echoed`, `countered` and so on; `weak` where it counts half.
        state: String,
    },
    /// A pattern came near.
    Near {
        /// The pattern.
        pattern: String,
        /// Its parts that are there.
        found: Vec<String>,
        /// Its parts that are not; none where only order or distance is another.
        absent: Vec<String>,
    },
    /// The examples came near.
    Examples {
        /// How far below the threshold.
        below: f64,
    },
    /// Nothing came near.
    Nothing,
}

/// Misses and false hits by criterion, in the order of the rubric; `most` of each are quoted.
pub fn faults(panel: &Panel<'_>, corpus: &Corpus, most: usize) -> Vec<CriterionFaults> {
    let mut all = Vec::new();
    for (at, criterion) in panel.criteria().iter().enumerate() {
        let wrong = |found: bool| -> Vec<usize> {
            let is = |answer: &usize| {
                panel.found(at, *answer) == found && panel.label(at, *answer) == Some(!found)
            };
            (0..panel.answers.len()).filter(is).collect()
        };
        let (misses, false_hits) = (wrong(false), wrong(true));
        if misses.is_empty() && false_hits.is_empty() {
            continue;
        }
        let quoted = |answers: &[usize]| {
            answers.iter().take(most).filter_map(|answer| fault(panel, corpus, at, *answer)).collect()
        };
        all.push(CriterionFaults {
            criterion: criterion.id.clone(),
            n_misses: misses.len(),
            n_false_hits: false_hits.len(),
            misses: quoted(&misses),
            false_hits: quoted(&false_hits),
        });
    }
    all
}

/// Why a criterion has the verdict that it has in an answer.
pub(super) fn fault(panel: &Panel<'_>, corpus: &Corpus, criterion: usize, answer: usize) -> Option<Fault> {
    let graded = panel.answers.get(answer)?;
    let evidence = &panel.assessments.get(answer)?.criteria.get(criterion)?.evidence;
    let rule = panel.criteria().get(criterion)?;
    let (sentence, why) = match evidence.first() {
        Some(piece) => {
            let quote = corpus.sentence(answer, piece.sentence as usize).map_or(piece.span, |one| one.span);
            (quote.slice(&graded.text), of_evidence(panel, criterion, answer, piece, rule))
        }
        None => nearest(panel, criterion, answer).unwrap_or((graded.text.trim(), Why::Nothing)),
    };
    let (answer_id, place) = (graded.id.clone(), graded.place.clone());
    Some(Fault { answer_id, place, sentence: sentence.to_owned(), why })
}

fn of_evidence(
    panel: &Panel<'_>,
    criterion: usize,
    answer: usize,
    piece: &Evidence,
    rule: &Criterion,
) -> Why {
    let text = panel.answers.get(answer).map_or("", |one| one.text.as_str());
    let by = match piece.source {
        Source::Learned { .. } => "examples".to_owned(),
        Source::Pattern { indicator, .. } => {
            rule.indicators.get(indicator).map_or(String::new(), |one| one.text.clone())
        }
    };
    let words = match piece.source {
        Source::Learned { .. } => String::new(),
        Source::Pattern { .. } => piece.span.slice(text).to_owned(),
    };
    if panel.found(criterion, answer) {
        return Why::Found { by, words };
    }
    let half = piece.weak && piece.counts();
    Why::Uncounted { by, words, state: if half { "weak" } else { piece.state.as_str() }.to_owned() }
}

/// The sentence that came nearest to a pattern or to the examples.
fn nearest<'p>(panel: &Panel<'p>, criterion: usize, answer: usize) -> Option<(&'p str, Why)> {
    let text = panel.answers.get(answer)?.text.as_str();
    let misses = panel.scorer.near_misses(text, criterion);
    let rank = |one: &NearMiss| (one.absent.len(), usize::MAX - one.found.len(), one.indicator);
    let near = misses.into_iter().min_by_key(rank);
    let learned = panel.scorer.nearest_sentence(text, criterion);
    match (near, learned) {
        (Some(near), learned) if learned.is_none() || near.absent.len() <= near.found.len() => {
            let indicators = &panel.scorer.rubric().criteria.get(criterion)?.indicators;
            let pattern = indicators.get(near.indicator).map_or(String::new(), |one| one.text.clone());
            let sentence = near.span.slice(text);
            Some((sentence, Why::Near { pattern, found: near.found, absent: near.absent }))
        }
        (_, Some(learned)) => {
            let below = f64::from((-learned.margin * 100.0).round()) / 100.0;
            Some((learned.span.slice(text), Why::Examples { below }))
        }
        _ => None,
    }
}
