//! How sure a score is: how far from the middle, and how much of it hangs by a thread.

use super::evidence::{Assessment, CriterionScore, Flag, State, Verdict};
use crate::rubric::{Criterion, Points};

/// Weight of the distance from the middle; the rest is for verdicts near their threshold.
const OF_MIDDLE: f64 = 0.75;

/// What is left of the confidence in an answer that piles up terms, says the question back or is not in its language.
const OF_UNUSUAL: f64 = 0.7;

/// From 0 (a person should read it) to 1, in hundredths.
///
/// A share p of points is as uncertain as p(1 - p), the variance of a share: an answer that states nearly all or
/// nearly nothing is judged alike by most, whatever single verdict is wrong. Points of verdicts near their threshold,
/// or against contrary evidence, are at stake besides. An empty answer is sure to earn nothing. What a person has
/// decided is sure.
pub(super) fn confidence(criteria: &[Criterion], assessment: &Assessment) -> f64 {
    if assessment.flags.contains(&Flag::Empty) {
        return 1.0;
    }
    let at_stake: Points =
        criteria.iter().zip(&assessment.criteria).map(|(criterion, score)| stake(criterion, score)).sum();
    let max = f64::from(assessment.max.hundredths()).max(1.0);
    let stake = (f64::from(at_stake.hundredths()) / max).min(1.0);
    let share = f64::from(assessment.permille) / 1000.0;
    let middle = OF_MIDDLE * 4.0 * share * (1.0 - share) * open(criteria, assessment);
    let sure = 1.0 - middle - (1.0 - OF_MIDDLE) * stake;
    let unusual = assessment.flags.iter().any(|flag| matches!(flag, Flag::Stuffed | Flag::Echo));
    let sure = if unusual || assessment.elsewhere { sure * OF_UNUSUAL } else { sure };
    (sure * 100.0).round() / 100.0
}

fn stake(criterion: &Criterion, score: &CriterionScore) -> Points {
    let denied =
        || score.evidence.iter().any(|piece| matches!(piece.state, State::Negated | State::Rejected));
    let by_machine = score.machine.is_none();
    if by_machine && score.verdict == Verdict::Met && (score.doubtful || denied()) {
        criterion.points
    } else {
        Points::ZERO
    }
}

/// The share of the points that no person has decided.
fn open(criteria: &[Criterion], assessment: &Assessment) -> f64 {
    if assessment.criteria.iter().all(|score| score.machine.is_none()) {
        return 1.0;
    }
    let sum = |by_person: bool| -> Points {
        let all = criteria.iter().zip(&assessment.criteria);
        all.filter(|(_, score)| !by_person || score.machine.is_some())
            .map(|(criterion, _)| criterion.points)
            .sum()
    };
    let (decided, all) = (sum(true), sum(false));
    if decided == Points::ZERO {
        return 1.0;
    }
    1.0 - f64::from(decided.hundredths()) / f64::from(all.hundredths()).max(1.0)
}
