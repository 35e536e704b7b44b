//! `gradus export`: rubrics in the formats of course systems, and what these cannot hold.

use std::path::PathBuf;

use anyhow::anyhow;

use super::args::Rubrics;
use super::library::Library;
use super::target::Target;
use super::{complain, complain_lines, places};
use crate::export::{Published, RubricFormat, export, export_case};
use crate::rubric::Rubric;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ExportFormat {
    /// CSV for the rubric import of Canvas; several rubrics in one file
    CanvasRubric,
    /// `<rubric>` of an edX Open Response Assessment
    EdxOra,
    /// The same as JSON
    EdxOraJson,
    /// Criteria and levels for the API of Google Classroom
    GoogleClassroom,
    /// `educationRubric` for Microsoft Graph
    Microsoft,
    /// Definitions for Moodle's grading web service
    MoodleRubric,
    /// Rubric settings of PrairieLearn
    Prairielearn,
    /// Rubric items of Gradescope
    Gradescope,
    /// `CFRubrics` of 1EdTech CASE, for competency frameworks; several rubrics in one file
    Case,
    /// Criteria with points, as HealthBench has them
    Healthbench,
    /// Assertions for promptfoo
    Promptfoo,
    /// Weighted requirements, as autorubric has them
    Autorubric,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus export queue-vs-sync --format canvas-rubric -o rubric.csv\n  gradus export rubrics/backend/queue-vs-sync.yaml --format edx-ora\n  gradus export queue-vs-sync --format case --address https://example.org/rubrics --changed 2026-05-03"
)]
pub(super) struct Export {
    /// Rubric ids or files
    #[arg(required = true, value_name = "RUBRIC")]
    pub names: Vec<String>,
    /// What is written
    #[arg(long, value_enum, value_name = "FMT")]
    pub format: ExportFormat,
    /// For `case`: the address under which the rubrics will be found
    #[arg(long, value_name = "URL", required_if_eq("format", "case"))]
    pub address: Option<String>,
    /// For `case`: when they were last changed
    #[arg(long, value_name = "DATE", required_if_eq("format", "case"))]
    pub changed: Option<String>,
    /// Where it is written; else to standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub library: Rubrics,
}

pub(super) fn run(args: &Export) -> anyhow::Result<u8> {
    let library = Library::open(args.library.rubrics.as_deref());
    let files: Vec<PathBuf> = args.names.iter().filter_map(|name| library.file(name, true)).collect();
    places::distinct(args.output.as_deref(), files.iter().map(PathBuf::as_path))?;
    let rubrics = args.names.iter().map(|name| library.rubric(name)).collect::<anyhow::Result<Vec<_>>>()?;
    let rubrics: Vec<&Rubric> = rubrics.iter().collect();
    let exported = match format(args.format) {
        Some(format) => export(&rubrics, format),
        None => published(args).and_then(|published| export_case(&rubrics, &published)),
    };
    let exported = exported.map_err(|problem| anyhow!(problem))?;
    let mut output = Target::of(args.output.as_deref())?;
    output.put(exported.text.as_bytes())?;
    output.finish()?;
    if !exported.lost.is_empty() {
        complain("not carried over:");
        exported.lost.iter().for_each(|sentence| complain_lines(&format!("  - {sentence}")));
    }
    Ok(0)
}

/// Where and when, which only one format wants to know.
fn published(args: &Export) -> Result<Published, String> {
    Published::new(args.address.as_deref().unwrap_or_default(), args.changed.as_deref().unwrap_or_default())
}

/// `None` for CASE, which needs more than the rubrics.
fn format(target: ExportFormat) -> Option<RubricFormat> {
    Some(match target {
        ExportFormat::Case => return None,
        ExportFormat::CanvasRubric => RubricFormat::Canvas,
        ExportFormat::EdxOra => RubricFormat::EdxXml,
        ExportFormat::EdxOraJson => RubricFormat::EdxJson,
        ExportFormat::GoogleClassroom => RubricFormat::GoogleClassroom,
        ExportFormat::Microsoft => RubricFormat::Microsoft,
        ExportFormat::MoodleRubric => RubricFormat::Moodle,
        ExportFormat::Prairielearn => RubricFormat::PrairieLearn,
        ExportFormat::Gradescope => RubricFormat::Gradescope,
        ExportFormat::Healthbench => RubricFormat::HealthBench,
        ExportFormat::Promptfoo => RubricFormat::Promptfoo,
        ExportFormat::Autorubric => RubricFormat::Autorubric,
    })
}
