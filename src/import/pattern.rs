//! Expressions of Pattern Match as patterns, with a sentence for everything that changes on the way.
//!
//! The two languages differ where it matters: Pattern Match sees a whole answer, spells words
//! exactly unless told otherwise, and knows no inflections; a pattern stands in one sentence.

use super::Lost;
use super::pmatch::{Expression, Item, Options, Part, Slot, Word};
use crate::draft::DraftRule;
use crate::rubric::pattern::Pattern;

/// Words of one place that are put in all orders; more become a composition.
const MOST_PERMUTED: usize = 3;

/// `word -> a|b|c*`, in lower case.
pub(super) type Synonyms = std::collections::BTreeMap<String, Vec<String>>;

/// A rule that matches what the expression does, as nearly as can be; `None` where nothing is left of it.
pub(super) fn rule(expression: &Expression, synonyms: &Synonyms, lost: &mut Lost) -> Option<DraftRule> {
    match expression {
        Expression::Match(options, items) => of_match(*options, items, synonyms, lost),
        Expression::Any(parts) => {
            let of: Vec<DraftRule> = parts.iter().filter_map(|part| positive(part, synonyms, lost)).collect();
            one_or(of, |of| DraftRule::Composed { all: false, of, none: vec![], anywhere: true })
        }
        Expression::All(parts) => {
            let of: Vec<DraftRule> = parts
                .iter()
                .filter(|part| !matches!(part, Expression::Not(_)))
                .filter_map(|part| rule(part, synonyms, lost))
                .collect();
            let none: Vec<DraftRule> = parts
                .iter()
                .filter_map(|part| match part {
                    Expression::Not(inner) => rule(inner, synonyms, lost),
                    _ => None,
                })
                .collect();
            if of.is_empty() {
                lost.add("a rule that only says what must be absent has no counterpart");
                return None;
            }
            if none.is_empty() {
                one_or(of, all)
            } else {
                Some(DraftRule::Composed { all: true, of, none, anywhere: true })
            }
        }
        Expression::Not(_) => {
            lost.add("a rule that only says what must be absent has no counterpart");
            None
        }
    }
}

fn positive(part: &Expression, synonyms: &Synonyms, lost: &mut Lost) -> Option<DraftRule> {
    if matches!(part, Expression::Not(_)) {
        lost.add("`not(…)` within `match_any(…)` has no counterpart");
        return None;
    }
    rule(part, synonyms, lost)
}

fn all(of: Vec<DraftRule>) -> DraftRule {
    DraftRule::Composed { all: true, of, none: vec![], anywhere: true }
}

/// The only rule, or several composed.
fn one_or(mut of: Vec<DraftRule>, compose: impl Fn(Vec<DraftRule>) -> DraftRule) -> Option<DraftRule> {
    match of.len() {
        0 => None,
        1 => of.pop(),
        _ => Some(compose(of)),
    }
}

fn of_match(options: Options, items: &[Item], synonyms: &Synonyms, lost: &mut Lost) -> Option<DraftRule> {
    notes(options, items, lost);
    let mut groups: Vec<String> = vec![];
    for item in items {
        let text = of_item(item, options, synonyms, lost)?;
        match groups.last_mut().filter(|_| item.near) {
            Some(group) => group.push_str(&format!(" ..{} {text}", options.proximity.max(1))),
            None => groups.push(text),
        }
    }
    if groups.len() == 1 {
        return groups.pop().and_then(|text| checked(text, lost));
    }
    match (options.order, options.words) {
        (false, true) => checked(groups.join(" .. "), lost),
        (false, false) => checked(groups.join(" "), lost),
        (true, false)
            if groups.len() <= MOST_PERMUTED && groups.iter().all(|group| !group.contains(" ..")) =>
        {
            let of = permutations(&groups).into_iter().filter_map(|order| checked(order.join(" "), lost));
            one_or(of.collect(), |of| DraftRule::Composed { all: false, of, none: vec![], anywhere: false })
        }
        (true, _) => {
            let of: Vec<DraftRule> = groups.into_iter().filter_map(|group| checked(group, lost)).collect();
            one_or(of, all)
        }
    }
}

fn notes(options: Options, items: &[Item], lost: &mut Lost) {
    if !options.words {
        lost.add(
            "`match` without `w` allows no other words in the answer; here other words may stand around",
        );
    } else if items.len() > 1 && !options.order {
        lost.add("words in order may be parted by a full stop there; here they must stand in one sentence");
    }
    if options.characters {
        lost.add("`c` allows extra characters anywhere in a word; here only at its end");
    }
    if !options.misspelled {
        lost.add("words without `m` must be spelled exactly there; here inflections and likely typing errors match");
    }
}

fn permutations(groups: &[String]) -> Vec<Vec<&str>> {
    let Some((first, rest)) = groups.split_first() else { return vec![vec![]] };
    let mut all = vec![];
    for order in permutations(rest) {
        for at in 0..=order.len() {
            let mut longer = order.clone();
            longer.insert(at, first);
            all.push(longer);
        }
    }
    all
}

/// A pattern, if it is one.
fn checked(text: String, lost: &mut Lost) -> Option<DraftRule> {
    match Pattern::parse(&text) {
        Ok(_) => Some(DraftRule::Pattern(text)),
        Err(error) => {
            lost.add(format!("`{text}` cannot be written as a pattern: {error}"));
            None
        }
    }
}

fn of_item(item: &Item, options: Options, synonyms: &Synonyms, lost: &mut Lost) -> Option<String> {
    let mut alternatives: Vec<String> = vec![];
    for slots in &item.alternatives {
        let words: Option<Vec<Vec<String>>> =
            slots.iter().map(|slot| of_slot(slot, options, synonyms, lost)).collect();
        let Some(words) = words else { continue };
        if slots.iter().any(|slot| slot.near) {
            lost.add("`_` within `[…]` is taken for a space");
        }
        // A choice of phrases has no choice within, so that the alternatives of a phrase multiply out.
        let phrases = words.iter().fold(vec![String::new()], |phrases, words| {
            let longer = |phrase: &String| {
                words.iter().map(|word| format!("{phrase} {word}").trim().to_owned()).collect::<Vec<_>>()
            };
            phrases.iter().flat_map(longer).take(64).collect()
        });
        alternatives.extend(phrases);
    }
    let mut seen = std::collections::BTreeSet::new();
    alternatives.retain(|alternative| seen.insert(alternative.clone()));
    match alternatives.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        several => Some(format!("({})", several.join("|"))),
    }
}

fn of_slot(slot: &Slot, options: Options, synonyms: &Synonyms, lost: &mut Lost) -> Option<Vec<String>> {
    let mut words = vec![];
    for word in &slot.words {
        words.extend(of_word(word, options, lost));
        let written = written(word).to_lowercase();
        for other in synonyms.get(&written).map_or(&[][..], Vec::as_slice) {
            let other = super::pmatch::parse(&format!("match({other})"));
            if let Ok(Expression::Match(_, items)) = other {
                let slots = items.iter().flat_map(|item| &item.alternatives).flatten();
                words.extend(
                    slots.flat_map(|slot| &slot.words).filter_map(|word| of_word(word, options, lost)),
                );
            }
        }
    }
    (!words.is_empty()).then_some(words)
}

/// A word as it was written.
fn written(word: &Word) -> String {
    let part = |part: &Part| match part {
        Part::Letters(letters) => letters.clone(),
        Part::Any => "*".to_owned(),
        Part::One => "?".to_owned(),
    };
    word.0.iter().map(part).collect()
}

/// A word as an element of a pattern.
fn of_word(word: &Word, options: Options, lost: &mut Lost) -> Option<String> {
    match word.0.as_slice() {
        [Part::Letters(letters)]
            if options.characters && letters.chars().count() >= 3 && is_word(letters) =>
        {
            Some(format!("{letters}*"))
        }
        [Part::Letters(letters)] => Some(literal(letters)),
        [Part::Letters(letters), Part::Any] if letters.chars().count() >= 3 && is_word(letters) => {
            Some(format!("{letters}*"))
        }
        [Part::Letters(letters), ..] if letters.chars().count() >= 3 && is_word(letters) => {
            lost.add(format!(
                "`{}` is widened to `{letters}*`: wildcards stand at the end of a word only",
                written(word)
            ));
            Some(format!("{letters}*"))
        }
        _ => {
            lost.add(format!("`{}` has too few letters before its wildcard and was left out", written(word)));
            None
        }
    }
}

fn is_word(letters: &str) -> bool {
    letters.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '\''))
}

fn literal(letters: &str) -> String {
    if is_word(letters) && letters.starts_with(char::is_alphanumeric) {
        letters.to_owned()
    } else {
        format!("\"{}\"", letters.replace('"', ""))
    }
}
