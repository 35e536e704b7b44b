//! Piles of terms in a sentence that looks like any other: *I would think of keys, constraints, a TTL and
//! reconciliation*.
//!
//! A sentence that names many ideas by their terms and holds hardly anything else says nothing of them.
//! What makes a list of terms without a sentence around it is for [`super::texture`] to say; nothing here
//! looks at misconceptions, since nobody is told to be wrong by a term.

use super::arbitrate::AnswerView;
use super::evidence::{Evidence, Source, State};
use crate::matcher::Match;
use crate::rubric::{Criterion, CriterionKind};
use crate::text::Sentence;

/// Words of a term at most.
const LONGEST_TERM: usize = 3;
/// Ideas that a pile names at least.
const FEWEST_NAMED: usize = 4;

/// The share of the words of content that terms are in a pile, at least: seven in ten.
const BARE: (usize, usize) = (7, 10);

/// Whether a sentence may be a pile at all: nearly none holds so many matches, which are in order.
pub(super) fn is_crowded(matches: &[Match]) -> bool {
    matches
        .windows(FEWEST_NAMED)
        .any(|few| few.first().map(|one| one.sentence) == few.last().map(|one| one.sentence))
}

/// Marks what piles of terms only name as listed; gives back the number of such sentences.
pub(super) fn pile(view: &AnswerView<'_>, criteria: &[Criterion], evidence: &mut [Vec<Evidence>]) -> usize {
    let piles: Vec<u32> = crowded(view, criteria, evidence)
        .filter(|at| view.sentence(*at).is_some_and(|sentence| is_bare(view, sentence, *at, evidence)))
        .filter(|at| {
            n_named(criteria, evidence, |piece| piece.sentence == *at && is_term(view, piece)) >= FEWEST_NAMED
        })
        .collect();
    if piles.is_empty() {
        return 0;
    }
    let in_pile = |piece: &&mut Evidence| piles.binary_search(&piece.sentence).is_ok();
    let lists = criteria.iter().zip(evidence).filter(|(one, _)| is_earning(one));
    for piece in lists.flat_map(|(_, list)| list).filter(in_pile) {
        let says_more = is_pattern(piece) && !is_term(view, piece);
        if piece.counts() && !says_more {
            piece.state = State::Listed;
        }
    }
    piles.len()
}

/// The sentences, in order, in which patterns of so many criteria match, however long.
fn crowded<'e>(
    view: &AnswerView<'_>,
    criteria: &[Criterion],
    evidence: &'e [Vec<Evidence>],
) -> impl Iterator<Item = u32> + use<'e> {
    // The last criterion counted, and how many were.
    let mut named = vec![(usize::MAX, 0); view.document.sentences.len()];
    for (at, (criterion, list)) in criteria.iter().zip(evidence).enumerate() {
        for piece in list.iter().filter(|piece| is_earning(criterion) && is_pattern(piece)) {
            if let Some(slot) = named.get_mut(piece.sentence as usize).filter(|slot| slot.0 != at) {
                *slot = (at, slot.1 + 1);
            }
        }
    }
    (0..).zip(named).filter(|(_, (_, n))| *n >= FEWEST_NAMED).map(|(at, _)| at)
}

/// How many criteria have such a piece.
fn n_named(criteria: &[Criterion], evidence: &[Vec<Evidence>], is_such: impl Fn(&Evidence) -> bool) -> usize {
    let lists = criteria.iter().zip(evidence).filter(|(criterion, _)| is_earning(criterion));
    lists.filter(|(_, list)| list.iter().any(&is_such)).count()
}

fn is_earning(criterion: &Criterion) -> bool {
    criterion.kind != CriterionKind::Misconception
}

fn is_pattern(piece: &Evidence) -> bool {
    matches!(piece.source, Source::Pattern { .. })
}

/// Whether a pattern found a bare term.
fn is_term(view: &AnswerView<'_>, piece: &Evidence) -> bool {
    matches!(piece.source, Source::Pattern { .. }) && piece.counts() && n_words(view, piece) <= LONGEST_TERM
}

fn n_words(view: &AnswerView<'_>, piece: &Evidence) -> usize {
    let Some(sentence) = view.sentence(piece.sentence) else { return 0 };
    let tokens = view.document.tokens_of(sentence);
    let before = |end: u32| tokens.partition_point(|token| token.span.start < end);
    before(piece.span.end) - before(piece.span.start)
}

/// Whether the terms are most of what the sentence holds.
fn is_bare(view: &AnswerView<'_>, sentence: &Sentence, at: u32, evidence: &[Vec<Evidence>]) -> bool {
    let tokens = view.document.tokens_of(sentence);
    let words = tokens.iter().zip(view.polarity.cues(sentence)).filter(|(_, cue)| cue.is_content());
    let (mut all, mut named) = (0, 0);
    for (token, _) in words {
        all += 1;
        let holds = |piece: &Evidence| {
            piece.sentence == at && piece.span.start <= token.span.start && token.span.end <= piece.span.end
        };
        named += usize::from(evidence.iter().flatten().any(|piece| holds(piece) && is_term(view, piece)));
    }
    named * BARE.1 >= all * BARE.0
}
