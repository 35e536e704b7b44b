//! How much of a reference answer an answer covers, where no rubric says what to look for.
//!
//! A weak stand-in for a rubric, and named so wherever it is shown: it finds words, not ideas. It
//! is pure and has no learned weights; the figures below were chosen once, for all subjects, on
//! two sets of graded school answers. It knows nothing of points, passing or feedback.
//!
//! Eleven twentieths of the score are the words of the reference that are found in the answer
//! (those that the question has weigh a fifth, function words a twentieth), six the runs of three
//! letters that are shared, three how far both point the same way in the table of words. An answer
//! that begins with the other decision (*no* for *yes*, `B.` for `A.`) keeps half. Of several
//! references the best covered one counts.

mod alike;
mod analysis;
mod decision;
mod letters;
#[cfg(test)]
mod tests;
mod uncovered;
mod word;

use std::sync::Arc;

use thiserror::Error;

pub use alike::How;
pub use analysis::Reader;

use crate::lexicon::vectors::Direction;
use crate::span::{Answer, Span};
use analysis::{Analysis, Term};
use uncovered::uncovered;
use word::{Role, Word};

/// Marks spans of a reference answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReferenceText {}

/// Most bytes of all references to one question together.
pub const MAX_BYTES: usize = 16 << 10;

/// Shares of the score.
const WORDS: f32 = 0.55;
const LETTERS: f32 = 0.3;
const DRIFT: f32 = 0.15;
/// What a word counts that the question has, too.
const ASKED: f32 = 0.2;
/// What a function word counts.
const FUNCTION: f32 = 0.05;
/// What a word counts that only one of the two texts denies.
const DENIED: f32 = 0.2;
/// What is left of the score of an answer that decides otherwise than the reference.
const DECIDED_OTHERWISE: f32 = 0.5;

/// Why references cannot be scored against.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// There is none, or there is one without a word.
    #[error("reference {0} has no words; write the answer that earns full credit")]
    Empty(usize),
    /// Together they are longer than [`MAX_BYTES`].
    #[error("the references have {0} bytes together; at most {MAX_BYTES} are read, so give the answer alone")]
    TooLong(usize),
}

/// A question's references, ready to score. `Send + Sync`; give each thread its own [`Reader`].
#[derive(Debug)]
pub struct ReferenceScorer {
    question: Analysis,
    /// The distinct words of all references.
    vocabulary: Vec<Arc<Word>>,
    references: Vec<Reference>,
}

#[derive(Debug)]
struct Reference {
    text: String,
    analysis: Analysis,
    /// For each term its place in the vocabulary.
    vocabulary: Vec<usize>,
    weights: Vec<f32>,
    drift: Direction,
}

/// How far an answer covers a reference.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Coverage {
    /// The score in thousandths.
    pub permille: u16,
    /// Which reference is covered best.
    pub reference: usize,
    /// Number of words of the answer.
    pub words: usize,
    /// Each distinct word of the reference that is no function word, in the order of the reference.
    pub matches: Vec<WordMatch>,
    /// The parts of the reference that the answer lacks, in the order of the reference.
    pub uncovered: Vec<Span<ReferenceText>>,
    /// Where the two begin with decisions that contradict each other: *yes* and *no*, `A.` and `B.`
    pub contradiction: Option<Contradiction>,
}

/// Two decisions, one of which must be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contradiction {
    /// What the reference decides.
    pub reference: Span<ReferenceText>,
    /// What the answer decides.
    pub answer: Span<Answer>,
}

/// What became of one word of the reference.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct WordMatch {
    /// Where it stands first in the reference.
    pub reference: Span<ReferenceText>,
    /// What it was found as in the answer.
    pub answer: Option<Span<Answer>>,
    /// How it was found.
    pub how: How,
    /// What it counts for, from -0.3 (its opposite) to 1 (the word itself).
    pub worth: f32,
    /// Whether the question has it, so that it hardly counts.
    pub asked: bool,
}

/// The best that an answer has for a word.
#[derive(Debug, Clone, Copy)]
struct Found<'a> {
    how: How,
    worth: f32,
    term: Option<&'a Term>,
}

impl ReferenceScorer {
    /// Reads the references of one question; the question may be empty.
    ///
    /// # Errors
    /// When there is no reference, one has no words, or they are longer than [`MAX_BYTES`].
    pub fn new(question: &str, references: &[String]) -> Result<Self, ReferenceError> {
        let bytes: usize = references.iter().map(String::len).sum();
        if bytes > MAX_BYTES {
            return Err(ReferenceError::TooLong(bytes));
        }
        let mut reader = Reader::default();
        let question = reader.phrase(question);
        let mut scorer = Self { question, vocabulary: Vec::new(), references: Vec::new() };
        let analyses: Vec<Analysis> = references.iter().map(|text| reader.phrase(text)).collect();
        scorer.vocabulary = vocabulary(&analyses);
        if analyses.is_empty() {
            return Err(ReferenceError::Empty(1));
        }
        for (at, (text, analysis)) in references.iter().zip(analyses).enumerate() {
            if analysis.terms.is_empty() {
                return Err(ReferenceError::Empty(at + 1));
            }
            scorer.references.push(scorer.reference(text, analysis));
        }
        Ok(scorer)
    }

    /// The text of a reference.
    pub fn reference_text(&self, at: usize) -> &str {
        self.references.get(at).map_or("", |reference| &reference.text)
    }

    /// Number of references.
    pub fn references(&self) -> usize {
        self.references.len()
    }

    /// Scores one answer.
    pub fn score(&self, reader: &mut Reader, answer: &str) -> Coverage {
        let answer = reader.answer(answer);
        let found: Vec<Found<'_>> = self.vocabulary.iter().map(|word| find(word, &answer)).collect();
        let drift = answer.drift(&self.question);
        let scores = self.references.iter().map(|reference| self.total(reference, &answer, &found, &drift));
        let (at, score) = scores
            .enumerate()
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .unwrap_or((0, 0.0));
        let best = self.references.get(at);
        let matches = best.map_or_else(Vec::new, |best| self.matches(best, &found));
        let uncovered = best.map_or_else(Vec::new, |best| uncovered(&best.analysis, &matches));
        let contradiction = best.and_then(|best| contradiction(&best.analysis, &answer));
        let mut matches: Vec<WordMatch> = matches.into_iter().flatten().collect();
        matches.sort_by_key(|found| found.reference);
        let (permille, words) = (permille(score), answer.places.len());
        Coverage { permille, reference: at, words, matches, uncovered, contradiction }
    }

    fn reference(&self, text: &str, analysis: Analysis) -> Reference {
        let place = |term: &Term| {
            self.vocabulary.binary_search_by(|word| word.stem.cmp(&term.word.stem)).unwrap_or(usize::MAX)
        };
        Reference {
            text: text.to_owned(),
            vocabulary: analysis.terms.iter().map(place).collect(),
            weights: analysis.terms.iter().map(|term| self.weight(term)).collect(),
            drift: analysis.drift(&self.question),
            analysis,
        }
    }

    fn weight(&self, term: &Term) -> f32 {
        let role = if term.word.role == Role::Function { FUNCTION } else { 1.0 };
        if self.is_asked(term) { role * ASKED } else { role }
    }

    fn is_asked(&self, term: &Term) -> bool {
        self.question.term(&term.word.stem).is_some()
    }

    fn total(&self, reference: &Reference, answer: &Analysis, found: &[Found<'_>], drift: &Direction) -> f32 {
        let likeness = self.likeness(reference, answer, found, drift);
        let contradiction = contradiction(&reference.analysis, answer);
        if contradiction.is_some() { likeness * DECIDED_OTHERWISE } else { likeness }
    }

    fn likeness(
        &self,
        reference: &Reference,
        answer: &Analysis,
        found: &[Found<'_>],
        drift: &Direction,
    ) -> f32 {
        let (mut all, mut covered) = (0.0, 0.0);
        let terms = reference.analysis.terms.iter().zip(&reference.vocabulary).zip(&reference.weights);
        for ((term, at), weight) in terms {
            all += weight;
            covered += weight * found.get(*at).map_or(0.0, |found| judged(term, *found).1);
        }
        let words = if all > 0.0 { covered / all } else { 0.0 };
        let letters = letters::covered(&reference.analysis.runs, &answer.runs, &self.question.runs, ASKED);
        let known = reference.drift.cosine(&reference.drift).is_some();
        if !known {
            return (WORDS * words + LETTERS * letters) / (WORDS + LETTERS);
        }
        let drift = reference.drift.cosine(drift).unwrap_or(0.0).max(0.0);
        WORDS * words + LETTERS * letters + DRIFT * drift
    }

    /// For each term of the reference what became of it; function words are left out.
    fn matches(&self, reference: &Reference, found: &[Found<'_>]) -> Vec<Option<WordMatch>> {
        let terms = reference.analysis.terms.iter().zip(&reference.vocabulary);
        let word_match = |(term, at): (&Term, &usize)| {
            let found = found.get(*at).filter(|_| term.word.role != Role::Function)?;
            let (how, worth) = judged(term, *found);
            Some(WordMatch {
                reference: Span::new(term.place.start, term.place.end),
                answer: found.term.map(|term| term.place),
                how,
                worth,
                asked: self.is_asked(term),
            })
        };
        terms.map(word_match).collect()
    }
}

fn contradiction(reference: &Analysis, answer: &Analysis) -> Option<Contradiction> {
    let (right, given) = (reference.decision?, answer.decision?);
    let reference = Span::new(right.place.start, right.place.end);
    right.contradicts(&given).then_some(Contradiction { reference, answer: given.place })
}

/// The distinct words of some texts, by their stems.
fn vocabulary(analyses: &[Analysis]) -> Vec<Arc<Word>> {
    let terms = analyses.iter().flat_map(|analysis| &analysis.terms);
    let mut words: Vec<Arc<Word>> = terms.map(|term| Arc::clone(&term.word)).collect();
    words.sort_by(|a, b| a.stem.cmp(&b.stem));
    words.dedup_by(|a, b| a.stem == b.stem);
    words
}

/// The best that the answer has for a word; an opposite of it decides unless the word itself stands there.
fn find<'a>(word: &Word, answer: &'a Analysis) -> Found<'a> {
    if let Some(term) = answer.term(&word.stem) {
        return Found { how: How::Exact, worth: 1.0, term: Some(term) };
    }
    let mut best = Found { how: How::Missing, worth: 0.0, term: None };
    for term in answer.near_terms().filter(|_| word.role == Role::Content) {
        let (how, worth) = alike::alike(word, &term.word);
        if how == How::Opposite {
            return Found { how, worth, term: Some(term) };
        }
        if worth > best.worth {
            best = Found { how, worth, term: Some(term) };
        }
    }
    best
}

/// What was found of a term, when both texts are asked whether they deny it.
fn judged(term: &Term, found: Found<'_>) -> (How, f32) {
    let agrees = |other: &Term| (term.plain && other.plain) || (term.denied && other.denied);
    match (found.how, found.term) {
        (How::Exact, Some(other)) if !agrees(other) => (How::Denied, DENIED),
        (how, _) => (how, found.worth),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000")]
fn permille(score: f32) -> u16 {
    (score.clamp(0.0, 1.0) * 1000.0).round() as u16
}
