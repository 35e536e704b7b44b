//! The cells of a row with the marks and feedback of its candidate; what stands there already is kept.

use super::columns::{LOCKED, System, number, plain};
use super::merge::{Added, Merge};
use super::sheet::Change;
use crate::gradebook::cell::spreadsheet_text;
use crate::gradebook::class::Entry;
use crate::gradebook::feedback::{Feedback, Markup};
use crate::gradebook::graded::Graded;
use crate::gradebook::mark::{Mark, decimal, hundredths};

/// What a row is about.
enum Answers<'e> {
    All,
    One(&'e Graded),
}

impl Merge {
    /// Writes a row, with the marks of its candidate.
    pub fn write(&mut self, row: usize, entry: Option<&Entry<'_>>, words: &Feedback, out: &mut Vec<u8>) {
        let mut changes = match entry {
            _ if row < self.columns.first_row => self.about_columns(row),
            Some(entry) if entry.total.is_some() && self.answer(row, entry).is_some() => {
                self.changes(row, entry, words)
            }
            _ => {
                self.tally.untouched += 1;
                Vec::new()
            }
        };
        // Every row has a cell in every column.
        if let Some(Added { column, .. }) = self.added.last()
            && changes.last().is_none_or(|change| change.column < *column)
        {
            changes.push(Change { column: *column, text: String::new() });
        }
        self.sheet.write(row, &changes, out);
        if row + 1 == self.sheet.rows() {
            self.sheet.write_rest(out);
        }
    }

    fn about_columns(&self, row: usize) -> Vec<Change> {
        let full = self.sheet.cell(row, 0).contains("Points Possible");
        let text = |added: &Added| match row {
            0 => spreadsheet_text(&added.name),
            _ if full => decimal(added.full),
            _ => String::new(),
        };
        self.added.iter().map(|added| Change { column: added.column, text: text(added) }).collect()
    }

    fn changes(&mut self, row: usize, entry: &Entry<'_>, words: &Feedback) -> Vec<Change> {
        let open = self.columns.open.map(|at| plain(&self.sheet.cell(row, at)));
        if open.is_some_and(|open| LOCKED.contains(&open.as_str())) {
            self.tally.kept.push(format!("{}: the grade cannot be changed", self.name(row)));
            return Vec::new();
        }
        let mut changes = Vec::new();
        let (before, mut marks) = (self.tally.kept.len(), 0);
        for (number, (question, at)) in self.columns.grades.clone().into_iter().enumerate() {
            let mark = match (self.answer(row, entry), question) {
                (Some(Answers::One(graded)), _) => Some(graded.mark),
                (_, None) => entry.total,
                (_, Some(question)) => {
                    entry.answers.get(question).and_then(Option::as_ref).map(|graded| graded.mark)
                }
            };
            marks += usize::from(mark.is_some());
            let text = mark.map(|mark| self.grade(row, number, mark));
            changes.extend(text.and_then(|text| self.change(row, at, text)));
        }
        // Feedback on a mark that is not in the file would confuse.
        if marks > 0 && self.tally.kept.len() - before == marks {
            return Vec::new();
        }
        self.tally.filled += 1;
        if let Some(at) = self.columns.feedback {
            let text = self.feedback(row, entry, words);
            let change = self.change(row, at, text);
            if let (Some(_), Some(format)) = (&change, self.columns.feedback_format) {
                changes.push(Change { column: format, text: "SMART_TEXT".to_owned() });
            }
            changes.extend(change);
        }
        changes.sort_by_key(|change| change.column);
        changes
    }

    fn grade(&self, row: usize, number_of: usize, mark: Mark) -> String {
        let of_row = self.columns.max.and_then(|at| number(&self.sheet.cell(row, at))).map(hundredths);
        let full = self.filling.out_of.or(of_row).or(self.full.get(number_of).copied().flatten());
        let mark = full.filter(|full| *full > 0).map_or(mark, |full| mark.out_of(full));
        let text = mark.to_string();
        if self.comma { text.replace('.', ",") } else { text }
    }

    fn feedback(&self, row: usize, entry: &Entry<'_>, words: &Feedback) -> String {
        let markup = match self.system {
            System::Moodle => Markup::Html,
            System::PrairieLearn => Markup::Markdown,
            System::Canvas | System::Blackboard | System::Table => Markup::Plain,
        };
        let text = match self.answer(row, entry) {
            Some(Answers::One(graded)) => words.answer(graded, markup),
            _ => words.entry(entry, markup),
        };
        spreadsheet_text(&text)
    }

    /// Which answers of a candidate a row is about, if any.
    fn answer<'e>(&self, row: usize, entry: &'e Entry<'_>) -> Option<Answers<'e>> {
        if self.columns.question.is_none() {
            return Some(Answers::All);
        }
        let question = self.row_questions.get(row).copied().flatten()?;
        entry.answers.get(question)?.as_ref().map(Answers::One)
    }

    /// The change of a cell, unless it holds something else that is to stay.
    fn change(&mut self, row: usize, column: usize, text: String) -> Option<Change> {
        let old = self.sheet.cell(row, column).trim().to_owned();
        let same = old == text.trim()
            || number(&old).zip(number(&text)).is_some_and(|(old, new)| hundredths(old) == hundredths(new));
        if same && !old.is_empty() {
            return None;
        }
        // `EX` is excused, `N/A` not assigned: no grade of ours.
        let fixed = matches!(old.to_uppercase().as_str(), "EX" | "N/A");
        let empty = old.is_empty() || old == "-" || old == "Needs Grading" || old.starts_with("In Progress");
        if empty && !fixed {
            return Some(Change { column, text });
        }
        if fixed || !self.filling.replace {
            let name = self.header.get(column).map_or("", |name| name.trim());
            let shown: String = old.chars().take(40).collect();
            self.tally.kept.push(format!("{}: `{name}` is `{shown}`", self.name(row)));
            return None;
        }
        self.tally.replaced += 1;
        Some(Change { column, text })
    }
}
