//! The sentences of all answers as stems that carry meaning.

use std::collections::BTreeMap;

use super::panel::Graded;
use crate::draft::is_empty_word;
use crate::score::cue_word;
use crate::span::{Answer, Span};
use crate::text::{BlockKind, Document, WordForm, Words};

/// A stem by its number, from 1; 0 is none.
pub(super) type StemId = u32;

/// No word of its own meaning.
pub(super) const NO_STEM: StemId = 0;

/// The answers, read.
#[derive(Debug, Default)]
pub struct Corpus {
    pub(super) answers: Vec<Vec<Read>>,
    pub(super) vocabulary: Vocabulary,
}

/// A sentence.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub(super) span: Span<Answer>,
    /// Of the words that carry meaning, in order.
    pub(super) stems: Vec<StemId>,
    /// Of each of them, which word of the sentence it is.
    places: Vec<u32>,
    pub(super) n_words: usize,
    /// Whether it states something: no heading, no code, no question.
    pub(super) states: bool,
}

/// Stems and the words that have them.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    by_stem: BTreeMap<String, StemId>,
    /// Of each stem its words and how often they stand in answers.
    words: Vec<BTreeMap<String, usize>>,
}

/// What one word is: its stem, and itself.
type Term = (StemId, String);

impl Corpus {
    /// Reads all answers.
    pub fn new(answers: &[Graded]) -> Self {
        let mut corpus = Self::default();
        let (mut words, mut document) = (Words::<Term>::default(), Document::default());
        for answer in answers {
            words.trim();
            let vocabulary = &mut corpus.vocabulary;
            document.read(&answer.text, &mut words, &mut |form| vocabulary.term(form));
            let mut sentences = Vec::with_capacity(document.sentences.len());
            for sentence in &document.sentences {
                let tokens = document.tokens_of(sentence);
                let (mut stems, mut places) = (Vec::new(), Vec::new());
                for (place, token) in (0..).zip(tokens) {
                    let (stem, word) = words.info(token.word);
                    if *stem != NO_STEM {
                        stems.push(*stem);
                        places.push(place);
                        corpus.vocabulary.count(*stem, word);
                    }
                }
                sentences.push(Read {
                    span: document.span(sentence.first, sentence.end),
                    stems,
                    places,
                    n_words: tokens.len(),
                    states: !matches!(sentence.kind, BlockKind::Heading | BlockKind::Code)
                        && !sentence.question,
                });
            }
            corpus.answers.push(sentences);
        }
        corpus
    }

    /// A sentence of an answer.
    pub(super) fn sentence(&self, answer: usize, sentence: usize) -> Option<&Read> {
        self.answers.get(answer)?.get(sentence)
    }

    /// Whether several stems stand somewhere as words that follow one another.
    pub(super) fn has_side_by_side(&self, stems: &[StemId]) -> bool {
        let n = stems.len();
        let here = |one: &Read| {
            let runs = one.stems.windows(n.max(1)).zip(one.places.windows(n.max(1)));
            runs.filter(|(run, _)| *run == stems)
                .any(|(_, places)| places.windows(2).all(|two| two[1] == two[0] + 1))
        };
        n > 1 && self.answers.iter().flatten().any(here)
    }
}

impl Vocabulary {
    fn term(&mut self, form: &WordForm<'_>) -> Term {
        if form.whole || !carries_meaning(form.folded) {
            return (NO_STEM, String::new());
        }
        let next = crate::span::offset(self.words.len() + 1);
        let id = *self.by_stem.entry(form.stem.to_owned()).or_insert(next);
        if id == next {
            self.words.push(BTreeMap::new());
        }
        (id, form.folded.to_owned())
    }

    fn count(&mut self, stem: StemId, word: &str) {
        let Some(words) = self.words.get_mut(stem as usize - 1) else { return };
        match words.get_mut(word) {
            Some(n) => *n += 1,
            None => {
                words.insert(word.to_owned(), 1);
            }
        }
    }

    /// The stem of a word, if an answer has it.
    pub(super) fn id(&self, stem: &str) -> Option<StemId> {
        self.by_stem.get(stem).copied()
    }

    /// The word in which a stem stands most often; of several the shortest, then the first.
    pub(super) fn word(&self, stem: StemId) -> &str {
        let words = (stem as usize).checked_sub(1).and_then(|at| self.words.get(at));
        let often = words
            .into_iter()
            .flatten()
            .max_by(|a, b| a.1.cmp(b.1).then(b.0.len().cmp(&a.0.len())).then_with(|| b.0.cmp(a.0)));
        often.map_or("", |(word, _)| word)
    }

    /// All stems.
    pub(super) fn stems(&self) -> impl Iterator<Item = StemId> {
        1..=crate::span::offset(self.words.len())
    }
}

/// Whether a word says something by itself.
pub(super) fn carries_meaning(folded: &str) -> bool {
    cue_word(folded).is_content()
        && folded.chars().count() > 2
        && folded.chars().all(char::is_alphanumeric)
        && folded.chars().any(char::is_alphabetic)
        && !is_empty_word(folded)
}
