//! What patterns that are not in the rubric would find, under the rules of their criterion.
//!
//! All of them are tried in one reading: each is a criterion of its own in a rubric made for it.

use super::panel::Graded;
use crate::rubric::pattern::Pattern;
use crate::rubric::{
    Criterion, CriterionKind, Examples, Indicator, Points, PolarityRule, Rubric, Rule, Strength,
};
use crate::score::{Scorer, Verdict, Worker};
use crate::span::Span;

/// A pattern that might go into a list of a criterion.
#[derive(Debug, Clone)]
pub(super) struct Tried {
    pub(super) criterion: usize,
    /// Whether it would take evidence away.
    pub(super) counter: bool,
    pub(super) text: String,
    pub(super) pattern: Pattern,
}

/// What each pattern finds: the answers, each with the sentences, in order.
pub(super) type Finds = Vec<Vec<(usize, Vec<u32>)>>;

/// Tries all patterns on all answers. A pattern finds an answer where it alone would meet its
/// criterion; a counter-pattern wherever it stands.
pub(super) fn try_all(rubric: &Rubric, tried: &[Tried], answers: &[Graded]) -> Finds {
    let mut finds: Finds = vec![Vec::new(); tried.len()];
    if tried.is_empty() {
        return finds;
    }
    let criteria = tried.iter().enumerate().filter_map(|(at, one)| {
        rubric.criteria.get(one.criterion).map(|criterion| alone(criterion, at, one))
    });
    let whole = Rubric {
        criteria: criteria.collect(),
        groups: vec![],
        caps: vec![],
        lenses: vec![],
        tests: vec![],
        reference: None,
        ..rubric.clone()
    };
    let (scorer, mut worker) = (Scorer::of_parts(whole, None), Worker::default());
    for (answer, graded) in answers.iter().enumerate() {
        let assessment = scorer.score(&mut worker, &graded.text);
        for ((one, score), finds) in tried.iter().zip(&assessment.criteria).zip(&mut finds) {
            let counts = if one.counter { !score.evidence.is_empty() } else { score.verdict == Verdict::Met };
            if counts {
                let evidence = score.evidence.iter().filter(|piece| one.counter || piece.counts());
                let mut sentences: Vec<u32> = evidence.map(|piece| piece.sentence).collect();
                sentences.sort_unstable();
                sentences.dedup();
                finds.push((answer, sentences));
            }
        }
    }
    finds
}

fn alone(criterion: &Criterion, at: usize, tried: &Tried) -> Criterion {
    let indicator = Indicator {
        strength: Strength::Full,
        polarity: PolarityRule::ByKind,
        rule: Rule::Pattern(tried.pattern.clone()),
        text: tried.text.clone(),
        span: Span::new(0, 0),
    };
    let rules = criterion.clone();
    Criterion {
        // No id of a rubric holds a slash.
        id: format!("tried/{at}"),
        points: Points::from_hundredths(100),
        required: false,
        examples: Examples::default(),
        indicators: vec![indicator],
        kind: if tried.counter { CriterionKind::FailureMode } else { rules.kind },
        polarity: if tried.counter { PolarityRule::Any } else { rules.polarity },
        unless: if tried.counter { vec![] } else { rules.unless },
        ..rules
    }
}
