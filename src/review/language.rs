//! The language of a text, where it can be told with some certainty.
//!
//! Short texts and lists of terms are not judged: a wrong guess would send a good answer to review.

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

/// This build tells no languages.
#[cfg(not(feature = "language"))]
pub fn language(_text: &str) -> Option<Language> {
    None
}
