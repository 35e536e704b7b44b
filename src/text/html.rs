//! Which stretches of HTML inside Markdown nobody sees: comments, struck-out and hidden elements.
//!
//! Only tags that the Markdown parser took for HTML come here. An element without an end hides nothing, and
//! style sheets are not read.

use std::ops::Range;

/// Elements whose text is struck out or never shown.
const UNSEEN: [&str; 6] = ["del", "s", "strike", "template", "script", "style"];

/// So many elements without an end show that ends are not to be looked for.
const MOST_UNCLOSED: u8 = 8;

/// The first tag or comment of a stretch, as far as it reaches; empty, at the end, where there is none.
pub(super) fn next_tag(source: &str, range: Range<usize>) -> Range<usize> {
    let text = source.get(range.clone()).unwrap_or("");
    let Some(start) = text.find('<') else { return range.end..range.end };
    let end = text.get(start..).and_then(|tag| tag.find('>')).map_or(text.len(), |length| start + length + 1);
    range.start + start..range.start + end
}

/// What of a source is not seen, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    /// Nothing before this place is seen that stands behind the last tag.
    pub until: usize,
    /// Elements that hide their text and do not end.
    unclosed: u8,
}

impl Unseen {
    /// Takes note of what a tag or comment hides.
    pub(super) fn pass(&mut self, source: &str, tag: Range<usize>) {
        let text = source.get(tag.clone()).unwrap_or("");
        if text.starts_with("<!--") {
            let body = source.get(tag.start + "<!--".len()..).unwrap_or("");
            let end = body.find("-->").map_or(body.len(), |at| at + "-->".len());
            self.until = source.len() - body.len() + end;
        } else if self.unclosed < MOST_UNCLOSED && hides(text) {
            match element_end(source, tag.end, name(text)) {
                Some(end) => self.until = end,
                None => self.unclosed += 1,
            }
        }
    }
}

/// The name of the element that a tag begins; empty for an end.
fn name(tag: &str) -> &str {
    tag.get(1..).and_then(|text| text.split(|c: char| !c.is_ascii_alphanumeric()).next()).unwrap_or("")
}

/// Whether the text of the element that a tag begins is struck out, never shown, or has the attribute `hidden`.
fn hides(tag: &str) -> bool {
    let name = name(tag);
    let mut attributes = tag.split(['"', '\'']).step_by(2).flat_map(str::split_ascii_whitespace).skip(1);
    let is_hidden = |word: &str| {
        word.split(['=', '/', '>']).next().is_some_and(|word| word.eq_ignore_ascii_case("hidden"))
    };
    !name.is_empty()
        && (UNSEEN.iter().any(|unseen| unseen.eq_ignore_ascii_case(name)) || attributes.any(is_hidden))
}

/// Where the element ends whose text begins at `at`, past the elements of its name inside it.
fn element_end(source: &str, at: usize, element: &str) -> Option<usize> {
    let mut open = 1_u32;
    let bytes = source.as_bytes();
    for tag in memchr::memchr_iter(b'<', bytes.get(at..)?).map(|found| at + found) {
        let ends = bytes.get(tag + 1) == Some(&b'/');
        let text = source.get(tag + usize::from(ends)..)?;
        if !name(text).eq_ignore_ascii_case(element) {
            continue;
        }
        open = if ends { open - 1 } else { open + 1 };
        if open == 0 {
            return text.find('>').map(|length| source.len() - text.len() + length + 1);
        }
    }
    None
}
