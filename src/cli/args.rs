//! What the command line may say.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Grades written answers by a rubric: which ideas they state, in which of their own words.
#[derive(Debug, Parser)]
#[command(
    name = "gradus",
    version,
    about,
    after_help = "Exit codes: 0 done, 1 the content failed, 2 not (fully) done."
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Score answers and print the feedback table
    Grade(Grade),
    /// Grade a class: tables, exports and folders of answers to results, a gradebook and feedback
    Batch(super::batch::Batch),
    /// Score a class and show it: one HTML file to look at, a summary in Markdown
    Report(super::report::ReportArgs),
    /// Check documents: every answer by its rubric, with a verdict for the build
    Check(super::check::Check),
    /// List the rubrics that can be named
    List(super::list::List),
    /// Serve an editor: messages on rubrics and answers while they are written
    #[cfg(feature = "lsp")]
    Lsp(super::lsp::Lsp),
    /// Show the settings of a run and where each comes from
    Config(super::config::ConfigArgs),
    /// Print the JSON Schema of a kind of file
    Schema(super::shell::Schema),
    /// Print completions for a shell
    Completions(super::shell::Completions),
    /// Print the man page
    Man(super::shell::Man),
    /// Learn the models of rubrics from their example sentences
    Build(Build),
    /// Show why a criterion counts or does not, with all its evidence; or what a code means
    Explain(Explain),
    /// Compare scores with those of human raters, and raters with each other
    Agree(super::agree::Agree),
    /// Learn what a percentage is on the raters' scale
    Calibrate(super::calibrate::Calibrate),
    /// Compare two versions of a rubric on the same answers
    Diff(super::diff::Diff),
    /// Check rubrics: patterns that cannot match, never decide, or match too much
    Lint(super::lint::Lint),
    /// Begin a rubric, a file of shared words or a file of tests
    New(super::new::New),
    /// Hand results back: a gradebook, or the file of a course system with grades filled in
    Gradebook(super::gradebook::Gradebook),
    /// Take over rubrics of Moodle Pattern Match, H5P essays, marked responses
    Import(super::import::Import),
    /// Write rubrics in the formats of course systems
    Export(super::export::Export),
    /// List the answers that a person should read first, and why; begin the file of overrides
    Review(super::review::Review),
    /// Run the examples, tests and reference response of rubrics
    Test(super::test::Test),
    /// Bring a rubric nearer to its graders: misses, false hits, suggested patterns, sentences to label
    Tune(super::tune::Tune),
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table for people
    Text,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// Markdown
    Markdown,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How many threads work: as many as were asked for, or, for 0, as the machine has cores.
pub(super) fn threads(jobs: usize) -> usize {
    match jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    }
}

/// Where rubrics are looked for.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Rubrics {
    /// Folder searched for rubric ids; else those of gradus.yaml, else `rubrics`; then those built in
    #[arg(long, value_name = "DIR")]
    pub rubrics: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus grade samples/idempotent-payments/strong.md\n  gradus grade -r queue-vs-sync - < answer.txt\n  gradus grade answers.jsonl --format jsonl"
)]
pub(super) struct Grade {
    /// Answer files (text, Markdown, or .jsonl with one answer a line); `-` is standard input
    #[arg(required = true, value_name = "ANSWER")]
    pub answers: Vec<PathBuf>,
    /// Rubric id or file; else the front matter's `rubric:` or the line's `question_id`
    #[arg(short, long, value_name = "FILE|ID")]
    pub rubric: Option<String>,
    /// What people decided, in CSV, JSON lines or XLSX, as `gradus review` begins it; give several files one by one
    #[arg(long, value_name = "FILE", conflicts_with = "reference")]
    pub overrides: Vec<PathBuf>,
    /// Scores on the raters' scale by the residual model beside the rubric (`gradus calibrate --model`)
    #[arg(long, conflicts_with_all = ["overrides", "reference"])]
    pub model: bool,
    #[command(flatten)]
    pub by_reference: super::reference::ByReference,
    #[command(flatten)]
    pub library: Rubrics,
    /// How results are printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// When colour is used
    #[arg(long, value_enum, default_value = "auto")]
    pub color: ColorChoice,
    /// Width of the table in columns
    #[arg(long, value_parser = clap::value_parser!(u16).range(40..=400))]
    pub width: Option<u16>,
    /// Worker threads; the output does not depend on it
    #[arg(short = 'j', long, default_value_t = 0)]
    pub jobs: usize,
}

#[derive(Debug, clap::Args)]
pub(super) struct Build {
    /// Rubric files, folders or ids
    #[arg(required = true, value_name = "RUBRIC")]
    pub rubrics: Vec<String>,
    /// Only say whether models are up to date; exit 1 when one is not
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus explain answer.md idempotency-key -r idempotent-payments\n  gradus explain lint/shadowed"
)]
pub(super) struct Explain {
    /// Answer file, or the code of a message such as `lint/shadowed`; `-` is standard input
    #[arg(value_name = "ANSWER|CODE")]
    pub answer: PathBuf,
    /// Id of a criterion
    pub criterion: Option<String>,
    /// Rubric id or file
    #[arg(short, long, value_name = "FILE|ID")]
    pub rubric: Option<String>,
    #[command(flatten)]
    pub library: Rubrics,
}
