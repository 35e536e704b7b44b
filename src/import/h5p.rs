//! Essays of H5P: keywords with alternatives, points and feedback, from `content/content.json`.

use serde::Deserialize;

use super::{ImportError, Imported, LARGEST, Lost, html};
use crate::draft::{Draft, DraftCriterion, DraftRule, id_of};
use crate::rubric::CriterionKind;
use crate::rubric::pattern::Pattern;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Essay {
    #[serde(default)]
    task_description: String,
    keywords: Vec<Keyword>,
    #[serde(default)]
    solution: Solution,
    #[serde(default)]
    overall_feedback: Vec<serde_json::Value>,
    #[serde(default)]
    behaviour: Behaviour,
}

#[derive(Debug, Default, Deserialize)]
struct Solution {
    #[serde(default)]
    sample: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Behaviour {
    percentage_passing: Option<f64>,
    percentage_mastering: Option<f64>,
    minimum_length: Option<f64>,
    maximum_length: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct Keyword {
    keyword: String,
    #[serde(default)]
    alternatives: Vec<String>,
    #[serde(default)]
    options: Options,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    points: Option<f64>,
    occurrences: Option<f64>,
    case_sensitive: Option<bool>,
    feedback_included: Option<String>,
    feedback_missed: Option<String>,
}

/// The rubric of an essay's content file.
///
/// # Errors
/// When the file is not the content of an essay, or none of its keywords can be a pattern.
pub fn essay(name: &str, text: &str) -> Result<Imported, ImportError> {
    if text.len() > LARGEST {
        return Err(ImportError::TooLarge);
    }
    let essay: Essay = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}", error.line());
        ImportError::at(place, format!("not the content.json of an H5P essay with its `keywords`: {error}"))
    })?;
    let mut lost = Lost::default();
    settings(&essay, &mut lost);
    let criteria: Vec<DraftCriterion> =
        essay.keywords.iter().filter_map(|keyword| criterion(keyword, &mut lost)).collect();
    if criteria.is_empty() {
        return Err(ImportError::Nothing("none of its keywords can be carried over".to_owned()));
    }
    let question = html::plain(&essay.task_description);
    let sample = html::plain(&essay.solution.sample);
    let mut notes = vec!["taken over from an H5P essay".to_owned()];
    notes.extend(lost.0.iter().map(|sentence| format!("not carried over: {sentence}")));
    let draft = Draft {
        notes,
        id: id_of(name),
        title: name.to_owned(),
        question: if question.is_empty() { "draft: what is asked".to_owned() } else { question },
        pass: essay.behaviour.percentage_passing.and_then(percent),
        reference: (!sample.is_empty()).then_some(sample),
        criteria,
        tests: vec![],
    };
    Ok(Imported { draft, lost: lost.0 })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn percent(number: f64) -> Option<u8> {
    number.is_finite().then(|| number.clamp(0.0, 100.0).round() as u8)
}

fn settings(essay: &Essay, lost: &mut Lost) {
    if !essay.overall_feedback.is_empty() {
        lost.add("feedback for ranges of the score");
    }
    if essay.behaviour.percentage_mastering.is_some() {
        lost.add("the percentage at which the task is mastered");
    }
    if essay.behaviour.minimum_length.is_some() || essay.behaviour.maximum_length.is_some() {
        lost.add("the shortest and longest length of an answer");
    }
}

fn criterion(keyword: &Keyword, lost: &mut Lost) -> Option<DraftCriterion> {
    let options = &keyword.options;
    let occurrences = options.occurrences.filter(|times| *times > 1.0).unwrap_or(1.0);
    let words = std::iter::once(&keyword.keyword).chain(&keyword.alternatives);
    let any: Vec<DraftRule> = words.filter_map(|word| pattern(word, lost)).map(DraftRule::Pattern).collect();
    let name = html::plain(&keyword.keyword);
    if any.is_empty() {
        return None;
    }
    if occurrences > 1.0 {
        lost.add(format!("`{name}` had to occur {occurrences} times; here once earns all its points"));
    }
    if options.case_sensitive == Some(true) {
        lost.add("capitals, which mattered for some keywords");
    }
    if options.feedback_included.as_deref().is_some_and(|text| !text.is_empty()) {
        lost.add("feedback for keywords that are there");
    }
    let missing = options.feedback_missed.as_deref().map(html::plain).filter(|text| !text.is_empty());
    Some(DraftCriterion {
        notes: vec![],
        id: name.clone(),
        title: name,
        kind: CriterionKind::Concept,
        hundredths: hundredths(options.points.unwrap_or(1.0) * occurrences, lost),
        any,
        weak: vec![],
        hit: vec![],
        miss: vec![],
        missing,
    })
}

#[expect(clippy::cast_possible_truncation, reason = "clamped before")]
fn hundredths(points: f64, lost: &mut Lost) -> i32 {
    if !points.is_finite() || points < 0.01 {
        lost.add("keywords worth nothing, which earn 0.01 point here");
        return 1;
    }
    (points * 100.0).round().clamp(1.0, 100_000.0) as i32
}

/// A keyword: words, words with `*`, or a regular expression between slashes.
fn pattern(keyword: &str, lost: &mut Lost) -> Option<String> {
    let keyword = html::plain(keyword);
    let text = match keyword.strip_prefix('/') {
        Some(body) if body.trim_end_matches(char::is_alphabetic).ends_with('/') => regex(&keyword, body),
        _ => words(&keyword, lost)?,
    };
    match Pattern::parse(&text) {
        Ok(_) => Some(text),
        Err(error) => {
            lost.add(format!("`{keyword}` cannot be written as a pattern: {error}"));
            None
        }
    }
}

/// Flags other than `i` mean nothing here.
fn regex(keyword: &str, body: &str) -> String {
    let flags: String = body.chars().rev().take_while(|letter| letter.is_alphabetic()).collect();
    let kept = keyword.get(..keyword.len() - flags.len()).unwrap_or(keyword);
    if flags.contains('i') { format!("{kept}i") } else { kept.to_owned() }
}

fn words(keyword: &str, lost: &mut Lost) -> Option<String> {
    let mut elements = vec![];
    for word in keyword.split_whitespace() {
        let letters = word.trim_matches('*');
        let plain = letters.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '\''));
        let starred = word.contains('*');
        if letters.is_empty() || letters.contains('*') || (starred && (!plain || letters.chars().count() < 3))
        {
            lost.add(format!("`{keyword}`: a `*` needs three letters before it and nothing after"));
            return None;
        }
        if word.starts_with('*') {
            lost.add(format!("the `*` at the start of `{word}`"));
        }
        elements.push(match (starred, plain && letters.starts_with(char::is_alphanumeric)) {
            (true, _) if word.ends_with('*') => format!("{letters}*"),
            (_, true) => letters.to_owned(),
            (_, false) => format!("\"{}\"", letters.replace('"', "")),
        });
    }
    (!elements.is_empty()).then(|| elements.join(" "))
}
