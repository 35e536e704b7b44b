//! A page of feedback as Markdown.

use std::fmt::Write;

use super::{Answer, Item, Sheet, name};
use crate::report::escape_markdown as escape;

/// The whole page.
pub(super) fn write(sheet: &Sheet<'_>) -> String {
    let mut out = format!("# Feedback for {}\n", escape(name(sheet.candidate)));
    let paragraph = |text: &str, out: &mut String| {
        let _ = write!(out, "\n{}\n", text.trim());
    };
    if let Some(opening) = sheet.opening {
        paragraph(opening, &mut out);
    }
    for one in &sheet.answers {
        answer(one, &mut out);
    }
    if let Some(closing) = sheet.closing {
        out.push_str("\n---\n");
        paragraph(closing, &mut out);
    }
    out
}

// Writing to a string does not fail.
fn answer(answer: &Answer<'_>, out: &mut String) {
    let _ = write!(out, "\n## {}\n", escape(answer.title));
    if !answer.question.is_empty() {
        let _ = write!(out, "\n*{}*\n", escape(answer.question.trim()));
    }
    let _ = write!(out, "\n**{}**\n", escape(&answer.score));
    if let Some(decided) = &answer.decided {
        let _ = write!(out, "\n{}\n", escape(decided));
    }
    if let Some(comment) = answer.comment {
        let _ = write!(out, "\n{}\n", comment.trim());
    }
    for (section, items) in &answer.sections {
        let _ = write!(out, "\n### {}\n\n", section.title());
        items.iter().for_each(|one| item(one, out));
    }
}

fn item(item: &Item<'_>, out: &mut String) {
    let _ = write!(out, "- **{}** ({})", escape(item.title), item.points);
    if let Some(quote) = &item.quote {
        let _ = write!(out, ": “{}”", escape(quote));
    }
    out.push('\n');
    let mut line = |text: &str| {
        let _ = writeln!(out, "  {text}");
    };
    if let Some(hint) = item.hint {
        line(&escape(hint));
    }
    if let Some(ask) = item.follow_up {
        line(&format!("*{}*", escape(ask)));
    }
    for text in item.comment.into_iter().flat_map(str::lines) {
        line(text.trim_end());
    }
    if let Some(decided) = &item.decided {
        line(&escape(decided));
    }
}
