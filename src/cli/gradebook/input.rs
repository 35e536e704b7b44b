//! Results as they are read: once for the class, then line by line again for what is written.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use crate::cli::complain;
use crate::gradebook::{Class, Entry, Graded, Twice};

/// Longest line of results.
const LONGEST: u64 = 64 << 20;
/// Lines that could not be read and are named.
const MOST_NAMED: usize = 10;

/// A file of results.
pub(super) struct Results {
    name: String,
    source: BufReader<File>,
    /// Where the reader stands.
    at: u64,
    /// A line, kept to reuse its memory.
    line: Vec<u8>,
    /// Lines without a grade.
    pub(super) failed: usize,
}

/// The file of results that is meant by a path: in the folder of `gradus batch`, its own.
pub(super) fn file(path: &Path) -> PathBuf {
    let inner = path.join("results.jsonl");
    if path.is_dir() && inner.is_file() { inner } else { path.to_owned() }
}

impl Results {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        if path == Path::new("-") {
            bail!(
                "results are read twice, so they cannot come from standard input; write them to a file first"
            );
        }
        let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
        let about = file.metadata().with_context(|| format!("cannot read {name}"))?;
        if !about.is_file() {
            bail!(
                "{name} is no file; give the results that `gradus batch` or `gradus grade --format jsonl` wrote"
            );
        }
        let source = BufReader::with_capacity(16 << 10, file);
        Ok(Self { name, source, at: 0, line: Vec::new(), failed: 0 })
    }

    /// Reads all lines and keeps their marks.
    pub(super) fn class(&mut self, questions: &[String], twice: Twice) -> anyhow::Result<Class> {
        let mut class = Class::default();
        let mut number = 0;
        loop {
            let place = self.at;
            if !self.next_line(number + 1)? {
                break;
            }
            number += 1;
            if self.line.trim_ascii().is_empty() {
                continue;
            }
            match Graded::parse_head(&self.line) {
                Ok(graded) if questions.is_empty() || questions.contains(&graded.question) => {
                    class
                        .add(&graded, place, number)
                        .map_err(|mixed| anyhow!("{}:{number}: {mixed}", self.name))?;
                }
                Ok(_) => {}
                Err(problem) => self.complain(number, &problem),
            }
        }
        class.settle(twice).map_err(|mixed| anyhow!("{}: {mixed}", self.name))?;
        class.remarks().iter().for_each(|remark| complain(&format!("warning: {}: {remark}", self.name)));
        if class.candidates().is_empty() {
            bail!(
                "{} has no results{}",
                self.name,
                if questions.is_empty() { "" } else { " for these questions" }
            );
        }
        Ok(class)
    }

    fn complain(&mut self, number: usize, problem: &str) {
        self.failed += 1;
        if self.failed <= MOST_NAMED {
            complain(&format!("error: {}:{number}: {problem}", self.name));
        }
    }

    /// A candidate with everything that the lines say.
    pub(super) fn entry<'c>(&mut self, class: &'c Class, candidate: usize) -> anyhow::Result<Entry<'c>> {
        let places = class.places(candidate);
        let answers = places.into_iter().map(|place| place.map(|place| self.line_at(place)).transpose());
        let answers = answers.collect::<anyhow::Result<Vec<_>>>()?;
        let known = class.candidates().get(candidate).context("no such candidate")?;
        Ok(Entry { candidate: known, answers, blank: class.blank(candidate), total: class.total(candidate) })
    }

    fn line_at(&mut self, place: u64) -> anyhow::Result<Graded> {
        let step = i64::try_from(place)? - i64::try_from(self.at)?;
        let moved = self.source.seek_relative(step);
        moved.with_context(|| format!("cannot read {} again", self.name))?;
        self.at = place;
        self.next_line(0)?;
        Graded::parse(&self.line)
            .map_err(|problem| anyhow!("{}: the line at byte {place} cannot be used: {problem}", self.name))
    }

    fn next_line(&mut self, number: usize) -> anyhow::Result<bool> {
        self.line.clear();
        let read = self.source.by_ref().take(LONGEST + 1).read_until(b'\n', &mut self.line);
        let read = read.with_context(|| format!("cannot read {}", self.name))? as u64;
        if read > LONGEST {
            bail!("{}:{number}: the line is longer than {} MB", self.name, LONGEST >> 20);
        }
        self.at += read;
        if self.at == read && self.line.starts_with(b"\xef\xbb\xbf") {
            self.line.drain(..3);
        }
        Ok(read > 0)
    }
}
