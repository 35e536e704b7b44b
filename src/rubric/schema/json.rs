//! The table as JSON Schema (draft-07, which the YAML language server of editors needs).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::table::{LEXICON, RUBRIC};
use super::{Field, Names, Object, Type};

/// The JSON Schema of rubric files.
pub fn rubric_json_schema() -> Value {
    schema(&RUBRIC, "gradus rubric")
}

/// The JSON Schema of shared files.
pub fn lexicon_json_schema() -> Value {
    schema(&LEXICON, "gradus shared file")
}

/// The JSON Schema of files whose root is `root`.
pub(crate) fn schema(root: &'static Object, title: &str) -> Value {
    let mut objects = BTreeMap::new();
    collect(root, &mut objects);
    objects.remove(root.name);
    let definitions: Map<String, Value> =
        objects.into_iter().map(|(name, object)| (name.replace(' ', "_"), object_schema(object))).collect();
    let mut schema = object_schema(root);
    set(&mut schema, "$schema", json!("http://json-schema.org/draft-07/schema#"));
    set(&mut schema, "title", json!(title));
    set(&mut schema, "definitions", Value::Object(definitions));
    schema
}

fn set(schema: &mut Value, key: &str, value: Value) {
    if let Some(fields) = schema.as_object_mut() {
        fields.insert(key.to_owned(), value);
    }
}

/// Finds every object that `object` refers to.
fn collect(object: &'static Object, objects: &mut BTreeMap<&'static str, &'static Object>) {
    if objects.insert(object.name, object).is_some() {
        return;
    }
    let mut forms: Vec<&Type> = object.fields.iter().map(|field| &field.form).collect();
    while let Some(form) = forms.pop() {
        match form {
            Type::Object(inner) => collect(inner, objects),
            Type::List(of) | Type::Entries(_, of) => forms.push(of),
            Type::Either(scalar, other) => forms.extend([*scalar, *other]),
            Type::Text
            | Type::Phrase
            | Type::Reference
            | Type::Id
            | Type::FileName
            | Type::Whole(..)
            | Type::Points
            | Type::Decimal(..)
            | Type::Flag
            | Type::Word(_)
            | Type::Percents => {}
        }
    }
}

fn object_schema(object: &Object) -> Value {
    let properties: Map<String, Value> =
        object.fields.iter().map(|field| (field.name.to_owned(), field_schema(field))).collect();
    let required: Vec<_> =
        object.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let mut schema = json!({
        "type": "object",
        "description": object.doc,
        "additionalProperties": false,
        "properties": properties,
    });
    if !required.is_empty() {
        set(&mut schema, "required", json!(required));
    }
    if !object.one_of.is_empty() {
        let choices: Vec<Value> = object.one_of.iter().map(|name| json!({"required": [name]})).collect();
        set(&mut schema, "oneOf", json!(choices));
    }
    schema
}

fn field_schema(field: &Field) -> Value {
    let mut schema = form_schema(&field.form);
    if schema.get("$ref").is_some() {
        // Draft-07 ignores whatever stands beside `$ref`.
        return json!({"description": field.doc, "allOf": [schema]});
    }
    set(&mut schema, "description", json!(field.doc));
    schema
}

fn form_schema(form: &Type) -> Value {
    let id = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";
    match form {
        // A plain `42` is a text to us, and a number to an editor.
        Type::Text | Type::Phrase => json!({"type": ["string", "number", "boolean"]}),
        Type::Reference => json!({"type": "string", "minLength": 1}),
        Type::Id => json!({"type": "string", "pattern": id}),
        Type::FileName => json!({"type": "string", "pattern": r"^[^/\\]+$"}),
        Type::Whole(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Type::Points => json!({"type": "number", "minimum": 0.01, "maximum": 1000}),
        Type::Decimal(least, most) => {
            json!({"type": "number", "minimum": least / 1000, "maximum": most / 1000})
        }
        Type::Flag => json!({"type": "boolean"}),
        Type::Word(words) if **words == ["true"] => json!({"const": true}),
        Type::Word(words) => json!({"enum": words}),
        Type::Percents => json!({"anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 100},
            {"type": "string", "pattern": r"^\d{1,3}\s*\.\.\s*\d{1,3}$"},
        ]}),
        Type::List(of) => json!({"type": ["array", "null"], "items": form_schema(of)}),
        Type::Entries(Names::Ids, of) => json!({
            "type": ["object", "null"],
            "propertyNames": {"pattern": id},
            "additionalProperties": form_schema(of),
        }),
        Type::Entries(Names::Texts, of) => {
            json!({"type": ["object", "null"], "additionalProperties": form_schema(of)})
        }
        Type::Object(object) => json!({"$ref": format!("#/definitions/{}", object.name.replace(' ', "_"))}),
        Type::Either(scalar, other) => json!({"anyOf": [form_schema(scalar), form_schema(other)]}),
    }
}
