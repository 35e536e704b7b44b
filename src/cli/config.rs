//! `gradus config`: the settings of a run and where each comes from.

use std::io::Write;

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};
use serde_json::json;

use super::check::{Settings, SettingsArgs};
use super::list::ListFormat;
use crate::report::visible;
use crate::rubric::Spanned;
use crate::span::LineIndex;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  gradus config\n  gradus config --fail-under 80 --format json")]
pub(super) struct ConfigArgs {
    #[command(flatten)]
    pub settings: SettingsArgs,
    /// How the settings are printed
    #[arg(long, value_enum, default_value = "text", value_name = "FMT")]
    pub format: ListFormat,
}

/// A setting, its value and who said so.
struct Row {
    name: String,
    value: String,
    origin: String,
}

pub(super) fn run(args: &ConfigArgs) -> anyhow::Result<u8> {
    let settings = Settings::find(&args.settings)?;
    let given = super::args::Args::command().try_get_matches_from(std::env::args_os()).ok();
    let given = given.as_ref().and_then(|matches| matches.subcommand()).map(|(_, matches)| matches);
    let rows = rows(&settings, given);
    let mut out = std::io::stdout().lock();
    match args.format {
        ListFormat::Json => {
            let rows: Vec<_> = rows
                .iter()
                .map(|row| json!({"name": row.name, "value": row.value, "origin": row.origin}))
                .collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&rows)?)?;
        }
        ListFormat::Text => {
            let wide =
                |of: &dyn Fn(&Row) -> &str| rows.iter().map(|row| of(row).chars().count()).max().unwrap_or(0);
            let (name, value) = (wide(&|row| &row.name), wide(&|row| &row.value).min(40));
            for row in &rows {
                writeln!(
                    out,
                    "{:name$}  {:value$}  {}",
                    row.name,
                    visible(&row.value),
                    visible(&row.origin)
                )?;
            }
        }
    }
    out.flush()?;
    Ok(0)
}

/// Who may have said something.
struct Origins<'o> {
    settings: &'o Settings,
    given: Option<&'o ArgMatches>,
}

impl Origins<'_> {
    /// A setting that a flag may set, or this place of the configuration.
    fn row(&self, name: &str, value: String, place: Option<u32>, default: &str) -> Row {
        let place = place.map(|at| place_of(self.settings, at));
        let origin = self.flag(name).or(place).unwrap_or_else(|| default.to_owned());
        Row { name: name.to_owned(), value, origin }
    }

    fn flag(&self, name: &str) -> Option<String> {
        let known = |matches: &&ArgMatches| matches.ids().any(|id| id.as_str() == name);
        match self.given.filter(known)?.value_source(name)? {
            ValueSource::CommandLine => Some(format!("--{}", name.replace('_', "-"))),
            ValueSource::EnvVariable => Some("GRADUS_CONFIG".to_owned()),
            _ => None,
        }
    }

    fn shown(&self, path: &std::path::Path) -> String {
        match self.settings.shown(path) {
            Some(path) if path.is_empty() => ".".to_owned(),
            Some(path) => path,
            None => path.display().to_string(),
        }
    }
}

fn rows(settings: &Settings, given: Option<&ArgMatches>) -> Vec<Row> {
    let mut rows = of_files(&Origins { settings, given });
    rows.extend(of_rules(&Origins { settings, given }));
    let config = &settings.config;
    rows.extend(config.criteria.iter().map(|(name, demand)| Row {
        name: format!("criteria.{}", name.value),
        value: demand.as_str().to_owned(),
        origin: place_of(settings, name.span.start),
    }));
    rows.extend(config.answers.iter().enumerate().map(|(at, answers)| answers_row(settings, at, answers)));
    rows
}

/// Which files a run reads.
fn of_files(origins: &Origins<'_>) -> Vec<Row> {
    let settings = origins.settings;
    let config = &settings.config;
    let file = settings.file.as_ref().map(|file| origins.shown(&file.path));
    let found = if file.is_some() { "nearest, up to the root" } else { "no gradus.yaml up to the root" };
    let missing = origins.flag("no_config").unwrap_or_else(|| found.to_owned());
    let rubrics = settings.rubrics.iter().map(|path| origins.shown(path)).collect();
    let globs = config.exclude.iter().map(|glob| glob.value.clone()).collect();
    let baseline = settings.baseline().map_or("none".to_owned(), |path| origins.shown(&path));
    vec![
        origins.row("root", origins.shown(&settings.root), None, "nearest .git, or the current folder"),
        origins.row("config", file.unwrap_or_else(|| "none".to_owned()), None, &missing),
        origins.row("rubrics", list(rubrics), first(&config.rubrics), "default, beside those built in"),
        origins.row("exclude", list(globs), first(&config.exclude), "default"),
        origins.row("baseline", baseline, config.baseline.as_ref().map(|path| path.span.start), "default"),
    ]
}

/// What fails a run.
fn of_rules(origins: &Origins<'_>) -> Vec<Row> {
    let settings = origins.settings;
    let config = &settings.config;
    let mark = settings.forced_mark.or(settings.fail_under);
    let mark = mark.map_or("pass mark of each rubric".to_owned(), |mark| mark.to_string());
    let fail_on = settings.fail_on.iter().map(|what| what.as_str().to_owned()).collect();
    let labels = config.labels.as_ref().map(|labels| labels.span.start);
    vec![
        origins.row("fail_under", mark, config.fail_under.map(|mark| mark.span.start), "default"),
        origins.row("fail_on", list(fail_on), config.fail_on.as_ref().map(|list| list.span.start), "default"),
        origins.row("answer_labels", list(settings.labels.clone()), labels, "default"),
    ]
}

fn list(values: Vec<String>) -> String {
    format!("[{}]", values.join(", "))
}

fn first(values: &[Spanned<String>]) -> Option<u32> {
    values.first().map(|value| value.span.start)
}

fn answers_row(settings: &Settings, at: usize, answers: &crate::config::Answers) -> Row {
    let globs: Vec<&str> = answers.files.iter().map(|glob| glob.value.as_str()).collect();
    let rubric = answers.rubric.as_ref().map_or("by the document", |rubric| rubric.value.as_str());
    let mark = answers.fail_under.map_or(String::new(), |mark| format!(", at least {} %", mark.value));
    Row {
        name: format!("answers.{}", at + 1),
        value: format!("{}: {rubric}{mark}", globs.join(" ")),
        origin: place_of(settings, answers.files.first().map_or(0, |glob| glob.span.start)),
    }
}

/// `gradus.yaml:3:1`.
fn place_of(settings: &Settings, at: u32) -> String {
    let Some(file) = &settings.file else { return "default".to_owned() };
    let place = LineIndex::new(&file.text).position(at);
    let name = settings.shown(&file.path).unwrap_or_default();
    format!("{name}:{}:{}", place.line, place.column)
}
