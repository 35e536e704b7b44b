//! Counting a run, its exit code and the reason for it: one value decides all three.

use std::collections::BTreeSet;

use super::args::Check;
use crate::diagnostic::{Code, Severity, count};
use crate::gate::{Baseline, FailOn, Finding, Key, Kind, Standing};
use crate::report::{CheckedFile, Note, Run};

/// What has been seen so far.
#[derive(Default)]
pub(super) struct Tally {
    pub run: Run,
    /// Documents that were looked at, whether they hold answers or not.
    pub looked_at: usize,
    below: usize,
    required: usize,
    misconceptions: usize,
    warnings: usize,
    unused_ignores: usize,
    stale: usize,
    /// Errors of documents, which stand in their own notes.
    faults: usize,
    /// Keys of the baseline that were found again.
    again: BTreeSet<Key>,
    /// Keys for a new baseline.
    pub keys: BTreeSet<Key>,
    /// Documents that were graded.
    pub graded: BTreeSet<String>,
}

impl Tally {
    /// Counts one document.
    pub(crate) fn add(&mut self, file: &CheckedFile, wants_keys: bool) {
        self.run.files += usize::from(!file.answers.is_empty());
        self.graded.insert(file.path.clone());
        for note in &file.notes {
            self.faults += usize::from(note.severity == Severity::Error);
            self.unused_ignores += usize::from(note.code == Code::CheckUnusedIgnore.as_str());
        }
        for answer in &file.answers {
            self.run.answers += 1;
            *(if answer.passed { &mut self.run.passed } else { &mut self.run.failed }) += 1;
            for found in &answer.findings {
                match found.finding.standing {
                    Standing::Known => {
                        self.run.known += 1;
                        self.again.insert(found.key.clone());
                    }
                    Standing::Ignored(_) => self.run.ignored += 1,
                    Standing::New => {}
                }
                let kept = !matches!(found.finding.standing, Standing::Ignored(_));
                if wants_keys && kept && found.finding.severity != Severity::Note {
                    self.keys.insert(found.key.clone());
                }
                self.count_failure(&found.finding, found.fails);
            }
        }
    }

    fn count_failure(&mut self, finding: &Finding, fails: bool) {
        let counter = match finding.kind {
            Kind::BelowMark => &mut self.below,
            Kind::RequiredMissing => &mut self.required,
            Kind::Misconception => &mut self.misconceptions,
            Kind::Missing | Kind::Partial => &mut self.warnings,
        };
        *counter += usize::from(fails);
    }

    /// Notes every entry of the baseline that is gone: its document was graded without it, or is no more.
    pub(crate) fn stale(&mut self, baseline: &Baseline, exists: impl Fn(&str) -> bool) {
        for key in baseline.keys().filter(|key| !self.again.contains(key)) {
            let graded = self.graded.contains(&key.answer);
            if graded || !exists(&key.answer) {
                let what = if graded { "no longer occurs" } else { "is for a file that is gone" };
                let message =
                    format!("the baseline has {}/{} of {}, which {what}", key.rubric, key.entry, key.answer);
                let note = Note::new(Code::CheckStaleBaseline, Severity::Warning, &key.answer, message);
                self.run.notes.push(note.help("write the baseline again with --write-baseline"));
                self.stale += 1;
            }
        }
    }

    /// The exit code and its reason.
    pub(crate) fn decide(&mut self, args: &Check, fail_on: &[FailOn], unwritten: usize) {
        let own = self.run.notes.iter().filter(|note| note.severity == Severity::Error).count();
        self.run.errors = own + self.faults + unwritten;
        let mut reasons = Vec::new();
        if self.run.errors > 0 {
            reasons.push(format!("{} (see above)", count(self.run.errors, "error")));
        }
        let nothing = self.run.answers == 0 && !args.selection.allow_empty && args.changed().is_none();
        if nothing {
            reasons.push(format!(
                "nothing was checked: {} looked at, no answer found",
                count(self.looked_at, "document")
            ));
        }
        let incomplete = !reasons.is_empty();
        let failures = self.failures(fail_on);
        let accepted = args.known.write_baseline.is_some();
        let failed = !failures.is_empty() && !accepted;
        if failed {
            reasons.extend(failures);
        }
        self.run.exit_code = if incomplete { 2 } else { u8::from(failed) };
        self.run.reason = if reasons.is_empty() {
            if self.run.answers == 0 {
                "nothing to check".to_owned()
            } else {
                format!("{} pass", count(self.run.answers, "answer"))
            }
        } else {
            format!("exit {}: {}", self.run.exit_code, reasons.join("; "))
        };
    }

    fn failures(&self, fail_on: &[FailOn]) -> Vec<String> {
        let mut reasons = Vec::new();
        if self.run.failed > 0 {
            let counts = [
                (self.below, "below the mark", "below the mark"),
                (self.required, "required criterion missing", "required criteria missing"),
                (self.misconceptions, "misconception", "misconceptions"),
                (self.warnings, "warning", "warnings"),
            ];
            let counts = counts.iter().filter(|(n, ..)| *n > 0);
            let words: Vec<String> =
                counts.map(|(n, one, many)| format!("{n} {}", if *n == 1 { one } else { many })).collect();
            reasons.push(format!(
                "{} of {} answers fail: {}",
                self.run.failed,
                self.run.answers,
                words.join(", ")
            ));
        }
        if self.stale > 0 && fail_on.contains(&FailOn::StaleBaseline) {
            reasons.push(format!("{} stale in the baseline", count(self.stale, "finding")));
        }
        if self.unused_ignores > 0 && fail_on.contains(&FailOn::UnusedIgnore) {
            reasons.push(count(self.unused_ignores, "unused suppression"));
        }
        reasons
    }
}
