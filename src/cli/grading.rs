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
    grade_to(scorer, answers, &|answer, assessment| {
        Report::new(&answer.id, scorer, &assessment, &answer.text)
    })
}

/// What `make` makes of each answer and its assessment.
pub(super) fn grade_to<R: Send>(
    scorer: &Scorer,
    answers: &[&Rated],
    make: &(impl Fn(&Rated, Assessment) -> R + Sync),
) -> Vec<R> {
    let threads = threads(0);
    let mut batches = answers.chunks(BATCH);
    let work = |worker: &mut Worker, batch: &[&Rated]| -> Vec<R> {
        batch.iter().map(|answer| make(answer, scorer.score(worker, &answer.text))).collect()
    };
    let mut all = Vec::with_capacity(answers.len());
    let Ok(()) = ordered(
        threads,
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
