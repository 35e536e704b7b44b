//! Where a gradebook goes: standard output, or a file that appears whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// A place to write to.
pub(in crate::cli) enum Output {
    Stdout(BufWriter<std::io::Stdout>),
    File { part: PathBuf, path: PathBuf, writer: Option<BufWriter<File>> },
}

impl Output {
    pub(in crate::cli) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::Stdout(BufWriter::new(std::io::stdout())));
        };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(name);
        let file = File::create(&part).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self::File { part, path: path.to_path_buf(), writer: Some(BufWriter::new(file)) })
    }

    pub(in crate::cli) fn put(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let done = self.write_all(bytes);
        done.with_context(|| match self {
            Self::Stdout(_) => String::from("cannot write to standard output"),
            Self::File { path, .. } => format!("cannot write {}", path.display()),
        })
    }

    /// Puts the file in its place.
    pub(in crate::cli) fn finish(mut self) -> anyhow::Result<()> {
        match &mut self {
            Self::Stdout(writer) => writer.flush()?,
            Self::File { part, path, writer } => {
                let failed = || format!("cannot write {}", path.display());
                if let Some(mut writer) = writer.take() {
                    writer.flush().with_context(failed)?;
                }
                std::fs::rename(&*part, &*path).with_context(failed)?;
            }
        }
        Ok(())
    }
}

impl Drop for Output {
    /// What is not whole does not stay.
    fn drop(&mut self) {
        if let Self::File { part, .. } = self {
            let _ = std::fs::remove_file(part);
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Stdout(writer) => writer.write(bytes),
            Self::File { writer: Some(writer), .. } => writer.write(bytes),
            Self::File { writer: None, .. } => Ok(0),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Stdout(writer) => writer.flush(),
            Self::File { writer: Some(writer), .. } => writer.flush(),
            Self::File { writer: None, .. } => Ok(()),
        }
    }
}
