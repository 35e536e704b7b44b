//! What a document holds beside its text, told to whoever grades it.

use std::collections::BTreeSet;

/// What was read of a document, and what was left out of it.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub text: String,
    pub left_out: LeftOut,
}

/// What was not read, though it stands in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Deletions,
    Struck,
    Hidden,
    Notes,
    Comments,
    Embedded,
    Pictures,
}

/// Everything that was not read, each kind once.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct LeftOut(BTreeSet<Part>);

impl LeftOut {
    pub(super) fn add(&mut self, part: Part) {
        self.0.insert(part);
    }

    /// Adds `part` where `text` says something.
    pub(super) fn add_text(&mut self, part: Part, text: &str) {
        if !text.trim().is_empty() {
            self.add(part);
        }
    }

    /// One line for everything; `None` where all was read.
    pub(super) fn told(&self) -> Option<String> {
        let name = |part: &Part| match part {
            Part::Deletions => "deleted text of tracked changes",
            Part::Struck => "struck-out text",
            Part::Hidden => "hidden text",
            Part::Notes => "footnotes",
            Part::Comments => "comments",
            Part::Embedded => "embedded documents",
            Part::Pictures => "pictures",
        };
        let parts: Vec<&str> = self.0.iter().map(name).collect();
        (!parts.is_empty()).then(|| format!("left out: {}", parts.join(", ")))
    }
}
