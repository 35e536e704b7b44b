//! Which parts of a Markdown or plain text count, as byte ranges in reading order.
//!
//! Front matter, comments, tags, link targets, images, hidden elements and struck-out words are left out; headings,
//! list items and table cells stand alone. `pulldown-cmark` reads Markdown; a text without a character that
//! Markdown could mean anything by takes a short cut that gives the same blocks. Words and
//! sentences are not this module's business.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::html::{Unseen, next_tag};
use crate::span::offset;

/// What a sentence stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    /// A paragraph.
    Prose,
    /// A heading.
    Heading,
    /// A list item.
    Item,
    /// A cell of a table.
    Cell,
    /// A block of code.
    Code,
    /// A paragraph of a block quotation: somebody else's words.
    Quote,
}

/// A stretch of text without markup.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub start: u32,
    pub end: u32,
    /// Whether a sentence ends with it whatever stands there.
    pub ends: bool,
}

/// Pieces that belong together.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub kind: BlockKind,
    /// As that of a sentence.
    pub depth: u8,
    pub paragraph: u32,
    pub pieces: Range<usize>,
}

/// All blocks of a text; memory is used again from one text to the next.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub blocks: Vec<Block>,
    pub pieces: Vec<Piece>,
}

/// Lines shorter than this are never wrapped by an editor: each stands for itself.
const NARROWEST_WRAP: usize = 60;
/// How much room must be left on a line before its end is taken for intended.
const WRAP_SLACK: usize = 12;

impl Blocks {
    pub(super) fn read(&mut self, source: &str) {
        self.clear();
        let start = front_matter_end(source);
        let body = source.get(start..).unwrap_or("");
        if may_be_markdown(body) { self.read_markdown(source, start) } else { self.read_plain(source, start) }
    }

    pub(super) fn read_phrase(&mut self, source: &str) {
        self.clear();
        self.pieces.push(Piece { start: 0, end: offset(source.len()), ends: true });
        self.blocks.push(Block { kind: BlockKind::Prose, depth: 0, paragraph: 0, pieces: 0..1 });
    }

    fn clear(&mut self) {
        self.blocks.clear();
        self.pieces.clear();
    }

    fn read_plain(&mut self, source: &str, start: usize) {
        let mut first = self.pieces.len();
        let mut paragraph = 0;
        let mut at = start;
        let ends = memchr::memchr_iter(b'\n', source.as_bytes()).filter(|end| *end >= start);
        for end in ends.map(|end| end + 1).chain([source.len()]) {
            let line = source.get(at..end).unwrap_or("");
            let text = line.trim();
            if text.is_empty() {
                self.close((BlockKind::Prose, 0), paragraph, first, source);
                paragraph += u32::from(self.pieces.len() > first);
                first = self.pieces.len();
            } else {
                let begin = at + (line.len() - line.trim_start().len());
                self.push(begin..begin + text.len());
            }
            at += line.len();
        }
        self.close((BlockKind::Prose, 0), paragraph, first, source);
    }

    fn push(&mut self, range: Range<usize>) {
        self.pieces.push(Piece { start: offset(range.start), end: offset(range.end), ends: false });
    }

    /// Ends a block of the pieces from `first` on and decides which of its line ends are meant.
    fn close(&mut self, (kind, depth): (BlockKind, u8), paragraph: u32, first: usize, source: &str) {
        let end = self.pieces.len();
        if end == first {
            return;
        }
        if kind == BlockKind::Code {
            self.pieces.iter_mut().skip(first).for_each(|piece| piece.ends = true);
        } else {
            mark_line_ends(self.pieces.get_mut(first..).unwrap_or(&mut []), source);
        }
        self.blocks.push(Block { kind, depth, paragraph, pieces: first..end });
    }

    fn read_markdown(&mut self, source: &str, start: usize) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let mut reader = MarkdownReader {
            blocks: self,
            source,
            start,
            kind: BlockKind::Prose,
            depth: 0,
            columns: 0,
            items: 0,
            quotes: 0,
            hidden: 0,
            unseen: Unseen::default(),
            paragraph: 0,
            first: 0,
        };
        for (event, range) in Parser::new_ext(source.get(start..).unwrap_or(""), options).into_offset_iter() {
            reader.event(&event, range);
        }
        reader.flush();
    }
}

/// Follows the events of the Markdown parser and closes a block at each border.
struct MarkdownReader<'a> {
    blocks: &'a mut Blocks,
    source: &'a str,
    start: usize,
    kind: BlockKind,
    depth: u8,
    /// Cells of the row so far.
    columns: u8,
    items: u32,
    quotes: u32,
    hidden: u32,
    unseen: Unseen,
    paragraph: u32,
    first: usize,
}

impl MarkdownReader<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        let range = range.start + self.start..range.end + self.start;
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(_) | Event::Code(_) if self.hidden > 0 || range.start < self.unseen.until => {}
            Event::Text(_) if self.kind == BlockKind::Code => self.code(range),
            Event::Text(_) | Event::Code(_) => self.blocks.push(range),
            Event::Html(_) | Event::InlineHtml(_) => self.html(range),
            Event::Rule => self.flush(),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Image { .. } | Tag::MetadataBlock(_) | Tag::Strikethrough => self.hidden += 1,
            Tag::Heading { level, .. } => self.begin(BlockKind::Heading, *level as u8),
            Tag::Item => {
                self.items += 1;
                self.begin(BlockKind::Item, self.nesting());
            }
            Tag::TableHead | Tag::TableRow => self.columns = 0,
            Tag::TableCell => {
                self.begin(BlockKind::Cell, self.columns);
                self.columns = self.columns.saturating_add(1);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.begin(BlockKind::Code, self.nesting());
            }
            Tag::Paragraph | Tag::HtmlBlock | Tag::BlockQuote(_) | Tag::List(_) | Tag::Table(_) => {
                self.quotes += u32::from(matches!(tag, Tag::BlockQuote(_)));
                let kind = match (self.quotes, self.items) {
                    (0, 0) => BlockKind::Prose,
                    (0, _) => BlockKind::Item,
                    _ => BlockKind::Quote,
                };
                self.begin(kind, self.nesting());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image | TagEnd::MetadataBlock(_) | TagEnd::Strikethrough => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            TagEnd::Item => {
                self.flush();
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::List(_) | TagEnd::Table | TagEnd::Paragraph | TagEnd::Heading(_) => {
                self.flush();
                if self.items == 0 {
                    self.paragraph += 1;
                }
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::TableCell => self.flush(),
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            _ => {}
        }
        if self.items == 0 && self.blocks.pieces.len() == self.first {
            (self.kind, self.depth) = (BlockKind::Prose, 0);
        }
    }

    fn begin(&mut self, kind: BlockKind, depth: u8) {
        self.flush();
        (self.kind, self.depth) = (kind, depth);
    }

    fn nesting(&self) -> u8 {
        u8::try_from(self.items).unwrap_or(u8::MAX)
    }

    fn flush(&mut self) {
        self.blocks.close((self.kind, self.depth), self.paragraph, self.first, self.source);
        self.first = self.blocks.pieces.len();
    }

    fn code(&mut self, range: Range<usize>) {
        let mut at = range.start;
        for line in self.source.get(range).unwrap_or("").split_inclusive('\n') {
            if !line.trim().is_empty() {
                self.blocks.push(at..at + line.trim_end().len());
            }
            at += line.len();
        }
    }

    /// Keeps what stands between tags and is seen.
    fn html(&mut self, range: Range<usize>) {
        let mut at = range.start.max(self.unseen.until);
        while at < range.end {
            let tag = next_tag(self.source, at..range.end);
            let text = self.source.get(at..tag.start).unwrap_or("");
            if self.hidden == 0 && !text.trim().is_empty() {
                self.blocks.push(at..tag.start);
            }
            self.unseen.pass(self.source, tag.clone());
            at = tag.end.max(self.unseen.until);
        }
    }
}

/// Where the text begins: after a leading `---` … `---` block, if there is one.
pub(crate) fn front_matter_end(source: &str) -> usize {
    let bom = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = source.get(bom..).unwrap_or("");
    if !body.starts_with("---") {
        return bom;
    }
    let mut lines = body.split_inclusive('\n');
    if lines.next().map(str::trim_end) != Some("---") {
        return bom;
    }
    let mut at = bom + body.find('\n').map_or(body.len(), |newline| newline + 1);
    for line in lines {
        at += line.len();
        if line.trim_end() == "---" {
            return at;
        }
    }
    bom
}

/// Whether Markdown could read anything but plain paragraphs into the text.
fn may_be_markdown(text: &str) -> bool {
    let bytes = text.as_bytes();
    if MARKS.iter().any(|[a, b, c]| memchr::memchr3(*a, *b, *c, bytes).is_some()) {
        return true;
    }
    let mut start = 0;
    memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]).any(|end| {
        let line = text.get(start..end).unwrap_or("");
        start = end + 1;
        starts_a_block(line)
    })
}

/// Bytes that can be markup anywhere in a line.
const MARKS: [[u8; 3]; 4] = [*b"`*_", *b"#[<", *b">|~", *b"\\&\t"];

/// Whether a line begins as a list item, an underline of a heading or indented code does.
fn starts_a_block(line: &str) -> bool {
    let trimmed = line.trim_start();
    let first = trimmed.bytes().next();
    line.len() - trimmed.len() >= 4
        || matches!(first, Some(b'-' | b'+' | b'='))
        || (first.is_some_and(|byte| byte.is_ascii_digit())
            && trimmed.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')']))
}

/// Marks the pieces whose line end is meant as an end: the next word would have fitted on the line.
fn mark_line_ends(pieces: &mut [Piece], source: &str) {
    if let [only] = pieces {
        only.ends = true;
        return;
    }
    let lines = lines_of(pieces, source);
    let widest = lines.iter().map(std::iter::ExactSizeIterator::len).max().unwrap_or(0);
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter_mut().enumerate() {
        let line = lines.get(at).cloned().unwrap_or(0..0);
        let next = lines.get(at + 1).cloned().unwrap_or(0..0);
        piece.ends = at == last
            || (next.start > line.start
                && is_line_end(
                    source.get(line).unwrap_or("").trim(),
                    source.get(next).unwrap_or("").trim(),
                    widest,
                ));
    }
}

/// The source line in which each piece ends.
fn lines_of(pieces: &[Piece], source: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::with_capacity(pieces.len());
    let mut line = 0..0;
    for piece in pieces {
        let (start, end) = (piece.start as usize, piece.end as usize);
        if end > line.end || lines.is_empty() {
            let from = source.get(line.end..start).and_then(|before| before.rfind('\n'));
            let from = from.map_or(line.start, |newline| line.end + newline + 1);
            let to = source.get(end..).and_then(|after| after.find('\n'));
            line = from..to.map_or(source.len(), |newline| end + newline);
        }
        lines.push(line.clone());
    }
    lines
}

fn is_line_end(line: &str, next: &str, widest: usize) -> bool {
    let word = next.split(' ').next().unwrap_or("").len();
    widest < NARROWEST_WRAP
        || line.len() + 1 + word + WRAP_SLACK <= widest
        || next.starts_with(['•', '·', '–', '—', '‣', '▪', '→', '●', '◦'])
}
