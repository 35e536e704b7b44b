//! Words of messages and reports that are made alike everywhere: what was probably meant, and texts cut short.

/// Names longer than this are like no other, in bytes; so that a hostile file costs little.
const LONGEST_NAME: usize = 64;

/// The known name that was probably meant: at most a third of the letters are off, or one of few. The first of several.
pub fn near<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let known = known.into_iter().filter(|known| known.len() <= LONGEST_NAME);
    let distances = known.map(|known| (strsim::damerau_levenshtein(name, known), known));
    let (distance, known) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= (name.chars().count() / 3).max(1)).then_some(known)
}

/// The `most` known names that are most like a name, the likest first; ties in their order.
pub fn nearest<'n>(name: &str, mut known: Vec<&'n str>, most: usize) -> Vec<&'n str> {
    if name.len() <= LONGEST_NAME {
        known.sort_by_cached_key(|known| match known.len() {
            0..=LONGEST_NAME => strsim::damerau_levenshtein(name, known),
            _ => usize::MAX,
        });
    }
    known.truncate(most);
    known
}

/// `text` in at most `most` characters, the last of them `…` where something was left out.
pub fn shortened(text: &str, most: usize) -> String {
    if text.char_indices().nth(most).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// The words of `text` on one line of at most `most` characters, the last of them `…` where something was left out.
pub fn one_line(text: &str, most: usize) -> String {
    let words = text.split_whitespace().flat_map(|word| std::iter::once(' ').chain(word.chars())).skip(1);
    let line: String = words.take(most.saturating_add(1)).collect();
    shortened(&line, most)
}

/// `1 answer`, `2 answers`, `2 criteria`, `2 misses`.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        return format!("1 {noun}");
    }
    match noun.strip_suffix("criterion") {
        Some(before) => format!("{n} {before}criteria"),
        None => format!("{n} {noun}{}", if noun.ends_with('s') { "es" } else { "s" }),
    }
}

#[cfg(test)]
mod tests {
    use super::{count, near, nearest, one_line, shortened};

    #[test]
    fn what_is_a_third_off_is_meant() {
        let check = |name: &str, expect: Option<&str>| {
            assert_eq!(near(name, ["queue", "cache", "id"]), expect, "{name}");
        };
        check("queue", Some("queue"));
        check("qeue", Some("queue"));
        check("ix", Some("id"));
        check("latency", None);
        check("", None);
        check(&"queue".repeat(100), None);
    }

    #[test]
    fn the_likest_stand_first() {
        let check = |name: &str, most: usize, expect: &[&str]| {
            assert_eq!(nearest(name, vec!["cache", "id", "queue", "queues"], most), expect, "{name}");
        };
        check("queue", 2, &["queue", "queues"]);
        check("ids", 1, &["id"]);
        check(&"q".repeat(100), 2, &["cache", "id"]);
    }

    #[test]
    fn cut_texts_end_with_a_sign() {
        let check = |text: &str, most: usize, expect: &str| assert_eq!(shortened(text, most), expect);
        check("words", 5, "words");
        check("words", 4, "wor…");
        check("two words", 5, "two…");
        check("éé", 1, "…");
        check("", 0, "");
    }

    #[test]
    fn a_text_becomes_one_line() {
        let check = |text: &str, most: usize, expect: &str| assert_eq!(one_line(text, most), expect);
        check("  Because\n\tof that. ", 40, "Because of that.");
        check("Because\nof that.", 11, "Because of…");
        check("Because\nof that.", 16, "Because of that.");
        check(" \n", 0, "");
    }

    #[test]
    fn nouns_follow_their_number() {
        let check = |n: usize, noun: &str, expect: &str| assert_eq!(count(n, noun), expect);
        check(1, "answer", "1 answer");
        check(0, "answer", "0 answers");
        check(2, "criterion", "2 criteria");
        check(1, "miss", "1 miss");
        check(2, "miss", "2 misses");
    }
}
