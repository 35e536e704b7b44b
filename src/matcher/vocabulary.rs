//! What a written word can mean to a rubric, found once for each distinct form.
//!
//! An *edge* is anything a pattern can ask of a single word: a stem, a written form, a prefix, a
//! kind of number, membership of a named set. A word's meaning is the list of edges it satisfies.
//! Which edges follow each other in which pattern is the trie's business.

use std::collections::BTreeMap;

use super::fuzzy::Neighbours;
use crate::lexicon::words::is_known_word;
use crate::span::offset;
use crate::text::{NumberKind, WordForm};

/// Something a pattern can ask of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge(pub u32);

/// What an edge asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asks {
    Stem(String),
    Written(String),
    Prefix(String),
    Number(NumberKind),
}

/// A word to the matcher and the scorer.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// The edges it satisfies, in ascending order.
    pub edges: Vec<Edge>,
    /// Articles and the like, that may stand inside a phrase.
    pub filler: bool,
    /// Whether it satisfies an edge only after a typing error is mended.
    pub mistyped: bool,
    /// What it is to the cues of polarity.
    pub cue: crate::score::CueWord,
    /// What it is to the learned model.
    pub feature: crate::learn::WordFeature,
    /// Whether the question says it too.
    pub in_question: bool,
}

/// All edges of a compiled rubric.
#[derive(Debug, Default)]
pub struct Vocabulary {
    n_edges: usize,
    stems: BTreeMap<String, Edge>,
    written: BTreeMap<String, Edge>,
    numbers: BTreeMap<NumberKind, Edge>,
    prefixes: BTreeMap<String, Edge>,
    neighbours: Neighbours,
}

/// Words that may stand between the words of a phrase.
const FILLERS: &[&str] = &[
    "a", "an", "the", "this", "that", "these", "those", "of", "our", "your", "their", "its", "my", "his",
    "her", "any", "each", "every", "some", "such", "own", "very", "just", "also", "then", "to", "for",
];

impl Vocabulary {
    pub(super) fn edge(&mut self, asks: Asks) -> Edge {
        let next = Edge(offset(self.n_edges));
        let edge = *match asks {
            Asks::Stem(stem) => self.stems.entry(stem).or_insert(next),
            Asks::Written(word) => self.written.entry(word).or_insert(next),
            Asks::Prefix(prefix) => self.prefixes.entry(prefix).or_insert(next),
            Asks::Number(kind) => self.numbers.entry(kind).or_insert(next),
        };
        self.n_edges += usize::from(edge == next);
        edge
    }

    /// Remembers a literal word of a pattern, so that typing errors can be mended to it.
    pub(super) fn remember_word(&mut self, folded: &str, stem_edge: Edge) {
        self.neighbours.add(folded, stem_edge);
    }

    pub(super) fn finish(&mut self) {
        self.neighbours.finish();
    }

    pub(super) fn len(&self) -> usize {
        self.n_edges
    }

    /// The edges that a word satisfies, and whether only by mending a typing error.
    pub fn edges_of(&self, form: &WordForm<'_>) -> (Vec<Edge>, bool) {
        let mut edges = Vec::new();
        edges.extend(self.stems.get(form.stem));
        edges.extend(self.written.get(form.written));
        if !self.numbers.is_empty() {
            edges.extend(
                crate::text::number_kinds(form.folded).iter().filter_map(|kind| self.numbers.get(kind)),
            );
        }
        let prefixes = self.prefixes.iter().filter(|(prefix, _)| form.folded.starts_with(prefix.as_str()));
        edges.extend(prefixes.map(|(_, edge)| *edge));
        let mistyped = edges.is_empty() && !is_known_word(form.folded) && self.mend(form.folded, &mut edges);
        edges.sort_unstable();
        (edges, mistyped)
    }

    fn mend(&self, folded: &str, edges: &mut Vec<Edge>) -> bool {
        edges.extend(self.neighbours.nearest(folded));
        !edges.is_empty()
    }
}

/// Whether a folded word may stand unasked inside a phrase.
pub fn is_filler(folded: &str) -> bool {
    FILLERS.contains(&folded)
}
