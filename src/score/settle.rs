//! What pieces of evidence say of one another: what is certain outweighs a likeness that is not.
//!
//! A pattern knows its words and the scope that they stand in; the model knows only that a sentence
//! reads like the examples. Nothing here finds evidence or takes any away that a pattern asserts.

use super::evidence::{Evidence, Source, State};
use crate::rubric::{Criterion, CriterionKind};

/// How far above the threshold a sentence outweighs a denial in another one.
const OUTWEIGHS: f32 = 0.25;
/// How far above its threshold a sentence surely speaks of the question, in units of the margin to which
/// the learner pushes examples: half of it. Without a bar, answers to other questions earn more than twice
/// as much; with it, answers to the point lose little (figures: DESIGN.md, "Polarity").
const SPEAKS: f32 = 0.5;
/// The fewer words, the less likely one sentence does so by chance: of fewer, a share of it is enough.
const FEW: f32 = 80.0;

/// Lets the denials that patterns found in an answer speak to the other evidence of the criterion.
pub(super) fn settle(answer: &str, evidence: &mut [Evidence]) {
    if !evidence.iter().any(|piece| is_pattern(piece) && is_denial(piece)) {
        return;
    }
    repeat(answer, evidence);
    let asserts = |piece: &Evidence| is_pattern(piece) && piece.counts();
    let asserted = evidence.iter().any(asserts);
    for at in 0..evidence.len() {
        let Some(Evidence { source: Source::Learned { margin }, state: State::Asserted, sentence, .. }) =
            evidence.get(at).copied()
        else {
            continue;
        };
        let beside = |piece: &&Evidence| is_pattern(piece) && piece.sentence == sentence;
        let own = evidence.iter().filter(beside).find(|piece| is_denial(piece)).map(|piece| piece.state);
        let state = match own {
            Some(state) if !evidence.iter().filter(beside).any(Evidence::counts) => state,
            None if !asserted && margin < OUTWEIGHS => State::Unsure,
            _ => continue,
        };
        if let Some(piece) = evidence.get_mut(at) {
            piece.state = state;
        }
    }
}

/// Where nothing in an answer surely speaks of the question, sentences that read a little like the
/// examples do so by chance. A misconception may be all that an answer says, and is left.
pub(super) fn doubt(criteria: &[Criterion], n_words: usize, evidence: &mut [Vec<Evidence>]) {
    let share = u16::try_from(n_words).map_or(1.0, |words| (f32::from(words) / FEW).min(1.0));
    let bar = SPEAKS * share;
    let speaks = |piece: &Evidence| {
        let surely = match piece.source {
            Source::Pattern { .. } => true,
            Source::Learned { margin } => margin >= bar,
        };
        surely && piece.counts()
    };
    if evidence.iter().flatten().any(speaks) {
        return;
    }
    let earning = |criterion: &Criterion| criterion.kind != CriterionKind::Misconception;
    let lists = criteria.iter().zip(evidence).filter(|(criterion, _)| earning(criterion));
    let counted = lists.flat_map(|(_, list)| list).filter(|piece| !is_pattern(piece) && piece.counts());
    counted.for_each(|piece| piece.state = State::Unsure);
}

/// *I would not roll back, since a rollback is slow*: the words of a denial, said again in its sentence.
fn repeat(answer: &str, evidence: &mut [Evidence]) {
    evidence.sort_by_key(|piece| (piece.sentence, piece.indicator(), piece.span.start));
    let mut denial: Option<Evidence> = None;
    for piece in evidence.iter_mut().filter(|piece| is_pattern(piece)) {
        let again = |denial: &Evidence| {
            piece.counts()
                && piece.sentence == denial.sentence
                && piece.indicator() == denial.indicator()
                && letters(answer, piece).eq(letters(answer, denial))
        };
        if let Some(denial) = denial.filter(again) {
            piece.state = denial.state;
        } else if is_denial(piece) {
            denial = Some(*piece);
        }
    }
}

/// What was matched, however it is spaced and hyphenated.
fn letters<'a>(answer: &'a str, piece: &Evidence) -> impl Iterator<Item = char> + use<'a> {
    piece.span.slice(answer).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

fn is_pattern(piece: &Evidence) -> bool {
    matches!(piece.source, Source::Pattern { .. })
}

fn is_denial(piece: &Evidence) -> bool {
    matches!(piece.state, State::Negated | State::Rejected)
}
