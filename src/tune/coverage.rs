//! What the rubric finds in answers, with no word on whether it should.

use std::collections::BTreeSet;

use serde::Serialize;

use super::panel::Panel;
use crate::score::{Source, Verdict};

/// Verdicts of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// Its id.
    pub criterion: String,
    /// Answers that state it.
    pub met: usize,
    /// Answers that name it.
    pub weak: usize,
    /// Answers that deny it.
    pub denied: usize,
    /// Answers without it.
    pub missing: usize,
    /// Its patterns, and how many answers each is found in.
    pub patterns: Vec<PatternUse>,
    /// Answers in which the examples find it.
    pub examples: usize,
}

/// How often a pattern is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PatternUse {
    /// The pattern.
    pub pattern: String,
    /// In how many answers it counts.
    pub answers: usize,
}

/// Verdicts and patterns by criterion, in the order of the rubric.
pub fn coverage(panel: &Panel<'_>) -> Vec<Covered> {
    let mut all = Vec::new();
    for (at, criterion) in panel.criteria().iter().enumerate() {
        let scores = || panel.assessments.iter().filter_map(|one| one.criteria.get(at));
        let count = |verdict: Verdict| scores().filter(|score| score.verdict == verdict).count();
        let mut used = vec![0; criterion.indicators.len()];
        let mut examples = 0;
        for score in scores() {
            let counting = score.evidence.iter().filter(|piece| piece.counts());
            let places: BTreeSet<Option<usize>> = counting
                .map(|piece| match piece.source {
                    Source::Pattern { indicator, .. } => Some(indicator),
                    Source::Learned { .. } => None,
                })
                .collect();
            for place in places {
                match place.and_then(|place| used.get_mut(place)) {
                    Some(n) => *n += 1,
                    None => examples += 1,
                }
            }
        }
        let patterns = criterion.indicators.iter().zip(used);
        all.push(Covered {
            criterion: criterion.id.clone(),
            met: count(Verdict::Met),
            weak: count(Verdict::Weak),
            denied: count(Verdict::Denied),
            missing: count(Verdict::Missing),
            patterns: patterns
                .map(|(one, answers)| PatternUse { pattern: one.text.clone(), answers })
                .collect(),
            examples,
        });
    }
    all
}
