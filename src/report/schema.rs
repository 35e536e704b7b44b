//! The JSON Schema of the JSON report.

use serde_json::{Value, json};

/// The JSON Schema (draft-07) of `gradus check --format json`.
pub fn report_json_schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "gradus report",
        "description": "What `gradus check --format json` prints; `--format jsonl` prints one of `results` a line.",
        "type": "object",
        "additionalProperties": false,
        "required": ["schema_version", "tool", "results", "diagnostics", "summary"],
        "properties": {
            "schema_version": {"const": 1, "description": "Changes with every breaking change."},
            "tool": object(&["name", "version"], json!({"name": {"const": "gradus"}, "version": text()})),
            "results": {"type": "array", "items": {"$ref": "#/definitions/result"}},
            "diagnostics": {"type": "array", "items": {"$ref": "#/definitions/diagnostic"}},
            "summary": summary(),
        },
        "definitions": {
            "place": object(&["line", "column", "byte"], json!({
                "line": {"type": "integer", "minimum": 1, "description": "1-based."},
                "column": {"type": "integer", "minimum": 1, "description": "1-based, in Unicode code points."},
                "byte": {"type": "integer", "minimum": 0, "description": "0-based, in UTF-8."},
            })),
            "result": result(), "entry": entry(), "finding": finding(), "diagnostic": diagnostic(),
        },
    })
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn maybe_text() -> Value {
    json!({"type": ["string", "null"]})
}

fn number() -> Value {
    json!({"type": "number"})
}

fn count() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn place() -> Value {
    json!({"$ref": "#/definitions/place"})
}

fn severity() -> Value {
    json!({"enum": ["error", "warning", "note"]})
}

fn summary() -> Value {
    let fields = ["answers", "passed", "failed", "errors", "known", "ignored", "exit_code", "reason"];
    object(
        &fields,
        json!({
            "answers": count(), "passed": count(), "failed": count(),
            "errors": {"type": "integer", "minimum": 0, "description": "What could not be checked."},
            "known": {"type": "integer", "minimum": 0, "description": "Findings of the baseline."},
            "ignored": {"type": "integer", "minimum": 0, "description": "Findings that documents suppress."},
            "exit_code": {"enum": [0, 1, 2]}, "reason": text(),
        }),
    )
}

fn result() -> Value {
    let answer = object(
        &["path", "section", "start", "words"],
        json!({
            "path": {"type": "string", "description": "Relative to the root of the repository, with `/`."},
            "section": {"type": ["string", "null"], "description": "The heading it stands under."},
            "start": place(), "words": count(),
        }),
    );
    let rubric = object(
        &["id", "path", "chosen_by", "likeness"],
        json!({
            "id": text(), "path": maybe_text(),
            "chosen_by": {"enum": ["option", "front-matter", "config", "marker", "heading"]},
            "likeness": {"type": ["integer", "null"], "minimum": 0, "maximum": 100,
                "description": "How much the heading is like the question, in percent."},
        }),
    );
    let score = object(
        &["points", "max", "percent", "pass_mark", "passed"],
        json!({
            "points": number(), "max": number(), "percent": number(), "pass_mark": number(),
            "passed": {"type": "boolean", "description": "Whether nothing in it fails the run."},
        }),
    );
    object(
        &["answer", "rubric", "score", "entries", "findings", "flags"],
        json!({
            "answer": answer, "rubric": rubric, "score": score,
            "entries": {"type": "array", "items": {"$ref": "#/definitions/entry"}},
            "findings": {"type": "array", "items": {"$ref": "#/definitions/finding"}},
            "flags": {"type": "array", "items": text()},
        }),
    )
}

fn entry() -> Value {
    let matched = object(
        &["phrase", "method"],
        json!({"phrase": text(), "method": {"enum": ["phrase", "fuzzy", "regex", "learned"]}}),
    );
    let evidence = object(
        &["text", "start", "end", "state", "matched"],
        json!({"text": text(), "start": place(), "end": place(), "state": text(), "matched": matched}),
    );
    let defined = json!({"type": ["object", "null"], "required": ["line", "column"]});
    object(
        &[
            "id",
            "title",
            "kind",
            "required",
            "weight",
            "status",
            "points",
            "evidence",
            "missing",
            "follow_up",
            "defined_at",
        ],
        json!({
            "id": text(), "title": text(), "kind": {"enum": ["concept", "failure_mode", "misconception"]},
            "required": {"type": "boolean"}, "weight": number(),
            "status": {"enum": ["found", "partial", "missing", "present", "absent"]}, "points": number(),
            "evidence": {"type": "array", "items": evidence}, "missing": maybe_text(),
            "follow_up": maybe_text(), "defined_at": defined,
        }),
    )
}

fn finding() -> Value {
    object(
        &["rule", "severity", "fails", "message", "start", "end", "standing", "reason", "fingerprint"],
        json!({
            "rule": {"type": "string", "description": "RUBRIC/CRITERION, or RUBRIC/pass-mark."},
            "severity": severity(), "fails": {"type": "boolean"}, "message": text(), "start": place(),
            "end": place(), "standing": {"enum": ["new", "known", "ignored"]}, "reason": maybe_text(),
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        }),
    )
}

fn diagnostic() -> Value {
    let place = json!({"type": ["object", "null"], "required": ["start", "end"],
        "properties": {"start": place(), "end": place()}});
    object(
        &["code", "severity", "message", "path", "place", "help"],
        json!({
            "code": text(), "severity": severity(), "message": text(), "path": text(), "place": place,
            "help": maybe_text(),
        }),
    )
}
