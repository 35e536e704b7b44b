//! Words of the answers that are used like words of the rubric. They are suggestions and no more: a table
//! of use holds opposites for synonyms, and those that are known are left out.

use std::collections::BTreeSet;

use super::corpus::{Corpus, StemId, carries_meaning};
use super::panel::Panel;
use super::suggest::Origin;
use crate::lexicon::opposites::{are_opposites, negate_each_other};
use crate::lexicon::vectors::WordVector;
use crate::rubric::pattern::{Element, Pattern, Sequence};
use crate::rubric::{Criterion, Rule};
use crate::text::Stemmer;

/// Cosine from which two words may mean the same.
const ALIKE: f32 = 0.6;
/// Patterns that are tried for a criterion.
const MOST: usize = 40;

/// The words of the answers, with what they are used like.
pub(super) struct Related {
    words: Vec<(StemId, String, WordVector)>,
}

impl Related {
    pub(super) fn new(corpus: &Corpus) -> Self {
        let word = |stem: StemId| {
            let word = corpus.vocabulary.word(stem);
            Some((stem, word.to_owned(), WordVector::of(word)?))
        };
        Self { words: corpus.vocabulary.stems().filter_map(word).collect() }
    }

    /// Words used like `word` that are neither the same nor its opposite.
    fn of<'s>(&'s self, word: &'s str) -> impl Iterator<Item = (StemId, &'s str, f32)> {
        let own = WordVector::of(word);
        let stem = Stemmer::shared().stem(word);
        self.words.iter().filter_map(move |(id, other, vector)| {
            let cosine = own.as_ref()?.cosine(vector);
            let apart = Stemmer::shared().stem(other) != stem
                && !are_opposites(word, other)
                && !are_opposites(other, word)
                && !negate_each_other(word, other);
            (cosine >= ALIKE && apart).then_some((*id, other.as_str(), cosine))
        })
    }

    /// The stems of the answers that have to do with some words: themselves, or used alike.
    pub(super) fn near(&self, words: &BTreeSet<String>, corpus: &Corpus) -> BTreeSet<StemId> {
        let mut near: BTreeSet<StemId> = BTreeSet::new();
        for word in words {
            near.extend(corpus.vocabulary.id(&Stemmer::shared().stem(word)));
            near.extend(self.of(word).map(|(stem, ..)| stem));
        }
        near
    }
}

/// The words in which a criterion is described.
pub(super) fn own_stems(criterion: Option<&Criterion>) -> BTreeSet<String> {
    let Some(criterion) = criterion else { return BTreeSet::new() };
    let patterns = criterion.indicators.iter().map(|one| one.text.as_str());
    let hits = criterion.examples.hit.iter().map(|hit| hit.value.as_str());
    let texts = [criterion.id.as_str(), criterion.title.as_str()];
    let words = texts.into_iter().chain(patterns).chain(hits).flat_map(|text| {
        text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect::<Vec<_>>()
    });
    words.filter(|word| carries_meaning(word)).collect()
}

/// The patterns of a criterion, each with one word replaced by one that `open` answers have and that is used alike.
pub(super) fn variants(
    panel: &Panel<'_>,
    related: &Related,
    criterion: usize,
    corpus: &Corpus,
    open: &dyn Fn(usize) -> bool,
) -> Vec<(Pattern, Origin)> {
    let there: BTreeSet<StemId> = corpus
        .answers
        .iter()
        .enumerate()
        .filter(|(answer, _)| open(*answer))
        .flat_map(|(_, sentences)| sentences.iter().flat_map(|one| one.stems.iter().copied()))
        .collect();
    let rules = panel.criteria().get(criterion).map_or(&[][..], |one| &one.indicators);
    let mut found: Vec<(f32, Pattern, Origin)> = Vec::new();
    for rule in rules {
        let Rule::Pattern(pattern) = &rule.rule else { continue };
        for word in words_of(pattern) {
            for (_, other, cosine) in related.of(&word).filter(|(stem, ..)| there.contains(stem)) {
                let cosine_shown = f64::from((cosine * 100.0).round()) / 100.0;
                let origin =
                    Origin::Related { word: other.to_owned(), of: word.clone(), cosine: cosine_shown };
                found.push((cosine, replaced(pattern, &word, other), origin));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MOST);
    found.into_iter().map(|(_, pattern, origin)| (pattern, origin)).collect()
}

fn elements_mut(pattern: &mut Pattern) -> Vec<&mut Element> {
    let sequences: &mut [Sequence] = match pattern {
        Pattern::Sequence(sequence) => std::slice::from_mut(sequence),
        Pattern::Together(sequences) => sequences,
        Pattern::Regex(_) => &mut [],
    };
    sequences.iter_mut().flat_map(|one| &mut one.runs).flat_map(|run| &mut run.elements).collect()
}

/// The words of a pattern that can be replaced, in lower case.
fn words_of(pattern: &Pattern) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for element in elements_mut(&mut pattern.clone()) {
        match element {
            Element::Word(word) => words.extend([word.to_lowercase()]),
            Element::Choice(choices) => words.extend(choices.iter().flatten().filter_map(|one| match one {
                Element::Word(word) => Some(word.to_lowercase()),
                _ => None,
            })),
            _ => {}
        }
    }
    words.retain(|word| carries_meaning(word));
    words
}

/// The pattern with `other` where `word` stands; instead of a whole choice, where it is one of it.
fn replaced(pattern: &Pattern, word: &str, other: &str) -> Pattern {
    let mut new = pattern.clone();
    let is_word = |one: &Element| matches!(one, Element::Word(own) if own.to_lowercase() == word);
    for element in elements_mut(&mut new) {
        let here = match &*element {
            Element::Choice(choices) => {
                choices.iter().any(|choice| matches!(choice.as_slice(), [one] if is_word(one)))
            }
            one => is_word(one),
        };
        if here {
            *element = Element::Word(other.to_owned());
        }
    }
    new
}
