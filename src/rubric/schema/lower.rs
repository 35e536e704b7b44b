//! A YAML tree checked against the table: typed values, and a diagnostic for whatever does not fit.
//!
//! A value that does not fit is left out, but its name is kept, so that later checks do not
//! complain that it is missing.

use super::{Field, Names, Object, Type};
use crate::diagnostic::{Code, Diagnostic, near};
use crate::rubric::{Points, Spanned};
use crate::span::{SourceFile, Span};
use crate::yaml::{Node, NodeKind, quoted};

/// After so many diagnostics nothing is suggested any more, so that a hostile file costs little.
const SUGGESTIONS: usize = 100;

/// A file being read, and what is wrong with it so far.
pub(crate) struct Reader<'s> {
    pub(crate) file: &'s str,
    pub(crate) text: &'s str,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Sets that patterns use, with their places.
    pub(crate) sets_used: Vec<Spanned<String>>,
    /// How many regular expressions were met.
    pub(crate) n_regexes: usize,
    /// Known fields that were probably meant by unknown ones.
    meant: Vec<&'static str>,
}

/// A value of the form the table asks for.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) span: Span<SourceFile>,
    pub(crate) kind: ValueKind,
}

#[derive(Debug)]
pub(crate) enum ValueKind {
    Text(String),
    Whole(i64),
    Points(Points),
    /// In thousandths.
    Decimal(i32),
    Flag(bool),
    Percents(u8, u8),
    List(Vec<Value>),
    Entries(Vec<(Spanned<String>, Option<Value>)>),
    Object(Fields),
}

/// The fields of an object that are there; `None` where the value does not fit.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    known: Vec<(&'static str, Span<SourceFile>, Option<Value>)>,
    /// Whether names stand among them that do not exist.
    has_unknown: bool,
}

impl Fields {
    /// Whether the field is written, even if its value does not fit.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.known.iter().any(|(field, ..)| *field == name)
    }

    /// Whether the value of a field has the right form.
    pub(crate) fn fits(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether a field is written that does not exist.
    pub(crate) fn has_unknown(&self) -> bool {
        self.has_unknown
    }

    /// Where the value of the field stands.
    pub(crate) fn value_span(&self, name: &str) -> Option<Span<SourceFile>> {
        self.get(name).map(|value| value.span)
    }

    /// Where the name of the field stands.
    pub(crate) fn key(&self, name: &str) -> Option<Span<SourceFile>> {
        self.known.iter().find(|(field, ..)| *field == name).map(|(_, span, _)| *span)
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.known.iter().find(|(field, ..)| *field == name).and_then(|(.., value)| value.as_ref())
    }

    pub(crate) fn text(&self, name: &str) -> Option<Spanned<&str>> {
        self.get(name).and_then(Value::text)
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(|text| text.value.to_owned())
    }

    pub(crate) fn whole(&self, name: &str) -> Option<Spanned<i64>> {
        let value = self.get(name)?;
        Some(Spanned { value: value.number()?, span: value.span })
    }

    /// A percentage; the table keeps it between 0 and 100.
    pub(crate) fn percent(&self, name: &str) -> Option<u8> {
        self.whole(name).and_then(|number| u8::try_from(number.value).ok())
    }

    pub(crate) fn points(&self, name: &str) -> Option<Points> {
        match self.get(name)?.kind {
            ValueKind::Points(points) => Some(points),
            _ => None,
        }
    }

    /// A number in thousandths, with its place.
    pub(in crate::rubric) fn decimal(&self, name: &str) -> Option<Spanned<i32>> {
        let value = self.get(name)?;
        match value.kind {
            ValueKind::Decimal(thousandths) => Some(Spanned { value: thousandths, span: value.span }),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value { kind: ValueKind::Flag(true), .. }))
    }

    pub(crate) fn percents(&self, name: &str) -> Option<(u8, u8)> {
        match self.get(name)?.kind {
            ValueKind::Percents(low, high) => Some((low, high)),
            _ => None,
        }
    }

    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.get(name).map(Value::items).unwrap_or_default()
    }

    /// The texts of a list.
    pub(crate) fn texts(&self, name: &str) -> Vec<Spanned<&str>> {
        self.list(name).iter().filter_map(Value::text).collect()
    }

    pub(crate) fn entries(&self, name: &str) -> &[(Spanned<String>, Option<Value>)] {
        match self.get(name) {
            Some(Value { kind: ValueKind::Entries(entries), .. }) => entries,
            _ => &[],
        }
    }

    pub(crate) fn object(&self, name: &str) -> Option<&Self> {
        self.get(name).and_then(Value::fields)
    }
}

impl Value {
    /// The items of a list.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.kind {
            ValueKind::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn number(&self) -> Option<i64> {
        match self.kind {
            ValueKind::Whole(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<Spanned<&str>> {
        match &self.kind {
            ValueKind::Text(text) => Some(Spanned { value: text, span: self.span }),
            _ => None,
        }
    }

    pub(crate) fn fields(&self) -> Option<&Fields> {
        match &self.kind {
            ValueKind::Object(fields) => Some(fields),
            _ => None,
        }
    }
}

impl<'s> Reader<'s> {
    pub(crate) fn new(file: &'s str, text: &'s str) -> Self {
        Self { file, text, diagnostics: vec![], sets_used: vec![], n_regexes: 0, meant: vec![] }
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(crate) fn error(&self, code: Code, span: Span<SourceFile>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, self.file, span, message.into())
    }

    /// Whether one of these fields was written under a wrong name.
    pub(crate) fn misspelled(&self, names: &[&str]) -> bool {
        self.meant.iter().any(|name| names.contains(name))
    }

    /// The known name that was probably meant.
    pub(crate) fn near<'n>(&self, name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        if self.diagnostics.len() > SUGGESTIONS { None } else { near(name, known) }
    }

    /// The fields of the document.
    pub(crate) fn root(&mut self, node: &Node, object: &'static Object) -> Fields {
        if matches!(node.kind, NodeKind::Mapping(_)) {
            return self.object(node, object, Span::new(node.span.start, node.span.start));
        }
        let nothing = node.is_nothing();
        let message = if nothing {
            format!("the file is empty; a {} is expected", object.name)
        } else {
            format!("the file has no fields; a {} is expected", object.name)
        };
        let error = self.error(Code::WrongType, node.span, message);
        self.push(error.help("begin with `id: some-name`"));
        Fields::default()
    }

    /// The items of a document that is a list of objects.
    pub(in crate::rubric) fn root_list(&mut self, node: &Node, object: &'static Object) -> Vec<Value> {
        if !matches!(node.kind, NodeKind::Sequence(_)) {
            let message = format!("the file is no list of {}s", object.name);
            let error = self.error(Code::WrongType, node.span, message);
            self.push(error.help("begin every item with `- name: …`"));
            return vec![];
        }
        let owner = Owner { name: object.name, span: node.span, item: true };
        self.list(node, &Type::Object(object), &owner).unwrap_or_default()
    }

    fn value(&mut self, node: &Node, form: &Type, owner: &Owner<'_>) -> Option<Value> {
        let kind = match form {
            Type::Either(scalar, other) => {
                let form = if self.is_written_as_text(node, other) { scalar } else { other };
                return self.value(node, form, owner);
            }
            Type::List(of) => ValueKind::List(self.list(node, of, owner)?),
            Type::Entries(names, of) => ValueKind::Entries(self.entries(node, *names, of, owner)?),
            Type::Object(object) => match node.kind {
                NodeKind::Mapping(_) => ValueKind::Object(self.object(node, object, owner.span)),
                NodeKind::Scalar { .. } | NodeKind::Sequence(_) => {
                    return self.refuse(node, owner, &format!("fields of {}", a(object.name)));
                }
            },
            Type::Text
            | Type::Phrase
            | Type::Reference
            | Type::Id
            | Type::FileName
            | Type::Whole(..)
            | Type::Points
            | Type::Decimal(..)
            | Type::Flag
            | Type::Word(_)
            | Type::Percents => self.scalar(node, form, owner)?,
        };
        Some(Value { span: node.span, kind })
    }

    /// Whether a scalar stands here, or a mapping that was meant as a phrase (`header: name`).
    fn is_written_as_text(&self, node: &Node, other: &Type) -> bool {
        match (&node.kind, other) {
            (NodeKind::Scalar { .. }, _) => true,
            (NodeKind::Mapping(entries), Type::Object(object)) => {
                let names = || object.fields.iter().map(|field| field.name);
                let phrase = phrase_in(entries).filter(|(key, _)| !names().any(|name| name == *key));
                phrase.is_some_and(|(key, _)| self.near(key, names()).is_none())
            }
            (NodeKind::Mapping(_) | NodeKind::Sequence(_), _) => false,
        }
    }

    fn list(&mut self, node: &Node, of: &Type, owner: &Owner<'_>) -> Option<Vec<Value>> {
        match &node.kind {
            NodeKind::Sequence(items) => {
                let items = items.iter().filter_map(|item| {
                    let owner = Owner { name: owner.name, span: item.span, item: true };
                    self.value(item, of, &owner)
                });
                Some(items.collect())
            }
            _ if node.is_nothing() => Some(vec![]),
            NodeKind::Scalar { .. } | NodeKind::Mapping(_) => self.refuse(node, owner, "a list"),
        }
    }

    fn entries(
        &mut self,
        node: &Node,
        names: Names,
        of: &Type,
        owner: &Owner<'_>,
    ) -> Option<Vec<(Spanned<String>, Option<Value>)>> {
        let entries = match &node.kind {
            NodeKind::Mapping(entries) => entries,
            _ if node.is_nothing() => return Some(vec![]),
            NodeKind::Scalar { .. } | NodeKind::Sequence(_) => {
                return self.refuse(node, owner, "names, each with a value");
            }
        };
        let mut read = vec![];
        for (key, value) in entries {
            let name = key.scalar().unwrap_or("");
            if names == Names::Ids {
                self.id(name, key.span);
            }
            let owner = Owner { name, span: key.span, item: false };
            let value = self.value(value, of, &owner);
            read.push((Spanned { value: name.to_owned(), span: key.span }, value));
        }
        Some(read)
    }

    fn object(&mut self, node: &Node, object: &'static Object, place: Span<SourceFile>) -> Fields {
        let NodeKind::Mapping(entries) = &node.kind else { return Fields::default() };
        let mut fields = Fields::default();
        let mut unknown = vec![];
        for (key, value) in entries {
            let name = key.scalar().unwrap_or("");
            if let Some(field) = object.fields.iter().find(|field| field.name == name) {
                let owner = Owner { name, span: key.span, item: false };
                let value = self.value(value, &field.form, &owner);
                fields.known.push((field.name, key.span, value));
            } else {
                fields.has_unknown = true;
                unknown.extend(self.unknown_field(name, key.span, object));
            }
        }
        self.meant.extend(&unknown);
        for Field { name, .. } in object.fields.iter().filter(|field| field.required) {
            // A misspelled name has been explained and is not missing as well.
            if !fields.has(name) && !unknown.contains(name) {
                let message = format!("{} has no `{name}`", a(object.name));
                let error = self.error(Code::MissingField, place, message);
                self.push(error.help(format!("add `{name}: …`")));
            }
        }
        if unknown.iter().all(|name| !object.one_of.contains(name)) {
            self.one_of(&fields, object, place);
        }
        fields
    }

    /// Returns the field that was probably meant.
    fn unknown_field(
        &mut self,
        name: &str,
        span: Span<SourceFile>,
        object: &'static Object,
    ) -> Option<&'static str> {
        let message = format!("unknown field `{name}` in {}", object.name);
        let error = self.error(Code::UnknownField, span, message).label("not a known field");
        let folded = name.to_lowercase().replace(['-', ' '], "_");
        let names = || object.fields.iter().map(|field| field.name);
        let near = names().find(|known| *known == folded).or_else(|| self.near(name, names()));
        self.push(match near {
            Some(known) => error.help(format!("did you mean `{known}`?")),
            None => error.help(format!("known fields: {}", names().collect::<Vec<_>>().join(", "))),
        });
        near
    }

    fn one_of(&mut self, fields: &Fields, object: &Object, place: Span<SourceFile>) {
        let present: Vec<&str> = object.one_of.iter().copied().filter(|name| fields.has(name)).collect();
        let choices = object.one_of.join("`, `");
        match present.as_slice() {
            [] if object.one_of.is_empty() => {}
            [] => {
                let message = format!("{} has none of `{choices}`", a(object.name));
                let error = self.error(Code::MissingField, place, message);
                self.push(error.help("add one of them"));
            }
            [_] => {}
            [first, second, ..] => {
                let span = fields.key(second).unwrap_or(place);
                let message = format!("`{first}` and `{second}` exclude each other in {}", a(object.name));
                let mut error = self.error(Code::BadValue, span, message).help("remove one of the two");
                if let Some(span) = fields.key(first) {
                    error = error.related(span, "the other stands here");
                }
                self.push(error);
            }
        }
    }

    /// Refuses a value that has another form than `expected`.
    pub(super) fn refuse<V>(&mut self, node: &Node, owner: &Owner<'_>, expected: &str) -> Option<V> {
        let found = match &node.kind {
            _ if node.is_nothing() => "nothing",
            NodeKind::Scalar { .. } => "a text",
            NodeKind::Sequence(_) => "a list",
            NodeKind::Mapping(_) => "a field",
        };
        let what =
            if owner.item { format!("an item of `{}`", owner.name) } else { format!("`{}`", owner.name) };
        let span = if node.span.range().is_empty() { owner.span } else { node.span };
        if let (NodeKind::Mapping(entries), "a text" | "a pattern") = (&node.kind, expected)
            && let Some((key, span)) = phrase_in(entries)
        {
            let written = span.slice(self.text);
            let message = format!("the `: ` makes this a field `{key}` with a value, not a text");
            let error = self.error(Code::PhraseIsMapping, span, message);
            self.push(error.help(format!("quote the whole phrase: {}", quoted(written))));
            return None;
        }
        let message = format!("{what} must be {expected}, not {found}");
        let error = self.error(Code::WrongType, span, message);
        self.push(match (expected, node.scalar()) {
            ("a list", Some(text)) => {
                error.help(format!("write `[{text}]`, or `- {text}` in a line of its own"))
            }
            _ if expected.starts_with("fields") => error.help(format!("write {expected} below it, indented")),
            _ => error,
        });
        None
    }
}

/// What a value belongs to, for messages.
pub(super) struct Owner<'n> {
    pub(super) name: &'n str,
    pub(super) span: Span<SourceFile>,
    /// Whether the value is an item of a list of that name.
    pub(super) item: bool,
}

/// `header: Idempotency-Key` where a phrase was meant: its key, and the span of it all.
fn phrase_in(entries: &[(Node, Node)]) -> Option<(&str, Span<SourceFile>)> {
    match entries {
        [(key, value)] if value.scalar().is_some() => Some((key.scalar()?, key.span.join(value.span))),
        _ => None,
    }
}

/// A name with its article.
fn a(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    if name.contains('_') { format!("`{name}`") } else { format!("{article} {name}") }
}
