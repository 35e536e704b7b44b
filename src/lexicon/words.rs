//! Common English words, so that a word spelled right is never taken for a typing error.

use std::sync::LazyLock;

static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../../data/words.txt").lines().collect());

/// Whether a folded word is a common English or technical word.
pub fn is_known_word(folded: &str) -> bool {
    WORDS.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_is_sorted() {
        assert!(super::WORDS.is_sorted());
        assert!(super::is_known_word("retry") && !super::is_known_word("retyr"));
    }
}
