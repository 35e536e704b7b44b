//! Which column or field holds what: guessed from the usual names, or told by whoever runs the program.
//!
//! It looks at names alone. A guess never overrules what was told.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The answer.
    Answer,
    /// The answer to one of several questions that rows answer side by side.
    AnswerTo(usize),
    /// The answer's own id.
    Id,
    /// What tells candidates apart.
    Candidate,
    /// The whole name.
    Name,
    /// The first name.
    FirstName,
    /// The last name.
    LastName,
    /// The mail address.
    Email,
    /// The question, or the rubric's id.
    Question,
}

/// Roles that may be told, by name; the first name is the one to write.
const ROLES: &[(Role, &[&str])] = &[
    (Role::Answer, &["answer", "text"]),
    (Role::Id, &["id", "answer_id"]),
    (Role::Candidate, &["candidate", "student"]),
    (Role::Name, &["name"]),
    (Role::FirstName, &["first_name"]),
    (Role::LastName, &["last_name"]),
    (Role::Email, &["email"]),
    (Role::Question, &["question", "question_id", "rubric"]),
];

/// Names that columns of each role usually have, the surest first.
const USUAL: &[(Role, &[&str])] = &[
    (
        Role::Answer,
        &[
            "answer",
            "text",
            "response",
            "answer_text",
            "response_text",
            "student_answer",
            "submitted_answer",
            "provided_answer",
            "submission_text",
            "online_text",
            "essay",
            "submission",
        ],
    ),
    (Role::Id, &["answer_id", "response_id", "submission_id", "id"]),
    (
        Role::Candidate,
        &[
            "candidate",
            "candidate_id",
            "student_id",
            "student",
            "student_number",
            "id_number",
            "matriculation_number",
            "sis_user_id",
            "sis_login_id",
            "username",
            "user_id",
            "user",
            "login",
            "uid",
            "identifier",
            "participant",
            "participant_id",
            "anonymized_student_id",
        ],
    ),
    (Role::Name, &["name", "full_name", "student_name", "candidate_name", "your_name"]),
    (Role::FirstName, &["first_name", "firstname", "given_name", "forename"]),
    (Role::LastName, &["last_name", "lastname", "surname", "family_name"]),
    (Role::Email, &["email", "email_address", "e_mail", "e_mail_address", "mail"]),
    (Role::Question, &["question_id", "rubric", "rubric_id", "item_id", "question"]),
];

/// A column's role and how sure it is: 0 is told, then the guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The role.
    pub role: Role,
    /// Less is surer.
    pub rank: u8,
}

/// A question that may have a column of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The rubric's id.
    pub id: String,
    /// What is asked, as a form has it for a heading.
    pub text: String,
}

/// What is known of the columns before any is seen.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    questions: Vec<Question>,
    told: Vec<(Role, String)>,
}

impl Mapping {
    /// With the questions that columns may be named after.
    pub fn new(questions: Vec<Question>) -> Self {
        Self { questions, told: Vec::new() }
    }

    /// The column `name` has this role; no other one has then.
    pub fn tell(&mut self, role: Role, name: &str) {
        self.told.push((role, name.trim().to_owned()));
    }

    /// Adds a question and says which column holds the answers to it.
    pub fn tell_question(&mut self, question: Question, name: &str) {
        let known = self.questions.iter().position(|known| known.id == question.id);
        let at = known.unwrap_or_else(|| {
            self.questions.push(question);
            self.questions.len() - 1
        });
        self.tell(Role::AnswerTo(at), name);
    }

    /// Id of a question.
    pub fn question(&self, at: usize) -> Option<&str> {
        self.questions.get(at).map(|question| question.id.as_str())
    }

    /// Names of columns that must be there.
    pub fn told(&self) -> impl Iterator<Item = &str> {
        self.told.iter().map(|(_, name)| name.as_str()).filter(|name| !name.is_empty())
    }

    /// What the column of this name holds.
    pub fn slot(&self, name: &str) -> Option<Slot> {
        let simple = plain(name);
        let is = |column: &str| column == name.trim() || plain(column) == simple;
        if let Some((role, _)) = self.told.iter().find(|(_, column)| !column.is_empty() && is(column)) {
            return Some(Slot { role: *role, rank: 0 });
        }
        for (role, names) in USUAL.iter().filter(|(role, _)| !self.is_told(*role)) {
            if let Some(at) = names.iter().position(|known| *known == simple) {
                return Some(Slot { role: *role, rank: u8::try_from(at + 1).unwrap_or(u8::MAX) });
            }
        }
        let named = |question: &Question| is(&question.id) || (!simple.is_empty() && is(&question.text));
        let at = self.questions.iter().position(named)?;
        (!self.is_told(Role::Answer)).then_some(Slot { role: Role::AnswerTo(at), rank: 1 })
    }

    /// Whether guesses at a role are idle.
    fn is_told(&self, role: Role) -> bool {
        self.told
            .iter()
            .any(|(told, _)| *told == role || (role == Role::Answer && matches!(told, Role::AnswerTo(_))))
    }
}

/// The role that is told by this name.
pub fn role(name: &str) -> Option<Role> {
    let simple = plain(name);
    ROLES.iter().find(|(_, names)| names.contains(&simple.as_str())).map(|(role, _)| *role)
}

/// Names of the roles that can be told.
pub fn role_names() -> Vec<&'static str> {
    ROLES.iter().filter_map(|(_, names)| names.first().copied()).collect()
}

/// Pairs such as `answer=Response,id=Matric`; a comma that no `NAME=` follows belongs to the column's name.
///
/// # Errors
/// With the part that is no pair.
pub fn pairs(told: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in told.split(',') {
        match (part.split_once('='), pairs.last_mut()) {
            (Some((role, column)), _) => pairs.push((role.trim().to_owned(), column.trim().to_owned())),
            (None, Some((_, column))) => column.extend([",", part]),
            (None, None) => return Err(part.to_owned()),
        }
    }
    Ok(pairs)
}

/// `Human mark` and `human-mark` are `human_mark`.
pub fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out
}

/// Names that columns of this role usually have, the surest first.
pub fn usual(role: Role) -> impl Iterator<Item = &'static str> {
    USUAL.iter().filter(move |(known, _)| *known == role).flat_map(|(_, names)| *names).copied()
}

/// The first names of many, for messages.
pub fn listed(names: impl IntoIterator<Item: AsRef<str>>) -> String {
    let mut names = names.into_iter();
    let shown: Vec<String> =
        names.by_ref().take(12).map(|name| format!("`{}`", name.as_ref().trim())).collect();
    let more = if names.next().is_some() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
