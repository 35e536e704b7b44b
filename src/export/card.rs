//! A rubric as people grade with it: criteria with levels and points.

use crate::diagnostic::count;
use crate::report::visible;
use crate::rubric::{CapWhen, Criterion, CriterionKind, Points, Rubric};

/// A rubric without anything that only a program understands.
pub(super) struct Card {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) question: String,
    pub(super) rows: Vec<Row>,
    /// Misconceptions, where a format has no negative points.
    pub(super) costs: Vec<String>,
}

/// A criterion.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: &'static str,
    /// What an answer should say.
    pub(super) hint: String,
    /// A sentence that earns it.
    pub(super) example: Option<String>,
    /// Highest first; for a misconception nothing first, then what it costs.
    pub(super) levels: Vec<Level>,
}

/// What may be awarded.
pub(super) struct Level {
    pub(super) name: &'static str,
    pub(super) description: String,
    pub(super) points: Points,
}

/// Where misconceptions go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Costs {
    /// Among the criteria, with negative points.
    Counted,
    /// Into the description of the rubric.
    Described,
    /// Nowhere.
    LeftOut,
}

impl Row {
    /// The most that it earns; for a misconception what it costs.
    pub(super) fn points(&self) -> Points {
        let most =
            self.levels.iter().map(|level| level.points).max_by_key(|points| points.hundredths().abs());
        most.unwrap_or(Points::ZERO)
    }

    /// Whether it costs points.
    pub(super) fn costs(&self) -> bool {
        self.points() < Points::ZERO
    }
}

impl Card {
    pub(super) fn of(rubric: &Rubric, costs: Costs, lost: &mut Vec<String>) -> Self {
        let mut card = Self {
            id: rubric.id.clone(),
            title: visible(&rubric.title),
            question: rubric.question.lines().map(visible).collect::<Vec<_>>().join("\n"),
            rows: Vec::new(),
            costs: Vec::new(),
        };
        for criterion in &rubric.criteria {
            let misconception = criterion.kind == CriterionKind::Misconception;
            if criterion.points == Points::ZERO {
                lost.push(format!("`{}` has no points and is left out", criterion.id));
            } else if misconception && costs != Costs::Counted {
                card.costs.push(format!("{}: -{}", visible(&criterion.title), criterion.points));
            } else {
                card.rows.push(row(criterion));
            }
        }
        if !card.costs.is_empty() {
            let n = count(card.costs.len(), "misconception");
            let place =
                if costs == Costs::Described { "it stands in the description" } else { "it is left out" };
            lost.push(format!("{n}: the format has no negative points, so {place}"));
        }
        rules(rubric, lost);
        card
    }

    /// The question, and what costs points.
    pub(super) fn description(&self) -> String {
        if self.costs.is_empty() {
            return self.question.clone();
        }
        format!("{}\n\nCosts points: {}", self.question, self.costs.join("; "))
    }

    /// Sum of what can be earned.
    pub(super) fn max(&self) -> Points {
        self.rows.iter().map(Row::points).filter(|points| *points > Points::ZERO).sum()
    }
}

fn row(criterion: &Criterion) -> Row {
    let misconception = criterion.kind == CriterionKind::Misconception;
    let hint = criterion.missing.as_deref().or(criterion.follow_up.as_deref());
    let hint = hint.map_or(String::new(), visible);
    let example = criterion.examples.hit.first().map(|example| visible(&example.value));
    let told = example.as_ref().map_or(String::new(), |example| format!("For example: {example}"));
    let level = |name, description: &str, points| Level { name, description: description.to_owned(), points };
    let levels = if misconception {
        vec![level("Not asserted", "", Points::ZERO), level("Asserted", &told, -criterion.points)]
    } else {
        let half = criterion.points.half();
        let mut levels = vec![level("Stated", &told, criterion.points)];
        if half > Points::ZERO {
            levels.push(level("Partly", "Named, without saying how or why", half));
        }
        levels.push(level("Missing", &hint, Points::ZERO));
        levels
    };
    Row {
        id: criterion.id.clone(),
        title: visible(&criterion.title),
        kind: match criterion.kind {
            CriterionKind::Concept => "concept",
            CriterionKind::FailureMode => "failure_mode",
            CriterionKind::Misconception => "misconception",
        },
        hint,
        example,
        levels,
    }
}

/// Rules on the whole that no other format has.
fn rules(rubric: &Rubric, lost: &mut Vec<String>) {
    for group in &rubric.groups {
        lost.push(format!(
            "group `{}`: any {} of {} earn all points; here they add up, so the sum is higher",
            group.id,
            group.full,
            group.of.len()
        ));
    }
    let id = |idx: crate::rubric::CriterionIdx| {
        rubric.criteria.get(usize::from(idx.0)).map_or("", |criterion| criterion.id.as_str())
    };
    for cap in &rubric.caps {
        let when = match &cap.when {
            CapWhen::Missing(idx) => format!("`{}` is missing", id(*idx)),
            CapWhen::Asserted(idx) => format!("`{}` is asserted", id(*idx)),
            CapWhen::NoFailureMode => "no failure mode is named".to_owned(),
        };
        lost.push(format!("at most {} % where {when}", cap.percent));
    }
    let required = rubric.criteria.iter().filter(|criterion| criterion.required);
    let required: Vec<String> = required.map(|criterion| format!("`{}`", criterion.id)).collect();
    if !required.is_empty() {
        lost.push(format!("nobody passes without {}", required.join(", ")));
    }
}
