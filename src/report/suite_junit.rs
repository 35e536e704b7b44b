//! The tests of rubrics as `JUnit` XML, for CI.
//!
//! Small enough to be written by hand; whatever XML cannot hold is made visible, the rest escaped.

use super::escape_markup;
use super::suite::{CheckReport, SuiteReport};

/// One document for all rubrics; it ends in a newline.
pub fn suite_junit(reports: &[SuiteReport]) -> String {
    let total: usize = reports.iter().map(|report| report.checks.len()).sum();
    let failed: usize = reports.iter().map(|report| report.failed).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites name=\"gradus test\" tests=\"{total}\" failures=\"{failed}\" errors=\"0\">\n"
    ));
    for report in reports {
        let path = escape_markup(&report.path);
        let (tests, failures) = (report.checks.len(), report.failed);
        out.push_str(&format!(
            "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">\n"
        ));
        report.checks.iter().for_each(|check| case(&mut out, report, check));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(out: &mut String, report: &SuiteReport, check: &CheckReport) {
    let class = match (&check.test, &check.criterion) {
        (Some(test), _) => format!("{} :: {test}", report.rubric),
        (None, Some(criterion)) => format!("{} :: {criterion}", report.rubric),
        (None, None) => report.rubric.clone(),
    };
    let name = match check.kind {
        "hit" | "miss" => format!("{}: {}", check.kind, check.quote.as_deref().unwrap_or("")),
        "verdict" => check.criterion.clone().unwrap_or_default(),
        kind => kind.to_owned(),
    };
    let (class, name, file) = (escape_markup(&class), escape_markup(&name), escape_markup(&check.path));
    let line = check.start.map_or(String::new(), |start| format!(" line=\"{}\"", start.line));
    out.push_str(&format!(
        "    <testcase classname=\"{class}\" name=\"{name}\" file=\"{file}\"{line} time=\"0.000\""
    ));
    if check.passed {
        out.push_str("/>\n");
        return;
    }
    // Some readers show only the attribute, others only the text.
    let message = check.line();
    let mut body = message.clone();
    for (label, text) in [("quote", &check.quote), ("found by", &check.by)] {
        if let Some(text) = text {
            body.push_str(&format!("\n{label}: {text}"));
        }
    }
    let body = body.lines().map(escape_markup).collect::<Vec<_>>().join("\n");
    out.push_str(&format!(
        ">\n      <failure type=\"{}\" message=\"{}\">{body}</failure>\n    </testcase>\n",
        check.kind,
        escape_markup(&message)
    ));
}
