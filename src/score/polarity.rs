//! Scopes of negation, rejection and attribution in one sentence.
//!
//! In the manner of `NegEx` (Chapman et al. 2001) and `ConText` (Harkema et al. 2009): a cue opens a
//! scope that ends at a clause border, and some cues undo others (*not only*, *never forget*,
//! *without X we would*). What a scope does to a criterion is for the arbiter to say.

use super::cues::{Counts, CueWord};
use super::evidence::State;
use super::lead_in::LeadIns;
use super::reading::Reading;
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
            let (mut seen, mut content) = (0_u64, 0);
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
const OPENERS: u64 = {
    use CueWord::{Believed, Instead, No, Not, Omit, Others, Tempting, Used, Without, Worthless, Wrong};
    let own =
        Not.bit() | No.bit() | Without.bit() | Omit.bit() | Instead.bit() | Worthless.bit() | Wrong.bit();
    own | Others.bit() | Tempting.bit() | Believed.bit() | Used.bit()
};

/// What of the sentences before may still reach into the next, or be reached by it.
#[derive(Debug, Default)]
struct Around {
    lead_ins: LeadIns,
    replies: Replies,
}

impl Around {
    /// Adds the scopes of a sentence, and what it makes of the one before to those of that.
    fn scopes(&mut self, reading: &Reading<'_>, seen: u64, scopes: &mut Vec<Scope>, ends: &mut [usize]) {
        let turns = seen & CueWord::TURNING != 0;
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
const HESITANT: u64 = CueWord::Hedge.bit() | CueWord::Know.bit();

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
/// Tokens from the negation to the end of a clause whose object stands first.
const FRONTED: usize = 3;

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
                CueWord::Wrong if self.is_attribute(at) => at + 1,
                CueWord::Worthless | CueWord::Wrong => self.worthless(at, at, scopes),
                CueWord::Believed | CueWord::Used => self.former(at, scopes),
                CueWord::Others => self.attribution(at, scopes),
                CueWord::Tempting => self.temptation(at, scopes),
                _ => at + 1,
            };
        }
    }

    /// *not*, *no* and what follows; returns where to go on.
    fn negation(&self, at: usize, scopes: &mut Vec<Scope>) -> usize {
        let next = |ahead: usize| self.cue(at + ahead);
        scopes.extend(self.set_aside(at).or_else(|| self.fronted(at)));
        if self.is_condition(at) {
            return self.clause_end(at + 1);
        }
        if next(1) == CueWord::Only || (self.cue(at) == CueWord::No && next(1) == CueWord::Hedge) {
            return at + 2;
        }
        for ahead in 1..=3 {
            match next(ahead) {
                // `never wrong`, `not overkill`: said of an idea that is kept.
                CueWord::Omit | CueWord::Not | CueWord::No => return at + ahead + 1,
                cue if cue.is_worthless() => return at + ahead + 1,
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
        let state = if next(1).is_use() { State::Rejected } else { State::Negated };
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
        let of_mine = self.cue(at + 1).is_use() && own(at + 2);
        let bare = (start..at).any(own) && (at + 1..end).all(|at| self.is_pro_form(at));
        if !(of_mine || bare) || self.is_subordinate(self.clause_start(start)) {
            return None;
        }
        let first = start.saturating_sub(2 * REACH);
        Some(Scope { cue: (start, end.min(at + 3)), first, end: start, state: State::Rejected })
    }

    /// *reconciliation we don't do*: what stands before its subject.
    fn fronted(&self, at: usize) -> Option<Scope> {
        let own = (at.saturating_sub(2)..at).rev().find(|at| self.cue(*at) == CueWord::Self_)?;
        let named = own.checked_sub(1).is_some_and(|before| self.cue(before).is_content());
        let close = self.tokens.get(own).is_some_and(|token| token.before == Before::Space);
        let end = self.clause_end(at + 1);
        let bare = end <= at + FRONTED && (at + 1..end).all(|at| self.is_pro_form(at));
        let (cue, first) = ((own, end), self.clause_start(own));
        (named && close && bare).then_some(Scope { cue, first, end: own, state: State::Rejected })
    }

    /// Whether a clause begins here that may take back the one before.
    fn turns_round(&self, at: usize) -> bool {
        let apart = self.tokens.get(at).is_some_and(|token| token.before == Before::Clause);
        at > 0 && (apart || self.cue(at) == CueWord::But)
    }

    /// Whether a token has no meaning of its own: *do it*, *have one*, *bother with that*.
    fn is_pro_form(&self, at: usize) -> bool {
        use CueWord::{Copula, Function, Only, Subject, Use, Used};
        matches!(self.cue(at), Copula | Function | Only | Subject | Use | Used)
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
        let first = (0..at).all(|at| self.cue(at).is_border() || self.cue(at) == CueWord::And);
        let consequence = first
            || self.cues.iter().enumerate().any(|(other, cue)| {
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
        if self.introduces(start, from, at) {
            let limit = self.cues.len().min(at + 1 + 2 * REACH);
            let apart = |at: &usize| self.tokens.get(*at).is_some_and(|token| token.before >= Before::Clause);
            let end = (at + 2..limit).find(apart).unwrap_or(limit);
            scopes.push(Scope { cue: (from, at + 1), first: at + 1, end, state: State::Rejected });
        }
        at + 1
    }

    /// Whether what is worthless follows: *it is a myth that X*, *a waste of time to X*, *myth: X*.
    fn introduces(&self, start: usize, from: usize, at: usize) -> bool {
        use CueWord::{Copula, Function, Subject, That};
        let before = |at: usize| self.tokens.get(at).map_or(Before::Space, |token| token.before);
        let is_bare = |at: usize| matches!(self.cue(at), Copula | Function | Subject);
        if before(at + 1) == Before::Clause {
            return (start..from).all(is_bare);
        }
        let near = (at + 1..self.cues.len().min(at + 4)).take_while(|at| before(*at) == Before::Space);
        near.take_while(|at| !self.cue(*at).is_border() || self.cue(*at) == That)
            .any(|at| matches!(self.cue(at), That | Copula | Function))
    }

    /// *the wrong index*: said of a noun that is no idea.
    fn is_attribute(&self, at: usize) -> bool {
        let close = self.tokens.get(at + 1).is_some_and(|token| token.before == Before::Space);
        close && self.cue(at + 1) == CueWord::Content
    }

    /// *I used to X*, *we once thought that X*: what the writer says no longer.
    fn former(&self, at: usize, scopes: &mut Vec<Scope>) -> usize {
        let own = (at.saturating_sub(2)..at).any(|at| self.cue(at) == CueWord::Self_);
        if own && (self.cue(at) == CueWord::Believed || self.cue(at + 1) == CueWord::Function) {
            let end = self.cues.len();
            scopes.push(Scope { cue: (at, at + 1), first: at + 1, end, state: State::Attributed });
        }
        at + 1
    }

    /// *some people think X*: attributed to others.
    fn attribution(&self, at: usize, scopes: &mut Vec<Scope>) -> usize {
        let says = (at + 1..(at + 6).min(self.cues.len())).find(|at| self.cue(*at).is_say());
        match says {
            Some(says) if self.follows(at, says) => {
                scopes.push(Scope { cue: (at, says + 1), first: 0, end: at, state: State::Attributed });
                says + 1
            }
            Some(says) => {
                let end = self.tokens.len();
                scopes.push(Scope { cue: (at, says + 1), first: says + 1, end, state: State::Attributed });
                says + 1
            }
            None => at + 1,
        }
    }

    /// *X, they say*, *X is what a consultant told us*.
    fn follows(&self, at: usize, says: usize) -> bool {
        let apart = self.tokens.get(at).is_some_and(|token| token.before != Before::Space);
        let linked = (at.saturating_sub(2)..at).any(|at| self.cue(at) == CueWord::Relative);
        let end = self.clause_end(says + 1);
        at > 0
            && (apart || linked)
            && (says + 1..end).all(|at| self.is_pro_form(at) || self.cue(at) == CueWord::Self_)
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
