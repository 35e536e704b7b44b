//! `gradus check`: every answer of every document by its rubric, and a verdict for the build.
//!
//! Documents are graded by all threads, a few at a time, and reported in the order of their paths, so
//! that neither the bytes of a report nor the memory it takes depend on threads or on how many there are.

mod args;
mod catalog;
mod changed;
mod claims;
pub(super) mod files;
mod grading;
mod outputs;
#[cfg(feature = "lsp")]
mod project;
mod settings;
mod tally;
mod watch;

pub(super) use args::{Check, SettingsArgs};
pub(super) use catalog::{Catalog, Known};
#[cfg(feature = "lsp")]
pub(super) use project::{Outlook, Project, check_config};
#[cfg(feature = "lsp")]
pub(super) use settings::{NAMES as CONFIG_NAMES, repository};
pub(super) use settings::{Settings, configured_rubrics, lexical};

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::args::threads;
use super::target::replace;
use super::{pipeline, places};
use crate::diagnostic::{Code, Severity, render};
use crate::gate::Baseline;
use crate::report::Note;
use changed::{Changes, Search};
use claims::Claims;
use files::{Candidate, Found};
use grading::{Context, Outcome, Workers};
use outputs::Outputs;
use tally::Tally;

/// Documents that a thread takes at once, at most.
const SHARE: usize = 16;
/// More threads than this are of no use to anybody.
const MOST_THREADS: usize = 256;

/// Something on standard error that has lines of its own.
fn say(text: &str) {
    for line in text.lines() {
        super::complain(line);
    }
}

impl Check {
    /// The commit to compare with.
    fn changed(&self) -> Option<&str> {
        self.selection.changed.as_deref()
    }
}

pub(super) fn run(args: &Check) -> anyhow::Result<u8> {
    if args.watch {
        return watch::run(args);
    }
    once(args).map(|(code, _)| code)
}

/// One run; also returns the files whose change would change it.
fn once(args: &Check) -> anyhow::Result<(u8, Vec<PathBuf>)> {
    let settings = Settings::find(&args.settings)?;
    let file = args.rubric.as_deref().filter(|name| is_path(name)).map(|name| settings.here.join(name));
    let search = args.changed().map(|base| Search::begin(&settings.root, base));
    let catalog = Catalog::read(&settings, file.as_deref());
    let changes = search.map(|search| search.and_then(Search::end)).transpose();
    let rubric = given_rubric(args, &catalog, file.as_deref())?;
    let claims = claims(args, &settings, &catalog)?;
    let baseline = baseline(args, &settings)?;
    let changes = changes?.filter(|changes| !all_count(changes, &settings));
    let mut found = files::find(&args.paths, &args.selection, &settings, &claims, changes.as_ref());
    let mut tally = Tally::default();
    tally.looked_at = found.files.len();
    tally.run.notes.extend(catalog.notes.iter().cloned());
    tally.run.notes.append(&mut found.notes);
    if args.paths.is_empty() && changes.is_none() && !args.selection.allow_empty {
        empty_claims(&settings, &claims, &found.files, &mut tally);
    }
    let context = Context {
        settings: &settings,
        catalog: &catalog,
        claims: &claims,
        baseline: &baseline,
        rubric,
        allow_empty: args.selection.allow_empty,
    };
    distinct(args, &settings, &found, &catalog)?;
    let mut outputs = Outputs::open(args);
    standard_input(args, &context, &mut outputs, &mut tally)?;
    grade_all(args, &context, &found.files, &mut outputs, &mut tally);
    tally.stale(&baseline, |answer| settings.root.join(answer).exists());
    let code = finish(args, &settings, &baseline, outputs, tally)?;
    let mut watched: Vec<PathBuf> = found.files.into_iter().map(|file| file.path).collect();
    watched.extend(catalog.rubrics.iter().filter_map(|known| known.path.clone()));
    watched.extend(settings.file.map(|file| file.path));
    Ok((code, watched))
}

/// Which rubric claims which document; what is wrong with it is told.
fn claims(args: &Check, settings: &Settings, catalog: &Catalog) -> anyhow::Result<Claims> {
    Claims::new(settings, catalog, &args.selection.exclude).map_err(|wrong| {
        let text = settings.file.as_ref().map_or("", |file| file.text.as_str());
        say(&render(&wrong, text, false));
        anyhow::anyhow!("the configuration cannot be used")
    })
}

/// Refuses to write over what this run reads, and two files of it in one place.
fn distinct(args: &Check, settings: &Settings, found: &Found, catalog: &Catalog) -> anyhow::Result<()> {
    let reports = || args.report.iter().map(|(_, path)| path.as_path());
    let documents = found.files.iter().map(|file| file.path.as_path());
    let rubrics = catalog.rubrics.iter().filter_map(|known| known.path.as_deref());
    let config = settings.file.iter().map(|file| file.path.as_path());
    let written = reports().chain(args.known.write_baseline.as_deref());
    places::distinct(written, documents.chain(rubrics).chain(config))?;
    // A baseline may be written anew.
    let baseline = args.known.baseline.as_ref().map(|path| settings.here.join(path)).or(settings.baseline());
    places::distinct(reports(), baseline.as_deref())
}

fn is_path(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

/// The rubric of the command line.
fn given_rubric(args: &Check, catalog: &Catalog, file: Option<&Path>) -> anyhow::Result<Option<usize>> {
    let Some(name) = args.rubric.as_deref() else { return Ok(None) };
    let found = match file {
        Some(path) => catalog.rubrics.iter().position(|known| known.path.as_deref() == Some(path)),
        None => catalog.find(name),
    };
    match (found, file) {
        (Some(at), _) => Ok(Some(at)),
        (None, None) => bail!(catalog.unknown(name)),
        (None, Some(_)) => {
            let why = catalog.notes.first().map_or("it cannot be used", |note| note.message.as_str());
            bail!("the rubric {name} cannot be used: {why}")
        }
    }
}

fn baseline(args: &Check, settings: &Settings) -> anyhow::Result<Baseline> {
    let given = args.known.baseline.as_ref().map(|path| settings.here.join(path));
    let Some(path) = given.or_else(|| settings.baseline()) else { return Ok(Baseline::default()) };
    let written = args.known.write_baseline.as_ref().map(|path| settings.here.join(path));
    let name = settings.shown(&path).unwrap_or_default();
    match std::fs::read(&path) {
        Ok(source) => Baseline::parse(&source).with_context(|| {
            format!("{name} is not a baseline; write it again with `gradus check --write-baseline {name}`")
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && written.as_ref() == Some(&path) => {
            Ok(Baseline::default())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("there is no baseline {name}; begin it with `gradus check --write-baseline {name}`")
        }
        Err(error) => Err(error).with_context(|| format!("cannot read the baseline {name}")),
    }
}

/// Whether rubrics or the configuration are among what has changed, so that all documents are to be checked.
fn all_count(changes: &Changes, settings: &Settings) -> bool {
    let config = settings.file.iter().map(|file| file.path.as_path());
    let mut rules = settings.rubrics.iter().map(PathBuf::as_path).chain(config);
    let all = rules.any(|place| changes.touch(place));
    if all {
        super::complain("note: rubrics or the configuration have changed, so that all documents are checked");
    }
    all
}

/// An entry of the configuration that claims no file is probably misspelt.
fn empty_claims(settings: &Settings, claims: &Claims, files: &[Candidate], tally: &mut Tally) {
    let mut used = vec![false; claims.len()];
    for claim in files.iter().filter_map(|file| claims.of(&file.path)) {
        if let Some(used) = used.get_mut(claim.0) {
            *used = true;
        }
    }
    let name = settings.file.as_ref().and_then(|file| settings.shown(&file.path)).unwrap_or_default();
    let empty = settings.config.answers.iter().zip(used).filter(|(_, used)| !used);
    for (answers, _) in empty {
        let globs: Vec<&str> = answers.files.iter().map(|glob| glob.value.as_str()).collect();
        let message = format!("no file matches {}", globs.join(", "));
        let note = Note::new(Code::CheckNoMatch, Severity::Error, &name, message);
        tally.run.notes.push(note.help("correct the pattern, or give --allow-empty"));
    }
}

fn standard_input(
    args: &Check,
    context: &Context<'_>,
    outputs: &mut Outputs,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    if !args.paths.iter().any(|path| path == Path::new("-")) {
        return Ok(());
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(64 << 20).read_to_end(&mut bytes).context("cannot read standard input")?;
    let shown = args.selection.stdin_filename.clone().unwrap_or_else(|| "-".to_owned());
    let path = settings::lexical(&context.settings.here.join(&shown));
    let file = Candidate { shown, path, named: true };
    tally.looked_at += 1;
    let outcome = match grading::decode(bytes) {
        Ok(text) => context.grade(&file, text, &mut Workers::new()),
        Err(cause) => Outcome::Fault(files::fault(context.settings, Path::new(&file.shown), &cause)),
    };
    report(args, outcome, outputs, tally);
    Ok(())
}

/// Grades all documents; stops when nobody reads standard output any more.
fn grade_all(
    args: &Check,
    context: &Context<'_>,
    files: &[Candidate],
    outputs: &mut Outputs,
    tally: &mut Tally,
) {
    let threads = threads(args.jobs).min(files.len()).min(MOST_THREADS);
    // Few documents are parted evenly: each may need a rubric that has to be compiled first.
    let mut shares = files.chunks(files.len().div_ceil(4 * threads.max(1)).clamp(1, SHARE));
    let work = |workers: &mut Workers, share: &[Candidate]| -> Vec<Outcome> {
        share.iter().map(|file| context.check(file, workers)).collect()
    };
    let sink = |outcomes: Vec<Outcome>| {
        for outcome in outcomes {
            report(args, outcome, outputs, tally);
        }
        if outputs.is_closed() { Err(()) } else { Ok(()) }
    };
    // The only error is that output is closed, which `finish` sees for itself.
    let _ = pipeline::ordered(threads, || shares.next(), Workers::new, work, sink);
}

fn report(args: &Check, outcome: Outcome, outputs: &mut Outputs, tally: &mut Tally) {
    match outcome {
        Outcome::Checked(file) => {
            tally.add(&file, args.known.write_baseline.is_some());
            outputs.file(&file);
        }
        Outcome::Fault(note) => tally.run.notes.push(note),
        Outcome::None => {}
    }
}

/// Ends the reports, writes the baseline, and says why the run fails.
fn finish(
    args: &Check,
    settings: &Settings,
    baseline: &Baseline,
    outputs: Outputs,
    mut tally: Tally,
) -> anyhow::Result<u8> {
    // What is wrong within a rubric has been shown with its lines when it was read.
    let shown = |note: &&Note| !note.code.starts_with("check/");
    let errors = tally.run.notes.iter().filter(|note| note.severity == Severity::Error && !shown(note));
    let lines: Vec<String> = errors.map(|note| format!("error[{}]: {}", note.code, note.message)).collect();
    let before = outputs.errors();
    tally.decide(args, &settings.fail_on, before.len());
    if outputs.is_closed() {
        drop(outputs.finish(&tally.run));
        return Ok(tally.run.exit_code);
    }
    let unwritten = outputs.finish(&tally.run);
    if unwritten.len() > before.len() {
        tally.decide(args, &settings.fail_on, unwritten.len());
    }
    for line in lines.iter().chain(&unwritten) {
        super::complain(line);
    }
    write_baseline(args, settings, baseline, &tally)?;
    if tally.run.exit_code != 0 {
        super::complain(&tally.run.reason);
    }
    Ok(tally.run.exit_code)
}

/// The findings of this run, and those known of documents that it did not look at.
fn write_baseline(
    args: &Check,
    settings: &Settings,
    baseline: &Baseline,
    tally: &Tally,
) -> anyhow::Result<()> {
    let Some(path) = &args.known.write_baseline else { return Ok(()) };
    let path = settings.here.join(path);
    let name = settings.shown(&path).unwrap_or_default();
    let old = std::fs::read(&path).ok().and_then(|source| Baseline::parse(&source).ok()).unwrap_or_default();
    let kept = old.keys().chain(baseline.keys());
    let kept =
        kept.filter(|key| !tally.graded.contains(&key.answer) && settings.root.join(&key.answer).exists());
    let keys = Baseline::new(tally.keys.iter().chain(kept).cloned());
    let text = keys.to_text().context("cannot word the baseline")?;
    replace(&path, text.as_bytes()).with_context(|| format!("cannot write the baseline {name}"))?;
    super::complain(&format!("note: {} findings written to {name}", keys.keys().count()));
    Ok(())
}
