//! Rubrics for judging models, so that what we score can be scored by others too.

use serde_json::json;

use super::card::{Card, Row};
use super::lms::{number, pretty};

/// A list of criteria with points and tags.
pub(super) fn health_bench(card: &Card) -> String {
    let criteria = card.rows.iter().map(|row| {
        json!({
            "criterion": requirement(row),
            "points": number(row.points()),
            "tags": [format!("rubric:{}", card.id), format!("id:{}", row.id), format!("kind:{}", row.kind)],
        })
    });
    pretty(&json!(criteria.collect::<Vec<_>>()))
}

/// Assertions; one that costs points asserts that the answer does not say it.
pub(super) fn promptfoo(card: &Card) -> String {
    let asserts = card.rows.iter().map(|row| {
        let value = if row.costs() {
            format!("The answer does not claim that this is so: {}", row.title)
        } else {
            requirement(row)
        };
        json!({
            "type": "llm-rubric",
            "value": format!("The question was: {}\n{value}", card.question),
            "weight": number(row.points()).abs(),
            "metric": row.id,
        })
    });
    pretty(&json!({"assert": asserts.collect::<Vec<_>>()}))
}

pub(super) fn autorubric(card: &Card) -> String {
    let requirements = card
        .rows
        .iter()
        .map(|row| json!({"weight": number(row.points()), "requirement": requirement(row), "name": row.id}));
    pretty(&json!(requirements.collect::<Vec<_>>()))
}

/// What is asked of an answer, in one or two sentences.
fn requirement(row: &Row) -> String {
    let what = if row.costs() { "The answer asserts" } else { "The answer states" };
    let example = row.example.as_ref().map_or(String::new(), |example| format!(" For example: {example}"));
    format!("{what}: {}.{example}", row.title.trim_end_matches('.'))
}
