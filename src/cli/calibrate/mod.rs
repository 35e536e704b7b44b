//! `gradus calibrate`: learns what a percentage is on the raters' scale, and writes it into the rubric.

mod edit;
mod model;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use clap::ValueEnum;
use serde::Serialize;

use super::complain;
use super::grading::grade;
use super::grid::{figure, score, wrapped};
use super::library;
use super::ratings::{self, Rated, RatedFile, Ratings};
use super::rubric_file::find;
use crate::agreement::{Calibration, FEWEST, HeldOut, Levels, MARGIN, calibrate};
use crate::report::visible;

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CalibrationFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "From 20 graded answers on. Prints the `scale:` of the rubric; --apply writes it. With --model, from 300 on, learns what the wording says beyond the points, into RUBRIC.residual; `gradus grade --model` uses it.\n\nExamples:\n  gradus calibrate rubrics/queue.yaml --answers graded.csv\n  gradus calibrate rubrics/queue.yaml --answers graded.xlsx --scale 0..5 --apply\n  gradus calibrate rubrics/queue.yaml --answers graded.csv --model --apply"
)]
pub(super) struct Calibrate {
    /// Rubric id or file
    pub rubric: String,
    #[command(flatten)]
    pub rated: RatedFile,
    /// Learns a residual model of words, letters and verdicts instead, from 300 graded answers on
    #[arg(long)]
    pub model: bool,
    /// Writes the scale into the rubric file, or the residual model beside it, when it helps
    #[arg(long)]
    pub apply: bool,
    /// Writes the residual model even when it does not help
    #[arg(long, requires = "model", requires = "apply")]
    pub anyway: bool,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: CalibrationFormat,
}

#[derive(Debug, Serialize)]
struct Outcome {
    schema_version: u32,
    rubric: String,
    answers: usize,
    helps: bool,
    applied: bool,
    /// How much of the fitted map is used; the rest is the straight line.
    share: f64,
    held_out: HeldOutFigures,
    scale: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct HeldOutFigures {
    qwk_straight: f64,
    qwk_fitted: f64,
    qwk_gain_error: f64,
    mae_straight: f64,
    mae_fitted: f64,
}

#[derive(Debug, Serialize)]
struct Step {
    from: f64,
    score: f64,
}

pub(super) fn run(args: &Calibrate) -> anyhow::Result<u8> {
    let found = find(std::slice::from_ref(&args.rubric), None)?;
    let [path] = found.as_slice() else { bail!("`{}` is a folder; name one rubric", args.rubric) };
    let scorer = library::scorer_of(path)?;
    let ratings = ratings::read(&args.rated)?;
    ratings.need_scores()?;
    ratings.need_text()?;
    let id = scorer.rubric().id.clone();
    let all = ratings.of(scorer.rubric(), args.rated.question.as_deref())?;
    if args.model {
        return model::run(args, path, &scorer, &ratings, all);
    }
    let rated = enough(&ratings, all)?;
    let levels = ratings::scale(&rated, &args.rated)?;
    let percents: Vec<f64> = grade(&scorer, &rated).iter().map(|report| report.percent).collect();
    let means: Vec<f64> = rated.iter().filter_map(|answer| answer.mean()).collect();
    let Some(learned) = calibrate(&percents, &means, levels, 1) else {
        bail!("{}: all scores are the same, so there is no scale to learn", ratings.name);
    };
    let applied = args.apply && learned.helps();
    let lines = edit::lines(&learned.map, rated.len());
    if applied {
        apply(path, &lines, &learned)?;
    }
    let text = match args.format {
        CalibrationFormat::Json => {
            format!("{}\n", serde_json::to_string_pretty(&outcome(&id, rated.len(), &learned, applied))?)
        }
        CalibrationFormat::Text => {
            let place = path.display().to_string();
            figures(rated.len(), levels, &learned) + &verdict(&place, &learned, applied, &lines)
        }
    };
    write!(std::io::stdout().lock(), "{text}")?;
    if args.apply && !learned.helps() {
        complain(&format!("note: {} is left as it is", path.display()));
    }
    Ok(0)
}

/// Those with a score, if they are enough to learn from.
fn enough<'r>(ratings: &Ratings, all: Vec<&'r Rated>) -> anyhow::Result<Vec<&'r Rated>> {
    let rated: Vec<&Rated> = all.into_iter().filter(|answer| answer.mean().is_some()).collect();
    if rated.len() < FEWEST {
        bail!(
            "{} has {} graded answers to this question; {FEWEST} are needed. With fewer, chance makes the map worse than none; grade more, or write `scale:` by hand",
            ratings.name,
            rated.len()
        );
    }
    Ok(rated)
}

/// Writes the file anew, unless the rubric would then say something else.
fn apply(path: &Path, lines: &str, learned: &Calibration) -> anyhow::Result<()> {
    let name = path.display().to_string();
    let source = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    let edited = edit::with_scale(&source, &name, lines)?;
    let part = path.with_extension("yaml.part");
    std::fs::write(&part, &edited).with_context(|| format!("cannot write {}", part.display()))?;
    // Shared files are found by the folder, so that the new file is read where it will stand.
    let read = library::load(&part).map(|loaded| loaded.rubric.scale);
    let same = read.as_ref().is_ok_and(|scale| {
        scale.len() == learned.map.steps().len()
            && scale.iter().zip(learned.map.steps()).all(|(step, (from, score))| {
                (f64::from(step.permille) / 10.0 - from).abs() < 1e-6 && (step.score() - score).abs() < 1e-6
            })
    });
    if !same {
        let _ = std::fs::remove_file(&part);
        read.with_context(|| format!("{name}: the scale does not fit into the file; put it in by hand"))?;
        bail!("{name}: the scale does not fit into the file; put it in by hand");
    }
    std::fs::rename(&part, path).with_context(|| format!("cannot write {name}"))
}

fn outcome(rubric: &str, answers: usize, learned: &Calibration, applied: bool) -> Outcome {
    let rounded = |value: f64| (value * 10_000.0).round() / 10_000.0;
    Outcome {
        schema_version: 1,
        rubric: rubric.to_owned(),
        answers,
        helps: learned.helps(),
        applied,
        share: learned.share,
        held_out: HeldOutFigures {
            qwk_straight: rounded(learned.before.qwk),
            qwk_fitted: rounded(learned.after.qwk),
            qwk_gain_error: rounded(learned.error),
            mae_straight: rounded(learned.before.mae),
            mae_fitted: rounded(learned.after.mae),
        },
        scale: learned.map.steps().iter().map(|(from, score)| Step { from: *from, score: *score }).collect(),
    }
}

/// The straight line and the map on answers not seen.
fn figures(n: usize, levels: Levels, learned: &Calibration) -> String {
    let (before, after) = (learned.before, learned.after);
    let line = |name: &str, one: HeldOut| {
        format!("  {name}  QWK {:>5}  MAE {:>5}\n", figure(Some(one.qwk)), figure(Some(one.mae)))
    };
    format!(
        "{n} graded answers, scale {} to {} in steps of {}\n\nOn answers that the map has not seen:\n{}{}\n",
        score(levels.low()),
        score(levels.high()),
        score(levels.step()),
        line("straight line", before),
        line("fitted map   ", after)
    )
}

/// Whether the map helps, and what is to be written.
fn verdict(place: &str, learned: &Calibration, applied: bool, lines: &str) -> String {
    let (before, after) = (learned.before, learned.after);
    let gain = figure(Some(after.qwk - before.qwk));
    let error = figure(Some(learned.error));
    if !learned.helps() {
        let why = format!(
            "A map does not help: the gain of {gain} is not more than {MARGIN} times its standard error of {error}. The straight line from 0 % to 100 % stays; nothing is to be written."
        );
        return wrapped(&why, "");
    }
    let share = if learned.share < 1.0 { ", half of it straight because answers are few," } else { "" };
    let helps = format!(
        "The map{share} helps: the gain of {gain} is more than {MARGIN} times its standard error of {error}."
    );
    let mut out = wrapped(&helps, "");
    if after.mae > before.mae {
        out.push_str("It ranks and spreads better, but its mean difference is larger.\n");
    }
    out.push_str(&if applied {
        format!("Written into {}:\n\n", visible(place))
    } else {
        format!("Add this to {}, or use --apply:\n\n", visible(place))
    });
    out + lines
}
