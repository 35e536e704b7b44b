//! Points: exact sums, saturating groups, caps, bands, the pass mark.
//!
//! percent = clamp(earned + penalties, 0, sum of positive points) / sum of positive points, then the
//! lowest cap that applies. A group of which `full` members are enough offers the points of its
//! `full` dearest members.

use super::evidence::{Assessment, CriterionScore, Evidence, Flag, LensScore, Source, State, Verdict};
use super::learned::NEAR;
use crate::rubric::{CapWhen, Criterion, CriterionIdx, CriterionKind, Group, Points, Rubric};

/// Adds up everything that was decided.
pub(super) fn total(
    rubric: &Rubric,
    max: Points,
    evidence: Vec<Vec<Evidence>>,
    lenses: Vec<LensScore>,
    mut flags: Vec<Flag>,
    words: usize,
) -> Assessment {
    let criteria: Vec<CriterionScore> = rubric
        .criteria
        .iter()
        .zip(evidence)
        .map(|(criterion, evidence)| criterion_score(criterion, evidence))
        .collect();
    for (at, score) in criteria.iter().enumerate() {
        flags.extend(contradiction(at, score));
    }
    add_up(rubric, max, criteria, lenses, flags, words)
}

/// The same answer with verdicts of people instead of the machine's, added up anew.
pub(super) fn decided(
    rubric: &Rubric,
    machine: Assessment,
    verdicts: &[(CriterionIdx, Verdict)],
) -> Assessment {
    let Assessment { mut criteria, lenses, max, mut flags, words, elsewhere, .. } = machine;
    for (idx, verdict) in verdicts {
        let at = usize::from(idx.0);
        if let (Some(criterion), Some(score)) = (rubric.criteria.get(at), criteria.get_mut(at)) {
            score.machine.get_or_insert(score.verdict);
            score.verdict = *verdict;
            score.points = worth(criterion, *verdict);
            score.doubtful = false;
        }
    }
    let settled = |flag: &Flag| match flag {
        Flag::Capped | Flag::RequiredMissing(_) => true,
        Flag::Contradiction(idx) => verdicts.iter().any(|(decided, _)| decided == idx),
        _ => false,
    };
    flags.retain(|flag| !settled(flag));
    Assessment { elsewhere, ..add_up(rubric, max, criteria, lenses, flags, words) }
}

/// The same answer with a score of a person's: nothing is required or capped beside it.
pub(super) fn decided_score(
    rubric: &Rubric,
    mut assessment: Assessment,
    permille: u16,
    points: Points,
) -> Assessment {
    assessment.points = points;
    assessment.permille = permille.min(1000);
    assessment.band = band(rubric, assessment.permille);
    assessment.passed = assessment.permille >= u16::from(rubric.pass) * 10;
    assessment.flags.retain(|flag| !matches!(flag, Flag::Capped));
    assessment
}

fn add_up(
    rubric: &Rubric,
    max: Points,
    criteria: Vec<CriterionScore>,
    lenses: Vec<LensScore>,
    mut flags: Vec<Flag>,
    words: usize,
) -> Assessment {
    let points = earned(rubric, &criteria);
    let points = points.clamp(Points::ZERO, max);
    let uncapped = permille(points, max);
    let cap = rubric
        .caps
        .iter()
        .filter(|cap| applies(&cap.when, rubric, &criteria))
        .map(|cap| u16::from(cap.percent) * 10)
        .min();
    let permille = cap.map_or(uncapped, |cap| uncapped.min(cap));
    if permille < uncapped {
        flags.push(Flag::Capped);
    }
    let missing = required_missing(rubric, &criteria);
    let passed = permille >= u16::from(rubric.pass) * 10 && missing.is_empty();
    flags.extend(missing.into_iter().map(Flag::RequiredMissing));
    flags.sort_unstable();
    let band = band(rubric, permille);
    Assessment { criteria, lenses, points, max, permille, band, passed, flags, words, elsewhere: false }
}

fn band(rubric: &Rubric, permille: u16) -> Option<usize> {
    rubric.bands.iter().position(|band| permille >= u16::from(band.from) * 10)
}

fn criterion_score(criterion: &Criterion, evidence: Vec<Evidence>) -> CriterionScore {
    let full = |piece: &&Evidence| piece.counts() && !piece.weak && piece.state != State::Listed;
    let verdict = if evidence.iter().any(|piece| full(&piece)) {
        Verdict::Met
    } else if evidence.iter().any(Evidence::counts) {
        Verdict::Weak
    } else if evidence
        .iter()
        .any(|piece| matches!(piece.state, State::Negated | State::Rejected | State::Attributed))
    {
        Verdict::Denied
    } else {
        Verdict::Missing
    };
    let points = worth(criterion, verdict);
    let near = |piece: &Evidence| matches!(piece.source, Source::Learned { margin } if margin < NEAR);
    let counted = evidence.iter().filter(full).count();
    let doubtful = verdict == Verdict::Met && counted > 0 && evidence.iter().filter(full).all(near);
    CriterionScore { verdict, points, evidence, doubtful, machine: None }
}

/// What a verdict earns, or costs where the criterion is a misconception.
fn worth(criterion: &Criterion, verdict: Verdict) -> Points {
    let misconception = criterion.kind == CriterionKind::Misconception;
    let earned = match verdict {
        Verdict::Met => criterion.points,
        Verdict::Weak if !misconception => criterion.points.half(),
        Verdict::Weak | Verdict::Denied | Verdict::Missing => Points::ZERO,
    };
    if misconception { -earned } else { earned }
}

fn contradiction(at: usize, score: &CriterionScore) -> Option<Flag> {
    let denied = |piece: &Evidence| matches!(piece.state, State::Negated | State::Rejected);
    (score.verdict == Verdict::Met && score.evidence.iter().any(denied))
        .then(|| Flag::Contradiction(CriterionIdx(u16::try_from(at).unwrap_or(u16::MAX))))
}

/// The points that can be earned.
pub(super) fn maximum(rubric: &Rubric) -> Points {
    let positive = |criterion: &&Criterion| criterion.kind != CriterionKind::Misconception;
    let all: Points = rubric.criteria.iter().filter(positive).map(|criterion| criterion.points).sum();
    let spared: Points = rubric
        .groups
        .iter()
        .map(|group| {
            let points = member_points(group, rubric, |criterion, _| criterion.points);
            points.iter().skip(group.full).copied().sum::<Points>()
        })
        .sum();
    all + -spared
}

fn earned(rubric: &Rubric, scores: &[CriterionScore]) -> Points {
    let all: Points = scores.iter().map(|score| score.points).sum();
    let surplus: Points = rubric
        .groups
        .iter()
        .map(|group| {
            let earned = member_points(group, rubric, |_, at| {
                scores.get(at).map_or(Points::ZERO, |score| score.points)
            });
            let offered = member_points(group, rubric, |criterion, _| criterion.points);
            let most: Points = offered.iter().take(group.full).copied().sum();
            let sum: Points = earned.iter().copied().sum();
            (sum + -most).max(Points::ZERO)
        })
        .sum();
    all + -surplus
}

/// Points of the members of a group, the dearest first.
fn member_points(
    group: &Group,
    rubric: &Rubric,
    points: impl Fn(&Criterion, usize) -> Points,
) -> Vec<Points> {
    let mut all: Vec<Points> = group
        .of
        .iter()
        .filter_map(|member| {
            rubric
                .criteria
                .get(usize::from(member.0))
                .map(|criterion| points(criterion, usize::from(member.0)))
        })
        .collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all
}

/// A share of the points in tenths of a percent.
pub(super) fn permille(points: Points, max: Points) -> u16 {
    let max = i64::from(max.hundredths()).max(1);
    let rounded = (i64::from(points.hundredths()) * 1000 + max / 2) / max;
    u16::try_from(rounded.clamp(0, 1000)).unwrap_or(0)
}

fn applies(when: &CapWhen, rubric: &Rubric, scores: &[CriterionScore]) -> bool {
    let verdict = |idx: &CriterionIdx| scores.get(usize::from(idx.0)).map(|score| score.verdict);
    match when {
        CapWhen::Missing(idx) => verdict(idx) != Some(Verdict::Met),
        CapWhen::Asserted(idx) => verdict(idx) == Some(Verdict::Met),
        CapWhen::NoFailureMode => !rubric.criteria.iter().zip(scores).any(|(criterion, score)| {
            criterion.kind == CriterionKind::FailureMode && score.verdict == Verdict::Met
        }),
    }
}

fn required_missing(rubric: &Rubric, scores: &[CriterionScore]) -> Vec<CriterionIdx> {
    let missing = rubric
        .criteria
        .iter()
        .zip(scores)
        .enumerate()
        .filter(|(_, (criterion, score))| criterion.required && score.verdict != Verdict::Met);
    missing.map(|(at, _)| CriterionIdx(u16::try_from(at).unwrap_or(u16::MAX))).collect()
}
