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
    edges: BTreeMap<Asks, Edge>,
    prefixes: Vec<(String, Edge)>,
    neighbours: Neighbours,
}

/// Words that may stand between the words of a phrase.
const FILLERS: &[&str] = &[
    "a", "an", "the", "this", "that", "these", "those", "of", "our", "your", "their", "its", "my", "his",
    "her", "any", "each", "every", "some", "such", "own", "very", "just", "also", "then", "to", "for",
];

impl Vocabulary {
    pub(super) fn edge(&mut self, asks: Asks) -> Edge {
        let next = Edge(offset(self.edges.len()));
        let edge = *self.edges.entry(asks.clone()).or_insert(next);
        if let (Asks::Prefix(prefix), true) = (asks, edge == next) {
            self.prefixes.push((prefix, edge));
        }
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
        self.edges.len()
    }

    /// The edges that a word satisfies, and whether only by mending a typing error.
    pub fn edges_of(&self, form: &WordForm<'_>) -> (Vec<Edge>, bool) {
        let mut edges = Vec::new();
        let mut add = |asks: Asks| edges.extend(self.edges.get(&asks));
        add(Asks::Stem(form.stem.to_owned()));
        add(Asks::Written(form.written.to_owned()));
        for kind in crate::text::number_kinds(form.folded) {
            add(Asks::Number(kind));
        }
        for (prefix, edge) in &self.prefixes {
            if form.folded.starts_with(prefix.as_str()) {
                edges.push(*edge);
            }
        }
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
