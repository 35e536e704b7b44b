//! A file of overrides, and the account of which of them were applied.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::bail;
use serde::{Deserialize, Serialize};

use crate::cli::library::Library;
use crate::cli::ratings;
use crate::cli::{complain, complain_lines};
use crate::diagnostic::count;
use crate::report::visible;
use crate::review::{Elsewhere, Fault, Overrides, Problem, Reviewed};

/// Messages that are worded; the rest are counted.
const MOST_MESSAGES: usize = 20;

/// Reads files of overrides as if they were one; everything that is wrong with their rows is one error.
pub(in crate::cli) fn read(paths: &[PathBuf]) -> anyhow::Result<Overrides> {
    let mut rows = Vec::new();
    for path in paths {
        rows.extend(ratings::rows(path, "overrides")?);
    }
    let overrides = match Overrides::new(&rows) {
        Ok(overrides) => overrides,
        Err(faults) => {
            let lines: Vec<String> = faults.iter().take(MOST_MESSAGES).map(ToString::to_string).collect();
            let more = faults.len().saturating_sub(MOST_MESSAGES);
            let more = if more > 0 { format!("\n… and {more} more") } else { String::new() };
            bail!("{}{more}", lines.join("\n"));
        }
    };
    for warning in overrides.warnings().iter().take(MOST_MESSAGES) {
        complain(&format!("warning: {warning}"));
    }
    if let Some(path) = paths.first().filter(|_| overrides.is_empty()) {
        let waiting = count(overrides.waiting(), "row");
        complain(&format!("warning: {}: nothing is decided yet; {waiting} to fill in", path.display()));
    }
    Ok(overrides)
}

/// What became of the overrides in a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cli) struct Tally {
    met: BTreeSet<usize>,
    /// Decisions on another text.
    stale: Vec<String>,
    /// Decisions that a rubric cannot take; one may stand for many answers.
    faults: BTreeSet<String>,
    /// What was graded that decisions nearly are about.
    #[serde(default)]
    elsewhere: Elsewhere,
}

impl Tally {
    /// Counts an answer.
    pub(in crate::cli) fn add(&mut self, answer_id: &str, reviewed: &Reviewed<'_>) {
        self.met.extend(&reviewed.met);
        self.elsewhere.add(answer_id, reviewed);
        let stale = reviewed.stale.iter().map(|row| {
            format!("{}: the text of `{}` has changed since; not applied", row.place, visible(answer_id))
        });
        self.stale.extend(stale);
        self.faults.extend(reviewed.faults.iter().map(ToString::to_string));
    }

    /// Adds another tally.
    pub(in crate::cli) fn join(&mut self, other: Self) {
        self.met.extend(other.met);
        self.stale.extend(other.stale);
        self.faults.extend(other.faults);
        self.elsewhere.join(other.elsewhere);
    }

    /// Tells what was not applied; returns the reason of an exit code 2 where a decision was lost. One by another
    /// rubric of the library was made for another run.
    pub(in crate::cli) fn finish(&self, overrides: &Overrides, library: &Library) -> Option<String> {
        let (lost, unmet): (Vec<Fault>, Vec<Fault>) =
            overrides.unmet(&self.met, &self.elsewhere).into_iter().partition(|fault| match &fault.problem {
                Problem::OtherRubric { rubric, .. } => !library.knows(rubric),
                _ => false,
            });
        let worded = |faults: Vec<Fault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (lost, unmet) = (worded(lost), worded(unmet));
        tell("warning", &unmet);
        tell("error", self.stale.iter().chain(&self.faults).chain(&lost));
        let n = self.stale.len() + self.faults.len() + lost.len();
        (n > 0).then(|| format!("{} could not be applied", count(n, "override")))
    }
}

fn tell<'m>(what: &str, messages: impl IntoIterator<Item = &'m String>) {
    let mut messages = messages.into_iter();
    for message in messages.by_ref().take(MOST_MESSAGES) {
        complain_lines(&format!("{what}: {message}"));
    }
    let more = messages.count();
    if more > 0 {
        complain(&format!("{what}: … and {more} more"));
    }
}
