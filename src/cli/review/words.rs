//! The review list for people: in lines of 80 characters, or as Markdown.

use super::view::{Entry, View};
use crate::cli::grid::wrapped;
use crate::diagnostic::{count, shortened};
use crate::report::{escape_markdown, visible};

/// Names and quotes that an entry shows; the others are counted.
const MOST_SHOWN: usize = 5;

/// Lines for a terminal.
pub(super) fn text(view: &View<'_>) -> String {
    let mut out = wrapped(&summary(view), "");
    for entry in &view.listed {
        out.push('\n');
        out.push_str(&wrapped(&heading(entry), ""));
        out.push_str(&wrapped(&reasons(entry), "    "));
        for line in criteria(entry).into_iter().chain(others(entry)) {
            out.push_str(&wrapped(&line, "    "));
        }
        out.push_str(&wrapped(&format!("“{}”", entry.answer.excerpt), "    "));
    }
    out
}

/// Markdown for a comment or a job summary.
pub(super) fn markdown(view: &View<'_>) -> String {
    let mut out = format!("# Review\n\n{}\n", escape_markdown(&summary(view)));
    for entry in &view.listed {
        out.push_str(&format!("\n## {}\n\n", escape_markdown(&heading(entry))));
        out.push_str(&format!("{}\n", escape_markdown(&reasons(entry))));
        for (at, line) in criteria(entry).iter().chain(&others(entry)).enumerate() {
            let before = if at == 0 { "\n" } else { "" };
            out.push_str(&format!("{before}- {}\n", escape_markdown(line)));
        }
        out.push_str(&format!("\n> {}\n", escape_markdown(entry.answer.excerpt)));
    }
    out
}

fn summary(view: &View<'_>) -> String {
    let groups = match view.groups {
        0 => String::new(),
        n => {
            format!("; {} in {} of one text, or nearly one", count(view.grouped, "answer"), count(n, "group"))
        }
    };
    let shown = match view.listed.len() {
        n if n < view.doubtful => format!(", the first {n} of them here"),
        _ => String::new(),
    };
    let empty = if view.empty > 0 { format!(" ({} empty)", view.empty) } else { String::new() };
    format!("{} read{empty}, {} to look at{shown}{groups}", count(view.answers, "answer"), view.doubtful)
}

fn heading(entry: &Entry<'_>) -> String {
    let id = entry.answer.candidate.map_or(String::new(), |_| format!(", {}", entry.answer.answer_id));
    format!(
        "{}. {}{} ({})  {:.1} %, {}, doubt {:.2}",
        entry.rank,
        visible(entry.answer.name()),
        visible(&id),
        entry.rubric,
        entry.percent,
        count(usize::try_from(entry.words).unwrap_or(usize::MAX), "word"),
        entry.doubt
    )
}

/// Reasons of one kind side by side: `only named or touched: ordering, visibility`.
pub(super) fn reasons(entry: &Entry<'_>) -> String {
    let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
    for reason in &entry.reasons {
        let id = reason.criterion.as_deref();
        match kinds.iter_mut().find(|(text, _)| id.is_some() && *text == reason.text) {
            Some((_, ids)) => ids.extend(id),
            None => kinds.push((&reason.text, id.into_iter().collect())),
        }
    }
    let word = |(text, ids): (&str, Vec<&str>)| match ids.as_slice() {
        [] => text.to_owned(),
        ids => format!("{text}: {}", ids.join(", ")),
    };
    kinds.into_iter().map(word).collect::<Vec<_>>().join("; ")
}

fn criteria(entry: &Entry<'_>) -> Vec<String> {
    let quoted = |quote: &str| if quote.is_empty() { String::new() } else { format!(": “{quote}”") };
    entry.criteria.iter().map(|open| format!("{} {}{}", open.id, open.verdict, quoted(open.quote))).collect()
}

/// Who wrote the same, and what is nearly the same.
fn others(entry: &Entry<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if !entry.identical.is_empty() {
        let ids: Vec<&str> = entry.identical.iter().take(MOST_SHOWN).map(|profile| profile.name()).collect();
        lines.push(format!("the same text: {}{}", ids.join(", "), more(entry.identical.len())));
    }
    for near in entry.near.iter().take(MOST_SHOWN) {
        let verdicts = if near.same_verdicts { "" } else { ", other verdicts" };
        let copies = match near.candidates {
            1 => String::new(),
            n => format!(", {n} candidates"),
        };
        lines.push(format!(
            "{:.0} % the same: {}{copies}{verdicts}: “{}”",
            near.similarity * 100.0,
            near.answer.name(),
            near.difference.clone().unwrap_or_else(|| shortened(near.answer.excerpt, 100))
        ));
    }
    let left = (entry.near.len() + entry.more_near).saturating_sub(MOST_SHOWN);
    if left > 0 {
        lines.push(format!("and {left} more that are nearly the same"));
    }
    lines
}

fn more(n: usize) -> String {
    if n > MOST_SHOWN { format!(", and {} more", n - MOST_SHOWN) } else { String::new() }
}
