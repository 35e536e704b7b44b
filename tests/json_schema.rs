//! The JSON Schemas: what editors accept is what the reader accepts.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fs;
use std::path::Path;

use gradus::config::config_json_schema;
use gradus::report::report_json_schema;
use gradus::rubric::schema::{lexicon_json_schema, rubric_json_schema};
use gradus::yaml::{Node, NodeKind, Style, parse};
use serde_json::{Value, json};

/// The files that editors use; `UPDATE_SCHEMA=1 cargo test --test json_schema` writes them.
#[test]
fn the_files_are_up_to_date() {
    for (name, schema) in [
        ("rubric.json", rubric_json_schema()),
        ("lexicon.json", lexicon_json_schema()),
        ("config.json", config_json_schema()),
        ("report.json", report_json_schema()),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name);
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(String::from_utf8(fs::read(&path).unwrap()).unwrap(), text, "{name} is stale");
    }
}

#[test]
fn good_files_fit() {
    fits(&rubric_json_schema(), include_bytes!("data/good-rubrics/payments.yaml"), true);
    fits(&lexicon_json_schema(), include_bytes!("data/good-rubrics/backend.lexicon.yaml"), true);
}

#[test]
fn configurations_fit_as_they_are_read() {
    let schema = config_json_schema();
    let good = "rubrics: [r]\nanswers:\n  - files: a\n    rubric: x\n  - files: [a, b]\n    fail_under: 3\ncriteria: {a: met}\nfail_on: [warning]\n";
    fits(&schema, good.as_bytes(), true);
    for bad in [
        "fail_undr: 3\n",
        "fail_under: 300\n",
        "answers: [{rubric: x}]\n",
        "criteria: {a: must}\n",
        "fail_on: [x]\n",
    ] {
        fits(&schema, bad.as_bytes(), false);
    }
}

#[test]
fn wrong_fields_and_forms_do_not() {
    let schema = rubric_json_schema();
    for file in ["unknown-field", "missing-field", "wrong-type", "bad-id", "bad-value", "out-of-range"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/bad-rubrics/{file}.yaml"));
        fits(&schema, &fs::read(path).unwrap(), false);
    }
}

fn fits(schema: &Value, source: &[u8], expected: bool) {
    let parsed = parse(source, "file.yaml").unwrap();
    let validator = jsonschema::draft7::new(schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&json_of(&parsed.root)).map(|error| error.to_string()).collect();
    assert_eq!(errors.is_empty(), expected, "{errors:?}");
}

/// As an editor reads it: plain `true`, `null` and numbers are no texts.
fn json_of(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Scalar { style: Style::Plain, value } if matches!(value.as_str(), "" | "~" | "null") => {
            Value::Null
        }
        NodeKind::Scalar { style: Style::Plain, value } => match serde_json::from_str(value) {
            Ok(plain @ (Value::Bool(_) | Value::Number(_))) => plain,
            _ => json!(value),
        },
        NodeKind::Scalar { value, .. } => json!(value),
        NodeKind::Sequence(items) => items.iter().map(json_of).collect(),
        NodeKind::Mapping(entries) => {
            entries.iter().map(|(key, value)| (key.scalar().unwrap().to_owned(), json_of(value))).collect()
        }
    }
}

#[test]
fn every_field_of_a_rubric_is_in_the_manual() {
    fn fields(schema: &Value, all: &mut Vec<String>) {
        if let Some(properties) = schema["properties"].as_object() {
            all.extend(properties.keys().cloned());
        }
        schema["definitions"].as_object().into_iter().flatten().for_each(|(_, one)| fields(one, all));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rubrics.md");
    let manual = String::from_utf8(fs::read(path).unwrap()).unwrap();
    let mut all = vec![];
    fields(&rubric_json_schema(), &mut all);
    let absent: Vec<_> = all.iter().filter(|field| !manual.contains(&format!("`{field}`"))).collect();
    assert!(all.len() > 30 && absent.is_empty(), "{absent:?}");
}
