//! Many answers to one rubric, on all cores, in order.

use std::convert::Infallible;

use super::pipeline::ordered;
use super::ratings::Rated;
use crate::report::Report;
use crate::score::{Scorer, Worker};

/// Answers that a thread takes at a time.
const BATCH: usize = 32;

/// A report for each answer.
pub(super) fn grade(scorer: &Scorer, answers: &[&Rated]) -> Vec<Report> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut batches = answers.chunks(BATCH);
    let report = |worker: &mut Worker, answer: &Rated| {
        let assessment = scorer.score(worker, &answer.text);
        Report::new(&answer.id, scorer, &assessment, &answer.text)
    };
    let work = |worker: &mut Worker, batch: &[&Rated]| -> Vec<Report> {
        batch.iter().map(|answer| report(worker, answer)).collect()
    };
    let mut reports = Vec::with_capacity(answers.len());
    let Ok(()) = ordered(
        threads,
        || batches.next(),
        Worker::default,
        work,
        |batch: Vec<Report>| {
            reports.extend(batch);
            Ok::<(), Infallible>(())
        },
    );
    reports
}
