//! One written word: its parts, its folded form, its stem.
//!
//! Compatibility forms, case, curly apostrophes, soft hyphens, zero-width characters and look-alike
//! letters of other alphabets are folded here, one word at a time, so that no map back to the
//! source is needed. What the word means to a rubric is not decided here.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::stem::Stemmer;

/// A word as the resolver sees it.
#[derive(Debug, Clone, Copy)]
pub struct WordForm<'w> {
    /// As written, after Unicode normalization.
    pub written: &'w str,
    /// In lower case.
    pub folded: &'w str,
    /// Without inflection.
    pub stem: &'w str,
    /// Whether this is a whole identifier of which the parts follow as words of their own.
    pub whole: bool,
}

/// Calls `each` with every part of a written form: the form itself, or the parts of an identifier.
pub(super) fn forms(raw: &str, each: &mut dyn FnMut(Range<usize>, &WordForm<'_>)) {
    let parts = split_identifier(raw);
    for part in parts {
        let text = raw.get(part.clone()).unwrap_or("");
        let written = normalize(text);
        let folded = strip_possessive(&written.to_lowercase()).to_owned();
        let stem = Stemmer::shared().stem(&folded);
        each(part, &WordForm { written: &written, folded: &folded, stem: &stem, whole: false });
    }
}

/// The parts of `idempotencyKey` and `HTTPServer`; a single part for anything else.
pub fn split_identifier(raw: &str) -> Vec<Range<usize>> {
    let whole = vec![0..raw.len()];
    if !raw.is_ascii() || raw.len() < 4 {
        return whole;
    }
    let bytes = raw.as_bytes();
    let mut borders = vec![0];
    for at in 1..bytes.len() {
        let (before, here) = (bytes[at - 1], bytes[at]);
        let after = bytes.get(at + 1).copied().unwrap_or(b'A');
        let rises = before.is_ascii_lowercase() && here.is_ascii_uppercase();
        let ends_acronym = before.is_ascii_uppercase() && here.is_ascii_uppercase() && after.is_ascii_lowercase();
        if rises || (ends_acronym && at >= 2) {
            borders.push(at);
        }
    }
    borders.push(raw.len());
    let parts: Vec<Range<usize>> = borders.windows(2).map(|pair| pair[0]..pair[1]).collect();
    // `McDonald`, `GitHub`, `iPhone`, `APIs`, `DBs`: a stub of a letter or two is no word of its own.
    if parts.iter().any(|part| part.len() < 3) { whole } else { parts }
}

/// Compatibility composition, straight apostrophes, nothing invisible, no look-alikes.
fn normalize(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let visible: String = text
        .nfkc()
        .filter(|c| !is_invisible(*c))
        .map(|c| if matches!(c, '\u{2019}' | '\u{2bc}' | '\u{ff07}') { '\'' } else { c })
        .collect();
    let mixed = visible.chars().any(|c| c.is_ascii_alphabetic());
    Cow::Owned(if mixed { visible.chars().map(latin_twin).collect() } else { visible })
}

/// Characters that are not seen and do not part words.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe0f}')
}

/// The Latin letter that a Cyrillic or Greek one looks like, in a word that is otherwise Latin.
fn latin_twin(c: char) -> char {
    const CYRILLIC: &str = "аеорсухіјѕԁһАВЕКМНОРСТУХІЈЅ";
    const LATIN: &str = "aeopcyxijsdhABEKMHOPCTYXIJS";
    const GREEK: &str = "οαενικρτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
    const GREEK_LATIN: &str = "oaevikptuABEZHIKMNOPTYX";
    let twin = |from: &str, to: &str| from.chars().zip(to.chars()).find(|(twin, _)| *twin == c).map(|(_, latin)| latin);
    twin(CYRILLIC, LATIN).or_else(|| twin(GREEK, GREEK_LATIN)).unwrap_or(c)
}

fn strip_possessive(word: &str) -> &str {
    match word.strip_suffix("'s").or_else(|| word.strip_suffix('\'')) {
        Some(owner) if !owner.is_empty() => owner,
        _ => word,
    }
}
