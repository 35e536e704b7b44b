//! A class: who has which mark on which question, and where the line with everything else stands.
//!
//! For each answer it keeps two numbers and a place, so that a hundred thousand answers take a few
//! megabytes; whoever words a candidate reads the lines again.

use std::collections::BTreeMap;
use std::fmt;

use super::graded::Graded;
use super::mark::{Mark, decimal};
use crate::submissions::Candidate;

/// All candidates with their marks.
#[derive(Debug, Default)]
pub struct Class {
    candidates: Vec<Candidate>,
    by_id: BTreeMap<String, usize>,
    questions: Vec<Question>,
    cells: Vec<Cell>,
    remarks: Vec<String>,
}

/// One question, that is, one rubric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// The rubric's id.
    pub id: String,
    /// Hundredths of a point that can be earned.
    pub max: i64,
    /// Ids of the criteria, in the order of the rubric, as far as there are a thousand.
    pub criteria: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    candidate: usize,
    question: usize,
    earned: i64,
    place: u64,
    number: usize,
    /// Whether nothing was handed in.
    blank: bool,
}

/// One candidate with what was read again of the answers, one a question of the class.
#[derive(Debug)]
pub struct Entry<'c> {
    /// Who.
    pub candidate: &'c Candidate,
    /// In the order of [`Class::questions`]; `None` where there is no answer.
    pub answers: Vec<Option<Graded>>,
    /// Ids of the questions to which nothing was handed in; to others nothing is known.
    pub blank: Vec<&'c str>,
    /// All marks together; a question without an answer counts with no points. `None` where no question is answered.
    pub total: Option<Mark>,
}

/// What to do with two answers of one candidate to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Twice {
    /// Stop.
    #[default]
    Refuse,
    /// The one that stands first counts.
    First,
    /// The one that stands last counts.
    Last,
    /// The one with the most points counts.
    Best,
}

/// Results of a question that cannot stand in one gradebook.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mixed {
    /// Two numbers of points for one question.
    Max(String, i64, i64),
    /// A candidate has several answers to a question, on these lines.
    Twice(String, String, usize, usize),
    /// More questions than a gradebook has columns for.
    Questions(usize),
}

/// Questions that a gradebook may have.
const MOST_QUESTIONS: usize = 1_000;
/// Criteria of a question that are kept by name.
const MOST_CRITERIA: usize = 1_000;
/// Remarks that are kept.
const MOST_REMARKS: usize = 20;

impl fmt::Display for Mixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Max(question, one, other) => write!(
                f,
                "`{question}` has results out of {} and out of {} points: two versions of a rubric; grade all answers with one",
                decimal(*one),
                decimal(*other)
            ),
            Self::Twice(candidate, question, one, other) => write!(
                f,
                "candidate `{candidate}` has two results for `{question}` (lines {one} and {other}); say which counts with --twice last, first or best, or, if these are two people, grade again with what tells them apart: `gradus batch --map candidate=COLUMN`"
            ),
            Self::Questions(most) => {
                write!(f, "more than {most} questions; give the results of one course at a time")
            }
        }
    }
}

impl std::error::Error for Mixed {}

impl Class {
    /// Adds a graded answer of which the line can be read again at `place`; `number` is that of the line.
    ///
    /// # Errors
    /// If its question has had another number of points before, or there are too many questions.
    pub fn add(&mut self, graded: &Graded, place: u64, number: usize) -> Result<(), Mixed> {
        let question = self.question(graded)?;
        let candidate = self.candidate(&graded.candidate, number);
        let (earned, blank) = (graded.mark.earned, graded.is_blank());
        self.cells.push(Cell { candidate, question, earned, place, number, blank });
        Ok(())
    }

    fn question(&mut self, graded: &Graded) -> Result<usize, Mixed> {
        let max = graded.mark.max;
        let at = match self.questions.iter().position(|known| known.id == graded.question) {
            Some(at) => at,
            None if self.questions.len() >= MOST_QUESTIONS => return Err(Mixed::Questions(MOST_QUESTIONS)),
            None => {
                self.questions.push(Question { id: graded.question.clone(), max, criteria: Vec::new() });
                self.questions.len() - 1
            }
        };
        let Some(question) = self.questions.get_mut(at) else { return Ok(at) };
        if question.max != max {
            return Err(Mixed::Max(question.id.clone(), question.max, max));
        }
        for criterion in &graded.criteria {
            if question.criteria.len() < MOST_CRITERIA && !question.criteria.contains(&criterion.id) {
                question.criteria.push(criterion.id.clone());
            }
        }
        Ok(at)
    }

    fn candidate(&mut self, candidate: &Candidate, number: usize) -> usize {
        let Some(at) = self.by_id.get(&candidate.id).copied() else {
            self.by_id.insert(candidate.id.clone(), self.candidates.len());
            self.candidates.push(candidate.clone());
            return self.candidates.len() - 1;
        };
        let Some(known) = self.candidates.get_mut(at) else { return at };
        let mut differ = false;
        for (known, new) in [(&mut known.name, &candidate.name), (&mut known.email, &candidate.email)] {
            match (&known, new) {
                (None, Some(new)) => *known = Some(new.clone()),
                (Some(known), Some(new)) => differ |= known.to_lowercase() != new.to_lowercase(),
                (_, None) => {}
            }
        }
        if differ && self.remarks.len() < MOST_REMARKS {
            self.remarks.push(format!(
                "line {number}: candidate `{}` has another name or address than before; the first is kept",
                candidate.id
            ));
        }
        at
    }

    /// Sorts what was added by candidate, and decides which of several answers counts; a blank one never does.
    ///
    /// # Errors
    /// If there are several and none is to be chosen.
    pub fn settle(&mut self, twice: Twice) -> Result<(), Mixed> {
        self.cells.sort_by_key(|cell| (cell.candidate, cell.question, cell.number));
        let mut kept: Vec<Cell> = Vec::with_capacity(self.cells.len());
        for cell in self.cells.drain(..) {
            let same = |last: &&mut Cell| (last.candidate, last.question) == (cell.candidate, cell.question);
            match (kept.last_mut().filter(same), twice) {
                (None, _) => kept.push(cell),
                (Some(last), _) if last.blank => *last = cell,
                (Some(_), _) if cell.blank => {}
                (Some(last), Twice::Refuse) => {
                    let candidate = self.candidates.get(cell.candidate).map(|known| known.id.clone());
                    let question = self.questions.get(cell.question).map(|known| known.id.clone());
                    return Err(Mixed::Twice(
                        candidate.unwrap_or_default(),
                        question.unwrap_or_default(),
                        last.number,
                        cell.number,
                    ));
                }
                (Some(_), Twice::First) => {}
                (Some(last), Twice::Last) => *last = cell,
                (Some(last), Twice::Best) if cell.earned > last.earned => *last = cell,
                (Some(_), Twice::Best) => {}
            }
        }
        self.cells = kept;
        Ok(())
    }

    /// Candidates in the order in which they first appeared.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Questions in the order in which they first appeared.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// What a person should know of the class.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Where the lines of a candidate stand, one a question.
    pub fn places(&self, candidate: usize) -> Vec<Option<u64>> {
        let mut places = vec![None; self.questions.len()];
        for cell in self.answered(candidate) {
            if let Some(place) = places.get_mut(cell.question) {
                *place = Some(cell.place);
            }
        }
        places
    }

    /// All marks of a candidate together; a question without an answer counts with no points. `None` where no
    /// question is answered.
    pub fn total(&self, candidate: usize) -> Option<Mark> {
        self.answered(candidate).next()?;
        Some(Mark { earned: self.answered(candidate).map(|cell| cell.earned).sum(), max: self.full() })
    }

    /// Hundredths of a point that can be earned on all questions.
    pub fn full(&self) -> i64 {
        self.questions.iter().map(|question| question.max).sum()
    }

    /// Ids of the questions to which a candidate handed in nothing.
    pub fn blank(&self, candidate: usize) -> Vec<&str> {
        let blank = self.cells_of(candidate).iter().filter(|cell| cell.blank);
        blank
            .filter_map(|cell| self.questions.get(cell.question))
            .map(|question| question.id.as_str())
            .collect()
    }

    /// How many candidates have handed in nothing at all.
    pub fn absent(&self) -> usize {
        (0..self.candidates.len()).filter(|candidate| self.total(*candidate).is_none()).count()
    }

    /// The mark of a candidate on each question.
    pub fn marks(&self, candidate: usize) -> Vec<Option<Mark>> {
        let mut marks = vec![None; self.questions.len()];
        for cell in self.answered(candidate) {
            if let (Some(mark), Some(question)) =
                (marks.get_mut(cell.question), self.questions.get(cell.question))
            {
                *mark = Some(Mark { earned: cell.earned, max: question.max });
            }
        }
        marks
    }

    fn answered(&self, candidate: usize) -> impl Iterator<Item = &Cell> {
        self.cells_of(candidate).iter().filter(|cell| !cell.blank)
    }

    fn cells_of(&self, candidate: usize) -> &[Cell] {
        let start = self.cells.partition_point(|cell| cell.candidate < candidate);
        let rest = self.cells.get(start..).unwrap_or(&[]);
        let len = rest.partition_point(|cell| cell.candidate == candidate);
        rest.get(..len).unwrap_or(&[])
    }
}
