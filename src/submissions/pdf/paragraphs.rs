//! Lines of all pages to paragraphs, headings and list items.
//!
//! A page says where words stand and not what they are, so this goes by what people see: sizes, gaps,
//! margins. Headers and footers that come back on every page are left out, as are page numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::super::flow::{Block, Flow};
use super::lines::{Line, PageLines, bullet, is_numbered};

/// The part of a page at its top and its bottom where headers and footers stand.
const MARGIN: f64 = 0.1;
/// Pages from which on something can come back on every page.
const PAGES: usize = 2;
/// In a text that is hyphenated, of so many lines one ends in a hyphen.
const HYPHENS: usize = 25;

/// Writes a document.
pub(super) fn write(pages: &[PageLines], flow: &mut Flow) {
    let pages = without_running(pages);
    let all: Vec<&Line> = pages.iter().flat_map(|(_, lines)| lines.iter().copied()).collect();
    let document = Document {
        body: body_size(&all),
        leading: leading(&pages),
        hyphenated: all.iter().filter(|line| is_hyphenated(&line.text)).count() * HYPHENS > all.len(),
        words: words(&all),
    };
    let mut writer = Writer { document, flow, open: None };
    for (_, lines) in &pages {
        let margins = margins(lines, writer.document.leading);
        for (at, line) in lines.iter().enumerate() {
            let right = right_edge(lines, &margins, line);
            writer.take(line, right, at == 0);
        }
    }
    writer.end();
}

/// What holds for the whole document.
#[derive(Debug)]
struct Document {
    /// The size of most of its text.
    body: f64,
    /// From one line to the next, as a part of the size.
    leading: f64,
    /// Whether words are broken at the ends of lines.
    hyphenated: bool,
    /// Words that stand within lines, in small letters.
    words: BTreeSet<String>,
}

/// Pages without headers, footers and page numbers.
fn without_running(pages: &[PageLines]) -> Vec<((f64, f64), Vec<&Line>)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        let mut keys: Vec<String> =
            page.lines.iter().filter(|line| in_margin(line, page.edges)).map(pattern).collect();
        keys.sort();
        keys.dedup();
        keys.into_iter().for_each(|key| *seen.entry(key).or_default() += 1);
    }
    let runs = |line: &Line| {
        let key = pattern(line);
        let often = seen.get(&key).copied().unwrap_or(0);
        is_page_number(&key) || (often >= PAGES && often * 2 > pages.len())
    };
    let kept = |page: &'_ PageLines| -> Vec<usize> {
        let keep = |(_, line): &(usize, &Line)| !(in_margin(line, page.edges) && runs(line));
        page.lines.iter().enumerate().filter(keep).map(|(at, _)| at).collect()
    };
    pages
        .iter()
        .map(|page| (page.edges, kept(page).into_iter().filter_map(|at| page.lines.get(at)).collect()))
        .collect()
}

fn in_margin(line: &Line, (bottom, top): (f64, f64)) -> bool {
    let margin = (top - bottom) * MARGIN;
    line.y < bottom + margin || line.y > top - margin
}

/// A line with its numbers made alike.
fn pattern(line: &Line) -> String {
    let mut out = String::new();
    for c in line.text.chars() {
        match c {
            c if c.is_ascii_digit() && out.ends_with('#') => {}
            c if c.is_ascii_digit() => out.push('#'),
            c => out.push(c),
        }
    }
    out
}

/// `#`, `Page # of #`, `– # –`.
fn is_page_number(pattern: &str) -> bool {
    let words = pattern.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let known = |word: &str| {
        matches!(
            word.to_lowercase().as_str(),
            "page" | "seite" | "pagina" | "p" | "s" | "of" | "von" | "de" | "di"
        )
    };
    pattern.contains('#') && pattern.len() <= 20 && words.into_iter().all(known)
}

/// The size that most characters have.
fn body_size(lines: &[&Line]) -> f64 {
    let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are small and positive"
    )]
    let key = |line: &Line| (line.size * 4.0).round().clamp(0.0, 1e6) as u64;
    lines.iter().for_each(|line| *sizes.entry(key(line)).or_default() += line.text.len());
    let most = sizes.into_iter().max_by_key(|(_, n)| *n).map_or(0, |(size, _)| size);
    #[allow(clippy::cast_precision_loss, reason = "it is below a million")]
    let size = most as f64 / 4.0;
    size
}

/// From one line to the next as a part of the size, as it is in the middle of all lines.
fn leading(pages: &[((f64, f64), Vec<&Line>)]) -> f64 {
    let mut gaps: Vec<f64> = Vec::new();
    for (_, lines) in pages {
        let gap = |pair: &[&Line]| match pair {
            [a, b] if a.size > 0.0 => Some((a.y - b.y) / a.size).filter(|gap| (0.8..2.5).contains(gap)),
            _ => None,
        };
        gaps.extend(lines.windows(2).filter_map(gap));
    }
    gaps.sort_by(f64::total_cmp);
    // The lower third, since gaps between paragraphs are larger.
    gaps.get(gaps.len() / 3).copied().unwrap_or(1.2)
}

/// Where lines that begin at a place end: the margins of a page's columns.
fn margins(lines: &[&Line], leading: f64) -> Vec<(f64, f64)> {
    let follows = |a: &&Line, b: &&Line| {
        let gap = a.y - b.y;
        gap > 0.0 && gap < a.size * leading * 1.3 && (a.left - b.left).abs() < a.size * 0.8
    };
    let mut margins = Vec::new();
    for run in lines.chunk_by(follows) {
        let Some(first) = run.first() else { continue };
        let right = run.iter().map(|line| line.right).fold(first.right, f64::max);
        // One long line is no margin; two or more are.
        if run.iter().filter(|line| right - line.right < line.size * 4.0).count() > 1 {
            margins.push((first.left, right));
        }
    }
    margins
}

/// How far to the right a line could have gone.
fn right_edge(lines: &[&Line], margins: &[(f64, f64)], line: &Line) -> f64 {
    let beside = |left: f64| (left - line.left).abs() < line.size * 6.0;
    let near = margins.iter().filter(|(left, right)| beside(*left) && right + line.size > line.right);
    let nearest = near.map(|(_, right)| *right).fold(f64::INFINITY, f64::min);
    if nearest.is_finite() {
        return nearest.max(line.right);
    }
    lines.iter().filter(|other| beside(other.left)).map(|line| line.right).fold(line.right, f64::max)
}

fn is_hyphenated(text: &str) -> bool {
    let mut signs = text.chars().rev();
    matches!(signs.next(), Some('-' | '\u{2010}' | '\u{ad}')) && signs.next().is_some_and(char::is_lowercase)
}

/// The block being written.
struct Open {
    block: Block,
    text: String,
    /// Its last line, and where the margin to the right of it is.
    last: Line,
    right: f64,
    lines: usize,
}

struct Writer<'f> {
    document: Document,
    flow: &'f mut Flow,
    open: Option<Open>,
}

impl Writer<'_> {
    fn take(&mut self, line: &Line, right: f64, first: bool) {
        let goes_on = self
            .open
            .as_ref()
            .is_some_and(|open| if first { turns(open, line) } else { self.document.goes_on(open, line) });
        match self.open.as_mut().filter(|_| goes_on) {
            Some(open) => {
                self.document.join(&mut open.text, &line.text);
                (open.last, open.right, open.lines) = (line.clone(), right, open.lines + 1);
            }
            None => {
                self.end();
                let (block, text) = self.document.block(line);
                self.open = Some(Open { block, text: text.to_owned(), last: line.clone(), right, lines: 1 });
            }
        }
    }

    fn end(&mut self) {
        let Some(open) = self.open.take() else { return };
        self.flow.text(&open.text);
        self.flow.end(open.block);
    }
}

impl Document {
    /// What a block is that begins with this line, and its text.
    fn block<'l>(&self, line: &'l Line) -> (Block, &'l str) {
        if let Some(rest) = bullet(&line.text) {
            return (Block::Item { level: 0, ordered: false }, rest);
        }
        let ratio = if self.body > 0.0 { line.size / self.body } else { 1.0 };
        let heading = ratio >= 1.12 && line.text.chars().count() <= 120 && !line.text.ends_with('.');
        let level = match ratio {
            ratio if ratio >= 1.6 => 1,
            ratio if ratio >= 1.3 => 2,
            _ => 3,
        };
        let block = if heading { Block::Heading(level) } else { Block::Paragraph };
        (block, &line.text)
    }

    /// Whether a line belongs to the block that the line above it belongs to.
    fn goes_on(&self, open: &Open, line: &Line) -> bool {
        let (last, size) = (&open.last, open.last.size);
        let same_size = (line.size - size).abs() < size * 0.08;
        let gap = last.y - line.y;
        let near = gap > size * 0.4 && gap < size * self.leading * 1.3;
        if !same_size || !near || bullet(&line.text).is_some() || is_numbered(&line.text) {
            return false;
        }
        if matches!(open.block, Block::Heading(_)) {
            return true;
        }
        // The first line of a block may be indented, or hang out before a bullet.
        let shift = line.left - last.left;
        let aligned = if open.lines == 1 { shift.abs() < size * 4.0 } else { shift.abs() < size * 0.8 };
        aligned && is_full(open, line)
    }
}

/// Whether the first line of a page or a column goes on with the last block of the one before.
fn turns(open: &Open, line: &Line) -> bool {
    let same_size = (line.size - open.last.size).abs() < line.size * 0.08;
    let small = line.text.chars().next().is_some_and(char::is_lowercase);
    same_size && small && !open.text.ends_with(['.', '!', '?', ':', ';'])
}

/// Whether the next word had no room on the last line.
fn is_full(open: &Open, next: &Line) -> bool {
    let word = next.text.split(' ').next().map_or(0, |word| word.chars().count());
    #[allow(clippy::cast_precision_loss, reason = "a word is short")]
    let width = word as f64 * next.size * 0.5;
    // Ragged margins and widths that are only estimated.
    open.last.right + width + next.size * 1.5 > open.right
}

/// The words that no end of a line can have broken.
fn words(lines: &[&Line]) -> BTreeSet<String> {
    let within = |line: &&Line| {
        let words: Vec<String> = line.text.split(' ').map(plain).collect();
        let last = words.len().saturating_sub(1);
        words.into_iter().take(last).skip(1).filter(|word| word.len() > 3).collect::<Vec<_>>()
    };
    lines.iter().flat_map(within).collect()
}

fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

impl Document {
    /// Adds a line to those before it.
    fn join(&self, text: &mut String, line: &str) {
        let goes_on = line.chars().next().is_some_and(char::is_lowercase);
        if !is_hyphenated(text) || !goes_on {
            text.push(' ');
        } else if self.is_broken(text, line) {
            text.pop();
        }
        text.push_str(line);
    }

    /// Whether the hyphen at the end of a line only breaks a word.
    fn is_broken(&self, text: &str, line: &str) -> bool {
        if text.ends_with('\u{ad}') {
            return true;
        }
        let first = text.rsplit(' ').next().unwrap_or_default();
        let rest = line.split(' ').next().unwrap_or_default();
        let whole = plain(&format!("{}{rest}", first.trim_end_matches(['-', '\u{2010}'])));
        match (self.words.contains(&plain(&format!("{first}{rest}"))), self.words.contains(&whole)) {
            (true, _) => false,
            (false, true) => true,
            // `at-least-` rather belongs to a compound.
            (false, false) => self.hyphenated && first.matches('-').count() < 2,
        }
    }
}
