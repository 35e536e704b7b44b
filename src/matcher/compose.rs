//! From runs to whole indicators: gaps in order, windows in any order, `all`, `any`, `none`, `at_least`.
//!
//! Ordered gaps are followed while a sentence is walked; compositions are judged afterwards, only
//! where one of their parts was found.

use super::compile::{IndicatorId, Matcher};
use super::trie::{Hit, RunId};
use super::{Held, Match, MatchKind};
use crate::rubric::Scope;
use crate::span::offset;
use crate::text::Document;

/// A sequence of runs with gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ChainId(pub u32);

/// Where a run stands in a chain.
#[derive(Debug, Clone, Copy)]
struct Link {
    chain: ChainId,
    position: u16,
    last: bool,
    gap: Option<u16>,
    /// Index of its state among all links.
    state: u32,
}

/// All chains of a rubric, by the run that moves them.
#[derive(Debug, Default)]
pub(super) struct Chains {
    links: Vec<Vec<Link>>,
    n_chains: u32,
    n_states: u32,
}

/// How far each chain has come in the sentence at hand.
#[derive(Debug, Default)]
pub(super) struct ChainStates {
    /// By link, where it was reached last: the generation and the number of the place.
    last: Vec<(u32, u32)>,
    places: Vec<Reached>,
    generation: u32,
}

/// A place where a link was reached.
#[derive(Debug, Clone, Copy)]
struct Reached {
    first: u32,
    end: u32,
    held: Held,
    /// The place where the same link was reached before, if there is one.
    before: Option<u32>,
}

/// Where a sentence stands in its document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub sentence: u32,
    pub first: u32,
}

/// A whole chain found; token numbers of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ChainMatch {
    pub chain: ChainId,
    pub sentence: u32,
    pub first: u32,
    pub end: u32,
    pub held: Held,
}

/// A composition compiled; leaves are chains.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    Chain(ChainId),
    AtLeast { n: usize, of: Vec<Expr>, none: Vec<Expr>, within: Scope },
}

impl Chains {
    /// Adds a chain of runs, each with the gap before it.
    pub(super) fn add(&mut self, runs: &[(RunId, Option<u16>)]) -> ChainId {
        let chain = ChainId(self.n_chains);
        self.n_chains += 1;
        for (position, (run, gap)) in runs.iter().enumerate() {
            let at = run.0 as usize;
            if self.links.len() <= at {
                self.links.resize_with(at + 1, Vec::new);
            }
            let last = position + 1 == runs.len();
            let position = u16::try_from(position).unwrap_or(u16::MAX);
            if let Some(links) = self.links.get_mut(at) {
                links.push(Link { chain, position, last, gap: *gap, state: self.n_states });
            }
            self.n_states += 1;
        }
        chain
    }

    /// Moves every chain along the hits of one sentence and reports those that are complete.
    pub(super) fn advance(
        &self,
        hits: &[Hit],
        place: Place,
        states: &mut ChainStates,
        found: &mut Vec<ChainMatch>,
    ) {
        states.begin(self.n_states as usize);
        for hit in hits {
            for link in self.links.get(hit.run.0 as usize).map_or(&[][..], Vec::as_slice) {
                let Some((first, held)) = states.reach(link, hit) else { continue };
                if link.last {
                    let (first, end) = (place.first + first, place.first + hit.end);
                    let sentence = place.sentence;
                    found.push(ChainMatch { chain: link.chain, sentence, first, end, held });
                } else {
                    states.store(link, Reached { first, end: hit.end, held, before: None });
                }
            }
        }
    }
}

impl ChainStates {
    fn begin(&mut self, n_states: usize) {
        self.last.resize(n_states, (0, 0));
        self.places.clear();
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            self.last.fill((0, 0));
            self.generation = 1;
        }
    }

    fn last(&self, state: usize) -> Option<u32> {
        self.last.get(state).filter(|(generation, _)| *generation == self.generation).map(|(_, place)| *place)
    }

    /// The first token of the chain and those it holds, if this hit takes it to this link.
    ///
    /// Hits come in the order of their ends, so a place that ends within this hit is passed over for
    /// the one before it; there are no more of them than the hit has tokens times the runs of a token.
    fn reach(&self, link: &Link, hit: &Hit) -> Option<(u32, Held)> {
        let own = Held::run(hit.end - hit.first);
        if link.position == 0 {
            return Some((hit.first, own));
        }
        let mut place = self.last(link.state as usize - 1);
        while let Some(reached) = place.and_then(|at| self.places.get(at as usize)) {
            if reached.end <= hit.first {
                let near = |gap: u16| hit.first - reached.end <= u32::from(gap);
                let first = reached.first;
                return link.gap.is_none_or(near).then(|| (first, reached.held.and(own, hit.first - first)));
            }
            place = reached.before;
        }
        None
    }

    fn store(&mut self, link: &Link, reached: Reached) {
        let state = link.state as usize;
        let before = self.last(state);
        if let Some(last) = self.last.get_mut(state) {
            *last = (self.generation, offset(self.places.len()));
            self.places.push(Reached { before, ..reached });
        }
    }
}

impl Matcher {
    /// Turns chains into matches of indicators.
    pub(super) fn compose(&self, document: &Document, found: &[ChainMatch], matches: &mut Vec<Match>) {
        let mut touched: Vec<IndicatorId> = Vec::new();
        for chain in found {
            for indicator in self.owners.get(chain.chain.0 as usize).map_or(&[][..], Vec::as_slice) {
                match self.exprs.get(indicator.0 as usize) {
                    Some(Expr::Chain(_)) => matches.push(self.as_match(*indicator, chain)),
                    Some(Expr::AtLeast { .. }) | None => touched.push(*indicator),
                }
            }
        }
        touched.sort_unstable();
        touched.dedup();
        for indicator in touched {
            if let Some(expr) = self.exprs.get(indicator.0 as usize) {
                let units = evaluate(expr, document, found);
                matches.extend(units.iter().map(|chain| self.as_match(indicator, chain)));
            }
        }
    }

    fn as_match(&self, indicator: IndicatorId, found: &ChainMatch) -> Match {
        let ChainMatch { chain, sentence, first, end, held } = *found;
        let is_regex = self.regexes.iter().any(|(regex, _)| *regex == chain);
        let kind = if is_regex { MatchKind::Regex } else { MatchKind::Phrase };
        Match { indicator, first, end, sentence, held, kind }
    }
}

/// All places where the expression holds, in order; `found` is in order of sentences.
fn evaluate(expr: &Expr, document: &Document, found: &[ChainMatch]) -> Vec<ChainMatch> {
    match expr {
        Expr::Chain(chain) => found.iter().filter(|one| one.chain == *chain).copied().collect(),
        Expr::AtLeast { n, of, none, within } => {
            let units = found.chunk_by(|a, b| unit(document, a, *within) == unit(document, b, *within));
            units.filter_map(|unit| at_least(*n, of, none, document, unit)).collect()
        }
    }
}

/// The smallest stretch of one unit in which enough of the parts stand.
fn at_least(
    n: usize,
    of: &[Expr],
    none: &[Expr],
    document: &Document,
    unit: &[ChainMatch],
) -> Option<ChainMatch> {
    if none.iter().any(|expr| !evaluate(expr, document, unit).is_empty()) {
        return None;
    }
    let mut parts: Vec<ChainMatch> =
        of.iter().filter_map(|expr| evaluate(expr, document, unit).first().copied()).collect();
    if parts.len() < n {
        return None;
    }
    parts.sort_unstable_by_key(|part| (part.first, part.end));
    parts.truncate(n.max(1));
    parts.into_iter().reduce(|a, b| {
        let held = a.held.and(b.held, b.first - a.first);
        ChainMatch { end: a.end.max(b.end), held, ..a }
    })
}

fn unit(document: &Document, chain: &ChainMatch, within: Scope) -> u32 {
    match within {
        Scope::Sentence => chain.sentence,
        Scope::Paragraph => {
            document.sentences.get(chain.sentence as usize).map_or(0, |sentence| sentence.paragraph)
        }
        Scope::Answer => 0,
    }
}
