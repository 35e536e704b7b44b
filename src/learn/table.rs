//! The tables of a model: stems by alphabet, pairs of stems by hash, rows of weights.
//!
//! Rows are padded to whole vectors of the processor, so that adding one takes a few instructions.

use std::num::NonZeroU64;

use super::features::{NO_STEM, NUMBER, PairKind, StemId, pair_key, stems_of};
use crate::span::offset;

/// Columns of a row come in groups of this many.
pub(super) const LANES: usize = 8;

/// The length of a row of so many columns.
pub(super) fn padded(columns: usize) -> usize {
    columns.next_multiple_of(LANES)
}

/// `N` groups of columns of rows of weights, from number `at` on.
pub(super) fn groups<const N: usize>(rows: &[i16], at: usize) -> Option<&[[i16; LANES]; N]> {
    rows.as_chunks().0.get(at..at.checked_add(N)?)?.first_chunk()
}

/// Adds as many groups of columns of a row of weights.
pub(super) fn add<const N: usize>(sums: &mut [[i32; LANES]; N], row: &[[i16; LANES]; N]) {
    for (sums, row) in sums.iter_mut().zip(row) {
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += i32::from(*weight);
        }
    }
}

/// The two greatest of a row of scores; `least` for those that are not above it.
pub(super) fn two_greatest(row: &[f32], least: f32) -> (f32, f32) {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let put = |(first, second): (f32, f32), score: f32| {
        let lesser = if score > first { first } else { score };
        (if score > first { score } else { first }, if lesser > second { lesser } else { second })
    };
    let (mut firsts, mut seconds) = ([least; LANES], [least; LANES]);
    for chunk in chunks {
        for ((first, second), score) in firsts.iter_mut().zip(&mut seconds).zip(chunk) {
            (*first, *second) = put((*first, *second), *score);
        }
    }
    let all = firsts.iter().chain(&seconds).chain(rest);
    all.copied().fold((least, least), put)
}

/// Bits of a pair table that mark its keys, for each slot.
const BITS_PER_SLOT: usize = 8;

/// Stems in alphabetical order, in one string.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StemTable {
    pub text: String,
    /// Where each ends.
    pub ends: Vec<u32>,
    /// The stem of all numbers; [`NO_STEM`] where no example holds one.
    pub number: StemId,
}

impl StemTable {
    pub(super) fn new(stems: &[String]) -> Self {
        let ends = stems.iter().scan(0, |end, stem| {
            *end += stem.len();
            Some(offset(*end))
        });
        Self::of(stems.concat(), ends.collect())
    }

    /// From its text and where each stem ends.
    pub(super) fn of(text: String, ends: Vec<u32>) -> Self {
        let table = Self { text, ends, number: NO_STEM };
        let number = table.position(NUMBER).unwrap_or(NO_STEM);
        Self { number, ..table }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The number of a stem.
    pub(super) fn position(&self, stem: &str) -> Option<StemId> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle).cmp(stem) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    return StemId::try_from(middle).ok().filter(|id| *id != NO_STEM);
                }
            }
        }
        None
    }
}

/// Pairs of stems and the row of weights that each has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PairTable {
    /// Power-of-two many slots of key and row + 1; row 0 marks an empty one.
    pub slots: Vec<(u32, u32)>,
    /// A bit for each key's hash, [`BITS_PER_SLOT`] times as many as slots: most pairs of a text are
    /// none of the table's, and one look tells.
    marks: Vec<u64>,
    pub rows: Vec<i16>,
}

impl PairTable {
    /// A table of rows that are padded already.
    pub(super) fn build(pairs: &[(u32, Vec<i16>)]) -> Self {
        let n_slots = (pairs.len() * 2).next_power_of_two().max(2);
        let mut table = Self { slots: vec![(0, 0); n_slots], ..Self::default() };
        for (number, (key, row)) in pairs.iter().enumerate() {
            let mut at = slot(*key, n_slots);
            while table.slots.get(at).is_some_and(|slot| slot.1 != 0) {
                at = (at + 1) & (n_slots - 1);
            }
            if let Some(slot) = table.slots.get_mut(at) {
                *slot = (*key, offset(number + 1));
            }
            table.rows.extend(row);
        }
        Self::of(table.slots, table.rows)
    }

    /// From its slots and rows.
    pub(super) fn of(slots: Vec<(u32, u32)>, rows: Vec<i16>) -> Self {
        let mut marks = vec![0; (slots.len() * BITS_PER_SLOT).div_ceil(64)];
        for (key, _) in slots.iter().filter(|(_, row)| *row != 0) {
            if let [Some(first), Some(second)] = stems_of(*key).map(Spread::of) {
                let (word, bit) = mark(first, second, marks.len());
                if let Some(word) = marks.get_mut(word) {
                    *word |= bit;
                }
            }
        }
        Self { slots, marks, rows }
    }

    /// The number of a pair's row.
    pub(super) fn position(&self, kind: PairKind, first: Spread, second: Spread) -> Option<usize> {
        let (word, bit) = mark(first, second, self.marks.len());
        if self.marks.get(word)? & bit == 0 {
            return None;
        }
        let key = pair_key(kind, first.stem(), second.stem());
        let n_slots = self.slots.len();
        let mut at = slot(key, n_slots);
        loop {
            match *self.slots.get(at)? {
                (_, 0) => return None,
                (found, row) if found == key => return Some(row as usize - 1),
                _ => at = (at + 1) & n_slots.wrapping_sub(1),
            }
        }
    }
}

/// The multiplier of multiplicative hashing (Knuth, TAOCP 6.4): the top bits of a product tell numbers apart.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn slot(key: u32, n_slots: usize) -> usize {
    (u64::from(key).wrapping_mul(GOLDEN) >> 32) as usize & n_slots.wrapping_sub(1)
}

/// A stem in the low bits of its hash: hashed once, for all pairs that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spread(NonZeroU64);

impl Spread {
    const STEM: u64 = 0xffff;

    /// Of any stem but [`NO_STEM`].
    pub(super) fn of(stem: StemId) -> Option<Self> {
        let number = stem.checked_add(1).map(u64::from)?;
        NonZeroU64::new(number.wrapping_mul(GOLDEN) & !Self::STEM | number).map(Self)
    }

    fn stem(self) -> StemId {
        (self.0.get() & Self::STEM) as StemId - 1
    }
}

/// The word and the bit that mark a pair, in whatever order, among so many words of 64 bits, a power of two.
fn mark(first: Spread, second: Spread, n_words: usize) -> (usize, u64) {
    let both = first.0.get() ^ second.0.get();
    ((both >> 32) as usize & n_words.wrapping_sub(1), 1 << (both >> 58))
}

#[cfg(test)]
mod tests {
    use super::super::features::{PairKind, pair_key};
    use super::{LANES, PairTable, Spread, StemTable, add, groups, padded};

    #[test]
    fn stems_and_pairs_are_found_again() {
        let stems: Vec<String> = ["", "key", "lock", "queue"].map(str::to_owned).to_vec();
        let table = StemTable::new(&stems);
        for (at, stem) in stems.iter().enumerate() {
            assert_eq!(table.position(stem).map(usize::from), Some(at));
        }
        assert_eq!((table.position("a"), table.position("zebra")), (None, None));
        let rows = [[7, 1], [1, 9]].map(|[a, b]| (pair_key(PairKind::Near, a, b), vec![1; padded(3)]));
        let pairs = PairTable::build(&rows);
        let mut sums = [[0; LANES]];
        let position = |[a, b]: [u16; 2]| pairs.position(PairKind::Near, Spread::of(a)?, Spread::of(b)?);
        for row in [[1, 7], [1, 8], [9, 1]].into_iter().filter_map(position) {
            add(&mut sums, groups(&pairs.rows, row).expect("a row"));
        }
        assert_eq!(sums, [[2; LANES]]);
    }
}
