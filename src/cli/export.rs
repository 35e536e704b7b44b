//! `gradus export`: rubrics in the formats of course systems, and what these cannot hold.

use std::path::PathBuf;

use anyhow::anyhow;

use super::args::Rubrics;
use super::library::Library;
use super::target::Target;
use super::{complain, complain_lines};
use crate::export::{RubricFormat, export};

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
    /// Criteria with points, as HealthBench has them
    Healthbench,
    /// Assertions for promptfoo
    Promptfoo,
    /// Weighted requirements, as autorubric has them
    Autorubric,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus export queue-vs-sync --format canvas-rubric -o rubric.csv\n  gradus export rubrics/backend/queue-vs-sync.yaml --format edx-ora"
)]
pub(super) struct Export {
    /// Rubric ids or files
    #[arg(required = true, value_name = "RUBRIC")]
    pub names: Vec<String>,
    /// What is written
    #[arg(long, value_enum, value_name = "FMT")]
    pub format: ExportFormat,
    /// Where it is written; else to standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub library: Rubrics,
}

pub(super) fn run(args: &Export) -> anyhow::Result<u8> {
    let library = Library::open(args.library.rubrics.as_deref());
    let rubrics = args.names.iter().map(|name| library.rubric(name)).collect::<anyhow::Result<Vec<_>>>()?;
    let exported = export(&rubrics.iter().collect::<Vec<_>>(), format(args.format))
        .map_err(|problem| anyhow!(problem))?;
    let mut output = Target::of(args.output.as_deref())?;
    output.put(exported.text.as_bytes())?;
    output.finish()?;
    if !exported.lost.is_empty() {
        complain("not carried over:");
        exported.lost.iter().for_each(|sentence| complain_lines(&format!("  - {sentence}")));
    }
    Ok(0)
}

fn format(target: ExportFormat) -> RubricFormat {
    match target {
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
    }
}
