//! `gradus new`: files to begin with. Never writes over one that is there.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::answers;
use super::args::Rubrics;
use super::rubric_file::{RubricFile, find};
use crate::draft::{Draft, DraftTest, from_question, from_reference, id_of, lexicon_text, tests_text, write};
use crate::rubric::Rubric;
use crate::rubric::schema::{lexicon_json_schema, rubric_json_schema};

#[derive(Debug, clap::Args)]
pub(super) struct New {
    #[command(subcommand)]
    pub what: What,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Draft a rubric from a question or from a reference response
    Rubric(NewRubric),
    /// Begin a file of aliases and sets that rubrics share
    Lexicon(NewLexicon),
    /// Begin a file of whole-answer tests beside a rubric
    Test(NewTest),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus new rubric rate-limits --question \"How would you limit the rate of an API?\"\n  gradus new rubric rate-limits --reference answer.md"
)]
pub(super) struct NewRubric {
    /// Id of the rubric, or the path of its file
    #[arg(value_name = "ID|FILE")]
    pub name: String,
    /// What the candidate is asked
    #[arg(long)]
    pub question: Option<String>,
    /// File with a response that earns full credit; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub reference: Option<PathBuf>,
    #[command(flatten)]
    pub library: Rubrics,
}

#[derive(Debug, clap::Args)]
pub(super) struct NewLexicon {
    /// Id of the file: it is written to `shared/ID.yaml` in the folder of rubrics
    #[arg(value_name = "ID|FILE")]
    pub name: String,
    #[command(flatten)]
    pub library: Rubrics,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  gradus new test rate-limits --answer ada.md --answer bob.md")]
pub(super) struct NewTest {
    /// Rubric id or file
    #[arg(value_name = "RUBRIC")]
    pub rubric: String,
    /// Answers to be tested; without them two places to fill
    #[arg(long = "answer", value_name = "FILE")]
    pub answers: Vec<PathBuf>,
    #[command(flatten)]
    pub library: Rubrics,
}

pub(super) fn run(args: &New) -> anyhow::Result<u8> {
    match &args.what {
        What::Rubric(args) => rubric(args)?,
        What::Lexicon(args) => lexicon(args)?,
        What::Test(args) => test(args)?,
    }
    Ok(0)
}

fn rubric(args: &NewRubric) -> anyhow::Result<()> {
    let target = target(&args.name, args.library.rubrics.as_deref(), "");
    let id = id_of(&stem(&target));
    let draft = match (&args.reference, &args.question) {
        (Some(path), question) => {
            let answer = answers::read_one(path)?;
            let draft = from_reference(&id, question.as_deref(), &answer.text);
            if draft.criteria.is_empty() {
                bail!(
                    "{}: no sentence states anything; give a reference of a few whole sentences",
                    path.display()
                );
            }
            draft
        }
        (None, Some(question)) if question.trim().is_empty() => {
            bail!("--question is empty; write what is asked")
        }
        (None, Some(question)) => from_question(&id, question),
        (None, None) => bail!("say what to draft from: --question TEXT, --reference FILE, or both"),
    };
    save_draft(&draft, &target)?;
    next(&[
        &format!("edit what is marked `draft` in {}", target.display()),
        &format!("gradus lint {}", target.display()),
        &format!("gradus test {}", target.display()),
    ])
}

/// Writes a drafted rubric where there is no file yet.
pub(super) fn save_draft(draft: &Draft, target: &Path) -> anyhow::Result<()> {
    refuse_to_replace(target)?;
    let schema = schema_for(target, "rubric.json", &rubric_json_schema())?;
    let text = write(draft, &schema);
    if let Err(diagnostics) = Rubric::parse(text.as_bytes(), &target.display().to_string(), &|_| None) {
        bail!("the draft would not be a rubric, so nothing was written: {diagnostics}");
    }
    create(target, &text)
}

fn lexicon(args: &NewLexicon) -> anyhow::Result<()> {
    let target = target(&args.name, args.library.rubrics.as_deref(), "shared");
    refuse_to_replace(&target)?;
    let schema = schema_for(&target, "lexicon.json", &lexicon_json_schema())?;
    create(&target, &lexicon_text(&stem(&target), &schema))?;
    next(&[&format!("name it in a rubric: use: [{}]", id_of(&stem(&target)))])
}

fn test(args: &NewTest) -> anyhow::Result<()> {
    let found = find(std::slice::from_ref(&args.rubric), args.library.rubrics.as_deref())?;
    let [path] = found.as_slice() else { bail!("`{}` is a folder; name one rubric", args.rubric) };
    let file = RubricFile::read(path)?;
    let rubric =
        file.rubric.with_context(|| format!("{} cannot be read; run `gradus lint` on it", file.name))?;
    let target = path.with_extension("test.yaml");
    let mut tests = vec![];
    for path in &args.answers {
        for answer in answers::read_all(path)? {
            tests.push(to_fill(&answer.id, &answer.text));
        }
    }
    if tests.is_empty() {
        let place = "draft: replace this by a real answer, then run `gradus test --update`.";
        tests = vec![to_fill("a strong answer", place), to_fill("a weak answer", place)];
    }
    let text = tests_text(&file.name, &tests);
    if let Err(diagnostics) = rubric.parse_tests(text.as_bytes(), &target.display().to_string()) {
        bail!("these answers cannot be tests, so nothing was written: {diagnostics}");
    }
    create(&target, &text)?;
    next(&[&format!("gradus test {} --update, then read what it wrote", file.name)])
}

fn to_fill(name: &str, answer: &str) -> DraftTest {
    DraftTest {
        name: name.to_owned(),
        answer: answer.to_owned(),
        met: vec![],
        missing: vec![],
        percent: (0, 100),
    }
}

/// Where a file of that name is to stand.
pub(super) fn target(name: &str, root: Option<&Path>, folder: &str) -> PathBuf {
    if name.ends_with(".yaml") || name.ends_with(".yml") {
        return PathBuf::from(name);
    }
    if name.contains(['/', '\\']) {
        return PathBuf::from(format!("{name}.yaml"));
    }
    let default = Path::new("rubrics");
    let root = root.map(Path::to_path_buf).or_else(|| default.is_dir().then(|| default.to_path_buf()));
    root.unwrap_or_default().join(folder).join(format!("{}.yaml", id_of(name)))
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn refuse_to_replace(target: &Path) -> anyhow::Result<()> {
    if target.exists() {
        bail!("{} is there already and was left as it is; choose another name", target.display());
    }
    Ok(())
}

/// Writes a file that must not be there yet.
pub(super) fn create(target: &Path, text: &str) -> anyhow::Result<()> {
    refuse_to_replace(target)?;
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(target);
    let mut file = file.with_context(|| format!("cannot write {}", target.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", target.display()))?;
    writeln!(std::io::stdout().lock(), "wrote {}", target.display())?;
    Ok(())
}

/// The path from a rubric to the JSON Schema that editors read; writes the schema where there is none near.
fn schema_for(target: &Path, name: &str, schema: &serde_json::Value) -> anyhow::Result<String> {
    let folder = target.parent().unwrap_or(Path::new(""));
    for up in 0..4 {
        let path = format!("{}schema/{name}", "../".repeat(up));
        if folder.join(&path).is_file() {
            return Ok(path);
        }
    }
    let (up, root) = match folder.parent() {
        Some(root) if folder.ends_with("shared") => ("../", root),
        _ => ("", folder),
    };
    let path = format!("schema/{name}");
    create(&root.join(&path), &format!("{schema:#}\n"))?;
    Ok(format!("{up}{path}"))
}

fn next(steps: &[&str]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "next:")?;
    steps.iter().try_for_each(|step| writeln!(out, "  {step}"))?;
    Ok(())
}
