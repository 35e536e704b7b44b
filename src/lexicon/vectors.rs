//! Which words are used alike: a table of 64 numbers a word.
//!
//! Closeness says nothing of polarity: *higher* and *lower* are closer than most synonyms, so
//! whoever asks must ask [`super::opposites`] first. The table lies in the program as it is and
//! is not touched before the first question.
//!
//! Format of `data/word-vectors.bin`: a row of 32 bytes for each line of `data/words.txt`; the
//! low four bits of a byte are an even column, the high four the next one; 8 stands for zero.

use std::sync::LazyLock;

use super::words::WORDS;

/// Columns of the table.
pub const DIMENSIONS: usize = 64;
/// Bytes of a row: two columns each.
const ROW: usize = DIMENSIONS / 2;

static TABLE: &[u8] = include_bytes!("../../data/word-vectors.bin");
static ROWS: LazyLock<Vec<&'static str>> = LazyLock::new(|| WORDS.lines().collect());

/// How one word is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordVector {
    values: [i8; DIMENSIONS],
    length: f32,
}

impl WordVector {
    /// The vector of a folded word; `None` when the table does not have it.
    pub fn of(folded: &str) -> Option<Self> {
        let row = ROWS.binary_search(&folded).ok()?;
        let bytes = TABLE.get(row * ROW..(row + 1) * ROW)?;
        let mut values = [0_i8; DIMENSIONS];
        for (pair, byte) in values.chunks_exact_mut(2).zip(bytes) {
            for (value, bits) in pair.iter_mut().zip([byte & 15, byte >> 4]) {
                *value = i8::try_from(bits).unwrap_or(8) - 8;
            }
        }
        let length = small(values.iter().map(|value| i16::from(*value) * i16::from(*value)).sum()).sqrt();
        Some(Self { values, length })
    }

    /// The cosine of two words, from -1 to 1.
    pub fn cosine(&self, other: &Self) -> f32 {
        let products = self.values.iter().zip(&other.values).map(|(a, b)| i16::from(*a) * i16::from(*b));
        small(products.sum()) / (self.length * other.length).max(1.0)
    }
}

/// The sum of the directions of several words.
#[derive(Debug, Clone, Copy)]
pub struct Direction([f32; DIMENSIONS]);

impl Default for Direction {
    fn default() -> Self {
        Self([0.0; DIMENSIONS])
    }
}

impl Direction {
    /// Adds a word, each with the same weight.
    pub fn add(&mut self, word: &WordVector) {
        for (sum, value) in self.0.iter_mut().zip(&word.values) {
            *sum += f32::from(*value) / word.length.max(1.0);
        }
    }

    /// The cosine of two sums; `None` when one of them is empty.
    pub fn cosine(&self, other: &Self) -> Option<f32> {
        let product = |a: &Self, b: &Self| a.0.iter().zip(&b.0).map(|(a, b)| a * b).sum::<f32>();
        let lengths = product(self, self).sqrt() * product(other, other).sqrt();
        (lengths > f32::EPSILON).then(|| product(self, other) / lengths)
    }
}

/// 64 products of at most 64 each fit into an `i16`.
fn small(sum: i16) -> f32 {
    f32::from(sum)
}

#[cfg(test)]
mod tests {
    use super::{ROW, ROWS, TABLE, WordVector};

    fn cosine(a: &str, b: &str) -> f32 {
        let vector = |word| WordVector::of(word).expect("a word of the table");
        vector(a).cosine(&vector(b))
    }

    #[test]
    fn every_word_has_a_row() {
        assert_eq!(TABLE.len(), ROWS.len() * ROW);
        assert!(WordVector::of("zzzzzz").is_none());
    }

    #[test]
    fn words_that_are_used_alike_are_close() {
        assert!((cosine("path", "path") - 1.0).abs() < 1e-4);
        assert!(cosine("circuit", "circuits") > cosine("circuit", "banana"));
        assert!(cosine("quick", "rapid") > 0.45 && cosine("quick", "banana") < 0.45);
        assert!(cosine("higher", "lower") > 0.45, "which is why opposites are asked first");
    }
}
