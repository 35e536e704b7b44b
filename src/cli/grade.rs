//! `gradus grade`: answers in, feedback out. Exit 0 whatever the score.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use anyhow::anyhow;
use serde::Serialize;

use super::answers::{Answer, Basis, Batch, Batches};
use super::args::{self, Format, Grade};
use super::library::Library;
use super::pipeline::ordered;
use super::reference::References;
use super::scorers::{Loaded, Scorers};
use super::terminal::width;
use super::{complain, complain_lines, residual, review};
use crate::report::{CoverageReport, Report, coverage_markdown, coverage_text, markdown, table, visible};
use crate::residual::Reader;
use crate::review::{Overrides, Reviewed};
use crate::score::Worker;

/// Problems that are worded; the rest are counted.
pub(super) const MOST_PROBLEMS: usize = 20;

pub(super) fn run(args: &Grade) -> anyhow::Result<u8> {
    let overrides = review::read(&args.overrides)?;
    let grader = Grader {
        overrides: Some(overrides).filter(|overrides| !overrides.is_empty()),
        scorers: Scorers::new(Library::open(args.library.rubrics.as_deref()))
            .with_residual_models(args.model),
        rubric: args.rubric.clone(),
        basis: args.by_reference.basis(args.rubric.as_deref())?,
        printer: Printer { format: args.format, width: width(args.width), color: args.color.is_wanted() },
    };
    let mut batches = Batches::new(args.answers.clone());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut tally = Tally::default();
    let work = |memory: &mut Memory, batch: Batch| grader.grade(memory, batch);
    grader.printer.begin(&mut out)?;
    ordered(
        threads(args),
        || batches.next(),
        Memory::default,
        work,
        |graded: Graded| {
            grader.printer.print(&graded, tally.graded, &mut out)?;
            tally.add(graded);
            anyhow::Ok(())
        },
    )?;
    grader.printer.end(&mut out)?;
    out.flush()?;
    Ok(tally.exit_code(grader.overrides.as_ref(), &grader.scorers.library))
}

fn threads(args: &Grade) -> usize {
    let single = args.answers.len() == 1
        && args.answers.iter().all(|path| path.extension().is_none_or(|e| e == "md" || e == "txt"));
    if single && args.jobs == 0 { 1 } else { args::threads(args.jobs) }
}

/// What comes of a batch: its reports one after the other, and what could not be graded.
struct Graded {
    bytes: Vec<u8>,
    n: usize,
    problems: Vec<String>,
    notes: Vec<String>,
    overrides: review::Tally,
}

/// How far the run has come.
#[derive(Default)]
struct Tally {
    graded: usize,
    failed: usize,
    overrides: review::Tally,
}

impl Tally {
    fn add(&mut self, graded: Graded) {
        self.overrides.join(graded.overrides);
        self.graded += graded.n;
        graded.notes.iter().for_each(|note| complain(note));
        for problem in &graded.problems {
            if self.failed < MOST_PROBLEMS {
                complain_lines(&format!("error: {problem}"));
            }
            self.failed += 1;
        }
    }

    fn exit_code(&self, overrides: Option<&Overrides>, library: &Library) -> u8 {
        let lost = overrides.and_then(|overrides| self.overrides.finish(overrides, library));
        if self.failed == 0 {
            let Some(lost) = lost else { return 0 };
            complain(&format!("exit 2: {lost}"));
            return 2;
        }
        if self.failed > MOST_PROBLEMS {
            complain(&format!("error: … and {} more", self.failed - MOST_PROBLEMS));
        }
        let all = self.graded + self.failed;
        complain(&format!("exit 2: {} of {all} answers could not be graded", self.failed));
        2
    }
}

/// The rubric of an answer: the one given, or else the one it names.
pub(super) fn rubric_name<'a>(given: Option<&'a str>, answer: &'a Answer) -> anyhow::Result<&'a str> {
    given.or(answer.rubric.as_deref()).ok_or_else(|| {
        let id = visible(&answer.id);
        anyhow!("{id}: which rubric? give --rubric ID, or begin the file with\n---\nrubric: ID\n---")
    })
}

/// Names of rubrics that a thread remembers to be there or not.
const MOST_NAMES: usize = 4_096;

/// What one thread has met.
#[derive(Default)]
struct Memory {
    /// Rubrics and the words of their answers.
    rubrics: BTreeMap<String, (Arc<Loaded>, Worker)>,
    references: References,
    reader: Reader,
    /// Names that a line with a reference gave, and whether there is such a rubric.
    known: BTreeMap<String, bool>,
}

struct Grader {
    scorers: Scorers,
    rubric: Option<String>,
    /// What every answer is scored against instead of a rubric.
    basis: Option<Basis>,
    /// What people decided.
    overrides: Option<Overrides>,
    printer: Printer,
}

impl Grader {
    fn grade(&self, memory: &mut Memory, batch: Batch) -> Graded {
        let mut graded = Graded {
            bytes: Vec::new(),
            n: 0,
            problems: Vec::new(),
            notes: Vec::new(),
            overrides: review::Tally::default(),
        };
        for answer in batch.answers() {
            let done = answer.and_then(|mut answer| {
                graded.notes.append(&mut answer.notes);
                self.one(memory, &answer, &mut graded)
            });
            match done {
                Ok(()) => graded.n += 1,
                Err(error) => graded.problems.push(format!("{error:#}")),
            }
        }
        graded
    }

    fn one(&self, memory: &mut Memory, answer: &Answer, graded: &mut Graded) -> anyhow::Result<()> {
        let at = graded.n;
        if let Some(basis) = self.basis_of(memory, answer) {
            let report = memory.references.report(basis, answer)?;
            return self.printer.render_coverage(&report, at, &mut graded.bytes);
        }
        let (memory, reader) = (&mut memory.rubrics, &mut memory.reader);
        let name = rubric_name(self.rubric.as_deref(), answer)
            .map_err(|error| anyhow!("{error}\nor, where there is none, give --reference FILE"))?;
        if !memory.contains_key(name) {
            let loaded = self.scorers.of(name, self.rubric.is_some(), answer)?;
            memory.insert(name.to_owned(), (loaded, Worker::default()));
        }
        if let Some((loaded, worker)) = memory.get_mut(name) {
            let assessment = loaded.scorer.score(worker, &answer.text);
            if let Some(model) = &loaded.residual {
                let mut report = Report::new(&answer.id, &loaded.scorer, &assessment, &answer.text);
                residual::adjust(&mut report, model, reader, &answer.text);
                return self.printer.report(&report, at, &mut graded.bytes);
            }
            let Some(overrides) = &self.overrides else {
                return self.printer.render(answer, loaded, &assessment, at, &mut graded.bytes);
            };
            let reviewed = overrides.review(&loaded.scorer, &answer.id, &answer.text, assessment);
            graded.overrides.add(&answer.id, &reviewed);
            self.printer.render_reviewed(answer, loaded, &reviewed, at, &mut graded.bytes)?;
        }
        Ok(())
    }
}

impl Grader {
    /// The references that an answer is scored against: those given, or its own where it has no rubric.
    fn basis_of<'a>(&'a self, memory: &mut Memory, answer: &'a Answer) -> Option<&'a Basis> {
        if self.basis.is_some() || self.rubric.is_some() {
            return self.basis.as_ref();
        }
        let basis = answer.basis.as_ref()?;
        let Some(name) = &answer.rubric else { return Some(basis) };
        let known = match memory.known.get(name) {
            Some(known) => *known,
            None => {
                if memory.known.len() >= MOST_NAMES {
                    memory.known.clear();
                }
                let known = self.scorers.library.knows(name);
                memory.known.insert(name.clone(), known);
                known
            }
        };
        (!known).then_some(basis)
    }
}

/// How results are written.
#[derive(Debug, Clone, Copy)]
struct Printer {
    format: Format,
    width: u16,
    color: bool,
}

impl Printer {
    /// Writes one result; `at` counts those before it in its batch.
    fn render(
        self,
        answer: &Answer,
        loaded: &Loaded,
        assessment: &crate::score::Assessment,
        at: usize,
        out: &mut Vec<u8>,
    ) -> anyhow::Result<()> {
        let scorer = &loaded.scorer;
        if self.format == Format::Jsonl {
            loaded.lines.write(&answer.id, scorer, assessment, &answer.text, out);
            return Ok(());
        }
        self.report(&Report::new(&answer.id, scorer, assessment, &answer.text), at, out)
    }

    /// Writes one result that people may have decided; `at` counts those before it in its batch.
    fn render_reviewed(
        self,
        answer: &Answer,
        loaded: &Loaded,
        reviewed: &Reviewed<'_>,
        at: usize,
        out: &mut Vec<u8>,
    ) -> anyhow::Result<()> {
        let scorer = &loaded.scorer;
        if self.format == Format::Jsonl {
            loaded.lines.write_reviewed(&answer.id, scorer, reviewed, &answer.text, out);
            return Ok(());
        }
        self.report(&Report::reviewed(&answer.id, scorer, reviewed, &answer.text), at, out)
    }

    fn report(self, report: &Report, at: usize, out: &mut Vec<u8>) -> anyhow::Result<()> {
        self.write(report, at, out, || markdown(report), || table(report, self.width, self.color))
    }

    /// Writes one result that has no rubric.
    fn render_coverage(self, report: &CoverageReport, at: usize, out: &mut Vec<u8>) -> anyhow::Result<()> {
        self.write(report, at, out, || coverage_markdown(report), || coverage_text(report, self.width))
    }

    fn write(
        self,
        report: &impl Serialize,
        at: usize,
        out: &mut Vec<u8>,
        markdown: impl Fn() -> String,
        text: impl Fn() -> String,
    ) -> anyhow::Result<()> {
        match self.format {
            Format::Json => {
                out.extend(if at > 0 { b",\n".as_slice() } else { b"" });
                serde_json::to_writer_pretty(&mut *out, report)?;
            }
            Format::Jsonl => {
                serde_json::to_writer(&mut *out, report)?;
                out.push(b'\n');
            }
            Format::Markdown => writeln!(out, "{}", markdown())?,
            Format::Text => writeln!(out, "{}", text())?,
        }
        Ok(())
    }

    fn begin(self, out: &mut impl Write) -> std::io::Result<()> {
        if self.format == Format::Json { out.write_all(b"[\n") } else { Ok(()) }
    }

    /// Prints a batch after `before` results.
    fn print(self, graded: &Graded, before: usize, out: &mut impl Write) -> std::io::Result<()> {
        if self.format == Format::Json && before > 0 && graded.n > 0 {
            out.write_all(b",\n")?;
        }
        out.write_all(&graded.bytes)
    }

    fn end(self, out: &mut impl Write) -> std::io::Result<()> {
        if self.format == Format::Json { out.write_all(b"\n]\n") } else { Ok(()) }
    }
}
