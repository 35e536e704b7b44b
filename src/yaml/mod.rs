//! YAML text to a spanned tree, or to diagnostics in the author's words.
//!
//! The only module that knows the YAML parser, and it drives it event by event: nothing here
//! recurses. It refuses whatever could make a small file large or a key mean two things (anchors,
//! aliases, tags, merge keys, several documents, duplicate keys), files over its limits, and text
//! that YAML would silently turn into something else. It knows nothing of rubrics.

mod build;
#[cfg(feature = "lsp")]
pub(crate) mod outline;
mod syntax;
#[cfg(test)]
mod tests;

pub(crate) use syntax::quoted;

use crate::diagnostic::{Code, Diagnostic};
use crate::span::{SourceFile, Span, offset};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// Deepest nesting of lists and mappings.
pub const MAX_DEPTH: usize = 16;
/// Most values in a file.
pub const MAX_NODES: usize = 100_000;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands; of a list or a mapping, from its first sign to the end of its last value.
    pub span: Span<SourceFile>,
    /// What it is.
    pub kind: NodeKind,
}

/// The three things YAML has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// A text; `null`, numbers and `true` are texts, too.
    Scalar {
        /// Without quotes and escapes.
        value: String,
        /// How it was written.
        style: Style,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys, which are scalars and unique, and their values.
    Mapping(Vec<(Node, Node)>),
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// After `|` or `>`.
    Block,
}

/// A tree and the warnings about it.
#[derive(Debug, Clone)]
pub struct Parsed<'s> {
    /// The text of the file, which spans index.
    pub text: &'s str,
    /// Its only document; an empty plain scalar when the file is empty.
    pub root: Node,
    /// What it probably says against its author's will.
    pub warnings: Vec<Diagnostic>,
}

impl Node {
    /// The text of a scalar.
    pub fn scalar(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar { value, .. } => Some(value),
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => None,
        }
    }

    /// Whether nothing is written here: `key:` with nothing after it, or `~`.
    pub fn is_nothing(&self) -> bool {
        match &self.kind {
            NodeKind::Scalar { value, style: Style::Plain } => matches!(value.as_str(), "" | "~" | "null"),
            NodeKind::Scalar { .. } | NodeKind::Sequence(_) | NodeKind::Mapping(_) => false,
        }
    }
}

/// Reads one file. `file` is only named in diagnostics.
pub fn parse<'s>(source: &'s [u8], file: &str) -> Result<Parsed<'s>, Vec<Diagnostic>> {
    let text = decode(source, file)?;
    let (root, warnings) = build::Builder::new(text, file).run()?;
    Ok(Parsed { text, root, warnings })
}

fn decode<'s>(source: &'s [u8], file: &str) -> Result<&'s str, Vec<Diagnostic>> {
    let at = |at: usize| Span::new(offset(at), offset(at));
    if source.len() > MAX_BYTES {
        let message = format!("the file has {} bytes; at most {MAX_BYTES} are read", source.len());
        return Err(vec![Diagnostic::error(Code::TooLarge, file, at(0), message)]);
    }
    let refuse = |place: usize, message: &str| {
        let error = Diagnostic::error(Code::Encoding, file, at(place), message.to_owned());
        Err(vec![error.help("save the file as UTF-8 text")])
    };
    if source.starts_with(&[0xff, 0xfe]) || source.starts_with(&[0xfe, 0xff]) {
        return refuse(0, "the file is UTF-16, not UTF-8");
    }
    match std::str::from_utf8(source) {
        Err(error) => refuse(error.valid_up_to(), "the file is not UTF-8 text here"),
        Ok(text) => match text.find('\0') {
            Some(place) => refuse(place, "the file has a NUL byte here"),
            None => Ok(text),
        },
    }
}
