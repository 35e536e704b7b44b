//! Whether a sentence states anything: lists of terms, words of the question said back.

use super::arbitrate::AnswerView;
use super::cues::CueWord;
use super::elsewhere::is_elsewhere;
use super::evidence::Flag;
use crate::text::{Before, BlockKind, Document, Sentence, Words};

/// What was found of each sentence and of the whole answer.
#[derive(Debug)]
pub(super) struct Texture {
    lists: Vec<bool>,
    echoes: Vec<bool>,
    empty: bool,
    stuffed: bool,
    elsewhere: bool,
}

/// A sentence of fewer words than this is too short to be called an echo.
const SHORTEST_ECHO: usize = 4;
/// Answers with fewer words are too short to be called piled up.
const SHORTEST_PILE: usize = 6;

impl Texture {
    pub(super) fn new(view: &AnswerView<'_>, question: &[String]) -> Self {
        let sentences = &view.document.sentences;
        let n_function: Vec<usize> = sentences.iter().map(|sentence| n_function(view, sentence)).collect();
        let n_tokens = view.document.tokens.len();
        // Running text has two function words in five; a pile of terms hardly any.
        let pile = n_tokens >= SHORTEST_PILE && n_function.iter().sum::<usize>() * 10 < n_tokens;
        let counted = sentences.iter().zip(&n_function);
        let lists: Vec<bool> =
            counted.map(|(sentence, n_function)| pile || is_list(view, sentence, *n_function)).collect();
        let echoes: Vec<bool> =
            sentences.iter().map(|sentence| !question.is_empty() && is_echo(view, sentence)).collect();
        let stuffed = n_tokens >= SHORTEST_PILE
            && !lists.is_empty()
            && lists.iter().filter(|list| **list).count() * 2 > lists.len();
        let elsewhere = is_elsewhere(sentences.iter().flat_map(|one| view.polarity.cues(one)).copied());
        Self { lists, echoes, empty: n_tokens == 0, stuffed, elsewhere }
    }

    /// Whether the answer is in another language than English.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    /// Whether most of the answer is lists of terms.
    pub(super) fn is_stuffed(&self) -> bool {
        self.stuffed
    }

    pub(super) fn is_list(&self, sentence: u32) -> bool {
        self.lists.get(sentence as usize).copied().unwrap_or(false)
    }

    pub(super) fn is_echo(&self, sentence: u32) -> bool {
        self.echoes.get(sentence as usize).copied().unwrap_or(false)
    }

    pub(super) fn flags(&self) -> Vec<Flag> {
        let echo = !self.echoes.is_empty()
            && self.echoes.iter().filter(|echo| **echo).count() * 2 > self.echoes.len();
        [(self.empty, Flag::Empty), (self.stuffed, Flag::Stuffed), (echo, Flag::Echo)]
            .into_iter()
            .filter(|(raised, _)| *raised)
            .map(|(_, flag)| flag)
            .collect()
    }
}

fn n_function(view: &AnswerView<'_>, sentence: &Sentence) -> usize {
    view.polarity.cues(sentence).iter().filter(|cue| **cue != CueWord::Content).count()
}

/// Short segments between commas, none of which says anything.
fn is_list(view: &AnswerView<'_>, sentence: &Sentence, n_function: usize) -> bool {
    if sentence.kind == BlockKind::Code {
        return false;
    }
    let tokens = view.document.tokens_of(sentence);
    let segments = 1 + tokens
        .iter()
        .skip(1)
        .filter(|token| matches!(token.before, Before::Comma | Before::Clause))
        .count();
    segments >= 4 && tokens.len() <= segments * 3 && n_function * 5 < tokens.len()
}

/// Whether nearly all of the sentence is in the question.
fn is_echo(view: &AnswerView<'_>, sentence: &Sentence) -> bool {
    let tokens = view.document.tokens_of(sentence);
    let pairs = tokens.iter().zip(view.polarity.cues(sentence));
    let (mut content, mut said) = (0, 0);
    for (token, _) in pairs.filter(|(_, cue)| cue.is_content()) {
        content += 1;
        said += usize::from(view.words.info(token.word).in_question);
    }
    tokens.len() >= SHORTEST_ECHO && content >= 3 && said * 5 >= content * 4
}

/// The stems of the content words of a question, sorted, and whether it is in another language than English.
pub(super) fn read_question(text: &str) -> (Vec<String>, bool) {
    let mut words: Words<(String, CueWord)> = Words::default();
    let mut document = Document::default();
    document.read_phrase(text, &mut words, &mut |form| {
        (form.stem.to_owned(), super::cues::cue_word(form.folded))
    });
    let read = || document.tokens.iter().map(|token| words.info(token.word));
    let elsewhere = is_elsewhere(read().map(|(_, cue)| *cue));
    let content = read().filter(|(_, cue)| cue.is_content());
    let mut stems: Vec<String> = content.map(|(stem, _)| stem.clone()).collect();
    stems.sort_unstable();
    stems.dedup();
    (stems, elsewhere)
}
