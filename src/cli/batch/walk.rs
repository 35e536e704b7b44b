//! Which files a run reads, in an order that depends on their names alone.
//!
//! Folders are walked one after the other. Links are followed; those that lead back to where they
//! stand are reported. What files hold is not looked at here.

use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::cli::check::files::cause;
use crate::submissions::{Candidate, Naming};

/// Something that cannot be read, and why.
#[derive(Debug, Clone)]
pub(super) struct Unread {
    pub source: String,
    pub message: String,
}

/// A file.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub path: PathBuf,
    /// Who handed it in, as far as names tell; several where a group did.
    pub candidates: Vec<Candidate>,
}

/// Files in order.
pub(super) struct Walk {
    inputs: std::vec::IntoIter<PathBuf>,
    filter: Filter,
    /// The files that were named.
    naming: Naming,
    folder: Option<Folder>,
}

/// What is left out of folders.
struct Filter {
    /// The folder of the results, whose files are no answers.
    out: Option<PathBuf>,
    exclude: Gitignore,
}

/// A folder that is being walked.
struct Folder {
    walk: ignore::Walk,
    /// What was asked for.
    input: String,
    /// Which of its files are meant.
    only: Option<Gitignore>,
    naming: Naming,
    n_found: usize,
}

impl Walk {
    pub(super) fn new(inputs: Vec<PathBuf>, out: &Path, exclude: &[String]) -> anyhow::Result<Self> {
        let mut globs = GitignoreBuilder::new("");
        for glob in exclude {
            globs.add_line(None, glob).with_context(|| format!("--exclude {glob}"))?;
        }
        let named: Vec<String> =
            inputs.iter().filter(|input| input.is_file()).map(|input| shown(input)).collect();
        Ok(Self {
            naming: Naming::of(named.iter().map(String::as_str)),
            inputs: inputs.into_iter(),
            filter: Filter {
                out: std::fs::canonicalize(out).ok(),
                exclude: globs.build().context("--exclude")?,
            },
            folder: None,
        })
    }

    fn begin(&mut self, path: PathBuf) -> Option<Result<Found, Unread>> {
        let source = shown(&path);
        let named = |path: PathBuf| {
            let candidates = self.naming.candidates(&source);
            Some(Ok(Found { path, candidates }))
        };
        if path == Path::new("-") {
            return named(path);
        }
        let (root, only) = match std::fs::metadata(&path) {
            Ok(about) if about.is_dir() => (path, None),
            Ok(_) => return named(path),
            Err(error) => match glob(&path) {
                Some(Ok((root, only))) => (root, Some(only)),
                Some(Err(message)) => return Some(Err(Unread { source, message })),
                None => return Some(Err(Unread { source, message: error.to_string() })),
            },
        };
        // Who a file is from depends on how its neighbours are called.
        let mut before = Folder::new(&root, source.clone(), only.clone(), Naming::default());
        let all: Vec<String> = std::iter::from_fn(|| before.next(&self.filter))
            .filter_map(|found| found.ok().map(|found| shown(&found.path)))
            .collect();
        let naming = Naming::of(all.iter().map(String::as_str));
        self.folder = Some(Folder::new(&root, source, only, naming));
        None
    }

    /// The next file of the folder that is being walked.
    fn walked(&mut self) -> Option<Result<Found, Unread>> {
        let folder = self.folder.as_mut()?;
        if let Some(found) = folder.next(&self.filter) {
            return Some(found);
        }
        let Folder { input, n_found, only, .. } = self.folder.take()?;
        let message = if only.is_some() { "no file matches" } else { "there are no files in this folder" };
        (n_found == 0).then(|| Err(Unread { source: input, message: message.to_owned() }))
    }
}

impl Folder {
    fn new(root: &Path, input: String, only: Option<Gitignore>, naming: Naming) -> Self {
        let walk = WalkBuilder::new(root)
            .standard_filters(false)
            .hidden(true)
            .follow_links(true)
            .sort_by_file_name(std::ffi::OsStr::cmp)
            .build();
        Self { walk, input, only, naming, n_found: 0 }
    }

    fn next(&mut self, filter: &Filter) -> Option<Result<Found, Unread>> {
        for entry in self.walk.by_ref() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.n_found += 1;
                    return Some(Err(unread(&error, &self.input)));
                }
            };
            let path = entry.path();
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let meant = self.only.as_ref().is_none_or(|only| only.matched(path, false).is_ignore());
            if !is_folder && meant && !filter.leaves_out(path) {
                self.n_found += 1;
                // A pipe that somebody left in a folder would be waited for without end.
                if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                    let message = "it is neither a file nor a folder".to_owned();
                    return Some(Err(Unread { source: shown(path), message }));
                }
                let candidates = self.naming.candidates(&shown(path));
                return Some(Ok(Found { path: path.to_path_buf(), candidates }));
            }
        }
        None
    }
}

impl Filter {
    fn leaves_out(&self, path: &Path) -> bool {
        is_clutter(path)
            || self.exclude.matched_path_or_any_parents(relative(path), false).is_ignore()
            || self.out.as_deref().is_some_and(|out| is_within(path, out))
    }
}

impl Iterator for Walk {
    type Item = Result<Found, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.walked() {
                return Some(found);
            }
            let input = self.inputs.next()?;
            if let Some(found) = self.begin(input) {
                return Some(found);
            }
        }
    }
}

/// A path as messages and results name it.
pub(super) fn shown(path: &Path) -> String {
    if path == Path::new("-") {
        return "stdin".to_owned();
    }
    let path = path.display().to_string();
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path };
    path.strip_prefix("./").map_or(path.clone(), ToOwned::to_owned)
}

fn unread(error: &ignore::Error, input: &str) -> Unread {
    let (path, message) = cause(error);
    let leads_nowhere = path.as_deref().is_some_and(|path| path.is_symlink() && !path.exists());
    let message = if leads_nowhere { "the link leads nowhere".to_owned() } else { message };
    Unread { source: path.as_deref().map_or_else(|| input.to_owned(), shown), message }
}

/// The folder that a glob begins in, and the glob; `None` for a path without signs of one.
fn glob(input: &Path) -> Option<Result<(PathBuf, Gitignore), String>> {
    let is_glob = |part: &Component| part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let root: PathBuf = input.components().take_while(|part| !is_glob(part)).collect();
    let rest: PathBuf = input.components().skip_while(|part| !is_glob(part)).collect();
    if rest.as_os_str().is_empty() {
        return None;
    }
    let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root };
    if !root.is_dir() {
        return Some(Err(format!("there is no folder {}", root.display())));
    }
    let mut globs = GitignoreBuilder::new(&root);
    let line = format!("/{}", rest.to_string_lossy().replace('\\', "/"));
    let built = globs.add_line(None, &line).and_then(|globs| globs.build());
    Some(built.map(|only| (root, only)).map_err(|error| error.to_string()))
}

/// Without what would make a glob refuse it.
fn relative(path: &Path) -> PathBuf {
    path.components().filter(|part| matches!(part, Component::Normal(_))).collect()
}

fn is_within(path: &Path, out: &Path) -> bool {
    // Only folders of this name are worth asking the system for.
    let named = path.components().any(|part| Some(part.as_os_str()) == out.file_name());
    named && std::fs::canonicalize(path).is_ok_and(|path| path.starts_with(out))
}

/// What systems and office programs leave in folders.
fn is_clutter(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("~$")
        || ["thumbs.db", "desktop.ini"].iter().any(|known| name.eq_ignore_ascii_case(known))
        || path.components().any(|part| part.as_os_str() == "__MACOSX")
}
