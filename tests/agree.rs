//! `agree`, `calibrate` and `diff` as a user runs them.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a command prints, with the reasons of its exit code at the end.
fn run(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/agree"))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!("{}{}-- exit {}\n", text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

/// A folder of its own for a test that writes.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn path_in(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn the_machine_is_held_against_its_raters() {
    let text = run(&["agree", "backups.yaml", "--answers", "graded.csv", "--show", "2"]);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_rubric_that_says_less_than_the_length_is_told_so() {
    let folder = folder("agree-length");
    let graded = path_in(&folder, "long.csv");
    let row = |at: usize| format!("a{at},{} and so on.,{at}\n", "We talk and talk".repeat(at));
    let rows: String = (1..9).map(row).collect();
    std::fs::write(&graded, format!("answer_id,answer,score\n{rows}0,A job runs every night.,1\n")).unwrap();
    let text = run(&["agree", "backups.yaml", "--answers", &graded]);
    assert!(
        text.contains("The length of an answer alone says more of its score than this rubric does."),
        "{text}"
    );
}

#[test]
fn every_format_of_the_answers_gives_the_same_figures() {
    let figures = |file: &str| -> serde_json::Value {
        let text = run(&["agree", "backups.yaml", "--answers", file, "--format", "json", "--show", "0"]);
        let mut all: serde_json::Value =
            serde_json::from_str(text.split("-- exit 0").next().unwrap()).unwrap();
        all["questions"][0]["criteria"].take();
        all["overall"]["kinds"].take();
        serde_json::from_str(&all.to_string().replace("overall_", "score_")).unwrap()
    };
    let csv = figures("graded.csv");
    assert_eq!(csv["answers"], 26);
    assert_eq!(csv, figures("graded.jsonl"));
    #[cfg(feature = "office")]
    assert_eq!(csv, figures("graded.xlsx"));
}

#[test]
fn markdown_and_pictures_are_harmless() {
    let folder = folder("agree-picture");
    let graded = folder.join("graded.jsonl");
    let mut lines = String::new();
    for at in 0..4 {
        let answer = "<img src=x onerror=alert(1)> | \u{1b}[31m A job runs every night.";
        lines.push_str(&format!(
            "{}\n",
            serde_json::json!({"answer_id": format!("<b>{at}"), "answer": answer, "score": at})
        ));
    }
    std::fs::write(&graded, lines).unwrap();
    let (graded, picture) = (graded.display().to_string(), path_in(&folder, "a.svg"));
    let text =
        run(&["agree", "backups.yaml", "--answers", &graded, "--format", "markdown", "--picture", &picture]);
    assert!(text.contains("&lt;img") && !text.contains("<img") && !text.contains('\u{1b}'), "{text}");
    let svg = std::fs::read(&picture).unwrap();
    let svg = String::from_utf8(svg).unwrap();
    assert!(
        svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n") && svg.contains("backups: 4 answers")
    );
    assert!(!svg.contains("<script") && !svg.contains("href") && !svg.contains("onerror"));
}

#[test]
fn grades_from_a_file_are_matched_by_id() {
    let folder = folder("agree-scored");
    let scored = path_in(&folder, "scored.jsonl");
    let graded = run(&["grade", "graded.jsonl", "-r", "backups.yaml", "--format", "jsonl"]);
    let graded = graded.split("-- exit 0").next().unwrap();
    std::fs::write(&scored, graded).unwrap();
    let fresh = run(&["agree", "backups.yaml", "--answers", "graded.jsonl"]);
    assert_eq!(run(&["agree", "--scored", &scored, "--answers", "graded.jsonl"]), fresh);
    // One answer less, and one with another id.
    let fewer: Vec<String> = graded.lines().skip(1).map(|line| line.replace("\"b07\"", "\"b70\"")).collect();
    std::fs::write(&scored, fewer.join("\n")).unwrap();
    let text = run(&["agree", "--scored", &scored, "--answers", "graded.jsonl", "--show", "0"]);
    let said: Vec<String> =
        text.lines().rev().take(5).map(|line| line.replace(&scored, "scored.jsonl")).collect();
    assert_eq!(
        said,
        [
            "-- exit 2",
            "exit 2: 3 answers are rated or graded, but not both",
            "warning: scored.jsonl: the answer `b70` has no score in graded.jsonl",
            "warning: graded.jsonl line 7: the answer `b07` is not in scored.jsonl",
            "warning: graded.jsonl line 1: the answer `b01` is not in scored.jsonl",
        ]
    );
}

#[test]
fn a_scale_is_learned_and_written_as_an_edit() {
    let folder = folder("calibrate");
    let rubric = path_in(&folder, "backups.yaml");
    let before = String::from_utf8(std::fs::read("tests/data/agree/backups.yaml").unwrap()).unwrap();
    std::fs::write(&rubric, &before).unwrap();
    let text = run(&["calibrate", &rubric, "--answers", "graded.csv"]);
    insta::assert_snapshot!(text.replace(&rubric, "backups.yaml"));
    assert_eq!(std::fs::read(&rubric).unwrap(), before.as_bytes(), "without --apply nothing is written");

    run(&["calibrate", &rubric, "--answers", "graded.csv", "--apply"]);
    let after = String::from_utf8(std::fs::read(&rubric).unwrap()).unwrap();
    let kept: Vec<&str> =
        after.lines().filter(|line| !line.starts_with("scale:") && !line.starts_with("  - {from")).collect();
    assert_eq!(kept, before.lines().collect::<Vec<_>>(), "comments and layout stay");
    let graded = run(&["grade", "graded.jsonl", "-r", &rubric, "--format", "jsonl"]);
    assert!(graded.lines().take(26).all(|line| line.contains("\"scaled\":")), "{graded}");
    // A second time the old scale is replaced by the same one.
    run(&["calibrate", &rubric, "--answers", "graded.csv", "--apply"]);
    assert_eq!(String::from_utf8(std::fs::read(&rubric).unwrap()).unwrap(), after);
}

#[test]
fn few_answers_calibrate_nothing() {
    let folder = folder("calibrate-few");
    let few = path_in(&folder, "few.csv");
    let all = String::from_utf8(std::fs::read("tests/data/agree/graded.csv").unwrap()).unwrap();
    std::fs::write(&few, all.lines().take(20).collect::<Vec<_>>().join("\n")).unwrap();
    let text = run(&["calibrate", "backups.yaml", "--answers", &few]);
    assert_eq!(
        text.replace(&few, "few.csv"),
        "error: few.csv has 19 graded answers to this question; 20 are needed. With fewer, chance makes the map worse than none; grade more, or write `scale:` by hand\nexit 2: not done\n-- exit 2\n"
    );
}

#[test]
fn moves_between_two_rubrics_are_explained() {
    let folder = folder("diff");
    let new = path_in(&folder, "new.yaml");
    let old = String::from_utf8(std::fs::read("tests/data/agree/backups.yaml").unwrap()).unwrap();
    let edited = old
        .replace("      - offsite\n", "      - offsite\n      - vault\n")
        .replace("      - (nightly", "      - (weekly|nightly");
    std::fs::write(&new, edited).unwrap();
    let arguments =
        ["diff", "backups.yaml", &new, "--answers", "graded.csv", "--max-move", "10", "--show", "2"];
    insta::assert_snapshot!(run(&arguments));
    let same = run(&["diff", "backups.yaml", "backups.yaml", "--answers", "graded.csv", "--max-move", "0"]);
    assert!(
        same.starts_with("26 answers: no score and no verdict changes.\n") && same.ends_with("-- exit 0\n"),
        "{same}"
    );
}

#[test]
fn rubrics_that_are_not_named_are_asked_for() {
    let folder = folder("agree-unnamed");
    let graded = path_in(&folder, "g.csv");
    std::fs::write(&graded, "answer,score\nA job runs every night.,1\n").unwrap();
    let text = run(&["agree", "--answers", &graded]).replace(&graded, "g.csv");
    assert_eq!(
        text,
        "error: g.csv row 2: which rubric? name it (`gradus agree RUBRIC --answers g.csv`), or add a column question_id\nexit 2: not done\n-- exit 2\n"
    );
}

#[test]
fn what_coaches_decided_counts_as_one_more_rater() {
    let folder = folder("agree-overrides");
    let (overrides, scored) = (path_in(&folder, "o.csv"), path_in(&folder, "scored.jsonl"));
    let rows = "answer_id,criterion,verdict,percent,by,why\n\
        b01,restore-test,met,,Anna,it does\nb03,offsite-copy,met,,Anna,a vault is elsewhere\n\
        b04,offsite-copy,met,,Bert,a region is one\nb04,schedule,met,,Bert,around the clock\n\
        b07,raid-is-backup,missing,,Anna,irony\nb05,,,20,Anna,thin\n";
    std::fs::write(&overrides, rows).unwrap();
    let args = ["agree", "backups.yaml", "--answers", "graded.csv", "--show", "0"];
    let text = run(&[&args[..], &["--overrides", &overrides]].concat());
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!(text);
    // The machine is judged by what it said itself.
    let scores = |text: &str| text.lines().take(9).map(ToOwned::to_owned).collect::<Vec<_>>();
    assert_eq!(scores(&text), scores(&run(&args)));
    let graded =
        run(&["grade", "graded.jsonl", "-r", "backups.yaml", "--overrides", &overrides, "--format", "jsonl"]);
    std::fs::write(&scored, graded.split("-- exit 0").next().unwrap()).unwrap();
    assert_eq!(run(&["agree", "--scored", &scored, "--answers", "graded.csv", "--show", "0"]), text);
    // Verdicts of people are enough.
    let answers = path_in(&folder, "answers.jsonl");
    let ids = ["b01", "b03", "b04", "b05", "b07"]
        .map(|id| format!("{{\"answer_id\":\"{id}\",\"answer\":\"RAID is a backup.\"}}\n"));
    std::fs::write(&answers, ids.concat()).unwrap();
    let text = run(&["agree", "backups.yaml", "--answers", &answers, "--overrides", &overrides]);
    assert!(text.contains("backups: no scores, verdicts of people only"), "{text}");
    assert!(
        text.contains("Decided by people: 5 of 5 verdicts changed; 1 score given, 20.0 % higher"),
        "{text}"
    );
    assert!(text.ends_with("-- exit 0\n"), "{text}");
}
