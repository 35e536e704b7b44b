//! The `scale:` of a rubric file as an edit of its text: comments, layout and line ends stay as they are.

use anyhow::{Context, bail};

use crate::agreement::ScaleMap;
use crate::cli::grid::score;
use crate::diagnostic::{Diagnostics, render};
use crate::yaml::{self, Node, NodeKind};

/// Fields before which a scale is put when there is none, the first that the file has.
const BEFORE: &[&str] = &["caps", "groups", "concepts", "failure_modes", "misconceptions", "tests"];

/// The lines of the field.
pub(super) fn lines(map: &ScaleMap, answers: usize) -> String {
    let mut out = format!("scale: # learned from {answers} graded answers\n");
    for (from, level) in map.steps() {
        out.push_str(&format!("  - {{from: {}, score: {}}}\n", score(*from), score(*level)));
    }
    out
}

/// The file with `lines` in place of its `scale`, or before its criteria.
pub(super) fn with_scale(source: &[u8], name: &str, lines: &str) -> anyhow::Result<String> {
    let parsed = yaml::parse(source, name).map_err(|all| {
        anyhow::anyhow!(render(&Diagnostics(all).0, &String::from_utf8_lossy(source), false))
    })?;
    let text = parsed.text;
    let NodeKind::Mapping(fields) = &parsed.root.kind else { bail!("{name} has no fields") };
    let named = |name: &str| fields.iter().find(|(key, _)| key.scalar() == Some(name));
    let range = match named("scale") {
        Some((key, value)) => replaced(text, key, value),
        None => {
            let (key, _) =
                BEFORE.iter().find_map(|name| named(name)).context("the rubric has no criteria")?;
            let at = above_comments(text, line_start(text, key.span.range().start));
            at..at
        }
    };
    if parsed.root.span.slice(text).starts_with('{') {
        bail!("{name} is written in braces; put the scale in by hand:\n{lines}");
    }
    let (before, after) = (text.get(..range.start).unwrap_or(""), text.get(range.end..).unwrap_or(""));
    let lines = if text.contains("\r\n") { lines.replace('\n', "\r\n") } else { lines.to_owned() };
    // The last line of a file may have no end.
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    Ok(format!("{before}{end}{lines}{after}"))
}

/// From the line of the key to the end of the line in which the value ends.
fn replaced(text: &str, key: &Node, value: &Node) -> std::ops::Range<usize> {
    let start = line_start(text, key.span.range().start);
    let last = value.span.range().end.max(key.span.range().end);
    let tail = text.get(last..).unwrap_or("");
    // The closing bracket of a list in brackets may stand behind its last value.
    let end = tail.find('\n').map_or(text.len(), |at| last + at + 1);
    let written = text.get(start..end).unwrap_or("");
    let open = |text: &str| text.matches('[').count() > text.matches(']').count();
    let closed = tail.find(']').map_or(end, |at| {
        let close = last + at;
        text.get(close..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| close + end + 1)
    });
    start..if open(written) { closed } else { end }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// Comments right above a field belong to it.
fn above_comments(text: &str, mut at: usize) -> usize {
    while at > 0 {
        let above = line_start(text, at - 1);
        if !text.get(above..at).unwrap_or("").trim_start().starts_with('#') {
            break;
        }
        at = above;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::with_scale;

    const LINES: &str = "scale: # new\n  - {from: 0, score: 0}\n  - {from: 50, score: 1}\n";

    fn check(before: &str, expect: &str) {
        assert_eq!(with_scale(before.as_bytes(), "r.yaml", LINES).unwrap(), expect);
    }

    #[test]
    fn a_scale_goes_before_the_criteria_and_their_comments() {
        check(
            "id: a # first\n\n# What is wanted.\nconcepts:\n  b: {any: [c]}\n",
            "id: a # first\n\nscale: # new\n  - {from: 0, score: 0}\n  - {from: 50, score: 1}\n# What is wanted.\nconcepts:\n  b: {any: [c]}\n",
        );
    }

    #[test]
    fn an_old_scale_is_replaced_whatever_its_layout() {
        let expect = format!("id: a\n{LINES}# next\npass: 60\n");
        check(
            "id: a\nscale:\n  - {from: 0, score: 0} # zero\n  - from: 20\n    score: 3 # end\n# next\npass: 60\n",
            &expect,
        );
        check("id: a\nscale: [{from: 0, score: 0}, {from: 9, score: 2}]\n# next\npass: 60\n", &expect);
        check(
            "id: a\nscale: [\n  {from: 0, score: 0},\n  {from: 9, score: 2},\n]\n# next\npass: 60\n",
            &expect,
        );
        check("id: a\nscale:\n# next\npass: 60\n", &expect);
        check("id: a\nscale: []", &format!("id: a\n{LINES}"));
    }

    #[test]
    fn line_ends_stay() {
        check(
            "id: a\r\nconcepts:\r\n  b: {any: [c]}\r\n",
            &format!("id: a\r\n{}concepts:\r\n  b: {{any: [c]}}\r\n", LINES.replace('\n', "\r\n")),
        );
    }

    #[test]
    fn a_file_in_braces_is_left_to_its_author() {
        let error = with_scale(b"{id: a, concepts: {b: {any: [c]}}}", "r.yaml", LINES).unwrap_err();
        assert!(error.to_string().starts_with("r.yaml is written in braces"), "{error}");
    }
}
