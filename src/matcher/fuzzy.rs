//! Guarded typing errors: the pattern word that an unknown word was meant to be.
//!
//! At most one error from five letters and two from nine (optimal string alignment, Damerau 1964),
//! the first letter right, never a known word, never across an opposite. The guard on known words
//! is the caller's; this module never looks at a word that is spelled right.

use super::vocabulary::Edge;
use crate::lexicon::opposites::are_opposites;

/// The words that a typing error can be mended to, by length.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    words: Vec<(usize, u32, String, Edge)>,
}

/// From this length on one error is mended.
const ONE_ERROR_FROM: usize = 5;
/// From this length on two are.
const TWO_ERRORS_FROM: usize = 9;

impl Neighbours {
    pub(super) fn add(&mut self, folded: &str, edge: Edge) {
        if folded.len() >= ONE_ERROR_FROM && folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
            self.words.push((folded.len(), letters(folded), folded.to_owned(), edge));
        }
    }

    pub(super) fn finish(&mut self) {
        self.words.sort_unstable();
        self.words.dedup();
    }

    /// The nearest word's edge; of several the first by alphabet among the nearest.
    pub(super) fn nearest(&self, folded: &str) -> Option<Edge> {
        let length = folded.len();
        if !(ONE_ERROR_FROM..=32).contains(&length) || !folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let most = if length >= TWO_ERRORS_FROM { 2 } else { 1 };
        let mask = letters(folded);
        let from = self.words.partition_point(|word| word.0 < length - most.min(length));
        let near = self.words.get(from..).unwrap_or(&[]).iter().take_while(|word| word.0 <= length + most);
        near.filter(|word| word.2.as_bytes().first() == folded.as_bytes().first())
            .filter(|word| (word.1 ^ mask).count_ones() as usize <= 2 * most)
            .filter(|word| word.0 >= TWO_ERRORS_FROM || most == 1 || word.0.abs_diff(length) <= 1)
            .map(|word| (strsim::osa_distance(&word.2, folded), word))
            .filter(|(distance, word)| *distance <= allowed(word.0) && !are_opposites(&word.2, folded))
            .min_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.2.cmp(&b.1.2)))
            .map(|(_, word)| word.3)
    }
}

fn allowed(length: usize) -> usize {
    if length >= TWO_ERRORS_FROM { 2 } else { 1 }
}

/// One bit a letter: words that differ in many letters need no closer look.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |mask, byte| mask | 1 << (byte.wrapping_sub(b'a') & 31))
}
