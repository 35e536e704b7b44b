//! An XML file as a small tree: names, attributes, text. Bounded; never recursive.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::html::character;
use super::{ImportError, LARGEST};

/// Deepest nesting.
const DEEPEST: usize = 40;

/// Most elements.
const MOST: usize = 200_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    /// All its text, without that of its children.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// 1-based line of its start.
    pub(super) line: usize,
}

impl Element {
    /// Its children of that name.
    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of that name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of a child, or of the `text` in it.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        let child = self.child(name)?;
        let text = child.child("text").map_or(child.text.as_str(), |text| text.text.as_str()).trim();
        (!text.is_empty()).then_some(text)
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The root element.
pub(super) fn parse(text: &str) -> Result<Element, ImportError> {
    if text.len() > LARGEST {
        return Err(ImportError::TooLarge);
    }
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = vec![Element::default()];
    let (mut n_elements, mut at, mut line) = (0, 0, 1);
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        line += text.get(at..before).map_or(0, |passed| passed.matches('\n').count());
        at = before;
        let fail = |message: String| ImportError::at(format!("line {line}"), message);
        let event =
            reader.read_event().map_err(|error| fail(format!("not XML that can be read: {error}")))?;
        match event {
            Event::Start(start) => {
                n_elements += 1;
                if open.len() > DEEPEST || n_elements > MOST {
                    return Err(fail(format!(
                        "more than {DEEPEST} levels or {MOST} elements; is this a question bank?"
                    )));
                }
                open.push(element(&start, line));
            }
            Event::Empty(start) => {
                n_elements += 1;
                if n_elements > MOST {
                    return Err(fail(format!("more than {MOST} elements; is this a question bank?")));
                }
                let child = element(&start, line);
                open.last_mut().into_iter().for_each(|parent| parent.children.push(Element::default()));
                if let Some(place) = open.last_mut().and_then(|parent| parent.children.last_mut()) {
                    *place = child;
                }
            }
            Event::End(_) => {
                if let (Some(done), Some(parent)) = (open.pop(), open.last_mut()) {
                    parent.children.push(done);
                }
            }
            Event::Text(found) => push(&mut open, &found.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(found) => push(&mut open, &found.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(found) => {
                let name = found.xml_content(XmlVersion::Implicit1_0);
                match character(&name) {
                    Some(character) => push(&mut open, character.encode_utf8(&mut [0; 4])),
                    None => push(&mut open, &format!("&{name};")),
                }
            }
            Event::DocType(_) => {
                return Err(fail(
                    "the file declares entities or a document type; export it again without".to_owned(),
                ));
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if open.len() > 1 {
        let name = open.last().map_or("", |element| element.name.as_str());
        return Err(ImportError::at(format!("line {line}"), format!("the file ends before `</{name}>`")));
    }
    let root = open.pop().and_then(|mut document| document.children.pop());
    root.ok_or_else(|| ImportError::Nothing("the file has no XML element".to_owned()))
}

fn element(start: &BytesStart<'_>, line: usize) -> Element {
    let attributes = start.attributes().flatten().map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
        (attribute.key.as_ref().to_owned(), value)
    });
    Element {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
        line,
        ..Element::default()
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}
