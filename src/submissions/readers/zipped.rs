//! Entries of a ZIP file, read within limits.
//!
//! Nothing is written anywhere, so that names cannot lead out of a folder; they are refused all the
//! same where they try, since they end up in reports. Sizes that count are those that come out, not
//! those that the archive claims.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;
use zip::read::{OwnedZipFileEntry, ZipReadOptions};
use zip::result::ZipError;

use super::Limits;

/// Below this size no ratio is too high.
const ALWAYS: u64 = 1 << 20;
/// Shortest header of an entry.
const HEADER: u64 = 30;

/// What an archive may still unpack to, those within it included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    pub bytes: u64,
    pub entries: usize,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { bytes: limits.unpacked, entries: limits.entries }
    }

    /// Pays for the entries of an archive.
    pub(super) fn pay(&mut self, entries: usize) -> Result<(), String> {
        self.entries = self
            .entries
            .checked_sub(entries)
            .ok_or_else(|| format!("holds {entries} entries, more than are read; split it"))?;
        Ok(())
    }
}

/// The entries of an archive, in its order.
#[derive(Debug)]
pub(super) struct Entries {
    pub all: Vec<OwnedZipFileEntry>,
    /// Whether some share a name: only the last of each is in `all`.
    pub doubled: bool,
}

/// Reads the directory of an archive.
pub(super) fn entries(reader: &mut (impl Read + Seek), budget: &mut Budget) -> Result<Entries, String> {
    let fail = |error: ZipError| damaged(&error, "ZIP file");
    let archive = ZipArchive::new(reader).map_err(fail)?;
    budget.pay(archive.len())?;
    let entry = |at| archive.by_index_data(at).map(OwnedZipFileEntry::from);
    let all: Vec<OwnedZipFileEntry> =
        (0..archive.len()).map(entry).collect::<Result<_, _>>().map_err(fail)?;
    if overlap(&all) {
        return Err("its entries overlap, as in a zip bomb; pack the files again".to_owned());
    }
    Ok(Entries { all, doubled: archive.has_duplicate_names() })
}

/// Whether bytes belong to two entries.
fn overlap(entries: &[OwnedZipFileEntry]) -> bool {
    let range = |entry: &OwnedZipFileEntry| {
        let end = entry.header_start().saturating_add(HEADER).saturating_add(entry.compressed_size());
        (entry.header_start(), end)
    };
    let mut ranges: Vec<(u64, u64)> = entries.iter().map(range).collect();
    ranges.sort_unstable();
    ranges.windows(2).any(|pair| matches!(pair, [(_, end), (start, _)] if end > start))
}

/// The bytes of an entry.
pub(super) fn unpack(
    reader: &mut (impl Read + Seek),
    entry: &OwnedZipFileEntry,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<Vec<u8>, String> {
    if entry.encrypted() {
        return Err("encrypted; unpack it with its password and pack it again without".to_owned());
    }
    let by_ratio = entry.compressed_size().saturating_mul(limits.ratio).max(ALWAYS);
    let most = limits.file.min(by_ratio).min(budget.bytes);
    let file = entry.as_ref().with_reader(reader, ZipReadOptions::new());
    let file = file.map_err(|error| damaged(&error, "entry"))?;
    let mut bytes = Vec::new();
    let read = file.take(most.saturating_add(1)).read_to_end(&mut bytes);
    if bytes.len() as u64 > most {
        return Err(too_large(most, limits, budget));
    }
    read.map_err(|error| format!("damaged ({error}); pack it again"))?;
    budget.bytes = budget.bytes.saturating_sub(bytes.len() as u64);
    Ok(bytes)
}

fn too_large(most: u64, limits: &Limits, budget: &mut Budget) -> String {
    if most == limits.file {
        return format!("unpacks to more than {} MB, the most that one file may have", most >> 20);
    }
    if most == budget.bytes {
        budget.bytes = 0;
        return format!("the archive unpacks to more than {} MB in all; split it", limits.unpacked >> 20);
    }
    format!(
        "unpacks to more than {} times its size, as a zip bomb does; hand in the file itself",
        limits.ratio
    )
}

fn damaged(error: &ZipError, what: &str) -> String {
    match error {
        ZipError::UnsupportedArchive(reason) => {
            format!("a {what} of a kind that is not read ({reason}); pack it again as an ordinary ZIP file")
        }
        error => format!("a damaged {what} ({error}); is it whole? Pack it again"),
    }
}

/// A file of a word processor: a ZIP file whose parts are known by name.
#[derive(Debug)]
pub(super) struct Package<'b> {
    reader: Cursor<&'b [u8]>,
    entries: Vec<OwnedZipFileEntry>,
    budget: Budget,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, String> {
        let mut reader = Cursor::new(bytes);
        let mut budget = Budget::new(limits);
        let entries = entries(&mut reader, &mut budget)?;
        if entries.doubled {
            return Err(
                "holds a part twice, so that programs disagree on what it says; save it again".to_owned()
            );
        }
        Ok(Self { reader, entries: entries.all, budget })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name_raw() == name.as_bytes())
    }

    /// Names of its parts.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|entry| std::str::from_utf8(entry.name_raw()).ok())
    }

    /// A part's bytes; `None` where there is none of that name.
    pub(super) fn part(&mut self, name: &str, limits: &Limits) -> Result<Option<Vec<u8>>, String> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name_raw() == name.as_bytes()) else {
            return Ok(None);
        };
        unpack(&mut self.reader, entry, limits, &mut self.budget).map(Some)
    }

    /// A part as text.
    pub(super) fn text(&mut self, name: &str, limits: &Limits) -> Result<Option<String>, String> {
        let bytes = self.part(name, limits)?;
        bytes.map(|bytes| super::encoding::decode(&bytes).map(|decoded| decoded.text)).transpose()
    }
}
