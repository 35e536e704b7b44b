//! `gradus diff`: two versions of a rubric on the same answers: whose score moves, and what moved it.

mod moves;
mod words;

use std::io::Write;

use clap::ValueEnum;
use serde::Serialize;

use super::args::Rubrics;
use super::complain;
use super::grading::grade;
use super::library::Library;
use super::ratings::{self, Rated, RatedFile};
use crate::agreement::{pearson, quadratic_weighted_kappa};
use crate::report::Report;
use moves::{Cause, Move};

/// How moves are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// Markdown
    Markdown,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 no score moves further than --max-move, 1 some do, 2 not done.\n\nExamples:\n  gradus diff old.yaml new.yaml --answers answers.csv\n  gradus diff queue-vs-sync rubrics/queue.yaml --answers graded.jsonl --max-move 10"
)]
pub(super) struct Diff {
    /// Rubric id or file, as it was
    pub old: String,
    /// Rubric id or file, as it is now
    pub new: String,
    #[command(flatten)]
    pub rated: RatedFile,
    #[command(flatten)]
    pub library: Rubrics,
    /// Exit 1 when a score moves by more than so many percent
    #[arg(long, value_name = "PCT", value_parser = percent)]
    pub max_move: Option<f64>,
    /// How moves are printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
    /// Answers that are shown, those that move most first
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub show: usize,
}

fn percent(text: &str) -> Result<f64, String> {
    match text.trim().trim_end_matches('%').parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("write a percentage from 0 to 100".to_owned()),
    }
}

/// Everything that is printed.
#[derive(Debug, Serialize)]
struct Moves {
    schema_version: u32,
    old: String,
    new: String,
    answers: usize,
    moved: usize,
    up: usize,
    down: usize,
    /// In percent, over all answers.
    mean_move: f64,
    max_move: f64,
    passed_old: usize,
    passed_new: usize,
    /// Agreement with raters, when answers are graded.
    raters: Option<Raters>,
    /// What moved scores, in how many answers.
    causes: Vec<Cause>,
    /// Answers, the largest move first.
    moves: Vec<Move>,
}

#[derive(Debug, Serialize)]
struct Raters {
    answers: usize,
    pearson: [Option<f64>; 2],
    qwk: [Option<f64>; 2],
}

pub(super) fn run(args: &Diff) -> anyhow::Result<u8> {
    let library = Library::open(args.library.rubrics.as_deref());
    let (old, new) = (library.scorer(&args.old)?, library.scorer(&args.new)?);
    let ratings = ratings::read(&args.rated)?;
    ratings.need_text()?;
    let answers = ratings.of(new.rubric(), args.rated.question.as_deref())?;
    let (before, after) = (grade(&old, &answers), grade(&new, &answers));
    let raters = raters(&answers, &args.rated, &before, &after)?;
    let moves = moved(args, &before, &after, raters);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        DiffFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&moves)?)?,
        DiffFormat::Text => write!(out, "{}", words::text(&moves))?,
        DiffFormat::Markdown => write!(out, "{}", words::markdown(&moves))?,
    }
    out.flush()?;
    let Some(most) = args.max_move else { return Ok(0) };
    let beyond =
        before.iter().zip(&after).filter(|(a, b)| (b.percent - a.percent).abs() > most + 1e-9).count();
    if beyond > 0 {
        complain(&format!("exit 1: {beyond} of {} answers move by more than {most} %", answers.len()));
        return Ok(1);
    }
    Ok(0)
}

fn moved(args: &Diff, before: &[Report], after: &[Report], raters: Option<Raters>) -> Moves {
    let mut moves: Vec<Move> =
        before.iter().zip(after).filter_map(|(old, new)| moves::of(old, new)).collect();
    moves.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
    #[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52 answers")]
    let mean = moves.iter().map(|one| one.change).sum::<f64>() / before.len().max(1) as f64;
    let passed = |reports: &[Report]| reports.iter().filter(|report| report.passed).count();
    Moves {
        schema_version: 1,
        old: args.old.clone(),
        new: args.new.clone(),
        answers: before.len(),
        moved: moves.len(),
        up: moves.iter().filter(|one| one.change > 0.0).count(),
        down: moves.iter().filter(|one| one.change < 0.0).count(),
        mean_move: (mean * 100.0).round() / 100.0,
        max_move: moves.first().map_or(0.0, |one| one.change.abs()),
        passed_old: passed(before),
        passed_new: passed(after),
        raters,
        causes: moves::causes(&moves),
        moves: moves.into_iter().take(args.show).collect(),
    }
}

/// Agreement with the raters' mean before and after; nothing when nobody has scored two answers differently.
fn raters(
    answers: &[&Rated],
    file: &RatedFile,
    before: &[Report],
    after: &[Report],
) -> anyhow::Result<Option<Raters>> {
    let means: Vec<Option<f64>> = answers.iter().map(|answer| answer.mean()).collect();
    let rated: Vec<f64> = means.iter().flatten().copied().collect();
    let varied = rated.windows(2).any(|pair| matches!(pair, [a, b] if (a - b).abs() > 1e-9));
    if !varied {
        return Ok(None);
    }
    let levels = ratings::scale(answers, file)?;
    let scores = |reports: &[Report]| -> Vec<f64> {
        let rated = reports.iter().zip(&means).filter(|(_, mean)| mean.is_some());
        rated.map(|(report, _)| report.scaled.unwrap_or_else(|| levels.of_percent(report.percent))).collect()
    };
    let (old, new) = (scores(before), scores(after));
    let nearest =
        |scores: &[f64]| -> Vec<f64> { scores.iter().map(|score| levels.nearest(*score)).collect() };
    let (truth, rounded) = (nearest(&rated), |value: f64| (value * 10_000.0).round() / 10_000.0);
    let r = |scores: &[f64]| pearson(scores, &rated).map(rounded);
    let qwk = |scores: &[f64]| quadratic_weighted_kappa(&nearest(scores), &truth).map(rounded);
    Ok(Some(Raters { answers: rated.len(), pearson: [r(&old), r(&new)], qwk: [qwk(&old), qwk(&new)] }))
}
