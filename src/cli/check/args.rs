//! What `gradus check` may be told.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::args::ColorChoice;
use crate::gate::FailOn;

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReportFormat {
    /// For people, with the line of each mistake
    Text,
    /// One JSON document
    Json,
    /// One JSON object for each answer
    Jsonl,
    /// Markdown, for a job summary or a comment
    Markdown,
    /// Annotations of GitHub Actions, below the text
    Github,
    /// GitLab Code Quality
    Gitlab,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// `JUnit` XML, for test reports
    Junit,
    /// CSV, for spreadsheets
    Csv,
}

#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Examples:
  gradus check                                     all documents below, by gradus.yaml if there is one
  gradus check samples/interview-guide.md          each answer of a document by its rubric
  gradus check -r runbook docs/runbooks --fail-under 80
  gradus check --changed origin/main --format github --report sarif=gradus.sarif

Exit codes: 0 everything passes, 1 an answer fails, 2 something could not be checked, or nothing was.")]
pub(in crate::cli) struct Check {
    /// Documents and folders; `-` is standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Grade each whole document by this rubric
    #[arg(short, long, value_name = "FILE|ID")]
    pub rubric: Option<String>,
    #[command(flatten)]
    pub settings: SettingsArgs,
    #[command(flatten)]
    pub selection: Selection,
    #[command(flatten)]
    pub known: Known,
    /// Form of the report on standard output
    #[arg(long, value_enum, default_value = "text", value_name = "FMT")]
    pub format: ReportFormat,
    /// Also write a report to a file; may be given more than once
    #[arg(long, value_name = "FMT=PATH", value_parser = report_target)]
    pub report: Vec<(ReportFormat, PathBuf)>,
    /// Do not mention answers that pass
    #[arg(short, long)]
    pub quiet: bool,
    /// When colour is used
    #[arg(long, value_enum, default_value = "auto")]
    pub color: ColorChoice,
    /// Width of the text in columns
    #[arg(long, value_parser = clap::value_parser!(u16).range(40..=400))]
    pub width: Option<u16>,
    /// Worker threads; the output does not depend on it
    #[arg(short = 'j', long, default_value_t = 0)]
    pub jobs: usize,
    /// Check again whenever a document, a rubric or the configuration changes
    #[arg(long)]
    pub watch: bool,
}

/// What a configuration file can say, too.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::cli) struct SettingsArgs {
    /// Configuration; without it `gradus.yaml` here or above, up to the root of the repository
    #[arg(long, value_name = "FILE", env = "GRADUS_CONFIG")]
    pub config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
    /// Folder with rubrics, beside those built in
    #[arg(long, value_name = "DIR")]
    pub rubrics: Vec<PathBuf>,
    /// Percentage that each answer must reach, instead of the pass mark of its rubric
    #[arg(long, value_name = "PCT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub fail_under: Option<u8>,
    /// What fails the run beside scores [default: missing-required,misconception]
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = fail_on())]
    pub fail_on: Vec<FailOn>,
}

/// Which documents.
#[derive(Debug, Clone, clap::Args)]
pub(in crate::cli) struct Selection {
    /// Leave out files that match, as in a `.gitignore`
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Leave out ignored and excluded files even when they are named
    #[arg(long)]
    pub force_exclude: bool,
    /// Only files that differ from where this branch left BASE, and new ones (git)
    #[arg(long, value_name = "BASE")]
    pub changed: Option<String>,
    /// Follow symbolic links to folders
    #[arg(long)]
    pub follow: bool,
    /// It is no error when there is nothing to check
    #[arg(long)]
    pub allow_empty: bool,
    /// Name of standard input in reports
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<String>,
}

/// Findings that are known.
#[derive(Debug, Clone, clap::Args)]
pub(in crate::cli) struct Known {
    /// Findings in this file do not fail the run
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the findings of this run to a file, to be given as `--baseline`
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
}

fn fail_on() -> impl clap::builder::TypedValueParser<Value = FailOn> {
    use clap::builder::TypedValueParser;
    clap::builder::PossibleValuesParser::new(FailOn::NAMES)
        .map(|name| FailOn::from_name(&name).unwrap_or(FailOn::Warning))
}

fn report_target(text: &str) -> Result<(ReportFormat, PathBuf), String> {
    let Some((format, path)) = text.split_once('=') else {
        return Err("write FORMAT=PATH, for example sarif=gradus.sarif".to_owned());
    };
    let format = ReportFormat::from_str(format, false).map_err(|_| {
        let names = ReportFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
        format!("no format `{format}`; there are {}", names.join(", "))
    })?;
    if path.is_empty() {
        return Err("the path after `=` is empty".to_owned());
    }
    if path == "-" {
        return Err("a report goes to a file; --format chooses what goes to standard output".to_owned());
    }
    Ok((format, PathBuf::from(path)))
}
