//! What git says has changed since a branch left another.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

use crate::cli::complain;

/// Changed and new files, absolute.
pub(super) struct Changes {
    files: BTreeSet<PathBuf>,
}

/// Git at work: it looks at every file of the repository, and other things can be done meanwhile.
pub(super) struct Search<'a> {
    root: &'a Path,
    base: &'a str,
    changed: Child,
    new: Child,
}

impl<'a> Search<'a> {
    /// Asks git for what differs from the merge base of `base` and this branch, and for new files.
    pub(crate) fn begin(root: &'a Path, base: &'a str) -> anyhow::Result<Self> {
        if base.starts_with('-') || base.is_empty() {
            bail!("`{base}` is not the name of a commit or branch");
        }
        let diff =
            ["diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "--diff-filter=d", "--merge-base"];
        let commit = git(root, &["rev-parse", "--verify", &format!("{base}^{{commit}}")])?;
        let commit = output(commit).with_context(|| fetch(base))?;
        let commit = String::from_utf8_lossy(&commit);
        let changed = git(root, &[&diff[..], &[commit.trim(), "--"]].concat())?;
        let new = git(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        Ok(Self { root, base, changed, new })
    }

    /// Waits for what git has to say.
    pub(crate) fn end(self) -> anyhow::Result<Changes> {
        let Self { root, base, changed, new } = self;
        let (changed, new) = (output(changed), output(new));
        let names = [changed.with_context(|| fetch(base))?, new?].concat();
        let files = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(Changes { files: files.map(|name| root.join(path(name))).collect() })
    }
}

impl Changes {
    /// Whether this absolute path is among them.
    pub(crate) fn has(&self, path: &Path) -> bool {
        self.files.contains(path)
    }

    /// Those in a folder.
    pub(crate) fn under<'c>(&'c self, folder: &'c Path) -> impl Iterator<Item = &'c PathBuf> {
        self.files.iter().filter(move |path| path.starts_with(folder))
    }

    /// Whether anything in this file or folder has changed.
    pub(crate) fn touch(&self, place: &Path) -> bool {
        self.under(place).next().is_some()
    }
}

fn fetch(base: &str) -> String {
    format!("cannot compare with `{base}`; fetch it with its history (in GitHub Actions: fetch-depth: 0)")
}

fn git(root: &Path, args: &[&str]) -> anyhow::Result<Child> {
    Command::new("git")
        .arg("-C")
        .arg(root)
        .args(args)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run git, which --changed needs")
}

fn output(git: Child) -> anyhow::Result<Vec<u8>> {
    let out = git.wait_with_output().context("git cannot be heard")?;
    if !out.status.success() {
        let words = String::from_utf8_lossy(&out.stderr);
        bail!("git says: {}", words.lines().next().unwrap_or("nothing").trim());
    }
    // For instance of a date before anything that git knows.
    if let Some(warning) = String::from_utf8_lossy(&out.stderr).lines().find(|line| line.contains("log for"))
    {
        complain(&format!("note: git says: {}", warning.trim()));
    }
    Ok(out.stdout)
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}
