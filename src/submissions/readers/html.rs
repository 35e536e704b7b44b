//! HTML as candidates hand it in: the text that a browser would show, as Markdown.
//!
//! Scripts, styles, forms and what is hidden are left out. There is no tree: tags left open or closed
//! twice do no harm, and nothing recurses.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::Limits;
use super::flow::{Block, Flow};
use super::left_out::{LeftOut, Part, Written};

/// Elements whose content nobody reads.
const UNSEEN: [&[u8]; 20] = [
    b"script",
    b"style",
    b"title",
    b"noscript",
    b"template",
    b"iframe",
    b"object",
    b"svg",
    b"annotation",
    b"select",
    b"textarea",
    b"button",
    b"audio",
    b"video",
    b"canvas",
    b"noframes",
    b"noembed",
    b"del",
    b"s",
    b"strike",
];

/// Elements that have no end.
const VOID: [&[u8]; 14] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
    b"source", b"track", b"wbr",
];

/// The text of a page.
pub(super) fn read(html: &str, limits: &Limits) -> Result<Written, String> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut reader = Reader { flow: Flow::new(limits.text), ..Reader::default() };
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => reader.open(&tag),
            Ok(Token::EndTag(tag)) => reader.close(&tag.name),
            Ok(Token::String(text)) => reader.text(&String::from_utf8_lossy(&text)),
            Ok(_) | Err(_) => {}
        }
    }
    reader.end();
    Ok(Written { text: reader.flow.finish(limits.text)?, left_out: reader.left_out })
}

#[derive(Debug, Default)]
struct Reader {
    flow: Flow,
    /// The element that is not seen, and how many of its name are open.
    unseen: Option<(Vec<u8>, usize)>,
    left_out: LeftOut,
    heading: Option<u8>,
    /// Whether each open list is numbered.
    lists: Vec<bool>,
    item: bool,
    code: usize,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.unseen.is_some() {
            return;
        }
        if self.code > 0 { self.flow.verbatim(text) } else { self.flow.text(text) }
    }

    fn open(&mut self, tag: &StartTag<()>) {
        if self.is_seen(tag) {
            self.begin(&tag.name);
        }
    }

    /// Whether an element is seen; else nothing is until it ends.
    fn is_seen(&mut self, tag: &StartTag<()>) -> bool {
        let name: &[u8] = &tag.name;
        let is_void = VOID.contains(&name);
        if let Some((unseen, open)) = &mut self.unseen {
            // A paragraph ends where the next block begins.
            if unseen.as_slice() != b"p" || !is_block(name) {
                *open += usize::from(unseen.as_slice() == name && !is_void);
                return false;
            }
            self.unseen = None;
        }
        let hidden = is_hidden(tag);
        if hidden && !is_void {
            self.left_out.add(Part::Hidden);
        }
        if matches!(name, b"del" | b"s" | b"strike") {
            self.left_out.add(Part::Struck);
        }
        if (hidden || UNSEEN.contains(&name)) && !is_void && !(tag.self_closing && name == b"svg") {
            self.unseen = Some((name.to_vec(), 1));
            return false;
        }
        true
    }

    /// Begins an element that is seen.
    fn begin(&mut self, name: &[u8]) {
        match name {
            b"br" => self.flow.line_break(),
            b"img" => self.left_out.add(Part::Pictures),
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.end();
                self.heading = name.get(1).map(|digit| digit - b'0');
            }
            b"ul" | b"ol" | b"menu" => {
                self.end();
                self.lists.push(name == b"ol");
            }
            b"li" => {
                self.end();
                self.item = true;
            }
            b"pre" => {
                self.end();
                self.code += 1;
            }
            b"table" => {
                self.end();
                self.flow.open_table();
            }
            b"tr" => {
                self.end();
                self.flow.open_row();
            }
            b"td" | b"th" => {
                self.end();
                self.flow.open_cell();
            }
            name if is_block(name) => self.end(),
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        if let Some((unseen, open)) = &mut self.unseen {
            *open -= usize::from(unseen.as_slice() == name);
            if *open == 0 {
                self.unseen = None;
            }
            return;
        }
        match name {
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.end();
                self.heading = None;
            }
            b"ul" | b"ol" | b"menu" => {
                self.end();
                self.lists.pop();
            }
            b"li" => {
                self.end();
                self.item = false;
            }
            b"pre" => {
                self.end();
                self.code = self.code.saturating_sub(1);
            }
            b"table" => {
                self.end();
                self.flow.close_table();
            }
            b"td" | b"th" | b"tr" => self.end(),
            name if is_block(name) => self.end(),
            _ => {}
        }
    }

    /// Ends the block at hand.
    fn end(&mut self) {
        if self.flow.is_between() {
            self.flow.put_aside();
            return;
        }
        let level = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let block = match (self.heading, self.code > 0) {
            (Some(level), _) => Block::Heading(level),
            (None, true) => Block::Code,
            (None, false) if self.item => Block::Item { level, ordered: self.lists.last() == Some(&true) },
            (None, false) => Block::Paragraph,
        };
        // What follows within the same item is a paragraph of its own.
        self.item = false;
        self.flow.end(block);
    }
}

fn is_hidden(tag: &StartTag<()>) -> bool {
    let get =
        |name: &[u8]| tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).to_lowercase());
    // A word processor's page header is part of its HTML.
    let running = get(b"title").is_some_and(|title| title == "header" || title == "footer");
    if get(b"hidden").is_some() || (running && &*tag.name == b"div") {
        return true;
    }
    let style: String = get(b"style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    ["display:none", "visibility:hidden", "font-size:0;", "font-size:0px", "opacity:0;"]
        .iter()
        .any(|rule| format!("{style};").contains(rule))
}

fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"address"
            | b"article"
            | b"aside"
            | b"blockquote"
            | b"body"
            | b"caption"
            | b"center"
            | b"dd"
            | b"details"
            | b"div"
            | b"dl"
            | b"dt"
            | b"fieldset"
            | b"figcaption"
            | b"figure"
            | b"footer"
            | b"form"
            | b"header"
            | b"hr"
            | b"html"
            | b"legend"
            | b"main"
            | b"nav"
            | b"p"
            | b"section"
            | b"summary"
            | b"tbody"
            | b"thead"
            | b"tfoot"
    )
}
