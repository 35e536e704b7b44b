//! Builds the tree from parser events on an explicit stack.

use std::collections::BTreeMap;

use granit_parser::{Event, Parser, Placement, ScalarStyle, StrInput};

use super::syntax::{quoted, syntax_error};
use super::{MAX_DEPTH, MAX_NODES, Node, NodeKind, Style};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::span::{SourceFile, Span, offset};

/// A list or mapping whose end has not been seen.
enum Open {
    Sequence(Span<SourceFile>, Vec<Node>),
    Mapping(Span<SourceFile>, Vec<(Node, Node)>, Option<Node>),
}

/// What to do after an event.
enum Next {
    Go,
    Stop,
}

pub(super) struct Builder<'s> {
    text: &'s str,
    file: &'s str,
    open: Vec<Open>,
    root: Option<Node>,
    n_documents: usize,
    n_nodes: usize,
    /// The plain scalar just read, for the comment that may have cut it.
    plain: Option<(Span<SourceFile>, String)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(text: &'s str, file: &'s str) -> Self {
        Self {
            text,
            file,
            open: vec![],
            root: None,
            n_documents: 0,
            n_nodes: 0,
            plain: None,
            diagnostics: vec![],
        }
    }

    /// The tree with warnings, or everything that is wrong.
    pub(super) fn run(mut self) -> Result<(Node, Vec<Diagnostic>), Vec<Diagnostic>> {
        for next in events(self.text) {
            let step = match next {
                Ok((event, span)) => self.event(event, self.span(&span)),
                Err(error) => {
                    self.syntax(&error);
                    Next::Stop
                }
            };
            if matches!(step, Next::Stop) {
                break;
            }
        }
        if self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(self.diagnostics);
        }
        let nothing = Node {
            span: Span::new(0, 0),
            kind: NodeKind::Scalar { value: String::new(), style: Style::Plain },
        };
        Ok((self.root.unwrap_or(nothing), self.diagnostics))
    }

    fn span(&self, span: &granit_parser::Span) -> Span<SourceFile> {
        let range = span.byte_range().unwrap_or(0..0);
        let end = range.end.min(self.text.len());
        Span::new(offset(range.start.min(end)), offset(end))
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn error(&self, code: Code, span: Span<SourceFile>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, self.file, span, message.into())
    }

    fn event(&mut self, event: Event<'_>, span: Span<SourceFile>) -> Next {
        let plain = self.plain.take();
        match event {
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Next::Go,
            Event::DocumentStart(..) => self.document(span),
            Event::Comment(text, placement) => {
                self.comment(plain, &text, placement, span);
                Next::Go
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => self.alias(span),
            Event::Anchor(..) => {
                self.anchor(span);
                Next::Go
            }
            Event::Scalar(value, style, _, tag) => {
                self.tag(tag.is_some(), span);
                self.scalar(&value, style, span)
            }
            Event::SequenceStart(_, _, tag) => {
                self.tag(tag.is_some(), span);
                self.start(Open::Sequence(span, vec![]), span)
            }
            Event::MappingStart(_, _, tag) => {
                self.tag(tag.is_some(), span);
                self.start(Open::Mapping(span, vec![], None), span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            other => {
                let message = format!("this YAML cannot be used in a rubric: {other:?}");
                self.push(self.error(Code::Feature, span, message));
                Next::Stop
            }
        }
    }

    fn document(&mut self, span: Span<SourceFile>) -> Next {
        self.n_documents += 1;
        if self.n_documents < 2 {
            return Next::Go;
        }
        let message = "a second document begins here; a file holds one rubric";
        let help = "move what follows to a file of its own, or remove the `---`";
        self.push(self.error(Code::Feature, span, message).help(help));
        Next::Stop
    }

    fn alias(&mut self, span: Span<SourceFile>) -> Next {
        let message = "a `*` at the start is read as an alias, which rubrics do not have";
        let help = format!("quote the whole phrase: {}", quoted(self.rest_of_line(span.start)));
        self.push(self.error(Code::Feature, span, message).label("read as an alias").help(help));
        self.scalar("alias", ScalarStyle::SingleQuoted, span)
    }

    fn anchor(&mut self, span: Span<SourceFile>) {
        let message = "a `&` at the start is read as an anchor, which rubrics do not have";
        let help = format!("quote the whole phrase: {}", quoted(self.rest_of_line(span.start)));
        self.push(self.error(Code::Feature, span, message).label("read as an anchor").help(help));
    }

    fn tag(&mut self, tagged: bool, span: Span<SourceFile>) {
        if !tagged {
            return;
        }
        // The event spans the value; the tag stands before it.
        let before = self.text.get(..span.start as usize).unwrap_or("");
        let start = before.rfind('!').map_or(span.start, offset);
        let token = self.rest_of_line(start).split_whitespace().next().unwrap_or("").len();
        let span = Span::new(start, start + offset(token));
        let message = "a `!` at the start is read as a tag, which rubrics do not have";
        let help = format!("quote the whole phrase: {}", quoted(self.rest_of_line(start)));
        self.push(self.error(Code::Feature, span, message).label("read as a tag").help(help));
    }

    fn rest_of_line(&self, at: u32) -> &str {
        let rest = self.text.get(at as usize..).unwrap_or("");
        rest.lines().next().unwrap_or("").trim_end()
    }

    /// Warns of `ticket #42`, which YAML reads as `ticket`.
    fn comment(
        &mut self,
        plain: Option<(Span<SourceFile>, String)>,
        text: &str,
        placement: Placement,
        span: Span<SourceFile>,
    ) {
        let Some((cut, value)) = plain else { return };
        let glued = text.chars().next().is_some_and(char::is_alphanumeric);
        let between = self.text.get(cut.end as usize..span.start as usize).unwrap_or("\n");
        let number_or_flag = value.parse::<f64>().is_ok() || matches!(value.as_str(), "true" | "false" | "");
        let apart = !between.trim_start_matches(' ').is_empty();
        if placement != Placement::Right || !glued || apart || number_or_flag {
            return;
        }
        let whole = self.rest_of_line(cut.start);
        let message = format!("the text is cut at ` #`: only `{value}` is read");
        let help = format!("quote the whole phrase: {}", quoted(whole));
        let warning = Diagnostic::warning(Code::CutAtHash, self.file, span, message);
        self.push(warning.label("read as a comment").help(help));
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, span: Span<SourceFile>) -> Next {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        // The parser reads nothing as `~`; to us that somebody has written `~` is something else.
        let value = if style == Style::Plain && span.range().is_empty() { "" } else { value };
        if style == Style::Plain {
            self.plain = Some((span, value.to_owned()));
        }
        self.control_characters(value, span);
        self.place(Node { span, kind: NodeKind::Scalar { value: value.to_owned(), style } })
    }

    fn control_characters(&mut self, value: &str, span: Span<SourceFile>) {
        let separator = |found: char| matches!(found, '\u{2028}' | '\u{2029}');
        let control = |found: char| (found.is_control() && !matches!(found, '\n' | '\t')) || separator(found);
        let Some(found) = value.chars().find(|&found| control(found)) else { return };
        let written = span.slice(self.text);
        let message = format!("this text holds the control character U+{:04X}", u32::from(found));
        let error = self.error(Code::Escape, span, message);
        self.push(if written.starts_with('"') && written.contains('\\') {
            let inner = written.trim_matches('"');
            let help = format!("write regexes in single quotes: {}", quoted(inner));
            error.label("in double quotes a backslash makes a control character").help(help)
        } else {
            error.help("remove the control character")
        });
    }

    fn start(&mut self, open: Open, span: Span<SourceFile>) -> Next {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("lists and fields are nested more than {MAX_DEPTH} deep");
            self.push(self.error(Code::TooLarge, span, message));
            return Next::Stop;
        }
        self.open.push(open);
        self.count(span)
    }

    fn count(&mut self, span: Span<SourceFile>) -> Next {
        self.n_nodes += 1;
        if self.n_nodes <= MAX_NODES {
            return Next::Go;
        }
        let message = format!("the file holds more than {MAX_NODES} values");
        self.push(self.error(Code::TooLarge, span, message));
        Next::Stop
    }

    fn end(&mut self, bracket: Span<SourceFile>) -> Next {
        // The end of a block has no sign of its own and is reported at the token after it.
        let close =
            |span: Span<SourceFile>| if bracket.range().is_empty() { span } else { span.join(bracket) };
        let node = match self.open.pop() {
            Some(Open::Sequence(span, items)) => {
                let span = items.last().map_or(span, |last| span.join(last.span));
                Node { span: close(span), kind: NodeKind::Sequence(items) }
            }
            Some(Open::Mapping(span, entries, _)) => {
                let span = entries.last().map_or(span, |(_, last)| span.join(last.span));
                self.duplicate_keys(&entries);
                Node { span: close(span), kind: NodeKind::Mapping(entries) }
            }
            None => return Next::Go,
        };
        self.attach(node);
        Next::Go
    }

    fn place(&mut self, node: Node) -> Next {
        let span = node.span;
        self.attach(node);
        self.count(span)
    }

    /// Puts a finished node where it belongs.
    fn attach(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(Open::Sequence(_, items)) => items.push(node),
            Some(Open::Mapping(_, entries, key)) => {
                if let Some(key) = key.take() {
                    entries.push((key, node));
                    return;
                }
                let (refused, span) = (refused_key(&node), node.span);
                *key = Some(node);
                if let Some((message, help)) = refused {
                    self.push(self.error(Code::Feature, span, message).help(help));
                }
            }
            None => self.root = Some(node),
        }
    }

    fn duplicate_keys(&mut self, entries: &[(Node, Node)]) {
        let mut first: BTreeMap<&str, Span<SourceFile>> = BTreeMap::new();
        for (key, _) in entries {
            let name = key.scalar().unwrap_or("");
            match first.get(name) {
                Some(&before) => {
                    let message = format!("`{name}` is set twice here");
                    let error = self.error(Code::DuplicateKey, key.span, message);
                    let error = error.label("set again here").related(before, "first set here");
                    self.push(error.help("remove one of the two"));
                }
                None => drop(first.insert(name, key.span)),
            }
        }
    }

    fn syntax(&mut self, error: &granit_parser::ScanError) {
        let at = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let line = |at: usize| self.text.get(..at).unwrap_or("").matches('\n').count();
        // What follows an alias is often not YAML; it has been explained already.
        let explained = self.diagnostics.iter().any(|diagnostic| {
            diagnostic.severity == Severity::Error && line(diagnostic.span.start as usize) + 1 >= line(at)
        });
        if explained {
            return;
        }
        match self.unclosed_bracket(at) {
            Some((span, bracket)) => {
                let end = self.text.len().min(at + 1);
                let here =
                    Span::new(offset(at), offset(if self.text.is_char_boundary(end) { end } else { at }));
                let message = format!("the `{bracket}` is not closed");
                let error = self.error(Code::Syntax, span, message).label("opened here");
                let help = "close it, or quote the phrase it belongs to";
                self.push(error.related(here, "the text up to here was read as a part of it").help(help));
            }
            None => self.push(syntax_error(error.kind(), self.text, at, self.file)),
        }
    }

    /// A `[` or `{` of an earlier line that is still open at `at`.
    fn unclosed_bracket(&self, at: usize) -> Option<(Span<SourceFile>, char)> {
        let (Open::Sequence(span, ..) | Open::Mapping(span, ..)) = self.open.last()?;
        let start = span.start as usize;
        let bracket = self.text.get(start..at)?.chars().next().filter(|first| "[{".contains(*first))?;
        let other_line = self.text.get(start..at)?.contains('\n');
        other_line.then(|| (Span::new(span.start, span.start + 1), bracket))
    }
}

/// Why a node cannot be a key.
fn refused_key(node: &Node) -> Option<(&'static str, &'static str)> {
    match &node.kind {
        NodeKind::Scalar { value, style: Style::Plain } if value == "<<" => {
            Some(("`<<` is read as a merge key, which rubrics do not have", "write the fields out"))
        }
        NodeKind::Scalar { .. } => None,
        NodeKind::Sequence(_) | NodeKind::Mapping(_) => {
            Some(("a field name must be a word", "put the phrase in single quotes"))
        }
    }
}

fn events(text: &str) -> Parser<'_, StrInput<'_>> {
    Parser::new_from_str_with_options(
        text,
        granit_parser::options! {
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            disallow_directives: true,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
            max_buffered_comment_events: 10_000,
        },
    )
}
