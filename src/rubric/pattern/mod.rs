//! The pattern language: what authors write, as a tree, and its parser.
//!
//! Authors do not program: a plain phrase simply works, and whatever cannot be read gets a
//! caret at the character that cannot be read, with an edit that mends it. Refused are patterns
//! over 2,000 characters, brackets nested deeper than 4, patterns that stand for more than 512
//! sequences of words, gaps over 50 tokens, prefixes of fewer than 3 letters, gaps and `+` inside
//! brackets, elements run together without a space, parts of
//! which every word may be missing, and regexes that do not compile, are too
//! large or can match nothing. This module does no text analysis: whether a word is inflected or
//! mistyped is the matcher's business, and whether a named set exists is the rubric's.

mod expression;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

pub use expression::Expression;

/// One line of the pattern language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// `a b`, `a .. b`: steps in order in one sentence.
    Sequence(Sequence),
    /// `a + b`: all in one sentence, in any order.
    Together(Vec<Sequence>),
    /// `/regex/` on the raw text.
    Regex(Expression),
}

/// Runs of adjacent elements, in order, with gaps between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// Never empty.
    pub runs: Vec<Run>,
}

/// Adjacent elements and the gap before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Most tokens between the run before and this one; `None` is the rest of the sentence. Ignored for the first.
    pub gap: Option<u16>,
    /// Never empty.
    pub elements: Vec<Element>,
}

/// One element of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// `retry`: a word, inflected, spelled or mistyped as people do.
    Word(String),
    /// `idempoten*`.
    Prefix(String),
    /// `=sync` or a word of `"Exactly Once"`: as it stands, no stem, no typo, case kept.
    Verbatim(String),
    /// `<retry>`: a named set of the lexicon or a built-in class.
    Set(String),
    /// `(a|b c)`: alternatives; an empty one makes the whole optional, `(word)?`.
    Choice(Vec<Vec<Element>>),
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// Bytes of the text that cannot be read.
    pub at: Range<usize>,
    /// What is wrong, in the author's words.
    pub message: String,
    /// The edit that mends it.
    pub help: Option<String>,
}

impl Pattern {
    /// Reads one pattern in linear time; the first thing that cannot be read is the error.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parse::parse(text)
    }

    /// Names of the `<sets>` it uses, sorted, each once.
    pub fn sets(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for run in self.sequences().iter().flat_map(|sequence| &sequence.runs) {
            collect_sets(&run.elements, &mut names);
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Its sequences; a regex has none.
    fn sequences(&self) -> &[Sequence] {
        match self {
            Self::Sequence(sequence) => std::slice::from_ref(sequence),
            Self::Together(sequences) => sequences,
            Self::Regex(_) => &[],
        }
    }
}

fn collect_sets<'p>(elements: &'p [Element], names: &mut Vec<&'p str>) {
    for element in elements {
        match element {
            Element::Set(name) => names.push(name),
            Element::Choice(alternatives) => {
                for alternative in alternatives {
                    collect_sets(alternative, names);
                }
            }
            Element::Word(_) | Element::Prefix(_) | Element::Verbatim(_) => {}
        }
    }
}

impl fmt::Display for Pattern {
    /// As an author would write it; it reads back as the same tree and is no longer than what was read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Regex(regex) = self {
            let source = regex.source();
            return match source.strip_prefix(parse::IGNORE_CASE) {
                Some(body) => write!(f, "/{body}/i"),
                None => write!(f, "/{source}/"),
            };
        }
        for (index, sequence) in self.sequences().iter().enumerate() {
            f.write_str(if index == 0 { "" } else { " + " })?;
            write!(f, "{sequence}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, run) in self.runs.iter().enumerate() {
            match (index, run.gap) {
                (0, _) => {}
                (_, None) => f.write_str(" .. ")?,
                (_, Some(tokens)) => write!(f, " ..{tokens} ")?,
            }
            write_elements(f, &run.elements)?;
        }
        Ok(())
    }
}

/// Verbatim words that follow each other share their quotes.
fn write_elements(f: &mut fmt::Formatter<'_>, elements: &[Element]) -> fmt::Result {
    let verbatim = |element: &Element| matches!(element, Element::Verbatim(_));
    for (index, group) in elements.chunk_by(|a, b| verbatim(a) && verbatim(b)).enumerate() {
        f.write_str(if index == 0 { "" } else { " " })?;
        match group {
            [element] => write_element(f, element)?,
            words => {
                f.write_str("\"")?;
                for (index, word) in words.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { " " })?;
                    if let Element::Verbatim(word) = word {
                        f.write_str(word)?;
                    }
                }
                f.write_str("\"")?;
            }
        }
    }
    Ok(())
}

fn write_element(f: &mut fmt::Formatter<'_>, element: &Element) -> fmt::Result {
    match element {
        Element::Word(word) => f.write_str(word),
        Element::Prefix(letters) => write!(f, "{letters}*"),
        Element::Verbatim(word) if parse::needs_no_quotes(word) => write!(f, "={word}"),
        Element::Verbatim(word) => write!(f, "\"{word}\""),
        Element::Set(name) => write!(f, "<{name}>"),
        Element::Choice(alternatives) => write_choice(f, alternatives),
    }
}

fn write_choice(f: &mut fmt::Formatter<'_>, alternatives: &[Vec<Element>]) -> fmt::Result {
    f.write_str("(")?;
    for (index, alternative) in alternatives.iter().filter(|words| !words.is_empty()).enumerate() {
        f.write_str(if index == 0 { "" } else { "|" })?;
        write_elements(f, alternative)?;
    }
    let optional = alternatives.iter().any(Vec::is_empty);
    f.write_str(if optional { ")?" } else { ")" })
}
