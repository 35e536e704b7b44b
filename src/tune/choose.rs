//! Which of several patterns to take: those that gain most where the ones before have not, and what that
//! choice is worth on answers that did not make it.

use serde::Serialize;

use super::FOLDS;

/// A gain below this is noise of the scores, not a verdict.
const CLEAR: f64 = 0.5;
/// Answers that a pattern must mend.
const FEWEST_RIGHT: usize = 2;

/// What a choice made without some answers does to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct HeldOut {
    /// Answers judged as people do, that were not before.
    pub right: usize,
    /// Answers judged otherwise than people do, that were not before.
    pub wrong: usize,
    /// In how many of the folds it is chosen.
    pub folds: usize,
}

/// What turning the verdicts of some answers is worth.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Worth {
    pub(super) right: usize,
    pub(super) wrong: usize,
    pub(super) sum: f64,
}

impl Worth {
    pub(super) fn of(answers: impl Iterator<Item = usize>, gains: &[f64]) -> Self {
        let mut worth = Self::default();
        for gain in answers.filter_map(|answer| gains.get(answer)) {
            worth.right += usize::from(*gain >= CLEAR);
            worth.wrong += usize::from(*gain <= -CLEAR);
            worth.sum += gain;
        }
        worth
    }

    /// Mends something, and seldom harms.
    fn helps(&self) -> bool {
        self.right >= FEWEST_RIGHT && self.right >= 2 * self.wrong && self.sum > 0.0
    }
}

/// Takes up to `most` of `turned`, which holds for each pattern the answers whose verdict it turns.
pub(super) fn greedy(
    turned: &[&[usize]],
    gains: &[f64],
    most: usize,
    without: Option<usize>,
    before: &[usize],
) -> Vec<usize> {
    let mut done = vec![false; gains.len()];
    mark(&mut done, before);
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < most {
        let worth = |answers: &[usize]| {
            let open = answers.iter().copied().filter(|answer| {
                done.get(*answer) == Some(&false) && without.is_none_or(|fold| answer % FOLDS != fold)
            });
            Worth::of(open, gains)
        };
        let open = turned.iter().enumerate().filter(|(at, _)| !chosen.contains(at));
        let best = open
            .map(|(at, answers)| (at, worth(answers)))
            .filter(|(_, worth)| worth.helps())
            .max_by(|a, b| a.1.sum.total_cmp(&b.1.sum).then(b.0.cmp(&a.0)));
        let Some((at, _)) = best else { break };
        chosen.push(at);
        mark(&mut done, turned.get(at).copied().unwrap_or(&[]));
    }
    chosen
}

fn mark(done: &mut [bool], answers: &[usize]) {
    for answer in answers {
        if let Some(done) = done.get_mut(*answer) {
            *done = true;
        }
    }
}

/// For each pattern, and for all together: what the choice of the other folds does to each fold.
pub(super) fn held_out(turned: &[&[usize]], gains: &[f64], most: usize) -> (Vec<HeldOut>, HeldOut) {
    let mut each = vec![HeldOut::default(); turned.len()];
    let mut all = HeldOut::default();
    for fold in 0..FOLDS {
        let chosen = greedy(turned, gains, most, Some(fold), &[]);
        let mut union: Vec<usize> = Vec::new();
        for at in &chosen {
            let own = turned.get(*at).copied().unwrap_or(&[]);
            let inside = || own.iter().copied().filter(|answer| answer % FOLDS == fold);
            let worth = Worth::of(inside(), gains);
            if let Some(held) = each.get_mut(*at) {
                held.right += worth.right;
                held.wrong += worth.wrong;
                held.folds += 1;
            }
            union.extend(inside());
        }
        union.sort_unstable();
        union.dedup();
        let worth = Worth::of(union.into_iter(), gains);
        all.right += worth.right;
        all.wrong += worth.wrong;
        all.folds += usize::from(!chosen.is_empty());
    }
    (each, all)
}
