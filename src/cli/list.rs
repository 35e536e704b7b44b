//! `gradus list`: the rubrics that can be named, with what they ask and judge.

use std::io::Write;

use serde_json::json;

use super::check::{Catalog, Known, Settings, SettingsArgs};
use crate::diagnostic::Severity;
use crate::report::visible;

/// How the list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    Text,
    /// One JSON array
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  gradus list\n  gradus list --format json | jq -r '.[].id'")]
pub(super) struct List {
    #[command(flatten)]
    pub settings: SettingsArgs,
    /// How the list is printed
    #[arg(long, value_enum, default_value = "text", value_name = "FMT")]
    pub format: ListFormat,
}

pub(super) fn run(args: &List) -> anyhow::Result<u8> {
    let settings = Settings::find(&args.settings)?;
    let catalog = Catalog::read(&settings, None);
    let mut out = std::io::stdout().lock();
    match args.format {
        ListFormat::Json => {
            let rubrics: Vec<_> = catalog.rubrics.iter().map(as_json).collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&rubrics)?)?;
        }
        ListFormat::Text => {
            for known in &catalog.rubrics {
                write_text(&mut out, known)?;
            }
        }
    }
    out.flush()?;
    let errors = catalog.notes.iter().filter(|note| note.severity == Severity::Error);
    let lines: Vec<String> = errors.map(|note| format!("error[{}]: {}", note.code, note.message)).collect();
    lines.iter().for_each(|line| super::complain(line));
    if lines.is_empty() {
        return Ok(0);
    }
    super::complain("exit 2: not all rubrics can be used");
    Ok(2)
}

fn write_text(out: &mut impl Write, known: &Known) -> std::io::Result<()> {
    let rubric = &known.rubric;
    let place = known.facts.path.as_deref().unwrap_or("built in");
    writeln!(out, "{}  {} ({})", rubric.id, visible(&rubric.title), visible(place))?;
    writeln!(out, "    {}", visible(&rubric.question))?;
    let patterns: usize = rubric.criteria.iter().map(|criterion| criterion.indicators.len()).sum();
    writeln!(
        out,
        "    {} criteria, {patterns} patterns, {} tests, {}, pass mark {} %",
        rubric.criteria.len(),
        rubric.tests.len(),
        if known.has_model() { "learned examples" } else { "no learned examples" },
        rubric.pass
    )
}

fn as_json(known: &Known) -> serde_json::Value {
    let rubric = &known.rubric;
    let of_kind = |kind| known.facts.entries.iter().filter(|entry| entry.kind == kind).count();
    let with_tests = rubric
        .criteria
        .iter()
        .filter(|criterion| !criterion.examples.hit.is_empty() && !criterion.examples.miss.is_empty())
        .count();
    json!({
        "id": rubric.id, "title": rubric.title, "question": rubric.question, "path": known.facts.path,
        "role": rubric.role, "pass": rubric.pass,
        "concepts": of_kind("concept"), "failure_modes": of_kind("failure_mode"),
        "misconceptions": of_kind("misconception"), "tests": rubric.tests.len(),
        "criteria_with_examples": with_tests, "learned": known.has_model(),
        "required": known.facts.entries.iter().filter(|entry| entry.required).map(|entry| entry.id.as_str()).collect::<Vec<_>>(),
    })
}
