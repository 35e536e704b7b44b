//! Many answers to one rubric, on all cores, in order.

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::ratings::Rated;
use crate::report::Report;
use crate::score::{Scorer, Worker};

/// A report for each answer.
pub(super) fn grade(scorer: &Scorer, answers: &[&Rated]) -> Vec<Report> {
    let report = |worker: &mut Worker, answer: &&Rated| {
        let assessment = scorer.score(worker, &answer.text);
        Report::new(&answer.id, scorer, &assessment, &answer.text)
    };
    answers.par_iter().with_min_len(16).map_init(Worker::default, report).collect()
}
