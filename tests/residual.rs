//! `calibrate --model` and `grade --model` as a user runs them.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use std::fmt::Write;

use support::Repo;

const RUBRIC: &str = include_str!("data/agree/backups.yaml");

/// Sentences, and what the rubric gives for each in points of ten.
const STOCK: [(&str, u32); 8] = [
    ("We test a restore each quarter as a test of the restore.", 3),
    ("One copy goes to a second region.", 2),
    ("A job runs every night.", 2),
    ("An alarm goes off when a dump fails.", 3),
    ("Somebody ought to look after this.", 0),
    ("The office has a nice lamp.", 0),
    ("Tapes are cheap these days.", 0),
    ("My colleague knows more about it.", 0),
];

/// What the rater likes and the rubric does not know.
const LIKED: &str = "Afterwards we compare checksums of the files.";

/// So many answers of three sentences; `bonus` is what the rater gives for what the rubric does not know.
fn graded(n: usize, bonus: u32) -> Vec<String> {
    let mut state = 7_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut lines = Vec::new();
    for at in 0..n {
        let mut chosen: Vec<usize> = (0..3).map(|_| usize::try_from(draw(8)).unwrap()).collect();
        chosen.sort_unstable();
        chosen.dedup();
        let liked = draw(2) == 0;
        let mut text = format!("Answer {at}.");
        let mut score = 0;
        for (sentence, points) in chosen.iter().map(|at| STOCK[*at]) {
            write!(text, " {sentence}").unwrap();
            score += points;
        }
        if liked {
            write!(text, " {LIKED}").unwrap();
            score += bonus;
        }
        lines.push(serde_json::json!({"answer_id": format!("a{at}"), "answer": text, "score": score, "max_score": 10 + bonus}).to_string());
    }
    lines
}

fn repo(name: &str, lines: &[String]) -> Repo {
    let repo = Repo::new(name);
    repo.write("backups.yaml", RUBRIC).write("graded.jsonl", lines.join("\n"));
    repo
}

const CALIBRATE: [&str; 5] = ["calibrate", "backups.yaml", "--answers", "graded.jsonl", "--model"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    CALIBRATE.iter().chain(more).copied().collect()
}

#[test]
fn few_answers_teach_no_model() {
    let ran = repo("residual-few", &graded(299, 4)).run(&CALIBRATE);
    assert_eq!(
        ran.err,
        "error: graded.jsonl: 299 graded answers; 300 are needed for a model. With fewer, it learns the wording of these candidates by heart and adds nothing on others; `gradus calibrate` without --model needs 20\nexit 2: not done\n"
    );
    assert_eq!(ran.code, Some(2));
}

#[test]
fn a_model_that_helps_is_written_and_used_when_asked_for() {
    let mut lines = graded(300, 4);
    let repo = repo("residual-helps", &lines);
    let ran = repo.run(&CALIBRATE);
    assert!(ran.out.contains("The model helps: the gain of"), "{}", ran.out);
    assert!(ran.out.contains("“checksum"), "it is explained: {}", ran.out);
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    assert!(!repo.root.join("backups.residual").exists(), "without --apply nothing is written");

    assert_eq!(repo.run(&with(&["--apply"])).code, Some(0));
    let model = repo.read("backups.residual");
    lines.reverse();
    repo.write("graded.jsonl", lines.join("\n"));
    repo.run(&with(&["--apply"]));
    assert_eq!(repo.read("backups.residual"), model, "the order of answers does not matter");

    // As long as those learned from: shares of words count more in a shorter answer.
    let text = format!(
        "Answer 900. A job runs every night. The office has a nice lamp. Tapes are cheap these days. {LIKED}"
    );
    repo.write("new.md", &text);
    let graded = repo.run(&["grade", "new.md", "-r", "backups.yaml", "--format", "json"]);
    assert!(!graded.out.contains("\"scaled\"") && !graded.out.contains("\"model\""), "{}", graded.out);
    let graded = repo.run(&["grade", "new.md", "-r", "backups.yaml", "--format", "json", "--model"]);
    let graded: serde_json::Value = serde_json::from_str(&graded.out).unwrap();
    let score = graded[0]["scaled"].as_f64().unwrap();
    assert!((5.0..=7.0).contains(&score), "2 points of the rubric and 4 of the rater's: {graded}");
    assert!(graded[0]["model"]["added"].as_f64().unwrap() > 1.0, "{graded}");
    let table = repo.run(&["grade", "new.md", "-r", "backups.yaml", "--model", "--width", "80"]);
    assert!(table.out.contains("on the raters' scale by the residual model: "), "{}", table.out);
    stale(&repo);
}

/// A model is used with its own rubric only, and only when it is whole.
fn stale(repo: &Repo) {
    let error = || repo.run(&["grade", "new.md", "-r", "backups.yaml", "--model"]).err;
    repo.write("backups.yaml", RUBRIC.replace("# What a good", "# Comments do not matter.\n# What a good"));
    assert_eq!(error(), "");
    repo.write("backups.yaml", RUBRIC.replace("      - offsite\n", "      - offsite\n      - vault\n"));
    assert!(error().contains("backups.residual was learned with another version of backups.yaml"));
    for (old, new) in [
        ("      - (every|each)", "      - pattern: nightly\n        polarity: any\n      - (every|each)"),
        ("How do you make sure that backups are of use?", "Which alarm goes off?"),
        ("pass: 60\n", "pass: 60\ncaps:\n  - {missing: schedule, percent: 40}\n"),
        (
            "pass: 60\n",
            "pass: 60\ngroups:\n  g:\n    title: G\n    of: [schedule, offsite-copy]\n    full: 1\n",
        ),
        ("failure_modes:\n", ""),
        (
            "      - restore ..5 (test|drill|practice)\n",
            "      - all: [restore, test]\n        within: answer\n",
        ),
    ] {
        repo.write("backups.yaml", RUBRIC.replacen(old, new, 1));
        assert!(error().contains("was learned with another version"), "{new}: {}", error());
    }
    repo.write("backups.yaml", RUBRIC);
    let model = repo.read("backups.residual");
    repo.write("backups.residual", model.replacen("[\"words\"", "[\"verbs\"", 1));
    assert!(error().contains("of the residual model is damaged"), "{}", error());
    repo.write("backups.residual", "{}");
    assert!(error().contains("no residual model of this version"), "{}", error());
    std::fs::remove_file(repo.root.join("backups.residual")).unwrap();
    assert!(error().contains("backups.yaml has no residual model (backups.residual); run `gradus calibrate"));
}

#[test]
fn a_model_that_does_not_help_is_not_written() {
    let repo = repo("residual-no-help", &graded(300, 0));
    let ran = repo.run(&with(&["--apply"]));
    assert!(ran.out.contains("The model does not help: the gain of"), "{}", ran.out);
    assert!(ran.out.contains("Nothing is to be\nwritten.") || ran.out.contains("Nothing is to be written."));
    assert_eq!(ran.err, "note: backups.residual is not written; --anyway writes it\n");
    assert!(!repo.root.join("backups.residual").exists());
    repo.run(&with(&["--apply", "--anyway"]));
    assert!(repo.root.join("backups.residual").exists());
}

#[test]
fn a_built_in_rubric_has_no_model() {
    let repo = Repo::new("residual-built-in");
    repo.write("a.md", "A queue.");
    let ran = repo.run(&["grade", "a.md", "-r", "queue-vs-sync", "--model"]);
    assert!(ran.err.contains("`queue-vs-sync` is built in and has no residual model"), "{}", ran.err);
}
