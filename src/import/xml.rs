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
    let mut tree = Tree { open: vec![Element::default()], n_elements: 0 };
    let (mut at, mut line) = (0, 1);
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        line += text.get(at..before).map_or(0, |passed| passed.matches('\n').count());
        at = before;
        let fail = |message: String| ImportError::at(format!("line {line}"), message);
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => tree.take(event, line).map_err(fail)?,
            Err(error) => return Err(fail(format!("not XML that can be read: {error}"))),
        }
    }
    if let [_, .., last] = tree.open.as_slice() {
        return Err(ImportError::at(
            format!("line {line}"),
            format!("the file ends before `</{}>`", last.name),
        ));
    }
    let root = tree.open.pop().and_then(|mut document| document.children.pop());
    root.ok_or_else(|| ImportError::Nothing("the file has no XML element".to_owned()))
}

/// The elements that are not closed yet, the document first.
struct Tree {
    open: Vec<Element>,
    n_elements: usize,
}

impl Tree {
    fn take(&mut self, event: Event<'_>, line: usize) -> Result<(), String> {
        match event {
            Event::Start(start) => {
                self.count()?;
                self.open.push(element(&start, line));
            }
            Event::Empty(start) => {
                self.count()?;
                self.close(element(&start, line));
            }
            Event::End(_) => {
                if let Some(done) = self.open.pop() {
                    self.close(done);
                }
            }
            Event::Text(found) => self.push(&found.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(found) => self.push(&found.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(found) => {
                let name = found.xml_content(XmlVersion::Implicit1_0);
                match character(&name) {
                    Some(character) => self.push(character.encode_utf8(&mut [0; 4])),
                    None => self.push(&format!("&{name};")),
                }
            }
            Event::DocType(_) => {
                return Err(
                    "the file declares entities or a document type; export it again without".to_owned()
                );
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), String> {
        self.n_elements += 1;
        if self.open.len() > DEEPEST || self.n_elements > MOST {
            return Err(format!("more than {DEEPEST} levels or {MOST} elements; is this a question bank?"));
        }
        Ok(())
    }

    fn close(&mut self, done: Element) {
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(done);
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }
}

fn element(start: &BytesStart<'_>, line: usize) -> Element {
    let attributes = start.attributes().flatten().map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
        (attribute.key.as_ref().to_owned(), value)
    });
    Element {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
        line,
        ..Element::default()
    }
}
