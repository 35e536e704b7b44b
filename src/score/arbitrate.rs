//! Which matches count: the scopes of a sentence against a match, by the kind of its criterion.

use super::cues::CueWord;
use super::evidence::{Evidence, Source, State};
use super::polarity::{Polarity, Scope};
use super::texture::Texture;
use crate::matcher::{Held, Match, Meaning};
use crate::rubric::CriterionKind;
use crate::text::{BlockKind, Document, Sentence, Words};

/// An analysed answer with what its words mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnswerView<'a> {
    pub document: &'a Document,
    pub words: &'a Words<Meaning>,
    pub polarity: &'a Polarity,
}

impl<'a> AnswerView<'a> {
    pub(super) fn sentence(&self, at: u32) -> Option<&'a Sentence> {
        self.document.sentences.get(at as usize)
    }

    /// The state of everything in a sentence that is not the writer's claim: of a misconception, what is quoted
    /// from somebody else; of any idea, what is asked and answered *no* in the next sentence.
    pub(super) fn turned_as_a_whole(&self, at: u32, kind: CriterionKind) -> Option<State> {
        let sentence = self.sentence(at)?;
        if sentence.kind == BlockKind::Quote && kind == CriterionKind::Misconception {
            return Some(State::Attributed);
        }
        let answer = self.sentence(at + 1).filter(|_| sentence.question)?;
        let first = self.polarity.cues(answer).first();
        matches!(first, Some(CueWord::Not | CueWord::No)).then_some(State::Negated)
    }
}

/// Content words that may stand between a negation and what it negates.
const MOST_BETWEEN: usize = 2;

/// How a match uses its idea.
pub(super) fn state(
    view: &AnswerView<'_>,
    texture: &Texture,
    found: &Match,
    kind: CriterionKind,
    ignore_polarity: bool,
) -> State {
    let Some(sentence) = view.sentence(found.sentence) else { return State::Asserted };
    if texture.is_echo(found.sentence) {
        return State::Echoed;
    }
    if !ignore_polarity && let Some(state) = view.turned_as_a_whole(found.sentence, kind) {
        return state;
    }
    if !ignore_polarity && sentence.kind != BlockKind::Code {
        let cues = view.polarity.cues(sentence);
        let place = Place {
            first: (found.first - sentence.first) as usize,
            end: (found.end.min(sentence.end) - sentence.first) as usize,
            held: found.held,
        };
        let mut scopes = view.polarity.scopes(found.sentence as usize).iter();
        let takes = |scope: &&Scope| place.reached(scope, cues, kind) && turns(scope, cues, kind);
        if let Some(scope) = scopes.find(takes) {
            return scope.state;
        }
    }
    if texture.is_list(found.sentence) { State::Listed } else { State::Asserted }
}

/// Where a match stands in its sentence.
#[derive(Debug, Clone, Copy)]
struct Place {
    first: usize,
    end: usize,
    held: Held,
}

impl Place {
    /// Whether a scope reaches the match.
    fn reached(&self, scope: &Scope, cues: &[CueWord], kind: CriterionKind) -> bool {
        if scope.cue.0 >= self.first && scope.cue.0 < self.end {
            return self.is_split(scope, cues, kind);
        }
        let between = scope.first..self.first;
        (scope.first..scope.end).contains(&self.first)
            && (scope.state == State::Attributed
                || scope.first < scope.cue.0
                || n_content(cues, between) <= MOST_BETWEEN)
    }

    /// Whether the cue stands in a gap of the match and turns what the pattern holds behind it: *the mass
    /// does not come from the soil*. Of a concept this must follow at once, since *the same key never
    /// changes on a retry* keeps the idea.
    fn is_split(&self, scope: &Scope, cues: &[CueWord], kind: CriterionKind) -> bool {
        let held = |at: usize| self.held.holds(at - self.first);
        let plain = matches!(cues.get(scope.cue.0), Some(CueWord::Not | CueWord::No));
        let most = if kind == CriterionKind::Misconception { MOST_BETWEEN } else { 0 };
        let behind = (scope.first.max(scope.cue.1)..scope.end.min(self.end)).find(|at| held(*at));
        !(scope.cue.0..scope.cue.1).any(held)
            && (plain || kind == CriterionKind::Misconception)
            && behind.is_some_and(|at| n_content(cues, scope.first..at) <= most)
    }
}

fn n_content(cues: &[CueWord], tokens: std::ops::Range<usize>) -> usize {
    cues.get(tokens).unwrap_or(&[]).iter().filter(|cue| cue.is_content()).count()
}

/// Whether a scope takes the evidence away from a criterion of this kind.
pub(super) fn turns(scope: &Scope, cues: &[CueWord], kind: CriterionKind) -> bool {
    match kind {
        CriterionKind::Concept => scope.state != State::Attributed,
        CriterionKind::Misconception => true,
        CriterionKind::FailureMode => {
            let reached = cues.get(scope.cue.0..scope.end.max(scope.cue.1)).unwrap_or(&[]);
            scope.state != State::Attributed
                && (scope.is_set_aside(cues) || reached.contains(&CueWord::Happen))
                && !cues.contains(&CueWord::Without)
        }
    }
}

/// Takes away the evidence of sentences in which a counter-pattern matched.
pub(super) fn counter(evidence: &mut [Evidence], countered: impl Fn(u32) -> bool) {
    for piece in evidence.iter_mut().filter(|piece| piece.counts() && countered(piece.sentence)) {
        piece.state = State::Countered;
    }
}

/// The best first: what counts, in full, by pattern before by likeness, early before late.
pub(super) fn rank(evidence: &mut Vec<Evidence>) {
    let learned = |piece: &Evidence| matches!(piece.source, Source::Learned { .. });
    evidence.sort_by_key(|piece| {
        (
            !piece.counts(),
            piece.weak || piece.state == State::Listed,
            learned(piece),
            piece.span.start,
            piece.span.end,
        )
    });
    evidence.dedup_by_key(|piece| (piece.span.start, piece.span.end, piece.state));
}
