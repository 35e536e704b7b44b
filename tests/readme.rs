//! The commands and the rubric of the README work as they stand there.

mod support;

use std::path::Path;
use std::process::Command;

use gradus::rubric::{Rubric, SharedText};
use support::{Repo, copy};

fn readme() -> String {
    String::from_utf8(std::fs::read("README.md").expect("a README")).expect("UTF-8")
}

#[test]
fn the_rubric_of_the_readme_is_valid() {
    let text = readme();
    let rubric = text.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a rubric");
    let shared = |name: &str| {
        let file = format!("rubrics/shared/{name}.yaml");
        std::fs::read(&file).ok().map(|text| SharedText { file, text })
    };
    let (rubric, _) = Rubric::parse(rubric.as_bytes(), "README.md", &shared).expect("a valid rubric");
    assert_eq!(rubric.criteria.len(), 2);
}

#[test]
fn the_library_is_used_as_its_tested_example_does() {
    let text = readme();
    let shown = text.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next()).expect("Rust");
    let library = String::from_utf8(std::fs::read("src/lib.rs").expect("the library")).expect("UTF-8");
    for line in shown.lines() {
        assert!(library.contains(&format!("//! {line}\n")), "the example of src/lib.rs has no line {line}");
    }
}

#[test]
fn the_first_command_prints_the_table_that_is_shown() {
    let text = readme();
    assert!(text.contains("grade samples/idempotent-payments/middling.md"));
    let out = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["grade", "samples/idempotent-payments/middling.md", "--width", "80"])
        .output()
        .expect("it runs");
    let printed = String::from_utf8(out.stdout).expect("UTF-8");
    let shown = text.split("```text\n").nth(1).and_then(|rest| rest.split("   …").next()).expect("a table");
    let lines =
        |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n");
    assert!(lines(&printed).starts_with(&lines(shown)), "README shows\n{shown}\nbut it prints\n{printed}");
}

#[test]
fn explain_shows_the_evidence() {
    let out = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["explain", "samples/latency-spike/strong.md", "percentiles"])
        .output()
        .expect("it runs");
    let printed = String::from_utf8(out.stdout).expect("UTF-8");
    assert!(printed.starts_with("Percentiles and traces (concept): met"), "{printed}");
}

#[test]
fn every_command_that_is_said_to_run_here_runs() {
    let repo = Repo::new("readme");
    for folder in ["samples", "rubrics"] {
        copy(Path::new(folder), &repo.root.join(folder));
    }
    let text = readme();
    let blocks = text.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut n = 0;
    for line in blocks.flat_map(str::lines) {
        let command = line.strip_prefix("$ gradus ").unwrap_or_else(|| panic!("no command: {line}"));
        let args = command.split(' ').flat_map(|arg| expanded(&repo, arg)).collect::<Vec<_>>();
        let ran = repo.run(&args.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ran.code, Some(0), "{line}\n{}", ran.err);
        n += 1;
    }
    assert!(n >= 13, "{n} commands");
}

/// `*` as a shell would have it, for one folder.
fn expanded(repo: &Repo, arg: &str) -> Vec<String> {
    let Some((before, after)) = arg.split_once('*') else { return vec![arg.to_owned()] };
    let entries = std::fs::read_dir(repo.root.join(before)).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let paths = names.map(|name| format!("{before}{name}{after}"));
    let mut paths: Vec<String> = paths.filter(|path| repo.root.join(path).is_file()).collect();
    paths.sort();
    paths
}
