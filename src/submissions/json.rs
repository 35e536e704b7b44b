//! Submissions out of JSON objects, one at a time; fields are known by their names.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::{Mapping, Slot};
use super::fields::Fields;
use super::{Submission, columns::listed};

/// Names that are remembered; others are looked up each time.
const MOST_NAMES: usize = 64;

/// Reads objects; remembers what fields are called from one to the next.
#[derive(Debug)]
pub struct Objects<'m> {
    mapping: &'m Mapping,
    known: Vec<(String, Option<Slot>)>,
}

impl<'m> Objects<'m> {
    /// A reader that follows `mapping`.
    pub fn new(mapping: &'m Mapping) -> Self {
        Self { mapping, known: Vec::new() }
    }

    /// Appends the submissions of one object.
    ///
    /// # Errors
    /// What is wrong with it, without its place.
    pub fn read(&mut self, record: &[u8], source: &str, out: &mut Vec<Submission>) -> Result<(), String> {
        let mut json = serde_json::Deserializer::from_slice(record);
        let object = Object { reader: self }.deserialize(&mut json).map_err(|error| wrong(&error))?;
        json.end().map_err(|error| wrong(&error))?;
        if let Some(name) = object.unreadable {
            return Err(format!("`{name}` holds no text"));
        }
        if !object.row.is_answered() {
            let fields: serde_json::Map<String, serde_json::Value> =
                serde_json::from_slice(record).unwrap_or_default();
            let names = listed(fields.keys().map(String::as_str));
            return Err(format!(
                "there is no answer: none of its fields ({names}) is called `answer`, `text` or `response`; say which with --map answer=FIELD"
            ));
        }
        object.row.finish(self.mapping, source, out);
        Ok(())
    }

    fn slot(&mut self, name: &str) -> Option<Slot> {
        if let Some((_, slot)) = self.known.iter().find(|(known, _)| known == name) {
            return *slot;
        }
        let slot = self.mapping.slot(name);
        if self.known.len() < MOST_NAMES && name.len() < 256 {
            self.known.push((name.to_owned(), slot));
        }
        slot
    }
}

/// The message of the JSON reader, whose line and column are those within the record.
fn wrong(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    format!(
        "not a JSON object such as {{\"id\": \"1\", \"answer\": \"…\"}}: {text} (column {})",
        error.column()
    )
}

struct Object<'r, 'm> {
    reader: &'r mut Objects<'m>,
}

struct Found<'t> {
    row: Fields<'t>,
    /// Field of an answer that is neither text nor a number.
    unreadable: Option<String>,
}

impl<'t> DeserializeSeed<'t> for Object<'_, '_> {
    type Value = Found<'t>;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'t> Visitor<'t> for Object<'_, '_> {
    type Value = Found<'t>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with named fields")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut found = Found { row: Fields::default(), unreadable: None };
        while let Some(Cell::Text(name)) = fields.next_key_seed(Text)? {
            let Some(slot) = self.reader.slot(&name) else {
                fields.next_value::<IgnoredAny>()?;
                continue;
            };
            match fields.next_value_seed(Text)? {
                Cell::Text(value) => found.row.put(slot, value),
                Cell::Null => found.row.put(slot, Cow::Borrowed("")),
                Cell::Other => found.unreadable = found.unreadable.or_else(|| Some(name.into_owned())),
            }
        }
        Ok(found)
    }
}

/// A value that may be text.
enum Cell<'t> {
    Text(Cow<'t, str>),
    Null,
    Other,
}

struct Text;

impl<'t> DeserializeSeed<'t> for Text {
    type Value = Cell<'t>;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Text {
    type Value = Cell<'t>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Owned(number.to_string())))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Cell::Text(Cow::Borrowed(if flag { "true" } else { "false" })))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Cell::Null)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cell::Other)
    }

    fn visit_map<A: MapAccess<'t>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell::Other)
    }
}
