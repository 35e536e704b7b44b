//! One document: read, parted, graded.

use std::collections::BTreeMap;
use std::path::Path;

use super::catalog::Catalog;
use super::claims::Claims;
use super::files::{Candidate, fault};
use super::settings::Settings;
use crate::diagnostic::{Code, Severity};
use crate::documents::{Choice, Outline, Part, Parts, Reason};
use crate::gate::Baseline;
use crate::report::{CheckedFile, Grader, Grading, Note};
use crate::score::Worker;
use crate::span::{Answer, Span};

/// Largest document, in bytes.
const LARGEST: u64 = 64 << 20;

/// What all documents of a run share.
pub(super) struct Context<'c> {
    pub settings: &'c Settings,
    pub catalog: &'c Catalog,
    pub claims: &'c Claims,
    pub baseline: &'c Baseline,
    /// The rubric of the command line.
    pub rubric: Option<usize>,
    /// A named file without answers is no error.
    pub allow_empty: bool,
}

/// The memory of a thread; a worker belongs to one rubric.
pub(super) type Workers = BTreeMap<usize, Worker>;

/// A document, or why there is none.
pub(super) enum Outcome {
    Checked(CheckedFile),
    /// It cannot be read, or cannot be graded although it should.
    Fault(Note),
    /// It holds no answers, and nobody said that it does.
    None,
}

impl Context<'_> {
    /// Reads and grades one document.
    pub(crate) fn check(&self, file: &Candidate, workers: &mut Workers) -> Outcome {
        match read(&file.path) {
            Ok(text) => self.grade(file, text, workers),
            Err(cause) => Outcome::Fault(fault(self.settings, &file.path, &cause)),
        }
    }

    /// Grades a text that stands for a file.
    pub(crate) fn grade(&self, file: &Candidate, text: String, workers: &mut Workers) -> Outcome {
        let outline = Outline::read(&text);
        let claim = self.claims.of(&file.path);
        let Parts { parts, near } = self.parts(&outline, &text, claim);
        let mut grading = Grading::new(&file.shown, &text, &outline.ignores, self.baseline);
        let mut unknown = Vec::new();
        for part in &parts {
            match self.catalog.choose(&part.rubric) {
                Ok(at) => self.grade_part(&mut grading, part, at, claim, workers),
                Err(message) => {
                    let note = Note::new(Code::CheckUnknownRubric, Severity::Error, &file.shown, message);
                    unknown.push((note, named_at(&outline, part)));
                }
            }
        }
        // What stands under the right name is still reported.
        unknown.into_iter().for_each(|(note, span)| grading.note(note, span));
        if parts.is_empty() && outline.markers.is_empty() {
            if claim.is_none() && (!file.named || self.allow_empty) {
                return Outcome::None;
            }
            return Outcome::Fault(no_rubric(&file.shown));
        }
        for miss in near {
            let id = self.catalog.rubrics.get(miss.like.question).map_or("", |known| known.facts.id.as_str());
            let message = format!(
                "this heading is {} % like the question of `{id}`, too little to be graded",
                miss.like.percent
            );
            let note = Note::new(Code::CheckNearQuestion, Severity::Note, &file.shown, message);
            grading.note(
                note.help(format!("write `<!-- gradus: {id} -->` below it if it is that question")),
                miss.heading,
            );
        }
        let (answers, notes) = grading.finish();
        Outcome::Checked(CheckedFile { path: file.shown.clone(), text, answers, notes })
    }

    /// By the command line, else front matter, else the configuration, else markers and headings.
    fn parts(&self, outline: &Outline, text: &str, claim: Option<super::claims::ClaimIdx>) -> Parts {
        let whole =
            |at: usize, reason| Part { rubric: Choice::Question(at), ..outline.whole(String::new(), reason) };
        if let Some(at) = self.rubric {
            return Parts { parts: vec![whole(at, Reason::Option)], ..Parts::default() };
        }
        if let Some(marker) = &outline.front_matter {
            if marker.is_none() {
                return Parts::default();
            }
            let part = outline.whole(marker.name.clone(), Reason::FrontMatter);
            return Parts { parts: vec![part], ..Parts::default() };
        }
        if let Some(at) = self.claims.rubric(claim) {
            return Parts { parts: vec![whole(at, Reason::Config)], ..Parts::default() };
        }
        outline.parts(text, &self.catalog.questions, &self.settings.labels)
    }

    fn grade_part(
        &self,
        grading: &mut Grading<'_>,
        part: &Part,
        at: usize,
        claim: Option<super::claims::ClaimIdx>,
        workers: &mut Workers,
    ) {
        let (Some(known), Some(rules)) = (self.catalog.rubrics.get(at), self.claims.rules(claim, at)) else {
            return;
        };
        let grader = Grader { facts: &known.facts, scorer: known.scorer(), rules };
        grading.grade(part, grader, workers.entry(at).or_default());
    }
}

/// Where a document names the rubric of a part.
fn named_at(outline: &Outline, part: &Part) -> Span<Answer> {
    let Choice::Named(name) = &part.rubric else { return part.anchor };
    let mut markers = outline.front_matter.iter().chain(&outline.markers);
    markers
        .find(|marker| marker.name == *name && marker.span.end >= part.region.start)
        .map_or(part.anchor, |marker| marker.span)
}

fn no_rubric(shown: &str) -> Note {
    let name = if shown == "-" { "standard input" } else { shown };
    let message = format!("{name} names no rubric, and no heading of it asks the question of one");
    Note::new(Code::CheckNoRubric, Severity::Error, shown, message).help(
        "give --rubric ID, begin the file with `---`, `rubric: ID`, `---`, or write `<!-- gradus: ID -->` under a heading",
    )
}

/// The text of a document, or why there is none.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if about.len() > LARGEST {
        return Err(format!("it has {} MB; at most {} MB are read", about.len() >> 20, LARGEST >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    decode(bytes)
}

/// UTF-8, or what is wrong with it.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        format!("it is not UTF-8 text (byte {}); save it as UTF-8", error.utf8_error().valid_up_to())
    })
}
