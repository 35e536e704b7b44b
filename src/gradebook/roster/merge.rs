//! Marks and feedback put into a roster: the same file, with these cells filled.

use super::columns::{
    Columns, System, Told, by_title, column, gradable, header, listed, number, plain, total_points,
};
use super::people::{Key, People, Unplaced};
use super::sheet::{Change, Sheet};
use crate::gradebook::cell::spreadsheet_text;
use crate::gradebook::class::{Class, Entry};
use crate::gradebook::feedback::{Feedback, Markup};
use crate::gradebook::mark::{Mark, decimal, hundredths};

/// How a roster is filled.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    /// What is told of the columns.
    pub told: Vec<Told>,
    /// Whether cells that hold something else are replaced.
    pub replace: bool,
    /// Whether questions without a column get one.
    pub add: bool,
    /// Hundredths of the full mark, instead of what the roster says.
    pub out_of: Option<i64>,
}

/// A roster and who of a class stands where in it.
#[derive(Debug)]
pub struct Merge {
    sheet: Sheet,
    system: System,
    columns: Columns,
    header: Vec<String>,
    /// Full mark of each column in `columns.grades`, in hundredths.
    full: Vec<Option<i64>>,
    /// Columns added behind the last one: their names.
    added: Vec<(usize, String)>,
    comma: bool,
    filling: Filling,
    /// Candidate of each row.
    rows: Vec<Option<usize>>,
    unplaced: Vec<(usize, Unplaced)>,
    tally: Tally,
}

/// What became of the cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Candidates whose marks are in the file.
    pub filled: usize,
    /// Rows of people without an answer.
    pub untouched: usize,
    /// Cells that held something else and were kept: `Ada Roe: Grade is 70`.
    pub kept: Vec<String>,
    /// Cells that held something else and were replaced.
    pub replaced: usize,
    /// Which question goes where.
    pub targets: Vec<String>,
}

impl Merge {
    /// Reads a roster and finds the candidates of a class in it.
    ///
    /// # Errors
    /// If it is not the kind of file that `system` writes, or a question has no column.
    pub fn new(
        bytes: &[u8],
        system: System,
        class: &Class,
        words: &Feedback,
        filling: Filling,
    ) -> Result<Self, String> {
        let sheet = Sheet::read(bytes)?;
        let header = header(&sheet);
        check_header(&header, system, &filling.told)?;
        let mut columns = Columns::find(&header, &filling.told)?;
        let mut merge = Self {
            rows: vec![None; sheet.rows()],
            full: Vec::new(),
            added: Vec::new(),
            comma: sheet.separator() == b';',
            unplaced: Vec::new(),
            tally: Tally::default(),
            columns: Columns::default(),
            sheet,
            system,
            header,
            filling,
        };
        columns.first_row = merge.first_row();
        merge.columns = columns;
        merge.choose_grades(class, words)?;
        merge.find_full_marks();
        merge.place(class);
        Ok(merge)
    }

    /// Row after those that describe columns.
    fn first_row(&self) -> usize {
        let about_columns = |row: &usize| {
            let cells = self.sheet.row(*row);
            let first = cells.first().map_or("", |cell| cell.as_ref());
            let hidden = cells.iter().all(|cell| {
                cell.trim().is_empty() || cell.trim().starts_with("Manual Posting") || cell.trim() == "Muted"
            });
            first.contains("Points Possible") || hidden
        };
        1 + if self.system == System::Canvas {
            (1..self.sheet.rows()).take_while(about_columns).count()
        } else {
            0
        }
    }

    fn choose_grades(&mut self, class: &Class, words: &Feedback) -> Result<(), String> {
        let open = gradable(&self.header, &self.columns, self.system);
        let told = |role: &str| self.filling.told.iter().find(|told| told.role == role);
        if let Some(told) = told("grade").or(told("total")) {
            let at = column(&self.header, &told.column)?;
            self.columns.grades.push((None, at));
        }
        let mut missing = Vec::new();
        for (number, question) in class.questions().iter().enumerate() {
            let found = match told(&question.id) {
                Some(told) => Some(column(&self.header, &told.column)?),
                None => by_title(&self.header, &question.id)
                    .or_else(|| by_title(&self.header, words.title(&question.id)))
                    .filter(|at| open.contains(at) || self.system == System::Table),
            };
            match found {
                Some(at) => self.columns.grades.push((Some(number), at)),
                None => missing.push(number),
            }
        }
        if self.columns.grades.is_empty() && !self.filling.add {
            self.take_only_column(class, &open)?;
        } else if self.filling.add {
            self.add_columns(class, words, &missing);
        } else if !missing.is_empty() && !self.columns.grades.iter().any(|(question, _)| question.is_none()) {
            return Err(self.no_column(class, &missing, &open));
        }
        Ok(())
    }

    /// Where nothing is told and no title fits: the only column there is.
    fn take_only_column(&mut self, class: &Class, open: &[usize]) -> Result<(), String> {
        let whole = self.system == System::Moodle || class.questions().len() == 1;
        match open {
            [only] if whole => {
                self.columns.grades.push((None, *only));
                Ok(())
            }
            _ => {
                let all: Vec<usize> = (0..class.questions().len()).collect();
                Err(self.no_column(class, &all, open))
            }
        }
    }

    fn no_column(&self, class: &Class, missing: &[usize], open: &[usize]) -> String {
        let ids =
            missing.iter().filter_map(|at| class.questions().get(*at)).map(|question| question.id.clone());
        let ids: Vec<String> = ids.collect();
        let names: Vec<String> = open.iter().filter_map(|at| self.header.get(*at)).cloned().collect();
        let known = if names.is_empty() {
            "no column for grades is known".to_owned()
        } else {
            format!("columns for grades are {}", listed(&names))
        };
        let first = ids.first().map_or("", String::as_str);
        format!(
            "no column is called like {}; {known}. Say which with --map \"{first}=COLUMN\" (or \"grade=COLUMN\" for all questions together), or add columns with --add-columns",
            listed(&ids)
        )
    }

    fn add_columns(&mut self, class: &Class, words: &Feedback, missing: &[usize]) {
        let mut next = self.header.len();
        let mut add = |name: String, added: &mut Vec<(usize, String)>| {
            added.push((next, name));
            next += 1;
            next - 1
        };
        for number in missing {
            let Some(question) = class.questions().get(*number) else { continue };
            let at = add(words.title(&question.id).to_owned(), &mut self.added);
            self.columns.grades.push((Some(*number), at));
        }
        if self.system == System::Table && self.columns.feedback.is_none() {
            self.columns.feedback = Some(add("Feedback".to_owned(), &mut self.added));
        }
    }

    fn find_full_marks(&mut self) {
        let about =
            (1..self.columns.first_row).find(|row| self.sheet.cell(*row, 0).contains("Points Possible"));
        let of = |at: usize| match self.system {
            System::Canvas => about.and_then(|row| number(&self.sheet.cell(row, at))).map(hundredths),
            System::Blackboard => self.header.get(at).and_then(|name| total_points(name)),
            System::Moodle | System::Table => None,
        };
        self.full = self
            .columns
            .grades
            .iter()
            .map(|(_, at)| self.filling.out_of.or_else(|| of(*at)).filter(|max| *max > 0))
            .collect();
        let comma = |row: usize, at: usize| {
            let cell = self.sheet.cell(row, at);
            cell.contains(',') && !cell.contains('.') && number(&cell).is_some()
        };
        if let Some(at) = self.columns.max {
            self.comma |= (self.columns.first_row..self.sheet.rows()).take(100).any(|row| comma(row, at));
        }
    }

    fn place(&mut self, class: &Class) {
        let mut people = People::default();
        for row in self.columns.first_row..self.sheet.rows() {
            for (key, at) in &self.columns.people {
                people.add(row, *key, &self.sheet.cell(row, *at));
            }
            if let (Some(first), Some(last)) = (self.columns.first, self.columns.last) {
                let name = format!("{} {}", self.sheet.cell(row, first), self.sheet.cell(row, last));
                people.add(row, Key::Name, &name);
            }
        }
        for (candidate, place) in people.place(class.candidates()).into_iter().enumerate() {
            match place {
                Ok(row) => {
                    if let Some(slot) = self.rows.get_mut(row) {
                        *slot = Some(candidate);
                    }
                }
                Err(why) => self.unplaced.push((candidate, why)),
            }
        }
        self.tally.targets = self.targets(class);
    }

    fn targets(&self, class: &Class) -> Vec<String> {
        let target = |(question, at): &(Option<usize>, usize)| {
            let what = match question.and_then(|question| class.questions().get(question)) {
                Some(question) => format!("`{}`", question.id),
                None => "all questions together".to_owned(),
            };
            let added = self.added.iter().find(|(column, _)| column == at).map(|(_, name)| name);
            let name = self.header.get(*at).or(added).map_or("", |name| name.trim());
            format!("{what} in column `{name}`")
        };
        self.columns.grades.iter().map(target).collect()
    }

    /// Candidates without a row, and why.
    pub fn unplaced(&self) -> &[(usize, Unplaced)] {
        &self.unplaced
    }

    /// Number of rows to write.
    pub fn rows(&self) -> usize {
        self.sheet.rows()
    }

    /// The candidate of a row.
    pub fn candidate(&self, row: usize) -> Option<usize> {
        self.rows.get(row).copied().flatten()
    }

    /// How a row is called in messages.
    pub fn name(&self, row: usize) -> String {
        let by = |wanted: Key| self.columns.people.iter().find(|(key, _)| *key == wanted).map(|(_, at)| *at);
        let cell = |at: usize| self.sheet.cell(row, at).trim().to_owned();
        let name = by(Key::Name).map(cell).filter(|name| !name.is_empty());
        let parts = self
            .columns
            .first
            .zip(self.columns.last)
            .map(|(first, last)| format!("{} {}", cell(first), cell(last)));
        let name = name.or(parts).or_else(|| by(Key::Login).or(by(Key::Id)).map(cell));
        name.unwrap_or_else(|| format!("row {}", row + 1))
    }

    /// Writes a row, with the marks of its candidate.
    pub fn write(&mut self, row: usize, entry: Option<&Entry<'_>>, words: &Feedback, out: &mut Vec<u8>) {
        let changes = match entry {
            _ if row < self.columns.first_row => self.about_columns(row),
            Some(entry) => self.changes(row, entry, words),
            None => {
                self.tally.untouched += 1;
                Vec::new()
            }
        };
        self.sheet.write(row, &changes, out);
        if row + 1 == self.sheet.rows() {
            self.sheet.write_rest(out);
        }
    }

    /// What became of the cells, after all rows are written.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    fn about_columns(&self, row: usize) -> Vec<Change> {
        let text = |at: usize, name: &str| {
            if row == 0 {
                return spreadsheet_text(name);
            }
            let full = self.columns.grades.iter().zip(&self.full).find(|((_, column), _)| *column == at);
            let full = full
                .and_then(|(_, full)| *full)
                .filter(|_| self.sheet.cell(row, 0).contains("Points Possible"));
            full.map_or(String::new(), decimal)
        };
        self.added.iter().map(|(at, name)| Change { column: *at, text: text(*at, name) }).collect()
    }

    fn changes(&mut self, row: usize, entry: &Entry<'_>, words: &Feedback) -> Vec<Change> {
        let open = self.columns.open.map(|at| plain(&self.sheet.cell(row, at)));
        if open.is_some_and(|open| open == "no") {
            self.tally.kept.push(format!("{}: the grade cannot be changed", self.name(row)));
            return Vec::new();
        }
        let mut changes = Vec::new();
        for (number, (question, at)) in self.columns.grades.clone().into_iter().enumerate() {
            let mark = match question {
                None => Some(entry.total),
                Some(question) => {
                    entry.answers.get(question).and_then(Option::as_ref).map(|graded| graded.mark)
                }
            };
            let text = mark.map(|mark| self.grade(row, number, mark));
            changes.extend(text.and_then(|text| self.change(row, at, text)));
        }
        self.tally.filled += 1;
        if let Some(at) = self.columns.feedback {
            let text = self.feedback(entry, words);
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

    fn feedback(&self, entry: &Entry<'_>, words: &Feedback) -> String {
        match self.system {
            System::Moodle => words.entry(entry, Markup::Html),
            System::Canvas | System::Blackboard | System::Table => {
                spreadsheet_text(&words.entry(entry, Markup::Plain))
            }
        }
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

/// Whether the file is what the course system writes.
fn check_header(header: &[String], system: System, told: &[Told]) -> Result<(), String> {
    let names: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let has = |name: &str| names.iter().any(|known| known.contains(name));
    let needed: &[&str] = match system {
        System::Moodle if told.is_empty() => &["identifier", "grade", "last modified (grade)"],
        System::Moodle | System::Table => &[],
        System::Canvas if has("lastname") => &["lastname", "firstname", "id", "section"],
        System::Canvas => &["student", "id", "section"],
        System::Blackboard => &["username"],
    };
    let kind = match system {
        System::Moodle => "a grading worksheet of Moodle",
        System::Canvas => "a gradebook export of Canvas",
        System::Blackboard => "a grade centre download of Blackboard",
        System::Table => "a table",
    };
    match needed.iter().find(|name| !has(name)) {
        None => Ok(()),
        Some(name) => Err(format!("it is not {kind}: no column `{name}`; it has {}", listed(header))),
    }
}
