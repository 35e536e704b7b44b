//! What came nearest to being evidence: for explanations only, never for a score.

use super::scorer::{Scorer, Worker};
use crate::span::{Answer, Span};

/// The sentence of an answer that reads most like the examples of a criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestSentence {
    /// Where it stands.
    pub span: Span<Answer>,
    /// Its score less the threshold: from zero on it counts.
    pub margin: f32,
    /// Its words that speak most for the criterion, the strongest first.
    pub words: Vec<Span<Answer>>,
}

/// Words that are named at most.
const MOST_WORDS: usize = 4;

impl Scorer {
    /// For a criterion that has a model: the sentence that comes nearest to its examples.
    pub fn nearest_sentence(&self, answer: &str, criterion: usize) -> Option<NearestSentence> {
        let (model, column) = (self.model.as_ref()?, self.columns.get(criterion).copied().flatten()?);
        let mut worker = Worker::default();
        self.read(&mut worker, answer);
        let Worker { words, document, units, .. } = &worker;
        let scores = document.sentences.iter().enumerate().map(|(at, one)| (units.score(column, at), one));
        let (score, sentence) = scores.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let tokens = document.tokens_of(sentence);
        let weigh = |token| model.score_words(column, std::iter::once(token), words, |word| word.feature);
        let mut decided: Vec<(f32, Span<Answer>)> =
            tokens.iter().map(|token| (weigh(token), token.span)).collect();
        decided.sort_by(|a, b| b.0.total_cmp(&a.0));
        Some(NearestSentence {
            span: document.span(sentence.first, sentence.end),
            margin: score - model.criteria.get(column)?.threshold,
            words: decided.into_iter().take(MOST_WORDS).map(|(_, span)| span).collect(),
        })
    }
}
