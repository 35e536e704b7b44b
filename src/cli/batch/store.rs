//! The folder of results: files that grow under another name until they are whole, and the journal.

use std::fs::{File, TryLockError};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::journal::{Entry, Line, Settings, Tally, checksum};
use super::work::Done;
use crate::report::GRADEBOOK_HEADER;

/// The files that grow, and what each begins with.
const FILES: [(&str, &str); 3] =
    [("results.jsonl", ""), ("gradebook.csv", GRADEBOOK_HEADER), ("problems.csv", "row,problem\n")];
/// Beside them.
const JOURNAL: &str = ".gradus-run";

/// The results of a run while they grow.
pub(super) struct Store {
    folder: PathBuf,
    journal: Growing,
    /// `None` once they are whole.
    files: Option<[Growing; 3]>,
    /// What is done, and was before.
    pub tally: Tally,
}

/// A file that is written to its end.
struct Growing {
    path: PathBuf,
    file: File,
}

/// What an earlier run has left.
#[derive(Default)]
pub(super) struct Earlier {
    /// Jobs that were done, in order.
    pub entries: Vec<Entry>,
    /// Whether these are all.
    pub ended: bool,
}

impl Store {
    /// Begins a run in a folder; `overwrite` lets go of what an earlier one has left.
    pub(super) fn begin(folder: &Path, settings: &Settings, overwrite: bool) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let journal = folder.join(JOURNAL);
        let mut old = FILES.iter().map(|(name, _)| folder.join(name)).chain([journal.clone()]);
        if let (false, Some(old)) = (overwrite, old.find(|path| path.exists())) {
            let what = if old == journal { "a run that was begun" } else { "results" };
            bail!(
                "{} already holds {what}; go on with it by --resume, replace it by --overwrite, or choose another folder with --out",
                folder.display()
            );
        }
        let journal = Growing::open(journal, true)?;
        let files = create(folder)?;
        let mut store =
            Self { folder: folder.to_path_buf(), journal, files: Some(files), tally: Tally::default() };
        store.note(&Line::Begun(settings.clone()))?;
        Ok(store)
    }

    /// Takes up a run where it stopped.
    pub(super) fn resume(folder: &Path, settings: &Settings) -> anyhow::Result<(Self, Earlier)> {
        let path = folder.join(JOURNAL);
        if !path.exists() {
            return Ok((Self::begin(folder, settings, false)?, Earlier::default()));
        }
        let mut journal = Growing::open(path, false)?;
        let lines = journal.lines()?;
        let Some((Line::Begun(begun), _)) = lines.first() else {
            // It stopped before anything was done.
            drop(journal);
            return Ok((Self::begin(folder, settings, true)?, Earlier::default()));
        };
        if let Some(what) = begun.difference(settings) {
            bail!("the run in {} was begun with {what}; begin again with --overwrite", folder.display());
        }
        let ended = lines.iter().any(|(line, _)| matches!(line, Line::Ended));
        let entries: Vec<(Entry, u64)> = lines
            .into_iter()
            .filter_map(|(line, end)| match line {
                Line::Done(entry) => Some((entry, end)),
                Line::Begun(_) | Line::Ended => None,
            })
            .collect();
        let mut store = Self { folder: folder.to_path_buf(), journal, files: None, tally: Tally::default() };
        let entries = if ended {
            entries.into_iter().map(|(entry, _)| entry).collect()
        } else {
            store.regrow(entries)?
        };
        for entry in &entries {
            store.tally.merge(&entry.tally);
        }
        Ok((store, Earlier { entries, ended }))
    }

    /// Opens the files that grow and keeps of them what the journal vouches for.
    fn regrow(&mut self, entries: Vec<(Entry, u64)>) -> anyhow::Result<Vec<Entry>> {
        let mut files = open(&self.folder)?;
        let mut ends = FILES.map(|(_, header)| header.len() as u64);
        for (file, end) in files.iter_mut().zip(ends) {
            if file.file.metadata()?.len() < end {
                *file = Growing::open(file.path.clone(), true)?;
            }
            file.file.seek(SeekFrom::Start(end))?;
        }
        for (file, (_, header)) in files.iter_mut().zip(FILES) {
            if file.file.metadata()?.len() == 0 {
                file.add(header.as_bytes())?;
            }
        }
        let (mut kept, mut journal_end) = (Vec::new(), None);
        for (entry, end) in entries {
            if !vouched(&mut files, &entry)? {
                break;
            }
            ends.iter_mut().zip(entry.lengths).for_each(|(end, length)| *end += length);
            kept.push(entry);
            journal_end = Some(end);
        }
        for (file, end) in files.iter_mut().zip(ends) {
            file.keep(end)?;
        }
        let first = self.journal.first_line()?;
        self.journal.keep(journal_end.unwrap_or(first))?;
        self.files = Some(files);
        Ok(kept)
    }

    /// Adds what came of a job.
    pub(super) fn add(&mut self, done: &Done) -> anyhow::Result<()> {
        for (file, bytes) in self.files.iter_mut().flatten().zip(&done.bytes) {
            file.add(bytes)?;
        }
        self.note(&Line::Done(done.entry.clone()))?;
        self.tally.merge(&done.entry.tally);
        Ok(())
    }

    /// Puts the files in their places; again where that was not finished.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        if let Some(files) = self.files.take() {
            for file in &files {
                file.sync()?;
            }
            self.note(&Line::Ended)?;
            self.journal.sync()?;
        }
        for (name, _) in FILES {
            let (part, whole) = (part(&self.folder, name), self.folder.join(name));
            match std::fs::rename(&part, &whole) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("cannot write {}", whole.display()));
                }
                _ if !whole.exists() => bail!("{} is gone; begin again with --overwrite", whole.display()),
                _ => {}
            }
        }
        Ok(())
    }

    fn note(&mut self, line: &Line) -> anyhow::Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        self.journal.add(&bytes)
    }
}

/// The name of a file until it is whole.
fn part(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.part"))
}

fn create(folder: &Path) -> anyhow::Result<[Growing; 3]> {
    let mut files = open(folder)?;
    for (file, (_, header)) in files.iter_mut().zip(FILES) {
        file.keep(0)?;
        file.add(header.as_bytes())?;
    }
    Ok(files)
}

fn open(folder: &Path) -> anyhow::Result<[Growing; 3]> {
    let [results, gradebook, problems] = FILES.map(|(name, _)| Growing::open(part(folder, name), false));
    Ok([results?, gradebook?, problems?])
}

/// Whether the files go on with what this entry says; they stand behind it then.
fn vouched(files: &mut [Growing; 3], entry: &Entry) -> anyhow::Result<bool> {
    let mut bytes: [Vec<u8>; 3] = Default::default();
    for ((file, length), bytes) in files.iter_mut().zip(entry.lengths).zip(&mut bytes) {
        let read = (&mut file.file).take(length).read_to_end(bytes);
        read.with_context(|| format!("cannot read {}", file.path.display()))?;
        if bytes.len() as u64 != length {
            return Ok(false);
        }
    }
    Ok(checksum(&bytes) == entry.output)
}

impl Growing {
    /// Opens a file for one run alone.
    fn open(path: PathBuf, empty: bool) -> anyhow::Result<Self> {
        let open = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = open.with_context(|| format!("cannot write {}", path.display()))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => bail!("another run is writing to {}", path.display()),
            // Some file systems have no locks.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let mut growing = Self { path, file };
        if empty {
            growing.keep(0)?;
        }
        Ok(growing)
    }

    fn add(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.file.write_all(bytes).with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// Cuts off what is behind `end`, and goes on there.
    fn keep(&mut self, end: u64) -> anyhow::Result<()> {
        let done = self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end)));
        done.map(|_| ()).with_context(|| format!("cannot write {}", self.path.display()))
    }

    fn sync(&self) -> anyhow::Result<()> {
        self.file.sync_all().with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// Lines of the journal that are whole, each with its end.
    fn lines(&mut self) -> anyhow::Result<Vec<(Line, u64)>> {
        self.file.seek(SeekFrom::Start(0))?;
        let (mut lines, mut end) = (Vec::new(), 0);
        let mut reader = BufReader::new(&self.file);
        let mut text = Vec::new();
        while reader
            .read_until(b'\n', &mut text)
            .with_context(|| format!("cannot read {}", self.path.display()))?
            > 0
        {
            end += text.len() as u64;
            let whole = text.ends_with(b"\n");
            match serde_json::from_slice(&text) {
                Ok(line) if whole => lines.push((line, end)),
                _ => break,
            }
            text.clear();
        }
        Ok(lines)
    }

    /// Where the first line ends.
    fn first_line(&mut self) -> anyhow::Result<u64> {
        Ok(self.lines()?.first().map_or(0, |(_, end)| *end))
    }
}
