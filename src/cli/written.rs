//! What the program wrote into a folder that people write into, too, so that it replaces and removes nothing else.
//!
//! A list in the folder says what every file was when it was written. A file that is not as listed is somebody's
//! own: it is moved aside, never removed. Without the list all files are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::checksum::Checksum;
use super::target::replace;

/// The list, in the folder that it is about.
const LIST: &str = ".gradus-written";

/// The files of a folder that the program wrote.
pub(super) struct Written {
    folder: PathBuf,
    /// By name within the folder.
    sums: BTreeMap<String, u64>,
}

impl Written {
    /// What was written into a folder before; nothing where that is not known.
    pub(super) fn of(folder: &Path) -> Self {
        let list = std::fs::read(folder.join(LIST)).unwrap_or_default();
        Self { folder: folder.to_owned(), sums: serde_json::from_slice(&list).unwrap_or_default() }
    }

    /// Writes a file; one that is somebody's own is moved aside, and its new place returned.
    pub(super) fn write(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<Option<PathBuf>> {
        let path = self.folder.join(name);
        let aside = match std::fs::read(&path) {
            Ok(there) if there != bytes && !self.is_ours(name, &there) => Some(move_aside(&path)?),
            _ => None,
        };
        replace(&path, bytes)?;
        self.sums.insert(name.to_owned(), sum(bytes));
        Ok(aside)
    }

    /// Writes the list.
    pub(super) fn finish(&self) -> anyhow::Result<()> {
        replace(&self.folder.join(LIST), &serde_json::to_vec(&self.sums)?)
    }

    /// Removes the folder, or moves it aside where anything in it is somebody's own: its new place, and what that is.
    pub(super) fn remove(&self) -> anyhow::Result<Option<(PathBuf, Vec<String>)>> {
        if !self.folder.exists() && !self.folder.is_symlink() {
            return Ok(None);
        }
        let own = self.own();
        if !own.is_empty() {
            return Ok(Some((move_aside(&self.folder)?, own.into_iter().collect())));
        }
        let mut paths = self.sums.keys().map(|name| self.folder.join(name)).chain([self.folder.join(LIST)]);
        let removed = paths.try_for_each(|path| match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        });
        // Not with what is in it: there is nothing any more, or something that has just come.
        let removed = removed.and_then(|()| std::fs::remove_dir(&self.folder));
        removed.map(|()| None).with_context(|| format!("cannot remove {}", self.folder.display()))
    }

    /// What stands in the folder and is not as it was written.
    fn own(&self) -> BTreeSet<String> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return BTreeSet::from([String::new()]) };
        let mut own = BTreeSet::new();
        for entry in entries {
            let Ok(entry) = entry else {
                own.insert("what cannot be read".to_owned());
                continue;
            };
            let name = entry.file_name().to_string_lossy().into_owned();
            let ours = || std::fs::read(entry.path()).is_ok_and(|bytes| self.is_ours(&name, &bytes));
            if name != LIST && (entry.path().is_symlink() || !ours()) {
                own.insert(name);
            }
        }
        own
    }

    fn is_ours(&self, name: &str, bytes: &[u8]) -> bool {
        self.sums.get(name) == Some(&sum(bytes))
    }
}

fn sum(bytes: &[u8]) -> u64 {
    let mut sum = Checksum::new(4);
    sum.add(bytes);
    sum.value()
}

/// Gives a file or folder a name that nothing has: `anna.old.md`, then `anna.old-2.md`.
fn move_aside(path: &Path) -> anyhow::Result<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().map_or(String::new(), |end| format!(".{}", end.to_string_lossy()));
    let mut number = 1;
    let free = loop {
        let count = if number == 1 { String::new() } else { format!("-{number}") };
        let free = path.with_file_name(format!("{stem}.old{count}{extension}"));
        if !free.exists() && !free.is_symlink() {
            break free;
        }
        number += 1;
    };
    let moved = std::fs::rename(path, &free);
    moved.with_context(|| format!("cannot move {} to {}", path.display(), free.display()))?;
    Ok(free)
}
