//! `gradus calibrate --model`: a residual model, measured on answers that it has not seen, written beside the rubric.

use std::io::Write;
use std::path::Path;

use anyhow::anyhow;
use serde::Serialize;

use super::{Calibrate, CalibrationFormat};
use crate::agreement::MARGIN;
use crate::cli::grading::grade;
use crate::cli::grid::{figure, score, wrapped};
use crate::cli::ratings::{self, Rated, Ratings};
use crate::cli::target::replace;
use crate::cli::{complain, residual};
use crate::diagnostic::count;
use crate::report::{Report, visible};
use crate::residual::{Figures, Graded, Residual, learn};
use crate::score::Scorer;

#[derive(Debug, Serialize)]
struct Outcome<'a> {
    schema_version: u32,
    rubric: &'a str,
    answers: usize,
    helps: bool,
    /// The file that was written.
    written: Option<String>,
    held_out: HeldOut,
    features: Vec<Feature<'a>>,
}

#[derive(Debug, Serialize)]
struct HeldOut {
    qwk_straight: f64,
    qwk_map: f64,
    qwk_model: f64,
    qwk_gain_error: f64,
    rmse_straight: f64,
    rmse_map: f64,
    rmse_model: f64,
}

#[derive(Debug, Serialize)]
struct Feature<'a> {
    kind: &'static str,
    text: &'a str,
    adds: f64,
}

pub(super) fn run(
    args: &Calibrate,
    rubric: &Path,
    scorer: &Scorer,
    ratings: &Ratings,
    all: Vec<&Rated>,
) -> anyhow::Result<u8> {
    let rated: Vec<&Rated> = all.into_iter().filter(|answer| answer.mean().is_some()).collect();
    let reports = grade(scorer, &rated);
    let graded: Vec<Graded<'_>> =
        rated.iter().zip(&reports).filter_map(|(rated, report)| graded(rated, report)).collect();
    let levels = ratings::scale(&rated, &args.rated)?;
    let id = &scorer.rubric().id;
    let learned = learn(&graded, levels, id, residual::fingerprint(scorer))
        .map_err(|refusal| anyhow!("{}: {refusal}", ratings.name))?;
    let helps = learned.trial.helps();
    let path = residual::file_of(rubric);
    let written = args.apply && (helps || args.anyway);
    if written {
        replace(&path, learned.to_text().as_bytes())?;
    }
    let place = path.display().to_string();
    let text = match args.format {
        CalibrationFormat::Json => json(&learned, written.then_some(place))?,
        CalibrationFormat::Text => {
            figures(&learned) + &verdict(&learned, written, &place) + &explained(&learned)
        }
    };
    write!(std::io::stdout().lock(), "{text}")?;
    if args.apply && !written {
        complain(&format!("note: {} is not written; --anyway writes it", path.display()));
    }
    Ok(0)
}

fn graded<'a>(rated: &'a Rated, report: &'a Report) -> Option<Graded<'a>> {
    let verdicts = residual::verdicts(report);
    Some(Graded { id: &rated.id, text: &rated.text, percent: report.percent, verdicts, score: rated.mean()? })
}

fn json(learned: &Residual, written: Option<String>) -> anyhow::Result<String> {
    let rounded = |value: f64| (value * 10_000.0).round() / 10_000.0;
    let model = learned;
    let trial = &model.trial;
    let features = model.top.iter().map(|part| Feature {
        kind: part.kind.as_str(),
        text: &part.text,
        adds: rounded(part.adds),
    });
    let outcome = Outcome {
        schema_version: 1,
        rubric: &model.rubric,
        answers: model.answers,
        helps: trial.helps(),
        written,
        held_out: HeldOut {
            qwk_straight: rounded(trial.straight.qwk),
            qwk_map: rounded(trial.map.qwk),
            qwk_model: rounded(trial.model.qwk),
            qwk_gain_error: rounded(trial.error),
            rmse_straight: rounded(trial.straight.rmse),
            rmse_map: rounded(trial.map.rmse),
            rmse_model: rounded(trial.model.rmse),
        },
        features: features.collect(),
    };
    Ok(format!("{}\n", serde_json::to_string_pretty(&outcome)?))
}

/// Three ways to a score on answers that none of them has seen.
fn figures(learned: &Residual) -> String {
    let (trial, levels) = (&learned.trial, learned.levels);
    let line = |name: &str, one: Figures| {
        format!("  {name}  QWK {:>5}  RMSE {:>5}\n", figure(Some(one.qwk)), figure(Some(one.rmse)))
    };
    format!(
        "{}, scale {} to {} in steps of {}\n\nOn answers that were not learned from (five folds, nested):\n{}{}{}\n",
        count(learned.answers, "graded answer"),
        score(levels.low()),
        score(levels.high()),
        score(levels.step()),
        line("straight line ", trial.straight),
        line("fitted map    ", trial.map),
        line("residual model", trial.model)
    )
}

fn verdict(learned: &Residual, written: bool, place: &str) -> String {
    let trial = &learned.trial;
    let (without, place) = (trial.without(), visible(place));
    let gain = figure(Some(trial.model.qwk - without.qwk));
    let error = figure(Some(trial.error));
    let mut out = if trial.helps() {
        wrapped(
            &format!(
                "The model helps: the gain of {gain} over the better of the two is more than {MARGIN} times its standard error of {error}."
            ),
            "",
        )
    } else {
        let rest = if written { "" } else { " Nothing is to be written." };
        wrapped(
            &format!(
                "The model does not help: the gain of {gain} over the better of the two is not more than {MARGIN} times its standard error of {error}.{rest}"
            ),
            "",
        )
    };
    if trial.helps() && trial.model.rmse > without.rmse {
        out.push_str("It ranks and spreads better, but its differences are larger.\n");
    }
    match (written, trial.helps()) {
        (true, _) => out.push_str(&wrapped(
            &format!("Written to {place}; `gradus grade --model` uses it, nothing else does."),
            "",
        )),
        (false, true) => out.push_str(&wrapped(&format!("--apply writes it to {place}."), "")),
        (false, false) => {}
    }
    out
}

/// What raises and what lowers a score, as the average where it stands.
fn explained(learned: &Residual) -> String {
    let list = |title: &str, wanted: fn(f64) -> bool| {
        let mut out = format!("\n{title}\n");
        for part in learned.top.iter().filter(|part| wanted(part.adds)) {
            let line = format!("{:+.2}  {}  “{}”", part.adds, part.kind.as_str(), visible(&part.text));
            out.push_str(&wrapped(&line, "  "));
        }
        out
    };
    list("Raises a score, on average where it stands", |adds| adds > 0.0)
        + &list("Lowers it", |adds| adds < 0.0)
}
