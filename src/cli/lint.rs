//! `gradus lint`: everything that is wrong or questionable about rubric files.
//!
//! Exit 1 when there are errors; warnings only count with `--fail-on warning`.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::args::{ColorChoice, Rubrics};
use super::library::attach;
use super::rubric_file::{RubricFile, find};
use crate::diagnostic::{Code, Diagnostic, Severity, count, render_files};
use crate::lint::{Subject, lint};
use crate::report::messages;
use crate::rubric::{Rubric, Spanned};

/// How messages are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum MessageFormat {
    /// For people, with the lines of the file
    Text,
    /// One JSON document
    Json,
    /// Annotations of a GitHub workflow
    Github,
}

/// What makes the run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus lint\n  gradus lint my-rubric.yaml --fail-on warning\n  gradus explain lint/shadowed"
)]
pub(super) struct Lint {
    /// Rubric files, folders or ids; without them all rubrics of the folder
    #[arg(value_name = "RUBRIC")]
    pub names: Vec<String>,
    #[command(flatten)]
    pub library: Rubrics,
    /// How messages are printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: MessageFormat,
    /// What makes the run fail
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY")]
    pub fail_on: FailOn,
    /// When colour is used
    #[arg(long, value_enum, default_value = "auto")]
    pub color: ColorChoice,
}

pub(super) fn run(args: &Lint) -> anyhow::Result<u8> {
    let mut files = vec![];
    for path in find(&args.names, args.library.rubrics.as_deref())? {
        let mut file = RubricFile::read(&path)?;
        if let Some(rubric) = file.rubric.clone() {
            let found = questions(&file.path, &file.name, rubric)?;
            file.diagnostics.extend(found);
            file.diagnostics.sort_by_key(|one| (one.file != file.name, one.file.clone(), one.span, one.code));
        }
        files.push(file);
    }
    let many = |severity| files.iter().map(|file| file.count(severity)).sum::<usize>();
    let (errors, warnings) = (many(Severity::Error), many(Severity::Warning));
    let failed = errors > 0 || (warnings > 0 && args.fail_on == FailOn::Warning);
    print(args, &files, errors, warnings, u8::from(failed))?;
    if failed {
        super::complain(&format!("exit 1: {}, {}", count(errors, "error"), count(warnings, "warning")));
    }
    Ok(u8::from(failed))
}

/// What is questionable about a rubric that stands at `path` and is called `name` in messages.
pub(super) fn questions(path: &Path, name: &str, mut rubric: Rubric) -> anyhow::Result<Vec<Diagnostic>> {
    let is_lost = |file: &Spanned<String>| !path.with_file_name(&file.value).exists();
    let lost = rubric.examples_file.take_if(|file| is_lost(file)).map(|file| {
        let message = format!("there is no file `{}` beside the rubric", file.value);
        let found = Diagnostic::error(Code::UnknownExamples, name, file.span, message);
        found.help("make the file with labelled sentences, one JSON object a line, or remove this line")
    });
    let loaded = attach(rubric, path)?;
    let model = loaded.model.model();
    let subject = Subject {
        rubric: &loaded.rubric,
        file: name,
        examples: &loaded.examples,
        model: model.as_ref(),
        model_state: loaded.model.state,
    };
    Ok(lint(&subject).into_iter().chain(lost).collect())
}

fn print(args: &Lint, files: &[RubricFile], errors: usize, warnings: usize, code: u8) -> anyhow::Result<()> {
    let mut out = super::stdout(args.color);
    match args.format {
        MessageFormat::Text => {
            for file in files.iter().filter(|file| !file.diagnostics.is_empty()) {
                writeln!(out, "{}", render_files(&file.diagnostics, &file.sources(), true))?;
            }
            let totals = [count(files.len(), "rubric"), count(errors, "error"), count(warnings, "warning")];
            writeln!(out, "{}", totals.join(", "))?;
        }
        MessageFormat::Json => {
            let all = files.iter().flat_map(|file| messages::json(&file.diagnostics, &file.sources()));
            let document = json!({
                "schema_version": 1,
                "tool": {"name": "gradus", "version": env!("CARGO_PKG_VERSION")},
                "summary": {"rubrics": files.len(), "errors": errors, "warnings": warnings, "exit_code": code},
                "diagnostics": all.collect::<Vec<_>>(),
            });
            writeln!(out, "{document:#}")?;
        }
        MessageFormat::Github => {
            for file in files {
                write!(out, "{}", messages::github(&file.diagnostics, &file.sources()))?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
