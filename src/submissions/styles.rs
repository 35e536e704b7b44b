//! What DOCX says elsewhere about its paragraphs: which styles are headings, which lists are numbered.

use std::collections::BTreeMap;

use super::xml::{Element, Visit, Visitor};

/// How many styles may rest on one another.
const CHAIN: usize = 16;

/// Paragraph styles by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    known: BTreeMap<String, Style>,
    open: Option<(String, Style)>,
}

#[derive(Debug, Default)]
struct Style {
    /// In English, whatever language Word was in.
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    level: u8,
}

impl Visitor for Styles {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        if name == "style" {
            self.open = element.get("styleId").map(|id| (id, Style::default()));
        }
        let Some((_, style)) = &mut self.open else { return Visit::Enter };
        let value = || element.get("val");
        match name {
            "name" => style.name = value().unwrap_or_default().to_lowercase(),
            "basedOn" => style.based_on = value(),
            "outlineLvl" => style.outline = element.number("val"),
            "numId" => style.list = value(),
            "ilvl" => style.level = element.number("val").unwrap_or(0),
            "pPrChange" | "rPrChange" => return Visit::Skip,
            _ => {}
        }
        Visit::Enter
    }

    fn close(&mut self, name: &str) {
        if name == "style"
            && let Some((id, style)) = self.open.take()
        {
            self.known.insert(id, style);
        }
    }

    fn text(&mut self, _: &str) {}
}

impl Styles {
    /// The style and those it rests on, nearest first.
    fn chain(&self, id: Option<&str>) -> impl Iterator<Item = &Style> + use<'_> {
        let first = id.and_then(|id| self.known.get(id));
        let next = |style: &&Style| style.based_on.as_ref().and_then(|id| self.known.get(id));
        std::iter::successors(first, next).take(CHAIN)
    }

    /// The level of a heading, from 1.
    pub(super) fn heading(&self, id: Option<&str>, outline: Option<u8>) -> Option<u8> {
        let by_outline = |outline: u8| (outline < 9).then(|| outline + 1);
        if let Some(outline) = outline {
            return by_outline(outline);
        }
        self.chain(id).find_map(|style| match style.name.as_str() {
            "title" => Some(1),
            "subtitle" => Some(2),
            name => match name.strip_prefix("heading ") {
                Some(level) => level.parse().ok(),
                None => style.outline.and_then(by_outline),
            },
        })
    }

    /// Whether the paragraph is a line of a table of contents.
    pub(super) fn is_contents(&self, id: Option<&str>) -> bool {
        self.chain(id).next().is_some_and(|style| style.name.starts_with("toc "))
    }

    /// The list that the style belongs to, and the level in it.
    pub(super) fn list(&self, id: Option<&str>) -> Option<(&str, u8)> {
        self.chain(id).find_map(|style| style.list.as_deref().map(|list| (list, style.level)))
    }
}

/// Lists by their ids.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Of each kind of list, which levels are numbered.
    kinds: BTreeMap<String, Vec<(u8, bool)>>,
    lists: BTreeMap<String, String>,
    kind: Option<String>,
    list: Option<String>,
    level: u8,
}

impl Visitor for Numbering {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        match name {
            "abstractNum" => self.kind = element.get("abstractNumId"),
            "num" => self.list = element.get("numId"),
            "lvl" => self.level = element.number("ilvl").unwrap_or(0),
            "numFmt" => {
                let numbered =
                    element.get("val").is_some_and(|format| format != "bullet" && format != "none");
                if let Some(kind) = &self.kind {
                    self.kinds.entry(kind.clone()).or_default().push((self.level, numbered));
                }
            }
            "abstractNumId" => {
                if let (Some(list), Some(kind)) = (&self.list, element.get("val")) {
                    self.lists.insert(list.clone(), kind);
                }
            }
            _ => {}
        }
        Visit::Enter
    }

    fn close(&mut self, name: &str) {
        match name {
            "abstractNum" => self.kind = None,
            "num" => self.list = None,
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}

impl Numbering {
    /// Whether a level of a list is numbered.
    pub(super) fn is_ordered(&self, list: &str, level: u8) -> bool {
        let levels = self.lists.get(list).and_then(|kind| self.kinds.get(kind));
        levels.is_some_and(|levels| levels.iter().any(|(known, numbered)| *known == level && *numbered))
    }
}
