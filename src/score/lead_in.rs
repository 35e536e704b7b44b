//! Lead-ins that set aside what stands below them or behind their colon: *Mistakes to avoid:*, *Out of scope*.
//!
//! Under mistakes and myths a misconception is not the writer's; under what is left out an idea is rejected, as far
//! as its first clause. Nothing here reaches failure modes. A lead-in that says what else it is about sets nothing
//! aside: of those to things left out every word is known (not *When not to use a queue:*), those to mistakes name
//! no event or reason (not *What can go wrong:*) and hold two words of their own at most.

use super::cues::CueWord;
use super::evidence::State;
use super::polarity::Scope;
use super::reading::Reading;
use crate::text::{Before, BlockKind, Sentence};

/// Words of a lead-in at most.
const LONGEST: usize = 10;
/// Words of its own that a lead-in to mistakes may have: *caching mistakes I see in reviews*.
const MOST_FOREIGN: usize = 2;

/// What mistakes are called, many and one.
const MISTAKES: [&str; 12] = [
    "mistakes",
    "myths",
    "misconceptions",
    "misunderstandings",
    "pitfalls",
    "antipatterns",
    "patterns",
    "fallacies",
    "traps",
    "gotchas",
    "donts",
    "don'ts",
];
const MISTAKE: [&str; 8] =
    ["mistake", "myth", "misconception", "misunderstanding", "pitfall", "antipattern", "pattern", "fallacy"];
/// What says nothing beside them.
const PLAIN: [&str; 20] = [
    "common", "typical", "usual", "classic", "frequent", "popular", "biggest", "big", "main", "famous",
    "other", "rookie", "beginner", "things", "thing", "stuff", "parts", "two", "three", "please",
];
/// What makes a lead-in one of reasons, remedies or events.
const SPECIFIC: [&str; 14] = [
    "how", "why", "before", "after", "whether", "go", "goes", "going", "gone", "went", "reason", "reasons",
    "help", "helps",
];
/// What may stand in a lead-in to things left out beside their being so.
const BESIDE: [&str; 30] = [
    "what",
    "things",
    "thing",
    "stuff",
    "parts",
    "that",
    "which",
    "a",
    "the",
    "do",
    "are",
    "is",
    "here",
    "there",
    "in",
    "this",
    "design",
    "for",
    "us",
    "me",
    "now",
    "also",
    "either",
    "it",
    "time",
    "on",
    "explicitly",
    "deliberately",
    "definitely",
    "intentionally",
];
/// Words, one after another, that leave things out.
const LEFT_OUT: [&[&str]; 10] = [
    &["out", "of", "scope"],
    &["not", "in", "scope"],
    &["non", "goals"],
    &["no", "need"],
    &["leave", "out"],
    &["left", "out"],
    &["skip"],
    &["skipped"],
    &["unnecessary"],
    &["overkill"],
];
/// What a writer says not to do with things left out.
const DO: [&str; 10] =
    ["do", "doing", "build", "add", "use", "introduce", "implement", "include", "need", "spend"];

/// The lead-ins over the sentence that is read: of a section, and of a list or paragraph.
#[derive(Debug, Default)]
pub(super) struct LeadIns {
    section: Option<LeadIn>,
    list: Option<LeadIn>,
}

#[derive(Debug, Clone, Copy)]
struct LeadIn {
    /// Attributed: mistakes of others; rejected: left out.
    state: State,
    kind: BlockKind,
    depth: u8,
    /// The list or paragraph that it leads in.
    paragraph: u32,
}

impl LeadIns {
    pub(super) fn are_open(&self) -> bool {
        self.section.is_some() || self.list.is_some()
    }

    /// The scope that a lead-in opens in a sentence, whether it stands over it or begins it.
    pub(super) fn scope(&mut self, reading: &Reading<'_>) -> Option<Scope> {
        let sentence = reading.sentence;
        self.section = self.section.filter(|section| section.goes_on(sentence));
        self.list = self.list.filter(|list| list.goes_on(sentence));
        if let Some(end) = reading.label_end(LONGEST)
            && let Some(state) = says(reading, end)
        {
            return scope(reading, end, state);
        }
        let leads = leads_in(reading);
        if let (Some(next), Some(state)) = (leads, leads.and_then(|_| says(reading, reading.tokens.len()))) {
            let lead_in =
                LeadIn { state, kind: sentence.kind, depth: sentence.depth, paragraph: next.paragraph };
            let place = if sentence.kind == BlockKind::Heading { &mut self.section } else { &mut self.list };
            *place = Some(lead_in);
            return None;
        }
        let over = [self.list, self.section].into_iter().flatten().find(|over| over.reaches(sentence))?;
        scope(reading, 0, over.state)
    }
}

impl LeadIn {
    /// Whether it holds for the sentence or may hold for one behind it.
    fn goes_on(self, sentence: &Sentence) -> bool {
        match (self.kind, sentence.kind) {
            (BlockKind::Heading, BlockKind::Heading) => self.depth < sentence.depth,
            (BlockKind::Heading, _) => !sentence.opens || sentence.depth > 0,
            _ => self.reaches(sentence) && (!sentence.opens || self.depth < sentence.depth),
        }
    }

    fn reaches(self, sentence: &Sentence) -> bool {
        let whole = self.kind == BlockKind::Heading && self.state == State::Attributed;
        let deeper = self.kind != BlockKind::Item || sentence.depth > self.depth;
        whole || (self.paragraph == sentence.paragraph && deeper)
    }
}

/// The sentence that a heading, a line with a colon or a line alone over a list leads to.
fn leads_in<'a>(reading: &Reading<'a>) -> Option<&'a Sentence> {
    let (sentence, next) = (reading.sentence, reading.next()?);
    let is_list = next.kind == BlockKind::Item && next.depth > sentence.depth;
    let is_alone = || reading.before().is_none_or(|(before, _)| before.paragraph != sentence.paragraph);
    let leads = match sentence.kind {
        BlockKind::Heading => next.kind != BlockKind::Heading || next.depth > sentence.depth,
        BlockKind::Prose => next.kind != BlockKind::Heading && (sentence.opens || (is_list && is_alone())),
        BlockKind::Item => is_list,
        BlockKind::Code | BlockKind::Quote | BlockKind::Cell => false,
    };
    leads.then_some(next)
}

/// What the first words of a sentence say of what they lead to.
fn says(reading: &Reading<'_>, end: usize) -> Option<State> {
    let cues = reading.cues.get(..end).filter(|cues| cues.len() <= LONGEST)?;
    if !cues.iter().any(|cue| cue.is_turning()) {
        return None;
    }
    let state = if leaves_out(reading, cues) {
        State::Rejected
    } else if names_mistakes(reading, cues) {
        State::Attributed
    } else {
        return None;
    };
    let is_clause = cues.iter().any(|cue| matches!(cue, CueWord::Border | CueWord::If));
    let specific = |at: usize| reading.is_one_of(at, &SPECIFIC);
    (!is_clause && !(0..end).any(specific)).then_some(state)
}

/// *Not needed*, *Out of scope*, *What I would not do*.
fn leaves_out(reading: &Reading<'_>, cues: &[CueWord]) -> bool {
    let own = cues.contains(&CueWord::Self_);
    let negated = |at: usize| {
        let needless = reading.is_one_of(at + 1, &["needed", "required", "necessary"]);
        cues.get(at) == Some(&CueWord::Not) && (needless || (own && reading.is_one_of(at + 1, &DO)))
    };
    let phrase = |at: usize| {
        let is_here = |words: &&[&str]| (at..).zip(*words).all(|(at, word)| reading.is_one_of(at, &[*word]));
        LEFT_OUT.into_iter().find(is_here).map(<[&str]>::len).or_else(|| negated(at).then_some(2))
    };
    let Some((first, length)) = (0..cues.len()).find_map(|at| Some((at, phrase(at)?))) else { return false };
    let beside = |at: usize| {
        matches!(cues.get(at), Some(CueWord::Self_ | CueWord::Would)) || reading.is_one_of(at, &BESIDE)
    };
    first + length <= cues.len() && (0..first).chain(first + length..cues.len()).all(beside)
}

/// *Mistakes to avoid*, *Caching myths*, *Things people get wrong*, *Don't*.
fn names_mistakes(reading: &Reading<'_>, cues: &[CueWord]) -> bool {
    let n = cues.len();
    let denies = |cue: &CueWord| matches!(cue, CueWord::Not | CueWord::No);
    let foreign = |at: &usize| {
        let cue = cues.get(*at).copied().unwrap_or_default();
        let number = reading
            .tokens
            .get(*at)
            .is_some_and(|token| token.span.slice(reading.answer).bytes().all(|byte| byte.is_ascii_digit()));
        matches!(cue, CueWord::Content | CueWord::Know | CueWord::View)
            && !number
            && !reading.is_one_of(*at, &PLAIN)
    };
    let n_foreign = (0..n).filter(foreign).count();
    if cues.iter().any(denies) {
        let bare =
            |at: usize| denies(&cues[at]) || reading.is_one_of(at, &["to", "do", "what", "things", "please"]);
        return (0..n).all(bare);
    }
    let is_pattern = |at: usize| at > 0 && reading.is_one_of(at - 1, &["anti"]);
    let named = |words: &[&str]| {
        let named = |at: &usize| reading.is_one_of(*at, words);
        let anti = |at: &usize| !reading.is_one_of(*at, &["pattern", "patterns"]) || is_pattern(*at);
        (0..n).filter(named).any(|at| anti(&at))
    };
    let wrong = || {
        let at = (0..n).find(|at| reading.is_one_of(*at, &["wrong"]));
        at.is_some_and(|at| {
            let got = at > 0 && reading.is_one_of(at - 1, &["get", "gets", "got", "do"]);
            n == 1
                || got
                || reading.is_one_of(at + 1, &["answers", "ideas", "assumptions", "beliefs", "advice"])
        })
    };
    let avoided = || n.checked_sub(1).is_some_and(|last| reading.is_one_of(last, &["avoid"]));
    (n_foreign <= MOST_FOREIGN && (named(&MISTAKES) || wrong() || avoided()))
        || (n_foreign <= usize::from(named(&["antipattern", "pattern"])) && named(&MISTAKE))
}

/// The scope of a lead-in in a sentence: all that others hold; of what is left out, the first clause, where it has
/// no turn of its own and does not go on with what the writer does.
fn scope(reading: &Reading<'_>, first: usize, state: State) -> Option<Scope> {
    use CueWord::{Instead, No, Not, Omit, Only, Self_, Without};
    let cues = reading.cues.get(first..)?;
    if state == State::Attributed {
        return Some(Scope::from_outside(first, reading.cues.len(), state));
    }
    let own = |cue: &CueWord| matches!(cue, Not | No | Without | Omit | Only | Self_ | Instead);
    if cues.iter().any(own) {
        return None;
    }
    let ends = |at: &usize| {
        reading.tokens.get(*at).is_some_and(|token| token.before >= Before::Bracket)
            || reading.cues.get(*at).is_some_and(|cue| cue.is_border())
            || reading.is_one_of(*at, &["before"])
    };
    let end = (first + 1..reading.cues.len()).find(ends).unwrap_or(reading.cues.len());
    Some(Scope::from_outside(first, end, state))
}

#[cfg(test)]
mod tests {
    use super::super::cues::cue_word;
    use super::{LEFT_OUT, MISTAKE, MISTAKES};

    #[test]
    fn every_lead_in_holds_a_word_by_which_sentences_are_found_to_turn() {
        let turns = |words: &[&str]| words.iter().any(|word| cue_word(word).is_turning());
        // Of patterns only anti-patterns are looked for.
        for word in MISTAKES.iter().chain(&MISTAKE).filter(|word| !word.starts_with("pattern")) {
            assert!(turns(&[*word]), "{word}");
        }
        for phrase in LEFT_OUT.into_iter().chain([&["anti", "pattern"][..], &["to", "avoid"]]) {
            assert!(turns(phrase), "{phrase:?}");
        }
    }
}
