//! The figures of a page as Markdown. All text of rubrics and answers is escaped.

use std::fmt::Write;

use super::question::Question;
use super::words::{count, percent, share};
use crate::report::escape_markdown as escape;

/// Criteria that are named as the most missed.
const MOST_MISSED: usize = 5;

/// One section a question.
pub(super) fn summary(title: &str, questions: &[Question]) -> String {
    let mut out = format!("# {}\n", escape(title));
    for question in questions {
        let name = question.rubric.title.as_str();
        if questions.len() > 1 || name != title {
            let _ = writeln!(out, "\n## {}", escape(name));
        }
        section(question, &mut out);
    }
    out
}

fn section(question: &Question, out: &mut String) {
    let (rubric, tally) = (&question.rubric, &question.tally);
    let n = tally.kept.len();
    let _ = writeln!(out, "\n> {}\n", escape(&rubric.question));
    let blank = if tally.blank > 0 { format!(" ({} empty)", tally.blank) } else { String::new() };
    let _ = writeln!(
        out,
        "{}{blank}, mean {}, median {}, {} passed ({}), {} to read yourself.\n",
        count(tally.answers(), "answer"),
        percent(tally.mean()),
        percent(tally.median()),
        tally.passed,
        share(tally.passed, n),
        tally.doubtful()
    );
    for (band, n) in rubric.bands.iter().zip(&tally.bands) {
        let _ = writeln!(out, "- {} (from {} %): {n}", escape(&band.name), band.from);
    }
    criteria(question, out);
    let missed = question.most_missed();
    if !missed.is_empty() {
        out.push_str("\n### Most missed\n\n");
    }
    for (_, criterion, missing) in missed.iter().take(MOST_MISSED) {
        let ask = criterion.follow_up.as_deref().map_or(String::new(), |ask| format!(" *{}*", escape(ask)));
        let _ = writeln!(out, "- **{}**: {missing} of {n}.{ask}", escape(&criterion.title));
    }
    misconceptions(question, out);
    to_read(question, out);
}

fn criteria(question: &Question, out: &mut String) {
    out.push_str(
        "\n| criterion | points | met | weak | denied | missing |\n|---|---:|---:|---:|---:|---:|\n",
    );
    for (at, criterion) in question.rubric.criteria.iter().enumerate() {
        let [met, weak, denied, missing] = question.tally.verdicts(at);
        let title = escape(&criterion.title);
        let cost = if criterion.kind == crate::rubric::CriterionKind::Misconception { "-" } else { "" };
        let _ =
            writeln!(out, "| {title} | {cost}{} | {met} | {weak} | {denied} | {missing} |", criterion.points);
    }
}

fn misconceptions(question: &Question, out: &mut String) {
    let seen = question.misconceptions();
    if !seen.is_empty() {
        out.push_str("\n### Misconceptions\n\n");
    }
    for (at, criterion, n) in seen {
        let _ = writeln!(out, "- **{}**: {}", escape(&criterion.title), count(n, "answer"));
        let quotes = question.tally.criteria.get(at).map_or(Vec::new(), |tally| tally.quotes(true, 3));
        for seen in quotes {
            let name = question.tally.kept.get(seen.answer).map_or("", |kept| &kept.name);
            let _ = writeln!(out, "  - {}: “{}”", escape(name), escape(&seen.text));
        }
    }
}

fn to_read(question: &Question, out: &mut String) {
    if question.tally.doubtful() > 0 {
        out.push_str("\n### To read yourself\n\n");
    }
    for kept in question.tally.to_read() {
        let score = percent(u32::from(kept.permille));
        let _ = writeln!(out, "- {}: {score}, confidence {} %", escape(&kept.name), kept.confidence);
    }
}
