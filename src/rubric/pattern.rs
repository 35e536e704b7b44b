//! The pattern language: what authors write, as a tree, and its parser.
//!
//! Authors do not program: a plain phrase simply works, and whatever cannot be read gets a
//! caret at the character that cannot be read. This module does no text analysis: whether a
//! word is inflected or mistyped is the matcher's business.

/// One line of the pattern language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// `a b`, `a .. b`: steps in order in one sentence.
    Sequence(Sequence),
    /// `a + b`: all in one sentence, in any order.
    Together(Vec<Sequence>),
    /// `/regex/` on the raw text.
    Regex(String),
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

/// Why a pattern cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// Bytes of the pattern that are not understood.
    pub at: std::ops::Range<usize>,
    /// What is wrong.
    pub message: String,
    /// A literal edit.
    pub help: Option<String>,
}

impl Pattern {
    /// Reads one line of the pattern language.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let elements: Vec<Element> = text
            .split_whitespace()
            .map(|word| match word.strip_prefix('<').and_then(|word| word.strip_suffix('>')) {
                Some(name) => Element::Set(name.to_owned()),
                None => Element::Word(word.to_owned()),
            })
            .collect();
        if let Some(at) = text.find('(').filter(|_| !text.contains(')')) {
            let message = "this bracket is not closed".to_owned();
            return Err(PatternError { at: at..at + 1, message, help: Some("add `)`".to_owned()) });
        }
        if elements.is_empty() {
            let message = "the pattern is empty".to_owned();
            return Err(PatternError { at: 0..text.len(), message, help: None });
        }
        Ok(Self::Sequence(Sequence { runs: vec![Run { gap: None, elements }] }))
    }

    /// Names of the sets it uses.
    pub fn sets(&self) -> Vec<&str> {
        let Self::Sequence(sequence) = self else { return vec![] };
        let elements = sequence.runs.iter().flat_map(|run| &run.elements);
        elements
            .filter_map(|element| if let Element::Set(name) = element { Some(name.as_str()) } else { None })
            .collect()
    }
}
