//! The features of an answer: verdicts of the rubric, runs of stems in a sentence, runs of letters in a word.

use crate::text::{Document, Words};

/// What a feature is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A criterion and its verdict: `backup-key met`.
    Rubric,
    /// One to three stems that follow each other.
    Words,
    /// Three to five letters of a word, `_` for its ends.
    Letters,
}

impl Kind {
    /// All kinds, in order.
    pub(super) const ALL: [Self; 3] = [Self::Rubric, Self::Words, Self::Letters];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rubric => "rubric",
            Self::Words => "words",
            Self::Letters => "letters",
        }
    }
}

/// Words of an answer that are read; a longer one is judged by its beginning.
const MOST_WORDS: usize = 2_000;
/// Letters of a word that are read.
const MOST_LETTERS: usize = 40;
/// Longest run of words.
const RUN: usize = 3;
/// Shortest and longest run of letters.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=5;

/// Memory for reading answers, used again from answer to answer; it never changes a result.
#[derive(Debug, Default)]
pub struct Reader {
    words: Words<Form>,
    document: Document,
}

#[derive(Debug)]
struct Form {
    stem: String,
    folded: String,
}

/// A feature and how often the answer has it, ascending.
pub(super) type Bag = Vec<((Kind, String), u32)>;

impl Reader {
    /// The features of an answer and of the verdicts on it.
    pub(super) fn bag(&mut self, text: &str, verdicts: &[(&str, &str)]) -> Bag {
        let mut all: Vec<(Kind, String)> = verdicts
            .iter()
            .filter(|(_, verdict)| *verdict != "missing")
            .map(|(criterion, verdict)| (Kind::Rubric, format!("{criterion} {verdict}")))
            .collect();
        self.words.trim();
        self.document.read(text, &mut self.words, &mut |form| Form {
            stem: form.stem.to_owned(),
            folded: form.folded.to_owned(),
        });
        let mut left = MOST_WORDS;
        for sentence in &self.document.sentences {
            let tokens = self.document.tokens_of(sentence);
            let tokens = tokens.get(..left).unwrap_or(tokens);
            left -= tokens.len();
            let forms: Vec<&Form> = tokens.iter().map(|token| self.words.info(token.word)).collect();
            runs_of_words(&forms, &mut all);
            forms.iter().for_each(|form| runs_of_letters(&form.folded, &mut all));
        }
        counted(all)
    }
}

fn runs_of_words(forms: &[&Form], all: &mut Vec<(Kind, String)>) {
    for first in 0..forms.len() {
        let mut run = String::new();
        for form in forms.iter().skip(first).take(RUN) {
            if !run.is_empty() {
                run.push(' ');
            }
            run.extend(form.stem.chars().take(MOST_LETTERS));
            all.push((Kind::Words, run.clone()));
        }
    }
}

fn runs_of_letters(word: &str, all: &mut Vec<(Kind, String)>) {
    let letters: Vec<char> =
        std::iter::once('_').chain(word.chars().take(MOST_LETTERS)).chain(std::iter::once('_')).collect();
    for length in LETTERS {
        all.extend(letters.windows(length).map(|run| (Kind::Letters, run.iter().collect())));
    }
}

fn counted(mut all: Vec<(Kind, String)>) -> Bag {
    all.sort_unstable();
    let mut bag: Bag = Vec::new();
    for feature in all {
        match bag.last_mut() {
            Some((last, count)) if *last == feature => *count += 1,
            _ => bag.push((feature, 1)),
        }
    }
    bag
}

#[cfg(test)]
mod tests {
    use super::Reader;

    fn check(text: &str, verdicts: &[(&str, &str)], expect: &str) {
        let bag = Reader::default().bag(text, verdicts);
        let words: Vec<String> =
            bag.iter().map(|((kind, text), n)| format!("{}:{text}*{n}", kind.as_str())).collect();
        assert_eq!(words.join(" | "), expect);
    }

    #[test]
    fn runs_stay_within_sentences_and_words() {
        check(
            "Keys expire. Keys",
            &[("key", "met"), ("store", "missing")],
            "rubric:key met*1 | words:expir*1 | words:key*2 | words:key expir*1 | letters:_ex*1 | letters:_exp*1 \
             | letters:_expi*1 | letters:_ke*2 | letters:_key*2 | letters:_keys*2 | letters:exp*1 | letters:expi*1 \
             | letters:expir*1 | letters:eys*2 | letters:eys_*2 | letters:ire*1 | letters:ire_*1 | letters:key*2 \
             | letters:keys*2 | letters:keys_*2 | letters:pir*1 | letters:pire*1 | letters:pire_*1 | letters:re_*1 \
             | letters:xpi*1 | letters:xpir*1 | letters:xpire*1 | letters:ys_*2",
        );
    }

    #[test]
    fn a_huge_answer_is_read_to_a_limit() {
        let bag = Reader::default().bag(&"word ".repeat(100_000), &[]);
        assert_eq!(bag.iter().map(|(_, n)| *n).max(), Some(2_000));
        assert!(Reader::default().bag(&"x".repeat(1_000_000), &[]).len() < 20);
    }
}
