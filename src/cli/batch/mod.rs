//! `gradus batch`: any number of answers to a folder of results, in order, on all cores.
//!
//! Memory does not grow with the number of answers; files of results do, and nothing that was written
//! to them is lost when a run is stopped. What needs all answers at once is made from them afterwards.

mod args;
mod feedback;
mod jobs;
mod journal;
mod open;
mod progress;
mod pseudonym;
mod sheets;
mod store;
mod walk;
mod work;

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};

pub(super) use args::Batch;

use super::checksum::Checksum;
use super::grid::{Grid, count};
use super::library::Library;
use super::pipeline::ordered;
use super::scorers::{Loaded, Scorers};
use super::{complain, review};
use crate::handback::Handback;
use crate::report::GRADEBOOK_HEADER;
use crate::submissions::columns::{Mapping, Question, pairs, role, role_names};
use jobs::Jobs;
use journal::{Entry, Settings, Tally};
use progress::Progress;
use pseudonym::Pseudonyms;
use store::{Earlier, Store, Target};
use walk::{Walk, shown};
use work::{Done, Grader, MOST_TOLD, Memory};

pub(super) fn run(args: &Batch) -> anyhow::Result<u8> {
    let grader = grader(args)?;
    let settings = settings(args, &grader)?;
    let handback = handback(args, &grader)?;
    let targets = targets(args);
    let (mut store, earlier) = if args.resume {
        Store::resume(&args.out, targets, &settings)?
    } else {
        if args.overwrite && Store::is_in(&args.out) {
            feedback::remove(&args.out)?;
        }
        (Store::begin(&args.out, targets, &settings, args.overwrite)?, Earlier::default())
    };
    if !earlier.ended {
        grade(args, &grader, &mut store, &earlier.entries)?;
    }
    store.finish()?;
    hand_back(args, handback, &grader, &store.tally)?;
    if let Some(overrides) = &grader.overrides {
        let unmet = overrides.unmet(&store.tally.met);
        unmet.iter().for_each(|fault| complain(&format!("warning: {fault}")));
    }
    finish(args, &store.tally)
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
        threads(args),
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

/// The files of results.
fn targets(args: &Batch) -> Vec<Target> {
    let target = |name: &str, header| Target { path: args.out.join(name), header };
    let mut targets = vec![
        target("results.jsonl", ""),
        target("gradebook.csv", GRADEBOOK_HEADER),
        target("problems.csv", "row,graded,problem\r\n"),
    ];
    if let Some(key) = &args.anonymise {
        targets.push(Target { path: pseudonym::list(key, &args.out), header: pseudonym::HEADER });
    }
    if args.keep_answers {
        targets.push(Target { path: args.out.join("answers.jsonl"), header: "" });
    }
    targets
}

fn threads(args: &Batch) -> usize {
    match args.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    }
}

/// Reads the rubrics that the command line names, and which columns hold what.
fn grader(args: &Batch) -> anyhow::Result<Grader> {
    let scorers = Scorers::new(Library::open(args.library.rubrics.as_deref()));
    let mut given: Vec<Arc<Loaded>> = Vec::new();
    let give = |given: &mut Vec<Arc<Loaded>>, name: &str| -> anyhow::Result<Question> {
        let loaded = scorers.get(name, true).map_err(|problem| anyhow!(problem))?;
        let rubric = loaded.scorer.rubric();
        let question = Question { id: rubric.id.clone(), text: rubric.question.clone() };
        let known = given.iter().find(|known| known.scorer.rubric().id == question.id);
        match known.map(|known| known.fingerprint() == loaded.fingerprint()) {
            Some(false) => bail!("two of the rubrics are called `{}`; give one another id", question.id),
            Some(true) => {}
            None => given.push(loaded),
        }
        Ok(question)
    };
    let mut questions = Vec::new();
    for name in &args.rubric {
        questions.push(give(&mut given, name)?);
    }
    let ids = scorers.library.ids();
    if questions.is_empty() {
        questions = ids.iter().map(|id| Question { id: id.clone(), text: String::new() }).collect();
    }
    let mut mapping = Mapping::new(questions);
    for told in &args.map {
        let pairs = pairs(told)
            .map_err(|part| anyhow!("--map {part}: write it as ROLE=COLUMN, for instance answer=Response"))?;
        for (name, column) in pairs {
            match role(&name) {
                Some(role) => mapping.tell(role, &column),
                None => {
                    let roles = role_names().join(", ");
                    let question = give(&mut given, &name).with_context(|| {
                        format!("--map {name}={column}: {name} is neither a role ({roles}) nor a rubric")
                    })?;
                    mapping.tell_question(question, &column);
                }
            }
        }
    }
    let ids = if given.is_empty() {
        ids
    } else {
        given.iter().map(|loaded| loaded.scorer.rubric().id.clone()).collect()
    };
    let pseudonyms = args.anonymise.as_deref().map(Pseudonyms::open).transpose()?;
    let overrides = review::read(&args.overrides)?;
    let overrides = Some(overrides).filter(|overrides| !overrides.is_empty());
    let keep_answers = args.keep_answers;
    Ok(Grader { scorers, given, mapping, ids, pseudonyms, overrides, keep_answers })
}

fn settings(args: &Batch, grader: &Grader) -> anyhow::Result<Settings> {
    let mut overrides = Checksum::new(1);
    for path in &args.overrides {
        overrides.add(&std::fs::read(path).with_context(|| format!("cannot read {}", shown(path)))?);
    }
    let rubric = |loaded: &Arc<Loaded>| (loaded.scorer.rubric().id.clone(), loaded.fingerprint());
    Ok(Settings {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: args.inputs.iter().map(|input| shown(input)).collect(),
        map: args.map.clone(),
        exclude: args.exclude.clone(),
        rubrics: grader.given.iter().map(rubric).collect(),
        key: grader.pseudonyms.as_ref().map(Pseudonyms::fingerprint),
        overrides: (!args.overrides.is_empty()).then(|| overrides.value()),
        keep_answers: args.keep_answers,
    })
}

/// Says what was done; the exit code.
fn finish(args: &Batch, tally: &Tally) -> anyhow::Result<u8> {
    let folder = shown(&args.out);
    if !args.quiet {
        let mut out = std::io::stdout().lock();
        write!(out, "{}", summary(tally, &folder))?;
        out.flush()?;
    }
    let lost = usize::try_from(tally.problems).unwrap_or(usize::MAX);
    if tally.graded == 0 && lost == 0 {
        bail!("there are no answers in what was given");
    }
    if lost == 0 {
        return Ok(0);
    }
    let them = count(lost, "problem");
    complain(&format!("exit 2: {them}: what could not be read or graded is listed in {folder}/problems.csv"));
    Ok(2)
}

fn summary(tally: &Tally, folder: &str) -> String {
    let mut grid = Grid::new(&["rubric", "answers", "mean %", "passed"]);
    for (id, share) in &tally.rubrics {
        let n = u32::try_from(share.graded).unwrap_or(u32::MAX).max(1);
        let sum = u32::try_from(share.permille / 10).unwrap_or(u32::MAX);
        let mean = f64::from(sum) / f64::from(n);
        grid.push(vec![id.clone(), share.graded.to_string(), format!("{mean:.1}"), share.passed.to_string()]);
    }
    let table = if grid.is_empty() { String::new() } else { grid.text() };
    format!("{table}{folder}/results.jsonl, gradebook.csv, problems.csv\n")
}
