//! How near a pattern came that did not match: for explanations only, never for a score.
//!
//! Each word, set or choice of the pattern is looked for on its own; the sentence that holds the
//! most of them is the near miss.

use std::collections::BTreeSet;

use super::scorer::Scorer;
use crate::matcher::{Match, Matcher, Meaning, Scratch};
use crate::rubric::pattern::{Element, Pattern, Run, Sequence};
use crate::rubric::{Indicator, Rule};
use crate::span::{Answer, Span};
use crate::text::{Document, Sentence, Words};

/// The sentence that comes nearest to a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// Which indicator of the criterion.
    pub indicator: usize,
    /// The sentence.
    pub span: Span<Answer>,
    /// The parts of the pattern that stand in it; never empty.
    pub found: Vec<String>,
    /// Those that do not; empty where only order or distance is not as the pattern asks.
    pub absent: Vec<String>,
    /// A word of the sentence that is spelled nearly as an absent part, and that part.
    pub alike: Option<(Span<Answer>, String)>,
}

impl Scorer {
    /// For every pattern of a criterion that shares a word with the answer, its nearest sentence.
    pub fn near_misses(&self, answer: &str, criterion: usize) -> Vec<NearMiss> {
        let indicators = self.rubric.criteria.get(criterion).map_or(&[][..], |one| &one.indicators);
        let misses = indicators.iter().enumerate();
        misses.filter_map(|(at, indicator)| self.near_miss(answer, at, indicator)).collect()
    }

    fn near_miss(&self, answer: &str, at: usize, indicator: &Indicator) -> Option<NearMiss> {
        let parts = parts(&indicator.rule);
        let rules: Vec<Indicator> = parts
            .iter()
            .map(|part| Indicator {
                rule: Rule::Pattern(part.clone()),
                text: String::new(),
                ..indicator.clone()
            })
            .collect();
        let matcher = Matcher::compile(rules.iter(), &self.rubric.lexicon);
        let (mut words, mut document) = (Words::default(), Document::default());
        document.read(answer, &mut words, &mut |form| {
            let (edges, mistyped) = matcher.vocabulary().edges_of(form);
            Meaning { edges, mistyped, filler: crate::matcher::is_filler(form.folded), ..Meaning::default() }
        });
        let mut matches = Vec::new();
        matcher.find(answer, &document, &words, &mut Scratch::default(), &mut matches);
        let (sentence, found) = fullest(&document, &matches)?;
        let name = |at: usize| parts.get(at).map(ToString::to_string);
        let absent: Vec<usize> = (0..parts.len()).filter(|at| !found.contains(at)).collect();
        Some(NearMiss {
            indicator: at,
            span: document.span(sentence.first, sentence.end),
            found: found.iter().filter_map(|at| name(*at)).collect(),
            alike: absent.iter().find_map(|at| alike(parts.get(*at)?, &document, sentence, answer)),
            absent: absent.into_iter().filter_map(name).collect(),
        })
    }
}

/// The first of the sentences with the most different parts, and which these are.
fn fullest<'d>(document: &'d Document, matches: &[Match]) -> Option<(&'d Sentence, BTreeSet<usize>)> {
    let mut best: Option<(&Sentence, BTreeSet<usize>)> = None;
    for group in matches.chunk_by(|a, b| a.sentence == b.sentence) {
        let parts: BTreeSet<usize> = group.iter().map(|found| found.indicator.0 as usize).collect();
        let sentence = group.first().and_then(|found| document.sentences.get(found.sentence as usize))?;
        if best.as_ref().is_none_or(|(_, most)| parts.len() > most.len()) {
            best = Some((sentence, parts));
        }
    }
    best
}

/// The elements of a rule that must be there, each as a pattern of its own.
fn parts(rule: &Rule) -> Vec<Pattern> {
    match rule {
        Rule::AtLeast { of, .. } => of.iter().flat_map(parts).collect(),
        Rule::Pattern(Pattern::Regex(_)) => Vec::new(),
        Rule::Pattern(Pattern::Sequence(sequence)) => elements(std::slice::from_ref(sequence)),
        Rule::Pattern(Pattern::Together(sequences)) => elements(sequences),
    }
}

fn elements(sequences: &[Sequence]) -> Vec<Pattern> {
    let all = sequences.iter().flat_map(|sequence| &sequence.runs).flat_map(|run| &run.elements);
    let needed = all.filter(|element| !is_optional(element));
    let alone = |element: &Element| Run { gap: None, elements: vec![element.clone()] };
    needed.map(|element| Pattern::Sequence(Sequence { runs: vec![alone(element)] })).collect()
}

fn is_optional(element: &Element) -> bool {
    matches!(element, Element::Choice(alternatives) if alternatives.iter().any(Vec::is_empty))
}

/// A word of the sentence that differs from a word of the part in a letter or two.
fn alike(
    part: &Pattern,
    document: &Document,
    sentence: &Sentence,
    answer: &str,
) -> Option<(Span<Answer>, String)> {
    let wanted = part.to_string();
    let n_letters = wanted.chars().count();
    let plain = n_letters >= 4 && wanted.chars().all(char::is_alphabetic);
    let distance = |span: &Span<Answer>| {
        let written = span.slice(answer);
        let near = plain && written.chars().count().abs_diff(n_letters) <= 2;
        near.then(|| strsim::osa_distance(&written.to_lowercase(), &wanted)).filter(|n| n * 3 <= n_letters)
    };
    let spans = document.tokens_of(sentence).iter().map(|token| token.span);
    let nearest = spans.filter_map(|span| Some((distance(&span)?, span))).min_by_key(|(n, _)| *n);
    nearest.map(|(_, span)| (span, wanted.clone()))
}
