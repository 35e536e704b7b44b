//! Example sentences as authors keep them: one JSON object a line, beside the rubric.
//!
//! `{"text": …, "hit": [ids], "near": [ids], "miss": [ids], "answer": "a-12"}`. A sentence that names
//! an `answer` is one of a whole response whose every sentence is labelled for every criterion; one
//! without says nothing of criteria that it does not name.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::features::{feature_stem, idf};
use crate::text::{Document, Words};

/// One labelled sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Criteria whose idea it states.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hit: Vec<String>,
    /// Criteria that it only names or barely touches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<String>,
    /// Criteria whose idea it does not state, although it may seem to, or denies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub miss: Vec<String>,
    /// The response it is a sentence of; consecutive sentences of one response stand in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// Why an examples file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ExampleError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// Reads an examples file.
///
/// # Errors
/// Names the first line that is not a labelled sentence, or that names a criterion not in `ids`.
pub fn parse_examples(text: &str, ids: &[&str]) -> Result<Vec<Example>, ExampleError> {
    let mut examples = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fail = |message: String| ExampleError { line: at + 1, message };
        let example: Example = serde_json::from_str(line).map_err(|problem| {
            fail(format!("not a labelled sentence such as {{\"text\": \"…\", \"hit\": [\"id\"]}}: {problem}"))
        })?;
        let named = example.hit.iter().chain(&example.near).chain(&example.miss);
        if let Some(unknown) = named.into_iter().find(|id| !ids.contains(&id.as_str())) {
            return Err(fail(format!("no criterion `{unknown}` in the rubric")));
        }
        examples.push(example);
    }
    Ok(examples)
}

/// The example that states the idea of a criterion in words most like those of a sentence.
///
/// Likeness is the cosine of the sets of stems, each weighted by its inverse document frequency.
pub fn nearest_example<'e>(examples: &'e [Example], criterion: &str, sentence: &str) -> Option<&'e Example> {
    let (mut words, mut document) = (Words::default(), Document::default());
    let mut stems = |text: &str| -> BTreeSet<String> {
        words.trim();
        document.read_phrase(text, &mut words, &mut |form| feature_stem(form).to_owned());
        document.tokens.iter().map(|token| words.info(token.word).clone()).collect()
    };
    let own = stems(sentence);
    let all: Vec<BTreeSet<String>> = examples.iter().map(|example| stems(&example.text)).collect();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    all.iter().flatten().for_each(|stem| *counts.entry(stem).or_default() += 1);
    let square = |stem: &str| idf(examples.len(), counts.get(stem).copied().unwrap_or(0)).powi(2);
    let length = |stems: &BTreeSet<String>| stems.iter().map(|stem| square(stem)).sum::<f32>().sqrt();
    let likeness = |other: &BTreeSet<String>| {
        let shared: f32 = own.intersection(other).map(|stem| square(stem)).sum();
        shared / (length(&own) * length(other)).max(f32::EPSILON)
    };
    let hits = examples.iter().zip(&all).filter(|(example, _)| example.hit.iter().any(|id| id == criterion));
    let scored =
        hits.map(|(example, stems)| (likeness(stems), example)).filter(|(likeness, _)| *likeness > 0.0);
    scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, example)| example)
}

#[cfg(test)]
mod tests {
    use super::{Example, nearest_example, parse_examples};

    #[test]
    fn the_nearest_example_shares_the_rarest_words() {
        let hit = |text: &str, id: &str| Example {
            text: text.to_owned(),
            hit: vec![id.to_owned()],
            ..Example::default()
        };
        let examples = [hit("the key is stored", "a"), hit("the lock is held", "a"), hit("the lock", "b")];
        let nearest = |sentence: &str| nearest_example(&examples, "a", sentence).map(|one| one.text.as_str());
        assert_eq!(nearest("a lock was held by one"), Some("the lock is held"));
        assert_eq!(nearest("keys are stored"), Some("the key is stored"));
        assert_eq!(nearest("nothing alike"), None);
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = |text: &str| parse_examples(text, &["a"]).map(|_| ()).unwrap_err().to_string();
        assert_eq!(
            error("{\"text\":\"x\",\"hit\":[\"a\"]}\n\n{\"text\":\"x\",\"hit\":[\"b\"]}"),
            "line 3: no criterion `b` in the rubric"
        );
        assert!(error("{\"text\":1}").starts_with("line 1: not a labelled sentence"));
        assert!(parse_examples("", &[]).is_ok_and(|examples| examples.is_empty()));
    }
}
