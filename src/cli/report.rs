//! `gradus report`: a class as one HTML file, and its figures as Markdown.
//!
//! Figures stand before the answers that they are of. So the HTML of every answer goes to a nameless file beside the
//! target, and is copied from there when the head of the page is known: memory holds a few bytes of each answer.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::answers::{Answer, Batch, Batches};
use super::args::Rubrics;
use super::check::outputs::{Target, close, open};
use super::complain;
use super::grade::{MOST_PROBLEMS, rubric_name};
use super::library::Library;
use super::pipeline::ordered;
use super::scorers::{Loaded, Scorers};
use crate::page::{Article, Entry, Page};
use crate::report::Report;
use crate::score::{Assessment, Worker};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  gradus report samples/*/*.md -o class.html
  gradus report -r queue-vs-sync answers.jsonl -o class.html --markdown class.md
  gradus report -r queue-vs-sync - --markdown - < answers.jsonl

The file needs no network and no server, can be printed, and is read without scripts, too.
Exit codes: 0 done, 2 some answers could not be graded; the rest is in the report.")]
pub(super) struct ReportArgs {
    /// Answer files (text, Markdown, or .jsonl with one answer a line); `-` is standard input
    #[arg(required = true, value_name = "ANSWER")]
    pub answers: Vec<PathBuf>,
    /// Rubric id or file; else the front matter's `rubric:` or the line's `question_id`
    #[arg(short, long, value_name = "FILE|ID")]
    pub rubric: Option<String>,
    #[command(flatten)]
    pub library: Rubrics,
    /// The page; `-` is standard output
    #[arg(short, long, value_name = "FILE", required_unless_present = "markdown")]
    pub output: Option<PathBuf>,
    /// A summary in Markdown; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
    /// Title of the page [default: that of the rubric]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Worker threads; the report does not depend on it
    #[arg(short = 'j', long, default_value_t = 0)]
    pub jobs: usize,
}

pub(super) fn run(args: &ReportArgs) -> anyhow::Result<u8> {
    let stdout = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    if stdout(&args.output) && stdout(&args.markdown) {
        bail!("-o and --markdown cannot both be standard output; give one of them a file");
    }
    let scorers = Scorers::new(Library::open(args.library.rubrics.as_deref()));
    let mut class = Class::new(args)?;
    let mut batches = Batches::new(args.answers.clone());
    let work = |memory: &mut Memory, batch: Batch| -> Vec<anyhow::Result<Graded>> {
        batch.answers().map(|answer| grade(&scorers, args.rubric.as_deref(), memory, answer?)).collect()
    };
    ordered(jobs(args), || batches.next(), Memory::default, work, |graded| class.take(graded))?;
    class.finish(args)
}

fn jobs(args: &ReportArgs) -> usize {
    match args.jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    }
}

/// Rubrics that a thread has met, and the words of their answers.
type Memory = BTreeMap<String, (Arc<Loaded>, Worker)>;

struct Graded {
    answer: Answer,
    loaded: Arc<Loaded>,
    assessment: Assessment,
    report: Report,
}

fn grade(
    scorers: &Scorers,
    given: Option<&str>,
    memory: &mut Memory,
    answer: Answer,
) -> anyhow::Result<Graded> {
    let name = rubric_name(given, &answer)?;
    if !memory.contains_key(name) {
        let loaded = scorers.get(name, given.is_some());
        let loaded = loaded.map_err(|problem| anyhow::anyhow!("{}: {problem}", answer.id))?;
        memory.insert(name.to_owned(), (loaded, Worker::default()));
    }
    let (loaded, worker) = memory.get_mut(name).context("a rubric that was just loaded")?;
    let assessment = loaded.scorer.score(worker, &answer.text);
    let report = Report::new(&answer.id, &loaded.scorer, &assessment, &answer.text);
    Ok(Graded { loaded: Arc::clone(loaded), assessment, report, answer })
}

/// The page in the making, and its answers.
struct Class {
    page: Page,
    /// Where each answer stands among those kept aside, and of which question it is.
    places: Vec<Place>,
    aside: BufWriter<File>,
    at: u64,
    problems: Vec<String>,
    failed: usize,
}

struct Place {
    question: usize,
    start: u64,
    /// Bytes of its two parts, one after the other.
    head: usize,
    body: usize,
}

impl Class {
    fn new(args: &ReportArgs) -> anyhow::Result<Self> {
        let output = args.output.as_deref().filter(|path| path.is_absolute() || path.parent().is_some());
        let folder = output.and_then(Path::parent).filter(|folder| folder.is_dir());
        let aside = match folder {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        };
        let aside = BufWriter::new(aside.context("cannot keep answers aside while the page is made")?);
        let page = Page::new(args.title.clone());
        Ok(Self { page, places: Vec::new(), aside, at: 0, problems: Vec::new(), failed: 0 })
    }

    fn take(&mut self, graded: Vec<anyhow::Result<Graded>>) -> anyhow::Result<()> {
        for graded in graded {
            match graded {
                Ok(graded) => self.add(&graded)?,
                Err(error) => self.problem(&format!("{error:#}")),
            }
        }
        Ok(())
    }

    fn add(&mut self, graded: &Graded) -> anyhow::Result<()> {
        let question = self.page.question(graded.loaded.scorer.rubric());
        let entry = Entry {
            answer: &graded.answer.text,
            report: &graded.report,
            assessment: &graded.assessment,
            reviews: &[],
        };
        let Article { head, body } = self.page.add(question, &entry);
        for part in [&head, &body] {
            self.aside.write_all(part.as_bytes()).context("cannot keep answers aside")?;
        }
        self.places.push(Place { question, start: self.at, head: head.len(), body: body.len() });
        self.at += (head.len() + body.len()) as u64;
        Ok(())
    }

    fn problem(&mut self, problem: &str) {
        if self.failed < MOST_PROBLEMS {
            complain(&format!("error: {problem}"));
            self.problems.push(problem.to_owned());
        }
        self.failed += 1;
    }

    fn finish(mut self, args: &ReportArgs) -> anyhow::Result<u8> {
        if self.places.is_empty() {
            bail!("there is no graded answer, so nothing was written");
        }
        if self.failed > MOST_PROBLEMS {
            let more = format!("… and {} more", self.failed - MOST_PROBLEMS);
            complain(&format!("error: {more}"));
            self.problems.push(more);
        }
        if let Some(path) = &args.markdown {
            let summary = self.page.markdown();
            whole(path, |target| Ok(target.write(summary.as_bytes())?))?;
        }
        if let Some(path) = &args.output {
            whole(path, |target| self.write(target))?;
        }
        if self.failed == 0 {
            return Ok(0);
        }
        let all = self.places.len() + self.failed;
        complain(&format!("exit 2: {} of {all} answers could not be graded", self.failed));
        Ok(2)
    }

    fn write(&mut self, target: &mut Target) -> anyhow::Result<()> {
        self.aside.flush()?;
        let mut aside = BufReader::new(self.aside.get_ref());
        target.write(self.page.begin().as_bytes())?;
        for question in 0..self.page.questions() {
            target.write(self.page.group(question).as_bytes())?;
            for place in self.places.iter().filter(|place| place.question == question) {
                seek(&mut aside, place.start)?;
                let head = text(&mut aside, place.head)?;
                let body = text(&mut aside, place.body)?;
                target.write(self.page.article(&head, &body).as_bytes())?;
            }
        }
        target.write(self.page.end(&self.problems).as_bytes())?;
        Ok(())
    }
}

fn text(source: &mut impl Read, bytes: usize) -> anyhow::Result<String> {
    let mut text = vec![0; bytes];
    source.read_exact(&mut text)?;
    Ok(String::from_utf8(text)?)
}

/// Goes to a place without forgetting what is already read around it.
fn seek(source: &mut BufReader<&File>, to: u64) -> std::io::Result<()> {
    let here = source.stream_position()?;
    match i64::try_from(i128::from(to) - i128::from(here)) {
        Ok(step) => source.seek_relative(step),
        Err(_) => source.seek(SeekFrom::Start(to)).map(|_| ()),
    }
}

/// Has a file written as a whole, or leaves the old one.
fn whole(path: &Path, write: impl FnOnce(&mut Target) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let mut target = if path == Path::new("-") {
        Target::Stdout(BufWriter::new(std::io::stdout()))
    } else {
        open(path).with_context(|| format!("cannot write {}", path.display()))?
    };
    let written = write(&mut target);
    let closed = close(target, written.is_ok());
    written.and(closed.map_err(Into::into)).with_context(|| format!("cannot write {}", path.display()))
}
