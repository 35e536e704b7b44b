//! Which files of a folder are rubrics, and which of them a name means: the same for every command.
//!
//! It reads no rubric but for the line with its id, and knows of none that the program brings.

use std::io;
use std::path::{Path, PathBuf};

/// How many folders within folders are looked into.
const DEPTH: usize = 8;

/// Every rubric file of a folder and of those in it, sorted: not what rubrics share, nor their tests.
pub(super) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_path_buf(), 0)];
    while let Some((folder, depth)) = open.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                if depth < DEPTH && !path.ends_with("shared") {
                    open.push((path, depth + 1));
                }
            } else if is_rubric(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// `NAME.yaml`, but not the tests beside it.
fn is_rubric(path: &Path) -> bool {
    let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    is_yaml && path.file_stem().is_none_or(|stem| !Path::new(stem).extension().is_some_and(|e| e == "test"))
}
