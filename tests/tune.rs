//! `tune` as a user runs it.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of its own with the rubric and the graded answers of `tests/data/agree`.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tune-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["backups.yaml", "graded.csv", "graded.jsonl", "graded.xlsx"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/agree").join(file);
        std::fs::copy(from, folder.join(file)).unwrap();
    }
    folder
}

/// What a command prints, with the reasons of its exit code at the end.
fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args([&["tune", "backups.yaml"], arguments].concat())
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!("{}{}-- exit {}\n", text(&output.stdout), text(&output.stderr), output.status.code().unwrap())
}

fn read(folder: &Path, file: &str) -> String {
    String::from_utf8(std::fs::read(folder.join(file)).unwrap()).unwrap()
}

/// The graded answers with these columns only.
fn columns(folder: &Path, file: &str, kept: &[&str]) {
    let mut reader = csv::Reader::from_path(folder.join("graded.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let places: Vec<usize> =
        kept.iter().map(|name| header.iter().position(|column| column == *name).unwrap()).collect();
    let mut writer = csv::Writer::from_path(folder.join(file)).unwrap();
    writer.write_record(kept).unwrap();
    for row in reader.records().map(Result::unwrap) {
        writer.write_record(places.iter().map(|at| &row[*at])).unwrap();
    }
    writer.flush().unwrap();
}

#[test]
fn labels_show_misses_and_suggest_patterns() {
    let text = run(&folder("labels"), &["--answers", "graded.csv", "--show", "1", "--ask", "3"]);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn scores_alone_rank_answers_by_disagreement() {
    let folder = folder("scores");
    columns(&folder, "scores.csv", &["answer_id", "answer", "score_1", "score_2"]);
    let text = run(&folder, &["--answers", "scores.csv", "--show", "1", "--ask", "2"]);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn without_scores_and_labels_there_is_coverage() {
    let folder = folder("bare");
    columns(&folder, "bare.csv", &["answer_id", "answer"]);
    insta::assert_snapshot!(run(&folder, &["--answers", "bare.csv"]));
}

#[test]
fn every_format_of_the_answers_gives_the_same_suggestions() {
    let folder = folder("formats");
    let suggested = |file: &str| -> serde_json::Value {
        let text = run(&folder, &["--answers", file, "--format", "json"]);
        let found: serde_json::Value = serde_json::from_str(text.split("-- exit 0").next().unwrap()).unwrap();
        found["suggestions"].clone()
    };
    let csv = suggested("graded.csv");
    assert!(csv.as_array().unwrap().len() > 2);
    assert_eq!(csv, suggested("graded.jsonl"));
    #[cfg(feature = "office")]
    assert_eq!(csv, suggested("graded.xlsx"));
}

#[test]
fn chosen_suggestions_become_lines_of_the_rubric() {
    let folder = folder("apply");
    let before = read(&folder, "backups.yaml");
    insta::assert_snapshot!(run(&folder, &["--answers", "graded.csv", "--apply", "2,1"]));
    let after = read(&folder, "backups.yaml");
    let kept: Vec<&str> = after.lines().filter(|line| before.lines().any(|old| old == *line)).collect();
    assert_eq!(kept, before.lines().collect::<Vec<_>>(), "old lines stay, in their order");
    assert_eq!(after.lines().count(), before.lines().count() + 2);
    assert!(!folder.join("backups.yaml.part").exists());
}

#[test]
fn labelled_sentences_begin_a_file_of_examples() {
    let folder = folder("examples");
    let label = |text: &str, kind: &str| format!("{{\"text\":\"{text}\",\"{kind}\":[\"offsite-copy\"]}}\n");
    let hits =
        ["A copy lies across town", "We keep a copy in a vault across town", "A vault holds one copy more"];
    let more = ["The tapes lie in a vault across town", "One copy is driven across town"];
    let misses =
        ["A job runs every night", "An alarm goes off", "We restore one database", "The disks are new"];
    let lines: String = hits.iter().map(|text| label(text, "hit")).collect();
    std::fs::write(folder.join("few.jsonl"), &lines).unwrap();
    let few = run(&folder, &["--answers", "graded.csv", "--labels", "few.jsonl"]);
    assert!(few.contains("offsite-copy is learned once 2 more that state it are there."), "{few}");
    assert!(!few.contains("gradus build"), "nothing can be built yet: {few}");
    assert!(read(&folder, "backups.yaml").contains("\nexamples: backups.examples.jsonl\n"));
    let all: String = lines
        + &more.map(|text| label(text, "hit")).concat()
        + &misses.map(|text| label(text, "miss")).concat();
    std::fs::write(folder.join("all.jsonl"), all).unwrap();
    let learned = run(&folder, &["--answers", "graded.csv", "--labels", "all.jsonl"]);
    assert!(learned.starts_with("6 examples added to backups.examples.jsonl; 3 were there."), "{learned}");
    assert!(learned.contains("offsite-copy *"), "{learned}");
    assert!(folder.join("backups.model").exists());
    let again = run(&folder, &["--answers", "graded.csv", "--labels", "all.jsonl"]);
    assert!(again.contains("No verdict on these answers changes."), "{again}");
    assert_eq!(read(&folder, "backups.examples.jsonl").lines().count(), 9);
    std::fs::write(folder.join("against.jsonl"), label("A copy lies across town", "miss")).unwrap();
    let against = run(&folder, &["--answers", "graded.csv", "--labels", "against.jsonl"]);
    assert!(against.contains("says the contrary of `offsite-copy`"), "{against}");
}

#[test]
fn bad_input_is_named_and_changes_nothing() {
    let folder = folder("bad");
    let before = read(&folder, "backups.yaml");
    std::fs::write(folder.join("row.csv"), "answer,score,schedule\nDumps are taken hourly.,3,perhaps\n")
        .unwrap();
    std::fs::write(
        folder.join("line.jsonl"),
        "{\"text\":\"x\",\"hit\":[\"schedule\"]}\n{\"text\":\"y\",\"hit\":[\"no\"]}\n",
    )
    .unwrap();
    std::fs::write(folder.join("empty.jsonl"), "\n").unwrap();
    std::fs::write(folder.join("unnamed.jsonl"), "{\"text\":\"x\"}\n").unwrap();
    let check = |arguments: &[&str], expect: &str| {
        let text = run(&folder, arguments);
        assert!(text.contains(expect) && text.ends_with("-- exit 2\n"), "{text}");
    };
    check(&["--answers", "row.csv"], "row.csv row 2: `perhaps` is no label of `schedule`");
    check(&["--answers", "none.csv"], "cannot read none.csv");
    check(&["--answers", "graded.csv", "--apply", "99"], "there is no suggestion 99; they go from 1 to");
    check(&["--answers", "graded.csv", "--labels", "line.jsonl"], "line.jsonl: line 2: no criterion `no`");
    check(&["--answers", "graded.csv", "--labels", "empty.jsonl"], "empty.jsonl holds no labelled sentences");
    check(&["--answers", "graded.csv", "--labels", "unnamed.jsonl"], "sentence 1 names no criterion");
    std::fs::write(folder.join("backups.examples.jsonl"), "").unwrap();
    std::fs::write(folder.join("good.jsonl"), "{\"text\":\"x\",\"hit\":[\"schedule\"]}\n").unwrap();
    check(&["--answers", "graded.csv", "--labels", "good.jsonl"], "does not name it");
    assert_eq!(before, read(&folder, "backups.yaml"));
}

#[test]
fn answers_to_other_questions_are_told() {
    let folder = folder("questions");
    let row = |id: &str, question: &str| format!("{id},{question},Dumps are taken hourly.,3\n");
    let header = "answer_id,question_id,answer,score\n";
    let check = |rows: &[String], expect: &str| {
        std::fs::write(folder.join("some.csv"), format!("{header}{}", rows.concat())).unwrap();
        let text = run(&folder, &["--answers", "some.csv"]);
        assert!(text.contains(expect) && text.ends_with("-- exit 0\n"), "{text}");
    };
    check(
        &[row("a", "backups"), row("b", "backup"), row("c", "backups")],
        "note: some.csv: 1 of 3 answers is left out, as its question is not `backups` (some.csv row 3: `backup`)",
    );
    check(
        &[row("a", "mitosis"), row("b", "mitosis")],
        "note: some.csv: the question of these answers is `mitosis`, not `backups`; all are read as answers to this rubric",
    );
}

#[test]
fn a_score_below_a_scale_from_0_is_told() {
    let folder = folder("below");
    let row = |at: usize| format!("{at},Dumps are taken hourly.,{}\n", if at == 4 { -3 } else { 3 });
    let rows: String = (0..12).map(row).collect();
    std::fs::write(folder.join("below.csv"), format!("answer_id,answer,score\n{rows}")).unwrap();
    let text = run(&folder, &["--answers", "below.csv"]);
    let expect = "warning: below.csv row 6: the score -3 is below 0, unlike all others; if it is a slip, correct it or give --scale 0..3";
    assert!(text.contains(expect), "{text}");
}

#[test]
fn markdown_is_harmless() {
    let folder = folder("markdown");
    let answer = "<img src=x onerror=alert(1)> | \u{1b}[31m A copy lies in a vault.";
    let rows: Vec<String> = (0..6).map(|at| format!("{at},\"{answer} {at}\",1")).collect();
    std::fs::write(folder.join("evil.csv"), format!("answer_id,answer,offsite-copy\n{}\n", rows.join("\n")))
        .unwrap();
    let text = run(&folder, &["--answers", "evil.csv", "--format", "markdown"]);
    assert!(text.contains("vault") && !text.contains("<img") && !text.contains('\u{1b}'), "{text}");
}
