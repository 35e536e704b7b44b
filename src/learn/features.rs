//! Which features a run of words has: stems, their roots, neighbours, pairs within a window.

use crate::text::WordForm;

/// A stem by its number in a vocabulary, or past the last of them the root of a word that no example
/// holds; [`NO_STEM`] for words whose root none holds either.
pub(super) type StemId = u16;

/// Not in the vocabulary.
pub(super) const NO_STEM: StemId = StemId::MAX;

/// Stems at most this far apart make a pair.
const WINDOW: usize = 6;
/// Letters of a root.
const ROOT: usize = 4;
/// How much a root weighs beside a whole stem.
pub(super) const ROOT_WEIGHT: f32 = 0.5;

/// Which table a pair of stems is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PairKind {
    /// One directly after the other.
    Neighbours,
    /// Near each other, in any order.
    Near,
}

/// How much a feature of a kind weighs beside a single stem.
pub(super) fn kind_weight(kind: PairKind) -> f32 {
    match kind {
        PairKind::Neighbours => 1.0,
        PairKind::Near => 0.5,
    }
}

/// The two stems of a pair as one key.
pub(super) fn pair_key(first: StemId, second: StemId) -> u32 {
    u32::from(first) << 16 | u32::from(second)
}

/// Calls `each` with every pair feature of the stems; roots, from number `n_stems` on, make none.
pub(super) fn pairs(stems: &[StemId], n_stems: usize, each: &mut impl FnMut(PairKind, u32)) {
    let whole = |stem: StemId| usize::from(stem) < n_stems;
    for (at, &second) in stems.iter().enumerate().filter(|(_, stem)| whole(**stem)) {
        for &first in stems.get(at.saturating_sub(1)..at).unwrap_or(&[]) {
            if whole(first) {
                each(PairKind::Neighbours, pair_key(first, second));
            }
        }
        let from = (at + 1).saturating_sub(WINDOW);
        for &first in stems.get(from..at.saturating_sub(1).max(from)).unwrap_or(&[]) {
            if whole(first) {
                each(PairKind::Near, pair_key(first.min(second), first.max(second)));
            }
        }
    }
}

/// The stem that every number counts as.
pub(super) const NUMBER: &str = "#";

/// The stem that a word counts as: all numbers are alike.
pub(super) fn feature_stem<'w>(form: &WordForm<'w>) -> &'w str {
    if form.folded.starts_with(|c: char| c.is_ascii_digit()) { NUMBER } else { form.stem }
}

/// The letters that a stem begins with, if more follow: what a word that no example holds may still
/// share with one that an example does (*invalidate*, *invalidity*).
pub(super) fn root(stem: &str) -> Option<&str> {
    stem.char_indices().nth(ROOT).and_then(|(end, _)| stem.get(..end))
}

/// Smoothed inverse document frequency: ln((1 + n) / (1 + df)) + 1.
pub(super) fn idf(n: usize, df: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of examples are far below 2^24")]
    let share = (1.0 + n as f32) / (1.0 + df as f32);
    share.ln() + 1.0
}

#[cfg(test)]
mod tests {
    use super::{NO_STEM, PairKind, pair_key, pairs, root};

    #[test]
    fn pairs_reach_as_far_as_the_window() {
        let mut found = Vec::new();
        pairs(&[9, 1, NO_STEM, 2, 3, 4, 5, 10], 10, &mut |kind, key| found.push((kind, key)));
        assert!(found.contains(&(PairKind::Neighbours, pair_key(9, 1))));
        assert!(found.contains(&(PairKind::Near, pair_key(1, 2))));
        assert!(found.contains(&(PairKind::Near, pair_key(4, 9))));
        assert!(!found.contains(&(PairKind::Near, pair_key(5, 9))));
        assert!(!found.iter().any(|(_, key)| *key == pair_key(1, NO_STEM)));
        assert!(!found.iter().any(|(_, key)| *key == pair_key(5, 10)));
    }

    #[test]
    fn a_root_is_a_beginning_of_something_longer() {
        assert_eq!(root("invalid"), Some("inva"));
        assert_eq!((root("lock"), root(""), root("écraser")), (None, None, Some("écra")));
    }
}
