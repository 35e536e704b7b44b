//! The program: arguments, files, exit codes. The only module with IO.
//!
//! Exit codes: 0 done; 1 done, and the content failed; 2 not (fully) done.

mod answers;
mod args;
mod build;
mod explain;
mod grade;
mod library;
mod pipeline;
mod reference;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            if !is_broken_pipe(&error) {
                complain(&format!("error: {error:#}"));
                complain("exit 2: not done");
            }
            ExitCode::from(if is_broken_pipe(&error) { 0 } else { 2 })
        }
    }
}

fn run(args: &Args) -> anyhow::Result<u8> {
    match &args.command {
        Command::Grade(grade) => grade::run(grade),
        Command::Build(build) => build::run(build),
        Command::Explain(explain) => explain::run(explain),
    }
}

/// A line on standard error; a closed one is nobody's loss.
fn complain(line: &str) {
    let _ = writeln!(anstream::stderr(), "{}", crate::report::visible(line));
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
