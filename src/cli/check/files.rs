//! Which documents a run reads: paths given, folders walked, files that git says have changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{WalkBuilder, WalkState};

use super::args::Selection;
use super::changed::Changes;
use super::claims::{Claims, matches};
use super::settings::{Settings, lexical};
use crate::cli::args::threads;
use crate::diagnostic::{Code, Severity};
use crate::report::Note;

/// File of patterns, as `.gitignore` has them.
pub(super) const IGNORE_FILE: &str = ".gradusignore";

/// A document to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    /// As reports name it.
    pub shown: String,
    /// Absolute.
    pub path: PathBuf,
    /// Whether somebody named this very file.
    pub named: bool,
}

/// The documents, sorted, and what could not be looked at.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub files: Vec<Candidate>,
    pub notes: Vec<Note>,
}

/// Looks for the documents of a run.
pub(super) fn find(
    paths: &[PathBuf],
    selection: &Selection,
    settings: &Settings,
    claims: &Claims,
    changes: Option<&Changes>,
) -> Found {
    let mut found = Found::default();
    let default = [if claims.any() { settings.base.clone() } else { settings.here.clone() }];
    let paths = if paths.is_empty() { &default[..] } else { paths };
    let mut finder = Finder { selection, settings, claims, ignored: BTreeMap::new() };
    for path in paths.iter().filter(|path| path.as_path() != Path::new("-")) {
        let path = lexical(&settings.here.join(path));
        match (std::fs::metadata(&path), changes) {
            (Ok(about), Some(changes)) if about.is_dir() => finder.changed(&path, changes, &mut found),
            (Ok(about), None) if about.is_dir() => finder.walk(&path, &mut found),
            (Ok(about), _) if !about.is_file() => {
                found.notes.push(fault(settings, &path, "it is neither a file nor a folder"));
            }
            (Ok(_), changes) => {
                if changes.is_none_or(|changes| changes.has(&path)) && !finder.leaves_out(&path) {
                    finder.take(path, true, &mut found);
                }
            }
            (Err(error), _) => found.notes.push(fault(settings, &path, &error.to_string())),
        }
    }
    found.files.sort_by(|a, b| (&a.shown, !a.named).cmp(&(&b.shown, !b.named)));
    found.files.dedup_by(|later, first| later.path == first.path);
    found.notes.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Whether a run that walks over a file looks at it: with a configuration that says so, what it says; else Markdown.
pub(super) fn is_document(claims: &Claims, path: &Path) -> bool {
    if claims.any() {
        return claims.of(path).is_some();
    }
    let extension = path.extension().and_then(std::ffi::OsStr::to_str);
    extension
        .is_some_and(|extension| ["md", "markdown"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// That something could not be read.
pub(super) fn fault(settings: &Settings, path: &Path, cause: &str) -> Note {
    let shown = settings.shown(path).unwrap_or_else(|| path.display().to_string());
    let message = format!("{shown} cannot be read: {cause}");
    Note::new(Code::CheckUnreadable, Severity::Error, &shown, message)
}

struct Finder<'f> {
    selection: &'f Selection,
    settings: &'f Settings,
    claims: &'f Claims,
    /// Ignore files of the folders met so far.
    ignored: BTreeMap<PathBuf, Option<Gitignore>>,
}

impl Finder<'_> {
    /// All documents of a folder, without what is ignored.
    fn walk(&self, folder: &Path, found: &mut Found) {
        let (send, receive) = std::sync::mpsc::channel();
        let walker = WalkBuilder::new(folder)
            .follow_links(self.selection.follow)
            .require_git(false)
            .git_global(false)
            .add_custom_ignore_filename(IGNORE_FILE)
            .threads(threads(0).min(4))
            .build_parallel();
        walker.run(|| {
            let send = send.clone();
            Box::new(move |entry| {
                let wanted = match &entry {
                    Ok(entry) => entry.file_type().is_some_and(|kind| kind.is_file() || kind.is_symlink()),
                    Err(_) => true,
                };
                if wanted && send.send(entry.map(ignore::DirEntry::into_path)).is_err() {
                    return WalkState::Quit;
                }
                WalkState::Continue
            })
        });
        drop(send);
        for entry in receive {
            match entry {
                Ok(path) => self.consider(path, found),
                Err(error) => {
                    let (path, cause) = cause(&error);
                    found.notes.push(fault(self.settings, path.as_deref().unwrap_or(folder), &cause));
                }
            }
        }
    }

    /// All documents of a folder that have changed.
    fn changed(&mut self, folder: &Path, changes: &Changes, found: &mut Found) {
        for path in changes.under(folder) {
            let is_file = std::fs::symlink_metadata(path).is_ok_and(|about| about.is_file());
            if is_file && self.is_document(path) && !self.is_ignored(path) {
                self.consider(path.clone(), found);
            }
        }
    }

    fn consider(&self, path: PathBuf, found: &mut Found) {
        if self.is_document(&path) && !matches(&self.claims.exclude, &path) {
            self.take(path, false, found);
        }
    }

    fn is_document(&self, path: &Path) -> bool {
        is_document(self.claims, path)
    }

    fn take(&self, path: PathBuf, named: bool, found: &mut Found) {
        match self.settings.shown(&path) {
            Some(shown) => found.files.push(Candidate { shown, path, named }),
            None => {
                let note =
                    fault(self.settings, &path, "its name is not UTF-8, so that reports cannot name it");
                found.notes.push(note.help("rename the file"));
            }
        }
    }

    /// Whether a file that was named is left out all the same.
    fn leaves_out(&mut self, path: &Path) -> bool {
        self.selection.force_exclude && (matches(&self.claims.exclude, path) || self.is_ignored(path))
    }

    /// Whether an ignore file between the root and the file leaves it out; the nearest decides.
    fn is_ignored(&mut self, path: &Path) -> bool {
        let root = self.settings.root.clone();
        let folders: Vec<PathBuf> = path
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(&root))
            .map(Path::to_path_buf)
            .collect();
        for folder in folders {
            let ignored = self.ignored.entry(folder.clone()).or_insert_with(|| ignore_files(&folder));
            let Some(globs) = ignored else { continue };
            let decision = globs.matched_path_or_any_parents(path, false);
            if !decision.is_none() {
                return decision.is_ignore();
            }
        }
        false
    }
}

fn ignore_files(folder: &Path) -> Option<Gitignore> {
    let mut globs = GitignoreBuilder::new(folder);
    let files = [".gitignore", ".ignore", IGNORE_FILE].map(|name| folder.join(name));
    let there: Vec<_> = files.iter().filter(|file| file.is_file()).collect();
    if there.is_empty() {
        return None;
    }
    for file in there {
        let _ = globs.add(file);
    }
    globs.build().ok()
}

/// The path that an error is about, and what went wrong in plain words.
pub(in crate::cli) fn cause(error: &ignore::Error) -> (Option<PathBuf>, String) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path.clone()), cause(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => cause(err),
        ignore::Error::Loop { child, .. } => {
            (Some(child.clone()), "the link leads to a folder that holds it".to_owned())
        }
        ignore::Error::Io(error) => (None, io_cause(error)),
        other => (None, other.to_string()),
    }
}

/// Without the path that the walker puts into its messages.
fn io_cause(error: &std::io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => std::io::Error::from_raw_os_error(code).to_string(),
        None => error.kind().to_string(),
    }
}
