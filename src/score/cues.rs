//! Words that turn an idea round: what each is to polarity, found once for each distinct word.

use super::cue_words::CUE_WORDS;
use super::elsewhere::ELSEWHERE;

/// What a word is to polarity and to the texture of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CueWord {
    /// None of these.
    #[default]
    Content,
    /// An article, pronoun, preposition or the like.
    Function,
    /// A pronoun or name that can be the subject of a new clause.
    Subject,
    /// *not*, *don't*, *never*, *cannot*.
    Not,
    /// *no*, *none*, *nothing*.
    No,
    /// *without*.
    Without,
    /// *only*, *just*, *merely*: *not only* is no negation.
    Only,
    /// *forget*, *fail*, *skip*, *ignore*: a negation by itself, and none after another.
    Omit,
    /// *overkill*, *pointless*, *myth*, *wrong*: what is said of an idea that is set aside.
    Worthless,
    /// *wrong*, *false*: the same of an idea; beside a noun, what that noun is like.
    Wrong,
    /// *needed*, *necessary*, *worth*: with a negation, set aside.
    Needed,
    /// *use*, *need*, *add*, *bother*: what may stand between a negation and what it negates.
    Use,
    /// *used*: the same; with *to*, what is no longer so.
    Used,
    /// *instead*, *rather*.
    Instead,
    /// *but*, *however*, *though*: a new clause that turns round.
    But,
    /// *so*, *because*, *when*: a new clause.
    Border,
    /// *if*: a new clause, and a condition.
    If,
    /// *that*: a clause about the word before, or what somebody thinks.
    That,
    /// *which*, *who*: a clause about the word before.
    Relative,
    /// *is*, *are*: what is said of a subject, however long that is.
    Copula,
    /// *and*, *or*.
    And,
    /// *maybe*, *probably*.
    Hedge,
    /// *sure*, *know*, *idea*: what a writer with a negation does not have.
    Know,
    /// *says*, *think*, *claims*.
    Say,
    /// *thought*, *assumed*: the same, and what the writer no longer thinks.
    Believed,
    /// *approach*, *answer*, *choice*: the noun that stands for an idea that is *wrong*.
    View,
    /// *people*, *some*, *they*, *vendor*: others.
    Others,
    /// *tempting*, *reflex*, *allegedly*: what is said of an idea without holding it.
    Tempting,
    /// *I*, *we*.
    Self_,
    /// *would*, *could*, *might*.
    Would,
    /// *happen*, *occur*, *possible*, *problem*, *matter*.
    Happen,
    /// *interviewer*: who speaks when an answer is a transcript.
    Asker,
    /// *mistakes*, *avoid*, *scope*: content that a lead-in may name what it sets aside by.
    Shunned,
    /// *der*, *les*, *una*: a function word of another language, and content to English.
    Elsewhere,
}

impl CueWord {
    /// Whether a new clause begins with the word.
    pub(super) fn is_border(self) -> bool {
        matches!(self, Self::Border | Self::But | Self::If | Self::That | Self::Relative)
    }

    /// Cues by which a sentence may turn another one, a bit each.
    pub(super) const TURNING: u64 = {
        use CueWord::{No, Not, Omit, Shunned, Worthless, Wrong};
        Not.bit() | No.bit() | Omit.bit() | Worthless.bit() | Wrong.bit() | Shunned.bit()
    };

    /// *not*, *skip*, *myths*: whether a sentence may turn another one by the word.
    pub(super) fn is_turning(self) -> bool {
        self.bit() & Self::TURNING != 0
    }

    /// *use*, *need*, *used*.
    pub(super) fn is_use(self) -> bool {
        matches!(self, Self::Use | Self::Used)
    }

    /// *says*, *thought*.
    pub(super) fn is_say(self) -> bool {
        matches!(self, Self::Say | Self::Believed)
    }

    /// *pointless*, *wrong*.
    pub(super) fn is_worthless(self) -> bool {
        matches!(self, Self::Worthless | Self::Wrong)
    }

    /// Whether an English sentence says something with the word.
    pub fn is_content(self) -> bool {
        use CueWord::{Asker, Content, Elsewhere, Know, Shunned, Tempting, View};
        matches!(self, Content | Know | View | Asker | Tempting | Shunned | Elsewhere)
    }

    /// A bit for each, to note what a sentence holds.
    pub(super) const fn bit(self) -> u64 {
        1 << self as u32
    }
}

/// Words by what they are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub tokens: usize,
    /// Words of content, with those of `elsewhere`.
    pub content: usize,
    /// Function words of another language.
    pub elsewhere: usize,
}

static SORTED: std::sync::LazyLock<Vec<(&'static str, CueWord)>> = std::sync::LazyLock::new(|| {
    // An English word counts before the same letters in another language: a stable sort keeps it first.
    let elsewhere = ELSEWHERE.iter().map(|words| (CueWord::Elsewhere, *words));
    let mut all: Vec<_> = CUE_WORDS
        .iter()
        .copied()
        .chain(elsewhere)
        .flat_map(|(cue, words)| words.iter().map(move |word| (*word, cue)))
        .collect();
    all.sort_by_key(|(word, _)| *word);
    all.dedup_by_key(|(word, _)| *word);
    all
});

/// What a folded word is to polarity.
pub fn cue_word(folded: &str) -> CueWord {
    let at = SORTED.binary_search_by(|(word, _)| (*word).cmp(folded));
    at.ok().and_then(|at| SORTED.get(at)).map_or(CueWord::Content, |(_, cue)| *cue)
}

#[cfg(test)]
mod tests {
    use super::CUE_WORDS;

    #[test]
    fn a_word_is_one_cue() {
        let mut words: Vec<&str> = CUE_WORDS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        words.sort_unstable();
        let twice: Vec<&&str> = words.windows(2).filter(|two| two[0] == two[1]).map(|two| &two[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
