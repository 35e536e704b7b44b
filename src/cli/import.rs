//! `gradus import`: rubrics of other systems as rubric files, and what could not be carried over.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::answers;
use super::args::Rubrics;
use super::new::{create, save_draft, target};
use crate::diagnostic::count;
use crate::draft::tests_text;
use crate::import::{
    Imported, MarkedResponses, essay, expression, marked_csv, marked_json, questions, rubric_of_marked,
    tests_of_marked,
};

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Source {
    /// Moodle question XML with Pattern Match questions
    Moodle,
    /// One Pattern Match expression
    Pmatch,
    /// `content/content.json` of an H5P essay
    H5p,
    /// Marked responses: CSV with the columns mark and response, or JSON
    Marked,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus import quiz.xml\n  gradus import quiz.xml --responses marked.csv\n  gradus import content.json --from h5p --as essay\n  gradus import marked.csv --question \"Why is the sky blue?\""
)]
pub(super) struct Import {
    /// The file to take over
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What the file is; else told by its name: .xml, .txt, .json, .csv
    #[arg(long, value_enum, value_name = "SOURCE")]
    pub from: Option<Source>,
    /// Id or file of the rubric that is written
    #[arg(long = "as", value_name = "ID|FILE")]
    pub name: Option<String>,
    /// What the candidate is asked, where the file does not say
    #[arg(long)]
    pub question: Option<String>,
    /// Marked responses (CSV or JSON), which become tests beside the rubric
    #[arg(long, value_name = "FILE")]
    pub responses: Option<PathBuf>,
    /// The full mark of the responses
    #[arg(long, default_value_t = 1.0, value_name = "POINTS")]
    pub max: f64,
    #[command(flatten)]
    pub library: Rubrics,
}

pub(super) fn run(args: &Import) -> anyhow::Result<u8> {
    if !args.max.is_finite() || args.max <= 0.0 {
        bail!("--max must be more than 0");
    }
    let marked = args.responses.as_deref().map(|path| marked(path, args.max)).transpose()?;
    let imported = imported(args)?;
    if marked.is_some() && imported.len() > 1 {
        bail!(
            "{} has {} questions; --responses belong to one, so export that one alone",
            args.file.display(),
            imported.len()
        );
    }
    if args.name.as_deref().is_some_and(|name| name.ends_with(".yaml")) && imported.len() > 1 {
        bail!(
            "{} has {} questions; leave out --as, then each is named by itself",
            args.file.display(),
            imported.len()
        );
    }
    for (at, one) in imported.iter().enumerate() {
        let path = place(args, one, at, imported.len());
        save(one, marked.as_ref(), &path)?;
    }
    Ok(0)
}

fn imported(args: &Import) -> anyhow::Result<Vec<Imported>> {
    let name = args.file.display().to_string();
    let stem = args.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let id = args.name.clone().unwrap_or(stem);
    let question = args.question.clone().unwrap_or_else(|| "draft: what the candidate is asked".to_owned());
    let source = source(args)?;
    if source == Source::Marked {
        let marked = marked(&args.file, args.max)?;
        return Ok(vec![rubric_of_marked(&id, &question, &marked).with_context(|| name)?]);
    }
    let text = answers::text(&args.file)?;
    let mut imported = match source {
        Source::Moodle => questions(&text).with_context(|| name)?,
        Source::Pmatch => vec![expression(&id, &question, &text).with_context(|| name)?],
        Source::H5p | Source::Marked => vec![essay(&id, &text).with_context(|| name)?],
    };
    if let Some(question) = &args.question {
        imported.iter_mut().for_each(|one| one.draft.question.clone_from(question));
    }
    Ok(imported)
}

fn source(args: &Import) -> anyhow::Result<Source> {
    if let Some(source) = args.from {
        return Ok(source);
    }
    let extension = args.file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    Ok(match extension.as_str() {
        "xml" => Source::Moodle,
        "txt" => Source::Pmatch,
        "json" => Source::H5p,
        "csv" => Source::Marked,
        "h5p" => bail!("{} is a package: unzip it and give its content/content.json", args.file.display()),
        _ => bail!("what is {}? say it with --from moodle, pmatch, h5p or marked", args.file.display()),
    })
}

fn marked(path: &Path, most: f64) -> anyhow::Result<MarkedResponses> {
    let text = answers::text(path)?;
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let read = if is_json { marked_json(&text, most) } else { marked_csv(&text, most) };
    read.with_context(|| path.display().to_string())
}

fn place(args: &Import, one: &Imported, at: usize, n_all: usize) -> PathBuf {
    let root = args.library.rubrics.as_deref();
    match &args.name {
        Some(name) if n_all == 1 => target(name, root, ""),
        Some(name) => target(&format!("{name}-{}", at + 1), root, ""),
        None => target(&one.draft.id, root, ""),
    }
}

fn save(one: &Imported, marked: Option<&MarkedResponses>, path: &Path) -> anyhow::Result<()> {
    save_draft(&one.draft, path)?;
    let mut lost = one.lost.clone();
    if let Some(marked) = marked {
        let (tests, unmarked) = tests_of_marked(marked, one.draft.pass.unwrap_or(60));
        create(&path.with_extension("test.yaml"), &tests_text(&path.display().to_string(), &tests))?;
        lost.extend(marked.lost.iter().cloned());
        if unmarked > 0 {
            lost.push(format!("{} without a mark", count(unmarked, "response")));
        }
    }
    let mut out = std::io::stdout().lock();
    if !lost.is_empty() {
        writeln!(out, "not carried over:")?;
        lost.iter().try_for_each(|sentence| writeln!(out, "  - {}", crate::report::visible(sentence)))?;
    }
    writeln!(out, "next: gradus lint {0} && gradus test {0}", path.display())?;
    Ok(())
}
