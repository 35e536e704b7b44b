//! Rubrics of course systems in CSV and JSON: Canvas, Google Classroom, Microsoft, Moodle, PrairieLearn, Gradescope.

use serde_json::{Value, json};

use super::card::{Card, Level, Row};
use crate::report::guarded;
use crate::rubric::Points;

/// Criteria that Google Classroom takes.
const MOST_CRITERIA: usize = 50;
/// Characters of an item's description in PrairieLearn.
const LONGEST_ITEM: usize = 100;

/// A row a criterion, with as many ratings as the longest has.
pub(super) fn canvas(cards: &[Card]) -> String {
    let rows = cards.iter().flat_map(|card| card.rows.iter().map(move |row| (card, row)));
    let most = rows.clone().map(|(_, row)| row.levels.len()).max().unwrap_or(1);
    let head = ["Rubric Name", "Criteria Name", "Criteria Description", "Criteria Enable Range"];
    // No spreadsheet takes a text for a formula.
    let text = |value: &str| guarded(value).into_owned();
    let rating = ["Rating Name", "Rating Description", "Rating Points"];
    let header = head.into_iter().chain((0..most).flat_map(|_| rating)).map(ToOwned::to_owned);
    let mut records: Vec<Vec<String>> = vec![header.collect()];
    for (card, row) in rows {
        let mut record = vec![text(&card.title), text(&row.title), text(&row.hint), "false".to_owned()];
        for level in &row.levels {
            record.extend([text(level.name), text(&level.description), level.points.to_string()]);
        }
        // A rating without a name is none.
        record.resize(head.len() + most * rating.len(), String::new());
        records.push(record);
    }
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing into memory does not fail.
    records.iter().for_each(|record| drop(writer.write_record(record)));
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

pub(super) fn google(card: &Card) -> Result<String, String> {
    if card.rows.len() > MOST_CRITERIA {
        return Err(format!(
            "Classroom takes {MOST_CRITERIA} criteria; `{}` has {}",
            card.id,
            card.rows.len()
        ));
    }
    if card.rows.is_empty() {
        return Err(format!("Classroom needs a criterion with points; `{}` has none", card.id));
    }
    let criteria = card.rows.iter().map(|row| {
        let levels = row.levels.iter().map(|level| {
            json!({"title": level.name, "description": level.description, "points": number(level.points)})
        });
        json!({"title": row.title, "description": row.hint, "levels": levels.collect::<Vec<_>>()})
    });
    Ok(pretty(&json!({"criteria": criteria.collect::<Vec<_>>()})))
}

/// Levels are shared by all criteria there, and criteria have weights.
pub(super) fn microsoft(card: &Card, lost: &mut Vec<String>) -> String {
    const POINTS: &str = "#microsoft.graph.educationAssignmentPointsGradeType";
    let body = |text: &str| json!({"content": text, "contentType": "text"});
    let level = |name: &str, points: f64| json!({"displayName": name, "description": body(""), "grading": {"@odata.type": POINTS, "maxPoints": points}});
    let max = number(card.max());
    let qualities: Vec<Value> = card
        .rows
        .iter()
        .zip(weights(card))
        .map(|(row, weight)| {
            let description = |name: &str| {
                let level = row.levels.iter().find(|level| level.name == name);
                json!({"description": body(level.map_or("", |level| &level.description))})
            };
            let criteria = ["Stated", "Partly", "Missing"].map(description);
            json!({
                "displayName": row.title,
                "description": body(&row.title),
                "criteria": criteria,
                "weight": weight,
            })
        })
        .collect();
    lost.push(
        "levels are shared by all criteria, so points are weights in percent, rounded to hundredths"
            .to_owned(),
    );
    pretty(&json!({
        "displayName": card.title,
        "description": body(&card.description()),
        "levels": [level("Stated", max), level("Partly", max / 2.0), level("Missing", 0.0)],
        "qualities": qualities,
        "grading": {"@odata.type": POINTS, "maxPoints": max},
    }))
}

/// Shares of the points in percent; they add up to 100 exactly.
fn weights(card: &Card) -> Vec<f64> {
    let all = i64::from(card.max().hundredths()).max(1);
    let (mut before, mut sum) = (0, 0);
    let shares = card.rows.iter().map(|row| {
        sum += i64::from(row.points().hundredths());
        let upto = sum * 10_000 / all;
        let share = upto - before;
        before = upto;
        i32::try_from(share).map_or(0.0, f64::from) / 100.0
    });
    shares.collect()
}

pub(super) fn moodle(card: &Card, lost: &mut Vec<String>) -> String {
    lost.push("the assignment itself: put its `cmid` and `contextid` into the area".to_owned());
    let criteria = card.rows.iter().enumerate().map(|(number, row)| {
        let description =
            if row.hint.is_empty() { row.title.clone() } else { format!("{}\n{}", row.title, row.hint) };
        let levels = row.levels.iter().rev().map(|level| {
            let definition = match level.description.as_str() {
                "" => level.name.to_owned(),
                told => format!("{}. {told}", level.name),
            };
            json!({"score": self::number(level.points), "definition": definition, "definitionformat": 2})
        });
        json!({
            "sortorder": number + 1,
            "description": description,
            "descriptionformat": 2,
            "levels": levels.collect::<Vec<_>>(),
        })
    });
    pretty(&json!({"areas": [{
        "component": "mod_assign",
        "areaname": "submissions",
        "activemethod": "rubric",
        "definitions": [{
            "method": "rubric",
            "name": card.title,
            "description": card.description(),
            "descriptionformat": 2,
            "status": 20,
            "rubric": {"rubric_criteria": criteria.collect::<Vec<_>>()},
        }],
    }]}))
}

/// Items that graders tick: one for all points of a criterion, one for half of them.
pub(super) fn prairie_learn(card: &Card) -> String {
    let items = items(card).enumerate().map(|(order, (row, level, description))| {
        json!({
            "order": order,
            "points": number(level.points),
            "description": cut(&description, LONGEST_ITEM),
            "explanation": row.hint,
            "grader_note": level.description,
            "always_show_to_students": !row.costs(),
        })
    });
    let max = number(card.max());
    pretty(&json!({
        "max_extra_points": 0,
        "min_points": 0,
        "replace_auto_points": false,
        "starting_points": 0,
        "max_points": max,
        "max_manual_points": max,
        "max_auto_points": 0,
        "grader_guidelines": card.question,
        "rubric_items": items.collect::<Vec<_>>(),
    }))
}

pub(super) fn gradescope(card: &Card) -> String {
    let items = items(card)
        .map(|(_, level, description)| json!({"points": number(level.points), "description": description}));
    pretty(&json!({
        "course_id": null,
        "questions": [{
            "assignment_id": null,
            "question_id": null,
            "label": card.title,
            "items": items.collect::<Vec<_>>(),
        }],
    }))
}

/// What earns or costs points, with words for it.
fn items(card: &Card) -> impl Iterator<Item = (&Row, &Level, String)> {
    let levels = card.rows.iter().flat_map(|row| row.levels.iter().map(move |level| (row, level)));
    levels.filter(|(_, level)| level.points != Points::ZERO).map(|(row, level)| {
        let description = match level.name {
            "Partly" => format!("{} (partly)", row.title),
            _ => row.title.clone(),
        };
        (row, level, description)
    })
}

fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(longest - 1).collect::<String>())
}

/// Points as a JSON number, whole where they are.
pub(super) fn number(points: Points) -> f64 {
    f64::from(points.hundredths()) / 100.0
}

pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
