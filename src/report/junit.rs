//! `JUnit` XML: a suite for each answer, a case for each criterion and one for the score.
//!
//! The totals stand in the first line, so that the suites are held until the run is over.
//! The reason of a failure stands in its attribute and in its body, for viewers that show one of them.

use super::checked::{Checked, CheckedFile, Found};
use super::format::{Format, Run};
use super::{CriterionReport, escape_markup};
use crate::gate::{Finding, Kind, Standing};

/// Suites and totals.
#[derive(Debug, Default)]
pub struct JUnit {
    suites: String,
    tests: usize,
    failures: usize,
    skipped: usize,
}

/// Cases of one suite.
#[derive(Default)]
struct Cases {
    xml: String,
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl Format for JUnit {
    fn file(&mut self, file: &CheckedFile, _out: &mut String) {
        for answer in &file.answers {
            let name = answer.name(&file.path);
            let mut cases = Cases::default();
            for (at, criterion) in answer.report.criteria.iter().enumerate() {
                let found = answer
                    .findings
                    .iter()
                    .find(|found| found.finding.criterion.is_some_and(|idx| usize::from(idx.0) == at));
                cases.criterion(&name, file, answer, criterion, found);
            }
            let score = answer.findings.iter().find(|found| found.finding.kind == Kind::BelowMark);
            cases.score(&name, file, answer, score);
            self.suite(&name, answer, &cases);
        }
    }

    fn end(&mut self, run: &Run, out: &mut String) {
        let broken: Vec<_> =
            run.notes.iter().filter(|note| note.severity == crate::diagnostic::Severity::Error).collect();
        let (tests, errors) = (self.tests + broken.len(), broken.len());
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.push_str(&format!(
            "<testsuites name=\"gradus\" tests=\"{tests}\" failures=\"{}\" errors=\"{errors}\" skipped=\"{}\" time=\"0.000\">\n",
            self.failures, self.skipped
        ));
        out.push_str(&std::mem::take(&mut self.suites));
        if errors > 0 {
            out.push_str(&format!(
                "  <testsuite name=\"gradus\" tests=\"{errors}\" failures=\"0\" errors=\"{errors}\" skipped=\"0\" time=\"0.000\">\n"
            ));
            for note in broken {
                let (path, words) = (escape(&note.path), escape(&note.message));
                out.push_str(&format!(
                    "    <testcase classname=\"{path}\" name=\"{0}\" time=\"0.000\"><error type=\"{0}\" message=\"{words}\">{words}</error></testcase>\n",
                    escape(&note.code)
                ));
            }
            out.push_str("  </testsuite>\n");
        }
        out.push_str("</testsuites>\n");
    }
}

impl JUnit {
    fn suite(&mut self, name: &str, answer: &Checked, cases: &Cases) {
        let report = &answer.report;
        self.suites.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"0.000\">\n    <properties>\n",
            escape(name),
            cases.tests,
            cases.failures,
            cases.skipped
        ));
        let properties = [
            ("rubric", answer.rubric.id.clone()),
            ("score", report.points.to_string()),
            ("max", report.max.to_string()),
            ("percent", format!("{:.1}", report.percent)),
            ("pass_mark", answer.mark.to_string()),
        ];
        for (name, value) in properties {
            self.suites
                .push_str(&format!("      <property name=\"{name}\" value=\"{}\"/>\n", escape(&value)));
        }
        self.suites.push_str("    </properties>\n");
        self.suites.push_str(&cases.xml);
        self.suites.push_str("  </testsuite>\n");
        self.tests += cases.tests;
        self.failures += cases.failures;
        self.skipped += cases.skipped;
    }
}

impl Cases {
    fn case(&mut self, name: &str, path: &str, answer: &Checked, entry: &str, body: &str) {
        self.tests += 1;
        self.xml.push_str(&format!(
            "    <testcase classname=\"{} :: {}\" name=\"{}\" file=\"{}\" time=\"0.000\">{body}</testcase>\n",
            escape(name),
            escape(&answer.rubric.id),
            escape(entry),
            escape(path)
        ));
    }

    /// What the answer lacks is a failure where the answer fails; else it is skipped and said.
    fn criterion(
        &mut self,
        name: &str,
        file: &CheckedFile,
        answer: &Checked,
        criterion: &CriterionReport,
        found: Option<&Found>,
    ) {
        let Some(found) = found else {
            let quotes =
                criterion.evidence.iter().map(|quote| format!("{}: {}", quote.start.line, quote.text));
            let quotes = escape(&quotes.collect::<Vec<_>>().join("\n"));
            let body =
                if quotes.is_empty() { String::new() } else { format!("<system-out>{quotes}</system-out>") };
            return self.case(name, &file.path, answer, &criterion.id, &body);
        };
        let counts =
            found.is_new() && (found.fails || (!answer.passed && found.finding.kind == Kind::Missing));
        let body = if counts { failure(file, found, criterion) } else { skipped(found) };
        self.failures += usize::from(counts);
        self.skipped += usize::from(!counts);
        self.case(name, &file.path, answer, &criterion.id, &body);
    }

    fn score(&mut self, name: &str, file: &CheckedFile, answer: &Checked, found: Option<&Found>) {
        let body = match found {
            None => {
                let report = &answer.report;
                format!(
                    "<system-out>{:.1} % ({} of {})</system-out>",
                    report.percent, report.points, report.max
                )
            }
            Some(found) if found.fails => {
                self.failures += 1;
                let words = escape(&found.message);
                format!("<failure type=\"below-mark\" message=\"{words}\">{words}</failure>")
            }
            Some(found) => {
                self.skipped += 1;
                skipped(found)
            }
        };
        self.case(name, &file.path, answer, Finding::PASS_MARK, &body);
    }
}

fn skipped(found: &Found) -> String {
    let why = match &found.finding.standing {
        Standing::New => String::new(),
        Standing::Known => " (in the baseline)".to_owned(),
        Standing::Ignored(reason) => format!(" (suppressed: {reason})"),
    };
    format!("<skipped message=\"{}\"/>", escape(&format!("{}{why}", found.message)))
}

fn failure(file: &CheckedFile, found: &Found, criterion: &CriterionReport) -> String {
    let kind = if found.finding.kind == Kind::Misconception { "misconception" } else { "concept-missing" };
    let mut body = format!("{}\n{}:{}:{}", found.message, file.path, found.start.line, found.start.column);
    for quote in &criterion.evidence {
        body.push_str(&format!("\n“{}” ({}, by {})", quote.text, quote.state, quote.indicator));
    }
    for words in [&criterion.missing, &criterion.follow_up].into_iter().flatten() {
        body.push_str(&format!("\n{words}"));
    }
    format!("<failure type=\"{kind}\" message=\"{}\">{}</failure>", escape(&found.message), escape(&body))
}

/// XML text or attribute of several lines.
fn escape(text: &str) -> String {
    text.split('\n').map(escape_markup).collect::<Vec<_>>().join("&#10;")
}
