//! How alike a heading and the question of a rubric are.
//!
//! Both are cut into words, those that every question has (`how would you`) are left out, and the
//! rest is compared by the trigrams of its words (Dice's coefficient, with a blank on either side of a
//! word), so that another order, an inflection or a slip of the pen costs little.

/// Likeness from which a heading with a question mark asks the question.
const CERTAIN_QUESTION: u32 = 65;
/// Likeness that a heading without a question mark needs.
const CERTAIN_TITLE: u32 = 90;
/// How much the best question must be ahead of the second.
const AHEAD: u32 = 10;
/// Likeness from which an author is told, with and without a question mark.
const NEAR_QUESTION: u32 = 50;
const NEAR_TITLE: u32 = 70;
/// More of a heading than this is not read, in characters.
const LONGEST: usize = 400;

const COMMON: [&str; 42] = [
    "a", "an", "and", "are", "as", "at", "be", "between", "can", "could", "did", "do", "does", "for", "from",
    "how", "i", "in", "is", "it", "me", "of", "on", "or", "over", "please", "question", "should", "that",
    "the", "them", "this", "to", "us", "we", "what", "when", "which", "why", "would", "you", "your",
];

type Trigram = [char; 3];

/// The questions of all rubrics.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    questions: Vec<Vec<Trigram>>,
}

/// The question that a heading is most like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// Its index.
    pub question: usize,
    /// 0 to 100.
    pub percent: u8,
    /// Whether it is taken for that question.
    pub certain: bool,
}

impl Questions {
    /// In the order in which they are named by index.
    pub fn new<'q>(questions: impl IntoIterator<Item = &'q str>) -> Self {
        Self { questions: questions.into_iter().map(trigrams).collect() }
    }

    /// The question nearest to a heading, if it is near at all.
    pub fn nearest(&self, heading: &str) -> Option<Likeness> {
        let asks = heading.trim_end_matches(['*', '_', ' ', '"', '”', ')']).ends_with('?');
        let (near, certain) =
            if asks { (NEAR_QUESTION, CERTAIN_QUESTION) } else { (NEAR_TITLE, CERTAIN_TITLE) };
        let words = trigrams(heading);
        let (mut best, mut second) = ((0, 0), 0);
        for (question, other) in self.questions.iter().enumerate() {
            let percent = dice(&words, other, near);
            if percent > best.0 {
                second = best.0;
                best = (percent, question);
            } else {
                second = second.max(percent);
            }
        }
        (best.0 >= near).then(|| Likeness {
            question: best.1,
            percent: u8::try_from(best.0).unwrap_or(100),
            certain: best.0 >= certain && best.0 >= second + AHEAD,
        })
    }
}

/// Dice's coefficient in percent; 0 when the lengths alone keep it under `least`.
fn dice(a: &[Trigram], b: &[Trigram], least: u32) -> u32 {
    let (short, total) = (a.len().min(b.len()), a.len() + b.len());
    let percent = |common: usize| u32::try_from(200 * common / total.max(1)).unwrap_or(0);
    if percent(short) < least {
        return 0;
    }
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut common = 0;
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                common += 1;
                a.next();
                b.next();
            }
        }
    }
    percent(common)
}

/// The trigrams of the words that tell questions apart, sorted; a trigram counts as often as it occurs.
fn trigrams(text: &str) -> Vec<Trigram> {
    let mut found = Vec::new();
    let lower: String = text.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for (at, word) in words.enumerate() {
        let number = at < 2 && word.trim_start_matches('q').chars().all(|c| c.is_ascii_digit());
        if number || COMMON.contains(&word) {
            continue;
        }
        let mut window = [' ', ' ', ' '];
        for c in word.chars().chain([' ']) {
            window = [window[1], window[2], c];
            if window[1] != ' ' {
                found.push(window);
            }
        }
    }
    found.sort_unstable();
    found
}
