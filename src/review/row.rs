//! One row of an overrides file: whose answer, which criterion, what was decided, by whom, when and why.
//!
//! A row without a decision is not wrong: it waits for a person, and may make its answer a member of a group.

use thiserror::Error;

use super::Digest;
use crate::diagnostic::near;
use crate::score::Verdict;

/// A row as it was read: its place in the file and its cells by plain names (`answer_id`), empty ones left out.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// As messages name it: `overrides.csv row 3`.
    pub place: String,
    /// Names and texts.
    pub cells: Vec<(String, String)>,
}

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Of a criterion.
    Verdict(Verdict),
    /// Of the whole answer, in tenths of a percent.
    Permille(u16),
    /// Of the whole answer, in hundredths of a point.
    Points(i32),
}

/// Which answers a decision is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The one that it names.
    Answer,
    /// All of the same text.
    Identical,
    /// All of the same text, and all that the file lists under the same group.
    Group,
}

impl Reach {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Identical => "identical",
            Self::Group => "group",
        }
    }
}

/// A row that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Where it stands.
    pub place: String,
    /// The answer's id.
    pub answer_id: Option<String>,
    /// The text that was judged.
    pub answer_hash: Option<Digest>,
    /// The rubric, where ids stand for answers to several questions.
    pub rubric: Option<String>,
    /// The criterion; without it the whole answer is meant.
    pub criterion: Option<String>,
    /// What was decided; `None` while the row waits.
    pub decision: Option<Decision>,
    /// By whom; not empty where something was decided.
    pub by: String,
    /// When, as it was written.
    pub when: Option<String>,
    /// Why; not empty where something was decided.
    pub why: String,
    /// Which answers it is for.
    pub reach: Reach,
    /// The group that the answer belongs to.
    pub group: Option<String>,
}

/// Something wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: {problem}")]
pub struct Fault {
    /// Where the row stands.
    pub place: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What may be wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say it")]
pub enum Problem {
    #[error("no column `{0}`; did you mean `{1}`?")]
    Column(String, &'static str),
    #[error("neither answer_id nor answer_hash says which answer is meant")]
    NoAnswer,
    #[error("`{0}` is no answer_hash of 16 hexadecimal digits; copy it from `gradus review`")]
    Hash(String),
    #[error("`{0}` is no verdict; write met, weak, denied or missing")]
    Verdict(String),
    #[error("a verdict needs its criterion; a whole answer is decided by percent or points")]
    NoCriterion,
    #[error("percent and points decide a whole answer; leave the criterion `{0}` out, or give a verdict")]
    ScoreOfCriterion(String),
    #[error("decides more than one of verdict, percent and points; keep one")]
    Several,
    #[error("`{1}` is no number of {0} from 0 to {2}")]
    Number(&'static str, String, u32),
    #[error("decides without saying {0}; fill in the column `{0}`")]
    Unsigned(&'static str),
    #[error("applies_to is `{0}`; write answer, identical or group")]
    Reach(String),
    #[error("applies to identical answers, but no answer_hash says which text")]
    IdenticalToWhat,
    #[error("applies to a group, but the column `group` names none")]
    NoGroup,
    #[error("applies to a group, but no answer_id says which answer was judged")]
    GroupOfWhom,
    #[error("says the same as {0}, which is used")]
    Duplicate(String),
    #[error("contradicts {0}, which decides the same otherwise; keep one of them")]
    Contradiction(String),
    #[error("the rubric `{rubric}` has no criterion `{criterion}`; {hint}")]
    Criterion { rubric: String, criterion: String, hint: String },
    #[error("gives {given} of {most} points; the rubric `{rubric}` has no more")]
    TooManyPoints { given: String, most: String, rubric: String },
    #[error("no answer {0} was graded; not applied")]
    Unmet(String),
    #[error("no answer {answer} was graded; not applied, though `{other}` has the same text: write that id")]
    OtherId { answer: String, other: String },
    #[error("the answer {answer} was graded by {graded_by}, not by `{rubric}`; {hint}")]
    OtherRubric { answer: String, graded_by: String, rubric: String, hint: String },
}

/// Names of the columns, each with other names for it.
const COLUMNS: &[&[&str]] = &[
    &["answer_id", "id", "response_id", "submission_id"],
    &["answer_hash", "hash"],
    &["rubric", "question_id", "rubric_id"],
    &["criterion", "criterion_id"],
    &["verdict"],
    &["percent"],
    &["points"],
    &["by", "reviewer", "coach"],
    &["when", "date"],
    &["why", "comment"],
    &["applies_to"],
    &["group"],
];

/// Columns that are there for the reader; what stands in them is not used.
const INFORMING: &[&str] = &[
    "candidate",
    "name",
    "email",
    "machine",
    "title",
    "doubt",
    "evidence",
    "answer",
    "answers",
    "similarity",
    "reason",
];

/// The verdict of a name: `met`, `weak`, `denied`, `missing`, and what else people write for them.
pub fn verdict_named(name: &str) -> Option<Verdict> {
    Some(match name.to_lowercase().as_str() {
        "met" | "full" | "hit" | "yes" | "true" | "1" | "x" => Verdict::Met,
        "weak" | "partial" | "half" | "0.5" => Verdict::Weak,
        "denied" => Verdict::Denied,
        "missing" | "none" | "miss" | "no" | "false" | "0" => Verdict::Missing,
        _ => return None,
    })
}

impl Override {
    /// Understands a row, or says all that is wrong with it.
    pub(super) fn read(row: &Row) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut read = Self {
            place: row.place.clone(),
            answer_id: cell(row, 0).map(ToOwned::to_owned),
            answer_hash: cell(row, 1)
                .and_then(|text| or_push(Digest::parse(text), Problem::Hash(text.to_owned()), &mut problems)),
            rubric: cell(row, 2).map(ToOwned::to_owned),
            criterion: cell(row, 3).map(ToOwned::to_owned),
            decision: None,
            by: cell(row, 7).unwrap_or_default().to_owned(),
            when: cell(row, 8).map(ToOwned::to_owned),
            why: cell(row, 9).unwrap_or_default().to_owned(),
            reach: Reach::Answer,
            group: cell(row, 11).map(ToOwned::to_owned),
        };
        problems.extend(mistyped(row));
        read.decide(row, &mut problems);
        read.reach(row, &mut problems);
        if problems.is_empty() { Ok(read) } else { Err(problems) }
    }

    /// Its answer, for messages.
    pub fn answer(&self) -> String {
        match (&self.answer_id, self.answer_hash) {
            (Some(id), _) => format!("`{id}`"),
            (None, Some(hash)) => format!("with the text {hash}"),
            (None, None) => String::new(),
        }
    }

    fn decide(&mut self, row: &Row, problems: &mut Vec<Problem>) {
        let verdict = cell(row, 4).map(|text| {
            verdict_named(text).map(Decision::Verdict).ok_or_else(|| Problem::Verdict(text.to_owned()))
        });
        let percent = cell(row, 5).map(|text| {
            number("percent", text, 10, 100)
                .map(|n| Decision::Permille(n.min(1000).try_into().unwrap_or(1000)))
        });
        let points = cell(row, 6)
            .map(|text| number("points", text, 100, 10_000).map(|n| Decision::Points(n.cast_signed())));
        let mut given = [verdict, percent, points].into_iter().flatten();
        let Some(first) = given.next() else { return };
        if given.next().is_some() {
            problems.push(Problem::Several);
        }
        match first {
            Ok(decision) => self.decision = Some(decision),
            Err(problem) => problems.push(problem),
        }
        match (self.decision, &self.criterion) {
            (Some(Decision::Verdict(_)), None) => problems.push(Problem::NoCriterion),
            (Some(Decision::Permille(_) | Decision::Points(_)), Some(criterion)) => {
                problems.push(Problem::ScoreOfCriterion(criterion.clone()));
            }
            _ => {}
        }
        for (name, text) in [("by", &self.by), ("why", &self.why)] {
            if text.is_empty() {
                problems.push(Problem::Unsigned(name));
            }
        }
    }

    fn reach(&mut self, row: &Row, problems: &mut Vec<Problem>) {
        if self.answer_id.is_none() && self.answer_hash.is_none() {
            if cell(row, 1).is_none() {
                problems.push(Problem::NoAnswer);
            }
            return;
        }
        // A text without an id stands for whoever wrote it.
        let usual = if self.answer_id.is_none() { Reach::Identical } else { Reach::Answer };
        self.reach = match cell(row, 10).map(str::to_lowercase).as_deref() {
            None => usual,
            Some("answer") => usual,
            Some("identical") => Reach::Identical,
            Some("group") => Reach::Group,
            Some(other) => return problems.push(Problem::Reach(other.to_owned())),
        };
        match self.reach {
            Reach::Identical if cell(row, 1).is_none() => problems.push(Problem::IdenticalToWhat),
            Reach::Group if self.group.is_none() => problems.push(Problem::NoGroup),
            Reach::Group if self.answer_id.is_none() => problems.push(Problem::GroupOfWhom),
            _ => {}
        }
    }
}

/// The text of a column, by whichever of its names.
fn cell(row: &Row, column: usize) -> Option<&str> {
    let names = COLUMNS.get(column)?;
    let named = |name: &&str| row.cells.iter().find(|(column, _)| column == name);
    names.iter().find_map(named).map(|(_, text)| text.trim()).filter(|text| !text.is_empty())
}

/// A column that is nearly one of ours would be left out unseen.
fn mistyped(row: &Row) -> Option<Problem> {
    let known = || COLUMNS.iter().copied().flatten().chain(INFORMING).copied();
    // Of two letters one is enough to make another name.
    let foreign = row.cells.iter().filter(|(name, _)| name.len() > 2 && known().all(|known| known != name));
    let mut unknown = foreign.filter_map(|(name, _)| Some((name.clone(), near(name, known())?)));
    unknown.next().map(|(name, near)| Problem::Column(name, near))
}

fn or_push<T>(value: Option<T>, problem: Problem, problems: &mut Vec<Problem>) -> Option<T> {
    if value.is_none() {
        problems.push(problem);
    }
    value
}

/// A number from 0 to `most`, in parts of one.
fn number(what: &'static str, text: &str, parts: u32, most: u32) -> Result<u32, Problem> {
    let plain = text.trim_end_matches('%').trim_end().replacen(',', ".", 1);
    let value = plain.parse::<f64>().ok().filter(|value| (0.0..=f64::from(most)).contains(value));
    let value = value.ok_or_else(|| Problem::Number(what, text.to_owned(), most))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10,000 times 100")]
    let whole = (value * f64::from(parts)).round() as u32;
    Ok(whole)
}
