//! Tells whether bytes are what they were: in the manner of FNV-1a (Fowler, Noll, Vo), eight bytes at a
//! time; not its values.
//!
//! It guards against accidents, not against people.

/// A sum over pieces of bytes, in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Checksum(u64);

impl Checksum {
    /// Sums of different seeds do not agree.
    pub(super) fn new(seed: u64) -> Self {
        Self(0xcbf2_9ce4_8422_2325 ^ seed)
    }

    /// Adds a piece; where pieces end counts.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        // Three loops: a chain of iterators takes twice the time.
        words.iter().for_each(|word| self.mix(u64::from_le_bytes(*word)));
        rest.iter().for_each(|byte| self.mix(u64::from(*byte)));
        self.mix(bytes.len() as u64);
    }

    fn mix(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0100_0000_01b3);
        self.0 ^= self.0 >> 29;
    }

    /// The sum so far.
    pub(super) fn value(self) -> u64 {
        self.0
    }
}
