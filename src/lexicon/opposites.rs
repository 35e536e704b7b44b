//! Words that mean the contrary of each other although they look alike.

use std::sync::LazyLock;

static ANTONYMS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let pairs = include_str!("../../data/antonyms.tsv").lines().filter_map(|line| line.split_once('\t'));
    let mut both: Vec<_> = pairs.flat_map(|(a, b)| [(a, b), (b, a)]).collect();
    both.sort_unstable();
    both
});

const PREFIXES: &[&str] = &["un", "in", "im", "ir", "il", "non", "dis", "a", "de", "mis"];

/// Whether one is the other's opposite, by prefix, by suffix or by the table of antonyms.
pub fn are_opposites(a: &str, b: &str) -> bool {
    negate_each_other(a, b) || ANTONYMS.binary_search(&(a, b)).is_ok()
}

/// The opposites of a word that the table of antonyms lists.
pub fn opposites_of(word: &str) -> impl Iterator<Item = &'static str> + use<> {
    let first = ANTONYMS.partition_point(|(one, _)| *one < word);
    let end = ANTONYMS.partition_point(|(one, _)| *one <= word);
    ANTONYMS.get(first..end).unwrap_or(&[]).iter().map(|(_, opposite)| *opposite)
}

/// Whether one is the other with a prefix that negates, or `-less` against `-ful`.
pub fn negate_each_other(a: &str, b: &str) -> bool {
    // Whatever negates stands before or after a part that both share.
    if a.as_bytes().last() != b.as_bytes().last() && !(a.ends_with("less") || b.ends_with("less")) {
        return false;
    }
    let negates =
        |long: &str, short: &str| PREFIXES.iter().any(|prefix| long.strip_prefix(prefix) == Some(short));
    let less =
        |a: &str, b: &str| a.strip_suffix("less").is_some_and(|root| b.strip_suffix("ful") == Some(root));
    negates(a, b) || negates(b, a) || less(a, b) || less(b, a)
}

#[cfg(test)]
mod tests {
    use super::are_opposites;

    #[test]
    fn opposites_within_reach_of_a_typing_error() {
        for (a, b) in
            [("consistent", "inconsistent"), ("sync", "async"), ("stateful", "stateless"), ("able", "unable")]
        {
            assert!(are_opposites(a, b) && are_opposites(b, a), "{a} {b}");
        }
        assert!(!are_opposites("consistent", "consistant"));
    }
}
