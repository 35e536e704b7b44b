//! What other programs need of this one: JSON Schemas, shell completions, the man page.

use std::io::Write;

use clap::CommandFactory;

use crate::config::config_json_schema;
use crate::report::report_json_schema;
use crate::rubric::schema::{lexicon_json_schema, rubric_json_schema};

/// Files that have a JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum SchemaOf {
    /// Rubric files
    Rubric,
    /// Shared files of rubrics
    Lexicon,
    /// `gradus.yaml`
    Config,
    /// The report of `gradus check --format json`
    Report,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus schema config > config.schema.json\n  gradus schema rubric > rubric.schema.json"
)]
pub(super) struct Schema {
    /// Of which files
    pub of: SchemaOf,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gradus completions bash > ~/.local/share/bash-completion/completions/gradus\n  gradus completions zsh > ~/.zfunc/_gradus"
)]
pub(super) struct Completions {
    /// For which shell
    pub shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  gradus man > gradus.1\n  gradus man check | man -l -")]
pub(super) struct Man {
    /// Page of one command instead of the whole program
    pub command: Option<String>,
}

pub(super) fn schema(args: &Schema) -> anyhow::Result<u8> {
    let schema = match args.of {
        SchemaOf::Rubric => rubric_json_schema(),
        SchemaOf::Lexicon => lexicon_json_schema(),
        SchemaOf::Config => config_json_schema(),
        SchemaOf::Report => report_json_schema(),
    };
    write(format!("{}\n", serde_json::to_string_pretty(&schema)?).as_bytes())
}

pub(super) fn completions(args: &Completions) -> anyhow::Result<u8> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut super::args::Args::command(), "gradus", &mut text);
    write(&text)
}

pub(super) fn man(args: &Man) -> anyhow::Result<u8> {
    let mut command = super::args::Args::command();
    command.build();
    let page = match &args.command {
        None => command,
        Some(name) => {
            let known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
            let unknown = format!("no command `{name}`; there are {}", known.join(", "));
            command.find_subcommand(name).cloned().ok_or_else(|| anyhow::anyhow!(unknown))?
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    write(&text)
}

fn write(bytes: &[u8]) -> anyhow::Result<u8> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(0)
}
