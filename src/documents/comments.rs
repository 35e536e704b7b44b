//! What a document says to gradus: front matter, `<!-- gradus: … -->`, `<!-- gradus-ignore: … -->`.

use std::ops::Range;

use crate::span::{Answer, Span, offset};

/// A rubric named in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// An id or a path, as it was written.
    pub name: String,
    /// The name in the document.
    pub span: Span<Answer>,
}

impl Marker {
    /// Whether it says that nothing is to be graded.
    pub fn is_none(&self) -> bool {
        self.name == "none"
    }
}

/// A wish not to hear of one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// `CRITERION` or `RUBRIC/CRITERION`.
    pub entry: String,
    /// Why; empty when none is given, and then it does not count.
    pub reason: String,
    /// The comment.
    pub span: Span<Answer>,
}

/// The `rubric:` of a leading `---` block, and where the text begins.
pub(super) fn front_matter(text: &str) -> (Option<Marker>, usize) {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = text.get(bom..).unwrap_or("").split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else { return (None, bom) };
    let mut at = bom + first.len();
    let mut found = None;
    for line in lines {
        if line.trim_end() == "---" {
            return (found, at + line.len());
        }
        if let Some(value) = line.strip_prefix("rubric:")
            && found.is_none()
        {
            found = value_of(value, at + "rubric:".len());
        }
        at += line.len();
    }
    // Without an end it is no front matter but a rule.
    (None, bom)
}

/// A plain or quoted YAML word, without a comment behind it.
fn value_of(value: &str, at: usize) -> Option<Marker> {
    let value_start = at + value.len() - value.trim_start().len();
    let value = value.trim().split(" #").next().unwrap_or("").trim_end();
    let name = value.trim_matches(['"', '\'']);
    let start = value_start + value.find(name).unwrap_or(0);
    let span = Span::new(offset(start), offset(start + name.len()));
    (!name.is_empty()).then(|| Marker { name: name.to_owned(), span })
}

/// The comments in these stretches of HTML that are meant for gradus.
pub(super) fn comments(text: &str, html: &[Range<usize>]) -> (Vec<Marker>, Vec<Ignore>) {
    let (mut markers, mut ignores) = (Vec::new(), Vec::new());
    for range in html {
        let mut at = range.start;
        while let Some(open) = text.get(at..range.end).and_then(|rest| rest.find("<!--")) {
            let start = at + open;
            let Some(length) = text.get(start..range.end).and_then(|rest| rest.find("-->")) else { break };
            at = start + length + "-->".len();
            let inner = start + "<!--".len();
            let words = text.get(inner..start + length).unwrap_or("");
            read(words, inner, Span::new(offset(start), offset(at)), &mut markers, &mut ignores);
        }
    }
    (markers, ignores)
}

fn read(words: &str, at: usize, comment: Span<Answer>, markers: &mut Vec<Marker>, ignores: &mut Vec<Ignore>) {
    let trimmed = words.trim_start();
    if let Some(name) = trimmed.strip_prefix("gradus:") {
        let start = at + words.len() - name.trim_start().len();
        let name = name.trim();
        let span = Span::new(offset(start), offset(start + name.len()));
        if !name.is_empty() {
            markers.push(Marker { name: name.to_owned(), span });
        }
    } else if let Some(rest) = trimmed.strip_prefix("gradus-ignore") {
        ignored(rest.trim_start_matches(':'), comment, ignores);
    }
}

/// One or several criteria, with commas between them, and the reason.
fn ignored(words: &str, span: Span<Answer>, ignores: &mut Vec<Ignore>) {
    let mut words = words.split_whitespace();
    let mut entries = Vec::new();
    for word in words.by_ref() {
        entries.extend(word.split(',').filter(|entry| !entry.is_empty()));
        if !word.ends_with(',') {
            break;
        }
    }
    let reason = words.collect::<Vec<_>>().join(" ");
    if entries.is_empty() {
        entries.push("");
    }
    let ignore = |entry: &str| Ignore { entry: entry.to_owned(), reason: reason.clone(), span };
    ignores.extend(entries.into_iter().map(ignore));
}
