//! The feedback table for a terminal: what was found, in which words, what is missing, what to ask next.

use std::fmt::Write;

use comfy_table::{Cell, CellAlignment, Color, ContentArrangement, Table, presets};

use super::{CriterionReport, Report, visible};
use crate::diagnostic::shortened;

/// Draws the table `width` columns wide, in colour if wanted.
pub fn table(report: &Report, width: u16, color: bool) -> String {
    let mut out = header(report);
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
    table.set_header(["", "criterion", "points", "evidence"]);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    for criterion in report.criteria.iter().filter(|criterion| criterion.is_shown()) {
        table.add_row(row(criterion, color, width));
    }
    let _ = writeln!(out, "{table}");
    if let (Some(score), Some(model)) = (report.scaled, &report.model) {
        wrap(&model.words(score), width, &mut out);
    }
    missing(report, width, &mut out);
    lenses(report, &mut out);
    flags(report, &mut out);
    decisions(report, width, &mut out);
    out
}

fn header(report: &Report) -> String {
    let passed = if report.passed { "passed" } else { "not passed" };
    let band = report.band.as_deref().map_or(String::new(), |band| format!(", {}", visible(band)));
    let machine =
        report.machine_percent.map_or(String::new(), |percent| format!("; the machine: {percent:.1} %"));
    format!(
        "{}  {}  {:.1} % ({} of {} points{band}, {passed}{machine})\n",
        visible(&report.answer_id),
        report.rubric,
        report.percent,
        report.points,
        report.max
    )
}

fn row(criterion: &CriterionReport, color: bool, width: u16) -> Vec<Cell> {
    let misconception = criterion.kind == "misconception";
    let (sign, tint) = match (criterion.verdict, misconception) {
        ("met", false) => ("✓", Color::Green),
        ("met", true) => ("✗", Color::Red),
        ("weak", _) => ("~", Color::Yellow),
        ("denied", true) => ("✓", Color::Green),
        ("denied", false) => ("✗", Color::Red),
        _ => ("·", Color::DarkGrey),
    };
    let points = if misconception {
        format!("{}", criterion.points)
    } else {
        format!("{}/{}", criterion.points, criterion.max)
    };
    let mark = Cell::new(sign);
    let mark = if color { mark.fg(tint) } else { mark };
    let title =
        if misconception { format!("{} (misconception)", criterion.title) } else { criterion.title.clone() };
    vec![
        mark,
        Cell::new(visible(&title)),
        Cell::new(points).set_alignment(CellAlignment::Right),
        Cell::new(evidence(criterion, width)),
    ]
}

/// The first quote, and who decided.
fn evidence(criterion: &CriterionReport, width: u16) -> String {
    let decided = criterion.decided.as_ref().map(|decided| format!("✎ {}", decided.words()));
    [quoted(criterion, width), decided].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn quoted(criterion: &CriterionReport, width: u16) -> Option<String> {
    let quote = criterion.evidence.first()?;
    let most = if width < 100 { 90 } else { 160 };
    let text = shortened(&visible(&quote.text), most);
    let why = match quote.state {
        "asserted" => String::new(),
        state => format!(" ({state})"),
    };
    let doubt = if criterion.doubtful { " (near the threshold)" } else { "" };
    Some(format!("{}: “{text}”{why}{doubt}", quote.start.line))
}

fn missing(report: &Report, width: u16, out: &mut String) {
    let mut missing: Vec<&CriterionReport> =
        report.criteria.iter().filter(|criterion| criterion.missing.is_some()).collect();
    missing.sort_by(|a, b| (b.max - b.points).total_cmp(&(a.max - a.points)));
    if !missing.is_empty() {
        out.push_str("What is missing, dearest first\n");
    }
    for criterion in missing {
        wrap(&format!("- {}: {}", criterion.title, criterion.missing.as_deref().unwrap_or("")), width, out);
        if let Some(ask) = &criterion.follow_up {
            wrap(&format!("  next: {ask}"), width, out);
        }
    }
}

fn lenses(report: &Report, out: &mut String) {
    if report.lenses.is_empty() {
        return;
    }
    let shown = report
        .lenses
        .iter()
        .map(|lens| format!("{} {}", if lens.present { "✓" } else { "·" }, visible(&lens.title)));
    let _ = writeln!(out, "Reasoning: {}", shown.collect::<Vec<_>>().join("  "));
}

fn flags(report: &Report, out: &mut String) {
    for flag in &report.flags {
        let (name, id) = flag.split_once(':').unwrap_or((flag, ""));
        let words = match name {
            "empty" => "the answer is empty".to_owned(),
            "stuffed" => "terms are piled up without statements; what they only name counts half".to_owned(),
            "echo" => "most of it repeats the question; what repeats earns nothing".to_owned(),
            "contradiction" => format!("`{id}` is both asserted and denied; read it yourself"),
            "required-missing" => format!("`{id}` is required and not met"),
            "capped" => "a cap of the rubric holds the score down".to_owned(),
            _ => "the answer has control characters, shown as signs".to_owned(),
        };
        let _ = writeln!(out, "! {words}");
    }
}

/// What people decided of the whole, and what of another text.
fn decisions(report: &Report, width: u16, out: &mut String) {
    if let Some(decided) = &report.score_override {
        wrap(&format!("✎ score decided by {}", decided.words()), width, out);
    }
    for stale in &report.stale_overrides {
        wrap(&format!("! {}", stale.words()), width, out);
    }
}

/// Words to lines of at most `width` columns, continued under the text.
pub(super) fn wrap(text: &str, width: u16, out: &mut String) {
    let mut column = 0;
    for word in visible(text).split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > usize::from(width) {
            out.push_str("\n ");
            column = 1;
        }
        if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
        if word.is_empty() {
            out.push(' ');
            column += 1;
        }
    }
    out.push('\n');
}
