//! What `gradus check` finds in a document, as an editor shows it.

use super::documents::Document;
use super::protocol::{Diagnostic, Location, Position, Range, RelatedInformation};
use super::session::Client;
use super::uri;
use crate::cli::check::{Outlook, Project};
use crate::diagnostic::Severity;
use crate::report::{Checked, CheckedFile, Found, Note, Place, visible};

/// Judges a document; keeps its answers for hovering.
pub(super) fn judge(document: &mut Document, project: &mut Project, client: &Client) -> Vec<Diagnostic> {
    document.checked = None;
    let file = match project.check(&document.path, &document.text) {
        Outlook::Checked(file) => file,
        Outlook::Fault(note) => return vec![of_note(&note, document, client)],
        Outlook::Nothing => return Vec::new(),
    };
    let found = diagnostics(&file, document, project, client);
    document.checked = Some(file);
    found
}

fn diagnostics(
    file: &CheckedFile,
    document: &Document,
    project: &Project,
    client: &Client,
) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for answer in &file.answers {
        for found in answer.findings.iter().filter(|found| found.is_new()) {
            all.push(of_finding(answer, found, document, project, client));
        }
    }
    all.extend(file.notes.iter().map(|note| of_note(note, document, client)));
    all.sort_by(|a, b| (a.range, a.severity, &a.code).cmp(&(b.range, b.severity, &b.code)));
    all
}

fn of_finding(
    answer: &Checked,
    found: &Found,
    document: &Document,
    project: &Project,
    client: &Client,
) -> Diagnostic {
    let mut message = visible(&found.message);
    let criterion = answer.criterion(found);
    if let Some(hint) = criterion.and_then(|(report, _)| report.missing.as_deref()) {
        message.push('\n');
        message.push_str(&visible(hint));
    }
    let mut related = Vec::new();
    if let (true, Some((_, facts)), Some(path)) = (client.related, criterion, &answer.rubric.path) {
        let place = facts.defined_at;
        let position =
            Position { line: place.line.saturating_sub(1), character: place.column.saturating_sub(1) };
        let range = Range { start: position, end: position };
        let uri = uri::of_path(&project.root().join(path));
        let message = format!("asked by {}", visible(&answer.rubric.id));
        related.push(RelatedInformation { location: Location { uri, range }, message });
    }
    Diagnostic {
        range: range(document, found.start, found.end, client),
        severity: severity(found.finding.severity),
        code: found.rule(),
        source: "gradus",
        message,
        related_information: related,
    }
}

fn of_note(note: &Note, document: &Document, client: &Client) -> Diagnostic {
    let range = match note.place {
        Some((start, end)) => range(document, start, end, client),
        None => document.range(0..0, client.encoding),
    };
    let mut message = visible(&note.message);
    if let Some(help) = &note.help {
        message.push('\n');
        message.push_str(&visible(help));
    }
    let severity = severity(note.severity);
    Diagnostic {
        range,
        severity,
        code: note.code.clone(),
        source: "gradus",
        message,
        related_information: Vec::new(),
    }
}

/// Places of a report to places of an editor; a heading ends before its line does.
fn range(document: &Document, start: Place, end: Place, client: &Client) -> Range {
    let (start, end) = (start.byte as usize, end.byte as usize);
    let marked = document.text.get(start..end).unwrap_or("").trim_end();
    document.range(start..start + marked.len().max(usize::from(marked.is_empty())), client.encoding)
}

/// Of the protocol.
pub(super) const fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    }
}
