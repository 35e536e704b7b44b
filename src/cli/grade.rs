//! `gradus grade`: answers in, feedback out. Exit 0 whatever the score.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

use anyhow::Context;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::answers::{self, Answer};
use super::args::{ColorChoice, Format, Grade};
use super::complain;
use super::library::Library;
use crate::report::{Report, markdown, table};
use crate::score::{Scorer, Worker};

pub(super) fn run(args: &Grade) -> anyhow::Result<u8> {
    let library = Library::open(args.library.rubrics.as_deref());
    let mut failed = 0;
    let mut all = Vec::new();
    for path in &args.answers {
        match answers::read(path) {
            Ok(read) => all.extend(read),
            Err(error) => {
                complain(&format!("error: {error:#}"));
                failed += 1;
            }
        }
    }
    let scorers = scorers(args, &library, &all)?;
    let work = || reports(&all, args.rubric.as_deref(), &scorers);
    let reports = rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs)
        .build()
        .context("cannot start threads")?
        .install(work);
    print(args, &reports)?;
    if failed > 0 {
        complain(&format!("exit 2: {failed} of {} files could not be read", args.answers.len()));
        return Ok(2);
    }
    Ok(0)
}

/// One scorer for each rubric that the answers name.
fn scorers(args: &Grade, library: &Library, all: &[Answer]) -> anyhow::Result<BTreeMap<String, Scorer>> {
    let mut scorers = BTreeMap::new();
    for answer in all {
        let name = rubric_name(answer, args.rubric.as_deref()).with_context(|| {
            format!(
                "{}: which rubric? give --rubric ID, or begin the file with\n---\nrubric: ID\n---",
                answer.id
            )
        })?;
        if !scorers.contains_key(name) {
            scorers.insert(name.to_owned(), library.scorer(name)?);
        }
    }
    Ok(scorers)
}

fn rubric_name<'a>(answer: &'a Answer, given: Option<&'a str>) -> Option<&'a str> {
    given.or(answer.rubric.as_deref())
}

fn reports(all: &[Answer], given: Option<&str>, scorers: &BTreeMap<String, Scorer>) -> Vec<Report> {
    let grade = |worker: &mut Worker, answer: &Answer| {
        let scorer = rubric_name(answer, given).and_then(|name| scorers.get(name))?;
        let assessment = scorer.score(worker, &answer.text);
        Some(Report::new(&answer.id, scorer, &assessment, &answer.text))
    };
    let groups: Vec<&[Answer]> = all
        .chunk_by(|a, b| rubric_name(a, given) == rubric_name(b, given))
        .flat_map(|run| run.chunks(256))
        .collect();
    // A worker's words belong to one rubric, so a thread keeps one worker for each.
    let graded: Vec<Vec<Report>> = groups
        .par_iter()
        .map_init(BTreeMap::<&str, Worker>::new, |workers, group| {
            let name = group.first().and_then(|answer| rubric_name(answer, given)).unwrap_or_default();
            let worker = workers.entry(name).or_default();
            group.iter().filter_map(|answer| grade(worker, answer)).collect()
        })
        .collect();
    graded.into_iter().flatten().collect()
}

fn print(args: &Grade, reports: &[Report]) -> anyhow::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, reports)?;
            writeln!(out)?;
        }
        Format::Jsonl => {
            for report in reports {
                serde_json::to_writer(&mut out, report)?;
                writeln!(out)?;
            }
        }
        Format::Markdown => {
            for report in reports {
                writeln!(out, "{}", markdown(report))?;
            }
        }
        Format::Text => {
            let (width, color) = (width(args), color(args));
            for report in reports {
                writeln!(out, "{}", table(report, width, color))?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

fn width(args: &Grade) -> u16 {
    let terminal = || terminal_size::terminal_size().map_or(80, |(width, _)| width.0.clamp(60, 140));
    args.width.unwrap_or_else(terminal)
}

fn color(args: &Grade) -> bool {
    match args.color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            let stdout = std::io::stdout();
            stdout.is_terminal() && anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never
        }
    }
}
