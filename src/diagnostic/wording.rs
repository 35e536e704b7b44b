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

/// `text` in at most `most` characters, the last of them `…` where something was left out.
pub fn shortened(text: &str, most: usize) -> String {
    if text.char_indices().nth(most).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{near, shortened};

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
    fn cut_texts_end_with_a_sign() {
        let check = |text: &str, most: usize, expect: &str| assert_eq!(shortened(text, most), expect);
        check("words", 5, "words");
        check("words", 4, "wor…");
        check("two words", 5, "two…");
        check("éé", 1, "…");
        check("", 0, "");
    }
}
