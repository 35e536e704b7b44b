//! Where a command reads and writes: nothing is written over what is read, and no two files into one place.
//!
//! Asked before anything is written, by the places that paths lead to and not by how they are spelt. Standard
//! input and output, pipes and devices can be written to as often as anybody likes.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::check::lexical;

/// Refuses to write over something that is read, or twice into one place.
pub(super) fn distinct<'p>(
    written: impl IntoIterator<Item = &'p Path>,
    read: impl IntoIterator<Item = &'p Path>,
) -> anyhow::Result<()> {
    let mut places: Vec<(PathBuf, &Path)> = Vec::new();
    for path in written.into_iter().filter(|path| is_replaced(path)) {
        let place = place(path);
        if let Some((_, other)) = places.iter().find(|(other, _)| *other == place) {
            bail!(
                "cannot write both {} and {}: they are one file; name another one",
                other.display(),
                path.display()
            );
        }
        places.push((place, path));
    }
    // What is not there yet is not read either.
    places.retain(|(place, _)| place.exists());
    if places.is_empty() {
        return Ok(());
    }
    for input in read.into_iter().filter(|path| *path != Path::new("-")) {
        let place = place(input);
        if let Some((_, path)) = places.iter().find(|(written, _)| *written == place) {
            let (path, input) = (path.display(), input.display());
            bail!("cannot write {path}: it is {input}, which is read, and would be lost; name another file");
        }
    }
    Ok(())
}

/// Whether writing puts a new file in the place of what is there.
fn is_replaced(path: &Path) -> bool {
    path != Path::new("-") && std::fs::metadata(path).map_or(true, |about| about.is_file())
}

/// What a path leads to, or will once it is there.
fn place(path: &Path) -> PathBuf {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    if let Some(place) = real(path) {
        return place;
    }
    // Folders that are not there yet will be made.
    let path = lexical(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    match (real(&path), path.parent(), path.file_name()) {
        (Some(place), ..) => place,
        (None, Some(folder), Some(name)) => self::place(folder).join(name),
        _ => path,
    }
}
