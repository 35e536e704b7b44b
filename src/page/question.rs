//! One question of the page: its rubric and what is known of its answers.

use super::tally::Tally;
use crate::rubric::{Criterion, CriterionKind, Rubric};

/// A question and its answers in figures.
#[derive(Debug)]
pub(super) struct Question {
    pub rubric: Rubric,
    pub tally: Tally,
}

impl Question {
    pub(super) fn new(rubric: Rubric) -> Self {
        let tally = Tally::new(&rubric);
        Self { rubric, tally }
    }

    /// Criteria of a kind, with their numbers from 0.
    pub(super) fn of_kind(&self, kind: CriterionKind) -> impl Iterator<Item = (usize, &Criterion)> {
        self.rubric.criteria.iter().enumerate().filter(move |(_, criterion)| criterion.kind == kind)
    }

    /// Concepts and failure modes that most answers lack, the most missed first.
    pub(super) fn most_missed(&self) -> Vec<(usize, &Criterion, usize)> {
        let wanted = self.rubric.criteria.iter().enumerate();
        let mut missed: Vec<_> = wanted
            .filter(|(_, criterion)| criterion.kind != CriterionKind::Misconception)
            .map(|(at, criterion)| (at, criterion, self.tally.missed(at)))
            .filter(|(.., n)| *n > 0)
            .collect();
        missed.sort_by_key(|(at, criterion, n)| (std::cmp::Reverse((*n, criterion.points)), *at));
        missed
    }

    /// Misconceptions that answers assert, the most frequent first.
    pub(super) fn misconceptions(&self) -> Vec<(usize, &Criterion, usize)> {
        let mut seen: Vec<_> = self
            .of_kind(CriterionKind::Misconception)
            .map(|(at, criterion)| (at, criterion, self.tally.asserted(at)))
            .filter(|(.., n)| *n > 0)
            .collect();
        seen.sort_by_key(|(at, _, n)| (std::cmp::Reverse(*n), *at));
        seen
    }
}
