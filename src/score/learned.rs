//! Evidence from the learned model: sentences whose words say what the examples say.
//!
//! The model does not see *never*. A sentence above the threshold is read again without the words
//! that a negation reaches: where nothing is left above it, and the negation is not itself part of
//! the idea as the examples state it, the sentence denies the idea.

use super::arbitrate::{AnswerView, turns};
use super::evidence::{Evidence, Source, State};
use super::texture::Texture;
use crate::learn::{Model, UnitScores};
use crate::matcher::Meaning;
use crate::rubric::{Criterion, CriterionKind, PolarityRule};
use crate::span::offset;
use crate::text::{BlockKind, Sentence, WordId};

/// Sentences of one criterion that are shown at most.
const MOST_SHOWN: usize = 3;
/// A margin so small that the verdict is in doubt.
pub(super) const NEAR: f32 = 0.12;
/// How far the score must fall without the negation for it to be part of the idea.
const PART_OF_IDEA: f32 = 0.08;

/// Adds the best sentences for a criterion to its evidence.
pub(super) fn learned_evidence(
    view: &AnswerView<'_>,
    texture: &Texture,
    model: &Model,
    column: usize,
    criterion: &Criterion,
    units: &UnitScores,
    evidence: &mut Vec<Evidence>,
) {
    let threshold = model.criteria.get(column).map_or(f32::INFINITY, |learned| learned.threshold);
    let mut found: Vec<(f32, usize)> = Vec::new();
    for at in 0..view.document.sentences.len() {
        let margin = model.unit_score(column, at, units) - threshold;
        if margin >= 0.0 {
            found.push((margin, at));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (margin, at) in found.into_iter().take(MOST_SHOWN) {
        let Some(sentence) = view.document.sentences.get(at) else { continue };
        let state = learned_state(view, texture, model, column, criterion, sentence, offset(at), threshold);
        let span = view.document.span(sentence.first, sentence.end);
        evidence.push(Evidence {
            span,
            sentence: offset(at),
            source: Source::Learned { margin },
            state,
            weak: false,
        });
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one sentence under one criterion, each part borrowed from its owner"
)]
fn learned_state(
    view: &AnswerView<'_>,
    texture: &Texture,
    model: &Model,
    column: usize,
    criterion: &Criterion,
    sentence: &Sentence,
    at: u32,
    threshold: f32,
) -> State {
    if texture.is_echo(at) {
        return State::Echoed;
    }
    if criterion.polarity == PolarityRule::ByKind && sentence.kind != BlockKind::Code {
        let denied = denial(view, model, column, criterion.kind, sentence, threshold);
        if let Some(state) = denied {
            return state;
        }
    }
    if texture.is_list(at) { State::Listed } else { State::Asserted }
}

/// The state of a sentence that denies the idea; `None` where it states it.
fn denial(
    view: &AnswerView<'_>,
    model: &Model,
    column: usize,
    kind: CriterionKind,
    sentence: &Sentence,
    threshold: f32,
) -> Option<State> {
    let clauses = view.clauses(sentence);
    let mut scopes = clauses.scopes();
    scopes.retain(|scope| turns(scope, &clauses, kind));
    let first = scopes.first()?;
    let ids: Vec<WordId> = view.document.tokens_of(sentence).iter().map(|token| token.word).collect();
    let score_of = |keep: &dyn Fn(usize) -> bool| {
        let kept: Vec<WordId> =
            ids.iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, id)| *id).collect();
        model.score(column, &model.read_words(&kept, view.words, |meaning: &Meaning| meaning.feature), None)
    };
    let in_cue = |at: usize| scopes.iter().any(|scope| scope.cue.0 <= at && at < scope.cue.1);
    let in_scope = |at: usize| scopes.iter().any(|scope| scope.first <= at && at < scope.end);
    let whole = score_of(&|_| true);
    let without_scopes = score_of(&|at| !in_cue(at) && !in_scope(at));
    let without_cues = score_of(&|at| !in_cue(at));
    let still_stated = without_scopes >= threshold.min(whole);
    let part_of_idea = first.state != State::Attributed && without_cues < whole - PART_OF_IDEA;
    (!still_stated && !part_of_idea).then_some(first.state)
}
