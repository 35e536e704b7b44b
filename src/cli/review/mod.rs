//! `gradus review`: which answers a person should read first, and why; and the file in which they decide.

mod overrides;
mod table;
mod template;
mod view;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use clap::ValueEnum;

use super::answers::{Answer, Batch, Batches};
use super::args::{Rubrics, threads};
use super::grade::rubric_name;
use super::library::Library;
use super::pipeline::ordered;
use super::scorers::{Loaded, Scorers};
use super::target::replace;
use super::{complain, complain_lines};
use crate::review::{Class, Digest, Overrides, Profile, ReviewList, Reviewed};
use crate::score::Worker;
pub(super) use overrides::{Tally, read};
use view::View;

/// How the list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// Markdown
    Markdown,
    /// One row an answer, for spreadsheets
    Csv,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus review answers.jsonl -r queue-vs-sync\n  gradus review week1/*.md -r queue-vs-sync --top 50 --write-overrides week1.csv\n  gradus review week1/*.md -r queue-vs-sync --overrides week1.csv      # what is left to decide\n  gradus grade week1/*.md -r queue-vs-sync --overrides week1.csv       # with what was decided"
)]
pub(super) struct Review {
    /// Answer files (text, Markdown, or .jsonl with one answer a line), or the folder of `gradus batch --keep-answers`; `-` is standard input
    #[arg(required = true, value_name = "ANSWER")]
    pub answers: Vec<PathBuf>,
    /// Rubric id or file; else the front matter's `rubric:` or the line's `question_id`
    #[arg(short, long, value_name = "FILE|ID")]
    pub rubric: Option<String>,
    #[command(flatten)]
    pub library: Rubrics,
    /// Answers that are listed; 0 lists all that give a reason
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,
    /// What people decided before; it is not asked again. Give several files one by one
    #[arg(long, value_name = "FILE")]
    pub overrides: Vec<PathBuf>,
    /// Writes a file of overrides for the listed answers, to be filled in: CSV, or JSON lines by its ending
    #[arg(long, value_name = "FILE")]
    pub write_overrides: Option<PathBuf>,
    /// How the list is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: ListFormat,
    /// Worker threads; the output does not depend on it
    #[arg(short = 'j', long, default_value_t = 0)]
    pub jobs: usize,
}

/// Problems that are worded; the rest are counted.
const MOST_PROBLEMS: usize = 20;

pub(super) fn run(args: &Review) -> anyhow::Result<u8> {
    if let Some(path) = args.write_overrides.as_deref().filter(|path| path.exists()) {
        bail!("{} is there already, perhaps with decisions in it; name another file", path.display());
    }
    let reviewer = Reviewer {
        scorers: Scorers::new(Library::open(args.library.rubrics.as_deref())),
        rubric: args.rubric.clone(),
        overrides: read(&args.overrides)?,
    };
    let read = reviewer.read(args)?;
    let list = ReviewList::new(&read.profiles);
    let mut view = View::new(&list, &read.profiles, args.top);
    view.quote_differences(&texts(&args.answers, view.compared(MOST_TEXTS)));
    if let Some(path) = &args.write_overrides {
        write_template(path, &view)?;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let text = match args.format {
        ListFormat::Text => words::text(&view),
        ListFormat::Markdown => words::markdown(&view),
        ListFormat::Json => serde_json::to_string_pretty(&view)? + "\n",
        ListFormat::Csv => table::csv(&view),
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(read.exit_code(&reviewer.overrides, &reviewer.scorers.library))
}

/// Texts that are read again at most, to be quoted where they differ.
const MOST_TEXTS: usize = 2_000;

/// The wanted answers, read once more; nothing of standard input, which is gone.
fn texts(paths: &[PathBuf], mut wanted: BTreeSet<Digest>) -> BTreeMap<Digest, String> {
    let mut found = BTreeMap::new();
    if wanted.is_empty() {
        return found;
    }
    let files = paths.iter().filter(|path| *path != Path::new("-")).cloned().collect();
    for answer in Batches::new(files).flat_map(Batch::answers).filter_map(Result::ok) {
        let digest = Digest::of(&answer.text);
        if wanted.remove(&digest) {
            found.insert(digest, answer.text);
            if wanted.is_empty() {
                break;
            }
        }
    }
    found
}

fn write_template(path: &Path, view: &View<'_>) -> anyhow::Result<()> {
    let lines = path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
    let rows = template::rows(view);
    let text = if lines { template::json_lines(&rows)? } else { template::csv(&rows) };
    replace(path, text.as_bytes())?;
    let (n, path) = (rows.len(), path.display());
    complain(&format!("note: {path}: {n} rows wait for a verdict, by whom and why; empty ones are skipped"));
    Ok(())
}

/// Grades answers and keeps what the list needs.
struct Reviewer {
    scorers: Scorers,
    rubric: Option<String>,
    overrides: Overrides,
}

/// What one thread has met: rubrics, by the names that answers give.
type Memory = BTreeMap<String, (Arc<Loaded>, Arc<Class>, Worker)>;

/// What came of the answers.
#[derive(Default)]
struct Read {
    profiles: Vec<Profile>,
    /// How answers were read.
    notes: Vec<String>,
    problems: Vec<String>,
    failed: usize,
    overrides: Tally,
}

impl Reviewer {
    fn read(&self, args: &Review) -> anyhow::Result<Read> {
        let mut batches = Batches::new(args.answers.clone());
        let mut all = Read::default();
        let work = |memory: &mut Memory, batch: Batch| self.batch(memory, batch);
        ordered(
            threads(args.jobs),
            || batches.next(),
            Memory::new,
            work,
            |read: Read| {
                all.join(read);
                anyhow::Ok(())
            },
        )?;
        Ok(all)
    }

    fn batch(&self, memory: &mut Memory, batch: Batch) -> Read {
        let mut read = Read::default();
        for answer in batch.answers() {
            let profile = answer.and_then(|mut answer| {
                read.notes.append(&mut answer.notes);
                self.one(memory, &answer, &mut read.overrides)
            });
            match profile {
                Ok(profile) => read.profiles.push(profile),
                Err(problem) => read.problems.push(format!("{problem:#}")),
            }
        }
        read.failed = read.problems.len();
        read
    }

    fn one(&self, memory: &mut Memory, answer: &Answer, tally: &mut Tally) -> anyhow::Result<Profile> {
        let name = rubric_name(self.rubric.as_deref(), answer)?;
        if !memory.contains_key(name) {
            let loaded = self.scorers.of(name, self.rubric.is_some(), answer)?;
            let class = Arc::new(Class::new(loaded.scorer.rubric()));
            memory.insert(name.to_owned(), (loaded, class, Worker::default()));
        }
        let Some((loaded, class, worker)) = memory.get_mut(name) else { bail!("no rubric `{name}`") };
        let machine = loaded.scorer.score(worker, &answer.text);
        let reviewed = if self.overrides.is_empty() {
            Reviewed::untouched(machine)
        } else {
            self.overrides.review(&loaded.scorer, &answer.id, &answer.text, machine)
        };
        tally.add(&answer.id, &reviewed);
        let profile = Profile::new(class, &loaded.scorer, &answer.id, &answer.text, &reviewed);
        Ok(profile.by(answer.who.as_deref()))
    }
}

impl Read {
    fn join(&mut self, other: Self) {
        other.notes.iter().for_each(|note| complain(note));
        self.profiles.extend(other.profiles);
        self.failed += other.failed;
        let room = MOST_PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(other.problems.into_iter().take(room));
        self.overrides.join(other.overrides);
    }

    fn exit_code(&self, overrides: &Overrides, library: &Library) -> u8 {
        let lost = self.overrides.finish(overrides, library);
        self.problems.iter().for_each(|problem| complain_lines(&format!("error: {problem}")));
        if self.failed > self.problems.len() {
            complain(&format!("error: … and {} more", self.failed - self.problems.len()));
        }
        let all = self.profiles.len() + self.failed;
        let failed = (self.failed > 0).then(|| format!("{} of {all} answers could not be read", self.failed));
        let Some(reason) = failed.or(lost) else { return 0 };
        complain(&format!("exit 2: {reason}"));
        2
    }
}
