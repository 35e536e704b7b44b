//! The shipped rubrics against their own examples, reference responses and samples.

use std::path::Path;
use std::process::Command;

const IDS: [&str; 5] =
    ["idempotent-payments", "queue-vs-sync", "cache-vs-database", "latency-spike", "eventual-consistency"];

fn percent(path: &str) -> f64 {
    let out = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["grade", path, "--format", "jsonl"])
        .output()
        .expect("the program runs");
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).expect("one JSON object");
    report["percent"].as_f64().expect("a percentage")
}

#[test]
fn strong_answers_are_strong_and_weak_ones_weak() {
    for id in IDS {
        let strong = percent(&format!("samples/{id}/strong.md"));
        let middling = percent(&format!("samples/{id}/middling.md"));
        let weak = percent(&format!("samples/{id}/weak.md"));
        assert!(strong >= 90.0, "{id}: strong is {strong}");
        assert!(weak < 30.0, "{id}: weak is {weak}");
        assert!(weak < middling && middling < strong, "{id}: {weak} {middling} {strong}");
    }
}

#[test]
fn models_belong_to_their_examples() {
    let files: Vec<String> = IDS.iter().map(|id| format!("rubrics/backend/{id}.yaml")).collect();
    let out = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["build", "--check"])
        .args(&files)
        .output()
        .expect("it runs");
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let answers: Vec<String> =
        IDS.iter().flat_map(|id| ["strong", "weak"].map(|kind| format!("samples/{id}/{kind}.md"))).collect();
    let run = |jobs: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
        command
            .args(["grade", "--format", "json", "-j", jobs])
            .args(&answers)
            .output()
            .expect("it runs")
            .stdout
    };
    assert_eq!(run("1"), run("2"));
    assert!(Path::new("rubrics").is_dir());
}
