//! The journal of a run: what has been done, job by job, so that a run that was stopped can go on.
//!
//! An entry is written after what it is about, and holds the length and a checksum of it. Whatever
//! was lost or half written when the run stopped, at any moment, is found out by that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cli::checksum::Checksum;
use crate::cli::review;
use crate::review::Reviewed;

/// A line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// The first: what the results depend on besides the answers.
    Begun(Settings),
    /// A job that was done.
    Done(Entry),
    /// Everything was done.
    Ended,
}

impl Line {
    /// Of a job that was done.
    pub(super) fn entry(self) -> Option<Entry> {
        match self {
            Self::Done(entry) => Some(entry),
            Self::Begun(_) | Self::Ended => None,
        }
    }
}

/// What the results depend on besides the answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Settings {
    pub version: String,
    pub inputs: Vec<String>,
    pub map: Vec<String>,
    pub exclude: Vec<String>,
    pub rubrics: Vec<(String, u64)>,
    /// Of the key of pseudonyms.
    pub key: Option<u64>,
    /// Of the file of overrides.
    pub overrides: Option<u64>,
    pub keep_answers: bool,
}

impl Settings {
    /// The first thing that differs, as people know it.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        let differ = [
            (self.version != other.version, "another version of gradus"),
            (self.inputs != other.inputs, "other inputs"),
            (self.map != other.map, "another --map"),
            (self.exclude != other.exclude, "another --exclude"),
            (self.key != other.key, "another --anonymise"),
            (self.overrides != other.overrides, "other --overrides"),
            (self.keep_answers != other.keep_answers, "with or without --keep-answers"),
            (self.rubrics != other.rubrics, "other rubrics, or before they were changed"),
        ];
        differ.iter().find(|(differs, _)| *differs).map(|(_, what)| *what)
    }
}

/// A job that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Checksum of the job.
    pub input: u64,
    /// How many bytes were added to each file of results.
    pub lengths: Vec<u64>,
    /// Checksum of those bytes.
    pub output: u64,
    pub tally: Tally,
}

impl Entry {
    pub(super) fn new(input: u64, bytes: &[Vec<u8>], tally: Tally) -> Self {
        let lengths = bytes.iter().map(|bytes| bytes.len() as u64).collect();
        Self { input, lengths, output: checksum(bytes), tally }
    }
}

/// Of the bytes of a job in each file.
pub(super) fn checksum(bytes: &[Vec<u8>]) -> u64 {
    let mut sum = Checksum::new(2);
    bytes.iter().for_each(|bytes| sum.add(bytes));
    sum.value()
}

/// How much was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    pub graded: u64,
    pub problems: u64,
    /// Of those graded, whose candidate is known by the name alone.
    #[serde(default)]
    pub only_named: u64,
    /// Of input.
    pub bytes: u64,
    /// By rubric id.
    pub rubrics: BTreeMap<String, Share>,
    /// What became of the overrides.
    #[serde(default)]
    pub overrides: review::Tally,
}

/// What was graded by one rubric.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Share {
    pub fingerprint: u64,
    pub graded: u64,
    /// Of these, with nothing handed in.
    #[serde(default)]
    pub blank: u64,
    pub passed: u64,
    /// Sum of the scores, in tenths of a percent.
    pub permille: u64,
}

impl Tally {
    /// One more answer.
    pub(super) fn add(&mut self, rubric: &str, fingerprint: u64, reviewed: &Reviewed<'_>) {
        self.graded += 1;
        let one = Share {
            fingerprint,
            graded: 1,
            blank: u64::from(reviewed.is_blank()),
            passed: u64::from(reviewed.assessment.passed),
            permille: u64::from(reviewed.assessment.permille),
        };
        match self.rubrics.get_mut(rubric) {
            Some(share) => share.merge(&one),
            None => {
                self.rubrics.insert(rubric.to_owned(), one);
            }
        }
    }

    /// What another job has done besides.
    pub(super) fn merge(&mut self, other: &Self) {
        self.graded += other.graded;
        self.problems += other.problems;
        self.only_named += other.only_named;
        self.bytes += other.bytes;
        self.overrides.join(other.overrides.clone());
        for (rubric, share) in &other.rubrics {
            self.rubrics.entry(rubric.clone()).or_default().merge(share);
        }
    }
}

impl Share {
    fn merge(&mut self, other: &Self) {
        self.fingerprint = other.fingerprint;
        self.graded += other.graded;
        self.blank += other.blank;
        self.passed += other.passed;
        self.permille += other.permille;
    }
}
