//! Runs of one to three stems that stand where the rubric errs, and seldom elsewhere.
//!
//! Stems of a run stand in one sentence, in order, few words apart. Their counts are of stems only:
//! what a pattern of them really finds is measured afterwards, by the scorer.

use std::ops::Range;

use super::FOLDS;
use super::corpus::{Corpus, NO_STEM, Read, StemId};

/// Stems between the first and the last of two.
const WINDOW_OF_TWO: usize = 5;
/// The same of three.
const WINDOW_OF_THREE: usize = 4;
/// Bits of one stem in a key.
const BITS: u32 = 21;
/// Runs that are tried for a criterion, for each choice of answers.
const MOST: usize = 8;

/// Every run of stems with the answers that have it.
#[derive(Debug, Default)]
pub(super) struct Grams {
    keys: Vec<(u64, Range<usize>)>,
    answers: Vec<u32>,
}

/// Which of two runs that gain alike comes first: whether it is strange to the criterion, its length, its key.
type Order = (bool, usize, u64);

/// A run with its gain in each fold.
struct Scored<'g> {
    order: Order,
    range: &'g Range<usize>,
    sums: [f64; FOLDS],
}

/// A run of stems.
pub(super) type Gram = Vec<StemId>;

impl Grams {
    /// Of all sentences that state something.
    pub(super) fn new(corpus: &Corpus) -> Self {
        let sentences = corpus.answers.iter().enumerate();
        Self::of(
            sentences.flat_map(|(at, all)| all.iter().filter(|one| one.states).map(move |one| (at, one))),
        )
    }

    /// Of these sentences, each with the number of its answer. Runs of one answer only are left out.
    pub(super) fn of<'c>(sentences: impl Iterator<Item = (usize, &'c Read)>) -> Self {
        let mut all: Vec<(u64, u32)> = Vec::new();
        for (answer, sentence) in sentences {
            each_key(&sentence.stems, &mut |key| all.push((key, crate::span::offset(answer))));
        }
        all.sort_unstable();
        all.dedup();
        let mut grams = Self::default();
        for same in all.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let start = grams.answers.len();
            grams.answers.extend(same.iter().map(|(_, answer)| *answer));
            let key = same.first().map_or(0, |(key, _)| *key);
            grams.keys.push((key, start..grams.answers.len()));
        }
        grams
    }

    fn answers_of(&self, range: &Range<usize>) -> &[u32] {
        self.answers.get(range.clone()).unwrap_or(&[])
    }

    /// The runs of which most is to be gained: by all answers, and by those outside of each fold.
    ///
    /// `gains` holds for each answer what it is worth to find the run in it; of those that gain alike, those that
    /// have to do with the criterion (`is_near`) come first; where it says nothing of a run, that is left out.
    pub(super) fn best(&self, gains: &[f64], is_near: &dyn Fn(&[StemId]) -> Option<bool>) -> Vec<Gram> {
        let mut scored: Vec<Scored<'_>> = Vec::new();
        for (key, range) in &self.keys {
            let (mut sums, mut n_right) = ([0.0; FOLDS], 0);
            for answer in self.answers_of(range) {
                let gain = gains.get(*answer as usize).copied().unwrap_or(0.0);
                n_right += usize::from(gain > 0.0);
                if let Some(sum) = sums.get_mut(*answer as usize % FOLDS) {
                    *sum += gain;
                }
            }
            if n_right > 1 && sums.iter().sum::<f64>() > 0.0 {
                let stems = stems_of(*key);
                if let Some(near) = is_near(&stems) {
                    scored.push(Scored { order: (!near, length_rank(&stems), *key), range, sums });
                }
            }
        }
        let mut chosen: Vec<Order> = Vec::new();
        for without in (0..FOLDS).map(Some).chain([None]) {
            let worth = |sums: &[f64; FOLDS]| -> f64 {
                let folds = sums.iter().enumerate().filter(|(fold, _)| Some(*fold) != without);
                folds.map(|(_, sum)| sum).sum()
            };
            scored.sort_by(|a, b| worth(&b.sums).total_cmp(&worth(&a.sums)).then(a.order.cmp(&b.order)));
            chosen.extend(self.distinct(&scored, gains));
        }
        chosen.sort_unstable();
        chosen.dedup();
        chosen.into_iter().map(|(_, _, key)| stems_of(key)).collect()
    }

    /// The first of them, without those that gain in the very answers in which a better one does.
    fn distinct(&self, scored: &[Scored<'_>], gains: &[f64]) -> Vec<Order> {
        let mut taken: Vec<(Order, Vec<u32>)> = Vec::new();
        for Scored { order, range, .. } in scored.iter().take(MOST * 20) {
            let gaining: Vec<u32> = self
                .answers_of(range)
                .iter()
                .copied()
                .filter(|answer| gains.get(*answer as usize).is_some_and(|gain| *gain > 0.0))
                .collect();
            if taken.iter().all(|(_, other)| *other != gaining) {
                taken.push((*order, gaining));
            }
            if taken.len() == MOST {
                break;
            }
        }
        taken.into_iter().map(|(order, _)| order).collect()
    }
}

/// Two words say enough and not too much; one is often too broad, three are often too narrow.
fn length_rank(stems: &[StemId]) -> usize {
    match stems.len() {
        2 => 0,
        1 => 1,
        _ => 2,
    }
}

fn each_key(stems: &[StemId], each: &mut impl FnMut(u64)) {
    for (at, first) in stems.iter().enumerate() {
        each(u64::from(*first));
        let near = stems.get(at + 1..).unwrap_or(&[]);
        for second in near.iter().take(WINDOW_OF_TWO - 1).filter(|second| *second != first) {
            each(u64::from(*second) << BITS | u64::from(*first));
        }
        let near = near.get(..near.len().min(WINDOW_OF_THREE - 1)).unwrap_or(&[]);
        for (place, second) in near.iter().enumerate() {
            for third in near.get(place + 1..).unwrap_or(&[]) {
                if first != second && second != third && first != third {
                    each(u64::from(*third) << (2 * BITS) | u64::from(*second) << BITS | u64::from(*first));
                }
            }
        }
    }
}

fn stems_of(key: u64) -> Gram {
    let mask = (1_u64 << BITS) - 1;
    let stems = [key & mask, key >> BITS & mask, key >> (2 * BITS) & mask];
    stems.into_iter().filter_map(|stem| u32::try_from(stem).ok()).filter(|stem| *stem != NO_STEM).collect()
}
