//! `gradus batch`: any number of answers to a folder of results, in order, on all cores.
//!
//! Memory does not grow with the number of answers; files of results do, and nothing that was written
//! to them is lost when a run is stopped. What needs all answers at once is made from them afterwards.

mod args;
#[cfg(feature = "columnar")]
mod columnar;
mod feedback;
mod jobs;
mod journal;
#[cfg(not(feature = "columnar"))]
mod no_columnar;
mod open;
mod people;
mod progress;
mod pseudonym;
mod setup;
mod sheets;
mod store;
mod walk;
mod work;

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};

pub(super) use args::Batch;

use super::args::threads;
use super::complain;
use super::grid::Grid;
use super::pipeline::ordered;
use crate::diagnostic::count;
use crate::handback::Handback;
use jobs::Jobs;
use journal::{Entry, Tally};
use progress::Progress;
use store::{Earlier, Store, There};
use walk::{Walk, shown};
use work::{Done, Grader, MOST_TOLD, Memory};

pub(super) fn run(args: &Batch) -> anyhow::Result<u8> {
    let grader = setup::grader(args)?;
    let settings = setup::settings(args, &grader)?;
    let handback = handback(args, &grader)?;
    let targets = setup::targets(args)?;
    let (mut store, earlier) = if args.resume {
        Store::resume(&args.out, targets, &settings)?
    } else {
        let there = if args.overwrite { There::Replace } else { There::Refuse };
        (Store::begin(&args.out, targets, &settings, there)?, Earlier::default())
    };
    if earlier.ended {
        unchanged(args, &grader, &earlier.entries)?;
    } else {
        grade(args, &grader, &mut store, &earlier.entries)?;
    }
    store.finish()?;
    if store.tally.only_named > 0 {
        people::tell_namesakes(&args.out)?;
    }
    hand_back(args, handback, &grader, &store.tally)?;
    finish(args, &grader, &store.tally)
}

/// The part of a run that is not done yet.
fn grade(args: &Batch, grader: &Grader, store: &mut Store, earlier: &[Entry]) -> anyhow::Result<()> {
    let walk = || Walk::new(args.inputs.clone(), &args.out, &args.exclude);
    let mut progress = Progress::new(args.quiet, walk()?);
    let mut jobs = Jobs::new(walk()?, &grader.mapping);
    pass_over(&mut jobs, earlier, grader)?;
    progress.begin(&store.tally);
    let mut told = 0;
    let done = ordered(
        threads(args.threads),
        || jobs.next(),
        Memory::default,
        |memory: &mut Memory, job| grader.work(memory, job),
        |done: Done| {
            for problem in done.told.iter().take(MOST_TOLD.saturating_sub(told)) {
                progress.complain(problem);
            }
            told += done.told.len();
            store.add(&done)?;
            progress.add(&done.entry.tally);
            anyhow::Ok(())
        },
    );
    progress.end();
    done.context("what is done is kept; when the cause is mended, go on with --resume")
}

/// Makes sure that a run that has ended has graded all there is.
fn unchanged(args: &Batch, grader: &Grader, earlier: &[Entry]) -> anyhow::Result<()> {
    let walk = Walk::new(args.inputs.clone(), &args.out, &args.exclude)?;
    let mut jobs = Jobs::new(walk, &grader.mapping);
    pass_over(&mut jobs, earlier, grader)?;
    if jobs.next().is_some() {
        bail!(
            "the run in {} has ended, and there are answers now that it has not graded; begin again with --overwrite",
            args.out.display()
        );
    }
    Ok(())
}

/// Passes over the jobs that an earlier run has done, and makes sure that they are the same.
fn pass_over(jobs: &mut Jobs<'_>, earlier: &[Entry], grader: &Grader) -> anyhow::Result<()> {
    for entry in earlier {
        let same = jobs.next().is_some_and(|job| job.checksum() == entry.input);
        if !same {
            bail!("the answers are not those that the run was begun with; begin again with --overwrite");
        }
        for (rubric, share) in &entry.tally.rubrics {
            let now = grader.given.iter().find(|loaded| loaded.scorer.rubric().id == *rubric);
            let now = match now {
                Some(loaded) => Ok(Arc::clone(loaded)),
                None => grader.scorers.get(rubric, false),
            };
            if now.map_or(true, |loaded| loaded.fingerprint() != share.fingerprint) {
                bail!(
                    "the rubric `{rubric}` has changed since the run was begun; begin again with --overwrite"
                );
            }
        }
    }
    Ok(())
}

/// What feedback is worded with. Comments that are wrong are told before anything is graded.
fn handback(args: &Batch, grader: &Grader) -> anyhow::Result<Handback> {
    let comments = args.comments.as_deref().map(feedback::comments).transpose()?.unwrap_or_default();
    let mut handback = Handback::new(comments);
    grader.given.iter().for_each(|loaded| handback.know(loaded.scorer.rubric()));
    if let Some(path) = args.comments.as_deref().filter(|_| !grader.given.is_empty()) {
        feedback::check(&handback, path);
    }
    Ok(handback)
}

/// Feedback on everything that was graded, where it is wanted.
fn hand_back(args: &Batch, mut handback: Handback, grader: &Grader, tally: &Tally) -> anyhow::Result<()> {
    let Some(markup) = args.feedback else { return Ok(()) };
    if grader.given.is_empty() {
        for id in tally.rubrics.keys() {
            let loaded = grader.scorers.get(id, false).map_err(|problem| anyhow!(problem))?;
            handback.know(loaded.scorer.rubric());
        }
        args.comments.iter().for_each(|path| feedback::check(&handback, path));
    }
    feedback::write(&args.out, markup, &handback).map(|_| ())
}

/// Says what was done; the exit code.
fn finish(args: &Batch, grader: &Grader, tally: &Tally) -> anyhow::Result<u8> {
    let folder = shown(&args.out);
    if !args.quiet {
        let mut out = std::io::stdout().lock();
        write!(out, "{}", summary(args, tally, &folder))?;
        out.flush()?;
    }
    let lost = usize::try_from(tally.problems).unwrap_or(usize::MAX);
    if tally.graded == 0 && lost == 0 {
        bail!("there are no answers in what was given");
    }
    let undone = grader
        .overrides
        .as_ref()
        .and_then(|overrides| tally.overrides.finish(overrides, &grader.scorers.library));
    if lost == 0 {
        let Some(undone) = undone else { return Ok(0) };
        complain(&format!("exit 2: {undone}"));
        return Ok(2);
    }
    let them = count(lost, "problem");
    complain(&format!("exit 2: {them}: what could not be read or graded is listed in {folder}/problems.csv"));
    Ok(2)
}

fn summary(args: &Batch, tally: &Tally, folder: &str) -> String {
    let mut grid = Grid::new(&["rubric", "answers", "empty", "mean %", "passed"]);
    for (id, share) in &tally.rubrics {
        let n = share.graded - share.blank;
        let tenths = (share.permille + n / 2).checked_div(n);
        let mean = tenths.map_or(String::new(), |tenths| format!("{}.{}", tenths / 10, tenths % 10));
        let counts = [share.graded, share.blank, share.passed].map(|n| n.to_string());
        let [graded, blank, passed] = counts;
        grid.push(vec![id.clone(), graded, blank, mean, passed]);
    }
    let table = if grid.is_empty() { String::new() } else { grid.text() };
    let answers = if args.keep_answers { ", answers.jsonl" } else { "" };
    let feedback = if args.feedback.is_some() { ", feedback/" } else { "" };
    format!("{table}{folder}/results.jsonl, gradebook.csv, problems.csv{answers}{feedback}\n")
}
