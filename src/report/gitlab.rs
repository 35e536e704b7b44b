//! GitLab Code Quality: an array of findings, each with a fingerprint of its own.

use serde_json::json;

use super::Place;
use super::checked::CheckedFile;
use super::format::{Format, Run};
use crate::diagnostic::Severity;

/// The `codequality` report of a job.
#[derive(Debug, Default)]
pub struct GitLab {
    started: bool,
}

impl GitLab {
    #[allow(clippy::too_many_arguments, reason = "the fields of the format")]
    fn push(
        &mut self,
        out: &mut String,
        name: &str,
        severity: Severity,
        words: &str,
        path: &str,
        fingerprint: &str,
        (start, end): (Place, Place),
    ) {
        let severity = match severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Note => "info",
        };
        let place = |place: Place| json!({"line": place.line, "column": place.column});
        let finding = json!({
            "description": words, "check_name": name, "fingerprint": fingerprint, "severity": severity,
            "location": {"path": path, "positions": {"begin": place(start), "end": place(end)}},
        });
        out.push_str(if self.started { ",\n" } else { "\n" });
        self.started = true;
        out.push_str(&finding.to_string());
    }
}

impl Format for GitLab {
    fn begin(&mut self, out: &mut String) {
        out.push('[');
    }

    fn file(&mut self, file: &CheckedFile, out: &mut String) {
        for answer in &file.answers {
            for found in answer.findings.iter().filter(|found| found.is_new()) {
                let words =
                    match answer.criterion(found).and_then(|(criterion, _)| criterion.missing.as_ref()) {
                        Some(hint) => format!("{}. {hint}", found.message),
                        None => found.message.clone(),
                    };
                let print = format!("{:016x}", found.key.fingerprint());
                let severity = found.finding.severity;
                self.push(out, &found.rule(), severity, &words, &file.path, &print, (found.start, found.end));
            }
        }
    }

    fn end(&mut self, _run: &Run, out: &mut String) {
        out.push_str(if self.started { "\n]\n" } else { "]\n" });
    }
}
