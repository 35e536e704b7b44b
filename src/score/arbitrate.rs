//! Which matches count: the scopes of a sentence against a match, by the kind of its criterion.

use super::cues::CueWord;
use super::evidence::{Evidence, Source, State};
use super::polarity::{Clauses, Scope};
use super::texture::Texture;
use crate::matcher::{Match, Meaning};
use crate::rubric::CriterionKind;
use crate::text::{Document, Sentence, Token, Words};

/// An analysed answer with what its words mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnswerView<'a> {
    pub document: &'a Document,
    pub words: &'a Words<Meaning>,
}

impl<'a> AnswerView<'a> {
    pub(super) fn new(document: &'a Document, words: &'a Words<Meaning>) -> Self {
        Self { document, words }
    }

    pub(super) fn sentence(&self, at: u32) -> Option<&'a Sentence> {
        self.document.sentences.get(at as usize)
    }

    pub(super) fn cue(&self, token: &Token) -> CueWord {
        self.words.info(token.word).cue
    }

    pub(super) fn clauses(&self, sentence: &Sentence) -> Clauses<'a> {
        Clauses::new(self.document.tokens_of(sentence), |token| self.cue(token))
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
    if !ignore_polarity && sentence.kind != crate::text::BlockKind::Code {
        let clauses = view.clauses(sentence);
        let first = (found.first - sentence.first) as usize;
        let end = (found.end.min(sentence.end) - sentence.first) as usize;
        let scopes = clauses.scopes();
        let hit = scopes.iter().find(|scope| covers(scope, &clauses, first, end));
        if let Some(scope) = hit
            && turns(scope, &clauses, kind)
        {
            return scope.state;
        }
    }
    if texture.is_list(found.sentence) { State::Listed } else { State::Asserted }
}

/// Whether a scope reaches a match: it holds all of it, and little stands between cue and match.
fn covers(scope: &Scope, clauses: &Clauses<'_>, first: usize, end: usize) -> bool {
    if first < scope.first || first >= scope.end || (scope.cue.0 >= first && scope.cue.0 < end) {
        return false;
    }
    let between = clauses.cues().get(scope.first..first).unwrap_or(&[]);
    let content = between.iter().filter(|cue| **cue == CueWord::Content).count();
    scope.state == State::Attributed || scope.first < scope.cue.0 || content <= MOST_BETWEEN
}

/// Whether a scope takes the evidence away from a criterion of this kind.
pub(super) fn turns(scope: &Scope, clauses: &Clauses<'_>, kind: CriterionKind) -> bool {
    match kind {
        CriterionKind::Concept => scope.state != State::Attributed,
        CriterionKind::Misconception => true,
        CriterionKind::FailureMode => {
            let cues = clauses.cues().get(scope.cue.0..scope.end.max(scope.cue.1)).unwrap_or(&[]);
            scope.state != State::Attributed
                && cues.contains(&CueWord::Happen)
                && !clauses.cues().contains(&CueWord::Without)
        }
    }
}

/// Takes away the evidence of sentences in which a counter-pattern matched.
pub(super) fn counter(evidence: &mut [Evidence], sentences: impl Iterator<Item = u32>) {
    for sentence in sentences {
        for piece in evidence.iter_mut().filter(|piece| piece.sentence == sentence && piece.counts()) {
            piece.state = State::Countered;
        }
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
