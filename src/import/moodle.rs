//! Questions of Moodle's Pattern Match: the question XML, or a single expression.
//!
//! There the first answer whose expression matches decides; here criteria add up. Full answers
//! become one concept, answers worth part of it its weak patterns, and answers worth nothing that
//! stand before a full one misconceptions that cost everything.

use super::pattern::{Synonyms, rule};
use super::pmatch::parse;
use super::xml::{self, Element};
use super::{ImportError, Imported, Lost, html};
use crate::draft::{Draft, DraftCriterion, DraftRule, id_of};
use crate::rubric::CriterionKind;

/// Points of a whole question, in hundredths.
const WHOLE: i32 = 100;

/// An answer of a question.
struct Answer {
    /// Of the mark.
    percent: f64,
    expression: String,
    feedback: Option<String>,
    line: usize,
}

/// The rubric of a single expression.
///
/// # Errors
/// Names the character that cannot be read.
pub fn expression(id: &str, question: &str, text: &str) -> Result<Imported, ImportError> {
    let mut lost = Lost::default();
    let answer = Answer { percent: 100.0, expression: text.trim().to_owned(), feedback: None, line: 1 };
    let criteria = criteria(&[answer], &Synonyms::new(), &mut lost)?;
    finish(id, question, None, criteria, lost)
}

/// The rubrics of all Pattern Match questions of a question XML file.
///
/// # Errors
/// When the file is not question XML, has no such question, or an expression cannot be read.
pub fn questions(text: &str) -> Result<Vec<Imported>, ImportError> {
    let root = xml::parse(text)?;
    if root.name != "quiz" {
        return Err(ImportError::at(
            format!("line {}", root.line),
            format!("`<quiz>` is expected, not `<{}>`: export as Moodle XML", root.name),
        ));
    }
    let all: Vec<&Element> = root.all("question").collect();
    let ours: Vec<&&Element> =
        all.iter().filter(|question| question.attribute("type") == Some("pmatch")).collect();
    if ours.is_empty() {
        let message = format!("none of its {} questions is of the type pmatch", all.len());
        return Err(ImportError::Nothing(message));
    }
    let mut imported = ours.into_iter().map(|element| question(element)).collect::<Result<Vec<_>, _>>()?;
    if let Some(last) = imported.last_mut() {
        last.lost.extend(others(&all));
    }
    Ok(imported)
}

/// What is said of the questions of other types; a category is none.
fn others(all: &[&Element]) -> Option<String> {
    let types = all.iter().filter_map(|question| question.attribute("type"));
    let other: Vec<&str> = types.filter(|kind| !matches!(*kind, "pmatch" | "category")).collect();
    let kinds: std::collections::BTreeSet<&str> = other.iter().copied().collect();
    let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
    match other.len() {
        0 => None,
        1 => Some(format!("a question of another type ({kinds})")),
        n => Some(format!("{n} questions of other types ({kinds})")),
    }
}

fn question(element: &Element) -> Result<Imported, ImportError> {
    let name = element.text_of("name").map_or_else(|| "pmatch".to_owned(), html::plain);
    let asked = element.text_of("questiontext").map_or_else(|| name.clone(), html::plain);
    let mut lost = Lost::default();
    settings(element, &mut lost);
    let answers: Vec<Answer> = element
        .all("answer")
        .map(|answer| Answer {
            percent: answer
                .attribute("fraction")
                .and_then(|fraction| fraction.trim().parse().ok())
                .unwrap_or(0.0),
            expression: answer
                .child("text")
                .map_or(answer.text.as_str(), |text| text.text.as_str())
                .trim()
                .to_owned(),
            feedback: answer.text_of("feedback").map(html::plain).filter(|feedback| !feedback.is_empty()),
            line: answer.line,
        })
        .collect();
    let criteria = criteria(&answers, &synonyms(element), &mut lost)?;
    let reference = element.text_of("modelanswer").map(html::plain);
    finish(&name, &asked, reference, criteria, lost)
}

fn settings(element: &Element, lost: &mut Lost) {
    let is_set = |name: &str| element.text_of(name).is_some_and(|value| value != "0");
    if is_set("usecase") {
        lost.add("the question distinguishes capitals; here they do not matter");
    }
    if is_set("applydictionarycheck") && element.text_of("applydictionarycheck") != Some("-") {
        lost.add("the spelling check that holds back an answer");
    }
    if is_set("forcelength") {
        lost.add("the warning at more than 20 words");
    }
    let hints = element.all("hint").count();
    if hints > 0 {
        lost.add(format!("hints for further attempts: {hints}"));
    }
}

fn synonyms(element: &Element) -> Synonyms {
    let mut synonyms = Synonyms::new();
    for synonym in element.all("synonym") {
        if let (Some(word), Some(others)) = (synonym.text_of("word"), synonym.text_of("synonyms")) {
            let others =
                others.split('|').map(str::trim).filter(|other| !other.is_empty()).map(str::to_owned);
            synonyms.entry(word.to_lowercase()).or_default().extend(others);
        }
    }
    synonyms
}

/// What the answers of a question become.
#[derive(Default)]
struct Sorted {
    any: Vec<DraftRule>,
    weak: Vec<DraftRule>,
    wrong: Vec<DraftCriterion>,
    missing: Option<String>,
}

fn criteria(
    answers: &[Answer],
    synonyms: &Synonyms,
    lost: &mut Lost,
) -> Result<Vec<DraftCriterion>, ImportError> {
    let mut sorted = Sorted::default();
    let last_earning = answers.iter().rposition(|answer| answer.percent > 0.0).unwrap_or(0);
    for (at, answer) in answers.iter().enumerate() {
        if answer.expression == "*" {
            sorted.missing.clone_from(&answer.feedback);
        } else if answer.percent <= 0.0 && at > last_earning {
            lost.add("answers worth nothing that stand last only had feedback");
        } else {
            sort(answer, synonyms, &mut sorted, lost)?;
        }
    }
    let mut criteria = vec![DraftCriterion {
        notes: vec![],
        id: "answer".to_owned(),
        title: "The answer".to_owned(),
        kind: CriterionKind::Concept,
        hundredths: WHOLE,
        any: sorted.any,
        weak: sorted.weak,
        hit: vec![],
        miss: vec![],
        missing: sorted.missing,
    }];
    criteria.extend(sorted.wrong);
    Ok(criteria)
}

fn sort(
    answer: &Answer,
    synonyms: &Synonyms,
    sorted: &mut Sorted,
    lost: &mut Lost,
) -> Result<(), ImportError> {
    let read = parse(&answer.expression).map_err(|error| {
        ImportError::at(format!("line {}", answer.line), format!("the expression cannot be read: {error}"))
    })?;
    let Some(rule) = rule(&read, synonyms, lost) else {
        lost.add(format!("the expression `{}`", answer.expression));
        return Ok(());
    };
    if answer.percent >= 99.5 {
        sorted.any.push(rule);
    } else if answer.percent > 0.0 {
        lost.add(format!("an answer worth {} % earns half here", answer.percent));
        sorted.weak.push(rule);
    } else {
        sorted.wrong.push(misconception(rule, answer.feedback.clone()));
    }
    if answer.percent > 0.0 && answer.feedback.is_some() {
        lost.add("feedback for answers that are right");
    }
    Ok(())
}

fn misconception(rule: DraftRule, feedback: Option<String>) -> DraftCriterion {
    DraftCriterion {
        notes: vec!["stood before the right answers there: whoever says this gets nothing".to_owned()],
        id: "wrong".to_owned(),
        title: "A wrong answer".to_owned(),
        kind: CriterionKind::Misconception,
        hundredths: WHOLE,
        any: vec![rule],
        weak: vec![],
        hit: vec![],
        miss: vec![],
        missing: feedback,
    }
}

fn finish(
    name: &str,
    question: &str,
    reference: Option<String>,
    criteria: Vec<DraftCriterion>,
    lost: Lost,
) -> Result<Imported, ImportError> {
    let earns = criteria.first().is_some_and(|first| !first.any.is_empty() || !first.weak.is_empty());
    if !earns {
        let why = lost.0.join("; ");
        return Err(ImportError::Nothing(format!("nothing of `{name}` can be carried over: {why}")));
    }
    let mut notes = vec!["taken over from Moodle Pattern Match".to_owned()];
    notes.extend(lost.0.iter().map(|sentence| format!("not carried over: {sentence}")));
    let draft = Draft {
        notes,
        id: id_of(name),
        title: name.to_owned(),
        question: question.to_owned(),
        reference,
        criteria,
        ..Draft::default()
    };
    Ok(Imported { draft, lost: lost.0 })
}
