//! Common English words, so that a word spelled right is never taken for a typing error.

use std::sync::LazyLock;

/// One word a line, by the alphabet; searched as it stands, so that a cold start costs nothing.
pub(super) static WORDS: &str = include_str!("../../data/words.txt");

/// Where the words of each letter begin; the last entry ends those of `z`.
static STARTS: LazyLock<[usize; 27]> = LazyLock::new(|| {
    std::array::from_fn(|at| {
        let letter = u8::try_from(at).map_or(u8::MAX, |at| b'a' + at);
        search(&[letter], 0, WORDS.len()).unwrap_or_else(|place| place)
    })
});

/// Whether a folded word is a common English or technical word.
pub fn is_known_word(folded: &str) -> bool {
    let letter = folded.bytes().next().and_then(|first| first.checked_sub(b'a')).map(usize::from);
    let stretch = letter.and_then(|at| Some((*STARTS.get(at)?, *STARTS.get(at + 1)?)));
    let (low, high) = stretch.unwrap_or((0, WORDS.len()));
    search(folded.as_bytes(), low, high).is_ok()
}

/// Where a word stands between two beginnings of lines, or where it would.
fn search(word: &[u8], mut low: usize, mut high: usize) -> Result<usize, usize> {
    let bytes = WORDS.as_bytes();
    while low < high {
        let middle = low.midpoint(high);
        let start = bytes.get(low..middle).and_then(|part| part.iter().rposition(|byte| *byte == b'\n'));
        let start = start.map_or(low, |newline| low + newline + 1);
        let end = bytes.get(middle..high).and_then(|part| part.iter().position(|byte| *byte == b'\n'));
        let end = end.map_or(high, |newline| middle + newline);
        match bytes.get(start..end).unwrap_or(&[]).cmp(word) {
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
            std::cmp::Ordering::Equal => return Ok(start),
        }
    }
    Err(low)
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
