//! Evidence from the learned model: sentences whose words say what the examples say.
//!
//! The model does not see *never*. A sentence above the threshold is read again without the words
//! that a negation reaches: where nothing is left above it, and the negation is not itself part of
//! the idea as the examples state it, the sentence denies the idea.

use super::arbitrate::{AnswerView, turns};
use super::evidence::{Evidence, Source, State};
use super::polarity::Scope;
use super::texture::Texture;
use crate::learn::{Model, UnitScores};
use crate::matcher::Meaning;
use crate::rubric::{Criterion, CriterionKind};
use crate::span::offset;
use crate::text::{BlockKind, Sentence};

/// Sentences of one criterion that are shown at most.
const MOST_SHOWN: usize = 3;
/// Fewer words are a label, a heading or a note; nobody is told to be wrong by one.
const SHORTEST_CLAIM: usize = 3;
/// A margin so small that the verdict is in doubt.
pub(super) const NEAR: f32 = 0.12;
/// A margin from which a list of terms counts as stating the idea.
const SURE: f32 = 0.25;
/// How far the score must fall without the negation for it to be part of the idea.
const PART_OF_IDEA: f32 = 0.08;

/// A sentence that reads like the examples of a criterion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    column: usize,
    /// How far above the threshold.
    margin: f32,
    sentence: usize,
}

/// All sentences above a threshold, by criterion, the best first.
pub(super) fn candidates(model: &Model, n_sentences: usize, units: &UnitScores, found: &mut Vec<Candidate>) {
    found.clear();
    for sentence in 0..n_sentences {
        for (column, (score, learned)) in units.sentence(sentence).iter().zip(&model.criteria).enumerate() {
            let margin = score - learned.threshold;
            if margin >= 0.0 {
                found.push(Candidate { column, margin, sentence });
            }
        }
    }
    found.sort_unstable_by(|a, b| {
        a.column.cmp(&b.column).then(b.margin.total_cmp(&a.margin)).then(a.sentence.cmp(&b.sentence))
    });
}

/// One criterion of a model on one answer.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub view: AnswerView<'a>,
    pub texture: &'a Texture,
    pub model: &'a Model,
    pub units: &'a UnitScores,
    pub column: usize,
}

impl Reader<'_> {
    /// Adds the best sentences for the criterion to its evidence.
    pub(super) fn evidence(&self, found: &[Candidate], criterion: &Criterion, evidence: &mut Vec<Evidence>) {
        let first = found.partition_point(|one| one.column < self.column);
        let own = found.get(first..).unwrap_or(&[]).iter().take_while(|one| one.column == self.column);
        let told = own.filter_map(|one| {
            let sentence = self.view.document.sentences.get(one.sentence)?;
            self.is_telling(sentence).then_some((one, sentence))
        });
        for (one, sentence) in told.take(MOST_SHOWN) {
            let n_words = (sentence.end - sentence.first) as usize;
            if criterion.kind == CriterionKind::Misconception && n_words < SHORTEST_CLAIM {
                continue;
            }
            evidence.push(Evidence {
                span: self.view.document.span(sentence.first, sentence.end),
                sentence: offset(one.sentence),
                source: Source::Learned { margin: one.margin },
                state: self.state(criterion, sentence, one),
                weak: false,
            });
        }
    }

    /// Whether the sentence has a word of content that an example holds: a score made of articles,
    /// numbers and words never seen says nothing.
    fn is_telling(&self, sentence: &Sentence) -> bool {
        self.view.document.tokens_of(sentence).iter().any(|token| {
            let meaning = self.view.words.info(token.word);
            meaning.cue.is_content() && self.model.knows(meaning.feature)
        })
    }

    fn state(&self, criterion: &Criterion, sentence: &Sentence, one: &Candidate) -> State {
        let at = one.sentence;
        if self.texture.is_echo(offset(at)) {
            return State::Echoed;
        }
        if criterion.reads_polarity(None)
            && let Some(state) = self.turned(criterion.kind, sentence, at)
        {
            return state;
        }
        // Terse notes look like lists, but read like the examples; a pile of terms may do both.
        let bare = self.texture.is_list(offset(at)) && (self.texture.is_stuffed() || one.margin < SURE);
        if bare { State::Listed } else { State::Asserted }
    }

    /// The state of a sentence whose idea is not the writer's; `None` where it is.
    fn turned(&self, kind: CriterionKind, sentence: &Sentence, at: usize) -> Option<State> {
        if let Some(state) = self.view.turned_as_a_whole(offset(at), kind) {
            return Some(state);
        }
        if sentence.kind == BlockKind::Code { None } else { self.denial(kind, sentence, at) }
    }

    /// The state of a sentence that denies the idea; `None` where it states it.
    fn denial(&self, kind: CriterionKind, sentence: &Sentence, at: usize) -> Option<State> {
        let cues = self.view.polarity.cues(sentence);
        let scopes = self.view.polarity.scopes(at).iter();
        let scopes: Vec<&Scope> = scopes.filter(|scope| turns(scope, cues, kind)).collect();
        let first = scopes.first()?;
        let threshold = self.model.criteria.get(self.column).map_or(f32::INFINITY, |one| one.threshold);
        let threshold = threshold + self.model.discount(self.column, at, self.units);
        let tokens = self.view.document.tokens_of(sentence);
        let score_of = |keep: &dyn Fn(usize) -> bool| {
            let kept = tokens.iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, token)| token);
            self.model.score_words(self.column, kept, self.view.words, |meaning: &Meaning| meaning.feature)
        };
        let in_cue = |at: usize| scopes.iter().any(|scope| scope.cue.0 <= at && at < scope.cue.1);
        let in_scope = |at: usize| scopes.iter().any(|scope| scope.first <= at && at < scope.end);
        let whole = self.model.score_alone(self.column, at, self.units);
        if score_of(&|at| !in_cue(at) && !in_scope(at)) >= threshold.min(whole) {
            return None;
        }
        let part_of_idea =
            first.state != State::Attributed && score_of(&|at| !in_cue(at)) < whole - PART_OF_IDEA;
        (!part_of_idea).then_some(first.state)
    }
}
