//! Words and sentences in one pass over the bytes.
//!
//! Hyphens, slashes and underscores part words; `C++`, `.NET`, `p99.9`, `I/O` and `e.g.` stay whole.
//! A full stop ends a sentence unless it belongs to an abbreviation, a number or a pause of speech.
//! Clause borders are only noted (see [`Before`]); what they mean for negation is decided elsewhere.

use super::blocks::{Block, BlockKind, Blocks};
use super::word::{WordForm, is_invisible};
use super::words::{Head, Part, Words};
use super::{Before, Sentence, Token};
use crate::span::{Span, offset};

/// Words by their length: those of another are not looked at.
type ByLength = [&'static [&'static str]; 7];

/// Words after which a full stop is no end.
const ABBREVIATIONS: ByLength = [
    &[],
    &[],
    &["eg", "ie", "vs", "cf", "dr", "mr", "ms", "ca", "st", "al"],
    &["e.g", "i.e", "mrs", "sec", "fig", "viz"],
    &["prof", "incl", "resp"],
    &[],
    &["approx"],
];
/// Words after which a full stop is an end only before a capital letter.
const SOFT_ABBREVIATIONS: ByLength =
    [&[], &[], &["no"], &["etc", "inc", "min", "max", "avg", "ops", "u.s", "a.m", "p.m"], &[], &[], &[]];

/// Fills `tokens` and `sentences` from the blocks of `source`.
pub(super) fn segment<I>(
    source: &str,
    blocks: &Blocks,
    words: &mut Words<I>,
    resolve: &mut dyn FnMut(&WordForm<'_>) -> I,
    tokens: &mut Vec<Token>,
    sentences: &mut Vec<Sentence>,
) {
    let mut segmenter = Segmenter {
        source,
        bytes: source.as_bytes(),
        words,
        resolve,
        tokens,
        sentences,
        first: 0,
        before: Before::Space,
        crossed: None,
    };
    for block in &blocks.blocks {
        for piece in blocks.pieces.get(block.pieces.clone()).unwrap_or(&[]) {
            segmenter.scan(piece.start as usize, piece.end as usize, block);
            if piece.ends {
                segmenter.end_sentence(block, false);
            } else {
                segmenter.before = segmenter.before.max(Before::Space);
            }
        }
        segmenter.end_sentence(block, false);
    }
}

/// What a byte can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Sign,
    /// A character outside ASCII.
    Wide,
}

static CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Wide; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Class::Word,
            b' ' | b'\t' | b'\r' | b'\n' => Class::Space,
            _ => Class::Sign,
        };
        byte += 1;
    }
    classes
}

struct Segmenter<'a, 'r, I> {
    source: &'a str,
    bytes: &'a [u8],
    words: &'a mut Words<I>,
    resolve: &'a mut (dyn FnMut(&WordForm<'_>) -> I + 'r),
    tokens: &'a mut Vec<Token>,
    sentences: &'a mut Vec<Sentence>,
    first: u32,
    before: Before,
    /// How many words stand before the last cross.
    crossed: Option<u32>,
}

impl<I> Segmenter<'_, '_, I> {
    fn scan(&mut self, start: usize, end: usize, block: &Block) {
        let mut at = start;
        while at < end {
            let byte = self.bytes[at];
            match CLASSES[byte as usize] {
                Class::Word => at = self.plain_word(at, end).unwrap_or_else(|| self.word(at, end)),
                Class::Space => {
                    self.space();
                    at += 1;
                }
                Class::Sign if self.starts_special_word(at, end) => at = self.word(at, end),
                Class::Sign => {
                    self.punctuation(byte, at, block, end);
                    at += 1;
                }
                Class::Wide => at = self.other(at, end, block),
            }
        }
    }

    /// `.NET`, `$5`: a sign that belongs to the word after it.
    fn starts_special_word(&self, at: usize, end: usize) -> bool {
        let next = if at + 1 < end { self.bytes[at + 1] } else { b' ' };
        let free = at == 0 || !self.bytes[at - 1].is_ascii_alphanumeric();
        match self.bytes[at] {
            b'$' => next.is_ascii_digit(),
            b'.' => {
                free && next.is_ascii_uppercase() && (at == 0 || self.bytes[at - 1].is_ascii_whitespace())
            }
            _ => false,
        }
    }

    /// A word of a few ASCII letters, with the space behind it: most of a text is that.
    fn plain_word(&mut self, start: usize, end: usize) -> Option<usize> {
        let head = Head::of_letters(self.bytes.get(start..end)?)?;
        let at = start + head.length();
        let next = *self.bytes.get(at)?;
        let is_sign = || matches!(CLASSES[next as usize], Class::Sign | Class::Space) && next != b'\'';
        if next != b' ' && (head.length() == 1 || !is_sign()) {
            return None;
        }
        let Some(word) = self.words.recent(head) else {
            self.push(start, at);
            return Some(at);
        };
        self.tokens.push(Token { span: Span::new(offset(start), offset(at)), word, before: self.before });
        let spaced = next == b' ';
        self.before = if spaced { Before::Space } else { Before::Joined };
        Some(at + usize::from(spaced))
    }

    fn word(&mut self, start: usize, end: usize) -> usize {
        let mut at = start + 1;
        loop {
            let rest = self.bytes.get(at..end).unwrap_or(&[]);
            let Some(letters) = rest.iter().position(|byte| CLASSES[*byte as usize] != Class::Word) else {
                at = end;
                break;
            };
            at += letters;
            let step = if self.bytes[at] == b' ' { 0 } else { self.inside_word(start, at, end) };
            if step == 0 {
                break;
            }
            at += step;
        }
        self.push(start, at);
        at
    }

    /// How many bytes at `at` go on with the word that began at `start`; 0 ends it.
    fn inside_word(&self, start: usize, at: usize, end: usize) -> usize {
        let previous = self.bytes[at - 1];
        let next = if at + 1 < end { self.bytes[at + 1] } else { b' ' };
        let single = at - start == 1;
        match self.bytes[at] {
            b'\'' => usize::from(next.is_ascii_alphabetic()),
            b'.' | b',' if previous.is_ascii_digit() && next.is_ascii_digit() => 1,
            b'.' => usize::from(self.is_dotted_letter(start, at, end)),
            b'%' => usize::from(previous.is_ascii_digit()),
            b'+' if single => 2 * usize::from(next == b'+'),
            b'#' if single => usize::from(!next.is_ascii_alphanumeric()),
            b'/' if single && next.is_ascii_alphabetic() => {
                let after = if at + 2 < end { self.bytes[at + 2] } else { b' ' };
                2 * usize::from(!after.is_ascii_alphanumeric() && after != b'/')
            }
            byte if byte >= 0x80 => self.letter_length(at, end),
            _ => 0,
        }
    }

    /// `e.g`, `U.S`: letters with full stops between, each alone.
    fn is_dotted_letter(&self, start: usize, at: usize, end: usize) -> bool {
        let alone_before = at == start + 1 || self.bytes[at - 2] == b'.';
        let after = |ahead: usize| if at + ahead < end { self.bytes[at + ahead] } else { b' ' };
        alone_before
            && self.bytes[at - 1].is_ascii_alphabetic()
            && after(1).is_ascii_alphabetic()
            && !after(2).is_ascii_alphanumeric()
    }

    /// The length of a character that goes on with a word; 0 when it does not.
    fn letter_length(&self, at: usize, end: usize) -> usize {
        let Some(c) = self.source.get(at..end).and_then(|rest| rest.chars().next()) else { return 0 };
        let next = self.source.get(at + c.len_utf8()..end).and_then(|rest| rest.chars().next());
        let goes_on = c.is_alphanumeric()
            || is_mark(c)
            || ((is_invisible(c) || is_apostrophe(c)) && next.is_some_and(char::is_alphanumeric));
        if goes_on { c.len_utf8() } else { 0 }
    }

    /// A character outside ASCII: the start of a word or a sign.
    fn other(&mut self, at: usize, end: usize, block: &Block) -> usize {
        let Some(c) = self.source.get(at..end).and_then(|rest| rest.chars().next()) else { return end };
        if c.is_alphanumeric() {
            return self.other_word(at, end);
        }
        match c {
            '…' => self.pause(at + c.len_utf8(), block),
            '。' | '！' | '？' => self.end_sentence(block, c == '？'),
            '—' | '–' | '→' | '•' | '·' | '；' | '：' => self.note(Before::Clause),
            '“' | '”' | '„' | '«' | '»' => self.note(Before::Bracket),
            '€' | '£' | '¥' if self.bytes.get(at + c.len_utf8()).is_some_and(u8::is_ascii_digit) => {
                return self.word_from(at, at + c.len_utf8(), end);
            }
            '✗' | '✘' | '✖' | '❌' => self.crossed = Some(offset(self.tokens.len())),
            '‐' | '‑' => self.note(Before::Joined),
            c if c.is_whitespace() => self.space(),
            _ => {}
        }
        at + c.len_utf8()
    }

    fn other_word(&mut self, at: usize, end: usize) -> usize {
        let length = self.letter_length(at, end).max(1);
        self.word_from(at, at + length, end)
    }

    fn word_from(&mut self, start: usize, mut at: usize, end: usize) -> usize {
        while at < end {
            let step =
                if self.bytes[at].is_ascii_alphanumeric() { 1 } else { self.inside_word(start, at, end) };
            if step == 0 {
                break;
            }
            at += step;
        }
        self.push(start, at);
        at
    }

    fn push(&mut self, start: usize, end: usize) {
        let rest = self.source.get(start..).unwrap_or("");
        let mut before = self.before;
        for part in self.words.look_up(rest, end - start, self.resolve) {
            self.tokens.push(token(offset(start), *part, before));
            before = Before::Joined;
        }
        self.before = Before::Joined;
    }

    fn punctuation(&mut self, byte: u8, at: usize, block: &Block, end: usize) {
        match byte {
            b'-' => self.dash(at, end),
            b'/' | b'_' | b'@' => {}
            b',' => self.note(Before::Comma),
            b':' | b';' | b'|' => self.note(Before::Clause),
            b'(' | b')' | b'[' | b']' | b'"' => self.note(Before::Bracket),
            b'.' => self.full_stop(at, block),
            b'!' | b'?' => self.end_sentence(block, byte == b'?'),
            _ => self.space(),
        }
    }

    fn space(&mut self) {
        if self.before == Before::Joined {
            self.before = Before::Space;
        }
    }

    fn note(&mut self, before: Before) {
        self.before = if self.before == Before::Joined { before } else { self.before.max(before) };
    }

    /// A hyphen inside a word joins; one between spaces, or a double one, is a clause border.
    fn dash(&mut self, at: usize, end: usize) {
        let next = if at + 1 < end { self.bytes[at + 1] } else { b' ' };
        let previous = if at > 0 { self.bytes[at - 1] } else { b' ' };
        if next == b'-' || next == b'>' || (next.is_ascii_whitespace() && previous.is_ascii_whitespace()) {
            self.note(Before::Clause);
        }
    }

    fn full_stop(&mut self, at: usize, block: &Block) {
        if self.bytes.get(at + 1) == Some(&b'.') || (at > 0 && self.bytes[at - 1] == b'.') {
            if self.bytes.get(at + 1) != Some(&b'.') {
                self.pause(at + 1, block);
            }
            return;
        }
        let Some(next) = self.after_stop(at + 1) else { return self.space() };
        let written = self.last_word(at);
        let is_one_of = |words: &ByLength| {
            let alike = words.get(written.len()).copied().unwrap_or(&[]);
            alike.iter().any(|word| word.eq_ignore_ascii_case(written))
        };
        // `Ms.` stands before a name, `ms` is a unit.
        let abbreviated = (is_one_of(&ABBREVIATIONS) && written != "ms")
            || (is_one_of(&SOFT_ABBREVIATIONS) && !next.is_uppercase());
        if abbreviated { self.space() } else { self.end_sentence(block, false) }
    }

    /// The first character after a full stop and what may close behind it; `None` where no sentence can end.
    fn after_stop(&self, at: usize) -> Option<char> {
        let rest = self.source.get(at..).unwrap_or("");
        let after = rest.trim_start_matches(['"', '\'', ')', ']', '*', '_', '`', '”', '’']);
        let parted =
            after.is_empty() || after.starts_with(char::is_whitespace) || after.starts_with(['<', '[', '|']);
        let capital = || rest.len() == after.len() && after.starts_with(char::is_uppercase);
        (parted || capital()).then(|| after.chars().find(|c| !c.is_whitespace()).unwrap_or('A'))
    }

    /// An ellipsis: an end before a capital letter, a pause otherwise.
    fn pause(&mut self, at: usize, block: &Block) {
        let rest = self.source.get(at..).unwrap_or("").trim_start();
        let pronoun =
            rest.starts_with('I') && !rest.get(1..).unwrap_or("").starts_with(char::is_alphanumeric);
        match self.after_stop(at) {
            Some(next) if next.is_uppercase() && !pronoun => self.end_sentence(block, false),
            _ => self.note(Before::Clause),
        }
    }

    fn last_word(&self, at: usize) -> &str {
        let last = self.tokens.get(self.first as usize..).and_then(<[Token]>::last);
        last.filter(|token| token.span.end as usize == at).map_or("", |token| token.span.slice(self.source))
    }

    fn end_sentence(&mut self, block: &Block, question: bool) {
        let end = offset(self.tokens.len());
        if end > self.first {
            let Block { kind, depth, paragraph, .. } = *block;
            let opens = self.before == Before::Clause;
            let crossed = self.crossed == Some(end);
            let first = self.first;
            self.sentences.push(Sentence { first, end, paragraph, kind, question, depth, opens, crossed });
            self.first = end;
        } else if self.crossed.is_some() && (block.kind, block.depth) == (BlockKind::Cell, 1) {
            self.sentences.last_mut().into_iter().for_each(|label| label.crossed = label.kind == block.kind);
        }
        self.crossed = None;
        self.before = Before::Space;
    }
}

/// A part of the form that begins at `start`.
fn token(start: u32, part: Part, before: Before) -> Token {
    let span = Span::new(start.saturating_add(part.start.into()), start.saturating_add(part.end.into()));
    Token { span, word: part.word, before }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\u{2019}' | '\u{2bc}')
}

/// Combining marks of the common blocks; they belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{e31}'..='\u{e4e}' | '\u{20d0}'..='\u{20ff}')
}
