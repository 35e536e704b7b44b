//! A gradebook as an Excel file: a summary, a sheet for each question, and how often each criterion is met.
//!
//! Rows go to temporary files as they come, so that memory does not grow with the class. No text is
//! ever a formula, and the same results give the same bytes.

mod page;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::gradebook::{Class, Entry, Feedback, Graded, GradedCriterion, Mark, Markup, Question};
use page::{Formats, Names, Page};

/// Rows that a sheet may have, its header among them.
const MOST_ROWS: usize = 1_048_576;
/// Sheets of questions.
const MOST_SHEETS: usize = 200;

const PEOPLE: [(&str, f64); 3] = [("Candidate", 18.0), ("Name", 24.0), ("Email", 26.0)];
const TOTALS: [(&str, f64); 4] = [("Total", 9.0), ("Max", 9.0), ("Percent", 9.0), ("To look at", 30.0)];
const FACTS: [(&str, f64); 6] =
    [("Points", 9.0), ("Max", 9.0), ("Percent", 9.0), ("Band", 14.0), ("Passed", 8.0), ("Confidence", 11.0)];
const REST: [(&str, f64); 4] = [("Flags", 22.0), ("Decided by", 14.0), ("Feedback", 80.0), ("Source", 24.0)];
const COUNTS: [(&str, f64); 9] = [
    ("Question", 26.0),
    ("Criterion", 26.0),
    ("Title", 40.0),
    ("Kind", 14.0),
    ("Points", 9.0),
    ("Met", 9.0),
    ("Weak", 9.0),
    ("Not met", 9.0),
    ("Met, percent", 12.0),
];

/// A workbook in the making.
pub(super) struct Book<'c> {
    workbook: Workbook,
    formats: Formats,
    class: &'c Class,
    words: &'c Feedback,
    summary: Page,
    questions: Vec<Page>,
    counts: Page,
    /// By question and criterion.
    tallies: Vec<Vec<Tally>>,
}

/// How often a criterion was met.
#[derive(Debug, Default, Clone)]
struct Tally {
    title: Option<String>,
    kind: String,
    max: f64,
    met: u32,
    weak: u32,
    other: u32,
}

impl<'c> Book<'c> {
    /// With its headers; temporary files are made in `folder`.
    pub(super) fn new(class: &'c Class, words: &'c Feedback, folder: &Path) -> anyhow::Result<Self> {
        check(class)?;
        let mut workbook = Workbook::new();
        workbook.set_tempdir(folder)?;
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_title("Gradebook").set_creation_datetime(&created));
        let mut names = Names::default();
        let mut page = |name: &str| Page::new(&mut workbook, &names.unique(name));
        let summary = page("Summary")?;
        let titles = class.questions().iter().map(|question| words.title(&question.id));
        let questions = titles.map(&mut page).collect::<anyhow::Result<Vec<Page>>>()?;
        let counts = page("Criteria")?;
        let tallies =
            class.questions().iter().map(|question| vec![Tally::default(); question.criteria.len()]);
        let tallies = tallies.collect();
        let mut book =
            Self { workbook, formats: Formats::new(), class, words, summary, questions, counts, tallies };
        book.headers()?;
        Ok(book)
    }

    fn headers(&mut self) -> anyhow::Result<()> {
        let titles = self.class.questions().iter().map(|question| (self.words.title(&question.id), 12.0));
        self.summary.header(PEOPLE.into_iter().chain(titles).chain(TOTALS), &self.formats)?;
        for (page, question) in self.questions.iter_mut().zip(self.class.questions()) {
            let criteria =
                shown(question).map(|id| (self.words.criterion(&question.id, id), 12.0)).collect::<Vec<_>>();
            page.header(PEOPLE.into_iter().chain(FACTS).chain(criteria).chain(REST), &self.formats)?;
        }
        self.counts.header(COUNTS.into_iter(), &self.formats)
    }

    /// One candidate.
    pub(super) fn entry(&mut self, entry: &Entry<'_>) -> anyhow::Result<()> {
        let (page, formats) = (&mut self.summary, &self.formats);
        page.person(entry, formats)?;
        for graded in &entry.answers {
            match graded {
                Some(graded) => page.number(graded.mark.points(), formats)?,
                None => page.skip(),
            }
        }
        match entry.total {
            Some(total) => page.number(total.points(), formats)?,
            None => page.skip(),
        }
        page.number(full(Mark { earned: 0, max: self.class.full() }), formats)?;
        match entry.total {
            Some(total) => page.percent(total.percent(), formats)?,
            None => page.skip(),
        }
        page.text(&to_look_at(entry), formats)?;
        page.end_row();
        for (at, graded) in entry.answers.iter().enumerate() {
            if let Some(graded) = graded {
                self.answer(at, entry, graded)?;
            }
        }
        Ok(())
    }

    fn answer(&mut self, at: usize, entry: &Entry<'_>, graded: &Graded) -> anyhow::Result<()> {
        let formats = &self.formats;
        let (Some(page), Some(question)) = (self.questions.get_mut(at), self.class.questions().get(at))
        else {
            return Ok(());
        };
        page.person(entry, formats)?;
        page.number(graded.mark.points(), formats)?;
        page.number(full(graded.mark), formats)?;
        page.percent(graded.mark.percent(), formats)?;
        page.text(graded.band.as_deref().unwrap_or(""), formats)?;
        page.text(if graded.passed { "yes" } else { "no" }, formats)?;
        match graded.confidence {
            Some(confidence) => page.number(confidence, formats)?,
            None => page.skip(),
        }
        let by_id: BTreeMap<&str, &GradedCriterion> =
            graded.criteria.iter().map(|criterion| (criterion.id.as_str(), criterion)).collect();
        let tallies = self.tallies.get_mut(at).into_iter().flatten();
        for (id, tally) in shown(question).zip(tallies) {
            match by_id.get(id) {
                Some(criterion) => {
                    page.number(criterion.points, formats)?;
                    tally.add(criterion);
                }
                None => page.skip(),
            }
        }
        page.text(&graded.flags.join(" "), formats)?;
        page.text(&graded.deciders().join(", "), formats)?;
        page.text(&self.words.answer(graded, Markup::Plain), formats)?;
        page.text(graded.source.as_deref().unwrap_or(""), formats)?;
        page.end_row();
        Ok(())
    }

    /// Colours, and all sheets in one file.
    pub(super) fn finish(mut self, out: impl Write + Send) -> anyhow::Result<()> {
        let formats = &self.formats;
        let questions = self.class.questions();
        let first = PEOPLE.len();
        for (at, question) in questions.iter().enumerate() {
            self.summary.scale(first + at, Mark { earned: 0, max: question.max })?;
        }
        self.summary.percents(first + questions.len() + 2)?;
        for ((page, question), tallies) in self.questions.iter_mut().zip(questions).zip(&self.tallies) {
            page.percents(first + 2)?;
            page.flag_text(first + 4, "no", formats)?;
            for (at, tally) in tallies.iter().enumerate() {
                let column = first + FACTS.len() + at;
                match tally.kind.as_str() {
                    "misconception" => page.flag_below_zero(column, formats)?,
                    _ => page.scale_to(column, tally.max)?,
                }
            }
            for (id, tally) in shown(question).zip(tallies) {
                let title = tally.title.as_deref().unwrap_or_else(|| self.words.criterion(&question.id, id));
                self.counts.count(&question.id, id, title, tally, formats)?;
            }
        }
        self.counts.percents(COUNTS.len() - 1)?;
        for page in std::iter::once(self.summary).chain(self.questions).chain([self.counts]) {
            self.workbook.push_worksheet(page.close()?);
        }
        self.workbook.save_to_writer(out).context("cannot write the workbook")
    }
}

impl Page {
    /// A row of the sheet of criteria.
    fn count(
        &mut self,
        question: &str,
        id: &str,
        title: &str,
        tally: &Tally,
        formats: &Formats,
    ) -> anyhow::Result<()> {
        for text in [question, id, title, &tally.kind] {
            self.text(text, formats)?;
        }
        self.number(tally.max, formats)?;
        for count in [tally.met, tally.weak, tally.other] {
            self.number(f64::from(count), formats)?;
        }
        let all = f64::from(tally.met) + f64::from(tally.weak) + f64::from(tally.other);
        // Where a misconception is concerned, more is not better, so it gets no colour.
        if all > 0.0 && tally.kind != "misconception" {
            self.percent(f64::from(tally.met) * 100.0 / all, formats)?;
        }
        self.end_row();
        Ok(())
    }
}

impl Tally {
    fn add(&mut self, criterion: &GradedCriterion) {
        if self.kind.is_empty() {
            (self.kind, self.title) = (criterion.kind.clone(), criterion.title.clone());
        }
        self.max = self.max.max(criterion.max);
        match criterion.verdict.as_str() {
            "met" => self.met += 1,
            "weak" => self.weak += 1,
            _ => self.other += 1,
        }
    }
}

/// What an Excel file can hold.
fn check(class: &Class) -> anyhow::Result<()> {
    let (candidates, questions) = (class.candidates().len(), class.questions().len());
    if candidates >= MOST_ROWS {
        bail!(
            "{candidates} candidates are more than the {} that a sheet of Excel holds; write --format csv",
            MOST_ROWS - 1
        );
    }
    if questions > MOST_SHEETS {
        bail!("{questions} questions are more than {MOST_SHEETS} sheets; choose some with --question");
    }
    Ok(())
}

/// Criteria, each with a column.
fn shown(question: &Question) -> impl Iterator<Item = &str> {
    question.criteria.iter().map(String::as_str)
}

fn full(mark: Mark) -> f64 {
    Mark { earned: mark.max, max: mark.max }.points()
}

/// Why a person should look at the answers of a candidate.
fn to_look_at(entry: &Entry<'_>) -> String {
    let reasons = entry.answers.iter().flatten().flat_map(|graded| {
        let unsure = graded.confidence.is_some_and(|confidence| confidence < 0.5);
        let unsure = unsure.then(|| format!("{}: unsure", graded.question));
        unsure.into_iter().chain(graded.flags.iter().map(|flag| format!("{}: {flag}", graded.question)))
    });
    let missing = entry.answers.iter().filter(|answer| answer.is_none()).count();
    let missing = (missing > 0).then(|| format!("{missing} without an answer"));
    reasons.chain(missing).collect::<Vec<_>>().join("; ")
}
