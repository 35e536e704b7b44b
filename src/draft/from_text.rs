//! Drafts of a rubric: from a question alone, or from a response that would earn full credit.

use super::phrases::{Sentence, of_question, sentences};
use super::write::id_of;
use super::{Draft, DraftCriterion, DraftRule, DraftTest};
use crate::rubric::CriterionKind;

/// Criteria drafted at most: a rubric of more is hard to agree on.
const MOST_CRITERIA: usize = 12;

/// A draft from a question: what would count is unknown, so that its phrases only mark places to fill.
pub fn from_question(id: &str, question: &str) -> Draft {
    let mut phrases = of_question(question);
    if phrases.is_empty() {
        phrases.push("this".to_owned());
    }
    // A question about what somebody would do asks for failures, too; one that asks to explain does not.
    let asks_to_act =
        question.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("you"));
    let draft = if asks_to_act { idea } else { explained };
    let mut criteria: Vec<DraftCriterion> = phrases.iter().map(|phrase| draft(phrase)).collect();
    criteria.extend(phrases.first().filter(|_| asks_to_act).map(|phrase| failure(phrase)));
    Draft {
        notes: head("the question"),
        id: id_of(id),
        title: title_of(id),
        question: question.to_owned(),
        pass: None,
        reference: None,
        criteria,
        tests: vec![to_fill("a strong answer"), to_fill("a weak answer")],
    }
}

fn idea(phrase: &str) -> DraftCriterion {
    DraftCriterion {
        notes: vec![
            "draft: an idea that a good answer states; name it, and list how candidates say it".to_owned(),
        ],
        id: format!("why {phrase}"),
        title: format!("Why {phrase}"),
        kind: CriterionKind::Concept,
        hundredths: 200,
        any: vec![DraftRule::Pattern(format!("{phrase} .. (because|so that)"))],
        weak: vec![],
        hit: vec![],
        miss: vec![],
        missing: Some(format!("Say what you would do about {phrase}, and why.")),
    }
}

/// An idea about how something is.
fn explained(phrase: &str) -> DraftCriterion {
    DraftCriterion {
        id: phrase.to_owned(),
        title: title_of(phrase),
        missing: Some(format!("Say what happens with {phrase}, and why.")),
        ..idea(phrase)
    }
}

fn failure(phrase: &str) -> DraftCriterion {
    DraftCriterion {
        notes: vec!["draft: a way to fail that a good answer names, prevents or handles".to_owned()],
        id: format!("failure of {phrase}"),
        title: format!("When {phrase} fails"),
        kind: CriterionKind::FailureMode,
        hundredths: 100,
        any: vec![DraftRule::Pattern(format!("{phrase} .. (fails|goes wrong|is lost)"))],
        missing: Some("Name one way in which this can fail.".to_owned()),
        ..idea(phrase)
    }
}

/// A draft from a reference response: a criterion for each of its sentences, met by its key phrases.
pub fn from_reference(id: &str, question: Option<&str>, reference: &str) -> Draft {
    let all = sentences(reference);
    let n_all = all.len();
    let criteria: Vec<DraftCriterion> = all
        .into_iter()
        .filter(|sentence| !sentence.phrases.is_empty())
        .take(MOST_CRITERIA)
        .map(of_sentence)
        .collect();
    let mut notes = head("the reference response");
    if n_all > criteria.len() {
        notes.push(format!(
            "draft: {} of its {n_all} sentences became criteria; join those that state one idea",
            criteria.len()
        ));
    }
    Draft {
        notes,
        id: id_of(id),
        title: title_of(id),
        question: question.map_or_else(|| "draft: what the candidate is asked".to_owned(), str::to_owned),
        pass: None,
        reference: Some(reference.to_owned()),
        criteria,
        tests: vec![to_fill("a weak answer")],
    }
}

fn head(source: &str) -> Vec<String> {
    vec![
        format!("draft: made from {source}; everything marked `draft` is a guess. Edit it, then run"),
        "`gradus lint` (what cannot match, or matches too much) and `gradus test` (does it accept what it should).".to_owned(),
    ]
}

fn of_sentence(sentence: Sentence) -> DraftCriterion {
    let best = sentence.phrases.first().cloned().unwrap_or_default();
    DraftCriterion {
        notes: vec!["draft: name the idea, then list the ways in which candidates say it".to_owned()],
        id: best.clone(),
        title: title_of(&best),
        kind: CriterionKind::Concept,
        hundredths: 100,
        any: sentence.phrases.into_iter().map(DraftRule::Pattern).collect(),
        missing: Some(format!("Say something about {best}.")),
        weak: vec![],
        hit: vec![sentence.text],
        miss: vec![],
    }
}

/// A test that holds for any answer until somebody says more.
pub(super) fn to_fill(name: &str) -> DraftTest {
    DraftTest {
        name: name.to_owned(),
        answer: "draft: replace this by a real answer, then run `gradus test --update`.".to_owned(),
        met: vec![],
        missing: vec![],
        percent: (0, 100),
    }
}

/// `Idempotent payments` of `idempotent-payments`.
fn title_of(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
