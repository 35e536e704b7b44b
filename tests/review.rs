//! Overrides and the review list as a coach uses them.

mod support;

use support::{Ran, Repo};

const RUBRIC: &[u8] = include_bytes!("data/agree/backups.yaml");

const ANSWERS: &str = r#"{"answer_id":"ada","answer":"We practise the restore each month. There is an offsite copy. A job runs every night."}
{"answer_id":"bob","answer":"RAID is a backup, so disks may die. We restored it once."}
{"answer_id":"eve","answer":"<b>Offsite</b> copies | every hour, and an alarm if one fails."}
"#;

fn repo(name: &str) -> Repo {
    let repo = Repo::new(name);
    repo.write("backups.yaml", RUBRIC).write("answers.jsonl", ANSWERS);
    repo
}

fn grade(repo: &Repo, overrides: &str, format: &str) -> Ran {
    let args = ["grade", "answers.jsonl", "-r", "backups.yaml", "--overrides", overrides, "--format", format];
    repo.run(&args)
}

const OVERRIDES: &str = "answer_id,criterion,verdict,percent,by,when,why\n\
    ada,silent-failure,met,,Anna,2026-05-03,\"says so <b>elsewhere</b>, \u{1b}[31mtwice\"\n\
    bob,raid-is-backup,missing,,Anna,2026-05-03,a slip of the pen\n\
    bob,,,65,Bert,,a good talk\n";

#[test]
fn decisions_stand_in_every_report() {
    let repo = repo("overrides");
    repo.write("overrides.csv", OVERRIDES);
    for format in ["text", "json", "jsonl", "markdown"] {
        let ran = grade(&repo, "overrides.csv", format);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{format}");
        assert!(!ran.out.contains('\u{1b}') || format.starts_with("json"), "{}", ran.out);
        insta::assert_snapshot!(format!("decisions_{format}"), ran.out);
    }
}

#[test]
fn without_decisions_nothing_changes() {
    let repo = repo("no-overrides");
    repo.write("overrides.csv", "answer_id,criterion,verdict,by,when,why\nada,silent-failure,,,,\n").write(
        "other.jsonl",
        "{\"answer_id\":\"zoe\",\"criterion\":\"schedule\",\"verdict\":\"met\",\"by\":\"A\",\"why\":\"w\"}\n",
    );
    for format in ["text", "json", "jsonl", "markdown"] {
        let plain = repo.run(&["grade", "answers.jsonl", "-r", "backups.yaml", "--format", format]);
        let waiting = grade(&repo, "overrides.csv", format);
        assert_eq!((waiting.code, &waiting.out), (Some(0), &plain.out));
        assert_eq!(waiting.err, "warning: overrides.csv: nothing is decided yet; 1 row to fill in\n");
        let other = grade(&repo, "other.jsonl", format);
        assert_eq!((other.code, &other.out), (Some(0), &plain.out));
        assert_eq!(other.err, "warning: other.jsonl line 1: no answer `zoe` was graded; not applied\n");
    }
}

#[test]
fn a_decision_by_a_rubric_that_there_is_not_is_told() {
    let repo = repo("other-rubric");
    let row =
        |rubric: &str| format!("answer_id,rubric,criterion,verdict,by,why\nada,{rubric},schedule,met,A,w\n");
    repo.write("o.csv", row("backup"));
    let ran = grade(&repo, "o.csv", "jsonl");
    ran.expect(2, "exit 2: 1 override could not be applied");
    assert!(
        ran.err.contains("error: o.csv row 2: the answer `ada` was graded by `backups`, not by `backup`; did you mean `backups`?"),
        "{}",
        ran.err
    );
    // A rubric that there is belongs to another run.
    repo.write("o.csv", row("queue-vs-sync"));
    let ran = grade(&repo, "o.csv", "jsonl");
    assert!(
        ran.code == Some(0) && ran.err.contains("warning: o.csv row 2: the answer `ada` was graded by"),
        "{}",
        ran.err
    );
}

#[test]
fn a_regrade_keeps_decisions_but_not_those_on_another_text() {
    let repo = repo("stale");
    let hash = gradus::review::Digest::of("There is an offsite copy.");
    repo.write("answers.jsonl", "{\"answer_id\":\"ada\",\"answer\":\"There is an offsite copy.\"}\n").write(
        "o.csv",
        format!("answer_id,answer_hash,criterion,verdict,by,why\nada,{hash},offsite-copy,no,A,too thin\n"),
    );
    let ran = grade(&repo, "o.csv", "jsonl");
    assert!(ran.out.contains("\"override\":{\"machine\":\"met\""), "{}", ran.out);
    // Another rubric: the decision stays.
    repo.write(
        "backups.yaml",
        String::from_utf8(RUBRIC.to_vec()).expect("UTF-8").replace("      - offsite\n", ""),
    );
    let ran = grade(&repo, "o.csv", "jsonl");
    assert!(ran.out.contains("\"override\":{\"machine\":\"missing\""), "{}", ran.out);
    assert_eq!(ran.code, Some(0));
    // Another text: it is told.
    repo.write("answers.jsonl", "{\"answer_id\":\"ada\",\"answer\":\"There are two offsite copies.\"}\n");
    let ran = grade(&repo, "o.csv", "jsonl");
    ran.expect(2, "exit 2: 1 override could not be applied");
    assert!(ran.err.contains("error: o.csv row 2: the text of `ada` has changed since; not applied"));
    assert!(
        ran.out.contains("\"stale_overrides\":[{\"place\":\"o.csv row 2\",\"criterion\":\"offsite-copy\"")
    );
    assert!(!ran.out.contains("\"override\":"), "{}", ran.out);
    let ran = grade(&repo, "o.csv", "text");
    assert!(
        ran.out.contains("! not applied, as the text has changed since: offsite-copy, missing, by A (o.csv")
    );
}

#[test]
fn rows_that_are_wrong_are_named() {
    let repo = repo("wrong-rows");
    repo.write("o.csv", "id,criterion,verdict,by,why\nada,schedule,met,A,w\nada,schedule,weak,B,w\nbob,schedule,perhaps,A,w\n");
    let ran = grade(&repo, "o.csv", "text");
    ran.expect(2, "exit 2: not done");
    assert_eq!(
        ran.err.lines().take(2).collect::<Vec<_>>(),
        [
            "error: o.csv row 4: `perhaps` is no verdict; write met, weak, denied or missing",
            "o.csv row 3: contradicts o.csv row 2, which decides the same otherwise; keep one of them"
        ]
    );
    repo.write("o.csv", "id,criterion,verdict,by,why\nada,shedule,met,A,w\n");
    let ran = grade(&repo, "o.csv", "text");
    ran.expect(2, "exit 2: 1 override could not be applied");
    assert!(
        ran.err.contains(
            "o.csv row 2: the rubric `backups` has no criterion `shedule`; did you mean `schedule`?"
        )
    );
}

const CLASS: &[u8] = include_bytes!("data/review/class.jsonl");

fn class(name: &str) -> Repo {
    let repo = repo(name);
    repo.write("class.jsonl", CLASS);
    repo
}

fn review(repo: &Repo, more: &[&str]) -> Ran {
    repo.run(&[&["review", "class.jsonl", "-r", "backups.yaml"], more].concat())
}

#[test]
fn the_list_in_every_format() {
    let repo = class("review-formats");
    for format in ["text", "json", "markdown", "csv"] {
        let ran = review(&repo, &["--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{format}");
        if format != "json" {
            assert!(!ran.out.contains(['\u{1b}', '\u{202e}']), "{}", ran.out);
        }
        if format == "text" {
            assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
        }
        insta::assert_snapshot!(format!("list_{format}"), ran.out);
    }
}

#[test]
fn threads_and_the_order_of_answers_change_nothing() {
    let repo = class("review-threads");
    let text = String::from_utf8(CLASS.to_vec()).expect("UTF-8");
    let many: String = (0..40)
        .flat_map(|n| {
            text.lines().map(move |line| {
                line.replacen("\"answer_id\":\"", &format!("\"answer_id\":\"{n}-"), 1) + "\n"
            })
        })
        .collect();
    let backwards: Vec<&str> = many.lines().rev().collect();
    repo.write("class.jsonl", &many);
    let expect = review(&repo, &["--top", "0", "-j", "1", "--format", "json"]);
    assert_eq!(review(&repo, &["--top", "0", "-j", "7", "--format", "json"]).out, expect.out);
    repo.write("class.jsonl", backwards.join("\n"));
    assert_eq!(review(&repo, &["--top", "0", "--format", "json"]).out, expect.out);
    let list: serde_json::Value = serde_json::from_str(&expect.out).expect("JSON");
    assert_eq!((&list["answers"], &list["empty"], &list["grouped"]), (&400.into(), &40.into(), &360.into()));
}

#[test]
fn one_decision_grades_the_group() {
    let repo = class("review-group");
    let ran = review(&repo, &["--write-overrides", "o.csv", "--format", "json"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.err, "note: o.csv: 8 rows wait for a verdict, by whom and why; empty ones are skipped\n");
    insta::assert_snapshot!("template", repo.read("o.csv"));
    // A second run does not overwrite what a coach has written.
    review(&repo, &["--write-overrides", "o.csv"]).expect(2, "exit 2: not done");
    // Left as it is, it changes nothing.
    let ran = review(&repo, &["--overrides", "o.csv", "--format", "json"]);
    assert_eq!(ran.err, "warning: o.csv: nothing is decided yet; 8 rows to fill in\n");
    // The first row of the group is filled in: its copy and the text nearly the same follow.
    let filled =
        repo.read("o.csv").replacen("backups,,,,,,,group", "backups,,,80,Anna,2026-05-03,well said,group", 1);
    repo.write("o.csv", filled);
    let graded = repo.run(&[
        "grade",
        "class.jsonl",
        "-r",
        "backups.yaml",
        "--overrides",
        "o.csv",
        "--format",
        "jsonl",
    ]);
    assert_eq!((graded.code, graded.err.as_str()), (Some(0), ""));
    let decided: Vec<(String, String)> = graded
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .filter(|line| line["percent"] == 80.0)
        .map(|line| (line["answer_id"].to_string(), line["score_override"]["applies_to"].to_string()))
        .collect();
    let expect = [("\"ada\"", "\"answer\""), ("\"bob\"", "\"group\""), ("\"cai\"", "\"identical\"")];
    assert_eq!(decided, expect.map(|(id, reach)| (id.to_owned(), reach.to_owned())));
    let left = review(&repo, &["--overrides", "o.csv", "--format", "csv"]);
    assert!(!left.out.contains(",ada,876a"), "{}", left.out);
}

#[test]
fn templates_are_read_back_whatever_an_id_is() {
    let repo = class("review-ids");
    for file in ["o.csv", "o.jsonl"] {
        review(&repo, &["--write-overrides", file, "--top", "0"]).expect(0, "rows wait for a verdict");
        let filled = if file == "o.csv" {
            repo.read(file).replace(",,,,,", ",,50,A,,")
        } else {
            repo.read(file).replace("\"percent\":\"\",\"by\":\"\"", "\"percent\":50,\"by\":\"A\"")
        };
        repo.write(file, filled.replace("\"why\":\"\"", "\"why\":\"w\""));
        let ran = review(&repo, &["--overrides", file]);
        // Rows without a reason are refused, so that every row was read; in JSON lines all are whole.
        if file == "o.csv" {
            assert!(ran.err.contains("o.csv row 4: decides without saying why"), "{}", ran.err);
        } else {
            assert!(!ran.err.contains("no answer"), "{}", ran.err);
        }
    }
}

#[test]
fn answers_that_cannot_be_read_are_told_and_the_rest_listed() {
    let repo = class("review-broken");
    let ran = repo.run(&["review", "class.jsonl", "none.md", "-r", "backups.yaml", "--top", "1"]);
    ran.expect(2, "exit 2: 1 of 11 answers could not be read");
    assert!(
        ran.err.contains("error: cannot read none.md") && ran.out.contains("10 answers read"),
        "{}",
        ran.err
    );
    let ran = repo.run(&["review", "class.jsonl"]);
    assert!(ran.err.contains("ada: which rubric? give --rubric ID"), "{}", ran.err);
    assert!(ran.err.lines().count() < 60 && ran.code == Some(2));
}

#[test]
fn an_id_that_looks_like_a_formula_comes_back_from_the_table() {
    for id in ["=ada", "@ada", "\u{ff1d}ada", "-1"] {
        let repo = repo("formula-id");
        let line = serde_json::json!({"answer_id": id, "answer": "We restored it once."});
        repo.write("answers.jsonl", format!("{line}\n"));
        let ran = repo.run(&["review", "answers.jsonl", "-r", "backups.yaml", "--write-overrides", "o.csv"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let table = repo.read("o.csv");
        assert!(table.lines().nth(1).is_some_and(|row| row.starts_with(&format!("'{id},"))), "{table}");
        repo.write("o.csv", format!("answer_id,criterion,verdict,by,why\n'{id},offsite-copy,weak,A,thin\n"));
        let ran = grade(&repo, "o.csv", "jsonl");
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{id}");
        assert!(ran.out.contains("\"override\":{"), "{}", ran.out);
    }
}
