//! Whether a sentence states anything: lists of terms, words of the question said back.

use super::arbitrate::AnswerView;
use super::cues::{Counts, CueWord};
use super::elsewhere::is_elsewhere;
use super::evidence::Flag;
use crate::text::{Before, BlockKind, Document, Sentence, Words};

/// What was found of each sentence and of the whole answer.
#[derive(Debug)]
pub(super) struct Texture {
    sentences: Vec<Quality>,
    empty: bool,
    stuffed: bool,
    elsewhere: bool,
}

/// What was found of a sentence.
#[derive(Debug, Clone, Copy)]
struct Quality {
    list: bool,
    echo: bool,
    /// Said by the interviewer of a transcript.
    asked: bool,
}

/// A sentence of fewer words than this is too short to be called an echo.
const SHORTEST_ECHO: usize = 4;
/// Answers with fewer words are too short to be called piled up.
const SHORTEST_PILE: usize = 6;
/// Words of the label of a speaker at most.
const LONGEST_LABEL: usize = 2;

impl Texture {
    pub(super) fn new(view: &AnswerView<'_>) -> Self {
        let mut all = Counts::default();
        let quality = |(sentence, counts): (&Sentence, &Counts)| {
            all.content += counts.content;
            all.elsewhere += counts.elsewhere;
            Quality {
                list: counts.is_list(view, sentence),
                echo: counts.is_echo(view, sentence),
                asked: false,
            }
        };
        let sentences = view.document.sentences.iter().zip(view.polarity.counts());
        let mut sentences: Vec<Quality> = sentences.map(quality).collect();
        mark_asked(view, &mut sentences);
        all.tokens = view.document.tokens.len();
        let long = all.tokens >= SHORTEST_PILE;
        // Running text has two function words in five; a pile of terms hardly any.
        if long && all.function() * 10 < all.tokens {
            sentences.iter_mut().for_each(|sentence| sentence.list = true);
        }
        let stuffed = long && is_most(&sentences, |sentence| sentence.list);
        let elsewhere = is_elsewhere(all.elsewhere, all.tokens - all.content);
        Self { sentences, empty: all.tokens == 0, stuffed, elsewhere }
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
        self.sentences.get(sentence as usize).is_some_and(|sentence| sentence.list)
    }

    /// Whether a sentence only says the question back, or is the interviewer's.
    pub(super) fn is_echo(&self, sentence: u32) -> bool {
        self.sentences.get(sentence as usize).is_some_and(|sentence| sentence.echo || sentence.asked)
    }

    /// What is to be said of the answer, of which so many sentences are piles of terms.
    pub(super) fn flags(&self, piles: usize) -> Vec<Flag> {
        let stuffed = self.stuffed || piles * 2 > self.sentences.len();
        let echo = is_most(&self.sentences, |sentence| sentence.echo);
        [(self.empty, Flag::Empty), (stuffed, Flag::Stuffed), (echo, Flag::Echo)]
            .into_iter()
            .filter(|(raised, _)| *raised)
            .map(|(_, flag)| flag)
            .collect()
    }
}

/// Marks what the interviewer of a transcript says: from the label to the next one or the end of the paragraph.
fn mark_asked(view: &AnswerView<'_>, sentences: &mut [Quality]) {
    let mut asking: Option<u32> = None;
    for (sentence, quality) in view.document.sentences.iter().zip(sentences) {
        if asking.is_none() && view.polarity.cues(sentence).first() != Some(&CueWord::Asker) {
            continue;
        }
        asking = match speaker(view, sentence) {
            Some(cue) => (cue == CueWord::Asker).then_some(sentence.paragraph),
            None => asking.filter(|paragraph| *paragraph == sentence.paragraph),
        };
        quality.asked = asking.is_some();
    }
}

/// The first word of a label such as *Interviewer:* or *Candidate 2:* that a sentence begins with.
fn speaker(view: &AnswerView<'_>, sentence: &Sentence) -> Option<CueWord> {
    let tokens = view.document.tokens_of(sentence).get(1..)?;
    let is_labelled = tokens.iter().take(LONGEST_LABEL).any(|token| token.before == Before::Clause);
    view.polarity.cues(sentence).first().copied().filter(|_| is_labelled)
}

/// Whether more than half of the sentences are so.
fn is_most(sentences: &[Quality], is_so: impl Fn(&Quality) -> bool) -> bool {
    sentences.iter().filter(|sentence| is_so(sentence)).count() * 2 > sentences.len()
}

impl Counts {
    /// Function words of any language.
    fn function(self) -> usize {
        self.tokens - self.content + self.elsewhere
    }

    /// Whether these are short segments between commas, none of which says anything.
    fn is_list(self, view: &AnswerView<'_>, sentence: &Sentence) -> bool {
        if sentence.kind == BlockKind::Code || self.function() * 5 >= self.tokens {
            return false;
        }
        let borders = view.document.tokens_of(sentence).iter().skip(1);
        let borders = borders.filter(|token| matches!(token.before, Before::Comma | Before::Clause));
        let segments = 1 + borders.count();
        segments >= 4 && self.tokens <= segments * 3
    }

    /// Whether nearly all of the sentence is in the question: a fifth of its content may be new.
    fn is_echo(self, view: &AnswerView<'_>, sentence: &Sentence) -> bool {
        if self.tokens < SHORTEST_ECHO || self.content < 3 {
            return false;
        }
        let words = view.document.tokens_of(sentence).iter().zip(view.polarity.cues(sentence));
        let mut new =
            words.filter(|(token, cue)| cue.is_content() && !view.words.info(token.word).in_question);
        new.nth(self.content / 5).is_none()
    }
}

/// The stems of the content words of a question, sorted, and whether it is in another language than English.
pub(super) fn read_question(text: &str) -> (Vec<String>, bool) {
    let mut words: Words<(String, CueWord)> = Words::default();
    let mut document = Document::default();
    document.read_phrase(text, &mut words, &mut |form| {
        (form.stem.to_owned(), super::cues::cue_word(form.folded))
    });
    let read = || document.tokens.iter().map(|token| words.info(token.word));
    let count = |is_so: fn(CueWord) -> bool| read().filter(|(_, cue)| is_so(*cue)).count();
    let elsewhere = is_elsewhere(count(|cue| cue == CueWord::Elsewhere), count(|cue| !cue.is_content()));
    let content = read().filter(|(_, cue)| cue.is_content());
    let mut stems: Vec<String> = content.map(|(stem, _)| stem.clone()).collect();
    stems.sort_unstable();
    stems.dedup();
    (stems, elsewhere)
}
