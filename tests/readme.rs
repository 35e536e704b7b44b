//! The commands and the rubric of the README work as they stand there.

use std::process::Command;

use gradus::rubric::{Rubric, SharedText};

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
