//! Rubrics in the formats of course systems and of judges, and a list of what these cannot hold.
//!
//! Patterns stay behind: others grade by hand or by model. Points, titles and hints go along. What a
//! format has no place for is said, never dropped in silence.

mod card;
mod case;
mod edx;
mod evals;
mod lms;
#[cfg(test)]
mod tests;

pub use case::Published;

use crate::rubric::Rubric;
use card::{Card, Costs};

/// Formats that rubrics are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RubricFormat {
    /// The rubric import of Canvas (CSV).
    Canvas,
    /// `<rubric>` of an Open Response Assessment of edX.
    EdxXml,
    /// The same as JSON.
    EdxJson,
    /// The body of a request to Google Classroom.
    GoogleClassroom,
    /// `educationRubric` of Microsoft Graph.
    Microsoft,
    /// Definitions as Moodle's grading web service has them.
    Moodle,
    /// Rubric settings of PrairieLearn.
    PrairieLearn,
    /// Rubric items of Gradescope questions, as `gscope-cli` pushes them.
    Gradescope,
    /// A list of criteria with points and tags, as HealthBench has them.
    HealthBench,
    /// Assertions for a judging model, as promptfoo has them.
    Promptfoo,
    /// A list of weighted requirements, as autorubric has them.
    Autorubric,
}

/// A rubric in another format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file.
    pub text: String,
    /// What the format cannot hold, a sentence each.
    pub lost: Vec<String>,
}

/// Writes rubrics; all formats but that of Canvas hold one.
///
/// # Errors
/// If a format holds fewer rubrics or criteria than there are.
pub fn export(rubrics: &[&Rubric], format: RubricFormat) -> Result<Exported, String> {
    let mut lost = Vec::new();
    let costs = match format {
        RubricFormat::Canvas | RubricFormat::GoogleClassroom => Costs::LeftOut,
        RubricFormat::EdxXml | RubricFormat::EdxJson => Costs::Described,
        RubricFormat::Microsoft | RubricFormat::Moodle => Costs::Described,
        RubricFormat::PrairieLearn | RubricFormat::Gradescope => Costs::Counted,
        RubricFormat::HealthBench | RubricFormat::Promptfoo | RubricFormat::Autorubric => Costs::Counted,
    };
    let cards: Vec<Card> = rubrics.iter().map(|rubric| Card::of(rubric, costs, &mut lost)).collect();
    let text = match (format, cards.as_slice()) {
        (_, []) => return Err("no rubric was named".to_owned()),
        (RubricFormat::Canvas, all) => lms::canvas(all),
        (_, [_, _, ..]) => return Err("this format holds one rubric a file; name one".to_owned()),
        (RubricFormat::EdxXml, [card]) => edx::xml(card, &mut lost),
        (RubricFormat::EdxJson, [card]) => edx::json(card, &mut lost),
        (RubricFormat::GoogleClassroom, [card]) => lms::google(card)?,
        (RubricFormat::Microsoft, [card]) => lms::microsoft(card, &mut lost),
        (RubricFormat::Moodle, [card]) => lms::moodle(card, &mut lost),
        (RubricFormat::PrairieLearn, [card]) => lms::prairie_learn(card),
        (RubricFormat::Gradescope, [card]) => lms::gradescope(card),
        (RubricFormat::HealthBench, [card]) => evals::health_bench(card),
        (RubricFormat::Promptfoo, [card]) => evals::promptfoo(card),
        (RubricFormat::Autorubric, [card]) => evals::autorubric(card),
    };
    Ok(Exported { text, lost })
}

/// Writes rubrics for a competency framework in CASE.
///
/// # Errors
/// If there is none.
pub fn export_case(rubrics: &[&Rubric], published: &Published) -> Result<Exported, String> {
    if rubrics.is_empty() {
        return Err("no rubric was named".to_owned());
    }
    let mut lost = Vec::new();
    let cards: Vec<Card> = rubrics.iter().map(|rubric| Card::of(rubric, Costs::Counted, &mut lost)).collect();
    Ok(Exported { text: case::write(&cards, published), lost })
}
