//! What the command line of `gradus batch` may say.

use std::path::PathBuf;

use super::feedback::Markup;
use crate::cli::args::Rubrics;

/// Grades a class.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    gradus batch class.csv -r queue-vs-sync\n  \
    gradus batch quiz.csv --map candidate=Matric,queue-vs-sync=\"Response 1\",latency-spike=\"Response 2\"\n  \
    gradus batch submissions/ 'late/**/*.md' -r rubrics/essay.yaml --out week1 --feedback html\n  \
    gradus batch answers.jsonl --resume\n\n\
Columns are known by their usual names (Student ID, Email address, Response, …) or by --map ROLE=COLUMN. Roles are\n\
answer, candidate, name, first_name, last_name, email, id, question; any other is a rubric, and the column holds the\n\
answers to it. A column called like a rubric, or like its question, needs no --map.\n\n\
In the folder of --out: results.jsonl (everything found, a line an answer), gradebook.csv (a row an answer),\n\
problems.csv (what could not be read or graded, with its row), with --keep-answers answers.jsonl. A run that was stopped goes on with --resume.\n\
Exit codes: 0 done, 2 something could not be graded.")]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command")]
pub(in crate::cli) struct Batch {
    /// Answers: tables (CSV, TSV, XLSX, ODS), JSON and JSON lines; documents (text, Markdown, HTML, DOCX, ODT, PDF); ZIP
    /// files, folders and globs of all these; `-` is standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Rubric id or file, repeated for several; else every answer names its own
    #[arg(short, long, value_name = "FILE|ID")]
    pub rubric: Vec<String>,
    /// Which column or field is what: answer=Response, or RUBRIC=COLUMN for the answers to one question
    #[arg(long, value_name = "ROLE=COLUMN")]
    pub map: Vec<String>,
    /// Folder of the results
    #[arg(short, long, value_name = "DIR", default_value = "graded")]
    pub out: PathBuf,
    /// Go on with a run that was stopped; the results are those of a run that was not
    #[arg(long, conflicts_with = "overwrite")]
    pub resume: bool,
    /// Replace the results of an earlier run
    #[arg(long)]
    pub overwrite: bool,
    /// Files of folders and globs to leave out
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Feedback for every candidate as a file, in the folder `feedback`
    #[arg(long, value_enum, value_name = "MARKUP")]
    pub feedback: Option<Markup>,
    /// What you say in feedback, by criterion and verdict (YAML or JSON)
    #[arg(long, value_name = "FILE", requires = "feedback")]
    pub comments: Option<PathBuf>,
    /// What people decided, in CSV, JSON lines or XLSX, as `gradus review` begins it; give several files one by one
    #[arg(long, value_name = "FILE")]
    pub overrides: Vec<PathBuf>,
    /// Keep what was read in answers.jsonl too, for `gradus review` and `gradus report`
    #[arg(long)]
    pub keep_answers: bool,
    /// Pseudonyms instead of candidates, the same in every run with this key; the file is made if it is not there
    #[arg(long, value_name = "KEY")]
    pub anonymise: Option<PathBuf>,
    #[command(flatten)]
    pub library: Rubrics,
    /// Worker threads; the results do not depend on it
    #[arg(short = 'j', long, alias = "jobs", value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// No progress bar and no summary
    #[arg(short, long)]
    pub quiet: bool,
}
