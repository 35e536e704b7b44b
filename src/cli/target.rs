//! Where the program writes: standard output, devices as they are, and files that appear whole or not at all.
//!
//! A file that stands at the path keeps its permissions, and a link to it stays a link; what is not
//! finished leaves nothing behind.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// A place to write to.
pub(super) enum Target {
    Stdout(BufWriter<io::Stdout>),
    /// A pipe or a device, which cannot be replaced.
    Device(BufWriter<File>, PathBuf),
    File(Part),
}

/// A file in the making, beside the path that it is moved to.
pub(super) struct Part {
    writer: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
}

impl Target {
    /// Standard output.
    pub(super) fn stdout() -> Self {
        Self::Stdout(BufWriter::new(io::stdout()))
    }

    /// What an argument names: standard output where there is none, or for `-`.
    pub(super) fn of(path: Option<&Path>) -> anyhow::Result<Self> {
        match path.filter(|path| *path != Path::new("-")) {
            None => Ok(Self::stdout()),
            Some(path) => Self::open(path).with_context(|| format!("cannot write {}", path.display())),
        }
    }

    /// What a path names; its folder is made where there is none.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let about = std::fs::metadata(path).ok();
        if about.as_ref().is_some_and(std::fs::Metadata::is_dir) {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        if about.as_ref().is_some_and(|about| !about.is_file()) {
            let file = File::options().write(true).open(path)?;
            return Ok(Self::Device(BufWriter::new(file), path.to_path_buf()));
        }
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let link = path.is_symlink().then(|| path.canonicalize().ok()).flatten();
        let path = link.unwrap_or_else(|| path.to_path_buf());
        let part = part_of(&path);
        let file = File::create(&part)?;
        let opened = Part { writer: BufWriter::new(file), part, path };
        if let Some(about) = about {
            std::fs::set_permissions(&opened.part, about.permissions())?;
        }
        Ok(Self::File(opened))
    }

    /// Writes more of it; where that fails, the error names the place.
    pub(super) fn put(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.write_all(bytes).with_context(|| format!("cannot write {}", self.name()))
    }

    /// Puts the file in its place; without this, what was written of it is taken away.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        let done = self.close();
        done.with_context(|| format!("cannot write {}", self.name()))
    }

    /// As [`Target::finish`], with the bare error.
    pub(super) fn close(&mut self) -> io::Result<()> {
        self.flush()?;
        match self {
            Self::Stdout(_) | Self::Device(..) => Ok(()),
            Self::File(file) => std::fs::rename(&file.part, &file.path),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Stdout(_) => "to standard output".to_owned(),
            Self::Device(_, path) | Self::File(Part { path, .. }) => path.display().to_string(),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(writer) => writer.write(bytes),
            Self::Device(writer, _) | Self::File(Part { writer, .. }) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(writer) => writer.flush(),
            Self::Device(writer, _) | Self::File(Part { writer, .. }) => writer.flush(),
        }
    }
}

impl Drop for Part {
    /// What is not whole does not stay; what was moved is no longer there.
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.part);
    }
}

/// The name under which a file is written until it is whole.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

/// The folder for what is put aside while a file is made: its own, where there is room for the file, too.
pub(super) fn folder_beside(path: Option<&Path>) -> PathBuf {
    let path = path.filter(|path| *path != Path::new("-") && (path.is_file() || !path.exists()));
    match path.and_then(Path::parent) {
        Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
        Some(folder) if folder.is_dir() => folder.to_path_buf(),
        _ => std::env::temp_dir(),
    }
}

/// Writes a file as a whole, or leaves the old one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut target = Target::of(Some(path))?;
    target.put(bytes)?;
    target.finish()
}

#[cfg(test)]
mod tests {
    use super::{Path, PathBuf, folder_beside};

    #[test]
    fn what_is_put_aside_is_where_the_file_will_be() {
        let check = |path: Option<&str>, expect: &Path| {
            assert_eq!(folder_beside(path.map(Path::new)), expect, "{path:?}");
        };
        check(Some("class.html"), Path::new("."));
        check(Some("./class.html"), Path::new("."));
        check(Some("src/class.html"), Path::new("src"));
        let elsewhere: PathBuf = std::env::temp_dir();
        check(Some("not-there/class.html"), &elsewhere);
        check(Some("-"), &elsewhere);
        check(Some("/dev/null"), &elsewhere);
        check(None, &elsewhere);
    }
}
