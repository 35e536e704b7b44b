//! The Markdown of a run, for a job summary or a comment on a pull request.
//!
//! The verdict stands first, so that the rest is held; a job summary has at most 1 MiB, and what
//! would go beyond is counted instead.

use super::checked::{Checked, CheckedFile, Note};
use super::format::{Format, Run};
use super::markdown::escape;
use crate::diagnostic::{Severity, count};

/// Bytes of details that are kept.
const MOST_DETAILS: usize = 600 << 10;
/// Bytes of the table that are kept.
const MOST_ROWS: usize = 250 << 10;

/// Verdict, table, details.
#[derive(Debug, Default)]
pub struct Summary {
    rows: String,
    details: String,
    left_out: usize,
    notes: Vec<Note>,
}

impl Format for Summary {
    fn file(&mut self, file: &CheckedFile, _out: &mut String) {
        for answer in &file.answers {
            let row = row(&file.path, answer);
            if self.rows.len() + row.len() > MOST_ROWS {
                self.left_out += 1;
                continue;
            }
            self.rows.push_str(&row);
            if !answer.passed && self.details.len() < MOST_DETAILS {
                details(&file.path, answer, &mut self.details);
            }
        }
        self.notes.extend(file.notes.iter().filter(|note| note.severity != Severity::Note).cloned());
    }

    fn end(&mut self, run: &Run, out: &mut String) {
        let sign = if run.exit_code == 0 { "✅" } else { "❌" };
        out.push_str(&format!(
            "## {sign} gradus: {}, {} passed, {} failed\n\n{}\n",
            count(run.answers, "answer"),
            run.passed,
            run.failed,
            escape(&run.reason)
        ));
        if !self.rows.is_empty() {
            out.push_str("\n| | answer | rubric | score | needed | open |\n|---|---|---|---:|---:|---:|\n");
            out.push_str(&self.rows);
        }
        if self.left_out > 0 {
            out.push_str(&format!("\n… and {}\n", count(self.left_out, "more answer")));
        }
        out.push_str(&self.details);
        let notes: Vec<&Note> = self.notes.iter().chain(&run.notes).take(100).collect();
        if !notes.is_empty() {
            out.push_str("\n### Notes\n\n");
        }
        for note in notes {
            out.push_str(&format!(
                "- **{}** {}: {}\n",
                note.severity,
                escape(&note.path),
                escape(&note.message)
            ));
        }
    }
}

fn row(path: &str, answer: &Checked) -> String {
    let sign = if answer.passed { "✅" } else { "❌" };
    let open = answer.findings.iter().filter(|found| found.is_new()).count();
    format!(
        "| {sign} | {} | {} | {:.1} % | {} % | {open} |\n",
        escape(&answer.name(path)),
        escape(&answer.rubric.id),
        answer.report.percent,
        answer.mark
    )
}

fn details(path: &str, answer: &Checked, out: &mut String) {
    out.push_str(&format!("\n### {}:{}\n\n", escape(path), answer.start.line));
    if let Some(section) = &answer.section {
        out.push_str(&format!("{} ({})\n\n", escape(section), escape(&answer.why())));
    }
    for found in answer.findings.iter().filter(|found| found.is_new()) {
        let mark = if found.fails { "**" } else { "" };
        out.push_str(&format!("- {mark}{}{mark}", escape(&found.message)));
        if let Some((criterion, _)) = answer.criterion(found) {
            if found.finding.kind == crate::gate::Kind::Misconception
                && let Some(quote) = criterion.evidence.first()
            {
                out.push_str(&format!(": line {}, “{}”", quote.start.line, escape(&quote.text)));
            }
            for words in [&criterion.missing, &criterion.follow_up].into_iter().flatten() {
                out.push_str(&format!(" {}", escape(words)));
            }
        }
        out.push('\n');
    }
}
