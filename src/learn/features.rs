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
pub(super) fn pair_key(kind: PairKind, first: StemId, second: StemId) -> u32 {
    let (first, second) = match kind {
        PairKind::Neighbours => (first, second),
        PairKind::Near => (first.min(second), first.max(second)),
    };
    u32::from(first) << 16 | u32::from(second)
}

/// The stems of a key.
pub(super) fn stems_of(key: u32) -> [StemId; 2] {
    let [a, b, c, d] = key.to_be_bytes();
    [StemId::from_be_bytes([a, b]), StemId::from_be_bytes([c, d])]
}

/// What makes pairs: a stem, of which there are `n_stems`, and no root.
pub(super) fn whole(stem: StemId, n_stems: usize) -> Option<StemId> {
    (usize::from(stem) < n_stems).then_some(stem)
}

/// Calls `each` with the stems of every pair feature, as they follow; what is `None` makes no pair.
pub(super) fn pairs<S: Copy>(stems: impl Iterator<Item = Option<S>>, each: &mut impl FnMut(PairKind, S, S)) {
    let mut before = [None; WINDOW - 1];
    for second in stems {
        let [near @ .., neighbour] = before;
        if let Some(second) = second {
            if let Some(neighbour) = neighbour {
                each(PairKind::Neighbours, neighbour, second);
            }
            #[expect(clippy::manual_flatten, reason = "as it stands, the loop is unrolled")]
            for first in near {
                if let Some(first) = first {
                    each(PairKind::Near, first, second);
                }
            }
        }
        let [_, a, b, c, d] = before;
        before = [a, b, c, d, second];
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
    use super::{NO_STEM, PairKind, pair_key, pairs, root, stems_of, whole};

    #[test]
    fn pairs_reach_as_far_as_the_window() {
        let mut found = Vec::new();
        let stems = [9, 1, NO_STEM, 2, 3, 4, 5, 10].map(|stem| whole(stem, 10));
        pairs(stems.into_iter(), &mut |kind, a, b| found.push((kind, [a, b])));
        assert!(found.contains(&(PairKind::Neighbours, [9, 1])));
        assert!(found.contains(&(PairKind::Near, [1, 2])));
        assert!(found.contains(&(PairKind::Near, [9, 4])));
        assert!(!found.contains(&(PairKind::Near, [9, 5])));
        assert!(!found.iter().any(|(_, pair)| pair.contains(&NO_STEM) || pair.contains(&10)));
    }

    #[test]
    fn a_pair_is_its_key_and_back() {
        assert_eq!(stems_of(pair_key(PairKind::Neighbours, 9, 1)), [9, 1]);
        assert_eq!(stems_of(pair_key(PairKind::Near, 9, 1)), [1, 9]);
    }

    #[test]
    fn a_root_is_a_beginning_of_something_longer() {
        assert_eq!(root("invalid"), Some("inva"));
        assert_eq!((root("lock"), root(""), root("écraser")), (None, None, Some("écra")));
    }
}
