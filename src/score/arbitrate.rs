//! Which matches count: the scopes of a sentence against a match, by the kind of its criterion.

use super::cues::CueWord;
use super::evidence::{Evidence, Source, State};
use super::polarity::{Polarity, Scope};
use super::texture::Texture;
use crate::matcher::{Match, Meaning};
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
    if !ignore_polarity && is_cited(sentence, kind) {
        return State::Attributed;
    }
    if !ignore_polarity && sentence.kind != BlockKind::Code {
        let cues = view.polarity.cues(sentence);
        let first = (found.first - sentence.first) as usize;
        let end = (found.end.min(sentence.end) - sentence.first) as usize;
        let mut scopes = view.polarity.scopes(found.sentence as usize).iter();
        if let Some(scope) = scopes.find(|scope| covers(scope, cues, first, end) && turns(scope, cues, kind))
        {
            return scope.state;
        }
    }
    if texture.is_list(found.sentence) { State::Listed } else { State::Asserted }
}

/// Whether a sentence is quoted from somebody else: nobody is told to be wrong by a quotation.
pub(super) fn is_cited(sentence: &Sentence, kind: CriterionKind) -> bool {
    sentence.kind == BlockKind::Quote && kind == CriterionKind::Misconception
}

/// Whether a scope reaches a match: it holds all of it, and little stands between cue and match.
fn covers(scope: &Scope, cues: &[CueWord], first: usize, end: usize) -> bool {
    if first < scope.first || first >= scope.end || (scope.cue.0 >= first && scope.cue.0 < end) {
        return false;
    }
    let between = cues.get(scope.first..first).unwrap_or(&[]);
    let content = between.iter().filter(|cue| cue.is_content()).count();
    scope.state == State::Attributed || scope.first < scope.cue.0 || content <= MOST_BETWEEN
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
