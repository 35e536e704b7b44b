//! Many answers to one rubric, on all cores, in order.

use std::convert::Infallible;

use super::args::threads;
use super::pipeline::ordered;
use super::ratings::Rated;
use crate::report::Report;
use crate::score::{Assessment, Scorer, Worker};

/// Answers that a thread takes at a time.
const BATCH: usize = 32;

/// A report for each answer.
pub(super) fn grade(scorer: &Scorer, answers: &[&Rated]) -> Vec<Report> {
    grade_to(scorer, answers, rated_text, |answer, assessment| {
        Report::new(&answer.id, scorer, &assessment, &answer.text)
    })
}

/// The text of a rated answer.
pub(super) fn rated_text<'a>(rated: &'a &Rated) -> &'a str {
    &rated.text
}

/// What `make` makes of each answer, which has a `text`, and of its assessment.
pub(super) fn grade_to<A: Sync, R: Send>(
    scorer: &Scorer,
    answers: &[A],
    text: impl Fn(&A) -> &str + Sync,
    make: impl Fn(&A, Assessment) -> R + Sync,
) -> Vec<R> {
    let mut batches = answers.chunks(BATCH);
    let work = |worker: &mut Worker, batch: &[A]| -> Vec<R> {
        batch.iter().map(|answer| make(answer, scorer.score(worker, text(answer)))).collect()
    };
    let mut all = Vec::with_capacity(answers.len());
    let Ok(()) = ordered(
        threads(0),
        || batches.next(),
        Worker::default,
        work,
        |batch: Vec<R>| {
            all.extend(batch);
            Ok::<(), Infallible>(())
        },
    );
    all
}
