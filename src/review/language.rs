//! The language of a text, where it can be told with some certainty.
//!
//! Short texts and lists of terms are not judged: a wrong guess would send a good answer to review.

use super::sketch::each_word;

/// Letters that are read at most.
#[cfg(feature = "language")]
const MOST_LETTERS: usize = 1_500;
/// Letters below which no language is told: of the Latin alphabet, and of scripts that say more with each.
#[cfg(feature = "language")]
const FEWEST_LETTERS: (usize, usize) = (40, 12);

/// A language by its English name.
pub type Language = &'static str;

/// The language of a text; `None` where it is not clear.
#[cfg(feature = "language")]
pub fn language(text: &str) -> Option<Language> {
    let end = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end)?;
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let others = text.chars().filter(|c| *c > '\u{24f}' && c.is_alphabetic()).count();
    if letters < FEWEST_LETTERS.0 && others < FEWEST_LETTERS.1 {
        return None;
    }
    let (words, commas) = (text.split_whitespace().count(), text.matches([',', ';', '|', '/']).count());
    if commas * 3 > words && others < FEWEST_LETTERS.1 {
        return None;
    }
    let found = whatlang::detect(text)?;
    found.is_reliable().then(|| found.lang().eng_name())
}

/// The short words of a text, by which others in its language are known without a closer look.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    language: Option<Language>,
    /// Hashes, sorted.
    short: Vec<u64>,
}

/// Letters of a short word: most of these say nothing by themselves and are in every text of their language.
const SHORT: usize = 3;
/// One word in so many that is known from the usage is enough.
const ENOUGH: usize = 4;

impl Usage {
    /// Of a text whose language is known or not.
    pub fn of(text: &str) -> Self {
        let language = language(text);
        let mut short = Vec::new();
        each_word(text, |word, hash| short.extend((word.len() <= SHORT).then_some(hash)));
        short.sort_unstable();
        short.dedup();
        Self { language, short }
    }

    /// The language of the text.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The language of another text.
    pub fn language_of(&self, text: &str) -> Option<Language> {
        let (mut known, mut all) = (0, 0);
        each_word(text, |word, hash| {
            all += 1;
            known += usize::from(word.len() <= SHORT && self.short.binary_search(&hash).is_ok());
        });
        if self.language.is_some() && known * ENOUGH >= all && all > 0 {
            return self.language;
        }
        language(text)
    }
}

/// This build tells no languages.
#[cfg(not(feature = "language"))]
pub fn language(_text: &str) -> Option<Language> {
    None
}
