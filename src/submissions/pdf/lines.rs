//! Characters of a page to lines, in the order in which the page draws them.
//!
//! That order is the reading order of whatever wrote the page, columns included; sorting by place
//! would mix what stands side by side.

use super::content::{Glyph, Page};

/// Gaps as parts of the font's size: from here on there is a space,
const SPACE: f64 = 0.2;
/// and from here on something else begins on the same line.
const APART: f64 = 3.0;

/// A line, or a part of one that stands by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub left: f64,
    pub right: f64,
    /// Of the baseline, from below.
    pub y: f64,
    pub size: f64,
    upright: bool,
}

/// The lines of a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageLines {
    pub lines: Vec<Line>,
    /// Where its lower and its upper edge are.
    pub edges: (f64, f64),
}

/// The lines of a page.
pub(super) fn of(page: Page) -> PageLines {
    let mut lines: Vec<Line> = Vec::new();
    let mut last: Option<Glyph> = None;
    for glyph in page.glyphs {
        if last.as_ref().is_some_and(|last| is_same(last, &glyph)) {
            continue;
        }
        match lines.last_mut().filter(|line| line.goes_on(&glyph)) {
            Some(line) => line.add(&glyph),
            None => lines.push(Line::start(&glyph)),
        }
        last = Some(glyph);
    }
    lines.iter_mut().for_each(|line| line.text.truncate(line.text.trim_end().len()));
    lines.retain(|line| !line.text.trim().is_empty());
    PageLines { lines, edges: page.edges }
}

/// Whether a character is drawn a second time, to look bold.
fn is_same(last: &Glyph, glyph: &Glyph) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < glyph.size * 0.12;
    last.text == glyph.text && near(last.x, glyph.x) && near(last.y, glyph.y)
}

impl Line {
    fn start(glyph: &Glyph) -> Self {
        let mut line = Self {
            text: String::new(),
            left: glyph.x,
            right: glyph.x,
            y: glyph.y,
            size: glyph.size,
            upright: glyph.upright,
        };
        line.add(glyph);
        line
    }

    fn goes_on(&self, glyph: &Glyph) -> bool {
        let size = self.size.max(glyph.size);
        let gap = glyph.x - self.right;
        let room = if is_mark(&self.text) { APART * 2.0 } else { APART };
        let beside = gap > -size * 0.6 && gap < size * room;
        if !self.upright || !glyph.upright {
            // Text that does not run upright is kept together while it goes on at once.
            return self.upright == glyph.upright
                && gap.abs() < size * 2.0
                && (glyph.y - self.y).abs() < size * 4.0;
        }
        // Raised and lowered signs belong to the line.
        beside && (glyph.y - self.y).abs() < size * 0.5
    }

    fn add(&mut self, glyph: &Glyph) {
        let gap = glyph.x - self.right;
        let blank = glyph.text.trim().is_empty();
        let apart = blank || (gap > self.size.min(glyph.size) * SPACE && self.upright);
        if apart && !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        if !blank {
            glyph.text.chars().for_each(|c| self.push(c));
            // The first sign may be a raised one.
            if glyph.size > self.size {
                (self.size, self.y) = (glyph.size, glyph.y);
            }
        }
        self.right = self.right.max(glyph.x + glyph.width);
    }

    /// Ligatures are written out.
    fn push(&mut self, c: char) {
        match c {
            'ﬀ' => self.text.push_str("ff"),
            'ﬁ' => self.text.push_str("fi"),
            'ﬂ' => self.text.push_str("fl"),
            'ﬃ' => self.text.push_str("ffi"),
            'ﬄ' => self.text.push_str("ffl"),
            'ﬅ' | 'ﬆ' => self.text.push_str("st"),
            c if c.is_control() => {}
            c => self.text.push(c),
        }
    }
}

/// Whether a text is a bullet or a number before a list item.
pub(super) fn is_mark(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 3 && (bullet(text).is_some() || is_number(text))
}

/// What follows a bullet.
pub(super) fn bullet(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let is = matches!(first, '•' | '◦' | '▪' | '▫' | '‣' | '●' | '○' | '■' | '□' | '➢' | '➤' | '✓' | '✔' | '·' | '∙' | '⁃')
        // Fonts of pictures have no characters of their own.
        || ('\u{e000}'..='\u{f8ff}').contains(&first);
    let dash = matches!(first, '-' | '–' | '—' | '*');
    let rest = text.get(first.len_utf8()..)?;
    (is || (dash && (rest.is_empty() || rest.starts_with(' ')))).then(|| rest.trim_start())
}

/// `1.`, `12)`, `a)`.
fn is_number(text: &str) -> bool {
    let Some(body) = text.strip_suffix(['.', ')']) else { return false };
    let digits = !body.is_empty() && body.len() <= 2 && body.bytes().all(|byte| byte.is_ascii_digit());
    digits || (body.len() == 1 && body.bytes().all(|byte| byte.is_ascii_lowercase()) && text.ends_with(')'))
}

/// Whether a line begins with the number of a list item.
pub(super) fn is_numbered(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(number, _)| is_number(number))
}
