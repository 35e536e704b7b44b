//! Graded answers beside what the rubric says of them, and what a change of one verdict would be worth.

use crate::agreement::Levels;
use crate::rubric::{Criterion, CriterionKind};
use crate::score::{Assessment, Scorer, Verdict};

/// One answer and what people say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Graded {
    /// Its id.
    pub id: String,
    /// Where it stands, for people: `graded.csv row 7`.
    pub place: String,
    /// The answer.
    pub text: String,
    /// By criterion of the rubric: whether it is stated in full, where raters say so and agree.
    pub labels: Vec<Option<bool>>,
    /// The mean of the raters' scores, on their scale.
    pub score: Option<f64>,
}

impl Graded {
    /// A text of which nothing is told.
    pub(super) fn sentence(text: &str) -> Self {
        Self { id: String::new(), place: String::new(), text: text.to_owned(), labels: vec![], score: None }
    }
}

/// Answers to one question with what people and a rubric say of them.
#[derive(Debug)]
pub struct Panel<'a> {
    /// The rubric.
    pub scorer: &'a Scorer,
    /// The answers.
    pub answers: &'a [Graded],
    /// What the rubric says of each.
    pub assessments: &'a [Assessment],
    /// The raters' scale, where there are scores.
    pub levels: Option<Levels>,
}

/// What people say of the criteria of a set of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Whether this criterion is stated.
    Labels,
    /// Only what the whole answer is worth.
    Scores,
    /// Nothing.
    Nothing,
}

impl Panel<'_> {
    /// The criteria of the rubric.
    pub(super) fn criteria(&self) -> &[Criterion] {
        &self.scorer.rubric().criteria
    }

    /// Whether a criterion is met in an answer.
    pub(super) fn found(&self, criterion: usize, answer: usize) -> bool {
        let score = self.assessments.get(answer).and_then(|one| one.criteria.get(criterion));
        score.is_some_and(|score| score.verdict == Verdict::Met)
    }

    /// What raters say of a criterion in an answer.
    pub(super) fn label(&self, criterion: usize, answer: usize) -> Option<bool> {
        self.answers.get(answer)?.labels.get(criterion).copied().flatten()
    }

    /// The rubric's score on the raters' scale; in percent where there is none.
    pub(super) fn score(&self, answer: usize) -> f64 {
        let permille = self.assessments.get(answer).map_or(0, |one| one.permille);
        let percent = f64::from(permille) / 10.0;
        match (self.levels, self.scorer.rubric().scaled(permille)) {
            (Some(levels), Some(score)) => score.clamp(levels.low(), levels.high()),
            (Some(levels), None) => levels.of_percent(percent),
            (None, _) => percent,
        }
    }

    /// What is known of a criterion on these answers.
    pub(super) fn told(&self, criterion: usize) -> Told {
        if (0..self.answers.len()).any(|answer| self.label(criterion, answer).is_some()) {
            Told::Labels
        } else if self.is_labelled() {
            // What a score is off by is mostly the fault of criteria that are known to be wrong.
            Told::Nothing
        } else if self.levels.is_some() && self.answers.iter().any(|answer| answer.score.is_some()) {
            Told::Scores
        } else {
            Told::Nothing
        }
    }

    /// Whether raters have labelled any criterion.
    pub(super) fn is_labelled(&self) -> bool {
        self.answers.iter().any(|answer| answer.labels.iter().any(Option::is_some))
    }

    /// What a criterion adds to the score, on the raters' scale; below zero for a misconception.
    pub(super) fn worth(&self, criterion: usize) -> f64 {
        let max = self.assessments.first().map_or(0, |one| one.max.hundredths());
        let (Some(levels), Some(criterion), true) = (self.levels, self.criteria().get(criterion), max > 0)
        else {
            return 0.0;
        };
        let share = f64::from(criterion.points.hundredths()) / f64::from(max);
        let sign = if criterion.kind == CriterionKind::Misconception { -1.0 } else { 1.0 };
        sign * share * (levels.high() - levels.low())
    }

    /// How much nearer to people the other verdict would be: 1 where it is what they say, -1 where the
    /// one there is already is; by scores alone, the share of the criterion's worth by which the
    /// difference would shrink.
    pub(super) fn gain_of_turning(&self, criterion: usize, answer: usize, told: Told) -> f64 {
        let found = self.found(criterion, answer);
        match told {
            Told::Labels => match self.label(criterion, answer) {
                Some(yes) if yes == found => -1.0,
                Some(_) => 1.0,
                None => 0.0,
            },
            Told::Scores => {
                let (Some(rater), worth) =
                    (self.answers.get(answer).and_then(|one| one.score), self.worth(criterion))
                else {
                    return 0.0;
                };
                if worth.abs() < 1e-9 {
                    return 0.0;
                }
                let machine = self.score(answer);
                let turned = if found { machine - worth } else { machine + worth };
                ((rater - machine).abs() - (rater - turned).abs()) / worth.abs()
            }
            Told::Nothing => 0.0,
        }
    }
}
