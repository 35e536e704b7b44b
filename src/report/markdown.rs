//! The feedback as Markdown, for a pull request or a job summary. All text of the answer is escaped.

use std::fmt::Write;

use super::{Report, visible};
use crate::diagnostic::shortened;

/// The feedback table and what is missing.
pub fn markdown(report: &Report) -> String {
    let mut out = String::new();
    score(report, &mut out);
    criteria(report, &mut out);
    missing(report, &mut out);
    for flag in &report.flags {
        let _ = writeln!(out, "\nFlag: `{flag}`");
    }
    decisions(report, &mut out);
    out
}

/// Whose answer, by which rubric, and the score.
fn score(report: &Report, out: &mut String) {
    let band = report.band.as_deref().unwrap_or("-");
    let passed = if report.passed { "passed" } else { "not passed" };
    let machine =
        report.machine_percent.map_or(String::new(), |percent| format!(" (the machine: {percent:.1} %)"));
    let _ = writeln!(out, "## {}: {}\n", escape(&report.answer_id), escape(&report.rubric));
    let _ = writeln!(
        out,
        "**{:.1} %** ({} of {} points), {}, {passed}{machine}\n",
        report.percent,
        report.points,
        report.max,
        escape(band)
    );
    if let (Some(score), Some(model)) = (report.scaled, &report.model) {
        let _ = writeln!(out, "{}\n", escape(&model.words(score)));
    }
}

/// A table of the criteria with their best evidence.
fn criteria(report: &Report, out: &mut String) {
    out.push_str("| criterion | verdict | points | evidence |\n|---|---|---:|---|\n");
    for criterion in report.criteria.iter().filter(|criterion| criterion.is_shown()) {
        let quote = criterion
            .evidence
            .first()
            .map_or(String::new(), |quote| format!("“{}”", shortened(&visible(&quote.text), 140)));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            escape(&criterion.title),
            criterion.verdict,
            criterion.points,
            escape(&quote)
        );
    }
}

/// What to say and to ask of what is missing.
fn missing(report: &Report, out: &mut String) {
    let hints =
        report.criteria.iter().filter_map(|criterion| Some((criterion, criterion.missing.as_deref()?)));
    for (at, (criterion, hint)) in hints.enumerate() {
        if at == 0 {
            out.push_str("\n### What is missing\n\n");
        }
        let _ = writeln!(
            out,
            "- **{}** {} {}",
            escape(&criterion.title),
            escape(hint),
            criterion.follow_up.as_deref().map_or(String::new(), |ask| format!("*{}*", escape(ask)))
        );
    }
}

/// What people decided, and what they decided of another text.
fn decisions(report: &Report, out: &mut String) {
    let of = |what: &str, words: &str| format!("- **{}**: {}", escape(what), escape(words));
    let whole = report.score_override.iter().map(|decided| of("Score", &decided.words()));
    let verdicts = report.criteria.iter().filter_map(|criterion| {
        let decided = criterion.decided.as_ref()?;
        Some(of(&criterion.title, &format!("{}, {}", criterion.verdict, decided.words())))
    });
    let decided: Vec<String> = whole.chain(verdicts).collect();
    if !decided.is_empty() {
        let _ = writeln!(out, "\n### Decided by people\n\n{}", decided.join("\n"));
    }
    for stale in &report.stale_overrides {
        let _ = writeln!(out, "\nOverride {}", escape(&stale.words()));
    }
}

/// `text` on one line, with everything escaped that Markdown or HTML would read as a sign.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' | '~' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}
