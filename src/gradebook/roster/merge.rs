//! Marks and feedback put into a roster: the same file, with these cells filled.

use std::collections::BTreeMap;

use super::choose::{check_header, check_roles};
use super::columns::{Columns, System, Told, header, plain};
use super::people::{Key, People, Unplaced, trailing_number};
use super::sheet::Sheet;
use crate::gradebook::class::Class;
use crate::gradebook::feedback::Feedback;

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
    pub(super) sheet: Sheet,
    pub(super) system: System,
    pub(super) columns: Columns,
    pub(super) header: Vec<String>,
    /// Full mark of each column in `columns.grades`, in hundredths.
    pub(super) full: Vec<Option<i64>>,
    /// Columns added behind the last one.
    pub(super) added: Vec<Added>,
    pub(super) comma: bool,
    pub(super) filling: Filling,
    /// Candidate of each row.
    pub(super) rows: Vec<Option<usize>>,
    /// Question of each row, where rows are answers.
    pub(super) row_questions: Vec<Option<usize>>,
    pub(super) unplaced: Vec<(usize, Unplaced)>,
    pub(super) tally: Tally,
}

/// A column that the roster did not have.
#[derive(Debug)]
pub(super) struct Added {
    pub(super) column: usize,
    pub(super) name: String,
    /// Hundredths of its full mark.
    pub(super) full: i64,
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
        check_roles(&filling.told, class)?;
        let mut columns = Columns::find(&header, system, &filling.told)?;
        let mut merge = Self {
            rows: vec![None; sheet.rows()],
            full: Vec::new(),
            added: Vec::new(),
            comma: sheet.separator() == b';',
            row_questions: Vec::new(),
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
        merge.find_questions(class, words)?;
        merge.choose_grades(class, words)?;
        merge.find_full_marks();
        merge.place(class);
        Ok(merge)
    }

    fn place(&mut self, class: &Class) {
        let mut people = People::default();
        let mut persons: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for row in self.columns.first_row..self.sheet.rows() {
            if self.columns.question.is_some() {
                let rows = persons.entry(self.person(row)).or_default();
                rows.push(row);
                if rows.len() > 1 {
                    continue;
                }
            }
            for (key, at) in &self.columns.people {
                let cell = self.sheet.cell(row, *at);
                let number = trailing_number(&cell).filter(|_| self.columns.participant == Some(*at));
                people.add(row, *key, number.unwrap_or(&cell));
            }
            if let (Some(first), Some(last)) = (self.columns.first, self.columns.last) {
                let name = format!("{} {}", self.sheet.cell(row, first), self.sheet.cell(row, last));
                people.add(row, Key::Name, &name);
            }
        }
        for (candidate, place) in people.place(class.candidates()).into_iter().enumerate() {
            match place {
                Ok(row) => {
                    let others = persons.get(&self.person(row)).cloned().unwrap_or_default();
                    for row in others.into_iter().chain([row]) {
                        if let Some(slot) = self.rows.get_mut(row) {
                            *slot = Some(candidate);
                        }
                    }
                }
                Err(why) => self.unplaced.push((candidate, why)),
            }
        }
        self.tally.targets = self.targets(class);
    }

    /// What a row says of its person, where several rows may be of one.
    fn person(&self, row: usize) -> String {
        let keys = self.columns.people.iter().map(|(_, at)| plain(&self.sheet.cell(row, *at)));
        keys.collect::<Vec<_>>().join("\n")
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

    /// What became of the cells, after all rows are written.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}
