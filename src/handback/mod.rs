//! Feedback for one candidate on one page: what was found in whose words, what is missing, what to ask
//! next, and the comments of the coach.
//!
//! It words results; it neither scores nor opens anything. Text of candidates and rubrics is escaped.
//! Comments of the coach stand in a page of Markdown as they were written, marked up or not; in one of
//! HTML they are plain paragraphs.

mod comments;
mod markdown;
mod page;
#[cfg(test)]
mod tests;

pub use comments::{Comments, Unknown};

use std::collections::BTreeMap;

use crate::gradebook::{Facts, Graded, GradedCriterion, Mark, short_quote};
use crate::rubric::Rubric;
use crate::submissions::Candidate;

/// Words feedback.
#[derive(Debug, Default)]
pub struct Handback {
    rubrics: BTreeMap<String, Facts>,
    comments: Comments,
}

/// The feedback for one candidate, before it is marked up.
struct Sheet<'s> {
    candidate: &'s Candidate,
    opening: Option<&'s str>,
    answers: Vec<Answer<'s>>,
    closing: Option<&'s str>,
}

struct Answer<'s> {
    title: &'s str,
    question: &'s str,
    /// `14 of 21 points (66.7 %), solid, passed`.
    score: String,
    comment: Option<&'s str>,
    /// By [`Section`], those without items left out.
    sections: Vec<(Section, Vec<Item<'s>>)>,
    decided: Option<String>,
}

/// What kind of thing there is to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Found,
    Partly,
    Missing,
    Mistaken,
}

struct Item<'s> {
    title: &'s str,
    /// `2 of 3`; what a misconception cost.
    points: String,
    quote: Option<String>,
    hint: Option<&'s str>,
    follow_up: Option<&'s str>,
    comment: Option<&'s str>,
    decided: Option<String>,
}

impl Section {
    const ALL: [Self; 4] = [Self::Found, Self::Partly, Self::Missing, Self::Mistaken];

    const fn title(self) -> &'static str {
        match self {
            Self::Found => "Found in your answer",
            Self::Partly => "Only touched on",
            Self::Missing => "Missing",
            Self::Mistaken => "Not right",
        }
    }

    /// `None` for what there is nothing to say of.
    fn of(criterion: &GradedCriterion) -> Option<Self> {
        match (criterion.kind.as_str(), criterion.verdict.as_str()) {
            ("misconception", "met") => Some(Self::Mistaken),
            ("misconception", _) => None,
            (_, "met") => Some(Self::Found),
            (_, "weak") => Some(Self::Partly),
            _ => Some(Self::Missing),
        }
    }
}

impl Handback {
    /// With what a coach has to say besides.
    pub fn new(comments: Comments) -> Self {
        Self { rubrics: BTreeMap::new(), comments }
    }

    /// Titles and hints of a rubric whose results are handed back; of others ids are shown.
    pub fn know(&mut self, rubric: &Rubric) {
        self.rubrics.insert(rubric.id.clone(), Facts::of(rubric));
    }

    /// Comments on criteria that none of the rubrics has.
    pub fn unknown(&self) -> Vec<Unknown> {
        let known = self.rubrics.iter().flat_map(|(rubric, facts)| {
            facts.criteria.keys().map(move |criterion| (rubric.as_str(), criterion.as_str()))
        });
        self.comments.unknown(&known.collect::<Vec<_>>())
    }

    /// A page of Markdown.
    pub fn markdown(&self, candidate: &Candidate, answers: &[Graded]) -> String {
        markdown::write(&self.sheet(candidate, answers))
    }

    /// A page of HTML that needs no other file.
    pub fn html(&self, candidate: &Candidate, answers: &[Graded]) -> String {
        page::write(&self.sheet(candidate, answers))
    }

    fn sheet<'s>(&'s self, candidate: &'s Candidate, answers: &'s [Graded]) -> Sheet<'s> {
        Sheet {
            candidate,
            opening: self.comments.opening(),
            answers: answers.iter().map(|graded| self.answer(graded)).collect(),
            closing: self.comments.closing(),
        }
    }

    fn answer<'s>(&'s self, graded: &'s Graded) -> Answer<'s> {
        let facts = self.rubrics.get(&graded.question);
        let (title, question) = match facts {
            Some(facts) => (facts.title.as_str(), facts.question.as_str()),
            None => (graded.question.as_str(), ""),
        };
        if graded.is_blank() {
            let (score, comment) = ("No answer was handed in.".to_owned(), graded.feedback.as_deref());
            return Answer { title, question, score, comment, sections: Vec::new(), decided: None };
        }
        let idle = facts.map(|facts| facts.idle(graded)).unwrap_or_default();
        let mut sections: Vec<(Section, Vec<Item<'s>>)> =
            Section::ALL.iter().map(|section| (*section, Vec::new())).collect();
        for criterion in graded.criteria.iter().filter(|one| !idle.contains(one.id.as_str())) {
            let items = Section::of(criterion)
                .and_then(|wanted| sections.iter_mut().find(|(section, _)| *section == wanted));
            if let Some((section, items)) = items {
                items.push(self.item(*section, criterion, graded, facts));
            }
        }
        sections.retain(|(_, items)| !items.is_empty());
        let band = graded.band.as_deref();
        let (mark, full) = (graded.mark, Mark { earned: graded.mark.max, ..graded.mark });
        let mut score = format!("{mark} of {full} points ({:.1} %)", mark.percent());
        score.push_str(&band.map_or(String::new(), |band| format!(", {band}")));
        score.push_str(if graded.passed { ", passed" } else { ", not passed" });
        Answer {
            title,
            question,
            score,
            comment: graded.feedback.as_deref().or(band.and_then(|band| self.comments.band(band))),
            sections,
            decided: graded.decided.as_ref().map(|decided| by(&decided.by, &decided.why)),
        }
    }

    fn item<'s>(
        &'s self,
        section: Section,
        criterion: &'s GradedCriterion,
        graded: &Graded,
        facts: Option<&'s Facts>,
    ) -> Item<'s> {
        let known = facts.and_then(|facts| facts.criteria.get(&criterion.id));
        let title = criterion.title.as_deref().or(known.map(|known| known.title.as_str()));
        let hint = criterion.missing.as_deref().or(known.and_then(|known| known.missing.as_deref()));
        let wanted = section != Section::Found;
        Item {
            title: title.unwrap_or(&criterion.id),
            points: match section {
                Section::Mistaken => format!("{}", criterion.points),
                Section::Found | Section::Partly | Section::Missing => {
                    format!("{} of {}", criterion.points, criterion.max)
                }
            },
            quote: criterion.evidence.first().map(|quote| short_quote(&quote.text)),
            hint: hint.filter(|_| wanted),
            follow_up: criterion.follow_up.as_deref().filter(|_| wanted),
            comment: self.comments.of(&graded.question, &criterion.id, &criterion.verdict, section),
            decided: criterion.decided.as_ref().map(|decided| by(&decided.by, &decided.why)),
        }
    }
}

fn by(who: &str, why: &str) -> String {
    if why.is_empty() { format!("Decided by {who}.") } else { format!("Decided by {who}: {why}") }
}

/// Who is addressed.
fn name(candidate: &Candidate) -> &str {
    candidate.name.as_deref().unwrap_or(&candidate.id)
}
