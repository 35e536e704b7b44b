//! A text as the comparison sees it: its distinct words with their places, its letters, its drift.

use std::sync::Arc;

use super::decision::Decision;
use super::letters::{self, Run};
use super::word::{Role, Word};
use crate::lexicon::vectors::Direction;
use crate::span::{Answer, Span};
use crate::text::{Document, WordForm, Words};

/// The memory of one thread, used again from answer to answer; it never changes a result.
#[derive(Debug, Default)]
pub struct Reader {
    words: Words<Arc<Word>>,
    document: Document,
}

/// One distinct stem of a text.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub word: Arc<Word>,
    /// Where it stands first.
    pub place: Span<Answer>,
    /// Whether it may be asserted somewhere.
    pub plain: bool,
    /// Whether it may be denied somewhere.
    pub denied: bool,
}

/// One word of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub span: Span<Answer>,
    /// Index of its term.
    pub term: usize,
    /// Whether a sentence begins with it.
    pub begins: bool,
}

/// How near a negation stands to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// There is none in the sentence.
    Plain,
    /// Somewhere in the sentence, and whether it means this word is not to be told.
    Unsure,
    /// Shortly before it.
    Denied,
}

/// A text that has been read.
#[derive(Debug, Clone, Default)]
pub(super) struct Analysis {
    /// In the order of their stems.
    pub terms: Vec<Term>,
    pub places: Vec<Place>,
    pub runs: Vec<Run>,
    /// What it decides before it explains.
    pub decision: Option<Decision>,
    /// Terms that stand first from this byte on are only ever found as they are.
    pub horizon: u32,
}

/// Distinct words of a text that are compared with those they only resemble; longer texts than any
/// essay would otherwise take the square of their length.
const MOST_COMPARED: usize = 5_000;

/// Words after a negation that it reaches, at most to the end of the sentence.
const REACH: usize = 5;

impl Reader {
    /// Reads an answer: Markdown is left out.
    pub(super) fn answer(&mut self, source: &str) -> Analysis {
        self.words.trim();
        self.document.read(source, &mut self.words, &mut resolve);
        self.analysis(source)
    }

    /// Reads a reference or a question as it stands.
    pub(super) fn phrase(&mut self, source: &str) -> Analysis {
        self.words.trim();
        self.document.read_phrase(source, &mut self.words, &mut resolve);
        self.analysis(source)
    }

    fn analysis(&self, source: &str) -> Analysis {
        let words: Vec<&Arc<Word>> =
            self.document.tokens.iter().map(|token| self.words.info(token.word)).collect();
        let decision = self.decision(source, &words);
        let reach = self.reach(&words, decision.is_some());
        let mut order: Vec<usize> = (0..words.len()).collect();
        let stem = |at: &usize| words.get(*at).map_or("", |word| &*word.stem);
        order.sort_by(|a, b| stem(a).cmp(stem(b)).then(a.cmp(b)));
        let mut terms = Vec::new();
        let mut term_of = vec![0; words.len()];
        for same in order.chunk_by(|a, b| stem(a) == stem(b)) {
            for at in same {
                term_of.iter_mut().skip(*at).take(1).for_each(|term| *term = terms.len());
            }
            terms.extend(self.term(same, &words, &reach));
        }
        let runs = letters::runs(words.iter().map(|word| &*word.folded));
        let horizon = horizon(&terms);
        Analysis { terms, places: self.places(&term_of), runs, decision, horizon }
    }

    /// The term of the words at these places, which have the same stem.
    fn term(&self, same: &[usize], words: &[&Arc<Word>], reach: &[Reach]) -> Option<Term> {
        let first = same.first()?;
        let any = |wanted: Reach| {
            let near =
                |at: &usize| reach.get(*at).is_some_and(|here| *here == wanted || *here == Reach::Unsure);
            same.iter().any(near)
        };
        Some(Term {
            word: Arc::clone(words.get(*first)?),
            place: self.document.tokens.get(*first)?.span,
            plain: any(Reach::Plain),
            denied: any(Reach::Denied),
        })
    }

    fn places(&self, term_of: &[usize]) -> Vec<Place> {
        let tokens = self.document.tokens.iter().zip(term_of);
        let mut places: Vec<Place> =
            tokens.map(|(token, term)| Place { span: token.span, term: *term, begins: false }).collect();
        for sentence in &self.document.sentences {
            if let Some(place) = places.get_mut(sentence.first as usize) {
                place.begins = true;
            }
        }
        places
    }

    fn decision(&self, source: &str, words: &[&Arc<Word>]) -> Option<Decision> {
        let first = self.document.tokens.first()?;
        let goes_on = words.get(1).is_some_and(|word| word.role != Role::Function);
        Decision::of(source, first.span, goes_on)
    }

    /// For each word how near a negation stands; a *no* that decides denies nothing of what explains it.
    fn reach(&self, words: &[&Arc<Word>], decided: bool) -> Vec<Reach> {
        let mut reach = Vec::with_capacity(words.len());
        for sentence in &self.document.sentences {
            let places = sentence.first as usize..sentence.end as usize;
            let denies: Vec<bool> = places
                .filter_map(|at| Some(words.get(at)?.role == Role::Negation && !(decided && at == 0)))
                .collect();
            let outside = if denies.contains(&true) { Reach::Unsure } else { Reach::Plain };
            let mut left = 0;
            for negation in denies {
                reach.push(if left > 0 && !negation { Reach::Denied } else { outside });
                left = if negation { REACH } else { usize::saturating_sub(left, 1) };
            }
        }
        reach
    }
}

/// Where the last of the words begins that are compared.
fn horizon(terms: &[Term]) -> u32 {
    if terms.len() <= MOST_COMPARED {
        return u32::MAX;
    }
    let mut starts: Vec<u32> = terms.iter().map(|term| term.place.start).collect();
    starts.sort_unstable();
    starts.get(MOST_COMPARED).copied().unwrap_or(u32::MAX)
}

fn resolve(form: &WordForm<'_>) -> Arc<Word> {
    Word::new(form)
}

impl Analysis {
    /// The term of a stem.
    pub(super) fn term(&self, stem: &str) -> Option<&Term> {
        let at = self.terms.binary_search_by(|term| (*term.word.stem).cmp(stem)).ok()?;
        self.terms.get(at)
    }

    /// The terms that are compared with words they only resemble.
    pub(super) fn near_terms(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| term.place.start < self.horizon)
    }

    /// Where the words that say something and are not in the question point to.
    pub(super) fn drift(&self, question: &Self) -> Direction {
        let mut drift = Direction::default();
        let words = self.places.iter().filter_map(|place| self.terms.get(place.term));
        for term in words.filter(|term| question.term(&term.word.stem).is_none()) {
            if let Some(vector) = term.word.vectors.first().and_then(Option::as_ref) {
                drift.add(vector);
            }
        }
        drift
    }
}
