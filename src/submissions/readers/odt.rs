//! `OpenDocument` text: the body as its writer left it, from a package or from one XML file.
//!
//! Notes, annotations and what tracked changes deleted are not the answer and are not read. What was
//! left out is told.

use std::collections::{BTreeMap, BTreeSet};

use super::Limits;
use super::flow::{Block, Flow};
use super::left_out::{LeftOut, Part, Written};
use super::xml::{Element, Visit, Visitor, walk};
use super::zipped::Package;

/// Most spaces in a row.
const SPACES: usize = 8;

/// Reads the document of a package.
pub(super) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Written, String> {
    if package.has("encrypted-package") {
        return Err(ENCRYPTED.to_owned());
    }
    if let Some(manifest) = package.text("META-INF/manifest.xml", limits)?
        && manifest.contains("encryption-data")
    {
        return Err(ENCRYPTED.to_owned());
    }
    let mut body = Body { flow: Flow::new(limits.text), ..Body::default() };
    if let Some(xml) = package.text("styles.xml", limits)? {
        walk(&xml, limits.depth, &mut body)?;
    }
    let Some(xml) = package.text("content.xml", limits)? else {
        return Err("holds no document that can be read; save it again as .odt".to_owned());
    };
    walk(&xml, limits.depth, &mut body)?;
    Ok(Written { text: body.flow.finish(limits.text)?, left_out: body.left_out })
}

const ENCRYPTED: &str = "encrypted; save it again without a password";

/// Reads a document's XML.
pub(super) fn read_flat(xml: &str, limits: &Limits) -> Result<Written, String> {
    let mut body = Body { flow: Flow::new(limits.text), ..Body::default() };
    walk(xml, limits.depth, &mut body)?;
    Ok(Written { text: body.flow.finish(limits.text)?, left_out: body.left_out })
}

/// What a style of the document itself does.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    struck: bool,
    hidden: bool,
}

/// Follows a document.
#[derive(Default)]
struct Body {
    flow: Flow,
    left_out: LeftOut,
    in_body: bool,
    styles: BTreeMap<String, Style>,
    style: Option<String>,
    /// Levels of each list style that are numbered.
    numbered: BTreeMap<String, Vec<u8>>,
    list_style: Option<String>,
    /// The style of each open list; the inner ones inherit it.
    lists: Vec<Option<String>>,
    item: bool,
    /// What each open paragraph is, and the text of the one around it.
    paragraphs: Vec<(Block, String)>,
    /// Of each open span, whether it is read.
    spans: Vec<Style>,
    changes: Changes,
}

/// Deleted text either stands apart or between two marks.
#[derive(Debug, Default)]
struct Changes {
    region: Option<String>,
    deleted: BTreeSet<String>,
    deleting: bool,
}

impl Body {
    fn definition(&mut self, name: &str, element: &Element<'_>) -> Visit {
        match name {
            "style" => self.style = element.get("name"),
            "text-properties" => {
                let lined = element.get("text-line-through-style").is_some_and(|style| style != "none");
                let lined = lined || element.get("text-line-through-type").is_some_and(|kind| kind != "none");
                let hidden = element.get("display").is_some_and(|display| display == "none");
                if let Some(name) = &self.style {
                    self.styles.insert(name.clone(), Style { struck: lined, hidden });
                }
            }
            "list-style" => self.list_style = element.get("name"),
            "list-level-style-number" => {
                let level = element.number::<u8>("level").unwrap_or(1).saturating_sub(1);
                if let Some(name) = &self.list_style
                    && element.get("num-format").is_some_and(|format| !format.is_empty())
                {
                    self.numbered.entry(name.clone()).or_default().push(level);
                }
            }
            // Only bodies and definitions are of interest; a flat file holds pictures, too.
            "binary-data" | "script" | "meta" | "settings" | "master-styles" => return Visit::Skip,
            _ => {}
        }
        Visit::Enter
    }

    fn open_paragraph(&mut self, block: Block, element: &Element<'_>) {
        let block =
            if std::mem::take(&mut self.item) && block == Block::Paragraph { self.item() } else { block };
        let title = element.get("style-name").is_some_and(|style| style == "Title");
        let block = if title && block == Block::Paragraph { Block::Heading(1) } else { block };
        let line = self.flow.put_aside();
        self.paragraphs.push((block, line));
        self.open_span(element);
    }

    fn open_span(&mut self, element: &Element<'_>) {
        let own =
            element.get("style-name").and_then(|name| self.styles.get(&name)).copied().unwrap_or_default();
        let outer = self.spans.last().copied().unwrap_or_default();
        self.spans.push(Style { struck: own.struck || outer.struck, hidden: own.hidden || outer.hidden });
    }

    fn item(&self) -> Block {
        let level = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let style = self.lists.iter().rev().flatten().next();
        let levels = style.and_then(|style| self.numbered.get(style));
        Block::Item { level, ordered: levels.is_some_and(|levels| levels.contains(&level)) }
    }

    fn visible(&self) -> bool {
        self.spans.last().is_none_or(|style| !style.struck && !style.hidden)
    }

    fn sign(&mut self, name: &str, element: &Element<'_>) -> Visit {
        if let Some(part) = beside(name) {
            self.left_out.add(part);
            return Visit::Skip;
        }
        match name {
            "s" => {
                let spaces = element.number::<usize>("c").unwrap_or(1).min(SPACES);
                self.flow.text(&" ".repeat(spaces));
            }
            "tab" => self.flow.text(" "),
            "line-break" if self.visible() => self.flow.line_break(),
            "changed-region" => self.changes.region = element.get("id"),
            "deletion" => {
                self.left_out.add(Part::Deletions);
                self.changes.deleted.extend(self.changes.region.take());
                return Visit::Skip;
            }
            "insertion" | "format-change" => return Visit::Skip,
            "change-start" => {
                let id = element.get("change-id");
                self.changes.deleting = id.is_some_and(|id| self.changes.deleted.contains(&id));
            }
            "change-end" => self.changes.deleting = false,
            "image" => self.left_out.add(Part::Pictures),
            "table-of-content" | "alphabetical-index" | "bibliography" | "forms" | "desc" | "title"
            | "binary-data" | "ruby-text" | "event-listeners" | "sequence-decls" | "variable-decls" => {
                return Visit::Skip;
            }
            _ => {}
        }
        Visit::Enter
    }
}

/// What an element holds that is no part of the text.
fn beside(name: &str) -> Option<Part> {
    match name {
        "note" => Some(Part::Notes),
        "annotation" => Some(Part::Comments),
        "hidden-text" | "hidden-paragraph" => Some(Part::Hidden),
        "object" | "object-ole" => Some(Part::Embedded),
        _ => None,
    }
}

impl Visitor for Body {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        if !self.in_body {
            self.in_body = name == "body";
            return self.definition(name, element);
        }
        match name {
            "p" => self.open_paragraph(Block::Paragraph, element),
            "h" => self.open_paragraph(Block::Heading(element.number("outline-level").unwrap_or(1)), element),
            "span" => self.open_span(element),
            "list" => self.lists.push(element.get("style-name")),
            "list-item" => self.item = true,
            "table" => self.flow.open_table(),
            "table-row" => self.flow.open_row(),
            "table-cell" => self.flow.open_cell(),
            name => return self.sign(name, element),
        }
        Visit::Enter
    }

    fn close(&mut self, name: &str) {
        match name {
            "body" => self.in_body = false,
            "p" | "h" if self.in_body => {
                self.spans.pop();
                if let Some((block, around)) = self.paragraphs.pop() {
                    self.flow.end(block);
                    self.flow.take_up(around);
                }
            }
            "span" if self.in_body => {
                self.spans.pop();
            }
            "list" => {
                self.lists.pop();
            }
            "list-item" => self.item = false,
            "table-cell" => self.flow.end(Block::Paragraph),
            "table" if self.in_body => self.flow.close_table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.paragraphs.is_empty() || self.changes.deleting {
            return;
        }
        let style = self.spans.last().copied().unwrap_or_default();
        match (style.hidden, style.struck) {
            (true, _) => self.left_out.add_text(Part::Hidden, text),
            (_, true) => self.left_out.add_text(Part::Struck, text),
            _ => self.flow.text(text),
        }
    }
}
