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

use super::answers::{Answer, Batch, Batches, file_of};
use super::args::{Rubrics, threads};
use super::grade::{MOST_PROBLEMS, rubric_name};
use super::library::Library;
use super::pipeline::ordered;
use super::scorers::{Loaded, Scorers};
use super::target::{Target, folder_beside, replace};
use super::{complain, complain_lines, places, review};
use crate::page::{Article, Entry, Page};
use crate::report::Report;
use crate::review::{Overrides, Reviewed};
use crate::score::{Assessment, Worker};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  gradus report samples/*/*.md -o class.html
  gradus report -r queue-vs-sync answers.jsonl -o class.html --markdown class.md
  gradus report -r queue-vs-sync answers.jsonl --overrides decided.csv -o class.html
  gradus report -r queue-vs-sync - --markdown - < answers.jsonl

The file needs no network and no server, can be printed, and is read without scripts, too.
Exit codes: 0 done, 2 some answers could not be graded; the rest is in the report.")]
pub(super) struct ReportArgs {
    /// Answer files (text, Markdown, or .jsonl with one answer a line), or the folder of `gradus batch --keep-answers`; `-` is standard input
    #[arg(required = true, value_name = "ANSWER")]
    pub answers: Vec<PathBuf>,
    /// Rubric id or file; else the front matter's `rubric:` or the line's `question_id`
    #[arg(short, long, value_name = "FILE|ID")]
    pub rubric: Option<String>,
    /// What people decided, in CSV, JSON lines or XLSX, as `gradus review` begins it; give several files one by one
    #[arg(long, value_name = "FILE")]
    pub overrides: Vec<PathBuf>,
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
    let library = Library::open(args.library.rubrics.as_deref());
    let rubric = args.rubric.as_deref().and_then(|name| library.file(name, true));
    let answers: Vec<PathBuf> = args.answers.iter().map(|path| file_of(path)).collect();
    let read = answers.iter().chain(&args.overrides).chain(&rubric);
    let written = args.output.iter().chain(&args.markdown);
    places::distinct(written.map(PathBuf::as_path), read.map(PathBuf::as_path))?;
    let overrides = review::read(&args.overrides)?;
    let overrides = Some(overrides).filter(|overrides| !overrides.is_empty());
    let grader = Grader { scorers: Scorers::new(library), rubric: args.rubric.as_deref(), overrides };
    let mut class = Class::new(args)?;
    let mut batches = Batches::new(args.answers.clone());
    let work = |memory: &mut Memory, batch: Batch| grader.grade(memory, batch);
    ordered(threads(args.jobs), || batches.next(), Memory::default, work, |graded| class.take(graded))?;
    class.finish(args, &grader)
}

/// Rubrics that a thread has met, and the words of their answers.
type Memory = BTreeMap<String, (Arc<Loaded>, Worker)>;

struct Grader<'a> {
    scorers: Scorers,
    rubric: Option<&'a str>,
    /// What people decided.
    overrides: Option<Overrides>,
}

/// What comes of a batch.
#[derive(Default)]
struct Graded {
    answers: Vec<anyhow::Result<GradedAnswer>>,
    /// How answers were read.
    notes: Vec<String>,
    overrides: review::Tally,
}

struct GradedAnswer {
    answer: Answer,
    loaded: Arc<Loaded>,
    assessment: Assessment,
    report: Report,
}

impl Grader<'_> {
    fn grade(&self, memory: &mut Memory, batch: Batch) -> Graded {
        let mut graded = Graded::default();
        for answer in batch.answers() {
            let done = answer.and_then(|mut answer| {
                graded.notes.append(&mut answer.notes);
                self.one(memory, answer, &mut graded.overrides)
            });
            graded.answers.push(done);
        }
        graded
    }

    fn one(
        &self,
        memory: &mut Memory,
        answer: Answer,
        decided: &mut review::Tally,
    ) -> anyhow::Result<GradedAnswer> {
        let name = rubric_name(self.rubric, &answer)?;
        if !memory.contains_key(name) {
            let loaded = self.scorers.of(name, self.rubric.is_some(), &answer)?;
            memory.insert(name.to_owned(), (loaded, Worker::default()));
        }
        let (loaded, worker) = memory.get_mut(name).context("a rubric that was just loaded")?;
        let (scorer, loaded) = (&loaded.scorer, Arc::clone(loaded));
        let assessment = scorer.score(worker, &answer.text);
        let reviewed = match &self.overrides {
            None => Reviewed::untouched(assessment),
            Some(overrides) => overrides.review(scorer, &answer.id, &answer.text, assessment),
        };
        decided.add(&answer.id, &reviewed);
        let name = answer.who.as_ref().unwrap_or(&answer.id);
        let report = Report::reviewed(name, scorer, &reviewed, &answer.text);
        Ok(GradedAnswer { loaded, assessment: reviewed.assessment, report, answer })
    }
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
    overrides: review::Tally,
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
        let aside = tempfile::tempfile_in(folder_beside(args.output.as_deref()));
        let aside = BufWriter::new(aside.context("cannot keep answers aside while the page is made")?);
        let page = Page::new(args.title.clone());
        let overrides = review::Tally::default();
        Ok(Self { page, places: Vec::new(), aside, at: 0, problems: Vec::new(), failed: 0, overrides })
    }

    fn take(&mut self, graded: Graded) -> anyhow::Result<()> {
        self.overrides.join(graded.overrides);
        graded.notes.iter().for_each(|note| complain(note));
        for answer in graded.answers {
            match answer {
                Ok(answer) => self.add(&answer)?,
                Err(error) => self.problem(&format!("{error:#}")),
            }
        }
        Ok(())
    }

    fn add(&mut self, graded: &GradedAnswer) -> anyhow::Result<()> {
        let question = self.page.question(graded.loaded.scorer.rubric());
        let entry =
            Entry { answer: &graded.answer.text, report: &graded.report, assessment: &graded.assessment };
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
            complain_lines(&format!("error: {problem}"));
            self.problems.push(problem.to_owned());
        }
        self.failed += 1;
    }

    fn finish(mut self, args: &ReportArgs, grader: &Grader<'_>) -> anyhow::Result<u8> {
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
            replace(path, summary.as_bytes())?;
        }
        if let Some(path) = &args.output {
            whole(path, |target| self.write(target))?;
        }
        let lost = grader.overrides.as_ref();
        let lost = lost.and_then(|overrides| self.overrides.finish(overrides, &grader.scorers.library));
        let all = self.places.len() + self.failed;
        let reason = match (self.failed, lost) {
            (0, None) => return Ok(0),
            (0, Some(lost)) => lost,
            (failed, _) => format!("{failed} of {all} answers could not be graded"),
        };
        complain(&format!("exit 2: {reason}"));
        Ok(2)
    }

    fn write(&mut self, target: &mut Target) -> anyhow::Result<()> {
        self.aside.flush()?;
        let mut aside = BufReader::new(self.aside.get_ref());
        target.put(self.page.begin().as_bytes())?;
        // Within a question the order stays.
        self.places.sort_by_key(|place| place.question);
        for of_one in self.places.chunk_by(|a, b| a.question == b.question) {
            if let Some(first) = of_one.first() {
                target.put(self.page.group(first.question).as_bytes())?;
            }
            for place in of_one {
                seek(&mut aside, place.start)?;
                let head = text(&mut aside, place.head)?;
                let body = text(&mut aside, place.body)?;
                target.put(self.page.article(&head, &body).as_bytes())?;
            }
        }
        target.put(self.page.end(&self.problems).as_bytes())?;
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
    let mut target = Target::of(Some(path))?;
    write(&mut target).with_context(|| format!("cannot write {}", path.display()))?;
    target.finish()
}
