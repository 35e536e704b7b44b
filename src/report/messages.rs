//! Diagnostics for machines: JSON, and the annotations of GitHub's workflow commands.
//!
//! Escaping is all that happens here; nothing is judged.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity, SourceText, visible};
use crate::span::{LineIndex, SourceFile, Span};

/// Diagnostics as JSON values, in their order.
pub fn json(diagnostics: &[Diagnostic], sources: &[SourceText<'_>]) -> Vec<Value> {
    let lines = indexed(sources);
    let place = |file: &str, byte: u32| {
        lines.iter().find(|(known, _)| *known == file).map(|(_, lines)| {
            let at = lines.position(byte);
            json!({"line": at.line, "column": at.column, "byte": at.byte})
        })
    };
    let value = |diagnostic: &Diagnostic| {
        let related = diagnostic.related.iter().map(|(span, label)| {
            json!({"start": place(&diagnostic.file, span.start), "end": place(&diagnostic.file, span.end), "label": label})
        });
        json!({
            "code": diagnostic.code.as_str(),
            "severity": diagnostic.severity.to_string(),
            "message": diagnostic.message,
            "path": diagnostic.file,
            "start": place(&diagnostic.file, diagnostic.span.start),
            "end": place(&diagnostic.file, diagnostic.span.end),
            "label": diagnostic.label,
            "help": diagnostic.help,
            "related": related.collect::<Vec<_>>(),
        })
    };
    diagnostics.iter().map(value).collect()
}

fn indexed<'s>(sources: &[SourceText<'s>]) -> Vec<(&'s str, LineIndex<'s>)> {
    sources.iter().map(|source| (source.file, LineIndex::new(source.text))).collect()
}

/// One annotation a diagnostic.
pub fn github(diagnostics: &[Diagnostic], sources: &[SourceText<'_>]) -> String {
    let lines = indexed(sources);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let found = lines.iter().find(|(known, _)| *known == diagnostic.file).map(|(_, lines)| lines);
        let mut message = diagnostic.message.clone();
        for part in [&diagnostic.label, &diagnostic.help].into_iter().flatten() {
            message.extend(["\n", part]);
        }
        let title = diagnostic.code.as_str();
        out.push_str(&annotation(
            diagnostic.severity,
            title,
            &diagnostic.file,
            found,
            diagnostic.span,
            &message,
        ));
    }
    out
}

/// `::warning title=…,file=…,line=…::message`, escaped as GitHub asks.
fn annotation(
    severity: Severity,
    title: &str,
    file: &str,
    lines: Option<&LineIndex<'_>>,
    span: Span<SourceFile>,
    message: &str,
) -> String {
    let level = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let (title, file) = (property(title), property(file));
    let message = message.lines().map(|line| data(&visible(line))).collect::<Vec<_>>().join("%0A");
    let place = lines.map_or(String::new(), |lines| {
        let (start, end) = (lines.position(span.start), lines.position(span.end));
        // GitHub takes columns only within one line.
        let columns = if start.line == end.line {
            format!(",col={},endColumn={}", start.column, end.column.max(start.column + 1))
        } else {
            String::new()
        };
        format!(",line={},endLine={}{columns}", start.line, end.line)
    });
    format!("::{level} title={title},file={file}{place}::{message}\n")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::annotation;
    use crate::diagnostic::Severity;
    use crate::span::{LineIndex, Span};

    #[test]
    fn nothing_ends_an_annotation_early() {
        let lines = LineIndex::new("a\nbcd\n");
        let line = annotation(
            Severity::Warning,
            "lint/x",
            "a,b: 100%.yaml",
            Some(&lines),
            Span::new(2, 4),
            "one\n::error::\u{1b}two 5%",
        );
        assert_eq!(
            line,
            "::warning title=lint/x,file=a%2Cb%3A 100%25.yaml,line=2,endLine=2,col=1,endColumn=3::one%0A::error::␛two 5%25\n"
        );
    }
}
