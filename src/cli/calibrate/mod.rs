//! `gradus calibrate`: learns what a percentage is on the raters' scale, and writes it into the rubric.

mod edit;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ValueEnum;
use serde::Serialize;

use super::complain;
use super::grading::grade;
use super::grid::{figure, score, wrapped};
use super::library;
use super::ratings::{self, Rated, RatedFile};
use crate::agreement::{Calibration, FEWEST, Levels, MARGIN, calibrate};

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
    after_help = "From 20 graded answers on. Prints the `scale:` of the rubric; --apply writes it.\n\nExamples:\n  gradus calibrate rubrics/queue.yaml --answers graded.csv\n  gradus calibrate rubrics/queue.yaml --answers graded.xlsx --scale 0..5 --apply"
)]
pub(super) struct Calibrate {
    /// Rubric file
    pub rubric: PathBuf,
    #[command(flatten)]
    pub rated: RatedFile,
    /// Writes the scale into the rubric file, when it helps
    #[arg(long)]
    pub apply: bool,
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
    let path = &args.rubric;
    let loaded = library::load(path)?;
    let scorer = library::scorer_of(path)?;
    let ratings = ratings::read(&args.rated)?;
    ratings.need_scores()?;
    ratings.need_text()?;
    let all = ratings.of(&loaded.rubric.id, args.rated.question.as_deref())?;
    let rated: Vec<&Rated> = all.iter().copied().filter(|answer| answer.mean().is_some()).collect();
    if rated.len() < FEWEST {
        bail!(
            "{} has {} graded answers to this question; {FEWEST} are needed. With fewer, chance makes the map worse than none; grade more, or write `scale:` by hand",
            ratings.name,
            rated.len()
        );
    }
    let levels = ratings::scale(&rated, &args.rated)?;
    let percents: Vec<f64> = grade(&scorer, &rated).iter().map(|report| report.percent).collect();
    let means: Vec<f64> = rated.iter().filter_map(|answer| answer.mean()).collect();
    let Some(learned) = calibrate(&percents, &means, levels, 1) else {
        bail!("{}: all scores are the same, so there is no scale to learn", ratings.name);
    };
    let applied = args.apply && learned.helps();
    let text = edit::lines(&learned.map, rated.len());
    if applied {
        apply(path, &text, &learned)?;
    }
    let mut out = std::io::stdout().lock();
    match args.format {
        CalibrationFormat::Json => {
            let outcome = outcome(&loaded.rubric.id, rated.len(), &learned, applied);
            writeln!(out, "{}", serde_json::to_string_pretty(&outcome)?)?;
        }
        CalibrationFormat::Text => {
            write!(out, "{}", words(path, rated.len(), levels, &learned, applied, &text))?;
        }
    }
    if args.apply && !learned.helps() {
        complain(&format!("note: {} is left as it is", path.display()));
    }
    Ok(0)
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

fn words(path: &Path, n: usize, levels: Levels, learned: &Calibration, applied: bool, lines: &str) -> String {
    let name = path.display();
    let (before, after) = (learned.before, learned.after);
    let mut out = format!(
        "{n} graded answers, scale {} to {} in steps of {}\n\nOn answers that the map has not seen:\n",
        score(levels.low()),
        score(levels.high()),
        score(levels.step())
    );
    out.push_str(&format!(
        "  straight line  QWK {:>5}  MAE {:>5}\n",
        figure(Some(before.qwk)),
        figure(Some(before.mae))
    ));
    out.push_str(&format!(
        "  fitted map     QWK {:>5}  MAE {:>5}\n\n",
        figure(Some(after.qwk)),
        figure(Some(after.mae))
    ));
    let gain = figure(Some(after.qwk - before.qwk));
    let error = figure(Some(learned.error));
    if !learned.helps() {
        let why = format!(
            "A map does not help: the gain of {gain} is not more than {MARGIN} times its standard error of {error}. The straight line from 0 % to 100 % stays; nothing is to be written."
        );
        out.push_str(&wrapped(&why, ""));
        return out;
    }
    let share = if learned.share < 1.0 { ", half of it straight because answers are few," } else { "" };
    let helps = format!(
        "The map{share} helps: the gain of {gain} is more than {MARGIN} times its standard error of {error}."
    );
    out.push_str(&wrapped(&helps, ""));
    if after.mae > before.mae {
        out.push_str("It ranks and spreads better, but its mean difference is larger.\n");
    }
    out.push_str(&if applied {
        format!("Written into {name}:\n\n")
    } else {
        format!("Add this to {name}, or use --apply:\n\n")
    });
    out.push_str(lines);
    out
}
