//! One trie over edges for all phrases of a rubric, walked with a small slop.
//!
//! Each token starts at most one walk and every walk ends after a bounded number of tokens, so the
//! time is linear in the answer whatever it repeats.

use super::vocabulary::{Edge, Meaning};
use crate::span::offset;
use crate::text::{Before, Token, Words};

/// Which run of elements a path through the trie spells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RunId(pub u32);

/// A run found in a sentence: tokens from the start of the sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub run: RunId,
    pub first: u32,
    pub end: u32,
}

#[derive(Debug, Default)]
struct Node {
    children: Vec<(Edge, u32)>,
    runs: Vec<RunId>,
}

/// All runs of a rubric.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    roots: Vec<u32>,
}

/// Walks under way.
#[derive(Debug, Default)]
pub(super) struct Active {
    now: Vec<Walk>,
    next: Vec<Walk>,
}

#[derive(Debug, Clone, Copy)]
struct Walk {
    node: u32,
    first: u32,
    /// Words that may still be passed over.
    slop: u8,
    /// Fillers that may still be passed over.
    fillers: u8,
}

impl Walk {
    /// Goes on to the next word, if it may: a comma on the way counts as a word passed over.
    fn cross(&mut self, before: Before) -> bool {
        match self.slop.checked_sub(u8::from(before == Before::Comma)) {
            Some(slop) => {
                self.slop = slop;
                true
            }
            None => false,
        }
    }

    /// Passes over a word, if it may.
    fn pass(&mut self, meaning: &Meaning) -> bool {
        let left = if meaning.filler && self.fillers > 0 { &mut self.fillers } else { &mut self.slop };
        let may = *left > 0;
        *left = left.saturating_sub(1);
        may
    }
}

const SLOP: u8 = 1;
const FILLERS: u8 = 3;
/// Walks at once; a rubric would have to nest hundreds of phrases in each other to meet it.
const MOST_WALKS: usize = 64;

impl Default for Trie {
    fn default() -> Self {
        Self { nodes: vec![Node::default()], roots: Vec::new() }
    }
}

impl Trie {
    /// Adds one literal sequence of a run.
    pub(super) fn insert(&mut self, edges: &[Edge], run: RunId) {
        let mut node = 0;
        for edge in edges {
            node = self.child_or_insert(node, *edge);
        }
        if let Some(node) = self.nodes.get_mut(node as usize)
            && !node.runs.contains(&run)
        {
            node.runs.push(run);
        }
    }

    fn child_or_insert(&mut self, node: u32, edge: Edge) -> u32 {
        if let Some(child) = self.child(node, edge) {
            return child;
        }
        let child = offset(self.nodes.len());
        self.nodes.push(Node::default());
        if let Some(parent) = self.nodes.get_mut(node as usize) {
            let at = parent.children.partition_point(|(other, _)| *other < edge);
            parent.children.insert(at, (edge, child));
        }
        child
    }

    /// Makes the look-up table of first words.
    pub(super) fn finish(&mut self, n_edges: usize) {
        self.roots = vec![0; n_edges];
        for (edge, child) in &self.nodes.first().map(|root| root.children.clone()).unwrap_or_default() {
            if let Some(root) = self.roots.get_mut(edge.0 as usize) {
                *root = *child;
            }
        }
    }

    fn child(&self, node: u32, edge: Edge) -> Option<u32> {
        let children = &self.nodes.get(node as usize)?.children;
        let at = children.binary_search_by_key(&edge, |(other, _)| *other).ok()?;
        children.get(at).map(|(_, child)| *child)
    }

    /// Reports every run in a sentence; token numbers count from the start of `tokens`.
    pub(super) fn walk(
        &self,
        tokens: &[Token],
        words: &Words<Meaning>,
        active: &mut Active,
        hits: &mut Vec<Hit>,
    ) {
        active.now.clear();
        for (at, token) in tokens.iter().enumerate() {
            let at = offset(at);
            let meaning = words.info(token.word);
            if token.before == Before::Clause {
                active.now.clear();
            }
            if meaning.edges.is_empty() {
                // Most words are in no pattern: they end walks or are passed over.
                if !active.now.is_empty() {
                    active.now.retain_mut(|walk| walk.cross(token.before) && walk.pass(meaning));
                }
                continue;
            }
            active.next.clear();
            for walk in &active.now {
                self.step(*walk, token.before, meaning, at, &mut active.next, hits);
            }
            for edge in &meaning.edges {
                let root = self.roots.get(edge.0 as usize).copied().unwrap_or(0);
                if root != 0 {
                    let walk = Walk { node: root, first: at, slop: SLOP, fillers: FILLERS };
                    self.arrive(walk, at, &mut active.next, hits);
                }
            }
            std::mem::swap(&mut active.now, &mut active.next);
        }
    }

    fn step(
        &self,
        mut walk: Walk,
        before: Before,
        meaning: &Meaning,
        at: u32,
        next: &mut Vec<Walk>,
        hits: &mut Vec<Hit>,
    ) {
        if !walk.cross(before) {
            return;
        }
        for edge in &meaning.edges {
            if let Some(node) = self.child(walk.node, *edge) {
                self.arrive(Walk { node, ..walk }, at, next, hits);
            }
        }
        if walk.pass(meaning) && next.len() < MOST_WALKS {
            next.push(walk);
        }
    }

    fn arrive(&self, walk: Walk, at: u32, next: &mut Vec<Walk>, hits: &mut Vec<Hit>) {
        let Some(node) = self.nodes.get(walk.node as usize) else { return };
        hits.extend(node.runs.iter().map(|run| Hit { run: *run, first: walk.first, end: at + 1 }));
        if !node.children.is_empty() && next.len() < MOST_WALKS {
            next.push(walk);
        }
    }
}
