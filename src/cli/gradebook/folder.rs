//! A file or folder for each candidate, named after them so that no two share one.
//!
//! A file that somebody has changed since it was written is moved aside, never replaced.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Gradebook;
use super::input::Results;
use crate::cli::complain;
use crate::cli::written::Written;
use crate::diagnostic::count;
use crate::gradebook::{Class, Feedback, JsonKind, Markup, candidate_json};
use crate::report::escape_markdown;

/// Files of other people that are named.
const MOST_KEPT: usize = 10;
/// Bytes of a name that is taken from a candidate.
const LONGEST_NAME: usize = 100;

/// Writes `results.json` into a folder for each candidate.
pub(super) fn results(
    args: &Gradebook,
    kind: JsonKind,
    class: &Class,
    words: &Feedback,
    results: &mut Results,
) -> anyhow::Result<()> {
    if let (None, [_]) = (&args.output, class.candidates()) {
        let entry = results.entry(class, 0)?;
        let json = candidate_json(kind, class, &entry, words);
        std::io::stdout().lock().write_all(json.as_bytes())?;
        return Ok(());
    }
    let folder = target(args, class)?;
    let mut names = Names::default();
    let mut pages = Pages::in_folder(&folder);
    for (at, candidate) in class.candidates().iter().enumerate() {
        let entry = results.entry(class, at)?;
        // Nothing was handed in that a score could stand for.
        if entry.total.is_none() {
            continue;
        }
        let own = names.unique(&candidate.id);
        make(&folder.join(&own))?;
        pages.write(&format!("{own}/results.json"), &candidate_json(kind, class, &entry, words))?;
    }
    pages.finish()
}

/// Writes feedback as Markdown for each candidate.
pub(super) fn feedback(
    args: &Gradebook,
    class: &Class,
    words: &Feedback,
    results: &mut Results,
) -> anyhow::Result<()> {
    let folder = target(args, class)?;
    let mut names = Names::default();
    let mut pages = Pages::in_folder(&folder);
    for (at, candidate) in class.candidates().iter().enumerate() {
        let entry = results.entry(class, at)?;
        let name = candidate.name.as_deref().unwrap_or(&candidate.id);
        let text = format!("# {}\n\n{}\n", escape_markdown(name), words.entry(&entry, Markup::Markdown));
        pages.write(&format!("{}.md", names.unique(&candidate.id)), &text)?;
    }
    pages.finish()
}

fn target(args: &Gradebook, class: &Class) -> anyhow::Result<PathBuf> {
    let Some(folder) = &args.output else {
        bail!("a file for each of {} candidates needs a folder: --output FOLDER", class.candidates().len());
    };
    if folder.exists() && !folder.is_dir() {
        bail!("{} is a file; name a folder with --output", folder.display());
    }
    make(folder)?;
    Ok(folder.clone())
}

fn make(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))
}

/// The files that are written, and what they replace.
struct Pages {
    folder: PathBuf,
    written: Written,
    n_written: usize,
    n_kept: usize,
}

impl Pages {
    fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), written: Written::of(folder), n_written: 0, n_kept: 0 }
    }

    fn write(&mut self, name: &str, text: &str) -> anyhow::Result<()> {
        self.n_written += 1;
        let Some(kept) = self.written.write(name, text.as_bytes())? else { return Ok(()) };
        self.n_kept += 1;
        if self.n_kept <= MOST_KEPT {
            complain(&format!(
                "note: {} was not as gradus wrote it; it is kept as {}",
                self.folder.join(name).display(),
                kept.display()
            ));
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        self.written.finish()?;
        if self.n_kept > MOST_KEPT {
            complain(&format!("note: … and {} more", self.n_kept - MOST_KEPT));
        }
        complain(&format!("wrote {} to {}", count(self.n_written, "file"), self.folder.display()));
        Ok(())
    }
}

/// Names of files that were given.
#[derive(Default)]
pub(in crate::cli) struct Names {
    /// By name in lower case, how often it was given.
    taken: BTreeMap<String, usize>,
}

impl Names {
    /// The candidate's id without anything that a path could be made of.
    pub(in crate::cli) fn unique(&mut self, id: &str) -> String {
        let mut name = String::new();
        for c in id.chars() {
            let safe =
                c.is_alphanumeric() || matches!(c, '-' | '_' | '@' | ' ') || (c == '.' && !name.is_empty());
            name.push(if safe { c } else { '_' });
            if name.len() > LONGEST_NAME {
                break;
            }
        }
        let name = name.trim_end_matches([' ', '.']).to_owned();
        let name = if name.is_empty() { "candidate".to_owned() } else { name };
        let name = if is_device(&name) { format!("_{name}") } else { name };
        // Not every file system tells `Anna` from `anna`; no name has a `~` of its own.
        let number = self.taken.entry(name.to_lowercase()).or_default();
        *number += 1;
        if *number == 1 { name } else { format!("{name}~{number}") }
    }
}

/// Whether Windows takes a name for a device.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || numbered.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn no_candidate_leaves_the_folder_or_shares_a_file() {
        let mut names = Names::default();
        for (id, expect) in [
            ("Anna Roe", "Anna Roe"),
            ("anna roe", "anna roe~2"),
            ("../../etc/passwd", "_._.._etc_passwd"),
            ("a/b", "a_b"),
            ("a\\b", "a_b~2"),
            ("..", "_"),
            ("", "candidate"),
            ("x.", "x"),
            ("CON", "_CON"),
            ("Com1.a", "_Com1.a"),
            ("common", "common"),
            ("p@x.org", "p@x.org"),
        ] {
            assert_eq!(names.unique(id), expect, "{id}");
        }
        assert!(names.unique(&"é".repeat(500)).len() <= 110);
    }
}
