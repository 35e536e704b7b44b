//! Sentences of a text and their key phrases: runs of words that carry meaning.
//!
//! A guess for a person to correct; nothing is weighed by how rare a word is elsewhere.

use crate::rubric::pattern::Pattern;
use crate::score::cue_word;
use crate::span::Span;
use crate::text::{Before, BlockKind, Document, Token, Words};

/// Words of a phrase.
const LONGEST: usize = 3;

/// Phrases of a sentence.
const MOST_PHRASES: usize = 3;

/// Shorter sentences state no idea.
const FEWEST_WORDS: usize = 5;

/// Words that mean nothing by themselves.
#[rustfmt::skip]
const EMPTY: &[&str] = &[
    "able", "about", "adding", "again", "all", "also", "always", "another", "around", "back", "before",
    "best", "better", "between", "both", "case", "choose", "come", "comes", "compare", "decide", "describe",
    "design", "different", "discuss", "do", "does", "done", "each", "even", "every", "example", "explain",
    "fine", "first", "get", "gets", "give", "gives", "go", "goes", "good", "got", "had", "has", "have",
    "having", "here", "how", "instance", "keep", "keeps", "know", "let", "like", "likely", "long", "look",
    "looks", "lot", "made", "make", "makes", "many", "may", "mean", "means", "more", "most", "much", "must",
    "new", "next", "now", "often", "once", "one", "other", "others", "part", "perhaps", "put", "puts",
    "quite", "really", "same", "say", "says", "see", "several", "simply", "since", "something", "start",
    "still", "such", "take", "takes", "tell", "than", "then", "there", "thing", "things", "three", "time",
    "times", "too", "two", "until", "use", "used", "uses", "usually", "very", "want", "way", "well", "what",
    "when", "where", "whether", "which", "while", "who", "why", "will", "would", "yet",
];

/// Whether a folded word means nothing by itself, although it is no function word.
pub fn is_empty_word(folded: &str) -> bool {
    EMPTY.contains(&folded)
}

/// A sentence with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// As it stands in the text, on one line.
    pub(super) text: String,
    /// Patterns of its key phrases, the best first.
    pub(super) phrases: Vec<String>,
}

/// Whether a folded word can be part of a key phrase.
fn is_key_word(folded: &str) -> bool {
    cue_word(folded).is_content() && folded.chars().count() > 2 && !EMPTY.contains(&folded)
}

/// The sentences of a text that state something.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut words: Words<bool> = Words::default();
    let mut document = Document::default();
    document.read(text, &mut words, &mut |form| is_key_word(form.folded));
    let mut sentences = vec![];
    for sentence in &document.sentences {
        let tokens = document.tokens_of(sentence);
        let states = !matches!(sentence.kind, BlockKind::Heading | BlockKind::Code) && !sentence.question;
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { continue };
        if !states || tokens.len() < FEWEST_WORDS {
            continue;
        }
        let phrases = phrases(text, tokens, false, |token| *words.info(token.word));
        let line = first.span.join(last.span).slice(text);
        sentences.push(Sentence {
            text: format!("{}.", line.split_whitespace().collect::<Vec<_>>().join(" ")),
            phrases,
        });
    }
    sentences
}

/// The key phrases of a text that is one sentence, such as a question.
pub(super) fn of_question(text: &str) -> Vec<String> {
    let mut words: Words<bool> = Words::default();
    let mut document = Document::default();
    document.read(text, &mut words, &mut |form| is_key_word(form.folded));
    let mut found = vec![];
    for sentence in &document.sentences {
        found.extend(phrases(text, document.tokens_of(sentence), true, |token| *words.info(token.word)));
    }
    found.truncate(MOST_PHRASES);
    found
}

fn phrases(text: &str, tokens: &[Token], keep_single: bool, means: impl Fn(&Token) -> bool) -> Vec<String> {
    let mut runs: Vec<Vec<&Token>> = vec![];
    let mut open = false;
    for token in tokens {
        let joins = open && matches!(token.before, Before::Space | Before::Joined);
        match runs.last_mut().filter(|run| joins && run.len() < LONGEST) {
            Some(run) if means(token) => run.push(token),
            _ if means(token) => runs.push(vec![token]),
            _ => {}
        }
        open = means(token);
    }
    // A single word says too little where there is more.
    if runs.iter().any(|run| run.len() > 1) && !keep_single {
        runs.retain(|run| run.len() > 1);
    }
    let mut patterns: Vec<(usize, String)> = runs.iter().filter_map(|run| pattern(text, run)).collect();
    // More words say more; of as many the longer ones.
    patterns.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let mut patterns: Vec<String> = patterns.into_iter().map(|(_, pattern)| pattern).collect();
    let mut seen = std::collections::BTreeSet::new();
    patterns.retain(|pattern| seen.insert(pattern.to_lowercase()));
    patterns.truncate(MOST_PHRASES);
    patterns
}

/// A run as a pattern, with its weight; `None` where it cannot be one.
fn pattern(text: &str, run: &[&Token]) -> Option<(usize, String)> {
    let (first, last) = (run.first()?, run.last()?);
    let whole = first.span.join(last.span);
    let written = plain(Span::slice(whole, text));
    let weight = run.len() * 100 + written.chars().count();
    Pattern::parse(&written).ok().map(|_| (weight, written))
}

/// Words with single spaces; signs that the pattern language reads otherwise become spaces.
fn plain(text: &str) -> String {
    let sign = |found: char| if "()<>|*+=\"/?`".contains(found) { ' ' } else { found };
    text.chars().map(sign).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
