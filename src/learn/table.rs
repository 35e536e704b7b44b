//! The tables of a model: stems by alphabet, pairs of stems by hash, rows of weights.
//!
//! Rows are padded to whole vectors of the processor, so that adding one takes a few instructions.

use super::features::{NO_STEM, NUMBER, StemId};
use crate::span::offset;

/// Columns of a row come in groups of this many.
pub(super) const LANES: usize = 8;

/// The length of a row of so many columns.
pub(super) fn padded(columns: usize) -> usize {
    columns.next_multiple_of(LANES)
}

/// Adds a row of weights; both have [`padded`] columns.
pub(super) fn add(sums: &mut [i32], row: &[i16]) {
    let (sums, _) = sums.as_chunks_mut::<LANES>();
    let (row, _) = row.as_chunks::<LANES>();
    for (sums, row) in sums.iter_mut().zip(row) {
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += i32::from(*weight);
        }
    }
}

/// The greatest of a row of scores, `least` where none is above it.
pub(super) fn greatest(row: &[f32], least: f32) -> f32 {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let more = |a: f32, b: f32| if b > a { b } else { a };
    let mut lanes = [least; LANES];
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, score)| *lane = more(*lane, *score));
    }
    lanes.iter().chain(rest).copied().fold(least, more)
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
            let (word, bit) = mark(*key, marks.len());
            if let Some(word) = marks.get_mut(word) {
                *word |= bit;
            }
        }
        Self { slots, marks, rows }
    }

    pub(super) fn row(&self, key: u32, columns: usize) -> Option<&[i16]> {
        let (word, bit) = mark(key, self.marks.len());
        if self.marks.get(word)? & bit == 0 {
            return None;
        }
        let n_slots = self.slots.len();
        let mut at = slot(key, n_slots);
        loop {
            match *self.slots.get(at)? {
                (_, 0) => return None,
                (found, row) if found == key => {
                    let start = (row as usize - 1) * columns;
                    return self.rows.get(start..start + columns);
                }
                _ => at = (at + 1) & n_slots.wrapping_sub(1),
            }
        }
    }
}

/// Multiplicative hashing (Knuth, TAOCP 6.4): the top bits of a product.
fn slot(key: u32, n_slots: usize) -> usize {
    (u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & n_slots.wrapping_sub(1)
}

/// The word and the bit that mark a key among so many words of 64 bits, a power of two.
fn mark(key: u32, n_words: usize) -> (usize, u64) {
    let product = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((product >> 32) as usize & n_words.wrapping_sub(1), 1 << (product >> 58))
}

#[cfg(test)]
mod tests {
    use super::{PairTable, StemTable, add, padded};

    #[test]
    fn stems_and_pairs_are_found_again() {
        let stems: Vec<String> = ["", "key", "lock", "queue"].map(str::to_owned).to_vec();
        let table = StemTable::new(&stems);
        for (at, stem) in stems.iter().enumerate() {
            assert_eq!(table.position(stem).map(usize::from), Some(at));
        }
        assert_eq!((table.position("a"), table.position("zebra")), (None, None));
        let pairs = PairTable::build(&[(7, vec![1; padded(3)]), (9, vec![2; padded(3)])]);
        let mut sums = vec![0; padded(3)];
        for key in [7, 8, 9] {
            add(&mut sums, pairs.row(key, padded(3)).unwrap_or(&[]));
        }
        assert_eq!(sums.first(), Some(&3));
    }
}
