//! Short words that turn what stands before them: *We don't.*, *That is a myth.*, *Cache: no*, a *no* in a table.
//!
//! A reply speaks of the sentence before it, a value of its label. Nothing here reads what is turned, and a *yes* changes
//! nothing.

use super::cues::CueWord;
use super::evidence::State;
use super::polarity::Scope;
use super::reading::Reading;
use crate::text::{BlockKind, Sentence};

/// Words of a reply at most.
const LONGEST: usize = 7;
/// Words of a label at most.
const LONGEST_LABEL: usize = 5;
/// Words of a value in a table at most.
const LONGEST_VALUE: usize = 3;
/// What heads a column that says whether things are wanted or true, beside *needed*, *use* and the like.
const DECISIONS: [&str; 11] = [
    "decision", "verdict", "include", "included", "scope", "answer", "choice", "planned", "plan", "yes", "no",
];

/// Reads replies, and the tables among them.
#[derive(Debug, Default)]
pub(super) struct Replies {
    /// The table that was read last, by its paragraph, and whether its second column says if things are wanted.
    table: Option<(u32, bool)>,
}

impl Replies {
    /// What a sentence makes of the one before it.
    pub(super) fn turned(&mut self, reading: &Reading<'_>) -> Option<Scope> {
        let decides = self.decides(reading);
        let (before, cues) = reading.before()?;
        if before.paragraph != reading.sentence.paragraph {
            return None;
        }
        let state = match (before.kind, reading.sentence.kind) {
            (BlockKind::Cell, BlockKind::Cell) => cell(reading, before).filter(|_| decides),
            (BlockKind::Prose | BlockKind::Item, BlockKind::Prose | BlockKind::Item) => {
                reply(reading, before.question, cues)
            }
            _ => None,
        };
        Some(Scope::from_outside(0, cues.len(), state?))
    }

    /// What a value makes of the label before it: *Cache: no*, *keys - not needed*, *retries: ✗*.
    pub(super) fn value(&mut self, reading: &Reading<'_>) -> Option<Scope> {
        let sentence = reading.sentence;
        if sentence.crossed && (sentence.opens || sentence.kind == BlockKind::Cell) {
            let is_cell = sentence.kind == BlockKind::Cell;
            let turned = if is_cell { self.decides(reading) } else { is_label(reading.cues) };
            return turned.then(|| Scope::from_outside(0, reading.cues.len(), State::Rejected));
        }
        let end = reading.label_end(LONGEST_LABEL)?;
        let scope = Scope { cue: (end, end + 1), first: 0, end, state: State::Rejected };
        (is_label(reading.cues.get(..end)?) && is_no(reading, end)).then_some(scope)
    }

    /// Whether the second column of the table that is read says if things are wanted; the first cell in it, its head,
    /// tells.
    fn decides(&mut self, reading: &Reading<'_>) -> bool {
        let sentence = reading.sentence;
        match self.table {
            Some((paragraph, decides)) if paragraph == sentence.paragraph => decides,
            _ if sentence.kind == BlockKind::Cell && sentence.depth == 1 => {
                let decides = heads_decisions(reading);
                self.table = Some((sentence.paragraph, decides));
                decides
            }
            _ => true,
        }
    }
}

/// *| queue | no |*: a row of a label and a decision, not of things compared.
fn cell(reading: &Reading<'_>, label: &Sentence) -> Option<State> {
    let sentence = reading.sentence;
    let next = reading.next().filter(|next| next.kind == sentence.kind && next.depth > 1);
    let compared = next.is_some_and(|next| next.end - next.first <= 1);
    let is_value = (label.depth, sentence.depth) == (0, 1) && reading.cues.len() <= LONGEST_VALUE;
    (is_value && !compared && is_no(reading, 0)).then_some(State::Rejected)
}

fn is_label(cues: &[CueWord]) -> bool {
    use CueWord::{And, Content, Function, Others, Shunned, View};
    let plain =
        |cue: &CueWord| matches!(cue, And | Content | Function | Others | Shunned | View) || cue.is_use();
    cues.len() <= LONGEST_LABEL && cues.iter().all(plain)
}

/// Whether the head of a column asks for a decision: *Needed?*, *Do I use it?*.
fn heads_decisions(reading: &Reading<'_>) -> bool {
    use CueWord::{Copula, Function, Needed, Self_, Subject, Would};
    (0..reading.cues.len()).all(|at| {
        let cue = reading.cues.get(at).copied().unwrap_or_default();
        matches!(cue, Copula | Function | Needed | Self_ | Subject | Would)
            || cue.is_use()
            || reading.is_one_of(at, &DECISIONS)
    })
}

/// What a short sentence makes of the one before: rejected where that was asked or is what others would do,
/// attributed where it is only said to be wrong.
fn reply(reading: &Reading<'_>, question: bool, before: &[CueWord]) -> Option<State> {
    use CueWord::{Instead, Needed, No, Not, Omit, Others, Self_, Without, Would};
    if reading.cues.len() > LONGEST {
        return None;
    }
    let (refused, judged) = (is_refusal(reading.cues), is_judgement(reading));
    if !refused && !judged {
        return None;
    }
    let turned = |cue: &CueWord| matches!(cue, Not | No | Without | Omit | Instead) || cue.is_worthless();
    let opening = before.get(..3).unwrap_or(before);
    let of_others = opening.contains(&Others) || (opening.contains(&Would) && !before.contains(&Self_));
    let set_aside = refused || reading.cues.iter().any(|cue| *cue == Needed || cue.is_worthless());
    if set_aside && (question || of_others) && !before.iter().any(turned) {
        Some(State::Rejected)
    } else {
        judged.then_some(State::Attributed)
    }
}

/// *We don't*, *I would not do that*, *I'd skip it*.
fn is_refusal(cues: &[CueWord]) -> bool {
    use CueWord::{Border, But, Copula, Function, Not, Omit, Self_, Subject, That, Would};
    let last = cues.len().saturating_sub(1);
    let says_nothing = |(at, cue): (usize, &CueWord)| match cue {
        Border => at == last,
        But => at == 0,
        _ => matches!(cue, Copula | Function | Not | Omit | Self_ | Subject | That | Would) || cue.is_use(),
    };
    let n_turns = cues.iter().filter(|cue| matches!(cue, Not | Omit)).count();
    cues.iter().take(2).any(|cue| *cue == Self_) && n_turns == 1 && cues.iter().enumerate().all(says_nothing)
}

/// *That is wrong*, *It isn't*, *Not true*, *I disagree*.
fn is_judgement(reading: &Reading<'_>) -> bool {
    use CueWord::{Copula, Function, Needed, No, Not, Only, Others, Self_, Subject, That};
    let cues = reading.cues;
    let (first, n) = (cues.first().copied().unwrap_or_default(), cues.len());
    if first == Self_ {
        return (1..n).any(|at| reading.is_one_of(at, &["disagree"])) && n <= 4;
    }
    let says_nothing = |cue: &CueWord| {
        matches!(cue, Copula | Function | Needed | Not | No | Only | Others | Subject | That)
            || cue.is_use()
            || cue.is_worthless()
    };
    let denied = cues.iter().any(|cue| matches!(cue, Not | No));
    let begins = matches!(first, That | Subject | Others)
        || (first.is_worthless() && n == 1)
        || (first == Not && cues.contains(&Needed));
    begins && denied != cues.iter().any(|cue| cue.is_worthless()) && cues.iter().all(says_nothing)
}

/// *no*, *not needed*, *never*, and nothing else from a word on: *order: none, the later one wins* says something.
fn is_no(reading: &Reading<'_>, at: usize) -> bool {
    use CueWord::{But, Copula, Function, Needed, No, Not, Subject};
    let Some((first, rest)) = reading.cues.get(at..).and_then(<[CueWord]>::split_first) else { return false };
    let words = ["skip", "skipped", "overkill", "unnecessary"];
    let says_nothing = |cue: &CueWord| {
        matches!(cue, But | Copula | Function | Needed | No | Not | Subject) || cue.is_worthless()
    };
    (matches!(first, No | Not) || reading.is_one_of(at, &words)) && rest.iter().all(says_nothing)
}
