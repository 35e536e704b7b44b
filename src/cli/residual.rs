//! The file of a residual model beside its rubric, and scores by it; only where somebody asks for it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::checksum::Checksum;
use crate::report::{ModelReport, Report};
use crate::residual::{Reader, Residual};
use crate::score::Scorer;

/// Largest file that is read.
const MOST_BYTES: u64 = 64 << 20;

/// `queue.residual` beside `queue.yaml`.
pub(super) fn file_of(rubric: &Path) -> PathBuf {
    rubric.with_extension("residual")
}

/// Changes when the rubric may decide otherwise; not with its comments, its words for people or its scale.
pub(super) fn fingerprint(scorer: &Scorer) -> u64 {
    let rubric = scorer.rubric();
    let mut sum = Checksum::new(0);
    for criterion in &rubric.criteria {
        let weight = format!("{} {:?} {}", criterion.id, criterion.polarity, criterion.points);
        sum.add(weight.as_bytes());
        for indicator in criterion.indicators.iter().chain(&criterion.unless) {
            sum.add(format!("{} {:?}", indicator.text, indicator.strength).as_bytes());
        }
        sum.add(&u32::try_from(criterion.indicators.len()).unwrap_or(u32::MAX).to_le_bytes());
    }
    sum.add(format!("{:?}", rubric.lexicon).as_bytes());
    if let Some(model) = scorer.model() {
        sum.add(&model.fingerprint.to_le_bytes());
    }
    sum.value()
}

/// The model beside a rubric file.
pub(super) fn load(rubric: &Path, scorer: &Scorer) -> anyhow::Result<Residual> {
    let (path, rubric) = (file_of(rubric), rubric.display());
    let name = path.display();
    let again = format!("run `gradus calibrate {rubric} --answers GRADED --model --apply`");
    let bytes = match std::fs::metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("{rubric} has no residual model ({name}); {again}, or grade without --model")
        }
        Ok(facts) if facts.len() > MOST_BYTES => bail!("{name} is larger than any residual model; {again}"),
        _ => std::fs::read(&path).with_context(|| format!("cannot read {name}"))?,
    };
    let text = std::str::from_utf8(&bytes).with_context(|| format!("{name} is not UTF-8; {again}"))?;
    let model = Residual::from_text(text).with_context(|| name.to_string())?;
    if model.rubric != scorer.rubric().id || model.fingerprint != fingerprint(scorer) {
        bail!("{name} was learned with another version of {rubric}; {again}");
    }
    Ok(model)
}

/// Criteria and verdicts of a report.
pub(super) fn verdicts(report: &Report) -> Vec<(&str, &str)> {
    report.criteria.iter().map(|criterion| (criterion.id.as_str(), criterion.verdict)).collect()
}

/// Puts the model's score into a report, with what moved it; points, percentage and verdicts stay.
pub(super) fn adjust(report: &mut Report, model: &Residual, reader: &mut Reader, answer: &str) {
    let reading = model.read(reader, answer, report.percent, &verdicts(report));
    let parts = reading.parts.iter().map(|part| (part.kind.as_str(), part.text.as_str(), part.adds));
    report.model = Some(ModelReport::new(report.scaled, reading.base, reading.added, parts));
    report.scaled = Some(reading.score);
}
