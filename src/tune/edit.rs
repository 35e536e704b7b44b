//! Patterns and a file of examples put into the text of a rubric, with every comment and all layout kept.
//!
//! A new line is put beside those that are there, in their own style. The result is read again and
//! must say what was meant and nothing else; a layout for which no such place is found is refused.

use super::suggest::List;
use crate::yaml::{self, Node, NodeKind, quoted};

/// Fields of a rubric that hold criteria.
const CRITERIA: [&str; 3] = ["concepts", "failure_modes", "misconceptions"];
/// Fields before which the name of the examples file is put, the first that is there.
const AFTER_EXAMPLES: [&str; 8] =
    ["bands", "scale", "caps", "groups", "concepts", "failure_modes", "misconceptions", "tests"];
/// Fields of a criterion after which counter-patterns stand.
const PATTERNS: [&str; 4] = ["any", "all", "at_least", "weak"];
/// Lines below a list in which its end is looked for.
const REACH: usize = 12;

/// Why a rubric was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is no YAML.
    #[error("the file cannot be read as YAML")]
    Unreadable,
    /// There is no such criterion.
    #[error("the file has no criterion `{0}`")]
    Unknown(String),
    /// Its layout is not edited.
    #[error("`{0}` is laid out in a way that cannot be edited; put `{1}` in by hand")]
    Layout(String, String),
}

/// A value without its place and its style; the fields of a mapping in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Plain {
    Text(String),
    List(Vec<Plain>),
    Map(Vec<(String, Plain)>),
}

/// A change of a text: where, and what is put there.
type Insertion = (usize, String);

/// The text with a pattern in a list of a criterion.
///
/// # Errors
/// When there is no such criterion, or no place for the pattern that leaves all else as it is.
pub fn add_pattern(text: &str, criterion: &str, list: List, pattern: &str) -> Result<String, EditError> {
    let parsed = yaml::parse(text.as_bytes(), "").map_err(|_| EditError::Unreadable)?;
    let name = match list {
        List::Any => "any",
        List::Unless => "unless",
    };
    let (group, node) = CRITERIA
        .iter()
        .find_map(|group| Some((*group, field(field(&parsed.root, group)?, criterion)?)))
        .ok_or_else(|| EditError::Unknown(criterion.to_owned()))?;
    let insertions = match field(node, name) {
        Some(list) => into_list(text, list, pattern),
        None => as_field(text, node, name, pattern),
    };
    let wanted = plain(&parsed.root).with(&[group, criterion, name], pattern);
    let fits = |(at, new): &Insertion| {
        let changed = inserted(text, *at, new)?;
        let is = plain(&yaml::parse(changed.as_bytes(), "").ok()?.root);
        wanted.contains(&is).then_some(changed)
    };
    insertions
        .iter()
        .find_map(fits)
        .ok_or_else(|| EditError::Layout(criterion.to_owned(), format!("{name}: [{}]", quoted(pattern))))
}

/// The text with the name of a file of examples.
///
/// # Errors
/// When there is no place for it that leaves all else as it is.
pub fn add_examples_file(text: &str, file: &str) -> Result<String, EditError> {
    let parsed = yaml::parse(text.as_bytes(), "").map_err(|_| EditError::Unreadable)?;
    let refused = || EditError::Layout("examples".to_owned(), format!("examples: {file}"));
    let NodeKind::Mapping(fields) = &parsed.root.kind else { return Err(refused()) };
    let key = fields.iter().map(|(key, _)| key);
    let first = key.into_iter().find(|key| key.scalar().is_some_and(|name| AFTER_EXAMPLES.contains(&name)));
    let at = first.map(|key| above(text, line_start(text, key.span.range().start)));
    let changed = at.and_then(|at| inserted(text, at, &format!("examples: {}\n", scalar(file))));
    let changed = changed.ok_or_else(refused)?;
    let is = yaml::parse(changed.as_bytes(), "").map_err(|_| refused())?;
    let Plain::Map(mut wanted) = plain(&parsed.root) else { return Err(refused()) };
    wanted.push(("examples".to_owned(), Plain::Text(file.to_owned())));
    wanted.sort();
    if plain(&is.root) == Plain::Map(wanted) { Ok(changed) } else { Err(refused()) }
}

/// A file name as YAML wants it.
fn scalar(file: &str) -> String {
    let simple = file.starts_with(char::is_alphabetic)
        && file.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if simple { file.to_owned() } else { quoted(file) }
}

fn inserted(text: &str, at: usize, new: &str) -> Option<String> {
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let own = text.contains("\r\n");
    let new = if own { new.replace('\n', "\r\n") } else { new.to_owned() };
    Some(format!("{before}{new}{after}"))
}

/// Places in a list, the best first: behind its last item, or before its first.
fn into_list(text: &str, list: &Node, pattern: &str) -> Vec<Insertion> {
    let NodeKind::Sequence(items) = &list.kind else { return vec![] };
    let (Some(first), Some(last)) = (items.first(), items.last()) else {
        return vec![(list.span.range().start + 1, quoted(pattern))];
    };
    let (start, end) = (first.span.range().start, last.span.range().end);
    if text.get(list.span.range()).is_some_and(|list| list.starts_with('[')) {
        return vec![(end, format!(", {}", quoted(pattern))), (start, format!("{}, ", quoted(pattern)))];
    }
    let line = line_start(text, last.span.range().start);
    let indent = text.get(line..last.span.range().start).and_then(|before| before.split_once("- "));
    let Some((indent, _)) = indent else { return vec![] };
    let item = format!("{indent}- {}\n", quoted(pattern));
    let mut all = below(text, end, &item);
    all.push((line_start(text, start), item));
    all
}

/// Places for a new field of a criterion.
fn as_field(text: &str, criterion: &Node, name: &str, pattern: &str) -> Vec<Insertion> {
    let NodeKind::Mapping(fields) = &criterion.kind else { return vec![] };
    let Some((first, _)) = fields.first() else { return vec![] };
    let start = first.span.range().start;
    if text.get(criterion.span.range()).is_some_and(|whole| whole.starts_with('{')) {
        return vec![(start, format!("{name}: [{}], ", quoted(pattern)))];
    }
    let line = line_start(text, start);
    let indent = text.get(line..start).unwrap_or("").replace(|c: char| c != ' ', " ");
    let new = format!("{indent}{name}:\n{indent}  - {}\n", quoted(pattern));
    let is_pattern = |(key, _): &&(Node, Node)| key.scalar().is_some_and(|key| PATTERNS.contains(&key));
    let last = fields.iter().rev().find(is_pattern).or(fields.first());
    let end = last.map_or(start, |(key, value)| value.span.range().end.max(key.span.range().end));
    let mut all = below(text, end, &new);
    all.push((line, new));
    all
}

/// The ends of the lines from `end` on. A value may go on behind its last word, with a bracket or a comment.
fn below(text: &str, end: usize, new: &str) -> Vec<Insertion> {
    let mut all = Vec::new();
    let mut at = end.min(text.len());
    for _ in 0..REACH {
        match text.get(at..).and_then(|rest| rest.find('\n')) {
            Some(found) => {
                at += found + 1;
                all.push((at, new.to_owned()));
            }
            None => {
                all.push((text.len(), format!("\n{}", new.trim_end_matches('\n'))));
                break;
            }
        }
    }
    all
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// Above the comments of a field, and the empty lines above these.
fn above(text: &str, at: usize) -> usize {
    let climb = |mut at: usize, over: fn(&str) -> bool| {
        while at > 0 {
            let line = line_start(text, at - 1);
            if !over(text.get(line..at).unwrap_or("").trim()) {
                break;
            }
            at = line;
        }
        at
    };
    climb(climb(at, |line| line.starts_with('#')), str::is_empty)
}

fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let NodeKind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|(key, _)| key.scalar() == Some(name)).map(|(_, value)| value)
}

fn plain(node: &Node) -> Plain {
    match &node.kind {
        NodeKind::Scalar { value, .. } => Plain::Text(value.clone()),
        NodeKind::Sequence(items) => Plain::List(items.iter().map(plain).collect()),
        NodeKind::Mapping(entries) => {
            let entry =
                |(key, value): &(Node, Node)| (key.scalar().unwrap_or_default().to_owned(), plain(value));
            let mut entries: Vec<(String, Plain)> = entries.iter().map(entry).collect();
            entries.sort();
            Plain::Map(entries)
        }
    }
}

impl Plain {
    /// With an item more in the list at a path: at its end, or at its beginning.
    fn with(&self, path: &[&str], item: &str) -> Vec<Self> {
        let item_of = || Self::Text(item.to_owned());
        match (self, path) {
            (Self::Map(entries), [name, rest @ ..]) => {
                let at = entries.iter().position(|(key, _)| key == name);
                let Some((at, value)) = at.and_then(|at| Some((at, &entries.get(at)?.1))) else {
                    let mut entries = entries.clone();
                    entries.push(((*name).to_owned(), Self::List(vec![item_of()])));
                    entries.sort();
                    return vec![Self::Map(entries)];
                };
                let put = |value: Self| {
                    let mut entries = entries.clone();
                    if let Some(entry) = entries.get_mut(at) {
                        entry.1 = value;
                    }
                    Self::Map(entries)
                };
                value.with(rest, item).into_iter().map(put).collect()
            }
            (Self::List(items), []) => {
                let behind = items.iter().cloned().chain([item_of()]).collect();
                let before = [item_of()].into_iter().chain(items.iter().cloned()).collect();
                vec![Self::List(behind), Self::List(before)]
            }
            _ => vec![],
        }
    }
}
