//! What is wrong with a rubric, where, and what to write instead.
//!
//! A message speaks the words of a rubric's author and carries a stable [`Code`]. This module
//! knows nothing of YAML or of rubrics, does no IO, and never lets a control character of a file
//! reach a terminal.

mod code;
mod manual;
mod render;
#[cfg(test)]
mod tests;
mod wording;

pub use code::Code;
pub use manual::Entry;
pub use render::{SourceText, render, render_files, visible, visible_char};
pub use wording::{count, near, nearest, one_line, shortened};

use std::fmt;

use crate::span::{SourceFile, Span};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, but probably says something else than its author meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// One message about one place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the problem.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Lower case, no full stop, the author's words.
    pub message: String,
    /// Path of the file, as the caller named it.
    pub file: String,
    /// The offending token.
    pub span: Span<SourceFile>,
    /// What to say under the caret.
    pub label: Option<String>,
    /// Other places of the same file that matter, each with what to say there.
    pub related: Vec<(Span<SourceFile>, String)>,
    /// A literal edit.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without label, other places or help.
    pub fn error(code: Code, file: &str, span: Span<SourceFile>, message: String) -> Self {
        let file = file.to_owned();
        Self {
            code,
            severity: Severity::Error,
            message,
            file,
            span,
            label: None,
            related: vec![],
            help: None,
        }
    }

    /// A warning without label, other places or help.
    pub fn warning(code: Code, file: &str, span: Span<SourceFile>, message: String) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, file, span, message) }
    }

    /// With words under the caret.
    #[must_use]
    pub fn label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// With a literal edit.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// With another place of the same file.
    #[must_use]
    pub fn related(mut self, span: Span<SourceFile>, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, message) = (visible(&self.file), visible(&self.message));
        write!(f, "{file}: {}[{}]: {message}", self.severity, self.code)
    }
}

/// Everything that is wrong with a file; never empty when it is an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, diagnostic) in self.0.iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(f, "{separator}{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
