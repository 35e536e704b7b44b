//! What a word is to a comparison of two texts: its stem, its weight, whether it denies.
//!
//! One word at a time and nothing of its neighbours; which words of two texts meet is decided in
//! [`super::alike`].

use std::sync::Arc;

use crate::lexicon::opposites::opposites_of;
use crate::lexicon::vectors::WordVector;
use crate::lexicon::words::is_known_word;
use crate::text::WordForm;

/// How much a word can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It names something.
    Content,
    /// It holds the others together.
    Function,
    /// It denies what comes after it.
    Negation,
}

/// A word with everything that a comparison asks of it.
#[derive(Debug)]
pub(super) struct Word {
    pub folded: Box<str>,
    pub stem: Box<str>,
    pub role: Role,
    /// Whether it is spelled as a word of the language is.
    pub known: bool,
    /// The word, its stem and, of `larger`, `large`: what may stand in a list of opposites.
    pub bases: Vec<Box<str>>,
    /// All listed opposites of these.
    pub opposites: Vec<&'static str>,
    /// Of the word and of its stem, where the table has them.
    pub vectors: [Option<WordVector>; 2],
}

const FUNCTION: &[&str] = &[
    "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "being",
    "both", "but", "by", "can", "could", "did", "do", "does", "doing", "done", "each", "for", "from", "had",
    "has", "have", "having", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into", "is", "it",
    "its", "just", "may", "me", "might", "more", "most", "must", "my", "of", "off", "on", "onto", "or",
    "other", "our", "out", "over", "own", "s", "same", "shall", "she", "should", "so", "some", "such", "t",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "too",
    "up", "us", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom",
    "whose", "why", "will", "with", "would", "you", "your",
];

const NEGATION: &[&str] = &["neither", "never", "no", "none", "nor", "not", "nothing", "without"];

/// `isn't` without its end, as in `isnt` and `isn"t`; `won` and `can` are words of their own.
const DENIED_VERBS: &[&str] = &[
    "aren", "couldn", "didn", "doesn", "don", "hadn", "hasn", "haven", "isn", "shouldn", "wasn", "weren",
    "wouldn",
];

const NUMBERS: &[&str] =
    &["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

impl Word {
    pub(super) fn new(form: &WordForm<'_>) -> Arc<Self> {
        if denies(form.folded) {
            return Self::plain("not", "not", Role::Negation);
        }
        if let Some(value) = NUMBERS.iter().position(|number| *number == form.folded) {
            let digits = value.to_string();
            return Self::plain(&digits, &digits, Role::Content);
        }
        let role = match form.folded {
            word if NEGATION.contains(&word) => Role::Negation,
            word if FUNCTION.binary_search(&word).is_ok() => Role::Function,
            _ => Role::Content,
        };
        Self::plain(form.folded, form.stem, role)
    }

    fn plain(folded: &str, stem: &str, role: Role) -> Arc<Self> {
        let comparable = role == Role::Content && folded.len() > 1 && !folded.starts_with(is_digit);
        let bases = if comparable { bases(folded, stem) } else { Vec::new() };
        let vector = |word: &str| WordVector::of(word).filter(|_| comparable);
        Arc::new(Self {
            vectors: [vector(folded), vector(stem)],
            opposites: bases.iter().flat_map(|base| opposites_of(base)).collect(),
            bases,
            known: !comparable || is_known_word(folded),
            folded: folded.into(),
            stem: stem.into(),
            role,
        })
    }
}

/// What a word may be listed as: itself, its stem, and what it would be a comparative of.
fn bases(folded: &str, stem: &str) -> Vec<Box<str>> {
    let mut bases: Vec<Box<str>> = vec![folded.into(), stem.into()];
    let roots = ["er", "est"].iter().filter_map(|end| folded.strip_suffix(end));
    for root in roots.filter(|root| root.len() >= 2 && root.is_ascii()) {
        bases.push(root.into());
        bases.push(format!("{root}e").into());
        bases.extend(root.strip_suffix('i').map(|root| format!("{root}y").into()));
        // `bigger`: the last letter is doubled.
        let (short, doubled) = root.split_at(root.len() - 1);
        bases.extend(short.strip_suffix(doubled).map(|_| short.into()));
    }
    bases.sort();
    bases.dedup();
    bases
}

fn denies(folded: &str) -> bool {
    let bare = folded.strip_suffix('t').map_or(folded, |rest| rest.strip_suffix('\'').unwrap_or(rest));
    folded.ends_with("n't") || folded == "cannot" || DENIED_VERBS.contains(&bare)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::{FUNCTION, Role, Word};
    use crate::text::WordForm;

    #[test]
    fn roles() {
        assert!(FUNCTION.is_sorted());
        let check = |folded: &str, stem: &str, role: Role| {
            let word = Word::new(&WordForm { written: folded, folded, stem: folded, whole: false });
            assert_eq!((&*word.stem, word.role), (stem, role), "{folded}");
        };
        check("circuit", "circuit", Role::Content);
        check("the", "the", Role::Function);
        for denied in ["isn't", "isnt", "isn", "cannot", "can't"] {
            check(denied, "not", Role::Negation);
        }
        check("don", "not", Role::Negation);
        check("hasn", "not", Role::Negation);
        check("without", "without", Role::Negation);
        check("seven", "7", Role::Content);
        check("dent", "dent", Role::Content);
    }
}
