//! JSON: one document, or one object a line.

use serde::Serialize;
use serde_json::{Value, json};

use super::checked::{Checked, CheckedFile, EntryFacts, Note};
use super::format::{Format, Run, TOOL};
use super::{CriterionReport, EvidenceReport, Place};
use crate::documents::Reason;
use crate::gate::Standing;

/// Changes whenever a field changes its meaning or goes.
const SCHEMA_VERSION: u32 = 1;

/// One JSON document.
#[derive(Debug, Default)]
pub struct Json {
    started: bool,
    notes: Vec<Note>,
}

/// One JSON object a line for each answer.
#[derive(Debug, Default)]
pub struct JsonLines;

#[derive(Serialize)]
struct Result<'r> {
    answer: Answer<'r>,
    rubric: Rubric<'r>,
    score: Score,
    entries: Vec<Entry<'r>>,
    findings: Vec<Value>,
    flags: &'r [String],
}

#[derive(Serialize)]
struct Answer<'r> {
    path: &'r str,
    section: Option<&'r str>,
    start: Place,
    words: usize,
}

#[derive(Serialize)]
struct Rubric<'r> {
    id: &'r str,
    path: Option<&'r str>,
    chosen_by: &'static str,
    likeness: Option<u8>,
}

#[derive(Serialize)]
struct Score {
    points: f64,
    max: f64,
    percent: f64,
    pass_mark: f64,
    passed: bool,
}

#[derive(Serialize)]
struct Entry<'r> {
    id: &'r str,
    title: &'r str,
    kind: &'static str,
    required: bool,
    weight: f64,
    status: &'static str,
    points: f64,
    evidence: Vec<Value>,
    missing: Option<&'r str>,
    follow_up: Option<&'r str>,
    defined_at: Option<Value>,
}

impl Format for Json {
    fn begin(&mut self, out: &mut String) {
        let (name, version) = TOOL;
        let tool = json!({"name": name, "version": version});
        out.push_str(&format!("{{\"schema_version\":{SCHEMA_VERSION},\"tool\":{tool},\"results\":["));
    }

    fn file(&mut self, file: &CheckedFile, out: &mut String) {
        for answer in &file.answers {
            out.push_str(if self.started { ",\n" } else { "\n" });
            self.started = true;
            out.push_str(&result(file, answer));
        }
        self.notes.extend(file.notes.iter().cloned());
    }

    fn end(&mut self, run: &Run, out: &mut String) {
        let notes: Vec<Value> = self.notes.iter().chain(&run.notes).map(note).collect();
        let summary = json!({
            "answers": run.answers, "passed": run.passed, "failed": run.failed, "errors": run.errors,
            "known": run.known, "ignored": run.ignored, "exit_code": run.exit_code, "reason": run.reason,
        });
        out.push_str(if self.started { "\n]," } else { "]," });
        out.push_str(&format!("\"diagnostics\":{},\"summary\":{summary}}}\n", json!(notes)));
    }
}

impl Format for JsonLines {
    fn file(&mut self, file: &CheckedFile, out: &mut String) {
        for answer in &file.answers {
            out.push_str(&result(file, answer));
            out.push('\n');
        }
    }

    fn end(&mut self, _run: &Run, _out: &mut String) {}
}

fn result(file: &CheckedFile, checked: &Checked) -> String {
    let report = &checked.report;
    let entries = report.criteria.iter().zip(&checked.rubric.entries).zip(&checked.required);
    let result = Result {
        answer: Answer {
            path: &file.path,
            section: checked.section.as_deref(),
            start: checked.start,
            words: report.words,
        },
        rubric: Rubric {
            id: &checked.rubric.id,
            path: checked.rubric.path.as_deref(),
            chosen_by: chosen_by(checked.reason),
            likeness: match checked.reason {
                Reason::Heading(percent) => Some(percent),
                _ => None,
            },
        },
        score: Score {
            points: report.points,
            max: report.max,
            percent: report.percent,
            pass_mark: f64::from(checked.mark),
            passed: checked.passed,
        },
        entries: entries
            .map(|((criterion, facts), required)| entry(criterion, facts, *required, checked))
            .collect(),
        findings: checked.findings.iter().map(finding).collect(),
        flags: &report.flags,
    };
    // Numbers are finite and keys are texts, so that nothing can fail.
    serde_json::to_string(&result).unwrap_or_default()
}

fn chosen_by(reason: Reason) -> &'static str {
    match reason {
        Reason::Option => "option",
        Reason::FrontMatter => "front-matter",
        Reason::Config => "config",
        Reason::Marker => "marker",
        Reason::Heading(_) => "heading",
    }
}

fn entry<'r>(
    criterion: &'r CriterionReport,
    facts: &'r EntryFacts,
    required: bool,
    checked: &Checked,
) -> Entry<'r> {
    let place = facts.defined_at;
    Entry {
        id: &criterion.id,
        title: &criterion.title,
        kind: criterion.kind,
        required,
        weight: facts.weight,
        status: status(criterion),
        points: criterion.points,
        evidence: criterion.evidence.iter().map(evidence).collect(),
        missing: criterion.missing.as_deref(),
        follow_up: criterion.follow_up.as_deref(),
        defined_at: checked
            .rubric
            .path
            .is_some()
            .then(|| json!({"line": place.line, "column": place.column})),
    }
}

/// `found`, `partial`, `missing`; of a misconception `present` or `absent`.
pub(super) fn status(criterion: &CriterionReport) -> &'static str {
    match (criterion.kind, criterion.verdict) {
        ("misconception", "met") => "present",
        ("misconception", _) => "absent",
        (_, "met") => "found",
        (_, "weak") => "partial",
        _ => "missing",
    }
}

fn evidence(quote: &EvidenceReport) -> Value {
    json!({
        "text": quote.text, "start": quote.start, "end": quote.end, "state": quote.state,
        "matched": {"phrase": quote.indicator, "method": quote.method},
    })
}

fn finding(found: &super::checked::Found) -> Value {
    let (standing, reason) = match &found.finding.standing {
        Standing::New => ("new", None),
        Standing::Known => ("known", None),
        Standing::Ignored(reason) => ("ignored", Some(reason)),
    };
    json!({
        "rule": found.rule(), "severity": found.finding.severity.to_string(), "fails": found.fails,
        "message": found.message, "start": found.start, "end": found.end,
        "standing": standing, "reason": reason,
        "fingerprint": format!("{:016x}", found.key.fingerprint()),
    })
}

fn note(note: &Note) -> Value {
    let place = note.place.map(|(start, end)| json!({"start": start, "end": end}));
    json!({
        "code": note.code, "severity": note.severity.to_string(), "message": note.message,
        "path": note.path, "place": place, "help": note.help,
    })
}
