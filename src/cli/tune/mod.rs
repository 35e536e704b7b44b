//! `gradus tune`: where a rubric and its graders differ, what would mend it, and the mending itself.

mod apply;
mod blocks;
mod input;
mod label;
mod words;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::ValueEnum;
use serde::Serialize;

use super::args::Rubrics;
use super::ratings::RatedFile;
use super::rubric_file;
use crate::tune::{
    self as tuning, Corpus, Covered, CriterionFaults, Disagreement, Figures, HeldOut, Move, Question,
    Suggestion, Tendency,
};
use input::Read;

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TuneFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// Markdown
    Markdown,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Columns are guessed: answer_id, question_id, answer, score (or score_1, score_2), and columns named\nas criteria. On a terminal the sentences worth a label are asked one by one.\n\nExamples:\n  gradus tune rubrics/queue.yaml --answers graded.csv\n  gradus tune rubrics/queue.yaml --answers graded.csv --apply 1,3\n  gradus tune rubrics/queue.yaml --answers graded.xlsx --labels labels.jsonl"
)]
pub(super) struct Tune {
    /// Rubric file, or the id of one in the folder of rubrics
    pub rubric: String,
    #[command(flatten)]
    pub rated: RatedFile,
    /// Suggestions to write into the rubric, by their numbers
    #[arg(long, value_name = "N,M", value_delimiter = ',')]
    pub apply: Vec<usize>,
    /// Labelled sentences to add to the rubric's examples, one a line, as an examples file has them
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "apply")]
    pub labels: Option<PathBuf>,
    /// Sentences proposed for a label
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub ask: usize,
    /// Misses and false hits quoted for each criterion
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub show: usize,
    /// How the result is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: TuneFormat,
    #[command(flatten)]
    pub library: Rubrics,
}

/// Everything that is found.
#[derive(Debug, Serialize)]
struct Findings {
    schema_version: u32,
    rubric: String,
    file: String,
    answers: usize,
    /// Answers with a score, and with labels of criteria.
    scored: usize,
    labelled: usize,
    figures: Figures,
    coverage: Vec<Covered>,
    faults: Vec<CriterionFaults>,
    tendencies: Vec<Tendency>,
    disagreements: Vec<Disagreement>,
    suggestions: Vec<Suggestion>,
    /// What choosing such suggestions does to answers that did not choose them.
    held_out: HeldOut,
    questions: Vec<Question>,
}

/// What a change has done.
#[derive(Debug, Serialize)]
struct Change {
    schema_version: u32,
    rubric: String,
    file: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    applied: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Option::is_none")]
    examples: Option<label::Learned>,
    before: Figures,
    after: Figures,
    moves: Vec<Move>,
}

pub(super) fn run(args: &Tune) -> anyhow::Result<u8> {
    let root = args.library.rubrics.as_deref();
    let found = rubric_file::find(std::slice::from_ref(&args.rubric), root)?;
    let [path] = found.as_slice() else { bail!("`{}` is a folder; name one rubric", args.rubric) };
    let read = Read::new(path, &args.rated)?;
    if let Some(labels) = &args.labels {
        let change = label::from_file(path, &read, labels)?;
        return print(args.format, &change, words::change(&change));
    }
    let findings = findings(path, &read, args);
    if !args.apply.is_empty() {
        let change = apply::apply(path, &read, &findings, &args.apply)?;
        return print(args.format, &change, words::change(&change));
    }
    print(args.format, &findings, words::findings(&findings))?;
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if terminal && args.format == TuneFormat::Text && !findings.questions.is_empty() {
        let mut out = std::io::stdout();
        let labels = label::ask(&read.scorer, &findings.questions, std::io::stdin().lock(), &mut out)?;
        if !labels.is_empty() {
            let change = label::learn(path, &read, labels)?;
            return print(args.format, &change, words::change(&change));
        }
    }
    Ok(0)
}

fn findings(path: &Path, read: &Read, args: &Tune) -> Findings {
    let panel = read.panel();
    let corpus = Corpus::new(&read.answers);
    let (suggestions, held_out) = tuning::suggestions(&panel, &corpus);
    let labelled = read.answers.iter().filter(|one| one.labels.iter().any(Option::is_some)).count();
    let scored = read.answers.iter().filter(|one| one.score.is_some()).count();
    Findings {
        schema_version: 1,
        rubric: read.scorer.rubric().id.clone(),
        file: path.display().to_string(),
        answers: read.answers.len(),
        scored,
        labelled,
        figures: tuning::figures(&panel),
        coverage: tuning::coverage(&panel),
        faults: tuning::faults(&panel, &corpus, args.show),
        tendencies: if scored > 0 { tuning::tendencies(&panel) } else { Vec::new() },
        // Labels say it criterion by criterion; scores only answer by answer.
        disagreements: if labelled == 0 {
            tuning::disagreements(&panel, &corpus, 2 * args.show)
        } else {
            Vec::new()
        },
        suggestions,
        held_out,
        questions: tuning::questions(&panel, &corpus, &read.examples, args.ask),
    }
}

fn print(format: TuneFormat, json: &impl Serialize, blocks: blocks::Blocks) -> anyhow::Result<u8> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match format {
        TuneFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(json)?)?,
        TuneFormat::Text => write!(out, "{}", blocks.text())?,
        TuneFormat::Markdown => write!(out, "{}", blocks.markdown())?,
    }
    out.flush()?;
    Ok(0)
}
