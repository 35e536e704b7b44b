//! `gradus gradebook`: results handed back as gradebooks and as files that course systems take.
//!
//! Exit 0 when everybody is in the file, 1 when a candidate has no row in the roster, 2 when not done.

pub(super) mod folder;
mod input;
#[cfg(feature = "columnar")]
mod parquet;
#[cfg(feature = "office")]
mod xlsx;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use super::args::Rubrics;
use super::library::Library;
use super::target::Target;
#[cfg(feature = "office")]
use super::target::folder_beside;
use super::{complain, complain_lines, places};
use crate::diagnostic::count;
#[cfg(feature = "columnar")]
use crate::gradebook::Typed;
use crate::gradebook::{
    Class, Entry, Facts, Feedback, Filling, JsonKind, Merge, System, Table, TableKind, Told, Twice,
    TypedKind, Unplaced, candidate_json,
};
use input::Results;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum GradebookFormat {
    /// CSV with a row for each candidate; with --roster any table of people, filled
    Csv,
    /// Excel: a summary, a sheet for each question, how often each criterion is met
    #[cfg(feature = "office")]
    Xlsx,
    /// CSV with a row for each answer
    CsvAnswers,
    /// CSV with a row for each criterion of each answer
    CsvCriteria,
    /// Parquet with a row for each candidate, a column for each question
    #[cfg_attr(not(feature = "columnar"), value(hide = true))]
    Parquet,
    /// Parquet with a row for each answer
    #[cfg_attr(not(feature = "columnar"), value(hide = true))]
    ParquetAnswers,
    /// Parquet with a row for each criterion of each answer
    #[cfg_attr(not(feature = "columnar"), value(hide = true))]
    ParquetCriteria,
    /// JSON with a line for each candidate
    Jsonl,
    /// Feedback as Markdown, a file for each candidate
    Feedback,
    /// Grading worksheet of a Moodle assignment
    Moodle,
    /// Grades and feedback for the import of a Moodle course
    MoodleGradebook,
    /// Gradebook of Canvas
    Canvas,
    /// Grade centre of Blackboard
    Blackboard,
    /// `results.json` of Gradescope, a folder for each candidate
    Gradescope,
    /// `results.json` of PrairieLearn's external graders, a folder for each candidate
    Prairielearn,
    /// Scores and feedback for PrairieLearn's manual grading
    PrairielearnCsv,
    /// `grades.csv` of nbgrader
    Nbgrader,
    /// `final_grades.csv` of otter-grader
    Otter,
    /// The report on open response assessments of edX, a row an answer
    EdxOra,
}

/// Which of two results of a candidate for one question counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum TwiceRule {
    /// The one that stands first
    First,
    /// The one that stands last
    Last,
    /// The one with the most points
    Best,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus gradebook results.jsonl --format csv -o grades.csv\n  gradus gradebook results.jsonl --format moodle --roster worksheet.csv -o upload.csv\n  gradus gradebook results.jsonl --format canvas --roster export.csv --map \"queue-vs-sync=Essay 1 (42)\" -o upload.csv\n  gradus gradebook results.jsonl --format gradescope -o results/\n\nExit codes: 0 done, 1 a candidate has no row in the roster, 2 not (fully) done."
)]
pub(super) struct Gradebook {
    /// Results: the folder of `gradus batch`, or the lines of `gradus grade --format jsonl`
    #[arg(value_name = "RESULTS")]
    pub results: PathBuf,
    /// What is written
    #[arg(long, value_enum, default_value = "csv", value_name = "FMT")]
    pub format: GradebookFormat,
    /// The file that the course system exported; it comes back with grades and feedback filled in
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// File or folder that is written; else standard output
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Which column of the roster is what: id, login, email, name, grade, feedback, max, or a question's id
    #[arg(long, value_name = "ROLE=COLUMN")]
    pub map: Vec<String>,
    /// Only these questions (rubric ids)
    #[arg(long, value_name = "ID")]
    pub question: Vec<String>,
    /// The full mark, instead of the roster's
    #[arg(long, value_name = "POINTS")]
    pub out_of: Option<f64>,
    /// Replace grades and feedback that the roster holds already
    #[arg(long)]
    pub replace: bool,
    /// Give questions that have no column in the roster a new one
    #[arg(long)]
    pub add_columns: bool,
    /// Tell no more than so many of the criteria that are not met, dearest first
    #[arg(long, value_name = "N")]
    pub hints: Option<usize>,
    /// Which of two results for one question counts; without it they are an error
    #[arg(long, value_enum, value_name = "WHICH")]
    pub twice: Option<TwiceRule>,
    #[command(flatten)]
    pub library: Rubrics,
}

/// Names that are listed at most.
const MOST_NAMES: usize = 50;

pub(super) fn run(args: &Gradebook) -> anyhow::Result<u8> {
    let twice = match args.twice {
        None => Twice::Refuse,
        Some(TwiceRule::First) => Twice::First,
        Some(TwiceRule::Last) => Twice::Last,
        Some(TwiceRule::Best) => Twice::Best,
    };
    let file = input::file(&args.results);
    places::distinct(args.output.as_deref(), [file.as_path()].into_iter().chain(args.roster.as_deref()))?;
    let mut results = Results::open(&file)?;
    let class = results.class(&args.question, twice)?;
    let facts = facts(&class, &Library::open(args.library.rubrics.as_deref()));
    let words = Feedback::new(facts).with_hints(args.hints);
    if class.absent() > 0 {
        complain(&format!("note: {} handed in nothing and got no grade", count(class.absent(), "candidate")));
    }
    let unplaced = match &args.roster {
        Some(roster) => merge(args, roster, &class, &words, &mut results)?,
        None => {
            table(args, &class, &words, &mut results)?;
            0
        }
    };
    if results.failed > 0 {
        complain(&format!("exit 2: {} of results could not be used", count(results.failed, "line")));
        return Ok(2);
    }
    if unplaced > 0 {
        complain(&format!(
            "exit 1: {} of {} without a row in the roster",
            count(unplaced, "candidate"),
            class.candidates().len()
        ));
        return Ok(1);
    }
    Ok(0)
}

/// What people read of the rubrics that are at hand; results of others are worded by ids.
fn facts(class: &Class, library: &Library) -> BTreeMap<String, Facts> {
    let mut facts = BTreeMap::new();
    let mut unknown = Vec::new();
    for question in class.questions() {
        match library.rubric_by_id(&question.id) {
            Ok(rubric) => {
                facts.insert(question.id.clone(), Facts::of(&rubric));
            }
            Err(_) => unknown.push(format!("`{}`", question.id)),
        }
    }
    if !unknown.is_empty() {
        unknown.truncate(8);
        complain(&format!(
            "note: no rubric {} here; feedback shows ids instead of titles (name the folder with --rubrics)",
            unknown.join(", ")
        ));
    }
    facts
}

/// Writes a Parquet file.
#[cfg(feature = "columnar")]
fn columns(
    args: &Gradebook,
    kind: TypedKind,
    class: &Class,
    words: &Feedback,
    results: &mut Results,
) -> anyhow::Result<()> {
    use std::io::IsTerminal;
    if args.output.is_none() && std::io::stdout().is_terminal() {
        bail!("a Parquet file is no text for a terminal; name a file with --output");
    }
    let output = Target::of(args.output.as_deref())?;
    parquet::write(&Typed::new(kind, class, words), class, results, output)
}

#[cfg(not(feature = "columnar"))]
fn columns(_: &Gradebook, _: TypedKind, _: &Class, _: &Feedback, _: &mut Results) -> anyhow::Result<()> {
    bail!(
        "this program was built without Parquet; build it with `--features columnar`, or write CSV or JSON lines"
    )
}

/// Writes an Excel file.
#[cfg(feature = "office")]
fn book(args: &Gradebook, class: &Class, words: &Feedback, results: &mut Results) -> anyhow::Result<()> {
    use std::io::IsTerminal;
    if args.output.is_none() && std::io::stdout().is_terminal() {
        bail!("an Excel file is no text for a terminal; name a file with --output");
    }
    let mut book = xlsx::Book::new(class, words, &folder_beside(args.output.as_deref()))?;
    for candidate in 0..class.candidates().len() {
        book.entry(&results.entry(class, candidate)?)?;
    }
    let mut output = Target::of(args.output.as_deref())?;
    book.finish(&mut output)?;
    output.finish()
}

fn table(args: &Gradebook, class: &Class, words: &Feedback, results: &mut Results) -> anyhow::Result<()> {
    let kind = match args.format {
        #[cfg(feature = "office")]
        GradebookFormat::Xlsx => return book(args, class, words, results),
        GradebookFormat::Parquet => return columns(args, TypedKind::Candidates, class, words, results),
        GradebookFormat::ParquetAnswers => return columns(args, TypedKind::Answers, class, words, results),
        GradebookFormat::ParquetCriteria => return columns(args, TypedKind::Criteria, class, words, results),
        GradebookFormat::Jsonl => return jsonl(args, class, words, results),
        GradebookFormat::Gradescope => {
            return folder::results(args, JsonKind::Gradescope, class, words, results);
        }
        GradebookFormat::Prairielearn => {
            return folder::results(args, JsonKind::PrairieLearn, class, words, results);
        }
        GradebookFormat::Feedback => return folder::feedback(args, class, words, results),
        GradebookFormat::PrairielearnCsv => TableKind::PrairieLearn,
        GradebookFormat::Csv => TableKind::Candidates,
        GradebookFormat::CsvAnswers => TableKind::Answers,
        GradebookFormat::CsvCriteria => TableKind::Criteria,
        GradebookFormat::Moodle => TableKind::MoodleWorksheet,
        GradebookFormat::MoodleGradebook => TableKind::MoodleGradebook,
        GradebookFormat::Canvas => TableKind::Canvas,
        GradebookFormat::Blackboard => TableKind::Blackboard,
        GradebookFormat::Nbgrader => TableKind::Nbgrader,
        GradebookFormat::Otter => TableKind::Otter,
        GradebookFormat::EdxOra => TableKind::EdxOra,
    };
    let table = Table::new(kind, class, words).map_err(|problem| anyhow!(problem))?;
    let mut output = Target::of(args.output.as_deref())?;
    let mut bytes = Vec::new();
    table.begin(&mut bytes);
    for candidate in 0..class.candidates().len() {
        table.entry(&results.entry(class, candidate)?, &mut bytes);
        output.put(&bytes)?;
        bytes.clear();
    }
    output.finish()
}

fn jsonl(args: &Gradebook, class: &Class, words: &Feedback, results: &mut Results) -> anyhow::Result<()> {
    let mut output = Target::of(args.output.as_deref())?;
    for candidate in 0..class.candidates().len() {
        let entry = results.entry(class, candidate)?;
        output.put(candidate_json(JsonKind::Candidate, class, &entry, words).as_bytes())?;
    }
    output.finish()
}

/// Fills a roster; returns how many candidates have no row in it.
fn merge(
    args: &Gradebook,
    roster: &Path,
    class: &Class,
    words: &Feedback,
    results: &mut Results,
) -> anyhow::Result<usize> {
    let system = match args.format {
        GradebookFormat::Csv => System::Table,
        GradebookFormat::Moodle => System::Moodle,
        GradebookFormat::Canvas => System::Canvas,
        GradebookFormat::Blackboard => System::Blackboard,
        GradebookFormat::PrairielearnCsv => System::PrairieLearn,
        _ => bail!("--roster goes with --format moodle, canvas, blackboard, prairielearn-csv or csv"),
    };
    let name = roster.display();
    let bytes = read_roster(roster)?;
    let mut merge = Merge::new(&bytes, system, class, words, filling(args)?)
        .map_err(|problem| anyhow!("{name}: {problem}"))?;
    drop(bytes);
    let mut output = Target::of(args.output.as_deref())?;
    let mut bytes = Vec::new();
    // Some systems have a row for each question, one below the other.
    let mut last: Option<(usize, Entry<'_>)> = None;
    for row in 0..merge.rows() {
        let wanted = merge.candidate(row);
        let known = last.as_ref().map(|(known, _)| *known);
        if let Some(candidate) = wanted.filter(|_| wanted != known) {
            last = Some((candidate, results.entry(class, candidate)?));
        }
        let entry = last.as_ref().filter(|_| wanted.is_some()).map(|(_, entry)| entry);
        merge.write(row, entry, words, &mut bytes);
        output.put(&bytes)?;
        bytes.clear();
    }
    output.finish()?;
    tell(&merge, class);
    Ok(merge.unplaced().len())
}

/// Largest roster.
const LARGEST: u64 = 64 << 20;

fn read_roster(path: &Path) -> anyhow::Result<Vec<u8>> {
    let name = path.display();
    let about = std::fs::metadata(path).with_context(|| format!("cannot read {name}"))?;
    if !about.is_file() {
        bail!("{name} is no file; give the CSV file that the course system exported");
    }
    if about.len() > LARGEST {
        bail!("{name} has {} MB; a roster may have {} MB", about.len() >> 20, LARGEST >> 20);
    }
    std::fs::read(path).with_context(|| format!("cannot read {name}"))
}

fn filling(args: &Gradebook) -> anyhow::Result<Filling> {
    let mut told = Vec::new();
    for pair in &args.map {
        let Some((role, column)) = pair.split_once('=') else {
            bail!("--map {pair}: write it as ROLE=COLUMN, for instance grade=\"Essay 1 (42)\"");
        };
        told.push(Told { role: role.trim().to_owned(), column: column.trim().to_owned() });
    }
    let out_of = match args.out_of {
        None => None,
        #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
        Some(points) if points > 0.0 && points < 1e6 => Some((points * 100.0).round() as i64),
        Some(_) => bail!("--out-of must be more than 0 and less than a million"),
    };
    Ok(Filling { told, replace: args.replace, add: args.add_columns, out_of })
}

/// Says what became of the roster, and names everybody who is not in it.
fn tell(merge: &Merge, class: &Class) {
    let tally = merge.tally();
    tally.targets.iter().for_each(|target| complain(&format!("note: {target}")));
    let replaced = if tally.replaced > 0 {
        format!(", {} replaced", count(tally.replaced, "cell"))
    } else {
        String::new()
    };
    complain(&format!(
        "filled: {}; {} without a result{replaced}",
        count(tally.filled, "row"),
        count(tally.untouched, "row")
    ));
    let kept: Vec<String> = tally.kept.iter().map(|kept| format!("kept: {kept}")).collect();
    list(&kept, "more cells kept");
    if tally.kept.iter().any(|kept| kept.contains("` is `")) {
        complain("note: --replace overwrites what the roster holds");
    }
    let unplaced = merge.unplaced().iter().map(|(candidate, why)| {
        let known = class.candidates().get(*candidate);
        let name = known.map_or(String::new(), |known| {
            let name = known.name.as_ref().map_or(String::new(), |name| format!(" ({name})"));
            format!("{}{name}", known.id)
        });
        format!("not in the roster: {name}: {}", reason(why, merge))
    });
    list(&unplaced.collect::<Vec<_>>(), "more candidates");
}

fn reason(why: &Unplaced, merge: &Merge) -> String {
    let names = |rows: &[usize]| {
        let rows = rows.iter().take(4).map(|row| format!("{} (row {})", merge.name(*row), row + 1));
        rows.collect::<Vec<_>>().join(", ")
    };
    match why {
        Unplaced::Unknown => "no row has this id, login, address or name".to_owned(),
        Unplaced::Ambiguous(rows) => format!("several rows fit: {}", names(rows)),
        Unplaced::Contradictory(rows) => {
            format!("its id, address and name belong to different rows: {}", names(rows))
        }
        Unplaced::Shared(row) => format!("another candidate fits the same row: {}", names(&[*row])),
    }
}

fn list(lines: &[String], rest: &str) {
    lines.iter().take(MOST_NAMES).for_each(|line| complain_lines(line));
    if lines.len() > MOST_NAMES {
        complain(&format!("… and {} {rest}", lines.len() - MOST_NAMES));
    }
}
