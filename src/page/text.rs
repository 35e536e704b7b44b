//! Text of others on its way into HTML: escaped, visible, and as names of places on the page.

use std::collections::BTreeMap;
use std::fmt::Write;

use maud::{Escaper, Render};

use crate::diagnostic::visible_char;

/// Text of a rubric or an answer; lines stay, all other control and direction characters become visible.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a>(pub &'a str);

impl Render for Text<'_> {
    fn render_to(&self, out: &mut String) {
        let mut escaper = Escaper::new(out);
        let mut rest = self.0;
        // Most text needs no sign in place of another and is handed on whole.
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| needs_sign(*c)) {
            let _ = escaper.write_str(rest.get(..at).unwrap_or(""));
            if c != '\r' {
                let _ = escaper.write_char(visible_char(c));
            }
            rest = rest.get(at + c.len_utf8()..).unwrap_or("");
        }
        let _ = escaper.write_str(rest);
    }
}

fn needs_sign(c: char) -> bool {
    c != '\n' && c != '\t' && visible_char(c) != c
}

/// Longest name of a place.
const LONGEST: usize = 120;

/// Where an answer stands: its name, and its number on the page for what nobody links to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub anchor: &'a str,
    pub number: usize,
}

impl Place<'_> {
    /// The place of one of its criteria.
    pub(super) fn of(self, criterion: usize) -> String {
        format!(":{}.{criterion}", self.number)
    }
}

/// Names for the places of answers, each given once.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Every name that was given, with the last number put behind it.
    given: BTreeMap<String, usize>,
}

impl Anchors {
    /// An answer's id, else with that of its question, else numbered. The page's own places have a colon in their
    /// names, which none of these has.
    pub(super) fn give(&mut self, id: &str, question: &str) -> String {
        let plain = slug(id);
        if self.is_new(&plain) {
            return plain;
        }
        let longer = format!("{plain}.{}", slug(question));
        if self.is_new(&longer) {
            return longer;
        }
        loop {
            let last = self.given.entry(longer.clone()).or_insert(1);
            *last += 1;
            let numbered = format!("{longer}.{last}");
            if self.is_new(&numbered) {
                return numbered;
            }
        }
    }

    fn is_new(&mut self, name: &str) -> bool {
        let known = self.given.contains_key(name);
        if !known {
            self.given.insert(name.to_owned(), 1);
        }
        !known
    }
}

fn slug(text: &str) -> String {
    let keep = |c: char| if c.is_alphanumeric() || "-_./~@+".contains(c) { c } else { '-' };
    let slug: String = text.chars().take(LONGEST).map(keep).collect();
    if slug.is_empty() { "answer".to_owned() } else { slug }
}

/// How an answer is called, also one without a name.
pub(super) fn name(id: &str) -> &str {
    if id.trim().is_empty() { "(no name)" } else { id }
}
