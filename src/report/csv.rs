//! CSV: a row for each criterion of each answer, for spreadsheets (RFC 4180).
//!
//! A text that a spreadsheet would take for a formula gets a `'` before it.

use std::borrow::Cow;

use super::checked::CheckedFile;
use super::format::{Format, Run};
use super::json::status;
use super::visible;

/// Rows of answers and criteria.
#[derive(Debug, Default)]
pub struct Csv;

const HEADER: &str = "path,section,line,rubric,percent,pass_mark,passed,entry,title,kind,required,status,\
     points,max,evidence_line,evidence,follow_up\r\n";

impl Format for Csv {
    fn begin(&mut self, out: &mut String) {
        out.push_str(HEADER);
    }

    fn file(&mut self, file: &CheckedFile, out: &mut String) {
        for answer in &file.answers {
            let report = &answer.report;
            for (criterion, required) in report.criteria.iter().zip(&answer.required) {
                let quote = criterion.evidence.first();
                let cells = [
                    cell(&file.path),
                    cell(answer.section.as_deref().unwrap_or("")),
                    answer.start.line.to_string(),
                    cell(&answer.rubric.id),
                    format!("{:.1}", report.percent),
                    answer.mark.to_string(),
                    answer.passed.to_string(),
                    cell(&criterion.id),
                    cell(&criterion.title),
                    criterion.kind.to_owned(),
                    required.to_string(),
                    status(criterion).to_owned(),
                    criterion.points.to_string(),
                    criterion.max.to_string(),
                    quote.map_or(String::new(), |quote| quote.start.line.to_string()),
                    cell(quote.map_or("", |quote| quote.text.as_str())),
                    cell(criterion.follow_up.as_deref().unwrap_or("")),
                ];
                out.push_str(&cells.join(","));
                out.push_str("\r\n");
            }
        }
    }

    fn end(&mut self, _run: &Run, _out: &mut String) {}
}

/// A cell of text on one line, with a `'` before what a spreadsheet would take for a formula.
pub fn cell(value: &str) -> String {
    let value = visible(value);
    let value = guarded(&value);
    if value.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.into_owned()
    }
}

/// Signs that begin a formula in some spreadsheet, the full-width ones too.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(FORMULA)
}

/// `text` with a `'` before it where a spreadsheet would take it for a formula.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// What [`guarded`] was given: `text` without the `'` before a formula.
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{cell, unguarded};

    #[test]
    fn no_cell_is_a_formula() {
        let check = |text: &str, expect: &str| {
            assert_eq!(cell(text), expect);
            assert_eq!(unguarded(expect.trim_matches('"')), text.trim_matches('"'));
        };
        check("=1", "'=1");
        check("+1", "'+1");
        check("-1", "'-1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("  =1", "'  =1");
        check("\u{ff1d}1", "'\u{ff1d}1");
        check("=a,b", "\"'=a,b\"");
        check("'quoted'", "'quoted'");
        check("a=1", "a=1");
    }
}
