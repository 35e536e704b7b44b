//! One row or record as submissions: the values of its columns put together by their roles.

use std::borrow::Cow;

use super::columns::{Mapping, Role, Slot};
use super::{Candidate, Submission};

/// A row whose values arrive one by one.
#[derive(Debug, Default)]
pub struct Fields<'t> {
    answer: Best<'t>,
    id: Best<'t>,
    candidate: Best<'t>,
    name: Best<'t>,
    first_name: Best<'t>,
    last_name: Best<'t>,
    email: Best<'t>,
    question: Best<'t>,
    /// By question, in the order of the columns.
    answers: Vec<(usize, u8, Cow<'t, str>)>,
}

/// The value of the surest column so far.
type Best<'t> = Option<(u8, Cow<'t, str>)>;

impl<'t> Fields<'t> {
    /// Takes the value of a column.
    pub fn put(&mut self, slot: Slot, value: Cow<'t, str>) {
        if let Role::AnswerTo(question) = slot.role {
            return self.put_to(question, slot.rank, value);
        }
        let best = match slot.role {
            Role::Id => &mut self.id,
            Role::Candidate => &mut self.candidate,
            Role::Name => &mut self.name,
            Role::FirstName => &mut self.first_name,
            Role::LastName => &mut self.last_name,
            Role::Email => &mut self.email,
            Role::Question => &mut self.question,
            Role::Answer | Role::AnswerTo(_) => &mut self.answer,
        };
        if best.as_ref().is_none_or(|(rank, _)| slot.rank < *rank) {
            *best = Some((slot.rank, value));
        }
    }

    fn put_to(&mut self, question: usize, rank: u8, value: Cow<'t, str>) {
        match self.answers.iter_mut().find(|(at, ..)| *at == question) {
            Some(known) if known.1 <= rank => {}
            Some(known) => *known = (question, rank, value),
            None => self.answers.push((question, rank, value)),
        }
    }

    /// Whether there is an answer, be it an empty one.
    pub fn is_answered(&self) -> bool {
        self.answer.is_some() || !self.answers.is_empty()
    }

    /// Appends its submissions: one, or one a question where each has its own column.
    pub fn finish(self, mapping: &Mapping, source: &str, out: &mut Vec<Submission>) {
        let id = text(self.id);
        let candidate = candidate(
            id.as_deref(),
            self.candidate,
            self.name,
            (self.first_name, self.last_name),
            self.email,
            source,
        );
        if let Some((_, answer)) = self.answer {
            let question = text(self.question);
            out.push(Submission {
                candidate,
                id,
                question,
                answer: answer.into_owned(),
                source: source.to_owned(),
            });
            return;
        }
        for (question, _, answer) in self.answers {
            out.push(Submission {
                candidate: candidate.clone(),
                id: id.clone(),
                question: mapping.question(question).map(ToOwned::to_owned),
                answer: answer.into_owned(),
                source: source.to_owned(),
            });
        }
    }
}

fn candidate(
    id: Option<&str>,
    told: Best<'_>,
    name: Best<'_>,
    (first, last): (Best<'_>, Best<'_>),
    email: Best<'_>,
    source: &str,
) -> Candidate {
    let name = text(name).or_else(|| match (text(first), text(last)) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (one, other) => one.or(other),
    });
    let email = text(email);
    let known =
        text(told).or_else(|| email.clone()).or_else(|| id.map(ToOwned::to_owned)).or_else(|| name.clone());
    Candidate { id: known.unwrap_or_else(|| source.to_owned()), name, email }
}

/// A value without the space around it, if anything is left.
fn text(value: Best<'_>) -> Option<String> {
    let (_, value) = value?;
    let text = value.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
