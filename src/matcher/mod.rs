//! Where the indicators of a rubric match in an answer.
//!
//! A rubric is compiled once into one trie over what words mean (see `vocabulary`); an answer is
//! walked once, sentence by sentence. There is no backtracking: the work for a token is bounded by
//! the rubric, whatever the answer says. Whether a match *counts* is not decided here.

mod compile;
mod compose;
mod expand;
mod fuzzy;
mod held;
mod trie;
mod vocabulary;

pub use compile::{IndicatorId, Matcher};
pub use held::Held;
pub use vocabulary::{Meaning, Vocabulary, is_filler};

use crate::span::{Answer, Span};
use crate::text::{Document, Words};

/// How an indicator matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum MatchKind {
    /// By words or their inflections.
    Phrase,
    /// With at least one word mistyped.
    Fuzzy,
    /// By an author's regular expression.
    Regex,
}

/// One match of one indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Which indicator.
    pub indicator: IndicatorId,
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// Sentence in which it begins.
    pub sentence: u32,
    /// Which of its tokens do not stand in a gap.
    pub held: Held,
    /// How.
    pub kind: MatchKind,
}

/// Memory of one worker, used again from answer to answer.
#[derive(Debug, Default)]
pub struct Scratch {
    hits: Vec<trie::Hit>,
    active: trie::Active,
    chains: compose::ChainStates,
    found: Vec<compose::ChainMatch>,
}

impl Matcher {
    /// All matches in an analysed answer, by place and then by indicator.
    pub fn find(
        &self,
        source: &str,
        document: &Document,
        words: &Words<Meaning>,
        scratch: &mut Scratch,
        matches: &mut Vec<Match>,
    ) {
        matches.clear();
        scratch.found.clear();
        for (at, sentence) in document.sentences.iter().enumerate() {
            scratch.hits.clear();
            let tokens = document.tokens_of(sentence);
            self.trie.walk(tokens, words, &mut scratch.active, &mut scratch.hits);
            if !scratch.hits.is_empty() {
                let place = compose::Place { sentence: crate::span::offset(at), first: sentence.first };
                self.chains.advance(&scratch.hits, place, &mut scratch.chains, &mut scratch.found);
            }
        }
        self.find_regexes(source, document, &mut scratch.found);
        self.compose(document, &scratch.found, matches);
        mark_fuzzy(document, words, matches);
        matches.sort_unstable_by_key(|found| (found.first, found.end, found.indicator));
    }

    fn find_regexes(&self, source: &str, document: &Document, found: &mut Vec<compose::ChainMatch>) {
        let before = found.len();
        for (chain, regex) in &self.regexes {
            let Some(regex) = regex.compiled() else { continue };
            for place in regex.find_iter(source).take(MOST_REGEX_MATCHES) {
                let span = Span::new(crate::span::offset(place.start()), crate::span::offset(place.end()));
                found.extend(match_at(document, *chain, span));
            }
        }
        if found.len() > before {
            // Compositions look at one sentence after the other.
            found.sort_by_key(|one| one.sentence);
        }
    }
}

fn mark_fuzzy(document: &Document, words: &Words<Meaning>, matches: &mut [Match]) {
    for found in matches {
        let tokens = document.tokens.get(found.first as usize..found.end as usize).unwrap_or(&[]);
        if found.kind == MatchKind::Phrase
            && tokens.len() < 64
            && tokens.iter().any(|token| words.info(token.word).mistyped)
        {
            found.kind = MatchKind::Fuzzy;
        }
    }
}

/// Matches of one regular expression in one answer; more say nothing new.
const MOST_REGEX_MATCHES: usize = 64;

/// The match that covers a byte range; `None` where it covers no token.
fn match_at(document: &Document, chain: compose::ChainId, span: Span<Answer>) -> Option<compose::ChainMatch> {
    let first = document.tokens.partition_point(|token| token.span.end <= span.start);
    let end = document.tokens.partition_point(|token| token.span.start < span.end);
    let sentence = document.sentences.partition_point(|sentence| sentence.end as usize <= first);
    let offset = crate::span::offset;
    (first < end).then(|| compose::ChainMatch {
        chain,
        first: offset(first),
        end: offset(end),
        sentence: offset(sentence),
        held: Held::ALL,
    })
}
