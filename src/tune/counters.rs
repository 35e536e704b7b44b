//! Counter-patterns: what stands in the sentences of false hits, and not in those of right ones.

use super::corpus::Corpus;
use super::mine::Grams;
use super::panel::Panel;
use super::suggest::patterns_of;
use crate::rubric::pattern::Pattern;

/// The sentences on which a criterion rests in an answer.
pub(super) fn support(panel: &Panel<'_>, criterion: usize, answer: usize) -> Vec<u32> {
    let score = panel.assessments.get(answer).and_then(|one| one.criteria.get(criterion));
    let evidence = score.into_iter().flat_map(|score| &score.evidence);
    let mut sentences: Vec<u32> =
        evidence.filter(|piece| piece.counts()).map(|piece| piece.sentence).collect();
    sentences.sort_unstable();
    sentences.dedup();
    sentences
}

/// Patterns to be tried; `gains` holds what it is worth to take the criterion from an answer.
pub(super) fn candidates(
    panel: &Panel<'_>,
    corpus: &Corpus,
    criterion: usize,
    gains: &[f64],
) -> Vec<Pattern> {
    if !gains.iter().any(|gain| *gain > 0.0) {
        return Vec::new();
    }
    let found = (0..panel.answers.len()).filter(|answer| panel.found(criterion, *answer));
    let sentences = found.flat_map(|answer| {
        let own = support(panel, criterion, answer);
        own.into_iter().filter_map(move |at| Some((answer, corpus.sentence(answer, at as usize)?)))
    });
    let grams = Grams::of(sentences);
    grams.best(gains, &|_| Some(true)).iter().flat_map(|gram| patterns_of(corpus, gram)).collect()
}
