//! Tables made without a roster: a row a candidate, an answer or a criterion, and what systems import.
//!
//! Numbers stay numbers; every text is guarded against formulas.

use super::cell::spreadsheet_text;
use super::class::{Class, Entry};
use super::feedback::{Feedback, Markup};
use super::graded::Graded;
use super::mark::{decimal, hundredths};

/// What a table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// For people: a row a candidate.
    Candidates,
    /// For people and programs: a row an answer.
    Answers,
    /// For people and programs: a row a criterion of an answer.
    Criteria,
    /// The grading worksheet of a Moodle assignment.
    MoodleWorksheet,
    /// The grade import of a Moodle course.
    MoodleGradebook,
    /// The gradebook import of Canvas.
    Canvas,
    /// The grade centre upload of Blackboard.
    Blackboard,
    /// Scores of submissions for PrairieLearn.
    PrairieLearn,
    /// `grades.csv` of nbgrader.
    Nbgrader,
    /// `final_grades.csv` of otter-grader.
    Otter,
}

/// Words a table.
#[derive(Debug)]
pub struct Table<'c> {
    kind: TableKind,
    class: &'c Class,
    words: &'c Feedback,
}

/// One cell.
enum Cell {
    Text(String),
    Number(String),
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

fn hundredths_cell(value: i64) -> Cell {
    Cell::Number(decimal(value))
}

impl<'c> Table<'c> {
    /// A table of a class.
    ///
    /// # Errors
    /// If the candidates are not such as the system knows.
    pub fn new(kind: TableKind, class: &'c Class, words: &'c Feedback) -> Result<Self, String> {
        if kind == TableKind::MoodleWorksheet {
            let unknown = class.candidates().iter().find(|candidate| participant(&candidate.id).is_none());
            if let Some(candidate) = unknown {
                return Err(format!(
                    "Moodle knows participants by numbers such as `Participant 123`, and `{}` is none; give the worksheet that Moodle exports with --roster",
                    candidate.id
                ));
            }
        }
        Ok(Self { kind, class, words })
    }

    /// What stands before the first candidate.
    pub fn begin(&self, out: &mut Vec<u8>) {
        self.row(self.header().iter().map(|name| text(name)).collect(), out);
        let full = self.class.questions().iter().map(|question| hundredths_cell(question.max));
        match self.kind {
            TableKind::Canvas => {
                let head = ["    Points Possible", "", "", "", ""].into_iter().map(text);
                self.row(head.chain(full).collect(), out);
            }
            TableKind::Otter => {
                let head = std::iter::once(text("points-possible"));
                self.row(head.chain(full).chain([text(""), text("")]).collect(), out);
            }
            _ => {}
        }
    }

    fn header(&self) -> Vec<String> {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let titles = self.class.questions().iter().map(|question| self.words.title(&question.id).to_owned());
        match self.kind {
            TableKind::Candidates => {
                let mut all = names(&["Candidate", "Name", "Email"]);
                all.extend(titles);
                all.extend(names(&["Total", "Max", "Percent", "Feedback"]));
                all
            }
            TableKind::Answers => names(&[
                "candidate",
                "name",
                "email",
                "question",
                "points",
                "max",
                "percent",
                "scaled",
                "band",
                "passed",
                "confidence",
                "flags",
                "decided_by",
                "feedback",
                "source",
            ]),
            TableKind::Criteria => names(&[
                "candidate",
                "name",
                "email",
                "question",
                "criterion",
                "title",
                "kind",
                "verdict",
                "points",
                "max",
                "evidence",
                "decided_by",
                "why",
            ]),
            TableKind::MoodleWorksheet => names(&[
                "Identifier",
                "Full name",
                "Email address",
                "Status",
                "Grade",
                "Maximum Grade",
                "Grade can be changed",
                "Last modified (submission)",
                "Last modified (grade)",
                "Feedback comments",
            ]),
            TableKind::MoodleGradebook => {
                let mut all = names(&["ID number", "Full name", "Email address"]);
                all.extend(titles.flat_map(|title| [format!("{title} feedback"), title].into_iter().rev()));
                all
            }
            TableKind::Canvas => {
                let mut all = names(&["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]);
                all.extend(titles);
                all
            }
            TableKind::Blackboard => {
                let mut all = names(&["Last Name", "First Name", "Username"]);
                all.extend(titles);
                all
            }
            TableKind::PrairieLearn => names(&["uid", "instance", "qid", "score_perc", "feedback"]),
            TableKind::Nbgrader => names(&[
                "assignment",
                "duedate",
                "timestamp",
                "student_id",
                "last_name",
                "first_name",
                "email",
                "raw_score",
                "late_submission_penalty",
                "score",
                "max_score",
            ]),
            TableKind::Otter => {
                let mut all = names(&["file"]);
                all.extend(self.class.questions().iter().map(|question| question.id.clone()));
                all.extend(names(&["percent_correct", "grading_status"]));
                all
            }
        }
    }

    /// One candidate.
    pub fn entry(&self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        match self.kind {
            TableKind::Candidates => self.row(self.candidate(entry), out),
            TableKind::Answers => {
                entry.answers.iter().flatten().for_each(|graded| self.row(self.answer(entry, graded), out));
            }
            TableKind::Criteria => {
                entry.answers.iter().flatten().for_each(|graded| self.criteria(entry, graded, out));
            }
            TableKind::MoodleWorksheet => self.row(self.moodle_worksheet(entry), out),
            TableKind::MoodleGradebook => self.row(self.moodle_gradebook(entry), out),
            TableKind::Canvas => self.row(canvas(entry), out),
            TableKind::Blackboard => self.row(blackboard(entry), out),
            TableKind::PrairieLearn => {
                entry
                    .answers
                    .iter()
                    .flatten()
                    .for_each(|graded| self.row(self.prairie_learn(entry, graded), out));
            }
            TableKind::Nbgrader => {
                entry.answers.iter().flatten().for_each(|graded| self.row(nbgrader(entry, graded), out));
            }
            TableKind::Otter => self.row(otter(entry), out),
        }
    }

    fn candidate(&self, entry: &Entry<'_>) -> Vec<Cell> {
        let mut cells = person(entry);
        cells.extend(marks(entry));
        cells.extend([
            hundredths_cell(entry.total.earned),
            hundredths_cell(entry.total.max),
            hundredths_cell(entry.total.permille() * 10),
            text(&self.words.entry(entry, Markup::Plain)),
        ]);
        cells
    }

    fn answer(&self, entry: &Entry<'_>, graded: &Graded) -> Vec<Cell> {
        let optional =
            |value: Option<f64>| Cell::Number(value.map_or(String::new(), |value| value.to_string()));
        let mut cells = head(entry, graded);
        cells.extend([
            hundredths_cell(graded.mark.earned),
            hundredths_cell(graded.mark.max),
            hundredths_cell(graded.mark.permille() * 10),
            optional(graded.scaled),
            text(graded.band.as_deref().unwrap_or("")),
            text(if graded.passed { "true" } else { "false" }),
            optional(graded.confidence),
            text(&graded.flags.join(" ")),
            text(&graded.deciders().join(", ")),
            text(&self.words.answer(graded, Markup::Plain)),
            text(graded.source.as_deref().unwrap_or("")),
        ]);
        cells
    }

    fn criteria(&self, entry: &Entry<'_>, graded: &Graded, out: &mut Vec<u8>) {
        for criterion in &graded.criteria {
            let title = criterion.title.as_deref();
            let title = title.unwrap_or_else(|| self.words.criterion(&graded.question, &criterion.id));
            let mut cells = head(entry, graded);
            cells.extend([
                text(&criterion.id),
                text(title),
                text(&criterion.kind),
                text(&criterion.verdict),
                hundredths_cell(hundredths(criterion.points)),
                hundredths_cell(hundredths(criterion.max)),
                text(criterion.evidence.first().map_or("", |quote| &quote.text)),
                text(criterion.decided.as_ref().map_or("", |decided| &decided.by)),
                text(criterion.decided.as_ref().map_or("", |decided| &decided.why)),
            ]);
            self.row(cells, out);
        }
    }

    fn moodle_worksheet(&self, entry: &Entry<'_>) -> Vec<Cell> {
        let number = participant(&entry.candidate.id).unwrap_or("");
        vec![
            text(&format!("Participant {number}")),
            text(entry.candidate.name.as_deref().unwrap_or("")),
            text(entry.candidate.email.as_deref().unwrap_or("")),
            text(""),
            hundredths_cell(entry.total.earned),
            hundredths_cell(entry.total.max),
            text("Yes"),
            // No sign that a formula begins with, though Moodle writes one.
            text(""),
            text(""),
            text(&self.words.entry(entry, Markup::Html)),
        ]
    }

    fn moodle_gradebook(&self, entry: &Entry<'_>) -> Vec<Cell> {
        let mut cells = person(entry);
        for graded in &entry.answers {
            match graded {
                Some(graded) => cells.extend([
                    hundredths_cell(graded.mark.earned),
                    text(&self.words.answer(graded, Markup::Html)),
                ]),
                None => cells.extend([text(""), text("")]),
            }
        }
        cells
    }

    fn prairie_learn(&self, entry: &Entry<'_>, graded: &Graded) -> Vec<Cell> {
        vec![
            text(entry.candidate.email.as_deref().unwrap_or(&entry.candidate.id)),
            Cell::Number("1".to_owned()),
            text(&graded.question),
            hundredths_cell(graded.mark.permille() * 10),
            text(&self.words.answer(graded, Markup::Markdown)),
        ]
    }

    fn row(&self, cells: Vec<Cell>, out: &mut Vec<u8>) {
        let end = match self.kind {
            TableKind::Nbgrader | TableKind::Otter => csv::Terminator::Any(b'\n'),
            _ => csv::Terminator::CRLF,
        };
        let mut writer = csv::WriterBuilder::new().terminator(end).buffer_capacity(512).from_writer(out);
        let cells = cells.into_iter().map(|cell| match cell {
            Cell::Text(text) => spreadsheet_text(&text),
            Cell::Number(number) => number,
        });
        // Writing into memory does not fail.
        let _ = writer.write_record(cells);
        let _ = writer.flush();
    }
}

fn person(entry: &Entry<'_>) -> Vec<Cell> {
    let candidate = entry.candidate;
    vec![
        text(&candidate.id),
        text(candidate.name.as_deref().unwrap_or("")),
        text(candidate.email.as_deref().unwrap_or("")),
    ]
}

fn head(entry: &Entry<'_>, graded: &Graded) -> Vec<Cell> {
    let mut cells = person(entry);
    cells.push(text(&graded.question));
    cells
}

/// The points of each question; an empty cell where there is no answer.
fn marks<'e>(entry: &'e Entry<'_>) -> impl Iterator<Item = Cell> + 'e {
    entry.answers.iter().map(|graded| match graded {
        Some(graded) => hundredths_cell(graded.mark.earned),
        None => text(""),
    })
}

fn canvas(entry: &Entry<'_>) -> Vec<Cell> {
    let candidate = entry.candidate;
    let is_number = candidate.id.bytes().all(|byte| byte.is_ascii_digit());
    let (id, login) = if is_number { (candidate.id.as_str(), "") } else { ("", candidate.id.as_str()) };
    let name = candidate.name.as_deref().unwrap_or(&candidate.id);
    let head = [name, id, "", login, ""].into_iter().map(text);
    head.chain(marks(entry)).collect()
}

fn blackboard(entry: &Entry<'_>) -> Vec<Cell> {
    let (first, last) = names(entry.candidate.name.as_deref().unwrap_or(""));
    [last, first, &entry.candidate.id].into_iter().map(text).chain(marks(entry)).collect()
}

fn nbgrader(entry: &Entry<'_>, graded: &Graded) -> Vec<Cell> {
    let (first, last) = names(entry.candidate.name.as_deref().unwrap_or(""));
    let points = || hundredths_cell(graded.mark.earned);
    vec![
        text(&graded.question),
        text(""),
        text(""),
        text(&entry.candidate.id),
        text(last),
        text(first),
        text(entry.candidate.email.as_deref().unwrap_or("")),
        points(),
        Cell::Number("0".to_owned()),
        points(),
        hundredths_cell(graded.mark.max),
    ]
}

fn otter(entry: &Entry<'_>) -> Vec<Cell> {
    let head = std::iter::once(text(&entry.candidate.id));
    let tail = [Cell::Number(entry.total.share().to_string()), text("Completed")];
    head.chain(marks(entry)).chain(tail).collect()
}

/// First and last name: `Roe, Anna` or `Anna Roe`.
fn names(name: &str) -> (&str, &str) {
    let turned = name.split_once(',').map(|(last, first)| (first.trim(), last.trim()));
    turned.or_else(|| name.trim().rsplit_once(' ')).unwrap_or(("", name.trim()))
}

/// The number of a participant of Moodle, with the word before it or without.
fn participant(id: &str) -> Option<&str> {
    let bare = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if bare { Some(id) } else { super::roster::participant(id) }
}
