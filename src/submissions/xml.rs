//! Walking an XML file without a tree: bounded depth, no entities of its own, never recursive.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// What to do with what stands in an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visit {
    Enter,
    /// Neither its text nor its elements are seen, nor its end.
    Skip,
}

/// Sees the elements of a file in order. Names come without their prefix.
pub(super) trait Visitor {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit;
    fn close(&mut self, name: &str);
    fn text(&mut self, text: &str);
}

/// An element's attributes.
#[derive(Debug)]
pub(super) struct Element<'e>(&'e BytesStart<'e>);

impl Element<'_> {
    /// The value of an attribute, whatever its prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut all = self.0.attributes();
        let found = all.with_checks(false).flatten().find(|known| local(known.key.as_ref()) == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0);
        Some(value.map_or_else(|_| found.value.to_string(), std::borrow::Cow::into_owned))
    }

    /// A number, as `text:c="3"` has it.
    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.trim().parse().ok()
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Shows every element to the visitor.
pub(super) fn walk(text: &str, depth: usize, visitor: &mut impl Visitor) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let mut walk = Walk { visitor, depth, open: 0, skipped: 0 };
    loop {
        match reader.read_event() {
            Ok(Event::Eof) if walk.open > 0 => {
                return Err("damaged (its XML is cut off); save it again".to_owned());
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => walk.event(event)?,
            Err(error) => return Err(format!("damaged (its XML breaks off: {error}); save it again")),
        }
    }
}

struct Walk<'v, V> {
    visitor: &'v mut V,
    depth: usize,
    open: usize,
    /// Open elements that are not seen.
    skipped: usize,
}

impl<V: Visitor> Walk<'_, V> {
    fn event(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.start(&start),
            Event::End(end) => {
                self.open = self.open.saturating_sub(1);
                match self.skipped.checked_sub(1) {
                    Some(less) => self.skipped = less,
                    None => self.visitor.close(local(end.name().as_ref())),
                }
                Ok(())
            }
            Event::DocType(_) => {
                Err("its XML declares a document type or entities of its own, which no office \
                                      program writes; save it again"
                    .to_owned())
            }
            event if self.skipped == 0 => self.content(event),
            _ => Ok(()),
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        self.open += 1;
        if self.open > self.depth {
            return Err(format!("nested deeper than {} elements; hand in plain text", self.depth));
        }
        let enter = self.skipped == 0
            && self.visitor.open(local(start.name().as_ref()), &Element(start)) == Visit::Enter;
        self.skipped += usize::from(!enter);
        Ok(())
    }

    fn content(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Empty(start) => {
                let name = start.name();
                let name = local(name.as_ref());
                if self.visitor.open(name, &Element(&start)) == Visit::Enter {
                    self.visitor.close(name);
                }
            }
            Event::Text(found) => self.visitor.text(&found.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(found) => self.visitor.text(&found.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(found) => self.visitor.text(character(&found)?.encode_utf8(&mut [0; 4])),
            _ => {}
        }
        Ok(())
    }
}

/// One of the five entities that XML knows by itself, or a character by its number.
fn character(found: &BytesRef<'_>) -> Result<char, String> {
    if let Ok(Some(c)) = found.resolve_char_ref() {
        return Ok(c);
    }
    Ok(match &*found.xml_content(XmlVersion::Implicit1_0) {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return Err("its XML names an entity that XML does not have; save it again".to_owned()),
    })
}
