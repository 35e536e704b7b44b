//! Rubrics for competency frameworks: `CFRubrics` of a package of 1EdTech CASE 1.1.
//!
//! CASE wants an address and a date for every part. Both are told, since nothing here reads a clock; the
//! identifiers follow from the addresses (UUID, version 5), so that the same rubric keeps them.

use serde_json::{Value, json};
use uuid::Uuid;

use super::card::{Card, Level, Row};
use super::lms::{number, pretty};

/// Where rubrics will be found, and when they were last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    base: String,
    changed: String,
}

impl Published {
    /// With the address under which all of them stand, and a date (`2026-05-03`, or with a time and its zone).
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn new(base: &str, changed: &str) -> Result<Self, String> {
        let known = base.starts_with("https://") || base.starts_with("http://");
        if !known || base.len() > 2_000 || !base.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(format!("`{base}` is no address such as https://example.org/rubrics"));
        }
        let changed = timestamp(changed)
            .ok_or_else(|| format!("`{changed}` is no date such as 2026-05-03 or 2026-05-03T14:00:00Z"))?;
        Ok(Self { base: base.trim_end_matches('/').to_owned(), changed })
    }
}

/// A date with its time, which is midnight where it has none.
fn timestamp(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let (clock, zone) = time.strip_suffix('Z').map_or_else(
        || time.split_at_checked(8).filter(|(_, zone)| zone.starts_with(['+', '-'])),
        |clock| Some((clock, "+00:00")),
    )?;
    let [year, month, day] = numbers(date, '-', &[4, 2, 2])?.try_into().ok()?;
    let [hour, minute, second] = numbers(clock, ':', &[2, 2, 2])?.try_into().ok()?;
    let zone = numbers(zone.get(1..)?, ':', &[2, 2])?;
    let fits = (1..=days(year, month)).contains(&day) && hour < 24 && minute < 60 && second < 61;
    (fits && zone.iter().all(|part| *part < 60)).then(|| format!("{date}T{time}"))
}

/// How many days a month has; none where there is no such month.
fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// Numbers of so many digits each.
fn numbers(text: &str, between: char, digits: &[usize]) -> Option<Vec<u32>> {
    let parts: Vec<&str> = text.split(between).collect();
    let plain = |(part, digits): (&&str, &usize)| {
        part.len() == *digits && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.len() != digits.len() || !parts.iter().zip(digits).all(plain) {
        return None;
    }
    parts.iter().map(|part| part.parse().ok()).collect()
}

pub(super) fn write(cards: &[Card], published: &Published) -> String {
    let rubrics = cards.iter().map(|card| rubric(card, published));
    pretty(&json!({"CFRubrics": rubrics.collect::<Vec<_>>()}))
}

/// What every part has: who it is, where it is, since when it is so.
fn part(uri: &str, published: &Published) -> serde_json::Map<String, Value> {
    let named = [
        ("identifier", identifier(uri)),
        ("uri", uri.to_owned()),
        ("lastChangeDateTime", published.changed.clone()),
    ];
    named.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect()
}

fn identifier(uri: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, uri.as_bytes()).hyphenated().to_string()
}

fn rubric(card: &Card, published: &Published) -> Value {
    let uri = format!("{}/{}", published.base, card.id);
    let criteria = card.rows.iter().enumerate().map(|(at, row)| criterion(row, at + 1, &uri, published));
    let mut rubric = part(&uri, published);
    rubric.insert("title".to_owned(), json!(card.title));
    rubric.insert("description".to_owned(), json!(card.description()));
    rubric.insert("CFRubricCriteria".to_owned(), criteria.collect());
    Value::Object(rubric)
}

fn criterion(row: &Row, position: usize, parent: &str, published: &Published) -> Value {
    let uri = format!("{parent}/{}", row.id);
    let levels = row.levels.iter().enumerate().map(|(at, one)| level(one, at + 1, &uri, published));
    let described =
        if row.hint.is_empty() { row.title.clone() } else { format!("{}\n{}", row.title, row.hint) };
    let mut criterion = part(&uri, published);
    criterion.insert("category".to_owned(), json!(row.kind));
    criterion.insert("description".to_owned(), json!(described));
    criterion.insert("position".to_owned(), json!(position));
    criterion.insert("rubricId".to_owned(), json!(identifier(parent)));
    criterion.insert("CFRubricCriterionLevels".to_owned(), levels.collect());
    Value::Object(criterion)
}

fn level(one: &Level, position: usize, parent: &str, published: &Published) -> Value {
    let uri = format!("{parent}/{}", one.name.to_lowercase().replace(' ', "-"));
    let mut level = part(&uri, published);
    level.insert("quality".to_owned(), json!(one.name));
    if !one.description.is_empty() {
        level.insert("description".to_owned(), json!(one.description));
    }
    level.insert("score".to_owned(), json!(number(one.points)));
    level.insert("position".to_owned(), json!(position));
    level.insert("rubricCriterionId".to_owned(), json!(identifier(parent)));
    Value::Object(level)
}

#[cfg(test)]
mod tests {
    use super::{Published, timestamp};

    #[test]
    fn dates_are_whole() {
        let check =
            |text: &str, expect: Option<&str>| assert_eq!(timestamp(text).as_deref(), expect, "{text}");
        check("2026-05-03", Some("2026-05-03T00:00:00Z"));
        check("2028-02-29", Some("2028-02-29T00:00:00Z"));
        check("2000-02-29", Some("2000-02-29T00:00:00Z"));
        check("2026-05-03T14:00:00Z", Some("2026-05-03T14:00:00Z"));
        check("2026-05-03T14:00:00+02:00", Some("2026-05-03T14:00:00+02:00"));
        for wrong in [
            "",
            "2026",
            "2026-13-03",
            "2026-00-03",
            "2026-02-31",
            "2026-02-29",
            "2026-06-31",
            "1900-02-29",
            "2026-05-3",
            "2026-05-03T14:00",
            "2026-05-03T14:00:00",
            "2026-05-03Té",
            "T",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn an_address_is_one_of_the_web() {
        assert!(Published::new("https://example.org/r/", "2026-05-03").is_ok());
        for wrong in ["", "example.org", "urn:uuid:1", "https://exa mple.org", "https://é.org"] {
            assert!(Published::new(wrong, "2026-05-03").is_err(), "{wrong}");
        }
    }
}
