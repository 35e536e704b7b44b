//! Regular expressions: judged when a rubric is read, compiled when an answer is first searched.
//!
//! Reading tells everything there is to refuse: what cannot be parsed, what can match nothing, what is
//! too large. The first two follow from the syntax tree. How large a regex becomes is only known once it
//! is compiled, so that one whose tree does not rule it out is compiled at once. Nothing here knows how
//! authors are told.

use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};
use regex_syntax::utf8::Utf8Sequences;

/// Memory that a compiled regex may take.
const MAX_BYTES: usize = 1 << 20;
/// What a state of the compiled regex takes at most, with the edges to it.
const STATE: usize = 48;

/// A regular expression as it is written; copies share what was compiled.
#[derive(Debug, Clone)]
pub struct Expression(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    source: String,
    /// Empty inside only if the tree promised what compiling does not keep.
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
        let is_plain = tree.properties().minimum_len().is_some_and(|least| least > 0);
        let compiled = OnceLock::new();
        if !is_plain || most_bytes(&tree) > MAX_BYTES {
            let regex = compile(&source)?;
            // `\b` matches nothing only beside a letter, hence the second text.
            if ["", " a "].iter().any(|probe| regex.find_iter(probe).any(|found| found.is_empty())) {
                return Err(Refused::MatchesNothing);
            }
            compiled.get_or_init(|| Some(regex));
        }
        Ok(Self(Arc::new(Shared { source, compiled })))
    }

    /// As it is written, with its flags in front.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Compiled, once for all copies.
    pub fn compiled(&self) -> Option<&Regex> {
        self.0.compiled.get_or_init(|| compile(&self.0.source).ok()).as_ref()
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source() == other.source()
    }
}

impl Eq for Expression {}

fn compile(source: &str) -> Result<Regex, Refused> {
    let built = RegexBuilder::new(source).size_limit(MAX_BYTES).dfa_size_limit(MAX_BYTES).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Refused::TooLarge,
        other => Refused::Syntax(other.to_string()),
    })
}

/// No less than what it takes compiled, forwards or backwards.
fn most_bytes(tree: &Hir) -> usize {
    let sum = |parts: &[Hir]| {
        parts.iter().fold(2 * STATE, |sum, part| sum.saturating_add(most_bytes(part)).saturating_add(STATE))
    };
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => STATE,
        HirKind::Literal(literal) => (literal.0.len() + 1) * 2 * STATE,
        HirKind::Class(Class::Bytes(class)) => (class.ranges().len() + 2) * STATE,
        HirKind::Class(Class::Unicode(class)) => of_class(class),
        HirKind::Capture(group) => most_bytes(&group.sub).saturating_add(2 * STATE),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
        HirKind::Repetition(repeated) => {
            let copies = repeated.max.unwrap_or(repeated.min).max(1) as usize;
            most_bytes(&repeated.sub).saturating_add(3 * STATE).saturating_mul(copies)
        }
    }
}

/// Each run of bytes has states of its own, as if none were shared.
fn of_class(class: &ClassUnicode) -> usize {
    let runs = class.iter().flat_map(|range| Utf8Sequences::new(range.start(), range.end()));
    runs.map(|run| run.len() * STATE).sum::<usize>() + 2 * STATE
}
