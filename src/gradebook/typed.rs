//! Gradebooks for programs: columns of one type each, named by ids, with nothing where nothing is known.
//!
//! Unlike a table for spreadsheets it guards no text: whoever reads types takes no text for a formula.

use super::class::{Class, Entry};
use super::feedback::{Feedback, Markup};
use super::graded::{Graded, GradedCriterion};
use super::mark::{Mark, hundredths, number};

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedKind {
    /// A candidate.
    Candidates,
    /// An answer.
    Answers,
    /// A criterion of an answer.
    Criteria,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
}

/// One value; `None` where nothing is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(Option<String>),
    /// A number.
    Number(Option<f64>),
    /// Yes or no.
    Flag(Option<bool>),
}

/// Columns that every row begins with.
const PERSON: [(&str, Type); 3] = [("candidate", Type::Text), ("name", Type::Text), ("email", Type::Text)];

/// Columns that end the row of a candidate, after one for each question.
const TOTAL: [(&str, Type); 4] =
    [("points", Type::Number), ("max", Type::Number), ("percent", Type::Number), ("feedback", Type::Text)];

/// Columns of an answer.
const ANSWER: [(&str, Type); 12] = [
    ("question", Type::Text),
    ("points", Type::Number),
    ("max", Type::Number),
    ("percent", Type::Number),
    ("scaled", Type::Number),
    ("band", Type::Text),
    ("passed", Type::Flag),
    ("confidence", Type::Number),
    ("flags", Type::Text),
    ("decided_by", Type::Text),
    ("feedback", Type::Text),
    ("source", Type::Text),
];

/// Columns of a criterion of an answer.
const CRITERION: [(&str, Type); 10] = [
    ("question", Type::Text),
    ("criterion", Type::Text),
    ("title", Type::Text),
    ("kind", Type::Text),
    ("verdict", Type::Text),
    ("points", Type::Number),
    ("max", Type::Number),
    ("evidence", Type::Text),
    ("decided_by", Type::Text),
    ("why", Type::Text),
];

/// A gradebook of which the columns are known.
#[derive(Debug)]
pub struct Typed<'c> {
    kind: TypedKind,
    class: &'c Class,
    words: &'c Feedback,
}

impl<'c> Typed<'c> {
    /// Of a class.
    pub fn new(kind: TypedKind, class: &'c Class, words: &'c Feedback) -> Self {
        Self { kind, class, words }
    }

    /// Names of the columns, each once, and what they hold.
    pub fn columns(&self) -> Vec<(String, Type)> {
        let mut all = named(&PERSON);
        match self.kind {
            TypedKind::Candidates => {
                all.extend(self.class.questions().iter().map(|question| {
                    // A rubric may be called `points`.
                    let taken = PERSON.iter().chain(&TOTAL).any(|(name, _)| *name == question.id);
                    let end = if taken { " (question)" } else { "" };
                    (format!("{}{end}", question.id), Type::Number)
                }));
                all.extend(named(&TOTAL));
            }
            TypedKind::Answers => all.extend(named(&ANSWER)),
            TypedKind::Criteria => all.extend(named(&CRITERION)),
        }
        all
    }

    /// The rows of one candidate.
    pub fn rows(&self, entry: &Entry<'_>) -> Vec<Vec<Value>> {
        let answers = entry.answers.iter().flatten();
        match self.kind {
            TypedKind::Candidates => vec![self.candidate(entry)],
            TypedKind::Answers => answers.map(|graded| self.answer(entry, graded)).collect(),
            TypedKind::Criteria => answers
                .flat_map(|graded| graded.criteria.iter().map(move |criterion| (graded, criterion)))
                .map(|(graded, criterion)| self.criterion(entry, graded, criterion))
                .collect(),
        }
    }

    fn candidate(&self, entry: &Entry<'_>) -> Vec<Value> {
        let mut row = person(entry);
        row.extend(
            entry
                .answers
                .iter()
                .map(|graded| Value::Number(graded.as_ref().map(|graded| graded.mark.points()))),
        );
        row.extend([
            Value::Number(entry.total.map(Mark::points)),
            points(self.class.full()),
            Value::Number(entry.total.map(Mark::percent)),
            text(&self.words.entry(entry, Markup::Plain)),
        ]);
        row
    }

    fn answer(&self, entry: &Entry<'_>, graded: &Graded) -> Vec<Value> {
        let mut row = person(entry);
        row.extend([
            text(&graded.question),
            points(graded.mark.earned),
            points(graded.mark.max),
            Value::Number(Some(graded.mark.percent())),
            Value::Number(graded.scaled),
            Value::Text(graded.band.clone()),
            Value::Flag(Some(graded.passed)),
            Value::Number(graded.confidence),
            text(&graded.flags.join(" ")),
            text(&graded.deciders().join(", ")),
            text(&self.words.answer(graded, Markup::Plain)),
            Value::Text(graded.source.clone()),
        ]);
        row
    }

    fn criterion(&self, entry: &Entry<'_>, graded: &Graded, criterion: &GradedCriterion) -> Vec<Value> {
        let title = criterion.title.as_deref();
        let decided = criterion.decided.as_ref();
        let mut row = person(entry);
        row.extend([
            text(&graded.question),
            text(&criterion.id),
            text(title.unwrap_or_else(|| self.words.criterion(&graded.question, &criterion.id))),
            text(&criterion.kind),
            text(&criterion.verdict),
            points(hundredths(criterion.points)),
            points(hundredths(criterion.max)),
            Value::Text(criterion.evidence.first().map(|quote| quote.text.clone())),
            text(decided.map_or("", |decided| &decided.by)),
            text(decided.map_or("", |decided| &decided.why)),
        ]);
        row
    }
}

fn named(columns: &[(&str, Type)]) -> Vec<(String, Type)> {
    columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect()
}

fn person(entry: &Entry<'_>) -> Vec<Value> {
    let candidate = entry.candidate;
    vec![text(&candidate.id), Value::Text(candidate.name.clone()), Value::Text(candidate.email.clone())]
}

fn text(value: &str) -> Value {
    Value::Text((!value.is_empty()).then(|| value.to_owned()))
}

fn points(value: i64) -> Value {
    Value::Number(Some(number(value)))
}
