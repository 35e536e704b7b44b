//! `Sample answer:` paragraphs: which words of a section are the answer.

use super::blocks::{Block, BlockKind};
use crate::span::{Answer, Span, offset};

/// Words that may stand between a label and its colon: `Sample answer (strong):`.
const MOST_QUALIFIERS: usize = 4;
/// A line of at most so many words without an end mark is taken for a small heading.
const MOST_HEADING_WORDS: usize = 8;
/// Beginnings of paragraphs that speak about an answer.
const ABOUT: [&str; 10] = [
    "why interviewers ask",
    "what to listen for",
    "what interviewers listen for",
    "red flags",
    "follow-up",
    "follow up",
    "follow-ups",
    "notes",
    "scoring",
    "question",
];

/// The answers in `body`: one for each label, or the whole of it when there is none.
pub(super) fn answers(
    text: &str,
    blocks: &[Block],
    body: Span<Answer>,
    labels: &[String],
) -> Vec<Span<Answer>> {
    let first = blocks.partition_point(|block| block.span.start < body.start);
    let last = blocks.partition_point(|block| block.span.start < body.end);
    let inside = blocks.get(first..last).unwrap_or(&[]);
    let mut found: Vec<Span<Answer>> = Vec::new();
    let mut open: Option<Span<Answer>> = None;
    for block in inside {
        let words = block.span.slice(text);
        let label = if block.kind == BlockKind::Paragraph { label_end(words, labels) } else { None };
        if let Some(length) = label {
            found.extend(open.take());
            open = Some(Span::new(block.span.start + offset(length), block.span.end));
        } else if ends_answer(block, words) {
            found.extend(open.take());
        } else if let Some(answer) = &mut open {
            *answer = answer.join(block.span);
        }
    }
    found.extend(open);
    if found.is_empty() { vec![body] } else { found }
}

/// How many bytes a label and its colon take at the start of a paragraph.
fn label_end(paragraph: &str, labels: &[String]) -> Option<usize> {
    let signs = |c: char| matches!(c, '*' | '_' | ' ' | '>');
    let start = paragraph.len() - paragraph.trim_start_matches(signs).len();
    let rest = paragraph.get(start..)?;
    let line = rest.split('\n').next().unwrap_or("");
    let colon = line.find(':')?;
    let said = line.get(..colon)?.trim_end_matches(signs).to_lowercase();
    let fits = labels.iter().any(|label| {
        said.strip_prefix(label.to_lowercase().as_str()).is_some_and(|more| {
            (more.is_empty() || more.starts_with([' ', '(']))
                && more.split_whitespace().count() <= MOST_QUALIFIERS
        })
    });
    if !fits {
        return None;
    }
    let after = rest.get(colon + 1..)?;
    // Signs that close the label's own emphasis, and the space behind it.
    let closing = after.len() - after.trim_start_matches(['*', '_']).len();
    let space = after.get(closing..).map_or(0, |words| words.len() - words.trim_start().len());
    Some(start + colon + 1 + closing + space)
}

/// Whether the text under a label ends before this block.
fn ends_answer(block: &Block, words: &str) -> bool {
    match block.kind {
        BlockKind::Heading(_) | BlockKind::Rule => true,
        BlockKind::Other => words.starts_with("<!--"),
        BlockKind::Paragraph => is_small_heading(words) || is_about(words),
    }
}

fn is_small_heading(paragraph: &str) -> bool {
    let plain = paragraph.trim_matches(['*', '_', ' ']);
    !plain.contains('\n')
        && !plain.ends_with(['.', '!', '?', '…', ':', ';', ',', '"', '”', ')'])
        && plain.split_whitespace().take(MOST_HEADING_WORDS + 1).count() <= MOST_HEADING_WORDS
}

fn is_about(paragraph: &str) -> bool {
    let plain = paragraph.trim_start_matches(['*', '_', ' ']);
    let Some((head, _)) = plain.split_once(':') else { return false };
    let head = head.trim_end_matches(['*', '_', ' ']);
    head.len() <= 40 && ABOUT.contains(&head.to_lowercase().as_str())
}
