//! Which words and pairs of words examples hold often enough to say something.

use std::collections::BTreeMap;

use super::examples::Example;
use super::features::{NO_STEM, PairKind, StemId, feature_stem, idf, pair_key, pairs, root, whole};
use crate::text::{Document, Words};

/// Stems and pairs in fewer examples than this say nothing.
const RAREST: u32 = 2;

/// The stems of each example.
pub(super) fn stems_of(examples: &[Example]) -> Vec<Vec<String>> {
    let mut words: Words<String> = Words::default();
    let mut document = Document::default();
    let mut texts = Vec::with_capacity(examples.len());
    for example in examples {
        words.trim();
        document.read(&example.text, &mut words, &mut |form| feature_stem(form).to_owned());
        texts.push(document.tokens.iter().map(|token| words.info(token.word).clone()).collect());
    }
    texts
}

/// Words that are frequent enough, in alphabetical order and at most so many, with their inverse
/// document frequencies.
pub(super) fn vocabulary(texts: &[Vec<String>], most: usize) -> (Vec<String>, Vec<f32>) {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for text in texts {
        let mut distinct: Vec<&str> = text.iter().map(String::as_str).collect();
        distinct.sort_unstable();
        distinct.dedup();
        distinct.into_iter().for_each(|stem| *counts.entry(stem).or_default() += 1);
    }
    let frequent = counts.into_iter().filter(|(_, count)| *count >= RAREST).take(most);
    frequent.map(|(stem, count)| (stem.to_owned(), idf(texts.len(), count))).unzip()
}

/// The roots that the stems of a text have.
pub(super) fn roots_of(text: &[String]) -> Vec<String> {
    text.iter().filter_map(|stem| root(stem)).map(str::to_owned).collect()
}

/// Where a word stands in a vocabulary.
pub(super) fn position(words: &[String], word: &str) -> Option<usize> {
    words.binary_search_by(|one| one.as_str().cmp(word)).ok()
}

/// Numbers of the stems of a text; a word without one goes by its root.
pub(super) fn ids(text: &[String], stems: &[String], roots: &[String]) -> Vec<StemId> {
    let by_root = |stem: &str| position(roots, root(stem)?).map(|at| stems.len() + at);
    let number = |stem: &str| position(stems, stem).or_else(|| by_root(stem));
    let id = |stem: &String| number(stem).and_then(|at| StemId::try_from(at).ok()).unwrap_or(NO_STEM);
    text.iter().map(id).collect()
}

/// Pairs that are frequent enough, in order, with their inverse document frequencies.
pub(super) fn pair_vocabulary(texts: &[Vec<StemId>], n_stems: usize) -> (Vec<(PairKind, u32)>, Vec<f32>) {
    let mut all: Vec<(PairKind, u32)> = Vec::new();
    for text in texts {
        let mut distinct = Vec::new();
        let stems = text.iter().map(|stem| whole(*stem, n_stems));
        pairs(stems, &mut |kind, first, second| distinct.push((kind, pair_key(kind, first, second))));
        distinct.sort_unstable();
        distinct.dedup();
        all.extend(distinct);
    }
    all.sort_unstable();
    let counted =
        all.chunk_by(|a, b| a == b).map(|same| (same.first().copied(), crate::span::offset(same.len())));
    let frequent = counted.filter(|(_, count)| *count >= RAREST);
    frequent.filter_map(|(pair, count)| Some((pair?, idf(texts.len(), count)))).unzip()
}
