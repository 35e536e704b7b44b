//! Expectations written back into a file of tests, with every comment and all layout around them kept.
//!
//! Only what is wrong is changed: an id moves to the list of the verdict that was found, a percentage
//! outside its range becomes the one that was found, and a test that expects nothing (`0..100`) is
//! filled in. A list that has to change is written anew in its own style. The result is read again
//! before it is given back; a layout that cannot be edited that way is refused, never guessed at.

use std::collections::BTreeMap;

use super::outcome::CaseFound;
use super::run::verdict_of;
use crate::rubric::{Anchor, Rubric};
use crate::score::Verdict;
use crate::yaml::{self, Node, NodeKind};

/// The lists of an expectation, in the order in which they are written.
const LISTS: [(&str, Verdict); 4] = [
    ("met", Verdict::Met),
    ("weak", Verdict::Weak),
    ("denied", Verdict::Denied),
    ("missing", Verdict::Missing),
];

/// Why a file was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpdateError {
    /// The file is not what the tests were read from.
    #[error("the file cannot be read as it was when the tests ran")]
    Changed,
    /// An expectation stands in a layout that is not edited.
    #[error(
        "the expectation of the test `{0}` is laid out in a way that cannot be edited; change it by hand"
    )]
    Layout(String),
}

/// A change of a text: a byte range and what replaces it.
type Edit = (std::ops::Range<usize>, String);

/// The text of a file of tests, or of a rubric with its tests, with the expectations of `found`.
///
/// `tests` are those of this file, in its order, each with what it came to. `None` where nothing is to be changed.
///
/// # Errors
/// When the text cannot be edited safely.
pub fn update(
    text: &str,
    rubric: &Rubric,
    tests: &[(&Anchor, &CaseFound)],
) -> Result<Option<String>, UpdateError> {
    let parsed = yaml::parse(text.as_bytes(), "").map_err(|_| UpdateError::Changed)?;
    let nodes = test_nodes(&parsed.root);
    if nodes.len() != tests.len() {
        return Err(UpdateError::Changed);
    }
    let mut edits: Vec<Edit> = vec![];
    for (node, (anchor, found)) in nodes.into_iter().zip(tests) {
        let expect = field(node, "expect").ok_or(UpdateError::Changed)?;
        edits.extend(expectation(text, expect, rubric, anchor, found));
    }
    if edits.is_empty() {
        return Ok(None);
    }
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut changed = text.to_owned();
    for (range, new) in edits {
        if !changed.is_char_boundary(range.start) || !changed.is_char_boundary(range.end) {
            return Err(UpdateError::Changed);
        }
        changed.replace_range(range, &new.replace('\n', line_end));
    }
    verify(&changed, rubric, tests)?;
    Ok(Some(changed))
}

/// The tests of a rubric file or of a file of tests.
fn test_nodes(root: &Node) -> Vec<&Node> {
    let list = match &root.kind {
        NodeKind::Mapping(_) => field(root, "tests"),
        _ => Some(root),
    };
    match list.map(|list| &list.kind) {
        Some(NodeKind::Sequence(items)) => items.iter().collect(),
        _ => vec![],
    }
}

fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let NodeKind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|(key, _)| key.scalar() == Some(name)).map(|(_, value)| value)
}

/// What the lists should hold: ids in the order in which they are written, then those that are new.
fn wanted<'r>(rubric: &'r Rubric, anchor: &Anchor, found: &CaseFound) -> BTreeMap<Verdict, Vec<&'r str>> {
    let id = |at: usize| rubric.criteria.get(at).map(|criterion| criterion.id.as_str());
    let mut lists: BTreeMap<Verdict, Vec<&str>> = BTreeMap::new();
    let verdict = |at: usize| found.verdicts.get(at).copied();
    let written: Vec<usize> = anchor.expect.iter().map(|(idx, ..)| usize::from(idx.0)).collect();
    let kept = anchor
        .expect
        .iter()
        .filter(|(idx, expected, _)| verdict(usize::from(idx.0)) == Some(verdict_of(*expected)));
    let moved = anchor
        .expect
        .iter()
        .filter(|(idx, expected, _)| verdict(usize::from(idx.0)) != Some(verdict_of(*expected)));
    for at in kept.chain(moved).map(|(idx, ..)| usize::from(idx.0)) {
        if let (Some(id), Some(verdict)) = (id(at), verdict(at)) {
            lists.entry(verdict).or_default().push(id);
        }
    }
    if written.is_empty() && says_nothing(anchor) {
        for (at, verdict) in
            found.verdicts.iter().enumerate().filter(|(_, verdict)| **verdict == Verdict::Met)
        {
            lists.entry(*verdict).or_default().extend(id(at));
        }
    }
    lists
}

/// Whether a test holds for any answer.
pub fn says_nothing(anchor: &Anchor) -> bool {
    anchor.expect.is_empty() && anchor.percent.is_none_or(|range| range == (0, 100))
}

/// The percentage to be written: the one found, where the range does not hold it.
fn wanted_percent(anchor: &Anchor, found: &CaseFound) -> Option<String> {
    let (low, high) = anchor.percent?;
    let rounded = (found.permille + 5) / 10;
    let within = u16::from(low) <= rounded && rounded <= u16::from(high);
    (!within || says_nothing(anchor)).then(|| rounded.to_string())
}

fn expectation(text: &str, expect: &Node, rubric: &Rubric, anchor: &Anchor, found: &CaseFound) -> Vec<Edit> {
    let mut edits = vec![];
    let mut added = vec![];
    let lists = wanted(rubric, anchor, found);
    for (name, verdict) in LISTS {
        let ids = lists.get(&verdict).map_or(&[][..], Vec::as_slice);
        match field(expect, name) {
            Some(node) if ids_of(node) != ids => edits.extend(list_edit(text, node, ids)),
            None if !ids.is_empty() => added.push(format!("{name}: [{}]", ids.join(", "))),
            _ => {}
        }
    }
    if let (Some(percent), Some(node)) = (wanted_percent(anchor, found), field(expect, "percent")) {
        edits.push((node.span.range(), percent));
    }
    if !added.is_empty() {
        edits.extend(additions(text, expect, &added));
    }
    edits
}

fn ids_of(list: &Node) -> Vec<&str> {
    match &list.kind {
        NodeKind::Sequence(items) => items.iter().filter_map(Node::scalar).collect(),
        _ => vec![],
    }
}

/// A list in brackets is written anew; of one with a line for each item, lines are taken out and put in.
fn list_edit(text: &str, list: &Node, ids: &[&str]) -> Vec<Edit> {
    let NodeKind::Sequence(items) = &list.kind else {
        return vec![(list.span.range(), format!("[{}]", ids.join(", ")))];
    };
    let in_brackets = text.get(list.span.range()).is_some_and(|list| list.starts_with('['));
    if in_brackets || ids.is_empty() {
        return vec![(list.span.range(), format!("[{}]", ids.join(", ")))];
    }
    let mut edits: Vec<Edit> = vec![];
    let gone = items.iter().filter(|item| item.scalar().is_none_or(|id| !ids.contains(&id)));
    edits.extend(gone.map(|item| (line_of(text, item.span.range().start), String::new())));
    let written = ids_of(list);
    if let Some(last) = items.last() {
        let line = line_of(text, last.span.range().start);
        let indent: String = text.get(line.start..last.span.range().start).unwrap_or("- ").to_owned();
        let new = ids.iter().filter(|id| !written.contains(id));
        let lines = new.fold(String::new(), |lines, id| lines + &indent + id + "\n");
        if !lines.is_empty() {
            let before =
                if text.get(..line.end).is_some_and(|text| text.ends_with('\n')) { "" } else { "\n" };
            edits.push((line.end..line.end, format!("{before}{lines}")));
        }
    }
    edits
}

/// The bytes of the line that holds `at`, with its end.
fn line_of(text: &str, at: usize) -> std::ops::Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let end = text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |end| at + end + 1);
    start..end
}

/// New fields before the first one of an expectation.
fn additions(text: &str, expect: &Node, added: &[String]) -> Option<Edit> {
    let NodeKind::Mapping(entries) = &expect.kind else { return None };
    let first = entries.first()?.0.span.range().start;
    let in_braces = text.get(expect.span.range()).is_some_and(|expect| expect.starts_with('{'));
    let between = if in_braces {
        ", ".to_owned()
    } else {
        let start = line_of(text, first).start;
        format!("\n{}", text.get(start..first).unwrap_or("").replace(|found: char| found != ' ', " "))
    };
    Some((first..first, added.iter().fold(String::new(), |all, field| all + field + &between)))
}

/// Whether the new text says what was meant, and nothing else has changed.
fn verify(text: &str, rubric: &Rubric, tests: &[(&Anchor, &CaseFound)]) -> Result<(), UpdateError> {
    let parsed = yaml::parse(text.as_bytes(), "").map_err(|_| first_name(tests))?;
    let nodes = test_nodes(&parsed.root);
    if nodes.len() != tests.len() {
        return Err(first_name(tests));
    }
    for (node, (anchor, found)) in nodes.into_iter().zip(tests) {
        let refused = || UpdateError::Layout(anchor.name.clone());
        let expect = field(node, "expect").ok_or_else(refused)?;
        let lists = wanted(rubric, anchor, found);
        for (name, verdict) in LISTS {
            let mut is = field(expect, name).map(ids_of).unwrap_or_default();
            let mut should = lists.get(&verdict).cloned().unwrap_or_default();
            is.sort_unstable();
            should.sort_unstable();
            if is != should {
                return Err(refused());
            }
        }
        if field(node, "name").and_then(Node::scalar).map(str::trim) != Some(anchor.name.trim()) {
            return Err(refused());
        }
    }
    Ok(())
}

fn first_name(tests: &[(&Anchor, &CaseFound)]) -> UpdateError {
    UpdateError::Layout(tests.first().map_or_else(String::new, |(anchor, _)| anchor.name.clone()))
}
