//! Feedback for every candidate as a file, made from the results when these are whole.
//!
//! Only ids and places of lines are held, however long the answers were. The folder appears whole or
//! not at all. One that is there is left alone, or gives way to that of a run that begins again; what somebody has
//! written into it is never removed.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use super::people::Lines;
use super::store::RESULTS;
use crate::cli::complain;
use crate::cli::gradebook::folder::Names;
use crate::cli::written::Written;
use crate::gradebook::Graded;
use crate::handback::{Comments, Handback};

/// How feedback is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum Markup {
    /// Markdown
    Md,
    /// HTML
    Html,
}

/// Pages with words of people that are named.
const MOST_NAMED: usize = 5;

/// Reads the comments of the coach.
pub(super) fn comments(path: &Path) -> anyhow::Result<Comments> {
    let name = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    Comments::parse(&bytes).map_err(|wrong| {
        let wrong: Vec<String> = wrong.iter().map(|one| format!("{name}, {one}")).collect();
        anyhow!("{}", wrong.join("\n"))
    })
}

/// Complains of comments on criteria that there are not.
pub(super) fn check(handback: &Handback, path: &Path) {
    for unknown in handback.unknown() {
        let near = unknown.near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let (file, line, key) = (path.display(), unknown.line, unknown.key);
        complain(&format!(
            "warning: {file}, line {line}: no rubric of this run has the criterion `{key}`{near}"
        ));
    }
}

/// Removes the feedback of an earlier run; where somebody has written into it, all of it is moved aside.
pub(super) fn remove(out: &Path) -> anyhow::Result<()> {
    let folder = folder(out);
    let Some((kept, own)) = Written::of(&folder).remove()? else { return Ok(()) };
    let most = own.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = own.len().saturating_sub(MOST_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    complain(&format!(
        "note: the feedback of the earlier run is kept in {}: gradus did not write {most}{more} as it stands",
        kept.display()
    ));
    Ok(())
}

/// Where feedback is.
fn folder(out: &Path) -> PathBuf {
    out.join("feedback")
}

/// Writes the feedback on all results of a run; whether it was not there yet.
pub(super) fn write(out: &Path, markup: Markup, handback: &Handback) -> anyhow::Result<bool> {
    let (folder, part) = (folder(out), out.join("feedback.part"));
    if folder.exists() {
        complain(&format!(
            "note: {} is there already and was left alone; remove it to have it written again",
            folder.display()
        ));
        return Ok(false);
    }
    if part.exists() {
        std::fs::remove_dir_all(&part).with_context(|| format!("cannot write {}", part.display()))?;
    }
    std::fs::create_dir_all(&part).with_context(|| format!("cannot write {}", part.display()))?;
    let mut lines = Lines::open(&out.join(RESULTS))?;
    let mut names = Names::default();
    let mut written = Written::of(&part);
    for candidate in lines.candidates()? {
        let answers = candidate.places.iter().map(|place| lines.graded(*place));
        let answers = answers.collect::<anyhow::Result<Vec<Graded>>>()?;
        let Some(first) = answers.first() else { continue };
        let (text, extension) = match markup {
            Markup::Md => (handback.markdown(&first.candidate, &answers), "md"),
            Markup::Html => (handback.html(&first.candidate, &answers), "html"),
        };
        written.write(&format!("{}.{extension}", names.unique(&candidate.page)), text.as_bytes())?;
    }
    written.finish()?;
    std::fs::rename(&part, &folder).with_context(|| format!("cannot write {}", folder.display()))?;
    Ok(true)
}
