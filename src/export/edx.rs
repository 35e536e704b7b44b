//! Rubrics of edX Open Response Assessments: XML and JSON. They count in whole points.

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use serde_json::json;

use super::card::{Card, Level, Row};

/// What is asked of the grader beside the criteria.
const FEEDBACK: &str = "What did you like, and what would make the answer better?";

pub(super) fn xml(card: &Card, lost: &mut Vec<String>) -> String {
    let factor = factor(card, lost);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing into memory does not fail.
    let _ = rubric(&mut writer, card, factor);
    format!("{}\n", String::from_utf8(writer.into_inner()).unwrap_or_default())
}

type Xml = Writer<Vec<u8>>;

fn rubric(writer: &mut Xml, card: &Card, factor: i32) -> std::io::Result<()> {
    writer.write_event(Event::Start(BytesStart::new("rubric")))?;
    element(writer, "prompt", &card.description())?;
    for row in &card.rows {
        let mut start = BytesStart::new("criterion");
        start.push_attribute(("feedback", "optional"));
        writer.write_event(Event::Start(start))?;
        element(writer, "name", &row.id)?;
        element(writer, "label", &row.title)?;
        element(writer, "prompt", prompt(row))?;
        for level in row.levels.iter().rev() {
            let mut start = BytesStart::new("option");
            start.push_attribute(("points", whole(level, factor).to_string().as_str()));
            writer.write_event(Event::Start(start))?;
            element(writer, "name", level.name)?;
            element(writer, "label", level.name)?;
            element(writer, "explanation", &level.description)?;
            writer.write_event(Event::End(BytesEnd::new("option")))?;
        }
        writer.write_event(Event::End(BytesEnd::new("criterion")))?;
    }
    element(writer, "feedbackprompt", FEEDBACK)?;
    writer.write_event(Event::End(BytesEnd::new("rubric")))
}

fn element(writer: &mut Xml, name: &str, text: &str) -> std::io::Result<()> {
    writer.write_event(Event::Start(BytesStart::new(name)))?;
    writer.write_event(Event::Text(BytesText::new(text)))?;
    writer.write_event(Event::End(BytesEnd::new(name)))
}

pub(super) fn json(card: &Card, lost: &mut Vec<String>) -> String {
    let factor = factor(card, lost);
    let criteria = card.rows.iter().enumerate().map(|(number, row)| {
        let options = row.levels.iter().rev().enumerate().map(|(number, level)| {
            json!({
                "order_num": number,
                "points": whole(level, factor),
                "name": level.name,
                "label": level.name,
                "explanation": level.description,
            })
        });
        json!({
            "order_num": number,
            "name": row.id,
            "label": row.title,
            "prompt": prompt(row),
            "feedback": "optional",
            "options": options.collect::<Vec<_>>(),
        })
    });
    let rubric = json!({
        "prompts": [{"description": card.description()}],
        "criteria": criteria.collect::<Vec<_>>(),
        "feedbackprompt": FEEDBACK,
    });
    format!("{rubric:#}\n")
}

fn prompt(row: &Row) -> &str {
    if row.hint.is_empty() { &row.title } else { &row.hint }
}

/// By what all points are multiplied so that they are whole.
fn factor(card: &Card, lost: &mut Vec<String>) -> i32 {
    let mut levels = card.rows.iter().flat_map(|row| &row.levels);
    let whole = |factor: i32| levels.clone().all(|level| level.points.hundredths() * factor % 100 == 0);
    let factor = [1, 2, 4, 5, 10, 20, 25, 50].into_iter().find(|factor| whole(*factor)).unwrap_or(100);
    if factor > 1 && levels.any(|level| level.points.hundredths() % 100 != 0) {
        lost.push(format!("there are whole points only, so all are multiplied by {factor}"));
    }
    factor
}

fn whole(level: &Level, factor: i32) -> i32 {
    level.points.hundredths().saturating_mul(factor) / 100
}
