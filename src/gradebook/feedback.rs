//! Words for a candidate: what was found, in which of their own words, what is missing, what to ask next.
//!
//! It says what the results say; where somebody has written feedback, that is used instead.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::lines;
use super::class::Entry;
use super::graded::{Graded, GradedCriterion};
use super::mark::{decimal, hundredths};
use crate::diagnostic::shortened;
use crate::report::{escape_markup, visible};
use crate::rubric::{CriterionIdx, Rubric};

/// How feedback is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Lines of plain text.
    Plain,
    /// HTML on one line, for systems that take it as such.
    Html,
    /// Markdown.
    Markdown,
}

/// What people read of a rubric, where the lines of results have no more than ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The rubric's title.
    pub title: String,
    /// What was asked.
    pub question: String,
    /// By id.
    pub criteria: BTreeMap<String, CriterionFacts>,
    /// Criteria of which a few are enough, and how many.
    pub groups: Vec<(Vec<String>, usize)>,
}

/// What people read of a criterion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CriterionFacts {
    /// For people.
    pub title: String,
    /// What to say when it is missing.
    pub missing: Option<String>,
}

impl Facts {
    /// Those of a rubric.
    pub fn of(rubric: &Rubric) -> Self {
        let facts = rubric.criteria.iter().map(|criterion| {
            let (title, missing) = (criterion.title.clone(), criterion.missing.clone());
            (criterion.id.clone(), CriterionFacts { title, missing })
        });
        let id = |idx: &CriterionIdx| rubric.criteria.get(usize::from(idx.0)).map(|one| one.id.clone());
        let groups = rubric.groups.iter().map(|group| (group.of.iter().filter_map(id).collect(), group.full));
        Self {
            title: rubric.title.clone(),
            question: rubric.question.clone(),
            criteria: facts.collect(),
            groups: groups.collect(),
        }
    }

    /// Criteria that need not be met, because enough others of their group are.
    pub(crate) fn idle(&self, graded: &Graded) -> BTreeSet<&str> {
        let met = |id: &String| graded.criteria.iter().any(|one| one.id == *id && one.verdict == "met");
        let done = self.groups.iter().filter(|(of, full)| of.iter().filter(|id| met(id)).count() >= *full);
        done.flat_map(|(of, _)| of).filter(|id| !met(id)).map(String::as_str).collect()
    }
}

/// What there is to say where nothing was handed in: no score, and no list of all that is missing.
const NOTHING: &str = "no answer was handed in";

/// Words feedback.
#[derive(Debug, Default)]
pub struct Feedback {
    facts: BTreeMap<String, Facts>,
    /// Criteria that are not met and are told at most.
    most_hints: Option<usize>,
}

/// Longest quote, in characters.
const LONGEST_QUOTE: usize = 160;

impl Feedback {
    /// With what is known of the rubrics, by id.
    pub fn new(facts: BTreeMap<String, Facts>) -> Self {
        Self { facts, most_hints: None }
    }

    /// Tells no more than the `most` dearest criteria of those that are not met.
    #[must_use]
    pub fn with_hints(mut self, most: Option<usize>) -> Self {
        self.most_hints = most;
        self
    }

    /// Title of a question.
    pub fn title<'a>(&'a self, question: &'a str) -> &'a str {
        self.facts.get(question).map_or(question, |facts| &facts.title)
    }

    /// Title of a criterion.
    pub fn criterion<'a>(&'a self, question: &str, id: &'a str) -> &'a str {
        self.known(question, id).map_or(id, |facts| &facts.title)
    }

    fn known(&self, question: &str, id: &str) -> Option<&CriterionFacts> {
        self.facts.get(question)?.criteria.get(id)
    }

    /// On one answer.
    pub fn answer(&self, graded: &Graded, markup: Markup) -> String {
        if let Some(written) = &graded.feedback {
            return written_text(written, markup);
        }
        self.note(graded).render(markup)
    }

    /// On all answers of a candidate.
    pub fn entry(&self, entry: &Entry<'_>, markup: Markup) -> String {
        let answers = entry.answers.iter().flatten().map(|graded| self.answer(graded, markup));
        let blank = entry.blank.iter().map(|question| self.blank(question).render(markup));
        let parts: Vec<String> = answers.chain(blank).collect();
        parts.join(if markup == Markup::Html { "" } else { "\n\n" })
    }

    /// On a question to which nothing was handed in.
    fn blank(&self, question: &str) -> Note {
        let head = visible(&format!("{}: {NOTHING}", self.title(question)));
        Note { head, items: Vec::new(), tail: None }
    }

    /// The score of an answer in one line.
    pub(super) fn head(&self, graded: &Graded) -> String {
        let mark = graded.mark;
        let band = graded.band.as_ref().map_or(String::new(), |band| format!(", {band}"));
        let (of, percent) = (decimal(mark.max), decimal(mark.permille() * 10));
        visible(&format!("{}: {mark} of {of} points ({percent} %{band})", self.title(&graded.question)))
    }

    /// What there is to say of one criterion, in plain words.
    pub(super) fn criterion_note(&self, graded: &Graded, criterion: &GradedCriterion) -> Option<String> {
        let (sign, text) = self.item(criterion, &graded.question)?;
        Some(visible(&format!("{} {text}", word(sign))))
    }

    fn note(&self, graded: &Graded) -> Note {
        let items = self.told(graded).into_iter().filter_map(|one| self.item(one, &graded.question));
        let (head, items) = (self.head(graded), items.collect());
        let by = graded.decided.as_ref().map(|decided| format!("Scored by {}: {}", decided.by, decided.why));
        Note { head, items, tail: by }
    }

    /// Criteria of which something is said: what is met first, then what is not, dearest first.
    pub(super) fn told<'g>(&self, graded: &'g Graded) -> Vec<&'g GradedCriterion> {
        let idle = self.facts.get(&graded.question).map(|facts| facts.idle(graded)).unwrap_or_default();
        let wanted = graded.criteria.iter().filter(|criterion| !idle.contains(criterion.id.as_str()));
        let mut told: Vec<(char, &GradedCriterion)> =
            wanted.filter_map(|criterion| Some((sign(criterion)?, criterion))).collect();
        told.sort_by(|(one, a), (other, b)| {
            let lost = |criterion: &GradedCriterion| criterion.max - criterion.points;
            let dearer = if *one == '+' { std::cmp::Ordering::Equal } else { lost(b).total_cmp(&lost(a)) };
            SIGNS.find(*one).cmp(&SIGNS.find(*other)).then(dearer)
        });
        if let Some(most) = self.most_hints {
            let mut hints = 0;
            told.retain(|(sign, _)| {
                hints += usize::from(matches!(sign, '~' | '-'));
                !matches!(sign, '~' | '-') || hints <= most
            });
        }
        told.into_iter().map(|(_, criterion)| criterion).collect()
    }

    /// What there is to say of a criterion, and its sign.
    fn item(&self, criterion: &GradedCriterion, question: &str) -> Option<(char, String)> {
        let sign = sign(criterion)?;
        let known = self.known(question, &criterion.id);
        let title = criterion.title.as_deref().or(known.map(|facts| facts.title.as_str()));
        let title = title.unwrap_or(&criterion.id);
        let points = decimal(hundredths(criterion.points));
        let mut text = match sign {
            '!' => format!("{title} ({points})"),
            _ => format!("{title} ({points}/{})", decimal(hundredths(criterion.max))),
        };
        if let Some(quote) = criterion.evidence.first() {
            text.push_str(&format!(": “{}”", short_quote(&quote.text)));
        }
        if sign != '+' {
            let missing = criterion.missing.as_deref();
            for hint in
                [missing.or(known.and_then(|facts| facts.missing.as_deref())), criterion.follow_up.as_deref()]
                    .into_iter()
                    .flatten()
            {
                text.push_str(match text.chars().last() {
                    Some(')') => ": ",
                    Some('.' | '?' | '!') => " ",
                    _ => ". ",
                });
                text.push_str(hint);
            }
        }
        if let Some(decided) = &criterion.decided {
            text.push_str(&format!(" [decided by {}: {}]", decided.by, decided.why));
        }
        Some((sign, text))
    }
}

/// Signs of items, in the order in which they are shown.
const SIGNS: &str = "+~-!";

/// Feedback before it is marked up.
struct Note {
    head: String,
    items: Vec<(char, String)>,
    tail: Option<String>,
}

impl Note {
    fn render(&self, markup: Markup) -> String {
        match markup {
            Markup::Plain => self.plain(),
            Markup::Html => self.html(),
            Markup::Markdown => self.markdown(),
        }
    }

    fn plain(&self) -> String {
        let mut out = visible(&self.head);
        for (sign, text) in &self.items {
            out.push_str(&format!("\n{sign} {}", visible(text)));
        }
        if let Some(tail) = &self.tail {
            out.push_str(&format!("\n{}", visible(tail)));
        }
        out
    }

    fn html(&self) -> String {
        let mut out = format!("<p><strong>{}</strong></p>", escape_markup(&self.head));
        if !self.items.is_empty() {
            let items = self
                .items
                .iter()
                .map(|(sign, text)| format!("<li>{} {}</li>", word(*sign), escape_markup(text)));
            out.push_str(&format!("<ul>{}</ul>", items.collect::<String>()));
        }
        if let Some(tail) = &self.tail {
            out.push_str(&format!("<p>{}</p>", escape_markup(tail)));
        }
        out
    }

    fn markdown(&self) -> String {
        let escape = crate::report::escape_markdown;
        let mut out = format!("**{}**\n", escape(&self.head));
        for (sign, text) in &self.items {
            out.push_str(&format!("\n- {} {}", word(*sign), escape(text)));
        }
        if let Some(tail) = &self.tail {
            out.push_str(&format!("\n\n{}", escape(tail)));
        }
        out
    }
}

/// `None` for what there is nothing to say of.
fn sign(criterion: &GradedCriterion) -> Option<char> {
    match (criterion.kind == "misconception", criterion.verdict.as_str()) {
        (true, "met") => Some('!'),
        (true, _) => None,
        (false, "met") => Some('+'),
        (false, "weak") => Some('~'),
        (false, _) => Some('-'),
    }
}

fn word(sign: char) -> &'static str {
    match sign {
        '+' => "Found:",
        '~' => "Partly:",
        '!' => "Misconception:",
        _ => "Missing:",
    }
}

fn written_text(text: &str, markup: Markup) -> String {
    match markup {
        Markup::Plain | Markup::Markdown => lines(text),
        Markup::Html => {
            let paragraphs = text.lines().map(escape_markup).collect::<Vec<_>>().join("<br>");
            format!("<p>{paragraphs}</p>")
        }
    }
}

/// A quote that fits on a line or two.
pub(crate) fn short_quote(text: &str) -> String {
    shortened(text.trim(), LONGEST_QUOTE)
}
