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

/// The first eight bytes of a form, zeros after its end, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head(u64, u32);

impl Head {
    fn of(raw: &[u8]) -> Self {
        let head = match raw.first_chunk::<8>() {
            Some(chunk) => *chunk,
            None => {
                let mut chunk = [0; 8];
                chunk.iter_mut().zip(raw).for_each(|(to, from)| *to = *from);
                chunk
            }
        };
        Self(u64::from_le_bytes(head), offset(raw.len()))
    }

    fn is_whole(self) -> bool {
        self.1 <= 8
    }
}

/// The cache of one worker.
#[derive(Debug)]
pub struct Words<I> {
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
            self.table.clear();
            self.keys.clear();
            self.forms.clear();
            self.parts.clear();
            self.infos.clear();
        }
    }

    /// The parts of a written form, resolved now or before.
    pub(super) fn look_up(&mut self, raw: &str, resolve: &mut dyn FnMut(&WordForm<'_>) -> I) -> &[Part] {
        let raw = if raw.len() > LONGEST { truncate(raw, LONGEST) } else { raw };
        let head = Head::of(raw.as_bytes());
        let hash = hash(&self.hasher, head, raw.as_bytes());
        let (keys, forms) = (&self.keys, &self.forms);
        let known = self.table.find(hash, |&at| is_form(keys, forms, at, head, raw)).copied();
        let at = known.unwrap_or_else(|| self.insert(raw, head, hash, resolve));
        let (first, end) = self.forms.get(at as usize).map_or((0, 0), |form| form.parts);
        self.parts.get(first as usize..end as usize).unwrap_or(&[])
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
        self.forms.push(Form { head, start, parts: (first, offset(self.parts.len())) });
        let (keys, forms, hasher) = (&self.keys, &self.forms, &self.hasher);
        self.table.insert_unique(hash_of_raw, at, |&at| {
            forms.get(at as usize).map_or(0, |form| hash(hasher, form.head, key(keys, form).as_bytes()))
        });
        at
    }
}

/// A short form is all in its head, which is hashed in one step.
fn hash(hasher: &DefaultHashBuilder, head: Head, raw: &[u8]) -> u64 {
    if head.is_whole() { hasher.hash_one(head.0) } else { hasher.hash_one(raw) }
}

fn is_form(keys: &str, forms: &[Form], at: u32, head: Head, raw: &str) -> bool {
    let form = forms.get(at as usize);
    form.is_some_and(|form| form.head == head && (head.is_whole() || key(keys, form) == raw))
}

fn key<'k>(keys: &'k str, form: &Form) -> &'k str {
    keys.get(form.start as usize..(form.start + form.head.1) as usize).unwrap_or("")
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
