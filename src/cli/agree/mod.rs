//! `gradus agree`: how well the machine agrees with human raters, and they with each other.

mod coaches;
mod coverage;
mod criteria;
mod figures;
mod machine;
mod picture;
mod words;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::ValueEnum;
use serde::Serialize;

use super::args::Rubrics;
use super::grading::{grade_to, rated_text};
use super::library::Library;
use super::ratings::{self, Labels, Problems, Rated, RatedFile, Ratings};
use super::target::replace;
use super::{complain, places, review};
use crate::agreement::Levels;
use crate::diagnostic::shortened;
use crate::report::Report;
use crate::review::Overrides;
use crate::score::Scorer;
use coaches::Decisions;
use coverage::Covered;
use criteria::CriterionFigures;
use figures::{Alpha, Compared, Figures, Group, Judgement};
use machine::{Machine, Scored};

/// How the figures are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FiguresFormat {
    /// Columns for people
    Text,
    /// One JSON object
    Json,
    /// Markdown
    Markdown,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Columns are guessed: answer_id, question_id, answer, score (or score_1, score_2), and columns named as criteria.\n\nExamples:\n  gradus agree queue-vs-sync --answers graded.csv\n  gradus agree --answers graded.jsonl --picture agreement.svg\n  gradus agree rubric.yaml --answers marks.xlsx --map answer=Response,score=Mark --scale 0..5\n  gradus agree --scored scored.jsonl --answers marks.csv"
)]
pub(super) struct Agree {
    /// Rubric id or file; without it every answer's question id names its rubric
    pub rubric: Option<String>,
    #[command(flatten)]
    pub rated: RatedFile,
    /// Already graded answers, as `grade --format jsonl` writes them
    #[arg(long, value_name = "FILE", conflicts_with = "rubric")]
    pub scored: Option<PathBuf>,
    /// What people decided, as `gradus grade --overrides` takes it: their verdicts count as those of one more rater
    #[arg(long, value_name = "FILE", conflicts_with = "scored")]
    pub overrides: Vec<PathBuf>,
    #[command(flatten)]
    pub library: Rubrics,
    /// How the figures are printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: FiguresFormat,
    /// Draws a confusion matrix and score against score into this file
    #[arg(long, value_name = "FILE.svg")]
    pub picture: Option<PathBuf>,
    /// Disagreements that are quoted
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub show: usize,
}

/// Everything that is printed.
#[derive(Debug, Serialize)]
struct Agreement {
    schema_version: u32,
    answers: usize,
    raters: Vec<String>,
    questions: Vec<Question>,
    overall: Overall,
    coverage: Vec<Covered>,
    /// How often people changed the machine's verdicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<Decisions>,
    disagreements: Vec<Disagreement>,
}

#[derive(Debug, Serialize)]
struct Question {
    id: String,
    answers: usize,
    scale: Scale,
    scores: Vec<Figures>,
    alpha: Alpha,
    criteria: Vec<CriterionFigures>,
}

#[derive(Debug, Serialize)]
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

#[derive(Debug, Serialize)]
struct Overall {
    /// Whether all questions have one scale; else scores are in percent of it.
    same_scale: bool,
    scores: Vec<Figures>,
    /// Means of the questions' figures for the machine against the raters' mean.
    mean_qwk: Option<f64>,
    mean_pearson: Option<f64>,
    mean_length_pearson: Option<f64>,
    alpha: Alpha,
    kinds: Vec<CriterionFigures>,
}

/// An answer on which the machine and the raters differ.
#[derive(Debug, Serialize)]
struct Disagreement {
    question: String,
    answer_id: String,
    place: String,
    machine: f64,
    raters: Vec<Option<f64>>,
    /// In percent of the scale; above zero when the machine gives more.
    off_percent: f64,
    confidence: Option<f64>,
    missed: Vec<String>,
    false_hits: Vec<String>,
    flags: Vec<String>,
    answer: String,
}

pub(super) fn run(args: &Agree) -> anyhow::Result<u8> {
    let rubric = args
        .rubric
        .as_deref()
        .and_then(|name| Library::open(args.library.rubrics.as_deref()).file(name, true));
    let read = [&args.rated.answers].into_iter().chain(&args.scored).chain(&args.overrides).chain(&rubric);
    places::distinct(args.picture.as_deref(), read.map(PathBuf::as_path))?;
    let ratings = ratings::read(&args.rated)?;
    let overrides = review::read(&args.overrides)?;
    let mut tally = review::Tally::default();
    let (groups, unmatched) = match &args.scored {
        Some(path) => from_scored(args, &ratings, Scored::read(path)?)?,
        None => (graded_now(args, &ratings, &overrides, &mut tally)?, 0),
    };
    if groups.iter().all(|group| group.answers.is_empty() && group.labelled.is_empty()) {
        ratings.need_scores()?;
        bail!("{}: no answer has both a score of a rater and one of the machine", ratings.name);
    }
    let agreement = agreement(&groups, &ratings.raters, args.show);
    if let Some(path) = &args.picture {
        replace(path, picture::draw(&groups).as_bytes())?;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        FiguresFormat::Json => {
            // As a text first: a closed pipe is then an error of the pipe.
            writeln!(out, "{}", serde_json::to_string_pretty(&agreement)?)?;
        }
        FiguresFormat::Text => write!(out, "{}", words::text(&agreement))?,
        FiguresFormat::Markdown => write!(out, "{}", words::markdown(&agreement))?,
    }
    out.flush()?;
    let lost = tally.finish(&overrides, &Library::open(args.library.rubrics.as_deref()));
    let unmatched = (unmatched > 0).then(|| format!("{unmatched} answers are rated or graded, but not both"));
    let Some(reason) = unmatched.or(lost) else { return Ok(0) };
    complain(&format!("exit 2: {reason}"));
    Ok(2)
}

/// Answers by rubric, graded on the spot.
fn graded_now<'r>(
    args: &Agree,
    ratings: &'r Ratings,
    overrides: &Overrides,
    tally: &mut review::Tally,
) -> anyhow::Result<Vec<Group<'r>>> {
    if overrides.is_empty() {
        ratings.need_scores()?;
    }
    ratings.need_text()?;
    let library = Library::open(args.library.rubrics.as_deref());
    let names: Vec<String> = match &args.rubric {
        Some(name) => vec![name.clone()],
        None => named_rubrics(args, ratings)?,
    };
    let mut groups = Vec::new();
    for name in names {
        let scorer = match &args.rubric {
            Some(name) => library.scorer(name)?,
            None => library.scorer_by_id(&name)?,
        };
        let id = scorer.rubric().id.clone();
        let question = match &args.rubric {
            Some(_) => args.rated.question.as_deref(),
            None => Some(name.as_str()),
        };
        let mut answers = ratings.of(scorer.rubric(), question)?;
        if overrides.is_empty() {
            answers = rated_only(answers, &ratings.name);
        }
        let machines = machines(&scorer, &answers, overrides, tally);
        groups.push(group(id, ratings, answers, machines, &args.rated)?);
    }
    Ok(groups)
}

/// What the machine says of answers, and people instead of it.
fn machines(
    scorer: &Scorer,
    answers: &[&Rated],
    overrides: &Overrides,
    tally: &mut review::Tally,
) -> Vec<Machine> {
    let reviewed = grade_to(scorer, answers, rated_text, |answer, assessment| {
        overrides.review(scorer, &answer.id, &answer.text, assessment)
    });
    let pairs = answers.iter().zip(&reviewed);
    pairs
        .map(|(answer, reviewed)| {
            tally.add(&answer.id, reviewed);
            Machine::from(Report::reviewed(&answer.id, scorer, reviewed, &answer.text))
        })
        .collect()
}

/// The rubrics that answers name; every answer must name one.
fn named_rubrics(args: &Agree, ratings: &Ratings) -> anyhow::Result<Vec<String>> {
    if let Some(question) = &args.rated.question {
        return Ok(vec![question.clone()]);
    }
    if let Some(answer) = ratings.answers.iter().find(|answer| answer.question.is_none()) {
        bail!(
            "{}: which rubric? name it (`gradus agree RUBRIC --answers {}`), or add a column question_id",
            answer.place,
            ratings.name
        );
    }
    Ok(ratings.questions().into_iter().map(ToOwned::to_owned).collect())
}

/// Without those nobody has scored, of which a line says how many.
fn rated_only<'r>(answers: Vec<&'r Rated>, name: &str) -> Vec<&'r Rated> {
    let n = answers.len();
    let rated: Vec<&Rated> = answers.into_iter().filter(|answer| answer.mean().is_some()).collect();
    if rated.len() < n {
        complain(&format!("note: {name}: {} of {n} answers have no score and are left out", n - rated.len()));
    }
    rated
}

fn group<'r>(
    name: String,
    ratings: &Ratings,
    answers: Vec<&'r Rated>,
    machines: Vec<Machine>,
    file: &RatedFile,
) -> anyhow::Result<Group<'r>> {
    let scored = answers.iter().any(|rated| rated.mean().is_some());
    let levels = if scored { ratings::scale(&answers, file)? } else { Levels::PERCENT };
    let ids = machines.first().map(|machine| &machine.criteria[..]).unwrap_or_default();
    let ids: Vec<&str> = ids.iter().map(|criterion| criterion.id.as_str()).collect();
    ratings.tell_unused(&answers, &ids);
    let mut problems = Problems::default();
    let (mut judged, mut labelled) = (Vec::with_capacity(answers.len()), Vec::new());
    for (rated, machine) in answers.into_iter().zip(machines) {
        let ids: Vec<&str> = machine.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
        let Some(mut labels): Option<Labels> = problems.keep(ratings.labels(rated, &ids)) else { continue };
        coaches::label(&machine, &mut labels);
        match rated.mean() {
            Some(mean) => judged.push(Judgement { rated, machine, labels, mean }),
            None if machine.is_decided() => labelled.push((machine, labels)),
            None => {}
        }
    }
    problems.tell()?;
    Ok(Group { name, levels, answers: judged, labelled })
}

/// Answers on one side only that are named.
const MOST_UNMATCHED: usize = 5;

/// Answers of a file of grades; also says how many stand in one of the two files only.
fn from_scored<'r>(
    args: &Agree,
    ratings: &'r Ratings,
    mut scored: Scored,
) -> anyhow::Result<(Vec<Group<'r>>, usize)> {
    ratings.need_ids()?;
    ratings.need_scores()?;
    let wanted = args.rated.question.as_deref();
    let all = ratings.answers.iter().filter(|one| wanted.is_none() || one.question.as_deref() == wanted);
    let mut by_name: BTreeMap<String, (Vec<&Rated>, Vec<Machine>)> = BTreeMap::new();
    let mut missing = Vec::new();
    for rated in rated_only(all.collect(), &ratings.name) {
        match scored.take(&rated.id, rated.question.as_deref()) {
            Some(machine) => {
                let name = rated.question.clone().unwrap_or_else(|| machine.rubric.clone());
                let (answers, machines) = by_name.entry(name).or_default();
                answers.push(rated);
                machines.push(machine);
            }
            None => missing.push(rated),
        }
    }
    let decided = if wanted.is_none() { scored.take_decided() } else { Vec::new() };
    let (mut left, name) = scored.left();
    if wanted.is_some() {
        left.clear();
    }
    for rated in missing.iter().take(MOST_UNMATCHED) {
        complain(&format!("warning: {}: the answer `{}` is not in {name}", rated.place, rated.id));
    }
    for id in left.iter().take(MOST_UNMATCHED) {
        complain(&format!("warning: {name}: the answer `{id}` has no score in {}", ratings.name));
    }
    let mut groups = Vec::new();
    for (name, (answers, machines)) in by_name {
        groups.push(group(name, ratings, answers, machines, &args.rated)?);
    }
    add_decided(decided, &mut groups);
    Ok((groups, missing.len() + left.len()))
}

/// Adds what coaches decided of answers that no rater scored, as labels.
fn add_decided(decided: Vec<Machine>, groups: &mut Vec<Group<'_>>) {
    for machine in decided {
        let mut labels = Labels::new();
        coaches::label(&machine, &mut labels);
        let at = match groups.iter().position(|group| group.name == machine.rubric) {
            Some(at) => at,
            None => {
                let (name, levels) = (machine.rubric.clone(), Levels::PERCENT);
                groups.push(Group { name, levels, answers: Vec::new(), labelled: Vec::new() });
                groups.len() - 1
            }
        };
        if let Some(group) = groups.get_mut(at) {
            group.labelled.push((machine, labels));
        }
    }
}

fn agreement(groups: &[Group<'_>], raters: &[String], show: usize) -> Agreement {
    let compared: Vec<Vec<Compared>> = groups.iter().map(|group| figures::compared(group, raters)).collect();
    let questions: Vec<Question> =
        groups.iter().zip(&compared).map(|(group, compared)| question(group, compared)).collect();
    let last_rater = if raters.len() > 1 { "mean" } else { raters.first().map_or("mean", String::as_str) };
    let mean_of = |first: &str, second: &str, figure: fn(&Figures) -> Option<f64>| {
        let found: Vec<f64> = questions
            .iter()
            .filter_map(|question| {
                question.scores.iter().find(|one| one.first == first && one.second == second)
            })
            .filter_map(figure)
            .collect();
        #[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52 questions")]
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        (!found.is_empty()).then(|| figures::rounded(mean))
    };
    let overall = Overall {
        same_scale: figures::same_scale(groups),
        scores: figures::joined(groups, &compared).iter().map(Compared::figures).collect(),
        mean_qwk: mean_of("machine", last_rater, |one| one.qwk),
        mean_pearson: mean_of("machine", last_rater, |one| one.pearson),
        mean_length_pearson: mean_of("length only", "mean", |one| one.pearson),
        alpha: figures::alpha(groups),
        kinds: criteria::kinds(groups),
    };
    Agreement {
        schema_version: 1,
        answers: groups.iter().map(|group| group.answers.len()).sum(),
        raters: raters.to_vec(),
        questions,
        overall,
        coverage: coverage::table(groups),
        decisions: coaches::decisions(groups),
        disagreements: disagreements(groups, show),
    }
}

fn question(group: &Group<'_>, compared: &[Compared]) -> Question {
    let levels = group.levels;
    Question {
        id: group.name.clone(),
        answers: group.answers.len(),
        scale: Scale { low: levels.low(), high: levels.high(), step: levels.step() },
        scores: compared.iter().map(Compared::figures).collect(),
        alpha: figures::alpha(std::slice::from_ref(group)),
        criteria: criteria::criteria(group),
    }
}

/// The worst first; those within half a step are none.
fn disagreements(groups: &[Group<'_>], show: usize) -> Vec<Disagreement> {
    let mut all: Vec<(f64, &Group<'_>, &Judgement<'_>)> = Vec::new();
    for group in groups {
        let whole = group.levels.high() - group.levels.low();
        for one in &group.answers {
            let off = one.score(group.levels) - one.mean;
            if off.abs() > group.levels.step() / 2.0 + 1e-9 {
                all.push((off / whole * 100.0, group, one));
            }
        }
    }
    all.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    all.into_iter().take(show).map(|(off, group, one)| disagreement(off, group, one)).collect()
}

fn disagreement(off: f64, group: &Group<'_>, one: &Judgement<'_>) -> Disagreement {
    let (missed, false_hits) = criteria::differing(one);
    Disagreement {
        question: group.name.clone(),
        answer_id: one.rated.id.clone(),
        place: one.rated.place.clone(),
        machine: figures::rounded(one.score(group.levels)),
        raters: one.rated.scores.clone(),
        off_percent: figures::rounded(off),
        confidence: one.machine.confidence,
        missed,
        false_hits,
        flags: one.machine.flags.clone(),
        answer: shortened(one.rated.text.trim(), 300),
    }
}
