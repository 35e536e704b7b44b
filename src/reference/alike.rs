//! How much one word of an answer is worth for one word of a reference.
//!
//! In the order of trust: the same stem; a typing error; another form with the same beginning; a
//! word that is used alike. Opposites are asked first and count against the answer: a table of
//! words that are used alike holds them for synonyms.

use serde::Serialize;

use super::word::{Role, Word};
use crate::lexicon::opposites::negate_each_other;

/// How a word of the reference was found in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum How {
    /// The same word or an inflection of it.
    Exact,
    /// The same word, mistyped.
    Typo,
    /// Another word with the same beginning: `solution`, `soluble`.
    Form,
    /// A word that is used alike.
    Related,
    /// The same word where only one of the two texts denies it.
    Denied,
    /// Only its opposite.
    Opposite,
    /// Not at all.
    Missing,
}

/// A typing error is nearly the word itself.
const TYPO: f32 = 0.9;
/// Another form mostly means the same.
const FORM: f32 = 0.8;
/// The most that a word used alike is worth.
const RELATED: f32 = 0.9;
/// Cosine up to which two words have nothing to do with each other.
const UNRELATED: f32 = 0.5;
/// Cosine from which two words are as good as synonyms.
const SYNONYM: f32 = 0.7;
/// What the opposite of a word costs.
pub(super) const OPPOSITE: f32 = -0.3;

/// From this length on one error is mended.
const ONE_ERROR_FROM: usize = 4;
/// From this length on two are.
const TWO_ERRORS_FROM: usize = 8;
/// Letters that two forms of a word share at least.
const SHARED: usize = 4;

/// Compares words of different stems.
pub(super) fn alike(reference: &Word, answer: &Word) -> (How, f32) {
    let nothing = (How::Missing, 0.0);
    if reference.role != Role::Content || answer.role != Role::Content {
        return nothing;
    }
    let (a, b) = (&*reference.folded, &*answer.folded);
    if are_opposed(reference, answer) {
        return (How::Opposite, OPPOSITE);
    }
    if is_typo(reference, answer) {
        return (How::Typo, TYPO);
    }
    let related = closeness(reference, answer);
    match has_same_beginning(a, b) {
        true => (How::Form, FORM.max(related)),
        false if related > 0.0 => (How::Related, related),
        false => nothing,
    }
}

/// By the list of opposites or by a prefix; comparatives are what they compare.
fn are_opposed(a: &Word, b: &Word) -> bool {
    let listed = |opposite: &&str| b.bases.iter().any(|base| **base == **opposite);
    a.opposites.iter().any(listed)
        || negate_each_other(&a.folded, &b.folded)
        || negate_each_other(&a.stem, &b.stem)
}

/// What the table of words says, from 0 to [`RELATED`].
fn closeness(a: &Word, b: &Word) -> f32 {
    let pairs = a.vectors.iter().zip(&b.vectors);
    let cosines = pairs.filter_map(|(a, b)| Some(a.as_ref()?.cosine(b.as_ref()?)));
    let cosine = cosines.fold(0.0, f32::max);
    RELATED * ((cosine - UNRELATED) / (SYNONYM - UNRELATED)).clamp(0.0, 1.0)
}

/// Optimal string alignment (Damerau 1964) within reach, and one of the two is no known word.
fn is_typo(a: &Word, b: &Word) -> bool {
    let (long, short) = (a.folded.len().max(b.folded.len()), a.folded.len().min(b.folded.len()));
    let most = if short >= TWO_ERRORS_FROM { 2 } else { 1 };
    (!a.known || !b.known)
        && short >= ONE_ERROR_FROM
        && long - short <= most
        && a.folded.as_bytes().first() == b.folded.as_bytes().first()
        && strsim::osa_distance(&a.folded, &b.folded) <= most
}

/// Whether at least four letters and half of the longer word are shared from the start on.
fn has_same_beginning(a: &str, b: &str) -> bool {
    let shared = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    shared >= SHARED && shared * 2 >= a.len().max(b.len())
}

#[cfg(test)]
mod tests {
    use super::{How, alike};
    use crate::reference::word::Word;
    use crate::text::{Stemmer, WordForm};

    fn check(reference: &str, answer: &str, expect: How) {
        let word = |folded: &str| {
            let stem = Stemmer::shared().stem(folded);
            Word::new(&WordForm { written: folded, folded, stem: &stem, whole: false })
        };
        let (how, worth) = alike(&word(reference), &word(answer));
        assert_eq!(how, expect, "{reference} {answer} {worth}");
    }

    #[test]
    fn words_meet_in_the_order_of_trust() {
        check("separated", "seperated", How::Typo);
        check("terminal", "termnal", How::Typo);
        check("sand", "send", How::Missing);
        check("solution", "soluble", How::Form);
        check("quick", "rapid", How::Related);
        check("higher", "lower", How::Opposite);
        check("larger", "small", How::Opposite);
        check("bigger", "smallest", How::Opposite);
        check("heavy", "lighter", How::Opposite);
        check("water", "salt", How::Missing);
        check("connected", "disconnected", How::Opposite);
        check("salt", "wheel", How::Missing);
        check("the", "a", How::Missing);
        check("12", "13", How::Missing);
    }
}
