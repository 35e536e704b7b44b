//! What an answer shares with another: its words and pairs of neighbouring words, as a small set of hashes.
//!
//! A long answer is sampled: the smallest hashes stand for all, the same ones in every answer that has them. Hashes
//! depend on nothing but the text.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

/// Features that are kept at most; answers of up to some 90 words are kept whole.
const MOST: usize = 160;
/// Words of an answer that are read at most.
const MOST_WORDS: usize = 20_000;
/// A pair of words, as against a word.
pub(super) const PAIR: u32 = 1;

/// The features of an answer, in ascending order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch(Box<[u32]>);

impl Sketch {
    /// Of an answer, without what the question gives away.
    pub fn of(text: &str, question: &Self) -> Self {
        let mut all = features(text);
        all.retain(|feature| question.0.binary_search(feature).is_err());
        all.truncate(MOST);
        Self(all.into())
    }

    /// All features of a question.
    pub fn of_question(text: &str) -> Self {
        Self(features(text).into())
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pairs of words.
    pub(super) fn pairs(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().copied().filter(|feature| feature & PAIR == PAIR)
    }

    /// The share of their features that two answers have in common, in tenths of a percent: exact for answers
    /// that are kept whole, else estimated from the features sampled in both.
    pub fn likeness(&self, other: &Self) -> u16 {
        let end = self.border().min(other.border());
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let (mut both, mut either) = (0_u32, 0_u32);
        loop {
            let (left, right) = (a.peek().map_or(u32::MAX, |at| **at), b.peek().map_or(u32::MAX, |at| **at));
            if left.min(right) > end || left.min(right) == u32::MAX {
                break;
            }
            either += 1;
            both += u32::from(left == right);
            if left <= right {
                a.next();
            }
            if right <= left {
                b.next();
            }
        }
        u16::try_from((both * 1000 + either / 2) / either.max(1)).unwrap_or(1000)
    }

    /// The last feature up to which nothing was left out.
    fn border(&self) -> u32 {
        if self.0.len() < MOST { u32::MAX } else { self.0.last().copied().unwrap_or(u32::MAX) }
    }
}

/// All features of a text, sorted, each once.
fn features(text: &str) -> Vec<u32> {
    let mut all = Vec::new();
    let mut before: Option<u64> = None;
    each_word(text, |_, word| {
        all.push(feature(word, 0));
        if let Some(before) = before {
            all.push(feature(mixed(before ^ word.rotate_left(32)), PAIR));
        }
        before = Some(word);
    });
    all.sort_unstable();
    all.dedup();
    all
}

/// The upper bits of a hash, and what kind of feature it is.
fn feature(hash: u64, kind: u32) -> u32 {
    // One below the largest, which ends a sketch.
    (((hash >> 32) as u32 & !PAIR) | kind).min(u32::MAX - 2)
}

/// A hash of each word in small letters; scripts without spaces give a word for each sign.
pub(super) fn each_word(text: &str, mut found: impl FnMut(&str, u64)) {
    let (mut word, mut left) = (String::new(), MOST_WORDS);
    let mut end = |word: &mut String| {
        if !word.is_empty() && left > 0 {
            left -= 1;
            found(word, hash(word));
        }
        word.clear();
    };
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => word.push(c),
            'A'..='Z' => word.push(c.to_ascii_lowercase()),
            _ if c.is_ascii() || !c.is_alphanumeric() => end(&mut word),
            _ if is_ideograph(c) => {
                end(&mut word);
                word.push(c);
                end(&mut word);
            }
            _ => word.extend(c.to_lowercase()),
        }
    }
    end(&mut word);
}

/// The same on every machine and in every run.
fn hash(word: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(word.as_bytes());
    hasher.finish()
}

/// Han, kana and the like, which are written without spaces.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Spreads the bits of a number (the last step of `MurmurHash3`).
pub(super) fn mixed(mut value: u64) -> u64 {
    value = (value ^ (value >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    value = (value ^ (value >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    value ^ (value >> 33)
}
