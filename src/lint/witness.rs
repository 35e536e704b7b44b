//! Texts that a pattern must match: its own words, written as an answer would write them.
//!
//! A witness is made from the pattern alone. Whether it is matched is asked of the scorer, so that
//! a pattern is read here as an answer is. Regular expressions have one witness at most.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::lexicon::Lexicon;
use crate::rubric::pattern::{Element, Pattern, Sequence};
use crate::rubric::{Rule, Scope};

/// Most witnesses of a pattern.
const MOST: usize = 512;

/// How far apart the parts of a pattern are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spread {
    /// As near as they can be.
    Close,
    /// As far as they may be, and in every order.
    Wide,
}

/// Witnesses of a rule.
#[derive(Debug, Clone, Default)]
pub(super) struct Witnesses {
    /// The texts.
    pub(super) texts: Vec<String>,
    /// Whether they stand for everything that the rule matches but inflections.
    pub(super) complete: bool,
}

/// Words of no language, too short to be taken for another word.
const PADDING: [&str; 4] = ["zorb", "quib", "vexo", "plim"];

/// Widest gap that is filled.
const WIDEST: u16 = 12;

/// The witnesses of a rule.
pub(super) fn witnesses(rule: &Rule, lexicon: &Lexicon, spread: Spread) -> Witnesses {
    match rule {
        Rule::Pattern(pattern) => of_pattern(pattern, lexicon, spread),
        Rule::AtLeast { n, of, none, within } => {
            let parts: Vec<Witnesses> = of.iter().map(|rule| witnesses(rule, lexicon, spread)).collect();
            let complete = none.is_empty()
                && *within == Scope::Sentence
                && parts.iter().all(|part| part.complete)
                && (*n == 1 || *n == of.len());
            let texts = if *n == 1 {
                limited(parts.into_iter().flat_map(|part| part.texts).collect())
            } else {
                let parts = parts.into_iter().take(*n).map(|part| part.texts);
                parts.fold(vec![String::new()], |texts, part| product(&texts, &part, &gap(None, spread)))
            };
            Witnesses { complete: complete && texts.len() < MOST, texts }
        }
    }
}

fn of_pattern(pattern: &Pattern, lexicon: &Lexicon, spread: Spread) -> Witnesses {
    let texts = match pattern {
        Pattern::Regex(regex) => {
            let text = regex_syntax::parse(regex.source()).ok().and_then(|hir| of_hir(&hir, 0));
            return Witnesses { texts: text.into_iter().collect(), complete: false };
        }
        Pattern::Sequence(sequence) => of_sequence(sequence, lexicon, spread),
        Pattern::Together(sequences) => {
            let join = |sequences: &mut dyn Iterator<Item = &Sequence>| {
                sequences.fold(vec![String::new()], |texts, sequence| {
                    product(&texts, &of_sequence(sequence, lexicon, spread), &gap(None, spread))
                })
            };
            let mut texts = join(&mut sequences.iter());
            if spread == Spread::Wide {
                texts.extend(join(&mut sequences.iter().rev()));
            }
            limited(texts)
        }
    };
    Witnesses { complete: texts.len() < MOST, texts }
}

fn of_sequence(sequence: &Sequence, lexicon: &Lexicon, spread: Spread) -> Vec<String> {
    let mut texts = vec![String::new()];
    for (at, run) in sequence.runs.iter().enumerate() {
        let between = if at == 0 { String::new() } else { gap(run.gap, spread) };
        let mut of_run = of_elements(&run.elements, lexicon, 0);
        if spread == Spread::Wide && !run.elements.iter().any(is_verbatim) {
            let others: Vec<String> = of_run.iter().flat_map(|text| aliased(text, lexicon)).collect();
            of_run.extend(others);
            of_run = limited(of_run);
        }
        texts = product(&texts, &of_run, &between);
    }
    texts.retain(|text| !text.is_empty());
    texts
}

/// The text with the longest term that it spells put in every other way.
fn aliased(text: &str, lexicon: &Lexicon) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let place = |term: &str| {
        let term: Vec<String> = term.split_whitespace().map(str::to_lowercase).collect();
        let spells = |window: &[&str]| window.iter().zip(&term).all(|(word, of)| word.to_lowercase() == *of);
        let at = (!term.is_empty()).then(|| words.windows(term.len()).position(spells)).flatten()?;
        Some((term.len(), at))
    };
    let groups = lexicon.aliases.iter().map(|(canonical, others)| {
        std::iter::once(canonical).chain(others).map(String::as_str).collect::<Vec<_>>()
    });
    let spelled = groups.filter_map(|group| {
        let longest = group.iter().filter_map(|term| place(term)).max_by_key(|(length, _)| *length)?;
        Some((longest, group))
    });
    let Some(((length, at), group)) = spelled.max_by_key(|((length, _), _)| *length) else { return vec![] };
    let before = words.get(..at).unwrap_or(&[]);
    let after = words.get(at + length..).unwrap_or(&[]);
    let with = |term: &&str| [before, &[*term], after].concat().join(" ");
    group.iter().map(with).filter(|other| other != text).collect()
}

fn is_verbatim(element: &Element) -> bool {
    match element {
        Element::Verbatim(_) => true,
        Element::Choice(options) => options.iter().flatten().any(is_verbatim),
        Element::Word(_) | Element::Prefix(_) | Element::Set(_) => false,
    }
}

/// What stands between two parts.
fn gap(tokens: Option<u16>, spread: Spread) -> String {
    let n_words = match spread {
        Spread::Close => 0,
        Spread::Wide => tokens.unwrap_or(WIDEST).min(WIDEST),
    };
    PADDING.iter().cycle().take(usize::from(n_words)).copied().collect::<Vec<_>>().join(" ")
}

fn of_elements(elements: &[Element], lexicon: &Lexicon, depth: usize) -> Vec<String> {
    elements
        .iter()
        .fold(vec![String::new()], |texts, element| product(&texts, &of_element(element, lexicon, depth), ""))
}

fn of_element(element: &Element, lexicon: &Lexicon, depth: usize) -> Vec<String> {
    match element {
        Element::Word(word) | Element::Verbatim(word) => vec![word.clone()],
        // A word that begins so and is no word that another pattern could ask for.
        Element::Prefix(letters) => vec![format!("{letters}qx")],
        Element::Choice(options) => {
            limited(options.iter().flat_map(|option| of_elements(option, lexicon, depth)).collect())
        }
        Element::Set(name) => of_set(name, lexicon, depth),
    }
}

fn of_set(name: &str, lexicon: &Lexicon, depth: usize) -> Vec<String> {
    let class = match name {
        "number" => "12",
        "duration" => "5 seconds",
        "percent" => "20%",
        "money" => "$5",
        "http-status" => "503",
        "date" => "2024-05-31",
        _ => "",
    };
    if !class.is_empty() {
        return vec![class.to_owned()];
    }
    if depth >= 4 {
        return vec![];
    }
    let phrases = lexicon.sets.get(name).map_or(&[][..], Vec::as_slice);
    let patterns = phrases.iter().filter_map(|phrase| Pattern::parse(phrase).ok());
    let texts = patterns.filter_map(|pattern| match pattern {
        Pattern::Sequence(sequence) => sequence.runs.into_iter().next(),
        Pattern::Together(_) | Pattern::Regex(_) => None,
    });
    limited(texts.flat_map(|run| of_elements(&run.elements, lexicon, depth + 1)).collect())
}

/// Every text of the first list before every one of the second.
fn product(first: &[String], second: &[String], between: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for before in first {
        for after in second {
            if texts.len() >= MOST {
                return texts;
            }
            let parts = [before.as_str(), between, after.as_str()];
            let parts: Vec<&str> = match (before.is_empty(), after.is_empty()) {
                (false, false) => parts.into_iter().filter(|part| !part.is_empty()).collect(),
                _ => vec![before, after]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .map(String::as_str)
                    .collect(),
            };
            texts.push(parts.join(" "));
        }
    }
    texts
}

fn limited(mut texts: Vec<String>) -> Vec<String> {
    texts.truncate(MOST);
    texts
}

/// A text that a regular expression was written for; `None` where it is too long or matches nothing.
fn of_hir(hir: &Hir, depth: usize) -> Option<String> {
    const LONGEST: usize = 2_000;
    if depth > 50 {
        return None;
    }
    let text = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => String::new(),
        HirKind::Literal(literal) => String::from_utf8(literal.0.to_vec()).ok()?,
        HirKind::Class(class) => of_class(class)?.to_string(),
        HirKind::Repetition(repetition) => {
            let times = usize::try_from(repetition.min.max(1)).ok()?;
            let once = of_hir(&repetition.sub, depth + 1)?;
            if once.len().saturating_mul(times) > LONGEST {
                return None;
            }
            once.repeat(times)
        }
        HirKind::Capture(capture) => of_hir(&capture.sub, depth + 1)?,
        HirKind::Concat(parts) => {
            parts.iter().map(|part| of_hir(part, depth + 1)).collect::<Option<Vec<_>>>()?.concat()
        }
        HirKind::Alternation(options) => options.iter().find_map(|option| of_hir(option, depth + 1))?,
    };
    (text.len() <= LONGEST).then_some(text)
}

/// A letter, digit or space of a class where it has one; else its first character.
fn of_class(class: &Class) -> Option<char> {
    const LIKELY: &str = "ae1 ";
    let Class::Unicode(class) = class else { return None };
    let holds =
        |sought: char| class.ranges().iter().any(|range| range.start() <= sought && sought <= range.end());
    LIKELY
        .chars()
        .find(|sought| holds(*sought))
        .or_else(|| class.ranges().first().map(regex_syntax::hir::ClassUnicodeRange::start))
}
