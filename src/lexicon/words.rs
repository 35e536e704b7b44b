//! Common English words, so that a word spelled right is never taken for a typing error.

/// One word a line, by the alphabet; searched as it stands, so that a cold start costs nothing.
pub(super) static WORDS: &str = include_str!("../../data/words.txt");

/// Whether a folded word is a common English or technical word.
pub fn is_known_word(folded: &str) -> bool {
    let (mut low, mut high) = (0, WORDS.len());
    while low < high {
        let middle = low.midpoint(high);
        let bytes = WORDS.as_bytes();
        let start = bytes.get(low..middle).and_then(|part| part.iter().rposition(|byte| *byte == b'\n'));
        let start = start.map_or(low, |newline| low + newline + 1);
        let end = bytes.get(middle..high).and_then(|part| part.iter().position(|byte| *byte == b'\n'));
        let end = end.map_or(high, |newline| middle + newline);
        match bytes.get(start..end).unwrap_or(&[]).cmp(folded.as_bytes()) {
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{WORDS, is_known_word};

    #[test]
    fn every_word_of_the_sorted_table_is_known() {
        let words: Vec<&str> = WORDS.lines().collect();
        assert!(words.is_sorted() && words.iter().all(|word| is_known_word(word)));
        assert!(is_known_word("retry"));
        for unknown in ["retyr", "", "a\n", "zzzzzz", "\n"] {
            assert!(!is_known_word(unknown), "{unknown}");
        }
    }
}
