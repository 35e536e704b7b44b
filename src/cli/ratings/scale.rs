//! The raters' scale: told, or seen in the file; scores outside it are complained of by row.

use anyhow::{Context, bail};

use super::{Rated, RatedFile};
use crate::agreement::Levels;

/// `0..10` of the command line.
pub(super) fn range(text: &str) -> Result<(f64, f64), String> {
    let ends = text
        .split_once("..")
        .and_then(|(low, high)| Some((low.trim().parse::<f64>().ok()?, high.trim().parse::<f64>().ok()?)));
    match ends {
        Some((low, high)) if Levels::new(low, high, 1.0).is_some() => Ok((low, high)),
        _ => Err("write the lowest and the highest score, for instance 0..10".to_owned()),
    }
}

/// `0.5` of the command line.
pub(super) fn step(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(step) if step.is_finite() && step > 0.0 => Ok(step),
        _ => Err("write a number over 0, for instance 0.5".to_owned()),
    }
}

/// The scale of `answers`: from the command line, from the file's maximum, or from the scores seen.
pub(crate) fn scale(answers: &[&Rated], file: &RatedFile) -> anyhow::Result<Levels> {
    let scores: Vec<f64> =
        answers.iter().flat_map(|answer| answer.scores.iter().flatten()).copied().collect();
    let (Some(lowest), Some(highest)) =
        (scores.iter().copied().reduce(f64::min), scores.iter().copied().reduce(f64::max))
    else {
        bail!("{} has no score of any of these answers", file.answers.display());
    };
    let (low, high) = match (file.scale, maximum(answers)?) {
        (Some(ends), _) => ends,
        (None, Some(max)) => (lowest.min(0.0), max),
        (None, None) => (seen_low(lowest, highest), highest),
    };
    for answer in answers {
        if let Some(score) = answer.scores.iter().flatten().find(|score| **score < low || **score > high) {
            bail!(
                "{}: the score {score} is not from {low} to {high}; correct it, or give --scale LOW..HIGH",
                answer.place
            );
        }
    }
    if file.scale.is_none() {
        warn_of_outlier(answers, &scores);
    }
    let step = file.step.unwrap_or_else(|| Levels::step_of(low, &scores));
    Levels::new(low, high, step).with_context(|| {
        format!(
            "all scores in {} are {low}; give the raters' scale with --scale LOW..HIGH",
            file.answers.display()
        )
    })
}

/// The one maximum of all rows.
fn maximum(answers: &[&Rated]) -> anyhow::Result<Option<f64>> {
    let mut found: Option<(f64, &Rated)> = None;
    for answer in answers {
        match (answer.max, found) {
            (Some(max), None) => found = Some((max, answer)),
            (Some(max), Some((known, first))) if (max - known).abs() > 1e-9 => bail!(
                "{}: the highest score is {max}, but {known} in {}; one question has one scale",
                answer.place,
                first.place
            ),
            _ => {}
        }
    }
    Ok(found.map(|(max, _)| max))
}

/// Most scales begin at 0; those that begin at 1 are short.
fn seen_low(lowest: f64, highest: f64) -> f64 {
    if (lowest - 1.0).abs() < 1e-9 && highest <= 7.0 { 1.0 } else { lowest.min(0.0) }
}

/// A 75 or a -3 among marks from 0 to 10 is a slip of the pen.
fn warn_of_outlier(answers: &[&Rated], scores: &[f64]) {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ([first, second, ..], [.., next, last]) = (sorted.as_slice(), sorted.as_slice()) else { return };
    if sorted.len() < 10 {
        return;
    }
    let warn = |slip: f64, stands: String, high: f64| {
        let has =
            |answer: &&&Rated| answer.scores.iter().flatten().any(|score| score.total_cmp(&slip).is_eq());
        if let Some(answer) = answers.iter().find(has) {
            crate::cli::complain(&format!(
                "warning: {}: the score {slip} {stands}; if it is a slip, correct it or give --scale 0..{high}",
                answer.place
            ));
        }
    };
    if *last > 2.0 * next.max(1.0) {
        warn(*last, format!("stands far above all others (up to {next})"), *next);
    }
    if *first < 0.0 && *second >= 0.0 {
        warn(*first, "is below 0, unlike all others".to_owned(), *last);
    }
}
