//! Chosen suggestions written into the rubric file, and what that does.

use std::path::Path;

use anyhow::{Context, bail};

use super::input::{Read, assess, scorer_of};
use super::{Change, Findings};
use crate::cli::library;
use crate::tune::{Suggestion, edit, figures, moves};

/// Writes the suggestions of those numbers into the rubric.
pub(super) fn apply(
    path: &Path,
    read: &Read,
    findings: &Findings,
    numbers: &[usize],
) -> anyhow::Result<Change> {
    let chosen = chosen(&findings.suggestions, numbers)?;
    let name = path.display().to_string();
    let source = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    let mut text = String::from_utf8(source).with_context(|| format!("{name} is not UTF-8"))?;
    for one in &chosen {
        text = edit::add_pattern(&text, &one.criterion, one.list, &one.pattern)
            .with_context(|| format!("{name} is left as it is"))?;
    }
    write_checked(path, &text)?;
    changed(path, read, chosen, None)
}

fn chosen(suggestions: &[Suggestion], numbers: &[usize]) -> anyhow::Result<Vec<Suggestion>> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let mut chosen = Vec::new();
    for number in numbers {
        match suggestions.iter().find(|one| one.number == number) {
            Some(one) => chosen.push(one.clone()),
            None if suggestions.is_empty() => {
                bail!("there is no suggestion {number}: these answers suggest nothing")
            }
            None => bail!("there is no suggestion {number}; they go from 1 to {}", suggestions.len()),
        }
    }
    Ok(chosen)
}

/// Writes a rubric file anew, unless it would then be no valid rubric.
pub(super) fn write_checked(path: &Path, text: &str) -> anyhow::Result<()> {
    let name = path.display().to_string();
    // Shared files and examples are found by the folder, so that the new file is read where it will stand.
    let part = path.with_extension("yaml.part");
    std::fs::write(&part, text).with_context(|| format!("cannot write {}", part.display()))?;
    if let Err(error) = library::load(&part) {
        let _ = std::fs::remove_file(&part);
        return Err(error.context(format!("{name} is left as it is")));
    }
    std::fs::rename(&part, path).with_context(|| format!("cannot write {name}"))
}

/// What the rubric says now, beside what it said.
pub(super) fn changed(
    path: &Path,
    read: &Read,
    applied: Vec<Suggestion>,
    examples: Option<super::label::Learned>,
) -> anyhow::Result<Change> {
    let (scorer, _) = scorer_of(path, library::load(path)?);
    let assessments = assess(&scorer, &read.answers);
    let (before, after) = (read.panel(), read.panel_of(&scorer, &assessments));
    Ok(Change {
        schema_version: 1,
        rubric: scorer.rubric().id.clone(),
        file: path.display().to_string(),
        applied,
        examples,
        before: figures(&before),
        after: figures(&after),
        moves: moves(&before, &after),
    })
}
