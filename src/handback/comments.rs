//! The comment bank: what a coach has to say once and for all, by criterion and verdict.
//!
//! A file of YAML or JSON. Whatever it says that means nothing is told with its line.

use super::Section;
use crate::diagnostic::near;
use crate::span::LineIndex;
use crate::yaml::{self, Node, NodeKind};

/// Comments of a coach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    opening: Option<String>,
    closing: Option<String>,
    bands: Vec<(String, String)>,
    criteria: Vec<Comment>,
}

/// What is said of a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Comment {
    rubric: Option<String>,
    criterion: String,
    line: u32,
    /// By verdict; `None` is wherever something is amiss.
    texts: Vec<(Option<&'static str>, String)>,
}

/// A comment that will never be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The criterion that there is not.
    pub key: String,
    /// Where it stands in the file.
    pub line: u32,
    /// What was probably meant.
    pub near: Option<String>,
}

const VERDICTS: [&str; 4] = ["met", "weak", "denied", "missing"];

impl Comments {
    /// Reads a file.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its line.
    pub fn parse(source: &[u8]) -> Result<Self, Vec<String>> {
        let parsed = yaml::parse(source, "comments").map_err(|diagnostics| {
            let text = String::from_utf8_lossy(source);
            let lines = LineIndex::new(&text);
            let told = |at: &crate::diagnostic::Diagnostic| {
                format!("line {}: {}", lines.position(at.span.start).line, at.message)
            };
            diagnostics.iter().map(told).collect::<Vec<_>>()
        })?;
        let mut reader =
            Reader { lines: LineIndex::new(parsed.text), comments: Self::default(), wrong: vec![] };
        reader.read(&parsed.root);
        if reader.wrong.is_empty() { Ok(reader.comments) } else { Err(reader.wrong) }
    }

    /// What every page begins with.
    pub fn opening(&self) -> Option<&str> {
        self.opening.as_deref()
    }

    /// What every page ends with.
    pub fn closing(&self) -> Option<&str> {
        self.closing.as_deref()
    }

    /// On the whole answer.
    pub fn band(&self, name: &str) -> Option<&str> {
        self.bands.iter().find(|(band, _)| band == name).map(|(_, text)| text.as_str())
    }

    /// On one criterion; what is said of one rubric's goes before what is said of all.
    pub(super) fn of(&self, rubric: &str, criterion: &str, verdict: &str, section: Section) -> Option<&str> {
        let mut both: Vec<&Comment> = self
            .criteria
            .iter()
            .filter(|comment| comment.criterion == criterion)
            .filter(|comment| comment.rubric.as_deref().is_none_or(|known| known == rubric))
            .collect();
        both.sort_by_key(|comment| comment.rubric.is_none());
        let said = |verdict: Option<&str>| {
            let texts = both.iter().flat_map(|comment| &comment.texts);
            texts.into_iter().find(|(known, _)| *known == verdict).map(|(_, text)| text.as_str())
        };
        said(Some(verdict)).or_else(|| said(None).filter(|_| section != Section::Found))
    }

    /// Comments on none of the criteria that are known, by rubric and id.
    pub(super) fn unknown(&self, known: &[(&str, &str)]) -> Vec<Unknown> {
        let fits = |comment: &Comment| {
            known.iter().any(|(rubric, criterion)| {
                *criterion == comment.criterion
                    && comment.rubric.as_deref().is_none_or(|wanted| wanted == *rubric)
            })
        };
        let idle = self.criteria.iter().filter(|comment| !fits(comment));
        let unknown = idle.map(|comment| {
            let near = near(&comment.criterion, known.iter().map(|(_, id)| *id));
            let rubric = comment.rubric.as_ref().map_or(String::new(), |rubric| format!("{rubric}/"));
            let key = format!("{rubric}{}", comment.criterion);
            Unknown { key, line: comment.line, near: near.map(ToOwned::to_owned) }
        });
        unknown.collect()
    }
}

struct Reader<'t> {
    lines: LineIndex<'t>,
    comments: Comments,
    wrong: Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self, root: &Node) {
        for (key, value) in self.pairs(root, "a mapping with `comments`, `bands`, `opening` or `closing`") {
            match key.scalar().unwrap_or_default() {
                "opening" => self.comments.opening = self.text(value),
                "closing" => self.comments.closing = self.text(value),
                "bands" => {
                    for (band, text) in self.pairs(value, "names of bands, each with a text") {
                        let text = self.text(text);
                        let band = band.scalar().unwrap_or_default().to_owned();
                        self.comments.bands.extend(text.map(|text| (band, text)));
                    }
                }
                "comments" => {
                    for (criterion, said) in self.pairs(value, "ids of criteria, each with what to say") {
                        self.criterion(criterion, said);
                    }
                }
                other => self.complain(
                    key,
                    &format!("`{other}` means nothing here; known are comments, bands, opening, closing"),
                ),
            }
        }
    }

    fn criterion(&mut self, key: &Node, said: &Node) {
        let name = key.scalar().unwrap_or_default();
        let (rubric, criterion) = match name.split_once('/') {
            Some((rubric, criterion)) => (Some(rubric.trim().to_owned()), criterion.trim().to_owned()),
            None => (None, name.trim().to_owned()),
        };
        let line = self.line(key);
        let mut texts = Vec::new();
        if matches!(said.kind, NodeKind::Scalar { .. }) {
            texts.extend(self.text(said).map(|text| (None, text)));
        } else {
            for (verdict, text) in
                self.pairs(said, "a text, or verdicts (met, weak, denied, missing) with a text each")
            {
                let name = verdict.scalar().unwrap_or_default();
                match VERDICTS.iter().find(|known| **known == name) {
                    Some(known) => texts.extend(self.text(text).map(|text| (Some(*known), text))),
                    None => self.complain(
                        verdict,
                        &format!("`{name}` is no verdict; they are {}", VERDICTS.join(", ")),
                    ),
                }
            }
        }
        self.comments.criteria.push(Comment { rubric, criterion, line, texts });
    }

    fn pairs<'n>(&mut self, node: &'n Node, wanted: &str) -> &'n [(Node, Node)] {
        if let NodeKind::Mapping(pairs) = &node.kind {
            return pairs;
        }
        if !node.is_nothing() {
            self.complain(node, &format!("expected {wanted}"));
        }
        &[]
    }

    fn text(&mut self, node: &Node) -> Option<String> {
        match node.scalar() {
            Some(text) if !node.is_nothing() => Some(text.trim_end().to_owned()),
            Some(_) => None,
            None => {
                self.complain(node, "expected a text");
                None
            }
        }
    }

    fn line(&self, node: &Node) -> u32 {
        self.lines.position(node.span.start).line
    }

    fn complain(&mut self, node: &Node, what: &str) {
        self.wrong.push(format!("line {}: {what}", self.line(node)));
    }
}
