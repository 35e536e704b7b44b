//! `gradus test`: a rubric's examples, whole-answer tests and reference response.
//!
//! Exit 1 when an expectation is not met, 2 when a rubric cannot be read or there was nothing to test.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::json;

use super::args::Rubrics;
use super::rubric_file::{RubricFile, find};
use super::target::replace;
use super::{answers, library, places};
use crate::anchor::update::update;
use crate::anchor::{Case, Outcome, Suite, run as run_suite};
use crate::diagnostic::{count, render_files};
use crate::learn::Model;
use crate::report::{SuiteReport, suite_junit, suite_text};
use crate::rubric::{Anchor, AnchorText, Rubric};

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum TestFormat {
    /// For people
    Text,
    /// One JSON document
    Json,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Whole-answer tests stand under `tests:` in the rubric, or in NAME.test.yaml beside it.\n\nExamples:\n  gradus test\n  gradus test my-rubric.yaml --update\n  gradus test --junit tests.xml"
)]
pub(super) struct Test {
    /// Rubric files, folders or ids; without them all rubrics of the folder
    #[arg(value_name = "RUBRIC")]
    pub names: Vec<String>,
    #[command(flatten)]
    pub library: Rubrics,
    /// Write what was found into the whole-answer tests that expect something else
    #[arg(long)]
    pub update: bool,
    /// Also write the results as XML for CI, in the form of `JUnit`
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// How results are printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: TestFormat,
}

/// A rubric with all its tests.
struct Bench {
    file: RubricFile,
    rubric: Rubric,
    model: Option<Model>,
    beside: Option<Beside>,
    /// Responses of the tests, those of the rubric file first.
    answers: Vec<String>,
}

/// The file of tests beside a rubric.
struct Beside {
    path: PathBuf,
    name: String,
    text: String,
    tests: Vec<Anchor>,
}

pub(super) fn run(args: &Test) -> anyhow::Result<u8> {
    let mut reports = vec![];
    let mut unusable = 0;
    let rubrics = find(&args.names, args.library.rubrics.as_deref())?;
    let beside: Vec<PathBuf> = rubrics.iter().map(|path| path.with_extension("test.yaml")).collect();
    places::distinct(args.junit.as_deref(), rubrics.iter().chain(&beside).map(PathBuf::as_path))?;
    for path in rubrics {
        match tested(args, &path) {
            Ok(report) => reports.push(report),
            Err(error) => {
                super::complain_lines(&format!("error: {error:#}"));
                unusable += 1;
            }
        }
    }
    let checks: usize = reports.iter().map(|report| report.checks.len()).sum();
    let failed: usize = reports.iter().map(|report| report.failed).sum();
    let code = match (unusable, checks, failed) {
        (1.., ..) | (_, 0, _) => 2,
        (_, _, 0) => 0,
        _ => 1,
    };
    print(args, &reports, checks, failed, code)?;
    if let Some(path) = &args.junit {
        replace(path, suite_junit(&reports).as_bytes())?;
    }
    match code {
        2 if unusable > 0 => {
            super::complain(&format!("exit 2: {} cannot be tested", count(unusable, "rubric")));
        }
        2 => super::complain("exit 2: nothing was tested; add `examples:` or `tests:` to the rubric"),
        1 => super::complain(&format!("exit 1: {failed} of {} not met", count(checks, "expectation"))),
        _ => {}
    }
    Ok(code)
}

fn tested(args: &Test, path: &Path) -> anyhow::Result<SuiteReport> {
    let mut bench = Bench::read(path)?;
    let mut outcome = bench.run(run_suite);
    if args.update && bench.write_back(&outcome)? {
        bench = Bench::read(path)?;
        outcome = bench.run(run_suite);
    }
    let beside = bench.beside.as_ref().map(|beside| (beside.name.as_str(), beside.text.as_str()));
    let sources: Vec<(&str, &str)> =
        std::iter::once((bench.file.name.as_str(), bench.file.text())).chain(beside).collect();
    Ok(bench.run(|suite| SuiteReport::new(suite, &outcome, &sources)))
}

impl Bench {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let file = RubricFile::read(path)?;
        let Some(rubric) = file.rubric.clone() else {
            bail!("the rubric cannot be used\n{}", render_files(&file.diagnostics, &file.sources(), false));
        };
        let loaded = library::attach(rubric, path)?;
        loaded.model.warn(path);
        let model = loaded.model.model();
        let rubric = loaded.rubric;
        let beside = Beside::read(path, &rubric)?;
        let tests = rubric.tests.iter().chain(beside.iter().flat_map(|beside| &beside.tests));
        let answers = tests.map(|anchor| answer_of(anchor, path)).collect::<anyhow::Result<_>>()?;
        Ok(Self { file, rubric, model, beside, answers })
    }

    /// Does something with everything that the rubric is tested with.
    fn run<V>(&self, work: impl Fn(&Suite<'_>) -> V) -> V {
        let own = self.rubric.tests.iter().map(|anchor| (anchor, self.file.name.as_str()));
        let beside = self.beside.iter();
        let beside =
            beside.flat_map(|beside| beside.tests.iter().map(|anchor| (anchor, beside.name.as_str())));
        let cases: Vec<Case<'_>> = own
            .chain(beside)
            .zip(&self.answers)
            .map(|((anchor, file), answer)| Case { anchor, answer, file })
            .collect();
        let (rubric, model) = (&self.rubric, self.model.as_ref());
        work(&Suite { rubric, file: &self.file.name, model, cases: &cases })
    }

    /// Writes what was found into the files of the tests; whether any was changed.
    fn write_back(&self, outcome: &Outcome) -> anyhow::Result<bool> {
        let own: Vec<_> = self.rubric.tests.iter().zip(&outcome.cases).collect();
        let mut files = vec![(&self.file.path, self.file.name.as_str(), self.file.text(), own)];
        if let Some(beside) = &self.beside {
            let tests = beside.tests.iter().zip(outcome.cases.iter().skip(self.rubric.tests.len())).collect();
            files.push((&beside.path, &beside.name, &beside.text, tests));
        }
        let mut changed = false;
        for (path, name, text, tests) in files.into_iter().filter(|(.., tests)| !tests.is_empty()) {
            let new =
                update(text, &self.rubric, &tests).with_context(|| format!("{name} was left as it is"))?;
            let Some(new) = new else { continue };
            replace(path, new.as_bytes())?;
            super::complain(&format!("updated {name}"));
            changed = true;
        }
        Ok(changed)
    }
}

impl Beside {
    /// `NAME.test.yaml`, where there is one.
    fn read(rubric_file: &Path, rubric: &Rubric) -> anyhow::Result<Option<Self>> {
        let path = rubric_file.with_extension("test.yaml");
        if !path.exists() {
            return Ok(None);
        }
        let name = path.display().to_string().replace('\\', "/");
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {name}"))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match rubric.parse_tests(&bytes, &name) {
            Ok((tests, _)) => Ok(Some(Self { path, name, text, tests })),
            Err(diagnostics) => {
                let source = crate::diagnostic::SourceText { file: &name, text: &text };
                bail!("the tests cannot be used\n{}", render_files(&diagnostics.0, &[source], false))
            }
        }
    }
}

fn answer_of(anchor: &Anchor, rubric_file: &Path) -> anyhow::Result<String> {
    match &anchor.answer {
        AnchorText::Written(answer) => Ok(answer.value.clone()),
        AnchorText::File(file) => {
            let read = answers::read_one(&rubric_file.with_file_name(&file.value));
            let read = read.with_context(|| format!("the answer of the test “{}”", anchor.name))?;
            Ok(read.text)
        }
    }
}

fn print(args: &Test, reports: &[SuiteReport], checks: usize, failed: usize, code: u8) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match args.format {
        TestFormat::Text => {
            for report in reports {
                writeln!(out, "{}", suite_text(report))?;
            }
            let rubrics = count(reports.len(), "rubric");
            writeln!(out, "{rubrics}: {} of {} as expected", checks - failed, count(checks, "expectation"))?;
        }
        TestFormat::Json => {
            let document = json!({
                "schema_version": 1,
                "tool": {"name": "gradus", "version": env!("CARGO_PKG_VERSION")},
                "summary": {"rubrics": reports.len(), "expectations": checks, "failed": failed, "exit_code": code},
                "results": reports,
            });
            writeln!(out, "{document:#}")?;
        }
    }
    out.flush()?;
    Ok(())
}
