//! The rubric as a whole: examples, weights, the model and the reference response.

use super::{ModelState, Subject, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::rubric::{AnchorText, Criterion, CriterionKind, Points};
use crate::score::{Scorer, Verdict, Worker};
use crate::span::{Span, offset};

/// A criterion that is worth more than this share of all points decides alone, in percent.
const LARGEST_SHARE: i64 = 50;

/// From so many criteria on, shares say something.
const FEWEST_CRITERIA: usize = 3;

/// The dearest criterion may be worth this many times the cheapest.
const WIDEST_RANGE: i64 = 20;

/// What is questionable beyond single patterns.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = without_examples(subject);
    found.extend(contrary(subject));
    found.extend(drafts(subject));
    found.extend(weights(subject));
    found.extend(model(subject));
    found.extend(reference(subject));
    found
}

fn without_examples(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let diagnostic = |criterion: &Criterion| {
        let named = |ids: &[String]| ids.contains(&criterion.id);
        let hit = subject.examples.iter().any(|example| named(&example.hit));
        let miss = subject.examples.iter().any(|example| {
            named(&example.miss)
                || (example.answer.is_some() && !named(&example.hit) && !named(&example.near))
        });
        let lacks = match (hit, miss) {
            (true, true) => return None,
            (false, false) => "no example sentences",
            (false, true) => "no example that must count",
            (true, false) => "no near miss among its examples",
        };
        let message = format!("`{}` has {lacks}, so nothing shows that it works", criterion.id);
        let warning = Diagnostic::warning(Code::NoExamples, subject.file, criterion.span, message);
        let list = if hit { "miss" } else { "hit" };
        Some(warning.help(format!("add `examples:` with a sentence under `{list}:`")))
    };
    subject.rubric.criteria.iter().filter_map(diagnostic).collect()
}

/// Sentences that must count and must not.
fn contrary(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for criterion in &subject.rubric.criteria {
        for miss in &criterion.examples.miss {
            let hit = criterion
                .examples
                .hit
                .iter()
                .find(|hit| hit.value.trim().eq_ignore_ascii_case(miss.value.trim()));
            if let Some(hit) = hit {
                let message = format!("`{}` has one sentence under `hit` and under `miss`", criterion.id);
                let warning = Diagnostic::warning(Code::ContraryExample, subject.file, miss.span, message);
                found.push(warning.related(hit.span, "also a hit").help("keep it in one of the two lists"));
            }
        }
    }
    found
}

/// Texts that hold a place for what only the author knows.
fn drafts(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let is_draft = |text: &str| text.trim_start().starts_with("draft:");
    let warning = |span, message: String, help: &str| {
        Diagnostic::warning(Code::Draft, subject.file, span, message).help(help)
    };
    let question = is_draft(&subject.rubric.question).then(|| {
        let help = "write under `question:` what the candidate is asked";
        warning(Span::new(0, 0), "the question is still a draft".to_owned(), help)
    });
    let tests = subject.rubric.tests.iter().filter_map(|test| match &test.answer {
        AnchorText::Written(answer) if is_draft(&answer.value) => {
            let message = format!("the response of the test “{}” is still a draft", test.name);
            Some(warning(answer.span, message, "write a real answer there, or remove the test"))
        }
        AnchorText::Written(_) | AnchorText::File(_) => None,
    });
    question.into_iter().chain(tests).collect()
}

fn weights(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let (earning, costing): (Vec<&Criterion>, Vec<&Criterion>) =
        subject.rubric.criteria.iter().partition(|criterion| criterion.kind != CriterionKind::Misconception);
    let total: Points = earning.iter().map(|criterion| criterion.points).sum();
    let share = |points: Points| i64::from(points.hundredths()) * 100 / i64::from(total.hundredths()).max(1);
    let mut found = vec![];
    let mut warn = |criterion: &Criterion, message: String, help: &str| {
        let warning = Diagnostic::warning(Code::Weights, subject.file, criterion.span, message);
        found.push(warning.help(help));
    };
    let cheapest = earning.iter().map(|criterion| criterion.points).min().unwrap_or_default();
    for criterion in earning.iter().filter(|_| earning.len() >= FEWEST_CRITERIA) {
        let (id, points) = (&criterion.id, criterion.points);
        if share(points) > LARGEST_SHARE {
            let message =
                format!("`{id}` is worth {points} of {total} points, more than all others together");
            warn(criterion, message, "lower its points, or make it `required` instead");
        } else if i64::from(points.hundredths()) > i64::from(cheapest.hundredths()) * WIDEST_RANGE {
            let message = format!("`{id}` is worth {points} points, another criterion only {cheapest}");
            warn(criterion, message, "bring the points nearer together, or drop the cheapest criterion");
        }
    }
    for criterion in costing {
        if share(criterion.points) > LARGEST_SHARE {
            let (id, points) = (&criterion.id, criterion.points);
            let message =
                format!("`{id}` costs {points} of {total} points: one sentence undoes half of an answer");
            warn(criterion, message, "lower its points, or cap the score with `caps:` instead");
        }
    }
    found
}

fn model(subject: &Subject<'_>) -> Option<Diagnostic> {
    let span = subject.rubric.examples_file.as_ref().map_or(Span::new(0, 0), |file| file.span);
    let message = match subject.model_state {
        ModelState::Fresh => return None,
        ModelState::Absent => "nothing has been learned from the examples yet",
        ModelState::Stale => "the model was learned from other examples",
    };
    let warning = Diagnostic::warning(Code::StaleModel, subject.file, span, message.to_owned());
    Some(warning.help(format!("run `gradus build {}`", subject.file)))
}

/// A reference response that earns less than everything.
fn reference(subject: &Subject<'_>) -> Option<Diagnostic> {
    let reference = subject.rubric.reference.as_ref()?;
    let scorer = Scorer::new(subject.rubric.clone(), subject.model.cloned());
    let assessment = scorer.score(&mut Worker::default(), &reference.value);
    if assessment.permille >= 1000 {
        return None;
    }
    let spared = |at: usize| {
        subject.rubric.groups.iter().any(|group| group.of.iter().any(|member| usize::from(member.0) == at))
    };
    let lost = subject.rubric.criteria.iter().zip(&assessment.criteria).enumerate().filter(
        |(at, (criterion, score))| match criterion.kind {
            CriterionKind::Misconception => score.verdict == Verdict::Met,
            _ => score.verdict != Verdict::Met && !spared(*at),
        },
    );
    let ids: Vec<&str> = lost.map(|(_, (criterion, _))| criterion.id.as_str()).collect();
    let percent = assessment.permille / 10;
    let message = format!("the reference response earns {percent} %, not everything");
    // A caret under its beginning is enough.
    let n_shown = reference
        .value
        .lines()
        .next()
        .unwrap_or("")
        .char_indices()
        .nth(60)
        .map_or(reference.value.len(), |(at, _)| at);
    let end = reference.span.end.min(reference.span.start + offset(n_shown));
    let span = Span::new(reference.span.start, end);
    let warning = Diagnostic::warning(Code::Reference, subject.file, span, message);
    let warning =
        if ids.is_empty() { warning } else { warning.label(format!("lost on {}", shown(&ids.join(", ")))) };
    Some(warning.help("state what it lacks, or give the criterion a pattern or example for what it says"))
}
