//! All language work is done once for each distinct written form: a bounded cache from the bytes
//! of a word to what it means.
//!
//! What a word means is the caller's type `I`, made by a resolver on a miss. The cache changes how
//! fast an answer is read, never what is read.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::word::{self, WordForm};
use crate::span::offset;

/// A resolved word; valid until the [`Words`] that gave it is cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordId(pub u32);

/// Forms remembered at most; all-unique input would otherwise grow without bound.
const CAPACITY: usize = 65_536;
/// Longer forms are no words; they are looked up by their first bytes.
const LONGEST: usize = 96;

/// Where one part of a written form stands in it, and what it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub start: u8,
    pub end: u8,
    pub word: WordId,
}

#[derive(Debug)]
struct Form {
    /// The first bytes and the length, which tell most forms apart.
    head: Head,
    /// Where the whole form stands in `keys`.
    start: u32,
    parts: (u32, u32),
}

/// The first sixteen bytes of a form as two numbers, zeros after its end, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    bytes: [u64; 2],
    length: u32,
}

impl Head {
    /// The head of the first `length` bytes.
    fn of(bytes: &[u8], length: usize) -> Self {
        let second = length.checked_sub(8).and_then(|more| Some(number(bytes.get(8..)?, more)));
        Self { bytes: [number(bytes, length), second.unwrap_or(0)], length: offset(length) }
    }

    /// The head of the ASCII letters that `bytes` begin with; `None` where they may go on behind it.
    pub(super) fn of_letters(bytes: &[u8]) -> Option<Self> {
        let (first, n_first) = letters(bytes)?;
        if n_first < 8 {
            return Some(Self { bytes: [keep(first, n_first), 0], length: offset(n_first) });
        }
        let (second, n_second) = letters(bytes.get(8..)?)?;
        let second = (n_second < 8).then(|| keep(second, n_second))?;
        Some(Self { bytes: [first, second], length: offset(8 + n_second) })
    }

    /// The length of the form.
    pub(super) fn length(self) -> usize {
        self.length as usize
    }

    fn is_whole(self) -> bool {
        self.length <= 16
    }
}

/// The first `length` of eight bytes, zeros after them.
fn number(bytes: &[u8], length: usize) -> u64 {
    let all = match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => bytes.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    };
    keep(all, length)
}

fn keep(bytes: u64, length: usize) -> u64 {
    if length < 8 { bytes & !(u64::MAX << (8 * length)) } else { bytes }
}

/// Eight bytes, and how many ASCII letters they begin with.
///
/// All eight are compared in one number: the additions carry into the top bit of each byte and no further.
fn letters(bytes: &[u8]) -> Option<(u64, usize)> {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    let bytes = u64::from_le_bytes(*bytes.first_chunk()?);
    let lower = (bytes | each(0x20)) & each(0x7f);
    let from_a = lower + each(0x80 - b'a');
    let after_z = lower + each(0x7f - b'z');
    let others = (!from_a | after_z | bytes) & each(0x80);
    Some((bytes, (others.trailing_zeros() / 8) as usize))
}

/// A form that is all in its head and has one part.
#[derive(Debug, Clone, Copy)]
struct Short {
    bytes: [u64; 2],
    part: Part,
}

impl Short {
    const NONE: Self = Self { bytes: [0, 0], part: Part { start: 0, end: 0, word: WordId(0) } };

    /// Where the form would stand: the top bits of a product (Knuth, TAOCP 6.4).
    fn place([first, second]: [u64; 2]) -> usize {
        const BITS: u32 = N_SHORT.trailing_zeros();
        let folded = first ^ second.rotate_left(32);
        (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
    }
}

/// Short forms that are found without a search; a power of two.
const N_SHORT: usize = 16_384;
/// Up to so many forms, those of a phrase, all are searched for.
const FEW: usize = 64;

/// The cache of one worker.
#[derive(Debug)]
pub struct Words<I> {
    /// The short form seen last at each place; empty while there are few.
    short: Vec<Short>,
    hasher: DefaultHashBuilder,
    table: HashTable<u32>,
    keys: String,
    forms: Vec<Form>,
    parts: Vec<Part>,
    infos: Vec<I>,
}

impl<I> Default for Words<I> {
    fn default() -> Self {
        Self {
            short: Vec::new(),
            hasher: DefaultHashBuilder::default(),
            table: HashTable::new(),
            keys: String::new(),
            forms: Vec::new(),
            parts: Vec::new(),
            infos: Vec::new(),
        }
    }
}

impl<I> Words<I> {
    /// What a word means.
    ///
    /// # Panics
    /// Never for an id of the document read last with these words.
    pub fn info(&self, id: WordId) -> &I {
        &self.infos[id.0 as usize]
    }

    /// Forgets everything once the cache is full; to be called between texts.
    pub fn trim(&mut self) {
        if self.forms.len() >= CAPACITY {
            self.short.fill(Short::NONE);
            self.table.clear();
            self.keys.clear();
            self.forms.clear();
            self.parts.clear();
            self.infos.clear();
        }
    }

    /// The parts of a written form, resolved now or before.
    ///
    /// `text` begins with the form and may go on behind it.
    pub(super) fn look_up(
        &mut self,
        text: &str,
        length: usize,
        resolve: &mut dyn FnMut(&WordForm<'_>) -> I,
    ) -> &[Part] {
        let raw = text.get(..length).filter(|_| length <= LONGEST).unwrap_or_else(|| truncate(text, LONGEST));
        let head = Head::of(text.as_bytes(), raw.len());
        if !head.is_whole() || self.recent(head).is_none() {
            return self.search(raw, head, resolve);
        }
        self.short.get(Short::place(head.bytes)).map_or(&[], |short| std::slice::from_ref(&short.part))
    }

    /// What a short form that was met not long ago is, all of it.
    pub(super) fn recent(&self, head: Head) -> Option<WordId> {
        let short = self.short.get(Short::place(head.bytes))?;
        (short.bytes == head.bytes).then_some(short.part.word)
    }

    fn search(&mut self, raw: &str, head: Head, resolve: &mut dyn FnMut(&WordForm<'_>) -> I) -> &[Part] {
        let hash = hash(&self.hasher, head, raw.as_bytes());
        let (keys, forms) = (&self.keys, &self.forms);
        let known = self.table.find(hash, |&at| is_form(keys, forms, at, head, raw)).copied();
        let at = known.unwrap_or_else(|| self.insert(raw, head, hash, resolve));
        let (first, end) = self.forms.get(at as usize).map_or((0, 0), |form| form.parts);
        let parts = self.parts.get(first as usize..end as usize).unwrap_or(&[]);
        let short = self.short.get_mut(Short::place(head.bytes));
        if let ([part], true, Some(short)) = (parts, head.is_whole(), short) {
            *short = Short { bytes: head.bytes, part: *part };
        }
        parts
    }

    fn insert(
        &mut self,
        raw: &str,
        head: Head,
        hash_of_raw: u64,
        resolve: &mut dyn FnMut(&WordForm<'_>) -> I,
    ) -> u32 {
        let start = offset(self.keys.len());
        self.keys.push_str(raw);
        let first = offset(self.parts.len());
        let (infos, parts) = (&mut self.infos, &mut self.parts);
        word::forms(raw, &mut |range, form| {
            let word = WordId(offset(infos.len()));
            infos.push(resolve(form));
            let (start, end) = (short(range.start), short(range.end));
            parts.push(Part { start, end, word });
        });
        let at = offset(self.forms.len());
        if self.short.is_empty() && self.forms.len() >= FEW {
            self.short = vec![Short::NONE; N_SHORT];
        }
        self.forms.push(Form { head, start, parts: (first, offset(self.parts.len())) });
        let (keys, forms, hasher) = (&self.keys, &self.forms, &self.hasher);
        self.table.insert_unique(hash_of_raw, at, |&at| {
            forms.get(at as usize).map_or(0, |form| hash(hasher, form.head, key(keys, form).as_bytes()))
        });
        at
    }
}

/// A short form is all in its head.
fn hash(hasher: &DefaultHashBuilder, head: Head, raw: &[u8]) -> u64 {
    if head.is_whole() { hasher.hash_one(head.bytes) } else { hasher.hash_one(raw) }
}

fn is_form(keys: &str, forms: &[Form], at: u32, head: Head, raw: &str) -> bool {
    let form = forms.get(at as usize);
    form.is_some_and(|form| form.head == head && (head.is_whole() || key(keys, form) == raw))
}

fn key<'k>(keys: &'k str, form: &Form) -> &'k str {
    keys.get(form.start as usize..(form.start + form.head.length) as usize).unwrap_or("")
}

fn short(at: usize) -> u8 {
    u8::try_from(at).unwrap_or(u8::MAX)
}

fn truncate(text: &str, length: usize) -> &str {
    let mut end = length;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or("")
}
