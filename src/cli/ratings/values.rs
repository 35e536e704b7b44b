//! Scores and labels as people write them.

use anyhow::bail;
use serde_json::Value;

use crate::diagnostic::shortened;
use crate::review::verdict_named;
use crate::score::Verdict;

/// What a rater says of one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Label {
    /// The idea is stated.
    Full,
    /// It is only named, or barely touched.
    Weak,
    /// It is denied.
    Denied,
    /// It is not there.
    Absent,
}

/// A text, or a number or flag as text; nothing of an empty cell.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(match number.as_f64() {
            // A spreadsheet writes the id 7 as 7.0.
            Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{float:.0}"),
            _ => number.to_string(),
        }),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// One score a rater; a list holds several.
pub(super) fn scores(value: &Value, column: &str, place: &str) -> anyhow::Result<Vec<Option<f64>>> {
    match value {
        Value::Array(items) => items.iter().map(|item| score(item, column, place)).collect(),
        _ => Ok(vec![score(value, column, place)?]),
    }
}

fn score(value: &Value, column: &str, place: &str) -> anyhow::Result<Option<f64>> {
    let number = match value {
        Value::Null => return Ok(None),
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            let text = text.trim();
            if matches!(text.to_ascii_lowercase().as_str(), "" | "-" | "–" | "na" | "n/a" | "null" | "nan")
            {
                return Ok(None);
            }
            // A decimal comma.
            let point = if text.contains('.') { text.to_owned() } else { text.replacen(',', ".", 1) };
            point.parse::<f64>().ok()
        }
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    match number.filter(|number| number.is_finite() && number.abs() <= 1e9) {
        Some(number) => Ok(Some(number)),
        None => bail!(
            "{place}: `{}` in column `{column}` is not a score; write a number or leave it empty",
            shown(value)
        ),
    }
}

/// One label a rater; a list or `full|weak` holds several.
pub(super) fn labels(value: &Value, criterion: &str, place: &str) -> anyhow::Result<Vec<Option<Label>>> {
    match value {
        Value::Array(items) => items.iter().map(|item| label(item, criterion, place)).collect(),
        Value::String(text) if text.contains('|') => {
            text.split('|').map(|part| label(&Value::from(part), criterion, place)).collect()
        }
        _ => Ok(vec![label(value, criterion, place)?]),
    }
}

fn label(value: &Value, criterion: &str, place: &str) -> anyhow::Result<Option<Label>> {
    let Some(text) = text_of(value) else {
        if value.is_null() || value.is_string() {
            return Ok(None);
        }
        bail!("{place}: the label of `{criterion}` is not a word or number");
    };
    match verdict_named(&text) {
        Some(verdict) => Ok(Some(verdict.into())),
        None => bail!(
            "{place}: `{}` is no label of `{criterion}`; write full, weak, none or denied (or 1 and 0)",
            shown(value)
        ),
    }
}

impl From<Verdict> for Label {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Met => Self::Full,
            Verdict::Weak => Self::Weak,
            Verdict::Denied => Self::Denied,
            Verdict::Missing => Self::Absent,
        }
    }
}

fn shown(value: &Value) -> String {
    shortened(&text_of(value).unwrap_or_else(|| value.to_string()), 40)
}
