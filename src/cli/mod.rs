//! The program: arguments, files, exit codes. The only module with IO.
//!
//! Exit codes: 0 done; 1 done, and the content failed; 2 not (fully) done.

mod agree;
mod answers;
mod args;
mod batch;
mod build;
mod calibrate;
mod check;
mod checksum;
mod config;
mod diff;
mod explain;
mod export;
mod grade;
mod gradebook;
mod grading;
mod grid;
mod import;
mod library;
mod lint;
mod list;
#[cfg(feature = "lsp")]
mod lsp;
mod new;
mod pipeline;
mod places;
mod ratings;
mod reference;
mod report;
mod residual;
mod review;
mod rubric_file;
mod rubric_folder;
mod rubric_places;
mod scorers;
mod shell;
mod target;
mod terminal;
mod test;
mod tune;
mod written;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, ColorChoice, Command};

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            if !is_broken_pipe(&error) {
                complain_lines(&format!("error: {error:#}"));
                complain("exit 2: not done");
            }
            ExitCode::from(if is_broken_pipe(&error) { 0 } else { 2 })
        }
    }
}

fn run(args: &Args) -> anyhow::Result<u8> {
    match &args.command {
        Command::Grade(grade) => grade::run(grade),
        Command::Batch(batch) => batch::run(batch),
        Command::Check(check) => check::run(check),
        Command::List(list) => list::run(list),
        #[cfg(feature = "lsp")]
        Command::Lsp(lsp) => lsp::run(lsp),
        Command::Config(config) => config::run(config),
        Command::Schema(schema) => shell::schema(schema),
        Command::Completions(completions) => shell::completions(completions),
        Command::Man(man) => shell::man(man),
        Command::Build(build) => build::run(build),
        Command::Agree(agree) => agree::run(agree),
        Command::Calibrate(calibrate) => calibrate::run(calibrate),
        Command::Diff(diff) => diff::run(diff),
        Command::Explain(explain) => explain::run(explain),
        Command::Export(export) => export::run(export),
        Command::Gradebook(gradebook) => gradebook::run(gradebook),
        Command::Import(import) => import::run(import),
        Command::Lint(lint) => lint::run(lint),
        Command::New(new) => new::run(new),
        Command::Report(report) => report::run(report),
        Command::Review(review) => review::run(review),
        Command::Test(test) => test::run(test),
        Command::Tune(tune) => tune::run(tune),
    }
}

/// A line on standard error; a closed one is nobody's loss.
fn complain(line: &str) {
    let _ = writeln!(anstream::stderr(), "{}", crate::report::visible(line));
}

/// Several lines on standard error, each made visible by itself.
fn complain_lines(text: &str) {
    text.lines().for_each(complain);
}

/// Standard output, which takes colours off where they are not wanted.
fn stdout(color: ColorChoice) -> anstream::AutoStream<std::io::StdoutLock<'static>> {
    let choice = match color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    let choice = if choice == anstream::ColorChoice::Auto {
        anstream::AutoStream::choice(&std::io::stdout())
    } else {
        choice
    };
    anstream::AutoStream::new(std::io::stdout().lock(), choice)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_of_all_commands_agree() {
        super::args::Args::command().debug_assert();
    }
}
