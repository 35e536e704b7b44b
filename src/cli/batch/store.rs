//! The folder of results: files that grow under another name until they are whole, and the journal.

use std::fs::{File, TryLockError};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread::{Builder, JoinHandle};

use anyhow::{Context, bail};

use super::feedback;
use super::journal::{Entry, Line, Settings, Tally, checksum};
use super::work::Done;

/// The journal, beside the files that it is about.
const JOURNAL: &str = ".gradus-run";
/// What everything else is made from.
pub(super) const RESULTS: &str = "results.jsonl";
/// The answers themselves, where they are kept.
pub(super) const ANSWERS: &str = "answers.jsonl";

/// A file of results: where it will be, and what it begins with.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub path: PathBuf,
    pub header: &'static str,
}

/// The results of a run while they grow.
pub(super) struct Store {
    targets: Vec<Target>,
    journal: Growing,
    /// Empty once they are whole.
    files: Vec<Growing>,
    /// What is done, and was before.
    pub tally: Tally,
}

/// A file that is written to its end.
struct Growing {
    path: PathBuf,
    file: File,
    /// Bytes written since the disk was last told to take what there was.
    fresh: u64,
    /// The disk at work.
    syncing: Option<JoinHandle<std::io::Result<()>>>,
}

/// From so many fresh bytes on the disk is told while answers are graded, lest all of it is waited for in the end.
const FRESH: u64 = 8 << 20;

/// What becomes of a run that a folder holds already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum There {
    /// It stays, and no other one is begun.
    Refuse,
    /// It goes, with all that it has made.
    Replace,
    /// It had done nothing yet.
    Idle,
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
    /// Begins a run in a folder.
    pub(super) fn begin(
        folder: &Path,
        targets: Vec<Target>,
        settings: &Settings,
        mut there: There,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let journal = folder.join(JOURNAL);
        if there == There::Refuse && graded_nothing(folder, &journal)? {
            there = There::Replace;
        }
        if there == There::Refuse {
            refuse(folder, &targets, &journal)?;
        }
        let was_there = journal.exists();
        let mut journal = Growing::open(journal, false)?;
        let before = journal.lines()?;
        journal.keep(0)?;
        // From here on no other run writes into the folder.
        let files = targets.iter().map(Target::begin).collect::<anyhow::Result<_>>()?;
        if there == There::Replace && was_there {
            let_go(folder, before.first().map(|(line, _)| line), &targets)?;
        }
        let mut store = Self { targets, journal, files, tally: Tally::default() };
        store.note(&Line::Begun(settings.clone()))?;
        Ok(store)
    }

    /// Takes up a run where it stopped.
    pub(super) fn resume(
        folder: &Path,
        targets: Vec<Target>,
        settings: &Settings,
    ) -> anyhow::Result<(Self, Earlier)> {
        let path = folder.join(JOURNAL);
        if !path.exists() {
            return Ok((Self::begin(folder, targets, settings, There::Refuse)?, Earlier::default()));
        }
        let mut journal = Growing::open(path, false)?;
        let lines = journal.lines()?;
        let Some((Line::Begun(begun), _)) = lines.first() else {
            journal.refuse_strange()?;
            // It stopped before anything was done.
            drop(journal);
            return Ok((Self::begin(folder, targets, settings, There::Idle)?, Earlier::default()));
        };
        if let Some(what) = begun.difference(settings) {
            bail!("the run in {} was begun with {what}; begin again with --overwrite", folder.display());
        }
        let ended = lines.iter().any(|(line, _)| matches!(line, Line::Ended));
        let mut store = Self { targets, journal, files: Vec::new(), tally: Tally::default() };
        let entries = if ended {
            lines.into_iter().filter_map(|(line, _)| line.entry()).collect()
        } else {
            store.regrow(lines)?
        };
        entries.iter().for_each(|entry: &Entry| store.tally.merge(&entry.tally));
        Ok((store, Earlier { entries, ended }))
    }

    /// Opens the files that grow and keeps of them what the journal vouches for.
    fn regrow(&mut self, lines: Vec<(Line, u64)>) -> anyhow::Result<Vec<Entry>> {
        let mut ends: Vec<u64> = self.targets.iter().map(|target| target.header.len() as u64).collect();
        for target in &self.targets {
            self.files.push(target.go_on()?);
        }
        let mut journal_end = lines.first().map_or(0, |(_, end)| *end);
        let mut kept = Vec::new();
        for (line, end) in lines {
            let Some(entry) = line.entry() else { continue };
            if entry.lengths.len() != ends.len() || !vouched(&mut self.files, &entry)? {
                break;
            }
            ends.iter_mut().zip(&entry.lengths).for_each(|(end, length)| *end += length);
            kept.push(entry);
            journal_end = end;
        }
        for (file, end) in self.files.iter_mut().zip(ends) {
            file.keep(end)?;
        }
        self.journal.keep(journal_end)?;
        Ok(kept)
    }

    /// Adds what came of a job.
    pub(super) fn add(&mut self, done: &Done) -> anyhow::Result<()> {
        for (file, bytes) in self.files.iter_mut().zip(&done.bytes) {
            file.add(bytes)?;
        }
        self.note(&Line::Done(done.entry.clone()))?;
        self.tally.merge(&done.entry.tally);
        Ok(())
    }

    /// Puts the files in their places; again where that was not finished.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        if !self.files.is_empty() {
            self.files.iter_mut().try_for_each(Growing::sync)?;
            self.note(&Line::Ended)?;
            self.journal.sync()?;
            self.files.clear();
        }
        for target in &self.targets {
            let (part, path) = (target.part(), &target.path);
            match std::fs::rename(&part, path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("cannot write {}", path.display()));
                }
                _ if !path.exists() => bail!("{} is gone; begin again with --overwrite", path.display()),
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

/// Whether an earlier run has ended without one answer, so that nobody misses what it left.
fn graded_nothing(folder: &Path, journal: &Path) -> anyhow::Result<bool> {
    let results = std::fs::metadata(folder.join(RESULTS));
    if !journal.exists() || !results.is_ok_and(|about| about.is_file() && about.len() == 0) {
        return Ok(false);
    }
    let lines = Growing::open(journal.to_owned(), false)?.lines()?;
    let ended = lines.iter().any(|(line, _)| matches!(line, Line::Ended));
    let graded = lines.into_iter().filter_map(|(line, _)| line.entry()).any(|entry| entry.tally.graded > 0);
    Ok(ended && !graded)
}

/// Complains of what an earlier run has left.
fn refuse(folder: &Path, targets: &[Target], journal: &Path) -> anyhow::Result<()> {
    let what = match () {
        () if targets.iter().any(|target| target.path.exists()) => "results",
        () if journal.exists() => "a run that was begun",
        () => return Ok(()),
    };
    bail!(
        "{} already holds {what}; go on with it by --resume, replace it by --overwrite, or choose another folder with --out",
        folder.display()
    )
}

/// Removes what an earlier run has made and this one does not replace.
fn let_go(folder: &Path, begun: Option<&Line>, targets: &[Target]) -> anyhow::Result<()> {
    feedback::remove(folder)?;
    let answers = folder.join(ANSWERS);
    let made = matches!(begun, Some(Line::Begun(settings)) if settings.keep_answers);
    if !made || targets.iter().any(|target| target.path == answers) {
        return Ok(());
    }
    for path in [part(&answers), answers] {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", path.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The name of a file until it is whole.
fn part(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

impl Target {
    /// Its name until it is whole.
    fn part(&self) -> PathBuf {
        part(&self.path)
    }

    fn begin(&self) -> anyhow::Result<Growing> {
        let mut file = Growing::open(self.part(), true)?;
        file.add(self.header.as_bytes())?;
        Ok(file)
    }

    /// Behind its header.
    fn go_on(&self) -> anyhow::Result<Growing> {
        let mut file = Growing::open(self.part(), false)?;
        let mut header = Vec::new();
        (&mut file.file).take(self.header.len() as u64).read_to_end(&mut header)?;
        if header != self.header.as_bytes() {
            file.keep(0)?;
            file.add(self.header.as_bytes())?;
        }
        Ok(file)
    }
}

/// Whether the files go on with what this entry says; they stand behind it then.
fn vouched(files: &mut [Growing], entry: &Entry) -> anyhow::Result<bool> {
    let mut all = Vec::with_capacity(files.len());
    for (file, length) in files.iter_mut().zip(&entry.lengths) {
        let mut bytes = Vec::new();
        let read = (&mut file.file).take(*length).read_to_end(&mut bytes);
        read.with_context(|| format!("cannot read {}", file.path.display()))?;
        all.push(bytes);
    }
    let whole = all.iter().zip(&entry.lengths).all(|(bytes, length)| bytes.len() as u64 == *length);
    Ok(whole && checksum(&all) == entry.output)
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
        let mut growing = Self { path, file, fresh: 0, syncing: None };
        if empty {
            growing.keep(0)?;
        }
        Ok(growing)
    }

    fn add(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut added = self.file.write_all(bytes);
        self.fresh += bytes.len() as u64;
        if self.fresh >= FRESH && self.syncing.as_ref().is_none_or(JoinHandle::is_finished) {
            added = added.and_then(|()| self.begin_sync());
        }
        added.with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// Has the disk take what there is, without waiting for it.
    fn begin_sync(&mut self) -> std::io::Result<()> {
        self.end_sync()?;
        let file = self.file.try_clone()?;
        self.fresh = 0;
        self.syncing = Some(Builder::new().spawn(move || file.sync_data())?);
        Ok(())
    }

    /// Waits for the disk; what it could not take is told once.
    fn end_sync(&mut self) -> std::io::Result<()> {
        let done = self.syncing.take().map(JoinHandle::join);
        done.unwrap_or(Ok(Ok(()))).unwrap_or_else(|_| Err(ErrorKind::Other.into()))
    }

    /// Cuts off what is behind `end`, and goes on there.
    fn keep(&mut self, end: u64) -> anyhow::Result<()> {
        let done = self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end)));
        done.map(|_| ()).with_context(|| format!("cannot write {}", self.path.display()))
    }

    fn sync(&mut self) -> anyhow::Result<()> {
        self.end_sync()
            .and_then(|()| self.file.sync_all())
            .with_context(|| format!("cannot write {}", self.path.display()))
    }

    /// Complains of a journal whose beginning is whole, and none that this version knows.
    fn refuse_strange(&mut self) -> anyhow::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut first = Vec::new();
        BufReader::new(&self.file).read_until(b'\n', &mut first)?;
        if first.ends_with(b"\n") {
            bail!(
                "{} is not of this version of gradus; go on with the version that began the run, begin again with \
                 --overwrite, or choose another folder with --out",
                self.path.display()
            );
        }
        Ok(())
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
}
