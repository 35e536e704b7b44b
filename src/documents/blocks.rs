//! The top-level blocks of a Markdown text, its headings' words, and where its comments stand.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::span::{Answer, Span, offset};

/// What a top-level block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// With its level.
    Heading(u8),
    Paragraph,
    Rule,
    /// A list, a table, code, a quote or HTML.
    Other,
}

/// A block that stands in no other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub kind: BlockKind,
    pub span: Span<Answer>,
}

#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub blocks: Vec<Block>,
    /// The words of each heading block, in order.
    pub titles: Vec<String>,
    /// HTML in which comments may stand.
    pub comments: Vec<Range<usize>>,
}

/// Longest heading that is kept, in bytes.
const LONGEST_TITLE: usize = 400;

pub(super) fn blocks(text: &str, start: usize) -> Blocks {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut found = Blocks::default();
    let mut depth = 0_usize;
    let mut title: Option<String> = None;
    for (event, range) in Parser::new_ext(text.get(start..).unwrap_or(""), options).into_offset_iter() {
        let range = range.start + start..range.end + start;
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let kind = kind(&tag);
                    let span = Span::new(offset(range.start), offset(trimmed_end(text, &range)));
                    found.blocks.push(Block { kind, span });
                    title = matches!(kind, BlockKind::Heading(_)).then(String::new);
                }
                if matches!(tag, Tag::HtmlBlock) {
                    found.comments.push(range);
                }
                depth += 1;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                if depth == 0 && matches!(tag, TagEnd::Heading(_)) {
                    found.titles.extend(title.take());
                }
            }
            Event::Text(words) | Event::Code(words) => add(&mut title, &words),
            Event::SoftBreak | Event::HardBreak => add(&mut title, " "),
            Event::InlineHtml(_) => found.comments.push(range),
            Event::Rule if depth == 0 => {
                let span = Span::new(offset(range.start), offset(range.end));
                found.blocks.push(Block { kind: BlockKind::Rule, span });
            }
            _ => {}
        }
    }
    found
}

fn add(title: &mut Option<String>, words: &str) {
    if let Some(title) = title
        && title.len() < LONGEST_TITLE
    {
        title.extend(words.chars().take(LONGEST_TITLE));
    }
}

fn kind(tag: &Tag<'_>) -> BlockKind {
    match tag {
        Tag::Heading { level, .. } => BlockKind::Heading(match level {
            HeadingLevel::H1 => 1,
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            HeadingLevel::H4 => 4,
            HeadingLevel::H5 => 5,
            HeadingLevel::H6 => 6,
        }),
        Tag::Paragraph => BlockKind::Paragraph,
        _ => BlockKind::Other,
    }
}

/// The end of a range without the white space that the parser counts to it.
fn trimmed_end(text: &str, range: &Range<usize>) -> usize {
    range.start + text.get(range.clone()).map_or(0, |block| block.trim_end().len())
}
