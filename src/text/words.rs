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
    key: (u32, u32),
    parts: (u32, u32),
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
        let hash = self.hasher.hash_one(raw.as_bytes());
        let (keys, forms) = (&self.keys, &self.forms);
        let known = self.table.find(hash, |&at| key(keys, forms, at) == raw).copied();
        let at = known.unwrap_or_else(|| self.insert(raw, hash, resolve));
        let (first, end) = self.forms.get(at as usize).map_or((0, 0), |form| form.parts);
        self.parts.get(first as usize..end as usize).unwrap_or(&[])
    }

    fn insert(&mut self, raw: &str, hash: u64, resolve: &mut dyn FnMut(&WordForm<'_>) -> I) -> u32 {
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
        self.forms.push(Form { key: (start, offset(self.keys.len())), parts: (first, offset(self.parts.len())) });
        let (keys, forms, hasher) = (&self.keys, &self.forms, &self.hasher);
        self.table.insert_unique(hash, at, |&at| hasher.hash_one(key(keys, forms, at).as_bytes()));
        at
    }
}

fn key<'k>(keys: &'k str, forms: &[Form], at: u32) -> &'k str {
    let (start, end) = forms.get(at as usize).map_or((0, 0), |form| form.key);
    keys.get(start as usize..end as usize).unwrap_or("")
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
