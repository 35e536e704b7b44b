//! `gradus build`: examples in, a model file beside the rubric out, with its cross-validated figures.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;

use super::args::{Build, threads};
use super::library::{self, Loaded};
use super::rubric_file::find;
use super::target::replace;
use crate::diagnostic::count;
use crate::learn::{Aim, FEWEST_HITS, Model, Training, train};
use crate::lint::ModelState;
use crate::rubric::{Criterion, CriterionKind};

/// The precision that what is learned for a misconception must reach, if its rubric asks for no other.
const MISCONCEPTION_PRECISION: f32 = 0.93;

pub(super) fn run(args: &Build) -> anyhow::Result<u8> {
    let mut stale = 0;
    for path in &find(&args.rubrics, None)? {
        let loaded = library::load(path)?;
        if args.check {
            stale += usize::from(loaded.model.state != ModelState::Fresh);
        } else {
            build(path, &loaded)?;
        }
    }
    if stale > 0 {
        super::complain(&format!("exit 1: {} stale; run `gradus build`", count(stale, "model")));
        return Ok(1);
    }
    Ok(0)
}

/// What the examples of a rubric are learned from.
pub(super) fn training(loaded: &Loaded) -> Training {
    let threads = threads(0);
    let criteria =
        loaded.rubric.criteria.iter().map(|criterion| (criterion.id.clone(), aim(criterion))).collect();
    Training { criteria, examples: loaded.examples.clone(), fingerprint: loaded.fingerprint, threads }
}

/// Writes a model beside its rubric.
pub(super) fn save(path: &Path, model: &Model) -> anyhow::Result<PathBuf> {
    let target = path.with_extension("model");
    replace(&target, &model.to_bytes())?;
    Ok(target)
}

fn build(path: &Path, loaded: &Loaded) -> anyhow::Result<()> {
    let training = training(loaded);
    let Some((model, report)) = train(&training) else {
        bail!("{}: no criterion has {FEWEST_HITS} example sentences that state its idea", path.display());
    };
    let target = save(path, &model)?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{}: {} from {}",
        target.display(),
        count(report.len(), "criterion"),
        count(training.examples.len(), "sentence")
    )?;
    for figures in &report {
        let (p, r) = (figures.precision, figures.recall);
        let f1 = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        writeln!(
            out,
            "  {:24} precision {p:.2}  recall {r:.2}  F1 {f1:.2}  ({} positive)",
            figures.id, figures.positives
        )?;
        if let Some(example) = figures.doubtful.first().and_then(|at| training.examples.get(*at)) {
            writeln!(out, "    look at: {}", crate::report::visible(&example.text))?;
        }
    }
    Ok(())
}

/// What the author asks for. A misconception costs points: it is only said of an answer where that is
/// nearly certain. Failure modes share their words with the concepts that prevent them, and are said
/// with caution.
fn aim(criterion: &Criterion) -> Aim {
    match (criterion.precision, criterion.kind) {
        (Some(percent), _) => Aim::Precision(f32::from(percent) / 100.0),
        (None, CriterionKind::Concept) => Aim::Balance,
        (None, CriterionKind::FailureMode) => Aim::Caution,
        (None, CriterionKind::Misconception) => Aim::Precision(MISCONCEPTION_PRECISION),
    }
}
