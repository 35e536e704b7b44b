//! The rubrics of rubrics/networks against their own examples, references and whole-answer tests; found by question id.

use std::path::PathBuf;
use std::process::{Command, Output};

use gradus::rubric::{Rubric, SharedText};
use gradus::score::{Assessment, Scorer, Verdict, Worker};

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("rubrics/networks").expect("the folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    assert_eq!(files.len(), 8);
    files
}

/// The rubric of a file, of which the reader has nothing to say.
fn scorer(path: &PathBuf) -> Scorer {
    let source = std::fs::read(path).expect("a file");
    let shared = |name: &str| {
        let file = format!("rubrics/shared/{name}.yaml");
        std::fs::read(&file).ok().map(|text| SharedText { file, text })
    };
    let name = path.display().to_string();
    let (rubric, warnings) = Rubric::parse(&source, &name, &shared).expect("a valid rubric");
    assert!(warnings.is_empty(), "{name}: {warnings:#?}");
    Scorer::new(rubric, None)
}

fn score(scorer: &Scorer, answer: &str) -> Assessment {
    scorer.score(&mut Worker::default(), answer)
}

#[test]
fn references_get_nearly_all_points() {
    for path in files() {
        let scorer = scorer(&path);
        let reference = scorer.rubric().reference.as_ref().expect("a reference");
        let permille = score(&scorer, &reference.value).permille;
        assert!(permille >= 900, "{}: {permille}", path.display());
    }
}

#[test]
fn examples_are_told_apart() {
    for path in files() {
        let scorer = scorer(&path);
        for (at, criterion) in scorer.rubric().criteria.iter().enumerate() {
            let verdict = |text: &str| score(&scorer, text).criteria[at].verdict;
            assert!(!criterion.examples.hit.is_empty() && !criterion.examples.miss.is_empty());
            for hit in &criterion.examples.hit {
                assert_eq!(verdict(&hit.value), Verdict::Met, "{}: {}", criterion.id, hit.value);
            }
            for miss in &criterion.examples.miss {
                assert_eq!(verdict(&miss.value), Verdict::Missing, "{}: {}", criterion.id, miss.value);
            }
        }
    }
}

fn grade(name: &str) -> Output {
    let folder = std::env::temp_dir().join(format!("gradus-networks-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(format!("{}.jsonl", name.replace(['/', '.'], "-")));
    let answer = "DHCP is a network management protocol. It simplifies the configuration of hosts.";
    let line = serde_json::json!({"answer_id": "1", "question_id": name, "answer": answer});
    std::fs::write(&file, format!("{line}\n")).expect("a file");
    Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["grade", "--rubrics", "rubrics", "--format", "jsonl"])
        .arg(&file)
        .output()
        .expect("it runs")
}

#[test]
fn a_rubric_is_found_by_the_id_of_its_question_and_by_its_own() {
    for name in ["6.3_IPP", "dhcp"] {
        let out = grade(name);
        assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
        let report: serde_json::Value = serde_json::from_slice(&out.stdout).expect("one report");
        assert_eq!((&report["rubric"], &report["percent"]), (&"dhcp".into(), &100.0.into()));
    }
}

#[test]
fn a_name_does_not_leave_the_folder() {
    for name in ["../tests/data/good-rubrics/payments", "..", ".hidden", "6.3"] {
        let out = grade(name);
        assert_eq!(out.status.code(), Some(2), "{name}");
        let error = String::from_utf8_lossy(&out.stderr);
        assert!(error.contains("no rubric `"), "{error}");
    }
}
