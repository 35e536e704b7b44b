//! Regular expressions: judged when a rubric is read, compiled when an answer is first searched.
//!
//! Reading tells everything there is to refuse: what cannot be parsed, what may become too large, what can
//! match nothing. All of it follows from the syntax tree, but for a regex of which every part may be missing,
//! which is tried. Nothing here knows how authors are told.

use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use regex_syntax::utf8::Utf8Sequences;

/// Memory that a regex may take by the estimate from its tree, which is about three times what it takes.
const MAX_BYTES: usize = 4 << 20;
/// Memory that it gets: more than the estimate allows, so that no regex that was let in is lost.
const MOST_BYTES: usize = 4 * MAX_BYTES;
/// Memory of a search.
const MAX_CACHE_BYTES: usize = 1 << 20;
/// What a state of the compiled regex takes at most, with the edges to it.
const STATE: usize = 48;

/// A regular expression as it is written; copies share what was compiled.
#[derive(Debug, Clone)]
pub struct Expression(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    source: String,
    /// `None` inside only if it were four times as large as the estimate.
    compiled: OnceLock<Option<Regex>>,
}

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refused {
    /// In the words of the parser.
    Syntax(String),
    TooLarge,
    MatchesNothing,
}

impl Expression {
    /// Judges a text with its flags in front.
    pub(super) fn new(source: String) -> Result<Self, Refused> {
        let tree = regex_syntax::parse(&source).map_err(|error| Refused::Syntax(error.to_string()))?;
        if most_bytes(&tree) > MAX_BYTES {
            return Err(Refused::TooLarge);
        }
        let compiled = OnceLock::new();
        if tree.properties().minimum_len() == Some(0) {
            let regex = compile(&source);
            // `\b` matches nothing only beside a letter, hence the second text.
            let probes = |regex: &Regex| {
                ["", " a "].iter().any(|probe| regex.find_iter(probe).any(|found| found.is_empty()))
            };
            if regex.as_ref().is_some_and(probes) {
                return Err(Refused::MatchesNothing);
            }
            compiled.get_or_init(|| regex);
        }
        Ok(Self(Arc::new(Shared { source, compiled })))
    }

    /// As it is written, with its flags in front.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Compiled, once for all copies.
    pub fn compiled(&self) -> Option<&Regex> {
        self.0.compiled.get_or_init(|| compile(&self.0.source)).as_ref()
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source() == other.source()
    }
}

impl Eq for Expression {}

fn compile(source: &str) -> Option<Regex> {
    RegexBuilder::new(source).size_limit(MOST_BYTES).dfa_size_limit(MAX_CACHE_BYTES).build().ok()
}

/// No less than what it takes compiled, forwards or backwards.
fn most_bytes(tree: &Hir) -> usize {
    let sum = |parts: &[Hir]| {
        parts.iter().fold(2 * STATE, |sum, part| sum.saturating_add(most_bytes(part)).saturating_add(STATE))
    };
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => STATE,
        HirKind::Literal(literal) => literal.0.len() * 2 * STATE,
        HirKind::Class(Class::Bytes(class)) => (class.ranges().len() + 2) * STATE,
        HirKind::Class(Class::Unicode(class)) => of_class(class),
        HirKind::Capture(group) => most_bytes(&group.sub).saturating_add(2 * STATE),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
        HirKind::Repetition(repeated) => {
            let copies = repeated.max.unwrap_or(repeated.min).max(1) as usize;
            most_bytes(&repeated.sub).saturating_add(STATE).saturating_mul(copies).saturating_add(2 * STATE)
        }
    }
}

/// Each run of bytes has states of its own, as if none were shared.
fn of_class(class: &ClassUnicode) -> usize {
    let of_range = |range: &ClassUnicodeRange| {
        let (start, end) = (range.start(), range.end());
        // Only the last byte differs: most ranges, and told at once.
        if u32::from(start) >> 6 == u32::from(end) >> 6 {
            return end.len_utf8() * STATE;
        }
        Utf8Sequences::new(start, end).map(|run| run.len() * STATE).sum()
    };
    class.iter().map(of_range).sum::<usize>() + 2 * STATE
}
