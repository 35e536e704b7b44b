//! Words that turn an idea round: what each is to polarity, found once for each distinct word.

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
    /// *needed*, *necessary*, *worth*: with a negation, set aside.
    Needed,
    /// *use*, *need*, *add*, *bother*: what may stand between a negation and what it negates.
    Use,
    /// *instead*, *rather*.
    Instead,
    /// *but*, *however*, *though*: a new clause that turns round.
    But,
    /// *so*, *because*, *when*: a new clause.
    Border,
    /// *if*: a new clause, and a condition.
    If,
    /// *that*, *which*, *who*: a clause about the word before, or what somebody thinks.
    Relative,
    /// *and*, *or*.
    And,
    /// *maybe*, *probably*.
    Hedge,
    /// *sure*, *know*, *idea*: what a writer with a negation does not have.
    Know,
    /// *says*, *think*, *claims*.
    Say,
    /// *people*, *some*, *they*, *vendor*: others.
    Others,
    /// *I*, *we*.
    Self_,
    /// *would*, *could*, *might*.
    Would,
    /// *happen*, *occur*, *possible*, *problem*, *matter*.
    Happen,
    /// *interviewer*: who speaks when an answer is a transcript.
    Asker,
    /// *der*, *les*, *una*: a function word of another language, and content to English.
    Elsewhere,
}

impl CueWord {
    /// Whether a new clause begins with the word.
    pub(super) fn is_border(self) -> bool {
        matches!(self, Self::Border | Self::But | Self::If | Self::Relative)
    }

    /// Whether an English sentence says something with the word.
    pub fn is_content(self) -> bool {
        matches!(self, Self::Content | Self::Know | Self::Asker | Self::Elsewhere)
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

type Table = &'static [(CueWord, &'static [&'static str])];

const TABLE: Table = &[
    (
        CueWord::Not,
        &[
            "not",
            "never",
            "cannot",
            "don't",
            "doesn't",
            "didn't",
            "won't",
            "wouldn't",
            "can't",
            "couldn't",
            "shouldn't",
            "isn't",
            "aren't",
            "wasn't",
            "weren't",
            "haven't",
            "hasn't",
            "hadn't",
            "ain't",
            "mustn't",
            "needn't",
            "dont",
            "doesnt",
            "didnt",
            "wont",
            "wouldnt",
            "cant",
            "couldnt",
            "shouldnt",
            "isnt",
            "arent",
            "neither",
            "nor",
            "hardly",
        ],
    ),
    (CueWord::No, &["no", "none", "nothing", "nobody", "nowhere", "zero"]),
    (CueWord::Without, &["without", "w/o"]),
    (CueWord::Only, &["only", "just", "merely", "simply", "solely", "necessarily", "alone"]),
    (
        CueWord::Omit,
        &[
            "forget",
            "forgets",
            "forgot",
            "forgetting",
            "fail",
            "fails",
            "neglect",
            "neglects",
            "skip",
            "skips",
            "skipping",
            "skipped",
            "ignore",
            "ignores",
            "ignoring",
            "ignored",
            "omit",
            "omits",
            "overlook",
            "refuse",
            "refuses",
            "hesitate",
            "miss",
            "ditch",
            "scrap",
        ],
    ),
    (
        CueWord::Worthless,
        &[
            "overkill",
            "unnecessary",
            "pointless",
            "useless",
            "needless",
            "waste",
            "wasteful",
            "myth",
            "wrong",
            "false",
            "nonsense",
            "superfluous",
            "redundant",
            "mistake",
            "mistaken",
            "misconception",
            "fallacy",
            "untrue",
            "incorrect",
            "rubbish",
            "silly",
            "misguided",
            "trap",
            "excessive",
            "noise",
        ],
    ),
    (
        CueWord::Needed,
        &[
            "needed",
            "required",
            "necessary",
            "worth",
            "important",
            "useful",
            "worthwhile",
            "relevant",
            "true",
            "right",
            "correct",
            "enough",
        ],
    ),
    (
        CueWord::Use,
        &[
            "need",
            "needs",
            "use",
            "uses",
            "using",
            "used",
            "want",
            "wants",
            "bother",
            "add",
            "adding",
            "adds",
            "require",
            "requires",
            "have",
            "has",
            "having",
            "consider",
            "think",
            "build",
            "implement",
            "introduce",
            "put",
            "bring",
            "rely",
            "worry",
            "care",
            "create",
            "keep",
            "store",
            "save",
            "send",
            "sends",
            "offer",
            "support",
            "set",
            "do",
            "make",
            "return",
            "give",
            "check",
            "look",
            "measure",
            "post",
            "provide",
            "include",
            "apply",
            "reach",
            "go",
            "get",
            "see",
            "let",
            "spend",
            "waste",
            "see",
            "be",
            "been",
            "being",
            "ever",
            "really",
            "even",
            "actually",
            "anything",
            "something",
            "any",
            "kind",
            "sort",
            "give",
        ],
    ),
    (CueWord::Instead, &["instead", "rather"]),
    (CueWord::But, &["but", "however", "although", "though", "yet"]),
    (
        CueWord::Border,
        &[
            "because",
            "since",
            "so",
            "unless",
            "until",
            "when",
            "while",
            "whereas",
            "where",
            "then",
            "otherwise",
            "therefore",
            "hence",
            "except",
        ],
    ),
    (CueWord::If, &["if"]),
    (CueWord::Relative, &["that", "which", "who", "what", "whose"]),
    (CueWord::And, &["and", "or"]),
    (
        CueWord::Hedge,
        &[
            "maybe",
            "perhaps",
            "probably",
            "possibly",
            "might",
            "guess",
            "suppose",
            "presumably",
            "apparently",
            "likely",
        ],
    ),
    (CueWord::Asker, &["interviewer", "examiner", "moderator", "interrogator"]),
    (CueWord::Know, &["sure", "certain", "know", "idea", "clue", "remember", "recall"]),
    (
        CueWord::Say,
        &[
            "say",
            "says",
            "said",
            "claim",
            "claims",
            "claimed",
            "believe",
            "believes",
            "believed",
            "assume",
            "assumes",
            "assumed",
            "insist",
            "insists",
            "insisted",
            "argue",
            "argues",
            "argued",
            "thinks",
            "thought",
            "tell",
            "tells",
            "told",
            "suggest",
            "suggests",
            "suggested",
            "swear",
            "swears",
            "pretend",
            "reckon",
            "reckons",
            "imagine",
            "promise",
            "promises",
            "preach",
            "preaches",
            "recommend",
            "recommends",
            "recommended",
            "advise",
            "advises",
            "mention",
            "mentions",
        ],
    ),
    (
        CueWord::Others,
        &[
            "people",
            "some",
            "they",
            "somebody",
            "someone",
            "others",
            "many",
            "most",
            "vendor",
            "vendors",
            "blog",
            "blogs",
            "article",
            "colleague",
            "colleagues",
            "boss",
            "manager",
            "folks",
            "juniors",
            "engineers",
            "developers",
            "everyone",
            "everybody",
            "candidates",
            "he",
            "she",
            "brochure",
            "marketing",
            "sales",
            "team",
            "teams",
            "teammate",
            "lead",
            "book",
            "post",
            "tutorial",
        ],
    ),
    (
        CueWord::Self_,
        &["i", "we", "i'd", "we'd", "i'm", "we're", "i've", "we've", "i'll", "we'll", "my", "our"],
    ),
    (CueWord::Would, &["would", "could", "will", "can", "may", "risk", "risks", "end", "ends"]),
    (
        CueWord::Happen,
        &[
            "happen",
            "happens",
            "happening",
            "occur",
            "occurs",
            "possible",
            "impossible",
            "problem",
            "issue",
            "matter",
            "matters",
            "concern",
            "worry",
            "worries",
            "danger",
            "trouble",
            "threat",
            "hazard",
        ],
    ),
    (
        CueWord::Subject,
        &[
            "you", "it", "he", "this", "there", "these", "those", "it's", "that's", "you'd", "they're",
            "you're", "let's",
        ],
    ),
    (
        CueWord::Function,
        &[
            "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "with", "from", "into", "as", "is",
            "are", "was", "were", "am", "its", "their", "his", "her", "your", "me", "us", "them", "him",
            "should", "must", "shall", "did", "does", "had", "than", "also", "too", "very", "about", "over",
            "under", "up", "down", "out", "off", "again", "each", "every", "both", "all", "per", "via",
            "how", "why", "whether", "before", "after", "during", "between", "through", "same",
            "here", "now", "well", "um", "uh", "like", "one",
        ],
    ),
];

static SORTED: std::sync::LazyLock<Vec<(&'static str, CueWord)>> = std::sync::LazyLock::new(|| {
    // Of a word in two rows the earlier one counts: a stable sort keeps it first.
    let elsewhere = ELSEWHERE.iter().map(|words| (CueWord::Elsewhere, *words));
    let mut all: Vec<_> = TABLE
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
