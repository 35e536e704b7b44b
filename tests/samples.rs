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

/// So many lines that threads work on several blocks of them at once.
const LINES: usize = 2000;

#[test]
fn the_number_of_threads_changes_nothing() {
    let kinds = ["strong", "middling", "weak"].iter();
    let answers: Vec<(&str, String)> = kinds
        .flat_map(|kind| IDS.map(|id| (id, format!("samples/{id}/{kind}.md"))))
        .map(|(id, path)| (id, String::from_utf8(std::fs::read(path).expect("a sample")).expect("UTF-8")))
        .collect();
    let line = |(number, (id, answer)): (usize, &(&str, String))| {
        let fields =
            serde_json::json!({ "answer_id": format!("a{number}"), "question_id": id, "answer": answer });
        format!("{fields}\n")
    };
    let lines: String = answers.iter().cycle().take(LINES).enumerate().map(line).collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("threads.jsonl");
    std::fs::write(&file, lines).expect("room for the answers");
    let run = |jobs: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
        let command = command.arg("grade").arg(&file).args(["--format", "jsonl", "-j", jobs]);
        let out = command.output().expect("the program runs");
        assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
        out.stdout
    };
    let (one, three) = (run("1"), run("3"));
    assert_eq!(one.split(|byte| *byte == b'\n').count(), LINES + 1, "a line for each answer");
    assert!(one == three, "three threads write other bytes than one");
}
