//! Example sentences as authors keep them: one JSON object a line, beside the rubric.
//!
//! `{"text": …, "hit": [ids], "near": [ids], "miss": [ids], "answer": "a-12"}`. A sentence that names
//! an `answer` is one of a whole response whose every sentence is labelled for every criterion; one
//! without says nothing of criteria that it does not name.

use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use super::parse_examples;

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
