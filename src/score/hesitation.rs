//! How sure the writer is of what a sentence says: *perhaps a TTL* states an idea with a hedge, *I'm not
//! sure, maybe a TTL?* only touches it.
//!
//! A hedge alone takes nothing away: people say *probably* of what they know. Nothing here looks at
//! misconceptions, since being wrong with hesitation is being wrong.

use super::arbitrate::AnswerView;
use super::cues::CueWord;
use super::evidence::{Evidence, State};
use crate::rubric::{Criterion, CriterionKind};
use crate::text::{Before, Sentence};

/// Words between a negation and the knowing that it denies: *not really all that sure*.
const BETWEEN: usize = 3;
/// What may follow *I don't know* where it says what others do not know, or asks for no answer.
const NOT_OF_THE_ANSWER: [&str; 5] = ["if", "whether", "why", "any", "anybody"];

/// Marks what an answer states of a criterion with a hedge, and weakens what it says not to know.
pub(super) fn hedge(answer: &str, view: &AnswerView<'_>, criterion: &Criterion, evidence: &mut [Evidence]) {
    if criterion.kind == CriterionKind::Misconception {
        return;
    }
    let stated =
        |piece: &Evidence| piece.state == State::Asserted && criterion.reads_polarity(piece.indicator());
    for piece in evidence.iter_mut().filter(|piece| stated(piece)) {
        let Some(sentence) = view.sentence(piece.sentence) else { continue };
        let reading = Reading { answer, view, sentence, cues: view.polarity.cues(sentence) };
        if reading.is_unsure() {
            (piece.state, piece.weak) = (State::Hedged, true);
        } else if reading.is_hedged(piece) {
            piece.state = State::Hedged;
        }
    }
}

struct Reading<'a> {
    answer: &'a str,
    view: &'a AnswerView<'a>,
    sentence: &'a Sentence,
    cues: &'a [CueWord],
}

impl Reading<'_> {
    /// *I'm not sure how*, *no idea*, *maybe the queries?*.
    fn is_unsure(&self) -> bool {
        let places = self.cues.iter().enumerate();
        let asks = self.sentence.question && self.has_hedge(self.cues.len());
        asks || places.filter(|(_, cue)| **cue == CueWord::Know).any(|(at, _)| self.is_unknown(at))
    }

    /// Whether a hedge stands before the end of a piece.
    fn is_hedged(&self, piece: &Evidence) -> bool {
        let tokens = self.view.document.tokens_of(self.sentence);
        self.has_hedge(tokens.partition_point(|token| token.span.start < piece.span.end))
    }

    /// *guess* and *suppose* are hedges where the writer does it.
    fn has_hedge(&self, end: usize) -> bool {
        let heads = self.cues.iter().take(end).enumerate();
        heads.filter(|(_, cue)| **cue == CueWord::Hedge).any(|(at, _)| {
            let verb = ["guess", "suppose"].iter().any(|verb| self.is(at, verb));
            !verb || at.checked_sub(1).is_some_and(|before| self.is_first_person(before))
        })
    }

    /// Whether the knowing at a place is denied by the writer, of their own answer.
    fn is_unknown(&self, at: usize) -> bool {
        let negation = (at.saturating_sub(BETWEEN)..at)
            .rev()
            .find(|at| matches!(self.cues.get(*at), Some(CueWord::Not | CueWord::No)));
        let of_others = || NOT_OF_THE_ANSWER.iter().any(|word| self.is(at + 1, word));
        negation.is_some_and(|from| self.is_own(from)) && !of_others()
    }

    /// *I don't*, *I'm really not*, or a clause that begins with its negation.
    fn is_own(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        let token = self.view.document.tokens_of(self.sentence).get(at);
        token.is_some_and(|token| matches!(token.before, Before::Comma | Before::Clause))
            || self.cues.get(before).is_some_and(|cue| cue.is_border())
            || (at.saturating_sub(2)..at).any(|at| self.is_first_person(at))
    }

    fn is_first_person(&self, at: usize) -> bool {
        ["i", "i'm", "i’m", "im"].iter().any(|word| self.is(at, word))
    }

    fn is(&self, at: usize, word: &str) -> bool {
        let token = self.view.document.tokens_of(self.sentence).get(at);
        token.is_some_and(|token| token.span.slice(self.answer).eq_ignore_ascii_case(word))
    }
}
