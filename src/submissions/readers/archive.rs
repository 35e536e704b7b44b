//! Files one by one, out of archives within archives, each with who handed it in.
//!
//! One entry is in memory at a time, and the archives around it. An entry that cannot be read is
//! told, and the next one follows.

use std::io::{Cursor, Read, Seek};

use zip::read::OwnedZipFileEntry;

use super::naming::{METADATA, Naming};
use super::zipped::{self, Budget, Entries};
use super::{Candidate, Limits, Remark};

/// A file to be read: one that was named, or an entry of an archive.
#[derive(Debug, Clone)]
pub struct Packed {
    /// `week1.zip/anna.docx`.
    pub source: String,
    /// Who handed it in; several where a group did.
    pub candidates: Vec<Candidate>,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Something that can be read from anywhere in it.
trait Source: Read + Seek + Send {}

impl<S: Read + Seek + Send> Source for S {}

/// The files of an archive, or the one file that is none.
pub struct Files<'r> {
    limits: Limits,
    start: Option<(String, Box<dyn Source + 'r>)>,
    /// From the outermost to the one being read.
    open: Vec<Archive<'r>>,
    budget: Budget,
}

/// Every file in `reader`, in its order and within `limits`. Archives are opened, office files not.
pub fn files<'r>(name: &str, reader: impl Read + Seek + Send + 'r, limits: &Limits) -> Files<'r> {
    Files {
        limits: limits.clone(),
        start: Some((name.to_owned(), Box::new(reader))),
        open: Vec::new(),
        budget: Budget::new(limits),
    }
}

impl Iterator for Files<'_> {
    type Item = Result<Packed, Remark>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((name, reader)) = self.start.take()
            && let Some(file) = self.start(name, reader)
        {
            return Some(file);
        }
        loop {
            let archive = self.open.last_mut()?;
            if std::mem::take(&mut archive.doubled) {
                let message =
                    "some entries share a name, of which only the last was read; pack the files again";
                return Some(Err(Remark::new(&archive.name, message)));
            }
            if std::mem::take(&mut archive.empty) {
                let message = "an archive in which there are no files";
                let owner = archive.owner.clone().unwrap_or_default();
                return Some(Err(Remark::new(&archive.name, message).of(&owner)));
            }
            match archive.entries.next() {
                Some(entry) => {
                    if let Some(file) = self.entry(&entry) {
                        return Some(file);
                    }
                }
                None => {
                    self.open.pop();
                }
            }
        }
    }
}

impl<'r> Files<'r> {
    /// The file itself; nothing where it is an archive, which is then open.
    fn start(&mut self, name: String, mut reader: Box<dyn Source + 'r>) -> Option<Result<Packed, Remark>> {
        let candidates = Naming::of([name.as_str()]).candidates(&name);
        let fail = |message: String| Some(Err(Remark::new(&name, message).of(&candidates)));
        let mut head = Vec::new();
        if let Err(error) = reader.by_ref().take(4).read_to_end(&mut head).and_then(|_| reader.rewind()) {
            return fail(format!("cannot be read ({error})"));
        }
        if is_zip(&head) {
            match zipped::entries(&mut reader, &mut self.budget) {
                Ok(entries) if !is_document(&entries.all) => {
                    self.open.push(Archive::new(
                        name,
                        reader,
                        entries,
                        None,
                        (&self.limits, &mut self.budget),
                    ));
                    return None;
                }
                Ok(_) => {}
                Err(message) => return fail(message),
            }
        }
        let (mut bytes, most) = (Vec::new(), self.limits.file);
        let read = reader.rewind().and_then(|()| reader.take(most.saturating_add(1)).read_to_end(&mut bytes));
        match read {
            Err(error) => fail(format!("cannot be read ({error})")),
            Ok(_) if bytes.len() as u64 > most => {
                fail(format!("larger than {} MB, the most that one file may have", most >> 20))
            }
            Ok(_) => Some(Ok(Packed { source: name, candidates, bytes })),
        }
    }

    /// A file of the archive being read; nothing where it is a folder, none of ours, or an archive.
    fn entry(&mut self, entry: &OwnedZipFileEntry) -> Option<Result<Packed, Remark>> {
        let archive = self.open.last_mut()?;
        let path = path_of(entry);
        if entry.is_dir() || is_clutter(&path) {
            return None;
        }
        let source = format!("{}/{path}", archive.name);
        let candidates = archive.candidates(&path);
        let fail = |message: String| Some(Err(Remark::new(&source, message).of(&candidates)));
        if let Some(message) = objection(entry, &path) {
            return fail(message.to_owned());
        }
        let bytes = match zipped::unpack(&mut archive.reader, entry, &self.limits, &mut self.budget) {
            Ok(bytes) => bytes,
            Err(message) => return fail(message),
        };
        let packed = Packed { source, candidates, bytes };
        if is_zip(&packed.bytes) { self.inner(packed, &path) } else { Some(Ok(packed)) }
    }

    /// A document that is a ZIP file; nothing where it is an archive, which is then open.
    fn inner(
        &mut self,
        Packed { source, candidates, bytes }: Packed,
        path: &str,
    ) -> Option<Result<Packed, Remark>> {
        let fail = |message: String| Some(Err(Remark::new(&source, message).of(&candidates)));
        let mut reader = Cursor::new(bytes);
        // The parts of a document are not entries of the archive around it.
        match zipped::entries(&mut reader, &mut Budget::new(&self.limits)) {
            Err(message) => fail(message),
            Ok(entries) if is_document(&entries.all) => {
                Some(Ok(Packed { source, candidates, bytes: reader.into_inner() }))
            }
            Ok(_) if self.open.len() > self.limits.nesting => {
                let deepest = self.limits.nesting;
                fail(format!(
                    "an archive within archives, deeper than {deepest}; unpack it and name what is in it"
                ))
            }
            Ok(entries) => {
                if let Err(message) = self.budget.pay(entries.all.len()) {
                    return fail(message);
                }
                let owner = self.open.last().and_then(|archive| archive.owner_of(path));
                let within = (&self.limits, &mut self.budget);
                self.open.push(Archive::new(source, Box::new(reader), entries, owner, within));
                None
            }
        }
    }
}

/// An archive being read.
struct Archive<'r> {
    name: String,
    reader: Box<dyn Source + 'r>,
    entries: std::vec::IntoIter<OwnedZipFileEntry>,
    naming: Naming,
    /// Whose it is as a whole.
    owner: Option<Vec<Candidate>>,
    /// Whether all that is in it is one other archive.
    wraps: bool,
    /// Whether it is still to be told that some entries share a name.
    doubled: bool,
    /// Whether it is still to be told that there is nothing in it.
    empty: bool,
}

impl<'r> Archive<'r> {
    fn new(
        name: String,
        mut reader: Box<dyn Source + 'r>,
        Entries { all: entries, doubled }: Entries,
        owner: Option<Vec<Candidate>>,
        (limits, budget): (&Limits, &mut Budget),
    ) -> Self {
        let paths: Vec<String> = entries.iter().filter(|entry| !entry.is_dir()).map(path_of).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).filter(|path| !is_clutter(path)).collect();
        let mut naming = Naming::of(paths.iter().copied());
        let metadata = entries.iter().find(|entry| path_of(entry).ends_with(METADATA));
        if let Some(bytes) =
            metadata.and_then(|entry| zipped::unpack(&mut reader, entry, limits, budget).ok())
        {
            naming.learn(&bytes);
        }
        let (wraps, empty) = (paths.len() == 1, paths.is_empty());
        Self { name, reader, entries: entries.into_iter(), naming, owner, wraps, doubled, empty }
    }

    fn candidates(&self, path: &str) -> Vec<Candidate> {
        self.owner.clone().unwrap_or_else(|| self.naming.candidates(path))
    }

    /// Whose an archive within this one is; nobody's where it only wraps a download.
    fn owner_of(&self, path: &str) -> Option<Vec<Candidate>> {
        let by_system = self.owner.clone().or_else(|| self.naming.course(path));
        by_system.or_else(|| (!self.wraps).then(|| self.naming.candidates(path)))
    }
}

/// Why an entry is not even unpacked.
fn objection(entry: &OwnedZipFileEntry, path: &str) -> Option<&'static str> {
    let drive = path.get(1..3).is_some_and(|rest| rest == ":/");
    if path.starts_with('/') || drive || path.contains('\0') || path.split('/').any(|part| part == "..") {
        return Some("its name leads out of the archive, which no course system writes; pack the file again");
    }
    if entry.is_symlink() {
        return Some("a link to another file; pack the file itself");
    }
    None
}

/// The name of an entry, with `/` between folders.
fn path_of(entry: &OwnedZipFileEntry) -> String {
    let name = entry.name().unwrap_or_else(|_| String::from_utf8_lossy(entry.name_raw()));
    name.replace('\\', "/").trim_start_matches("./").to_owned()
}

/// What systems leave in archives of their own accord.
fn is_clutter(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let hidden = path.split('/').any(|part| part.starts_with('.') && part != "..");
    hidden
        || path.split('/').any(|part| part == "__MACOSX")
        || matches!(file, "Thumbs.db" | "desktop.ini" | METADATA)
        || file.starts_with("~$")
}

fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// Whether the entries are the parts of one document.
fn is_document(entries: &[OwnedZipFileEntry]) -> bool {
    let is = |entry: &OwnedZipFileEntry| {
        matches!(
            entry.name_raw(),
            b"[Content_Types].xml" | b"mimetype" | b"Index/Document.iwa" | b"Index.zip"
        )
    };
    entries.iter().any(is)
}
