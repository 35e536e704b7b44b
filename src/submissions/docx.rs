//! Word's DOCX: the text of the body as its writer left it.
//!
//! Tracked insertions are in, tracked deletions out; footnotes, endnotes, comments, headers and
//! footers are not the answer and are not read. What was left out is told.

use super::Limits;
use super::flow::{Block, Flow};
use super::left_out::{LeftOut, Part, Written};
use super::styles::{Numbering, Styles};
use super::xml::{Element, Visit, Visitor, walk};
use super::zipped::Package;

/// Reads the document of a package.
pub(super) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Written, String> {
    let Some(main) = main_part(package, limits)? else {
        return Err("holds no document that can be read; save it again as .docx".to_owned());
    };
    let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let (mut styles, mut numbering) = (Styles::default(), Numbering::default());
    if let Some(xml) = package.text(&format!("{folder}styles.xml"), limits)? {
        walk(&xml, limits.depth, &mut styles)?;
    }
    if let Some(xml) = package.text(&format!("{folder}numbering.xml"), limits)? {
        walk(&xml, limits.depth, &mut numbering)?;
    }
    let Some(xml) = package.text(&main, limits)? else {
        return Err("holds no document that can be read; save it again as .docx".to_owned());
    };
    let mut body = Body::new(&styles, &numbering, limits);
    walk(&xml, limits.depth, &mut body)?;
    Ok(Written { text: body.flow.finish(limits.text)?, left_out: body.left_out })
}

/// Where the document is, by the package's own list, or where it usually is.
fn main_part(package: &mut Package<'_>, limits: &Limits) -> Result<Option<String>, String> {
    let mut relations = Relations::default();
    if let Some(xml) = package.text("_rels/.rels", limits)? {
        walk(&xml, limits.depth, &mut relations)?;
    }
    let named = relations.document.map(|target| target.trim_start_matches('/').to_owned());
    let usual = || package.names().find(|name| name.starts_with("word/document")).map(ToOwned::to_owned);
    Ok(named.filter(|name| package.has(name)).or_else(usual))
}

#[derive(Debug, Default)]
struct Relations {
    document: Option<String>,
}

impl Visitor for Relations {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        if name == "Relationship" && element.get("Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
        {
            self.document = element.get("Target");
        }
        Visit::Enter
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

/// A paragraph being read.
#[derive(Debug, Default)]
struct Paragraph {
    style: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    level: u8,
    /// Its end was deleted, so that the next one belongs to it.
    joins: bool,
}

/// Elements that say how the text beside them is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Properties {
    Paragraph,
    Run,
    Row,
}

/// How a stretch of text looks.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    hidden: bool,
    struck: bool,
}

/// Follows the body of a document.
struct Body<'s> {
    flow: Flow,
    styles: &'s Styles,
    numbering: &'s Numbering,
    left_out: LeftOut,
    paragraph: Paragraph,
    /// Paragraphs around a text box, and their text so far.
    around: Vec<(Paragraph, String)>,
    properties: Vec<Properties>,
    run: Run,
    in_text: bool,
    row_deleted: bool,
    placeholder: bool,
}

impl<'s> Body<'s> {
    fn new(styles: &'s Styles, numbering: &'s Numbering, limits: &Limits) -> Self {
        Self {
            flow: Flow::new(limits.text),
            styles,
            numbering,
            left_out: LeftOut::default(),
            paragraph: Paragraph::default(),
            around: Vec::new(),
            properties: Vec::new(),
            run: Run::default(),
            in_text: false,
            row_deleted: false,
            placeholder: false,
        }
    }

    fn property(&mut self, name: &str, element: &Element<'_>) -> Visit {
        let value = || element.get("val");
        let on = || value().is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"));
        match (name, self.properties.as_slice()) {
            ("rPr", _) => self.properties.push(Properties::Run),
            ("pPrChange" | "rPrChange" | "trPrChange", _) => return Visit::Skip,
            ("pStyle", _) => self.paragraph.style = value(),
            ("outlineLvl", _) => self.paragraph.outline = element.number("val"),
            ("numId", _) => self.paragraph.list = value(),
            ("ilvl", _) => self.paragraph.level = element.number("val").unwrap_or(0),
            ("del", [Properties::Row]) => self.row_deleted = true,
            ("del" | "moveFrom", [.., Properties::Paragraph, Properties::Run]) => self.paragraph.joins = true,
            ("vanish", [.., Properties::Run]) => self.run.hidden = on(),
            ("strike" | "dstrike", [.., Properties::Run]) => self.run.struck = on(),
            _ => {}
        }
        Visit::Enter
    }

    /// What stands in a run beside its text.
    fn sign(&mut self, name: &str, element: &Element<'_>) {
        match name {
            _ if self.run.hidden || self.run.struck => {}
            "br" if element.get("type").is_none_or(|kind| kind == "textWrapping") => self.flow.line_break(),
            "cr" => self.flow.line_break(),
            "br" | "tab" | "ptab" | "sym" => self.flow.text(" "),
            "noBreakHyphen" => self.flow.text("-"),
            _ => {}
        }
        match name {
            "footnoteReference" | "endnoteReference" => self.left_out.add(Part::Notes),
            "commentReference" => self.left_out.add(Part::Comments),
            "blip" | "imagedata" => self.left_out.add(Part::Pictures),
            "OLEObject" | "altChunk" => self.left_out.add(Part::Embedded),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.joins {
            return;
        }
        let style = paragraph.style.as_deref();
        if self.styles.is_contents(style) {
            self.flow.put_aside();
            return;
        }
        let list = paragraph.list.as_deref().map(|list| (list, paragraph.level));
        let list = list.or_else(|| self.styles.list(style)).filter(|(list, _)| *list != "0");
        let block = match (self.styles.heading(style, paragraph.outline), list) {
            (Some(level), _) => Block::Heading(level),
            (None, Some((list, level))) => {
                Block::Item { level, ordered: self.numbering.is_ordered(list, level) }
            }
            (None, None) => Block::Paragraph,
        };
        self.flow.end(block);
    }
}

impl Visitor for Body<'_> {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        if !self.properties.is_empty() {
            return self.property(name, element);
        }
        match name {
            "p" => self.paragraph = Paragraph::default(),
            "pPr" => self.properties.push(Properties::Paragraph),
            "rPr" => self.properties.push(Properties::Run),
            "trPr" => self.properties.push(Properties::Row),
            "r" => self.run = Run::default(),
            "t" => self.in_text = true,
            "del" | "moveFrom" => {
                self.left_out.add(Part::Deletions);
                return Visit::Skip;
            }
            "delText" | "instrText" | "delInstrText" | "Fallback" | "rt" | "tblPr" | "sectPr" | "tcPr" => {
                return Visit::Skip;
            }
            "sdt" => self.placeholder = false,
            "showingPlcHdr" => self.placeholder = true,
            "sdtContent" if std::mem::take(&mut self.placeholder) => return Visit::Skip,
            "txbxContent" => self.around.push((std::mem::take(&mut self.paragraph), self.flow.put_aside())),
            "tbl" => self.flow.open_table(),
            "tr" => {
                self.row_deleted = false;
                self.flow.open_row();
            }
            "tc" => self.flow.open_cell(),
            name => self.sign(name, element),
        }
        Visit::Enter
    }

    fn close(&mut self, name: &str) {
        match name {
            "pPr" | "rPr" | "trPr" => {
                self.properties.pop();
            }
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tc" => self.flow.end(Block::Paragraph),
            "tr" if std::mem::take(&mut self.row_deleted) => {
                self.left_out.add(Part::Deletions);
                self.flow.drop_row();
            }
            "tbl" => self.flow.close_table(),
            "txbxContent" => {
                self.flow.end(Block::Paragraph);
                if let Some((paragraph, line)) = self.around.pop() {
                    self.paragraph = paragraph;
                    self.flow.take_up(line);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if !self.in_text {
            return;
        }
        match (self.run.hidden, self.run.struck) {
            (true, _) => self.left_out.add_text(Part::Hidden, text),
            (_, true) => self.left_out.add_text(Part::Struck, text),
            _ => self.flow.text(text),
        }
    }
}
