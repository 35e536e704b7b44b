//! What a worker thread does with a job: read, grade, write everything down.
//!
//! What comes of a job is bytes for each file of results and one entry of the journal, so that the
//! one thread that puts them in order has nothing to think about.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::jobs::{Job, Stream, add, document};
use super::journal::{Entry, Tally};
use super::pseudonym::Pseudonyms;
use super::sheets::text;
use super::walk::Unread;
use crate::cli::answers::front_matter_rubric;
use crate::cli::checksum::Checksum;
use crate::cli::scorers::{Loaded, Scorers};
use crate::report::{csv_cell, json_string};
use crate::review::{Overrides, Reviewed};
use crate::score::Worker;
use crate::submissions::columns::Mapping;
use crate::submissions::table::Rows;
use crate::submissions::{At, Block, Limits, Objects, Packed, Row, Shape, Submission, file};

/// Problems of a job that are worded on the terminal.
pub(super) const MOST_TOLD: usize = 20;

/// What comes of a job.
pub(super) struct Done {
    /// For each file of results.
    pub bytes: Vec<Vec<u8>>,
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
    pub pseudonyms: Option<Pseudonyms>,
    /// What people decided.
    pub overrides: Option<Overrides>,
    /// Whether answers are written down too.
    pub keep_answers: bool,
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
    /// Who is who.
    people: Vec<u8>,
    answers: Vec<u8>,
    told: Vec<String>,
    tally: Tally,
}

impl Grader {
    /// Does a job.
    pub(super) fn work(&self, memory: &mut Memory, job: Job) -> Done {
        let size = job.size();
        let mut output = Output::default();
        let input = match job {
            Job::Documents(found) => {
                // Read once, for the checksum and the answers, and one at a time.
                let mut sum = Checksum::new(1);
                for found in found {
                    match document(&found) {
                        Ok(packed) => {
                            add(&mut sum, &packed);
                            self.document(memory, &packed, &mut output);
                        }
                        Err(unread) => {
                            sum.add(unread.message.as_bytes());
                            output.problem(&unread);
                        }
                    }
                }
                sum.value()
            }
            job => {
                let input = job.checksum();
                self.others(memory, job, &mut output);
                input
            }
        };
        output.tally.bytes = size;
        output.done(input, self.pseudonyms.is_some(), self.keep_answers)
    }

    /// Every job but documents.
    fn others(&self, memory: &mut Memory, job: Job, output: &mut Output) {
        match job {
            Job::Unread(unread) => output.problem(&unread),
            Job::Note(note) => output.note(&note),
            Job::Documents(_) => {}
            Job::Packed(entries) => entries.iter().for_each(|packed| self.document(memory, packed, output)),
            Job::Cells { stream, rows, .. } => self.cells(memory, &stream, &rows, output),
            Job::Records { stream, block, skip } => match block.shape {
                Shape::Table { separator, .. } => {
                    self.rows(memory, &stream, &block, (separator, skip), output);
                }
                Shape::Lines | Shape::Values => self.objects(memory, &stream, &block, output),
            },
        }
    }

    fn document(&self, memory: &mut Memory, packed: &Packed, output: &mut Output) {
        let reading = packed.read(&Limits::default());
        let told = |remark: &crate::submissions::Remark| Unread {
            source: remark.source_name.clone(),
            message: remark.message.clone(),
        };
        reading.notes.iter().for_each(|remark| output.note(&told(remark)));
        reading.refused.iter().for_each(|remark| output.problem(&told(remark)));
        for table in reading.tables {
            let message = "a spreadsheet under another name; call it .xlsx or .ods".to_owned();
            output.problem(&Unread { source: table.source, message });
        }
        for mut submission in reading.submissions {
            file(&mut submission, &self.ids);
            let named = front_matter_rubric(&submission.answer).map(ToOwned::to_owned);
            submission.question = named.or(submission.question);
            memory.submissions.push(submission);
        }
        self.grade_all(memory, &packed.source, output);
    }

    fn cells(&self, memory: &mut Memory, stream: &Stream, rows: &[Row], output: &mut Output) {
        let Some(columns) = &stream.columns else { return };
        for row in rows {
            let source = format!("{}:{}", stream.name, row.number);
            // What stands beside the table is no answer.
            let cells =
                row.cells.iter().take(columns.count()).map(text).collect::<Result<Vec<String>, String>>();
            let found = cells.and_then(|cells| {
                let cells = cells.iter().map(String::as_str);
                columns.read(cells, &self.mapping, &source, &mut memory.submissions)
            });
            let number = u64::from(row.number);
            self.finish(memory, found, (source, At { number, line: number }), output);
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
            let (before, record) = record.split_at_checked(start).unwrap_or_default();
            let at = At { line: at.line + block.shape.newlines(before), ..at };
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
        for mut submission in submissions.drain(..) {
            if let Some(pseudonyms) = &self.pseudonyms {
                pseudonyms.hide(&mut submission, &mut output.people);
            }
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
            self.grade_by(memory.given(loaded), submission, output);
            return Ok(());
        }
        match question {
            None if self.given.is_empty() => {
                Err("which rubric? give --rubric ID, or a column or field `question_id` that names it"
                    .to_owned())
            }
            None => {
                for loaded in &self.given {
                    self.grade_by(memory.given(loaded), submission, output);
                }
                Ok(())
            }
            Some(question) if self.given.is_empty() => {
                self.grade_by(memory.named(question, &self.scorers)?, submission, output);
                Ok(())
            }
            Some(question) => {
                Err(format!("none of the rubrics given is called `{question}`, and none asks that question"))
            }
        }
    }

    /// Grades an answer by one rubric and writes it down.
    fn grade_by(&self, in_use: &mut InUse, submission: &Submission, output: &mut Output) {
        let InUse { loaded, worker } = in_use;
        let scorer = &loaded.scorer;
        let Submission { id, source, answer, .. } = submission;
        let id = id.as_deref().unwrap_or(source);
        let machine = scorer.score(worker, answer);
        let reviewed = match &self.overrides {
            Some(overrides) => {
                let reviewed = overrides.review(scorer, id, answer, machine);
                output.tally.overrides.add(id, &reviewed);
                reviewed
            }
            None => Reviewed::untouched(machine),
        };
        let assessment = &reviewed.assessment;
        let both = (assessment, self.overrides.is_some().then_some(&reviewed));
        begin(submission, &mut output.results);
        loaded.lines.write_fields(id, scorer, both, answer, &mut output.results);
        loaded.gradebook.write(submission, scorer, &reviewed, &mut output.gradebook);
        if self.keep_answers {
            kept(submission, id, &scorer.rubric().id, &mut output.answers);
        }
        let candidate = &submission.candidate;
        output.tally.only_named += u64::from(candidate.name.as_deref() == Some(&candidate.id));
        output.tally.add(&scorer.rubric().id, loaded.fingerprint(), &reviewed);
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

/// The beginning of a line of results: who, and where from.
fn begin(submission: &Submission, out: &mut Vec<u8>) {
    let Submission { candidate, source, .. } = submission;
    out.extend(b"{\"candidate\":{\"id\":");
    json_string(&candidate.id, out);
    for (name, value) in [(",\"name\":", &candidate.name), (",\"email\":", &candidate.email)] {
        if let Some(value) = value {
            out.extend(name.as_bytes());
            json_string(value, out);
        }
    }
    out.extend(b"},");
    if !source.is_empty() {
        out.extend(b"\"source\":");
        json_string(source, out);
        out.push(b',');
    }
}

/// The answer as a line that other commands read.
fn kept(submission: &Submission, id: &str, rubric: &str, out: &mut Vec<u8>) {
    for (name, value) in
        [("{\"answer_id\":", id), (",\"question_id\":", rubric), (",\"answer\":", &submission.answer)]
    {
        out.extend(name.as_bytes());
        json_string(value, out);
    }
    out.extend(b",\"candidate\":{\"id\":");
    json_string(&submission.candidate.id, out);
    if let Some(name) = &submission.candidate.name {
        out.extend(b",\"name\":");
        json_string(name, out);
    }
    out.extend(b"}}\n");
}

impl Output {
    fn problem(&mut self, unread: &Unread) {
        self.list(unread, "no");
        self.tell(format!("error: {}: {}", unread.source, unread.message));
        self.tally.problems += 1;
    }

    /// Of what was graded all the same.
    fn note(&mut self, note: &Unread) {
        self.list(note, "yes");
        self.tell(format!("note: {}: {}", note.source, note.message));
    }

    fn list(&mut self, Unread { source, message }: &Unread, graded: &str) {
        let row = source.split_once(" (line ").map_or(source.as_str(), |(source, _)| source);
        self.problems.extend(format!("{},{graded},{}\r\n", csv_cell(row), csv_cell(message)).as_bytes());
    }

    fn tell(&mut self, line: String) {
        if self.told.len() < MOST_TOLD {
            self.told.push(line);
        }
    }

    fn done(self, input: u64, with_people: bool, with_answers: bool) -> Done {
        let mut bytes = vec![self.results, self.gradebook, self.problems];
        bytes.extend(with_people.then_some(self.people));
        bytes.extend(with_answers.then_some(self.answers));
        let entry = Entry::new(input, &bytes, self.tally);
        Done { bytes, entry, told: self.told }
    }
}
