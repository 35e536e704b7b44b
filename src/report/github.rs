//! GitHub annotations: workflow commands on standard output.
//!
//! GitHub shows ten errors a step and drops the rest without a word. So up to ten findings get an
//! annotation each; beyond that each answer gets one, and the tenth says how many more there are.
//! Only answers that fail are annotated. The text report stands above them; no line of it can be taken for
//! a command, whatever a document says.

use super::checked::{Checked, CheckedFile, Found};
use super::format::{Format, Run};
use super::text::Text;

/// Annotations that GitHub shows of a step.
const SHOWN: usize = 10;

/// The text, then annotations.
#[derive(Debug, Default)]
pub struct GitHub {
    /// One for each finding, as long as there are few.
    single: Vec<String>,
    findings: usize,
    /// One for each answer, as long as they are shown.
    whole: Vec<String>,
    answers: usize,
    text: Text,
}

impl GitHub {
    /// With the text report in this form above the annotations.
    pub fn new(text: Text) -> Self {
        Self { text, ..Self::default() }
    }

    fn answer(&mut self, path: &str, answer: &Checked) {
        let errors: Vec<&Found> =
            answer.findings.iter().filter(|found| found.is_new() && worth_saying(found)).collect();
        self.findings += errors.len();
        self.answers += 1;
        if self.findings <= SHOWN {
            self.single.extend(errors.iter().map(|found| annotation(path, answer, found)));
        }
        if self.whole.len() < SHOWN {
            self.whole.push(summary(path, answer, &errors));
        }
    }
}

/// Errors and warnings; what is only named is left to the text.
fn worth_saying(found: &Found) -> bool {
    found.finding.severity != crate::diagnostic::Severity::Note
}

impl Format for GitHub {
    fn file(&mut self, file: &CheckedFile, out: &mut String) {
        for answer in file.answers.iter().filter(|answer| !answer.passed) {
            self.answer(&file.path, answer);
        }
        let mut text = String::new();
        self.text.file(file, &mut text);
        harmless(&text, out);
    }

    fn end(&mut self, run: &Run, out: &mut String) {
        let mut lines =
            std::mem::take(if self.findings <= SHOWN { &mut self.single } else { &mut self.whole });
        let errors = run.notes.iter().filter(|note| note.severity == crate::diagnostic::Severity::Error);
        lines.extend(errors.map(|note| {
            let place = format!("title=gradus {},file={}", property(&note.code), property(&note.path));
            format!("::error {place}::{}", message(&note.message))
        }));
        let total = if self.findings <= SHOWN { lines.len() } else { lines.len().max(self.answers) };
        if total > SHOWN {
            lines.truncate(SHOWN - 1);
            let more = total - lines.len();
            lines.push(format!(
                "::error title=gradus::{more} more answers fail; the log of this step has them all"
            ));
        }
        let mut text = String::new();
        self.text.end(run, &mut text);
        harmless(&text, out);
        for line in lines {
            out.push_str(&line);
            out.push('\n');
        }
    }
}

/// The runner takes a line for a command that begins with these signs, even behind spaces.
fn harmless(text: &str, out: &mut String) {
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("::") || line.trim_start().starts_with("##[") {
            out.push('\'');
        }
        out.push_str(line);
    }
}

fn annotation(path: &str, answer: &Checked, found: &Found) -> String {
    let level =
        if found.finding.severity == crate::diagnostic::Severity::Error { "error" } else { "warning" };
    let follow_up = answer
        .criterion(found)
        .and_then(|(criterion, _)| criterion.follow_up.as_ref())
        .map_or(String::new(), |ask| format!("\nFollow-up: {ask}"));
    let words = format!("{}{follow_up}", found.message);
    command(level, &found.rule(), path, found, &words)
}

fn summary(path: &str, answer: &Checked, errors: &[&Found]) -> String {
    let words: Vec<&str> = errors.iter().map(|found| found.message.as_str()).collect();
    match errors.first() {
        Some(first) => command("error", &answer.rubric.id, path, first, &words.join("\n")),
        None => String::new(),
    }
}

fn command(level: &str, title: &str, path: &str, found: &Found, words: &str) -> String {
    format!(
        "::{level} title=gradus {},file={},line={},endLine={},col={},endColumn={}::{}",
        property(title),
        property(path),
        found.start.line,
        found.end.line,
        found.start.column,
        found.end.column,
        message(words)
    )
}

fn message(text: &str) -> String {
    let shown: Vec<String> = text.split('\n').map(super::visible).collect();
    shown.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
