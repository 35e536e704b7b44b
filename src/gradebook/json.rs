//! Results as JSON: a line a candidate, and `results.json` of Gradescope and of PrairieLearn's external graders.
//!
//! Every number comes from the results; a criterion becomes a test, a misconception one that costs points.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cell::lines;
use super::class::{Class, Entry};
use super::feedback::{Feedback, Markup};
use super::graded::{Graded, GradedCriterion};
use super::mark::{Mark, hundredths, number};
use crate::report::visible;

/// What one candidate's JSON is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// One object with all questions.
    Candidate,
    /// `results.json` of a Gradescope autograder.
    Gradescope,
    /// `results.json` of a PrairieLearn external grader.
    PrairieLearn,
}

#[derive(Serialize)]
struct Line<'e> {
    candidate: Person<'e>,
    points: Option<f64>,
    max: f64,
    percent: Option<f64>,
    questions: Vec<Answer<'e>>,
}

#[derive(Serialize)]
struct Person<'e> {
    id: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'e str>,
}

#[derive(Serialize)]
struct Answer<'e> {
    question: &'e str,
    title: &'e str,
    /// `null` where there is no answer.
    points: Option<f64>,
    max: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scaled: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    band: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flags: Vec<&'e str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    decided_by: Vec<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<String>,
}

#[derive(Serialize)]
struct Gradescope {
    score: f64,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
    tests: Vec<GradescopeTest>,
}

#[derive(Serialize)]
struct GradescopeTest {
    score: f64,
    max_score: f64,
    status: &'static str,
    name: String,
    number: String,
    output: String,
    output_format: &'static str,
    tags: Vec<String>,
}

#[derive(Serialize)]
struct PrairieLearn {
    gradable: bool,
    score: f64,
    message: String,
    tests: Vec<PrairieLearnTest>,
}

#[derive(Serialize)]
struct PrairieLearnTest {
    name: String,
    description: String,
    points: f64,
    max_points: f64,
    message: String,
}

/// One candidate as JSON, with a line end.
pub fn candidate_json(kind: JsonKind, class: &Class, entry: &Entry<'_>, words: &Feedback) -> String {
    let json = match kind {
        JsonKind::Candidate => serde_json::to_string(&line(class, entry, words)),
        JsonKind::Gradescope => serde_json::to_string_pretty(&gradescope(entry, words)),
        JsonKind::PrairieLearn => serde_json::to_string_pretty(&prairie_learn(entry, words)),
    };
    // Numbers are finite and keys are texts, so that nothing can fail.
    format!("{}\n", json.unwrap_or_default())
}

fn line<'e>(class: &'e Class, entry: &'e Entry<'_>, words: &'e Feedback) -> Line<'e> {
    let candidate = entry.candidate;
    let questions = class.questions().iter().zip(&entry.answers).map(|(question, graded)| Answer {
        question: &question.id,
        title: words.title(&question.id),
        points: graded.as_ref().map(|graded| graded.mark.points()),
        max: number(question.max),
        percent: graded.as_ref().map(|graded| graded.mark.percent()),
        scaled: graded.as_ref().and_then(|graded| graded.scaled),
        band: graded.as_ref().and_then(|graded| graded.band.as_deref()),
        passed: graded.as_ref().map(|graded| graded.passed),
        confidence: graded.as_ref().and_then(|graded| graded.confidence),
        flags: graded.iter().flat_map(|graded| &graded.flags).map(String::as_str).collect(),
        decided_by: graded.iter().flat_map(Graded::deciders).collect(),
        feedback: graded.as_ref().map(|graded| words.answer(graded, Markup::Plain)),
    });
    Line {
        candidate: Person {
            id: &candidate.id,
            name: candidate.name.as_deref(),
            email: candidate.email.as_deref(),
        },
        points: entry.total.map(Mark::points),
        max: number(class.full()),
        percent: entry.total.map(Mark::percent),
        questions: questions.collect(),
    }
}

/// Criteria that become tests: those told to the candidate that earn points, and misconceptions that cost some.
fn tests<'e>(
    entry: &'e Entry<'_>,
    words: &'e Feedback,
) -> impl Iterator<Item = (usize, usize, &'e Graded, &'e GradedCriterion)> {
    let answers = entry.answers.iter().enumerate();
    answers.filter_map(|(at, graded)| Some((at, graded.as_ref()?))).flat_map(|(at, graded)| {
        let told: BTreeSet<&str> = words.told(graded).into_iter().map(|one| one.id.as_str()).collect();
        let criteria = graded.criteria.iter().enumerate();
        criteria
            .filter(move |(_, one)| told.contains(one.id.as_str()))
            .filter(|(_, one)| one.kind != "misconception" || one.points < 0.0)
            .map(move |(number, criterion)| (at + 1, number + 1, graded, criterion))
    })
}

fn test_name(words: &Feedback, graded: &Graded, criterion: &GradedCriterion) -> String {
    let title = criterion.title.as_deref();
    visible(title.unwrap_or_else(|| words.criterion(&graded.question, &criterion.id)))
}

fn points(value: f64) -> f64 {
    number(hundredths(value))
}

fn gradescope(entry: &Entry<'_>, words: &Feedback) -> Gradescope {
    let tests = tests(entry, words).map(|(question, number, graded, criterion)| GradescopeTest {
        score: points(criterion.points),
        max_score: points(criterion.max),
        status: if criterion.verdict == "met" && criterion.points >= 0.0 { "passed" } else { "failed" },
        name: test_name(words, graded, criterion),
        number: format!("{question}.{number}"),
        output: words.criterion_note(graded, criterion).unwrap_or_default(),
        output_format: "text",
        tags: vec![graded.question.clone()],
    });
    let heads = entry.answers.iter().flatten().map(|graded| head(graded, words));
    Gradescope {
        score: entry.total.unwrap_or_default().points(),
        output: heads.collect::<Vec<_>>().join("\n"),
        output_format: "text",
        // Students see it when the coach has looked at it and publishes the grades.
        visibility: "after_published",
        tests: tests.collect(),
    }
}

/// What stands above the tests of an answer.
fn head(graded: &Graded, words: &Feedback) -> String {
    match &graded.feedback {
        Some(written) => lines(written),
        None => words.head(graded),
    }
}

fn prairie_learn(entry: &Entry<'_>, words: &Feedback) -> PrairieLearn {
    let earning = tests(entry, words).filter(|(.., criterion)| criterion.max > 0.0);
    let tests = earning.map(|(_, _, graded, criterion)| PrairieLearnTest {
        name: test_name(words, graded, criterion),
        description: visible(words.title(&graded.question)),
        points: points(criterion.points),
        max_points: points(criterion.max),
        message: words.criterion_note(graded, criterion).unwrap_or_default(),
    });
    let costs = self::tests(entry, words).filter(|(.., criterion)| criterion.points < 0.0);
    let costs = costs.filter_map(|(_, _, graded, criterion)| words.criterion_note(graded, criterion));
    let heads = entry.answers.iter().flatten().map(|graded| head(graded, words));
    PrairieLearn {
        gradable: entry.total.is_some(),
        score: entry.total.unwrap_or_default().share(),
        message: heads.chain(costs).collect::<Vec<_>>().join("\n"),
        tests: tests.collect(),
    }
}
