//! SARIF 2.1.0 (OASIS), as code scanning reads it.
//!
//! Every result has a place: an absence that of its heading or the first character. Rules are
//! numbered in the order in which their rubrics are first met and written after the results.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::checked::{Checked, CheckedFile, EntryFacts, Found, Note, RubricFacts};
use super::format::{Format, Run, TOOL};
use super::{Place, percent_encoded, visible};
use crate::diagnostic::Severity;
use crate::gate::{Finding, Standing};

/// GitHub refuses a run with more.
const MOST_RESULTS: usize = 25_000;

/// One run with its results.
#[derive(Debug, Default)]
pub struct Sarif {
    results: usize,
    left_out: usize,
    /// By id: the number of the first rule, and the rubric.
    rubrics: BTreeMap<String, usize>,
    order: Vec<Arc<RubricFacts>>,
    rules: usize,
    notes: Vec<Note>,
}

impl Format for Sarif {
    fn begin(&mut self, out: &mut String) {
        out.push_str(
            "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"results\":[",
        );
    }

    fn file(&mut self, file: &CheckedFile, out: &mut String) {
        for answer in &file.answers {
            let first = self.first_rule(&answer.rubric);
            for found in &answer.findings {
                if self.results == MOST_RESULTS {
                    self.left_out += 1;
                    continue;
                }
                out.push_str(if self.results == 0 { "\n" } else { ",\n" });
                self.results += 1;
                let at = found.finding.criterion.map_or(0, |idx| usize::from(idx.0) + 1);
                out.push_str(&result(file, answer, found, first + at).to_string());
            }
        }
        self.notes.extend(file.notes.iter().cloned());
    }

    fn end(&mut self, run: &Run, out: &mut String) {
        let (name, version) = TOOL;
        let rules: Vec<Value> = self.order.iter().flat_map(|rubric| rules(rubric)).collect();
        let mut notes: Vec<Value> = self.notes.iter().chain(&run.notes).map(notification).collect();
        if self.left_out > 0 {
            notes.push(json!({"level": "warning", "message": {"text":
                format!("{} more results are left out: a run holds {MOST_RESULTS}", self.left_out)}}));
        }
        let tool = json!({"driver": {
            "name": name, "semanticVersion": version,
            "rules": rules,
        }});
        let invocations = json!([{
            "executionSuccessful": run.exit_code != 2, "exitCode": run.exit_code,
            "exitCodeDescription": run.reason, "toolExecutionNotifications": notes,
        }]);
        out.push_str(if self.results == 0 { "]" } else { "\n]" });
        out.push_str(&format!(
            ",\"tool\":{tool},\"columnKind\":\"unicodeCodePoints\",\
             \"automationDetails\":{{\"id\":\"gradus/check/\"}},\"invocations\":{invocations}}}]}}\n"
        ));
    }
}

impl Sarif {
    /// The number of the rule for the pass mark of this rubric; those of its criteria follow.
    fn first_rule(&mut self, rubric: &Arc<RubricFacts>) -> usize {
        if let Some(first) = self.rubrics.get(&rubric.id) {
            return *first;
        }
        let first = self.rules;
        self.rules += rubric.entries.len() + 1;
        self.rubrics.insert(rubric.id.clone(), first);
        self.order.push(Arc::clone(rubric));
        first
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rules(rubric: &RubricFacts) -> Vec<Value> {
    let mark = rule(
        &format!("{}/{}", rubric.id, Finding::PASS_MARK),
        "Pass mark",
        &format!("An answer by the rubric “{}” must reach its pass mark.", rubric.title),
        &rubric.question,
        "error",
    );
    let entries = rubric.entries.iter().map(|entry| {
        let (full, level) = describe(entry);
        let ask = entry.follow_up.as_deref().or(entry.missing.as_deref()).unwrap_or(&rubric.question);
        rule(&format!("{}/{}", rubric.id, entry.id), &entry.title, &full, ask, level)
    });
    std::iter::once(mark).chain(entries).collect()
}

fn describe(entry: &EntryFacts) -> (String, &'static str) {
    let hint = entry.missing.as_deref().unwrap_or("");
    let level = if entry.required || entry.kind == "misconception" { "error" } else { "warning" };
    let full = match entry.kind {
        "misconception" => format!("A wrong claim that costs points: {}. {hint}", entry.title),
        "failure_mode" => format!("A way to fail that a good answer names: {}. {hint}", entry.title),
        _ => format!("An idea that a good answer states: {}. {hint}", entry.title),
    };
    (full.trim_end().to_owned(), level)
}

fn rule(id: &str, name: &str, full: &str, help: &str, level: &str) -> Value {
    json!({
        "id": id, "name": visible(name),
        "shortDescription": {"text": visible(name)}, "fullDescription": {"text": visible(full)},
        "help": {"text": visible(help), "markdown": super::markdown::escape(help)},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["rubric"], "precision": "high",
            "problem.severity": if level == "error" { "error" } else { "warning" }},
    })
}

fn result(file: &CheckedFile, answer: &Checked, found: &Found, rule: usize) -> Value {
    let mut text = visible(&found.message);
    let hint = answer.criterion(found).and_then(|(criterion, _)| criterion.missing.as_deref());
    if let Some(hint) = hint {
        text.push_str(&format!(". {}", visible(hint)));
    }
    let mut result = json!({
        "ruleId": found.rule(), "ruleIndex": rule, "level": level(found.finding.severity),
        "locations": [location(&file.path, found.start, found.end)],
        "partialFingerprints": {
            "primaryLocationLineHash": format!("{:016x}:1", found.key.fingerprint()),
        },
    });
    if let (Some(path), Some((_, facts))) = (&answer.rubric.path, answer.criterion(found)) {
        let place = facts.defined_at;
        let mut related = location(path, place, Place { column: place.column + 1, ..place });
        set(&mut related, "id", json!(1));
        set(&mut related, "message", json!({"text": "the criterion in its rubric"}));
        set(&mut result, "relatedLocations", json!([related]));
        text.push_str(" See [the rubric](1).");
    }
    set(&mut result, "message", json!({"text": text}));
    match &found.finding.standing {
        Standing::New => {}
        Standing::Known => {
            set(
                &mut result,
                "suppressions",
                json!([{"kind": "external", "justification": "in the baseline"}]),
            );
        }
        Standing::Ignored(reason) => {
            set(&mut result, "suppressions", json!([{"kind": "inSource", "justification": visible(reason)}]));
        }
    }
    result
}

fn set(value: &mut Value, key: &str, field: Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.insert(key.to_owned(), field);
    }
}

fn location(path: &str, start: Place, end: Place) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": {"uri": percent_encoded(path)},
        "region": {"startLine": start.line, "startColumn": start.column,
            "endLine": end.line, "endColumn": end.column},
    }})
}

fn notification(note: &Note) -> Value {
    let mut value = json!({
        "level": level(note.severity),
        "message": {"text": visible(&note.message)},
        "descriptor": {"id": note.code},
    });
    if !note.path.is_empty() {
        let place = match note.place {
            Some((start, end)) => location(&note.path, start, end),
            None => json!({"physicalLocation": {"artifactLocation": {"uri": percent_encoded(&note.path)}}}),
        };
        set(&mut value, "locations", json!([place]));
    }
    value
}
