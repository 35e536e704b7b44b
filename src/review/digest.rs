//! What tells the text of one answer from that of another: sixteen hexadecimal digits.
//!
//! White space does not count: an answer that was wrapped anew, or went through another export, is the same.

use std::fmt;
use std::hash::Hasher;

use siphasher::sip::SipHasher24;

/// The digest of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(u64);

impl Digest {
    /// Of an answer.
    pub fn of(text: &str) -> Self {
        let mut hasher = SipHasher24::new();
        for word in text.trim_start_matches('\u{feff}').split_whitespace() {
            hasher.write(word.as_bytes());
            hasher.write_u8(b' ');
        }
        Self(hasher.finish())
    }

    /// Sixteen hexadecimal digits, as [`fmt::Display`] writes them.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| digits).map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
