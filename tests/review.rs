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
        assert_eq!(
            waiting.err,
            "warning: overrides.csv: nothing is decided yet; 1 rows wait for a verdict\n"
        );
        let other = grade(&repo, "other.jsonl", format);
        assert_eq!((other.code, &other.out), (Some(0), &plain.out));
        assert_eq!(other.err, "warning: other.jsonl line 1: no answer `zoe` was graded; not applied\n");
    }
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
