//! Scopes of negation, rejection and attribution in one sentence.
//!
//! In the manner of `NegEx` (Chapman et al. 2001) and `ConText` (Harkema et al. 2009): a cue opens a
//! scope that ends at a clause border, and some cues undo others (*not only*, *never forget*,
//! *without X we would*). What a scope does to a criterion is for the arbiter to say.

use super::cues::{Counts, CueWord};
use super::evidence::State;
use super::lead_in::LeadIns;
use super::reply::Replies;
use crate::text::{Before, BlockKind, Document, Sentence, Token};

/// A stretch of tokens of a sentence, and what a cue makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scope {
    /// Tokens of the cue itself; [`OUTSIDE`] where it stands in another sentence.
    pub cue: (usize, usize),
    /// First token of the scope.
    pub first: usize,
    /// One past its last.
    pub end: usize,
    /// Negated, rejected or attributed.
    pub state: State,
}

/// The place of a cue that is no word of its sentence; behind everything.
const OUTSIDE: (usize, usize) = (usize::MAX, usize::MAX);

impl Scope {
    /// A scope that another sentence opens.
    pub(super) fn from_outside(first: usize, end: usize, state: State) -> Self {
        Self { cue: OUTSIDE, first, end, state }
    }

    /// Whether the writer takes back the clause before: *X, but I wouldn't*.
    pub(super) fn is_set_aside(&self, cues: &[CueWord]) -> bool {
        self.end <= self.cue.0
            && cues.get(self.cue.0..self.cue.1).is_some_and(|cue| cue.contains(&CueWord::Self_))
    }
}

/// Cues and scopes of a whole answer, found once; memory is used again.
#[derive(Debug, Default)]
pub(super) struct Polarity {
    cues: Vec<CueWord>,
    scopes: Vec<Scope>,
    /// Words of each sentence.
    counts: Vec<Counts>,
    /// Where the scopes of each sentence end.
    ends: Vec<usize>,
    hesitant: bool,
}

impl Polarity {
    /// Reads every sentence of a document.
    pub(super) fn read<'w>(
        &mut self,
        answer: &str,
        document: &Document,
        cue: impl Fn(&Token) -> CueWord + 'w,
    ) {
        self.cues.clear();
        self.scopes.clear();
        self.counts.clear();
        self.ends.clear();
        self.hesitant = false;
        let mut around = Around::default();
        for (at, sentence) in document.sentences.iter().enumerate() {
            let tokens = document.tokens_of(sentence);
            let (mut seen, mut content) = (0, 0);
            self.cues.extend(tokens.iter().map(|token| {
                let cue = cue(token);
                seen |= cue.bit();
                content += usize::from(cue.is_content());
                cue
            }));
            let cues = self.cues.get(sentence.first as usize..).unwrap_or(&[]);
            let reading = Reading { answer, document, sentence, at, tokens, cues, all: &self.cues };
            around.scopes(&reading, seen, &mut self.scopes, &mut self.ends);
            self.hesitant |= seen & HESITANT != 0;
            let elsewhere = |cue: &&CueWord| **cue == CueWord::Elsewhere;
            let met = seen & CueWord::Elsewhere.bit() != 0;
            let elsewhere = if met { cues.iter().filter(elsewhere).count() } else { 0 };
            self.counts.push(Counts { tokens: tokens.len(), content, elsewhere });
            self.ends.push(self.scopes.len());
        }
    }

    /// Whether anything is said with hesitation.
    pub(super) fn is_hesitant(&self) -> bool {
        self.hesitant
    }

    /// The words of each sentence, counted.
    pub(super) fn counts(&self) -> &[Counts] {
        &self.counts
    }

    /// What each token of a sentence is to polarity.
    pub(super) fn cues(&self, sentence: &Sentence) -> &[CueWord] {
        self.cues.get(sentence.first as usize..sentence.end as usize).unwrap_or(&[])
    }

    /// The scopes of a sentence, in order of their cues; token numbers count from its start.
    pub(super) fn scopes(&self, sentence: usize) -> &[Scope] {
        let start = sentence.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(sentence).and_then(|end| self.scopes.get(start..*end)).unwrap_or(&[])
    }
}

/// Cues that open a scope, a bit each: most sentences have none.
const OPENERS: u32 = {
    use CueWord::{Instead, No, Not, Omit, Others, Tempting, Without, Worthless};
    let own = Not.bit() | No.bit() | Without.bit() | Omit.bit() | Instead.bit() | Worthless.bit();
    own | Others.bit() | Tempting.bit()
};

/// Cues by which a sentence may turn another one.
const TURNING: u32 = {
    use CueWord::{No, Not, Omit, Shunned, Worthless};
    Not.bit() | No.bit() | Omit.bit() | Worthless.bit() | Shunned.bit()
};

/// What of the sentences before may still reach into the next, or be reached by it.
#[derive(Debug, Default)]
struct Around {
    lead_ins: LeadIns,
    replies: Replies,
}

impl Around {
    /// Adds the scopes of a sentence, and what it makes of the one before to those of that.
    fn scopes(&mut self, reading: &Reading<'_>, seen: u32, scopes: &mut Vec<Scope>, ends: &mut [usize]) {
        let turns = seen & TURNING != 0;
        let sentence = reading.sentence;
        if (turns || sentence.kind == BlockKind::Cell)
            && let Some(scope) = self.replies.turned(reading)
        {
            scopes.push(scope);
            ends.last_mut().into_iter().for_each(|end| *end += 1);
        }
        if seen & OPENERS != 0 {
            Clauses { tokens: reading.tokens, cues: reading.cues }.scopes(scopes);
        }
        if turns || sentence.crossed {
            scopes.extend(self.replies.value(reading));
        }
        if turns || self.lead_ins.are_open() {
            scopes.extend(self.lead_ins.scope(reading));
        }
    }
}

/// Cues of hesitation.
const HESITANT: u32 = CueWord::Hedge.bit() | CueWord::Know.bit();

/// A sentence among those before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub answer: &'a str,
    pub document: &'a Document,
    pub sentence: &'a Sentence,
    /// Its number.
    pub at: usize,
    pub tokens: &'a [Token],
    pub cues: &'a [CueWord],
    /// The cues of the document up to its end.
    all: &'a [CueWord],
}

impl<'a> Reading<'a> {
    /// The sentence before, with its cues.
    pub(super) fn before(&self) -> Option<(&'a Sentence, &'a [CueWord])> {
        let before = self.document.sentences.get(self.at.checked_sub(1)?)?;
        Some((before, self.all.get(before.first as usize..before.end as usize)?))
    }

    /// The sentence behind.
    pub(super) fn next(&self) -> Option<&'a Sentence> {
        self.document.sentences.get(self.at + 1)
    }

    /// Whether a word is one of these.
    pub(super) fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        let written = self.tokens.get(at).map_or("", |token| token.span.slice(self.answer));
        words.iter().any(|word| word.eq_ignore_ascii_case(written))
    }

    /// Where the first clause behind a label begins, as in *Not needed: keys*; a label is short.
    pub(super) fn label_end(&self, longest: usize) -> Option<usize> {
        let borders = self.tokens.iter().take(longest + 1).skip(1);
        borders.map(|token| token.before).position(|before| before == Before::Clause).map(|at| at + 1)
    }
}

/// A sentence as its cues.
#[derive(Debug)]
struct Clauses<'t> {
    tokens: &'t [Token],
    cues: &'t [CueWord],
}

/// A scope reaches no further than this many tokens.
const REACH: usize = 14;
/// Tokens between a negation and the *that* of what is not thought, meant or guaranteed.
const OBJECT: usize = 4;
/// Words of an item of an enumeration at most.
const LISTED: usize = 3;
/// Tokens between *if* and the negation of its condition.
const CONDITION: usize = 3;
/// Tokens between *but* and the negation that takes back what stands before it.
const TURN: usize = 8;

impl Clauses<'_> {
    fn cue(&self, at: usize) -> CueWord {
        self.cues.get(at).copied().unwrap_or_default()
    }

    /// All scopes, in order of their cues.
    fn scopes(&self, scopes: &mut Vec<Scope>) {
        let mut at = 0;
        while at < self.cues.len() {
            at = match self.cue(at) {
                CueWord::Not | CueWord::No => self.negation(at, scopes),
                CueWord::Without => self.without(at, scopes),
                CueWord::Omit => self.omission(at, scopes),
                CueWord::Instead => self.instead(at, scopes),
                CueWord::Worthless => self.worthless(at, at, scopes),
                CueWord::Others => self.attribution(at, scopes),
                CueWord::Tempting => self.temptation(at, scopes),
                _ => at + 1,
            };
        }
    }

    /// *not*, *no* and what follows; returns where to go on.
    fn negation(&self, at: usize, scopes: &mut Vec<Scope>) -> usize {
        let next = |ahead: usize| self.cue(at + ahead);
        if let Some(scope) = self.set_aside(at) {
            scopes.push(scope);
        }
        if self.is_condition(at) {
            return self.clause_end(at + 1);
        }
        if next(1) == CueWord::Only || (self.cue(at) == CueWord::No && next(1) == CueWord::Hedge) {
            return at + 2;
        }
        for ahead in 1..=3 {
            match next(ahead) {
                // `never wrong`, `not overkill`: said of an idea that is kept.
                CueWord::Omit | CueWord::Not | CueWord::No | CueWord::Worthless => return at + ahead + 1,
                CueWord::Needed => return self.worthless(at, at + ahead, scopes),
                cue if cue.is_border() => break,
                _ => {}
            }
        }
        let mut end = self.negated_end(at);
        if let Some(without) = (at + 1..end).find(|at| self.cue(*at) == CueWord::Without) {
            // `never choose without measuring`: what follows is demanded.
            end = without;
            scopes.push(Scope { cue: (at, at + 1), first: at + 1, end, state: State::Negated });
            return self.clause_end(without + 1);
        }
        let state = if next(1) == CueWord::Use { State::Rejected } else { State::Negated };
        scopes.push(Scope { cue: (at, at + 1), first: at + 1, end, state });
        self.after_negation(at, end)
    }

    /// Where the clause of a negation ends: that about a noun at the verb of that noun, *messages that can't be
    /// read are parked*; that of what is not thought or meant behind *that*, *it doesn't mean that X*.
    fn negated_end(&self, at: usize) -> usize {
        let end = self.clause_end(at + 1);
        let is_relative = |at: usize| matches!(self.cue(at), CueWord::That | CueWord::Relative);
        if (at.saturating_sub(2)..at).any(is_relative) {
            return (at + 2..end).find(|at| self.cue(*at) == CueWord::Copula).unwrap_or(end);
        }
        let head = self.cues.get(at + 1..end).unwrap_or(&[]);
        let goes_on = self.cue(end) == CueWord::That
            && head.len() < OBJECT
            && !head.contains(&CueWord::Copula)
            && end + 1 < self.cues.len();
        if goes_on { self.clause_end(end + 1) } else { end }
    }

    /// *if you don't throw out repeats, they pay twice*: what is missing is what is asked for.
    fn is_condition(&self, at: usize) -> bool {
        let near = at.saturating_sub(CONDITION)..at;
        near.into_iter().any(|at| self.cue(at) == CueWord::If) && self.clause_end(at + 1) < self.cues.len()
    }

    /// *X; I wouldn't*, *X, but we don't have one*, *X, but it's not something I would do*: a negation
    /// without words of its own turns to the clause before.
    fn set_aside(&self, at: usize) -> Option<Scope> {
        let start = (at.saturating_sub(TURN)..at).rev().find(|at| self.turns_round(*at))?;
        let own = |at: usize| self.cue(at) == CueWord::Self_;
        let end = self.cues.len();
        let of_mine = self.cue(at + 1) == CueWord::Use && own(at + 2);
        let bare = (start..at).any(own) && (at + 1..end).all(|at| self.is_pro_form(at));
        if !(of_mine || bare) || self.is_subordinate(self.clause_start(start)) {
            return None;
        }
        let first = start.saturating_sub(2 * REACH);
        Some(Scope { cue: (start, end.min(at + 3)), first, end: start, state: State::Rejected })
    }

    /// Whether a clause begins here that may take back the one before.
    fn turns_round(&self, at: usize) -> bool {
        let apart = self.tokens.get(at).is_some_and(|token| token.before == Before::Clause);
        at > 0 && (apart || self.cue(at) == CueWord::But)
    }

    /// Whether a token has no meaning of its own: *do it*, *have one*, *bother with that*.
    fn is_pro_form(&self, at: usize) -> bool {
        use CueWord::{Copula, Function, Only, Subject, Use};
        matches!(self.cue(at), Copula | Function | Only | Subject | Use)
            || (self.is_subordinate(at) && at + 1 == self.cues.len())
    }

    /// Whether a clause begins here that hangs on another.
    fn is_subordinate(&self, at: usize) -> bool {
        self.cue(at).is_border() && self.cue(at) != CueWord::But
    }

    /// Inside a scope a second negation would only be undone; go on behind it.
    fn after_negation(&self, at: usize, end: usize) -> usize {
        (at + 1..end).find(|at| self.cue(*at) == CueWord::Instead).unwrap_or(end)
    }

    /// *without X* denies X, unless it says what would happen then.
    fn without(&self, at: usize, scopes: &mut Vec<Scope>) -> usize {
        let consequence = self.cues.iter().enumerate().any(|(other, cue)| {
            other != at && matches!(cue, CueWord::Would | CueWord::Hedge | CueWord::Not | CueWord::Omit)
        });
        if !consequence {
            scopes.push(Scope {
                cue: (at, at + 1),
                first: at + 1,
                end: self.clause_end(at + 1),
                state: State::Negated,
            });
        }
        at + 1
    }

    /// *skip X*, *ignore X*: a rejection where somebody decides it.
    fn omission(&self, at: usize, scopes: &mut Vec<Scope>) -> usize {
        let from = at.saturating_sub(3);
        let decided = at == 0 || (from..at).any(|at| matches!(self.cue(at), CueWord::Self_ | CueWord::Would));
        let end = self.clause_end(at + 1);
        // `I ignore it and look at the tail`: what is left out was named before.
        let named = (at + 1..end).take_while(|at| self.is_pro_form(*at)).last();
        let goes_on = named.is_some_and(|at| self.cue(at + 1) == CueWord::And);
        if decided && !goes_on {
            scopes.push(Scope { cue: (at, at + 1), first: at + 1, end, state: State::Rejected });
        }
        at + 1
    }

    /// *instead of X*, *rather than X*.
    fn instead(&self, at: usize, scopes: &mut Vec<Scope>) -> usize {
        if self.cue(at + 1) == CueWord::Function && at + 2 < self.cues.len() {
            scopes.push(Scope {
                cue: (at, at + 2),
                first: at + 2,
                end: self.clause_end(at + 2),
                state: State::Rejected,
            });
        }
        at + 2
    }

    /// *X is overkill*, *it is a myth that X*: rejects its clause and what it introduces.
    fn worthless(&self, from: usize, at: usize, scopes: &mut Vec<Scope>) -> usize {
        let negated = from == at
            && (at.saturating_sub(3)..at).any(|at| matches!(self.cue(at), CueWord::Not | CueWord::No));
        if negated {
            return at + 1;
        }
        let start = self.subject_start(from);
        if start < from {
            scopes.push(Scope { cue: (from, at + 1), first: start, end: from, state: State::Rejected });
        }
        let mut end = self.cues.len().min(at + 1 + 2 * REACH);
        if let Some(border) =
            (at + 2..end).find(|at| self.tokens.get(*at).is_some_and(|token| token.before >= Before::Clause))
        {
            end = border;
        }
        if (at + 1..end.min(at + 4))
            .any(|at| self.cue(at).is_border() || matches!(self.cue(at), CueWord::Copula | CueWord::Function))
        {
            scopes.push(Scope { cue: (from, at + 1), first: at + 1, end, state: State::Rejected });
        }
        at + 1
    }

    /// *some people think X*: attributed to others.
    fn attribution(&self, at: usize, scopes: &mut Vec<Scope>) -> usize {
        let says = (at + 1..(at + 6).min(self.cues.len())).find(|at| self.cue(*at) == CueWord::Say);
        match says {
            Some(says) => {
                let end = self.tokens.len();
                scopes.push(Scope { cue: (at, says + 1), first: says + 1, end, state: State::Attributed });
                says + 1
            }
            None => at + 1,
        }
    }

    /// *it is tempting to X*, *allegedly X*: nobody says that it is true.
    fn temptation(&self, at: usize, scopes: &mut Vec<Scope>) -> usize {
        let end = self.cues.len();
        scopes.push(Scope { cue: (at, at + 1), first: 0, end, state: State::Attributed });
        at + 1
    }

    /// Where the clause that holds `from` ends.
    fn clause_end(&self, from: usize) -> usize {
        let limit = self.cues.len().min(from + REACH);
        (from..limit).find(|at| self.is_border(*at, *at > from + 1 || !self.is_listing(*at))).unwrap_or(limit)
    }

    /// *no cache, queue or retry*: whether the comma before a token parts things of one kind.
    fn is_listing(&self, at: usize) -> bool {
        (at..at + LISTED)
            .take_while(|at| !self.is_border(*at, false))
            .any(|at| self.cue(at + 1) == CueWord::And)
    }

    fn clause_start(&self, from: usize) -> usize {
        let limit = from.saturating_sub(2 * REACH);
        (limit + 1..from)
            .rev()
            .find(|at| self.is_border(*at, true) && !self.cue(*at).is_border())
            .unwrap_or(limit)
    }

    /// Where the subject of what is said at `from` begins: *X, before anything else, is the wrong reflex*.
    fn subject_start(&self, from: usize) -> usize {
        let start = self.clause_start(from);
        let bare = self
            .cues
            .get(start..from)
            .is_some_and(|cues| cues.iter().all(|cue| matches!(cue, CueWord::Copula | CueWord::Function)));
        if bare { self.clause_start(self.clause_start(start)) } else { start }
    }

    fn is_border(&self, at: usize, comma_counts: bool) -> bool {
        let before = self.tokens.get(at).map_or(Before::Space, |token| token.before);
        let next = self.cue(at + 1);
        let subject = matches!(next, CueWord::Subject | CueWord::Self_ | CueWord::Others) || next.is_border();
        before == Before::Clause
            || (before == Before::Comma && comma_counts)
            || self.cue(at).is_border()
            || (self.cue(at) == CueWord::And && subject)
    }
}
