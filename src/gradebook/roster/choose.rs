//! Where marks go: the columns of questions, their full marks, and rows that describe columns.

use std::collections::BTreeMap;

use super::columns::{
    MOODLE_GRADE, MOODLE_ID, MOODLE_MODIFIED, MOODLE_SCALE, ROLES, System, Told, by_title, column, gradable,
    listed, number, plain, total_points,
};
use super::merge::{Added, Merge};
use crate::gradebook::class::Class;
use crate::gradebook::feedback::Feedback;
use crate::gradebook::mark::hundredths;

impl Merge {
    /// Row after those that describe columns.
    pub(super) fn first_row(&self) -> usize {
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

    /// The question of each row, where rows are answers.
    pub(super) fn find_questions(&mut self, class: &Class, words: &Feedback) -> Result<(), String> {
        let Some(at) = self.columns.question else { return Ok(()) };
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for (number, question) in class.questions().iter().enumerate() {
            let told = self.filling.told.iter().filter(|told| told.role == question.id);
            let told = told.map(|told| told.column.as_str());
            for name in told.chain([question.id.as_str(), words.title(&question.id)]) {
                names.entry(plain(name)).or_insert(number);
            }
        }
        let question = |row: usize| {
            let cell = plain(&self.sheet.cell(row, at));
            // Ids of questions may have folders before them.
            let last = cell.rsplit('/').next().unwrap_or(&cell);
            names.get(&cell).or_else(|| names.get(last)).copied()
        };
        self.row_questions = (0..self.sheet.rows()).map(question).collect();
        if self.row_questions.iter().all(Option::is_none) {
            let column = self.header.get(at).map_or("", |name| name.trim());
            let first = class.questions().first().map_or("", |question| &question.id);
            let seen = self.sheet.cell(self.columns.first_row, at);
            return Err(format!(
                "no row answers one of these questions: column `{column}` has `{seen}`; say which is which with --map \"{first}={seen}\""
            ));
        }
        Ok(())
    }

    pub(super) fn choose_grades(&mut self, class: &Class, words: &Feedback) -> Result<(), String> {
        let open = gradable(&self.header, &self.columns, self.system);
        let told = |role: &str| self.filling.told.iter().find(|told| told.role == role);
        if let Some(told) = told("grade") {
            let at = column(&self.header, &told.column)?;
            self.columns.grades.push((None, at));
        }
        if self.columns.question.is_some() && !self.filling.add {
            return if self.columns.grades.is_empty() { self.take_only_column(class, &open) } else { Ok(()) };
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
        let whole = whole || self.columns.question.is_some();
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
        for number in missing {
            let Some(question) = class.questions().get(*number) else { continue };
            let at = self.add(words.title(&question.id), self.filling.out_of.unwrap_or(question.max));
            self.columns.grades.push((Some(*number), at));
        }
        if self.system == System::Table && self.columns.feedback.is_none() {
            self.columns.feedback = Some(self.add("Feedback", 0));
        }
    }

    /// A new column behind the last one.
    fn add(&mut self, name: &str, full: i64) -> usize {
        let column = self.header.len() + self.added.len();
        self.added.push(Added { column, name: name.to_owned(), full });
        column
    }

    pub(super) fn find_full_marks(&mut self) {
        let about =
            (1..self.columns.first_row).find(|row| self.sheet.cell(*row, 0).contains("Points Possible"));
        let of = |at: usize| match self.system {
            System::Canvas => about.and_then(|row| number(&self.sheet.cell(row, at))).map(hundredths),
            System::Blackboard => self.header.get(at).and_then(|name| total_points(name)),
            // Percent.
            System::PrairieLearn => Some(10_000),
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

    pub(super) fn targets(&self, class: &Class) -> Vec<String> {
        let target = |(question, at): &(Option<usize>, usize)| {
            let what = match question.and_then(|question| class.questions().get(question)) {
                Some(question) => format!("`{}`", question.id),
                None if self.columns.question.is_some() => "the question of each row".to_owned(),
                None => "all questions together".to_owned(),
            };
            let added = self.added.iter().find(|added| added.column == *at).map(|added| &added.name);
            let name = self.header.get(*at).or(added).map_or("", |name| name.trim());
            format!("{what} in column `{name}`")
        };
        self.columns.grades.iter().map(target).collect()
    }
}

/// Whether the file is what the course system writes.
pub(super) fn check_header(header: &[String], system: System, told: &[Told]) -> Result<(), String> {
    let names: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let is = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
    let (kind, needed): (&str, &[&[&str]]) = match system {
        System::Moodle if is(MOODLE_SCALE) => {
            return Err(
                "the assignment is graded by a scale of words; let Moodle grade it by points".to_owned()
            );
        }
        // In another language, columns are told.
        System::Moodle if told.is_empty() => {
            ("a grading worksheet of Moodle", &[MOODLE_ID, MOODLE_GRADE, MOODLE_MODIFIED])
        }
        System::Moodle | System::Table => return Ok(()),
        System::Canvas => {
            ("a gradebook export of Canvas", &[&["student", "lastname"], &["id"], &["section"]])
        }
        System::Blackboard => ("a grade centre download of Blackboard", &[&["username"]]),
        System::PrairieLearn => (
            "a file of submissions for manual grading of PrairieLearn",
            &[&["uid"], &["qid"], &["score_perc"]],
        ),
    };
    let Some(missing) = needed.iter().find(|known| !is(known)).and_then(|known| known.first()) else {
        return Ok(());
    };
    let hint = if system == System::Moodle {
        "; in another language, say which column is what with --map id=COLUMN --map grade=COLUMN"
    } else {
        ""
    };
    Err(format!("it is not {kind}: no column `{missing}`; it has {}{hint}", listed(header)))
}

/// Whether everything that is told is a role or a question.
pub(super) fn check_roles(told: &[Told], class: &Class) -> Result<(), String> {
    let known = |role: &str| ROLES.contains(&role) || class.questions().iter().any(|one| one.id == role);
    match told.iter().find(|told| !known(&told.role)) {
        None => Ok(()),
        Some(told) => {
            let ids: Vec<String> = class.questions().iter().map(|question| question.id.clone()).collect();
            let roles: Vec<String> = ROLES.iter().map(|role| (*role).to_owned()).collect();
            Err(format!(
                "--map {}: no such role or question; roles are {}, questions are {}",
                told.role,
                listed(&roles),
                listed(&ids)
            ))
        }
    }
}
