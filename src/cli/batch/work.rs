//! What a worker thread does with a job: read, grade, write everything down.
//!
//! What comes of a job is bytes for each file of results and one entry of the journal, so that the
//! one thread that puts them in order has nothing to think about.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::jobs::{Job, Stream, document};
use super::journal::{Entry, Tally};
use super::walk::{Unread, shown};
use crate::cli::answers::{decode, front_matter_rubric};
use crate::cli::scorers::{Loaded, Scorers};
use crate::report::{csv_cell, json_string};
use crate::score::Worker;
use crate::submissions::columns::Mapping;
use crate::submissions::table::Rows;
use crate::submissions::{At, Block, Objects, Shape, Submission, filed};

/// Problems of a job that are worded on the terminal.
pub(super) const MOST_TOLD: usize = 20;

/// What comes of a job.
pub(super) struct Done {
    /// For each file of results.
    pub bytes: [Vec<u8>; 3],
    /// For the journal.
    pub entry: Entry,
    /// Problems, worded.
    pub told: Vec<String>,
}

/// Everything that threads share.
pub(super) struct Grader {
    pub scorers: Scorers,
    /// The rubrics that the command line names.
    pub given: Vec<Arc<Loaded>>,
    pub mapping: Mapping,
    /// Ids of rubrics, for names of files.
    pub ids: Vec<String>,
}

/// What one thread has met.
#[derive(Default)]
pub(super) struct Memory {
    /// Rubrics in use and the words of their answers.
    rubrics: BTreeMap<String, InUse>,
    submissions: Vec<Submission>,
}

struct InUse {
    loaded: Arc<Loaded>,
    worker: Worker,
}

/// What has come of a job so far.
#[derive(Default)]
struct Output {
    results: Vec<u8>,
    gradebook: Vec<u8>,
    problems: Vec<u8>,
    told: Vec<String>,
    tally: Tally,
}

impl Grader {
    /// Does a job.
    pub(super) fn work(&self, memory: &mut Memory, job: Job) -> Done {
        let (input, size) = (job.checksum(), job.size());
        let mut output = Output::default();
        match job {
            Job::Unread(unread) => output.problem(&unread),
            Job::Documents(paths) => {
                for path in paths {
                    self.document(memory, &path, &mut output);
                }
            }
            Job::Document { name, bytes } => self.text(memory, &name, bytes, &mut output),
            Job::Records { stream, block, skip } => match block.shape {
                Shape::Table { separator, .. } => {
                    self.rows(memory, &stream, &block, (separator, skip), &mut output);
                }
                Shape::Lines | Shape::Values => self.objects(memory, &stream, &block, &mut output),
            },
        }
        output.tally.bytes = size;
        output.done(input)
    }

    fn document(&self, memory: &mut Memory, path: &Path, output: &mut Output) {
        let name = shown(path);
        match document(path) {
            Ok(bytes) => self.text(memory, &name, bytes, output),
            Err(message) => output.problem(&Unread { source: name, message }),
        }
    }

    /// A document as one submission.
    fn text(&self, memory: &mut Memory, name: &str, bytes: Vec<u8>, output: &mut Output) {
        match decode(bytes, "it") {
            Ok(answer) => {
                let mut submission = filed(name, &self.ids);
                submission.question =
                    front_matter_rubric(&answer).map(ToOwned::to_owned).or(submission.question);
                submission.answer = answer;
                memory.submissions.push(submission);
                self.grade_all(memory, name, output);
            }
            Err(error) => output.problem(&Unread { source: name.to_owned(), message: error.to_string() }),
        }
    }

    fn rows(
        &self,
        memory: &mut Memory,
        stream: &Stream,
        block: &Block,
        (separator, skip): (u8, usize),
        output: &mut Output,
    ) {
        let Some(columns) = &stream.columns else { return };
        let (mut rows, mut read) = (Rows::new(separator), 0);
        for (at, record) in block.records() {
            read += record.len();
            if read <= skip {
                continue;
            }
            let source = format!("{}:{}", stream.name, at.number);
            let found = rows
                .cells(record)
                .and_then(|cells| columns.read(cells, &self.mapping, &source, &mut memory.submissions));
            self.finish(memory, found, (source, at), output);
        }
    }

    fn objects(&self, memory: &mut Memory, stream: &Stream, block: &Block, output: &mut Output) {
        let mut objects = Objects::new(&self.mapping);
        for (at, record) in block.records() {
            // What stands between the values of an array.
            let between = |byte: &u8| matches!(byte, b',' | b'[' | b']') || byte.is_ascii_whitespace();
            let start = match block.shape {
                Shape::Values => record.iter().position(|byte| !between(byte)).unwrap_or(record.len()),
                Shape::Lines | Shape::Table { .. } => 0,
            };
            let record = record.get(start..).unwrap_or_default();
            if record.trim_ascii().is_empty() {
                continue;
            }
            let source = format!("{}:{}", stream.name, at.number);
            let found = objects.read(record, &source, &mut memory.submissions);
            self.finish(memory, found, (source, at), output);
        }
    }

    /// Grades what was found in a record, or tells what is wrong with it.
    fn finish(
        &self,
        memory: &mut Memory,
        found: Result<(), String>,
        (source, at): (String, At),
        output: &mut Output,
    ) {
        // Cells may have several lines, and editors count those.
        let place = if at.line == at.number { source } else { format!("{source} (line {})", at.line) };
        match found {
            Ok(()) => self.grade_all(memory, &place, output),
            Err(message) => output.problem(&Unread { source: place, message }),
        }
    }

    /// Grades the submissions at hand.
    fn grade_all(&self, memory: &mut Memory, place: &str, output: &mut Output) {
        let mut submissions = std::mem::take(&mut memory.submissions);
        for submission in submissions.drain(..) {
            if let Err(message) = self.grade(memory, &submission, output) {
                output.problem(&Unread { source: place.to_owned(), message });
            }
        }
        memory.submissions = submissions;
    }

    fn grade(&self, memory: &mut Memory, submission: &Submission, output: &mut Output) -> Result<(), String> {
        let question = submission.question.as_deref();
        let asked = |loaded: &&Arc<Loaded>| {
            let rubric = loaded.scorer.rubric();
            question
                .is_some_and(|question| question == rubric.id || question.trim() == rubric.question.trim())
        };
        let one = match self.given.as_slice() {
            [] => None,
            [only] => Some(only),
            several => several.iter().find(asked),
        };
        if let Some(loaded) = one {
            grade_by(memory.given(loaded), submission, output);
            return Ok(());
        }
        match question {
            None if self.given.is_empty() => {
                Err("which rubric? give --rubric ID, or a column or field `question_id` that names it"
                    .to_owned())
            }
            None => {
                for loaded in &self.given {
                    grade_by(memory.given(loaded), submission, output);
                }
                Ok(())
            }
            Some(question) if self.given.is_empty() => {
                grade_by(memory.named(question, &self.scorers)?, submission, output);
                Ok(())
            }
            Some(question) => {
                Err(format!("none of the rubrics given is called `{question}`, and none asks that question"))
            }
        }
    }
}

impl Memory {
    fn given(&mut self, loaded: &Arc<Loaded>) -> &mut InUse {
        let id = &loaded.scorer.rubric().id;
        self.rubrics.entry(id.clone()).or_insert_with(|| InUse::new(Arc::clone(loaded)))
    }

    fn named(&mut self, name: &str, scorers: &Scorers) -> Result<&mut InUse, String> {
        if !self.rubrics.contains_key(name) {
            let in_use = InUse::new(scorers.get(name, false)?);
            self.rubrics.insert(name.to_owned(), in_use);
        }
        self.rubrics.get_mut(name).ok_or_else(|| format!("no rubric `{name}`"))
    }
}

impl InUse {
    fn new(loaded: Arc<Loaded>) -> Self {
        Self { loaded, worker: Worker::default() }
    }
}

/// Grades an answer by one rubric and writes it down.
fn grade_by(in_use: &mut InUse, submission: &Submission, output: &mut Output) {
    let InUse { loaded, worker } = in_use;
    let scorer = &loaded.scorer;
    let assessment = scorer.score(worker, &submission.answer);
    let Submission { candidate, id, source, answer, .. } = submission;
    let out = &mut output.results;
    out.extend(b"{\"candidate\":{\"id\":");
    json_string(&candidate.id, out);
    for (name, value) in [(",\"name\":", &candidate.name), (",\"email\":", &candidate.email)] {
        if let Some(value) = value {
            out.extend(name.as_bytes());
            json_string(value, out);
        }
    }
    out.extend(b"},\"source\":");
    json_string(source, out);
    out.push(b',');
    loaded.lines.write_fields(id.as_deref().unwrap_or(source), scorer, &assessment, answer, out);
    loaded.gradebook.write(submission, scorer, &assessment, &mut output.gradebook);
    output.tally.add(&scorer.rubric().id, loaded.fingerprint(), assessment.permille, assessment.passed);
}

impl Output {
    fn problem(&mut self, unread: &Unread) {
        let Unread { source, message } = unread;
        let file = source.split_once(" (line ").map_or(source.as_str(), |(source, _)| source);
        self.problems.extend(format!("{},{}\n", csv_cell(file), csv_cell(message)).as_bytes());
        if self.told.len() < MOST_TOLD {
            self.told.push(format!("{source}: {message}"));
        }
        self.tally.problems += 1;
    }

    fn done(self, input: u64) -> Done {
        let bytes = [self.results, self.gradebook, self.problems];
        let entry = Entry::new(input, &bytes, self.tally);
        Done { bytes, entry, told: self.told }
    }
}
