//! What a run is set up with: rubrics, columns, pseudonyms, decisions of people, files of results.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};

use super::args::Batch;
use super::journal::Settings;
use super::pseudonym::{self, Pseudonyms};
use super::store::{ANSWERS, RESULTS, Target};
use super::walk::shown;
use super::work::Grader;
use crate::cli::checksum::Checksum;
use crate::cli::library::Library;
use crate::cli::places;
use crate::cli::review;
use crate::cli::scorers::{Loaded, Scorers};
use crate::report::GRADEBOOK_HEADER;
use crate::submissions::columns::{Mapping, Question, pairs, role, role_names};

/// Reads the rubrics that the command line names, which columns hold what, and what people decided.
pub(super) fn grader(args: &Batch) -> anyhow::Result<Grader> {
    let scorers = Scorers::new(Library::open(args.library.rubrics.as_deref()));
    let mut given = Given { scorers: &scorers, rubrics: Vec::new() };
    let mapping = mapping(args, &mut given)?;
    let given = given.rubrics;
    let ids = if given.is_empty() {
        scorers.library.ids()
    } else {
        given.iter().map(|loaded| loaded.scorer.rubric().id.clone()).collect()
    };
    let pseudonyms = args.anonymise.as_deref().map(Pseudonyms::open).transpose()?;
    let overrides = review::read(&args.overrides)?;
    let overrides = Some(overrides).filter(|overrides| !overrides.is_empty());
    let keep_answers = args.keep_answers;
    Ok(Grader { scorers, given, mapping, ids, pseudonyms, overrides, keep_answers })
}

/// The rubrics that the command line has named so far.
struct Given<'s> {
    scorers: &'s Scorers,
    rubrics: Vec<Arc<Loaded>>,
}

impl Given<'_> {
    fn add(&mut self, name: &str) -> anyhow::Result<Question> {
        let loaded = self.scorers.get(name, true).map_err(|problem| anyhow!(problem))?;
        let rubric = loaded.scorer.rubric();
        let question = Question { id: rubric.id.clone(), text: rubric.question.clone() };
        let known = self.rubrics.iter().find(|known| known.scorer.rubric().id == question.id);
        match known.map(|known| known.fingerprint() == loaded.fingerprint()) {
            Some(false) => bail!("two of the rubrics are called `{}`; give one another id", question.id),
            Some(true) => {}
            None => self.rubrics.push(loaded),
        }
        Ok(question)
    }
}

/// Which columns hold what.
fn mapping(args: &Batch, given: &mut Given<'_>) -> anyhow::Result<Mapping> {
    let mut questions = Vec::new();
    for name in &args.rubric {
        questions.push(given.add(name)?);
    }
    if questions.is_empty() {
        let ids = given.scorers.library.ids();
        questions = ids.into_iter().map(|id| Question { id, text: String::new() }).collect();
    }
    let mut mapping = Mapping::new(questions);
    for told in &args.map {
        let pairs = pairs(told)
            .map_err(|part| anyhow!("--map {part}: write it as ROLE=COLUMN, for instance answer=Response"))?;
        for (name, column) in pairs {
            if let Some(role) = role(&name) {
                mapping.tell(role, &column);
                continue;
            }
            let question = given.add(&name).with_context(|| {
                let roles = role_names().join(", ");
                format!("--map {name}={column}: {name} is neither a role ({roles}) nor a rubric")
            })?;
            mapping.tell_question(question, &column);
        }
    }
    Ok(mapping)
}

/// What the results depend on.
pub(super) fn settings(args: &Batch, grader: &Grader) -> anyhow::Result<Settings> {
    let rubric = |loaded: &Arc<Loaded>| (loaded.scorer.rubric().id.clone(), loaded.fingerprint());
    Ok(Settings {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: args.inputs.iter().map(|input| shown(input)).collect(),
        map: args.map.clone(),
        exclude: args.exclude.clone(),
        rubrics: grader.given.iter().map(rubric).collect(),
        overrides: checksum(&args.overrides)?,
        keep_answers: args.keep_answers,
        key: grader.pseudonyms.as_ref().map(Pseudonyms::fingerprint),
    })
}

/// Of the files of overrides, if there are any.
fn checksum(paths: &[PathBuf]) -> anyhow::Result<Option<u64>> {
    let mut sum = Checksum::new(3);
    for path in paths {
        sum.add(&std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?);
    }
    Ok((!paths.is_empty()).then(|| sum.value()))
}

/// The files of results; none of them is an input.
pub(super) fn targets(args: &Batch) -> anyhow::Result<Vec<Target>> {
    let target = |name: &str, header| Target { path: args.out.join(name), header };
    let mut targets = vec![
        target(RESULTS, ""),
        target("gradebook.csv", GRADEBOOK_HEADER),
        target("problems.csv", "row,graded,problem\r\n"),
    ];
    if let Some(key) = &args.anonymise {
        targets.push(Target { path: pseudonym::list(key, &args.out), header: pseudonym::HEADER });
    }
    if args.keep_answers {
        targets.push(target(ANSWERS, ""));
    }
    let read = args.inputs.iter().chain(&args.overrides).chain(&args.comments).chain(&args.anonymise);
    let written = targets.iter().map(|target| target.path.as_path());
    places::distinct(written, read.map(PathBuf::as_path)).context("choose another folder with --out")?;
    Ok(targets)
}
