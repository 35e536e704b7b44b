//! Which column of a roster holds what: known from the names that course systems write, or told.
//!
//! Names are compared as a whole. A column that may be told is never guessed from its cells.

use super::people::Key;
use super::sheet::Sheet;
use crate::gradebook::mark::hundredths;
pub(super) use crate::submissions::columns::listed;

/// Who wrote the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// The grading worksheet of a Moodle assignment.
    Moodle,
    /// The gradebook export of Canvas.
    Canvas,
    /// The grade centre download of Blackboard.
    Blackboard,
    /// The submissions for manual grading of PrairieLearn: a row an answer.
    PrairieLearn,
    /// Any table with people.
    Table,
}

/// What is told of the columns: `grade=Essay 1 (42)`, `id=Matric`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `id`, `login`, `email`, `name`, `first_name`, `last_name`, `grade`, `feedback`, `max`, `question`, or a
    /// question's id.
    pub role: String,
    /// Name of the column.
    pub column: String,
}

/// The columns of a roster that count.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) people: Vec<(Key, usize)>,
    /// A column of identifiers that end in a number, whatever word stands before it.
    pub(super) participant: Option<usize>,
    pub(super) first: Option<usize>,
    pub(super) last: Option<usize>,
    /// Where the mark of a question, or of all together (`None`), goes.
    pub(super) grades: Vec<(Option<usize>, usize)>,
    pub(super) feedback: Option<usize>,
    pub(super) feedback_format: Option<usize>,
    /// A column that says which question a row answers.
    pub(super) question: Option<usize>,
    /// A column that says for each row what the full mark is.
    pub(super) max: Option<usize>,
    /// A column that says whether a row may be graded.
    pub(super) open: Option<usize>,
    /// The first row of people.
    pub(super) first_row: usize,
}

const PEOPLE: &[(Key, &[&str])] = &[
    (
        Key::Id,
        &[
            "identifier",
            "identifiant",
            "identificador",
            "id number",
            "id",
            "sis user id",
            "integration id",
            "student id",
            "candidate",
            "candidate id",
            "student number",
            "matriculation number",
            "user id",
            "uin",
            "sid",
        ],
    ),
    (Key::Login, &["username", "user name", "sis login id", "login", "login id", "uid"]),
    (
        Key::Email,
        &[
            "email address",
            "email",
            "e-mail",
            "mail",
            "e-mail address",
            "e-mail-adresse",
            "adresse de courriel",
            "dirección de correo",
        ],
    ),
    (
        Key::Name,
        &[
            "full name",
            "name",
            "student",
            "student name",
            "candidate name",
            "vollständiger name",
            "nom complet",
            "nombre completo",
        ],
    ),
];
const FIRST: &[&str] = &["first name", "firstname", "given name"];
const LAST: &[&str] = &["last name", "lastname", "surname", "family name"];
const GRADE: &[&str] = &["grade", "score", "mark", "points", "total"];
const FEEDBACK: &[&str] = &[
    "feedback comments",
    "feedback als kommentar",
    "feedback par commentaires",
    "comentarios de retroalimentación",
    "feedback to learner",
    "feedback",
    "comments",
    "comment",
];
const MAX: &[&str] = &["maximum grade", "max grade", "bestwertung", "note maximale", "calificación máxima"];
const OPEN: &[&str] = &[
    "grade can be changed",
    "bewertung kann geändert werden",
    "la note peut être modifiée",
    "la calificación puede ser cambiada",
];
/// What stands in such a column where a grade is locked.
pub(super) const LOCKED: &[&str] = &["no", "nein", "non"];

/// Columns of Moodle's grading worksheet in English, German, French and Spanish.
pub(super) const MOODLE_ID: &[&str] = &["identifier", "id", "identifiant", "identificador"];
/// The grade.
pub(super) const MOODLE_GRADE: &[&str] = &["grade", "bewertung", "note", "calificación"];
/// By which Moodle sees whether a grade was changed meanwhile.
pub(super) const MOODLE_MODIFIED: &[&str] = &[
    "last modified (grade)",
    "zuletzt geändert (bewertung)",
    "dernière modification (note)",
    "última modificación (calificación)",
];
/// Where marks are words instead of numbers.
pub(super) const MOODLE_SCALE: &[&str] = &["scale", "skala", "barème", "escala"];

/// Roles that may be told, beside ids of questions.
pub(super) const ROLES: &[&str] =
    &["id", "login", "email", "name", "first_name", "last_name", "grade", "feedback", "max", "question"];

/// A name as it is compared.
pub(super) fn plain(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').to_lowercase()
}

/// The names of a header.
pub(super) fn header(sheet: &Sheet) -> Vec<String> {
    sheet.row(0).into_iter().map(std::borrow::Cow::into_owned).collect()
}

impl Columns {
    /// Those by which people are found.
    pub(super) fn find(header: &[String], system: System, told: &[Told]) -> Result<Self, String> {
        let mut columns = Self { first_row: 1, ..Self::default() };
        let names: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let find = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        for (at, name) in names.iter().enumerate() {
            let key = PEOPLE.iter().find(|(_, known)| known.contains(&name.as_str()));
            columns.people.extend(key.map(|(key, _)| (*key, at)));
        }
        (columns.first, columns.last) = (find(FIRST), find(LAST));
        columns.feedback = FEEDBACK.iter().find_map(|name| find(&[name]));
        columns.feedback_format = find(&["feedback format"]);
        columns.max = find(MAX);
        columns.open = find(OPEN);
        match system {
            System::Moodle => columns.participant = find(MOODLE_ID),
            System::PrairieLearn => columns.question = find(&["qid"]),
            System::Canvas | System::Blackboard | System::Table => {}
        }
        for told in told.iter().filter(|told| ROLES.contains(&told.role.as_str())) {
            let at = column(header, &told.column)?;
            match told.role.as_str() {
                "id" => columns.tell(Key::Id, at),
                "login" => columns.tell(Key::Login, at),
                "email" => columns.tell(Key::Email, at),
                "name" => columns.tell(Key::Name, at),
                "first_name" => columns.first = Some(at),
                "last_name" => columns.last = Some(at),
                "feedback" => columns.feedback = Some(at),
                "max" => columns.max = Some(at),
                "question" => columns.question = Some(at),
                _ => {}
            }
        }
        Ok(columns)
    }

    fn tell(&mut self, key: Key, at: usize) {
        self.people.retain(|(_, known)| *known != at);
        self.people.push((key, at));
    }
}

/// The column of this name.
pub(super) fn column(header: &[String], name: &str) -> Result<usize, String> {
    let exact = header.iter().position(|known| known.trim() == name.trim());
    let found = exact.or_else(|| header.iter().position(|known| plain(known) == plain(name)));
    found
        .or_else(|| by_title(header, name))
        .ok_or_else(|| format!("there is no column `{name}`; it has {}", listed(header)))
}

/// The one column with this title, its number left out.
pub(super) fn by_title(header: &[String], title: &str) -> Option<usize> {
    let wanted = plain(title);
    let mut found = header.iter().enumerate().filter(|(_, name)| plain(bare_title(name)) == wanted);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    }
}

/// `Essay 1` of `Essay 1 (42)` and of `Essay 1 [Total Pts: 10 Score] |42`.
pub(super) fn bare_title(name: &str) -> &str {
    let name = name.trim();
    if let Some((title, _)) = name.split_once(" [Total Pts") {
        return title;
    }
    let number = |inner: &str| !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit());
    match name.strip_suffix(')').and_then(|name| name.rsplit_once(" (")) {
        Some((title, inner)) if number(inner) => title,
        _ => name,
    }
}

/// The full mark that Blackboard writes into a header, in hundredths.
pub(super) fn total_points(name: &str) -> Option<i64> {
    let (_, rest) = name.split_once("[Total Pts:")?;
    rest.split([' ', ']']).find_map(number).map(hundredths).filter(|max| *max > 0)
}

/// A number with a point or a comma.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_number =
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || b".,-".contains(&byte));
    if !is_number {
        return None;
    }
    let point = match (text.rfind('.'), text.rfind(',')) {
        (Some(point), Some(comma)) if point > comma => text.replace(',', ""),
        (Some(_), Some(_)) => text.replace('.', "").replace(',', "."),
        _ => text.replace(',', "."),
    };
    point.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Columns that may take grades: not of people, not computed by the system.
pub(super) fn gradable(header: &[String], columns: &Columns, system: System) -> Vec<usize> {
    let taken = |at: usize| {
        let people = columns.people.iter().any(|(_, known)| *known == at);
        let others = [columns.first, columns.last, columns.feedback, columns.feedback_format, columns.max];
        people || others.contains(&Some(at))
    };
    let is_grade = |at: usize, name: &str| match system {
        System::Moodle => MOODLE_GRADE.contains(&plain(name).as_str()),
        System::Canvas => {
            header.iter().position(|name| plain(name) == "section").is_some_and(|section| at > section)
                && !is_computed(name)
        }
        System::Blackboard => name.contains('|') || total_points(name).is_some(),
        System::PrairieLearn => plain(name) == "score_perc",
        System::Table => GRADE.contains(&plain(name).as_str()),
    };
    let all = header.iter().enumerate();
    all.filter(|(at, name)| !taken(*at) && is_grade(*at, name)).map(|(at, _)| at).collect()
}

/// Columns that Canvas computes.
fn is_computed(name: &str) -> bool {
    let computed = ["Current", "Final", "Override"];
    let kinds = [" Score", " Points", " Grade", " Status"];
    computed.iter().any(|one| kinds.iter().any(|kind| name.contains(&format!("{one}{kind}"))))
}

#[cfg(test)]
mod tests {
    use super::{bare_title, number, total_points};

    #[test]
    fn titles_lose_what_systems_add() {
        for (name, expect) in [
            ("Essay 1 (42)", "Essay 1"),
            ("Essay (draft)", "Essay (draft)"),
            ("Essay, part 1 [Total Pts: 10 Score] |42", "Essay, part 1"),
            ("Essay [Total Pts: up to 7.5 Score] |42", "Essay"),
        ] {
            assert_eq!(bare_title(name), expect);
        }
        assert_eq!(total_points("E [Total Pts: 10 Score] |42"), Some(1000));
        assert_eq!(total_points("E [Total Pts: up to 7.5 Score] |42"), Some(750));
        assert_eq!(total_points("E [Total Pts: 0 Score] |42"), None);
    }

    #[test]
    fn numbers_have_points_or_commas() {
        for (text, expect) in [
            ("100.00", Some(100.0)),
            ("7,5", Some(7.5)),
            ("1,000.5", Some(1000.5)),
            ("1.000,5", Some(1000.5)),
            ("A", None),
            ("", None),
        ] {
            assert_eq!(number(text), expect);
        }
    }
}
