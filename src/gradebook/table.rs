//! Tables made without a roster: a row a candidate, an answer or a criterion, and what systems import.
//!
//! Numbers stay numbers; every text is guarded against formulas.

use super::cell::spreadsheet_text;
use super::class::{Class, Entry};
use super::feedback::{Feedback, Markup};
use super::graded::{Graded, GradedCriterion};
use super::mark::{Mark, decimal, hundredths};
use crate::report::visible;

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
    /// The report on open response assessments of edX.
    EdxOra,
}

const ANSWERS: &str = "candidate,name,email,question,points,max,percent,scaled,band,passed,confidence,flags,\
     decided_by,feedback,source";
const CRITERIA: &str = "candidate,name,email,question,criterion,title,kind,verdict,points,max,evidence,\
     decided_by,why";
const MOODLE_WORKSHEET: &str = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,\
     Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments";
const NBGRADER: &str = "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,\
     late_submission_penalty,score,max_score";
const EDX_ORA: &str = "Submission ID,Location,Problem Name,Item ID,Anonymized Student ID,\
     Date/Time Response Submitted,Response,Assessment Details,Assessment Scores,Date/Time Final Score Given,\
     Final Score Points Earned,Final Score Points Possible,Feedback Statements Selected,\
     Feedback on Peer Assessments";

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
        let titles =
            || self.class.questions().iter().map(|question| self.words.title(&question.id).to_owned());
        let (before, between, after): (&str, Vec<String>, &str) = match self.kind {
            TableKind::Candidates => {
                ("Candidate,Name,Email", titles().collect(), "Total,Max,Percent,Feedback")
            }
            TableKind::Answers => (ANSWERS, Vec::new(), ""),
            TableKind::Criteria => (CRITERIA, Vec::new(), ""),
            TableKind::MoodleWorksheet => (MOODLE_WORKSHEET, Vec::new(), ""),
            TableKind::MoodleGradebook => {
                let both = titles().flat_map(|title| [title.clone(), format!("{title} feedback")]);
                ("ID number,Full name,Email address", both.collect(), "")
            }
            TableKind::Canvas => ("Student,ID,SIS User ID,SIS Login ID,Section", titles().collect(), ""),
            TableKind::Blackboard => ("Last Name,First Name,Username", titles().collect(), ""),
            TableKind::PrairieLearn => ("uid,instance,qid,score_perc,feedback", Vec::new(), ""),
            TableKind::Nbgrader => (NBGRADER, Vec::new(), ""),
            TableKind::Otter => {
                let ids = self.class.questions().iter().map(|question| question.id.clone());
                ("file", ids.collect(), "percent_correct,grading_status")
            }
            TableKind::EdxOra => (EDX_ORA, Vec::new(), ""),
        };
        let names = |names: &'static str| names.split(',').filter(|name| !name.is_empty()).map(str::to_owned);
        names(before).chain(between).chain(names(after)).collect()
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
            TableKind::EdxOra => {
                entry.answers.iter().flatten().for_each(|graded| self.row(self.edx_ora(entry, graded), out));
            }
        }
    }

    fn candidate(&self, entry: &Entry<'_>) -> Vec<Cell> {
        let mut cells = person(entry);
        cells.extend(marks(entry));
        cells.extend([
            total(entry, |total| total.earned),
            hundredths_cell(self.class.full()),
            total(entry, |total| total.permille() * 10),
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
        // Feedback without a grade would count as graded.
        let feedback = entry.total.map_or(String::new(), |_| self.words.entry(entry, Markup::Html));
        vec![
            text(&format!("Participant {number}")),
            text(entry.candidate.name.as_deref().unwrap_or("")),
            text(entry.candidate.email.as_deref().unwrap_or("")),
            text(""),
            total(entry, |total| total.earned),
            hundredths_cell(self.class.full()),
            text("Yes"),
            // No sign that a formula begins with, though Moodle writes one.
            text(""),
            text(""),
            text(&feedback),
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

    /// What edX alone knows stays empty: places, dates, the response.
    fn edx_ora(&self, entry: &Entry<'_>, graded: &Graded) -> Vec<Cell> {
        let scored = |criterion: &&GradedCriterion| criterion.kind != "misconception" && criterion.max > 0.0;
        let scores = graded.criteria.iter().filter(scored).map(|criterion| {
            let title = criterion.title.as_deref();
            let title = title.unwrap_or_else(|| self.words.criterion(&graded.question, &criterion.id));
            // As the options are called in rubrics that are exported for edX.
            let option = match criterion.verdict.as_str() {
                "met" => "Stated",
                "weak" => "Partly",
                _ => "Missing",
            };
            format!("-- {}: {option} ({})", visible(title), decimal(hundredths(criterion.points)))
        });
        let feedback = self.words.answer(graded, Markup::Plain);
        vec![
            text(graded.answer_id.as_deref().unwrap_or("")),
            text(""),
            text(self.words.title(&graded.question)),
            text(""),
            text(&entry.candidate.id),
            text(""),
            text(""),
            text(&format!("Assessment #1\n-- overall_feedback: {feedback}")),
            text(&std::iter::once("Assessment #1".to_owned()).chain(scores).collect::<Vec<_>>().join("\n")),
            text(""),
            hundredths_cell(graded.mark.earned),
            hundredths_cell(graded.mark.max),
            text(""),
            text(""),
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

/// Something of the total; an empty cell where no question is answered.
fn total(entry: &Entry<'_>, what: impl Fn(Mark) -> i64) -> Cell {
    Cell::Number(entry.total.map_or(String::new(), |total| decimal(what(total))))
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
    let share = entry.total.map_or(String::new(), |total| total.share().to_string());
    let status = if entry.total.is_some() { "Completed" } else { "" };
    let tail = [Cell::Number(share), text(status)];
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
