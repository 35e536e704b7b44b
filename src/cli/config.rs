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

fn rows(settings: &Settings, given: Option<&ArgMatches>) -> Vec<Row> {
    let config = &settings.config;
    let shown = |path: &std::path::Path| match settings.shown(path) {
        Some(path) if path.is_empty() => ".".to_owned(),
        Some(path) => path,
        None => path.display().to_string(),
    };
    let source = |flag: &str| given.and_then(|matches| matches.value_source(flag));
    let flag = |flag: &str| {
        (source(flag) == Some(ValueSource::CommandLine)).then(|| format!("--{}", flag.replace('_', "-")))
    };
    let here = |place: Option<u32>| place.map(|at| place_of(settings, at));
    let row = |name: &str, value: String, origins: [Option<String>; 2], default: &str| Row {
        name: name.to_owned(),
        value,
        origin: origins.into_iter().flatten().next().unwrap_or_else(|| default.to_owned()),
    };
    let list = |values: Vec<String>| format!("[{}]", values.join(", "));
    let environment =
        (source("config") == Some(ValueSource::EnvVariable)).then(|| "GRADUS_CONFIG".to_owned());
    let file = settings.file.as_ref();
    let mark = settings.forced_mark.or(settings.fail_under);
    let first = |values: &[Spanned<String>]| values.first().map(|value| value.span.start);
    let mut rows = vec![
        row("root", shown(&settings.root), [None, None], "nearest .git, or the current folder"),
        row(
            "config",
            file.map_or("none".to_owned(), |file| shown(&file.path)),
            [flag("config").or(environment), flag("no_config")],
            if file.is_some() { "nearest, up to the root" } else { "no gradus.yaml up to the root" },
        ),
        row(
            "rubrics",
            list(settings.rubrics.iter().map(|path| shown(path)).collect()),
            [flag("rubrics"), here(first(&config.rubrics))],
            "default, beside those built in",
        ),
        row(
            "fail_under",
            mark.map_or("pass mark of each rubric".to_owned(), |mark| mark.to_string()),
            [flag("fail_under"), here(config.fail_under.map(|mark| mark.span.start))],
            "default",
        ),
        row(
            "fail_on",
            list(settings.fail_on.iter().map(|what| what.as_str().to_owned()).collect()),
            [flag("fail_on"), here(config.fail_on.as_ref().map(|list| list.span.start))],
            "default",
        ),
        row(
            "exclude",
            list(config.exclude.iter().map(|glob| glob.value.clone()).collect()),
            [None, here(first(&config.exclude))],
            "default",
        ),
        row(
            "baseline",
            settings.baseline().map_or("none".to_owned(), |path| shown(&path)),
            [None, here(config.baseline.as_ref().map(|path| path.span.start))],
            "default",
        ),
        row(
            "answer_labels",
            list(settings.labels.clone()),
            [None, here(config.labels.as_ref().map(|labels| labels.span.start))],
            "default",
        ),
    ];
    rows.extend(config.criteria.iter().map(|(name, demand)| Row {
        name: format!("criteria.{}", name.value),
        value: demand.as_str().to_owned(),
        origin: place_of(settings, name.span.start),
    }));
    rows.extend(config.answers.iter().enumerate().map(|(at, answers)| answers_row(settings, at, answers)));
    rows
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
