//! Patterns that match what they should not: the question, the examples of another criterion,
//! ordinary sentences about nothing of the kind.

use std::collections::{BTreeMap, BTreeSet};

use super::patterns::owned;
use super::{Subject, shown};
use crate::diagnostic::{Code, Diagnostic, count};
use crate::learn::Example;
use crate::probe::{Part, PartKind, Probe};
use crate::rubric::Strength;
use crate::score::Verdict;

/// Ordinary sentences, one a line, on everyday matters.
const ORDINARY: &str = include_str!("../../data/ordinary.txt");

/// A pattern that matches more ordinary sentences than this is too broad: one in a hundred.
const MOST_ORDINARY: usize = 3;

/// Examples are too few or too plain when more ordinary sentences than this read like them: one in eight.
/// A model has only seen sentences on its subject, so that a few strange ones always pass.
const MOST_ALIKE: usize = 37;

/// Every pattern that reaches too far.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut probe = Probe::raw(subject.rubric);
    let mut found = echoes(subject, &mut probe);
    found.extend(others(subject));
    found.extend(broad(subject, &mut probe));
    found.extend(broad_examples(subject));
    found
}

fn is_indicator(part: Part) -> bool {
    matches!(part.kind, PartKind::Indicator(_))
}

/// Patterns that the question itself matches.
fn echoes(subject: &Subject<'_>, probe: &mut Probe) -> Vec<Diagnostic> {
    let question = &subject.rubric.question;
    let mut quotes: BTreeMap<Part, &str> = BTreeMap::new();
    for found in probe.find(question).into_iter().filter(|found| is_indicator(found.part)) {
        quotes.entry(found.part).or_insert(found.span.slice(question));
    }
    let diagnostic = |(part, quote): (Part, &str)| {
        let indicator = owned(subject.rubric, part)?.indicator;
        let message = format!("`{}` matches the question itself", shown(&indicator.text));
        let warning = Diagnostic::warning(Code::EchoesQuestion, subject.file, indicator.span, message);
        let label = format!("matches “{}” in the question", shown(quote));
        Some(warning.label(label).help("add a word that only an answer would add"))
    };
    quotes.into_iter().filter_map(diagnostic).collect()
}

/// What is known of a sentence and a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// It states the idea, or nearly.
    Own,
    /// It states another one, and its labels say that it does not state this one.
    Foreign,
    /// It states another one, and nothing is said of this one.
    Presumed,
}

fn label(example: &Example, id: &str) -> Label {
    let names = |ids: &[String]| ids.iter().any(|named| named == id);
    if names(&example.hit) || names(&example.near) {
        Label::Own
    } else if names(&example.miss) || example.answer.is_some() {
        Label::Foreign
    } else {
        Label::Presumed
    }
}

/// Example sentences that a pattern matches.
#[derive(Debug, Default)]
struct Matched<'e> {
    n_own: usize,
    foreign: Vec<&'e Example>,
    presumed: Vec<&'e Example>,
}

impl<'e> Matched<'e> {
    /// The sentences of other criteria, if they outweigh its own.
    fn outweighing(mut self) -> Option<(usize, Vec<&'e Example>)> {
        if self.n_own == 0 {
            self.foreign.append(&mut self.presumed);
        }
        (self.foreign.len() > self.n_own).then_some((self.n_own, self.foreign))
    }
}

/// Patterns that accept more sentences of other criteria than of their own; what is denied there is not accepted.
fn others(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut probe = Probe::judged(subject.rubric, None);
    let mut matched: BTreeMap<Part, Matched<'_>> = BTreeMap::new();
    for example in subject.examples.iter().filter(|example| !example.hit.is_empty()) {
        let accepted = probe.verdicts(&example.text).into_iter();
        let accepted = accepted.filter(|(_, verdict)| matches!(verdict, Verdict::Met | Verdict::Weak));
        let parts: BTreeSet<Part> = accepted.map(|(part, _)| part).collect();
        for part in parts.into_iter().filter(|part| is_indicator(*part)) {
            let Some(criterion) = subject.rubric.criteria.get(part.criterion) else { continue };
            let of_part = matched.entry(part).or_default();
            match label(example, &criterion.id) {
                Label::Own => of_part.n_own += 1,
                Label::Foreign => of_part.foreign.push(example),
                Label::Presumed => of_part.presumed.push(example),
            }
        }
    }
    let warnings = matched.into_iter().filter_map(|(part, of_part)| {
        let (n_own, examples) = of_part.outweighing()?;
        other(subject, part, n_own, &examples)
    });
    warnings.collect()
}

fn other(subject: &Subject<'_>, part: Part, n_own: usize, examples: &[&Example]) -> Option<Diagnostic> {
    let (first, owned) = (examples.first()?, owned(subject.rubric, part)?);
    if owned.indicator.strength == Strength::Weak && n_own > 0 {
        // A weak pattern only says that the idea is named, which a sentence on another one may do.
        return None;
    }
    let hit = first.hit.first().map_or("", String::as_str);
    let message = format!(
        "`{}` matches {} of other criteria, but {} of `{}`",
        shown(&owned.indicator.text),
        count(examples.len(), "example"),
        if n_own == 0 { "none".to_owned() } else { count(n_own, "example") },
        owned.criterion.id
    );
    let warning = Diagnostic::warning(Code::MatchesOther, subject.file, owned.indicator.span, message);
    let label = format!("matches a hit of `{hit}`: “{}”", shown(&first.text));
    Some(warning.label(label).help("narrow it, or move it to the criterion whose idea it states"))
}

fn ordinary() -> impl Iterator<Item = &'static str> {
    ORDINARY.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Patterns that match sentences about nothing of the kind.
fn broad(subject: &Subject<'_>, probe: &mut Probe) -> Vec<Diagnostic> {
    let mut matched: BTreeMap<Part, Vec<&str>> = BTreeMap::new();
    for sentence in ordinary() {
        let parts: BTreeSet<Part> = probe.find(sentence).into_iter().map(|found| found.part).collect();
        for part in parts.into_iter().filter(|part| is_indicator(*part)) {
            matched.entry(part).or_default().push(sentence);
        }
    }
    let n_all = ordinary().count();
    let diagnostic = |(part, lines): (Part, Vec<&str>)| {
        let first = lines.first().filter(|_| lines.len() > MOST_ORDINARY)?;
        let indicator = owned(subject.rubric, part)?.indicator;
        let text = shown(&indicator.text);
        let message = format!("`{text}` matches {} of {n_all} sentences about other things", lines.len());
        let warning = Diagnostic::warning(Code::OverBroad, subject.file, indicator.span, message);
        let label = format!("matches “{}”", shown(first));
        Some(warning.label(label).help("add a word of the subject, or require two of its words together"))
    };
    matched.into_iter().filter_map(diagnostic).collect()
}

/// Criteria whose examples are so few or so plain that ordinary sentences read like them.
fn broad_examples(subject: &Subject<'_>) -> Vec<Diagnostic> {
    if subject.model.is_none() {
        return vec![];
    }
    let mut probe = Probe::judged(subject.rubric, subject.model);
    let mut matched: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for sentence in ordinary() {
        for (part, verdict) in probe.verdicts(sentence) {
            if part.kind == PartKind::Examples && verdict == Verdict::Met {
                matched.entry(part.criterion).or_default().push(sentence);
            }
        }
    }
    let diagnostic = |(at, lines): (usize, Vec<&str>)| {
        let first = lines.first().filter(|_| lines.len() > MOST_ALIKE)?;
        let criterion = subject.rubric.criteria.get(at)?;
        let message = format!(
            "{} sentences about other things read like the examples of `{}`",
            lines.len(),
            criterion.id
        );
        let warning = Diagnostic::warning(Code::OverBroad, subject.file, criterion.span, message);
        let label = format!("so does “{}”", shown(first));
        Some(warning.label(label).help("add such sentences under `miss:` and run `gradus build`"))
    };
    matched.into_iter().filter_map(diagnostic).collect()
}
