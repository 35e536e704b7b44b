//! The file of a residual model beside its rubric, and scores by it; only where somebody asks for it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::checksum::Checksum;
use crate::report::{ModelReport, Report};
use crate::residual::{Reader, Residual};
use crate::rubric::{Criterion, Indicator};
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
    sum.add(rubric.question.as_bytes());
    for criterion in &rubric.criteria {
        let Criterion { id, kind, polarity, points, indicators, unless, .. } = criterion;
        sum.add(format!("{id} {kind:?} {polarity:?} {points}").as_bytes());
        for list in [indicators, unless] {
            sum.add(&u64::try_from(list.len()).unwrap_or(u64::MAX).to_le_bytes());
            for Indicator { strength, polarity, rule, .. } in list {
                sum.add(format!("{strength:?} {polarity:?} {rule:?}").as_bytes());
            }
        }
    }
    for group in &rubric.groups {
        sum.add(format!("{:?} {}", group.of, group.full).as_bytes());
    }
    sum.add(format!("{:?} {:?}", rubric.caps, rubric.lexicon).as_bytes());
    if let Some(model) = scorer.model() {
        sum.add(format!("{} {:?}", model.fingerprint, model.criteria).as_bytes());
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
