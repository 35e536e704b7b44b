//! Rubrics of a folder: every command finds the same ones by the same names, and scores by them alike.

mod support;

use serde_json::Value;
use support::{Ran, Repo};

const BACKUPS: &str = "id: backups
title: Backups
question: How would you keep backups?
concepts:
  restore:
    title: Rehearsed restores
    points: 2
    examples:
      hit:
        - We restore a backup every month to see that it works.
        - Once a month somebody restores the latest backup into a spare database.
        - A backup that was never restored is only a hope, so we rehearse restoring it.
        - Restoring from the backup is rehearsed each quarter.
        - We practise the restore of every backup on a second machine.
        - The team restores backups regularly to prove that they work.
      miss:
        - We make a backup every night.
        - The backup is copied to another region.
        - Old backups are deleted after a year.
        - Backups are encrypted with a key of their own.
        - The backup takes twenty minutes.
        - We keep the backups on tape.
  offsite:
    title: Another place
    points: 2
    any: [another region]
";
const ANSWER: &str =
    "---\nrubric: backups\n---\nEach month somebody restores the backup to see that it really works.\n";

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}\n{}", ran.out, ran.err))
}

/// Asserts that `check` and `grade` say the same score, in tenths of a percent, and the same of the model.
fn check_and_grade(repo: &Repo, percent: f64, warning: Option<&str>) {
    let checked = repo.run(&["check", "--format", "json", "a.md"]);
    let checked_score = json(&checked)["results"][0]["score"]["percent"].clone();
    let graded = repo.run(&["grade", "-r", "backups", "--format", "json", "a.md"]);
    let graded_score = json(&graded)[0]["percent"].clone();
    assert_eq!((checked_score.as_f64(), graded_score.as_f64()), (Some(percent), Some(percent)));
    for ran in [&checked, &graded] {
        let said = format!("{}{}", ran.out, ran.err);
        assert_eq!(said.contains("rubrics/backups.yaml has"), warning.is_some(), "{said}");
        assert!(said.contains(warning.unwrap_or_default()), "{said}");
    }
}

#[test]
fn check_and_grade_agree_on_examples_within_a_rubric() {
    let repo = Repo::new("inline");
    repo.write("rubrics/backups.yaml", BACKUPS).write("a.md", ANSWER);
    check_and_grade(&repo, 0.0, Some("has no model of its examples yet"));
    repo.run(&["build", "rubrics/backups.yaml"]).expect(0, "");
    check_and_grade(&repo, 50.0, None);
    let patterns = "    any: [restores the backup]\n";
    let other = BACKUPS.replacen("    examples:\n", &format!("{patterns}    examples:\n"), 1);
    repo.write("rubrics/backups.yaml", other.replace("on tape", "on disks"));
    check_and_grade(&repo, 50.0, Some("has a model of other examples"));
    std::fs::remove_file(repo.root.join("rubrics/backups.model")).expect("a file");
    check_and_grade(&repo, 50.0, None);
}

#[test]
fn too_few_examples_need_no_model() {
    let repo = Repo::new("one-example");
    let rubric = format!("{}examples: backups.jsonl\n", BACKUPS.replace("points: 2", "points: 1"));
    let (head, rest) = rubric.split_once("    examples:\n").expect("examples");
    let (_, rest) = rest.split_once("  offsite:\n").expect("a criterion");
    repo.write("rubrics/backups.yaml", format!("{head}    any: [restores the backup]\n  offsite:\n{rest}"));
    repo.write("rubrics/backups.jsonl", "{\"text\": \"We rehearse it.\", \"hit\": [\"restore\"]}\n");
    repo.write("a.md", ANSWER);
    check_and_grade(&repo, 50.0, None);
}

#[test]
fn tests_beside_a_rubric_are_no_rubrics() {
    let repo = Repo::sample("tests-beside");
    repo.run(&["check", "docs/strong.md"]).expect(0, "");
    for ending in ["yaml", "yml"] {
        repo.write(&format!("rubrics/retries.test.{ending}"), "tests:\n  - answer: No.\n    max: 10\n");
        repo.run(&["check", "docs/strong.md"]).expect(0, "");
        assert!(!repo.run(&["list"]).out.contains("retries.test"));
    }
}

const DHCP: &str = "id: dhcp
title: DHCP
question: What does DHCP do?
concepts:
  leases:
    title: Leases
    points: 2
    any: [leases addresses]
    examples: {hit: [It leases addresses.], miss: [It sends mail.]}
";

/// By the name of the file, `.yaml` or `.yml`, and by the id within, at any depth.
#[test]
fn every_command_finds_a_rubric_by_its_file_and_by_its_id() {
    let repo = Repo::new("names");
    repo.write("rubrics/a/b/c/d/6.3_IPP.yaml", DHCP).write("a.md", "It leases addresses.\n");
    repo.write("rubrics/other.yml", DHCP.replace("id: dhcp", "id: \"mail\" # not DHCP"));
    repo.write("rubrics/a/other.yaml", DHCP.replace("id: dhcp", "id: farther"));
    for (name, id) in [("6.3_IPP", "dhcp"), ("dhcp", "dhcp"), ("other", "mail"), ("mail", "mail")] {
        let graded = json(repo.run(&["grade", "-r", name, "--format", "json", "a.md"]).expect(0, ""));
        assert_eq!((&graded[0]["rubric"], &graded[0]["percent"]), (&id.into(), &100.0.into()), "{name}");
        let named = format!(
            "{{\"question_id\": \"{name}\", \"answer\": \"It leases addresses.\", \"reference\": \"No.\"}}\n"
        );
        repo.write("a.jsonl", named);
        let graded = json(repo.run(&["grade", "--format", "json", "a.jsonl"]).expect(0, ""));
        assert_eq!(graded[0]["rubric"], id, "{name}: {graded}");
        repo.run(&["lint", name]).expect(0, "");
        repo.run(&["test", name]).expect(0, "");
        repo.run(&["explain", "a.md", "leases", "--rubric", name]).expect(0, "");
        repo.run(&["export", "--format", "promptfoo", name]).expect(0, "");
    }
}

#[test]
fn a_rubric_of_the_folder_goes_before_one_that_is_built_in() {
    let repo = Repo::new("built-in");
    repo.write("rubrics/mine.yaml", DHCP.replace("id: dhcp", "id: queue-vs-sync"));
    repo.write("a.md", "---\nrubric: queue-vs-sync\n---\nIt leases addresses.\n");
    let checked = json(repo.run(&["check", "--format", "json", "a.md"]).expect(0, ""));
    assert_eq!(checked["results"][0]["score"]["percent"], 100.0);
    let graded = json(repo.run(&["grade", "--format", "json", "a.md"]).expect(0, ""));
    assert_eq!(graded[0]["percent"], 100.0);
    repo.run(&["lint", "runbook"]).expect(2, "");
    assert!(repo.run(&["lint", "runbook"]).err.contains("`runbook` is built in and has no file here"));
}

#[test]
fn a_name_that_is_no_rubric_is_told_in_the_same_words() {
    let repo = Repo::new("unknown");
    repo.write("rubrics/retries.yaml", DHCP.replace("id: dhcp", "id: retries"));
    repo.write("a.md", "---\nrubric: retires\n---\nIt leases addresses.\n");
    for args in [
        &["check", "a.md"][..],
        &["grade", "a.md"],
        &["grade", "-r", "retires", "a.md"],
        &["lint", "retires"],
        &["test", "retires"],
    ] {
        let ran = repo.run(args);
        ran.expect(2, "");
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains("no rubric `retires`, did you mean `retries`?"), "{args:?}: {said}");
    }
}

/// One look-up for all commands: the configuration's folders, from any folder of the repository.
#[test]
fn every_command_looks_where_the_configuration_says() {
    let repo = Repo::new("configured");
    repo.write("my-rubrics/dhcp.yaml", DHCP).write("gradus.yaml", "rubrics: [my-rubrics]\n");
    repo.write("a.md", "It leases addresses.\n").write("docs/a.md", "It leases addresses.\n");
    let graded = "answer_id,answer,score\n1,It leases addresses.,5\n2,It sends mail.,1\n";
    repo.write("graded.csv", graded).write("docs/graded.csv", graded);
    let check = || {
        for folder in [".", "docs"] {
            for args in [
                &["check", "a.md", "--rubric", "dhcp"][..],
                &["grade", "a.md", "-r", "dhcp"],
                &["batch", "a.md", "-r", "dhcp", "--out", "out", "--overwrite"],
                &["explain", "a.md", "leases", "-r", "dhcp"],
                &["export", "--format", "promptfoo", "dhcp"],
                &["agree", "dhcp", "--answers", "graded.csv"],
                &["tune", "dhcp", "--answers", "graded.csv"],
                &["lint"],
                &["lint", "dhcp"],
                &["test", "dhcp"],
            ] {
                let ran = repo.command(args).current_dir(repo.root.join(folder)).output().expect("it runs");
                let said = String::from_utf8_lossy(&ran.stderr);
                assert_eq!(ran.status.code(), Some(0), "{folder} {args:?}: {said}");
            }
        }
    };
    check();
    let lost = repo.run(&["grade", "a.md", "-r", "dhcp", "--rubrics", "other"]).err;
    assert!(lost.contains("(looked for in other, which is not there)"), "{lost}");
    for args in [&["grade", "a.md", "-r", "xyz"][..], &["lint", "xyz"], &["test", "xyz"]] {
        let ran = repo.run(args);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains("(looked for in my-rubrics as gradus.yaml says)"), "{args:?}: {said}");
    }
    // What `rubrics` at the root holds needs no configuration.
    std::fs::rename(repo.root.join("my-rubrics"), repo.root.join("rubrics")).expect("a folder");
    repo.write("gradus.yaml", "fail_under: 50\n");
    check();
    std::fs::remove_file(repo.root.join("gradus.yaml")).expect("a file");
    check();
}

#[test]
fn a_broken_configuration_is_told_and_keeps_nobody_from_grading() {
    let repo = Repo::new("broken");
    repo.write("rubrics/dhcp.yaml", DHCP).write("gradus.yaml", "rubrics: [a\n");
    repo.write("a.md", "It leases addresses.\n");
    let ran = repo.run(&["grade", "a.md", "-r", "dhcp"]);
    ran.expect(0, "");
    assert_eq!(
        ran.err,
        "warning: gradus.yaml cannot be used (`gradus config` says why), so rubrics that it may name are not found\n"
    );
    assert_eq!(repo.run(&["grade", "a.md", "-r", "rubrics/dhcp.yaml"]).err, "");
}

/// The commands that the README gives, with a folder of rubrics and without.
#[test]
fn a_rubric_is_found_where_new_wrote_it() {
    for folder in ["rubrics/shared", "elsewhere"] {
        let repo = Repo::new("new");
        repo.write(&format!("{folder}/x.md"), "").write("answer.md", "The client sends one key a retry.\n");
        repo.run(&["new", "rubric", "rate-limits", "--reference", "answer.md"]).expect(0, "");
        for name in ["rate-limits.yaml", "rate-limits"] {
            repo.run(&["lint", name]).expect(0, "");
            repo.run(&["test", name]).expect(0, "");
            repo.run(&["grade", "answer.md", "-r", name]).expect(0, "");
            repo.run(&["explain", "answer.md", "none-such", "-r", name]).expect(2, "");
        }
        assert!(repo.run(&["grade", "answer.md", "-r", "gone.yaml"]).err.contains("cannot read gone.yaml"));
        let known = repo.run(&["grade", "answer.md", "-r", "runbook.yaml"]).err;
        assert!(known.contains("no rubric `runbook.yaml`, did you mean `runbook`?"), "{known}");
    }
}

/// An answer names a file only within the folders of rubrics.
#[test]
fn front_matter_may_name_the_file_of_a_rubric() {
    let repo = Repo::new("front-matter");
    repo.write("rubrics/a/6_dhcp.yaml", DHCP).write("6_mail.yaml", DHCP.replace("id: dhcp", "id: mail"));
    for (name, expect) in [
        ("rubrics/a/6_dhcp.yaml", None),
        ("./rubrics/a/6_dhcp.yaml", None),
        ("6_dhcp.yaml", None),
        ("6_mail.yaml", Some("no rubric `6_mail.yaml`")),
        ("runbook.yaml", Some("no rubric `runbook.yaml`, did you mean `runbook`?")),
        ("rubrics/runbook.yml", Some("no rubric `rubrics/runbook.yml`, did you mean `runbook`?")),
    ] {
        repo.write("a.md", format!("---\nrubric: {name}\n---\nIt leases addresses.\n"));
        for command in ["grade", "check"] {
            let ran = repo.run(&[command, "a.md"]);
            ran.expect(if expect.is_some() { 2 } else { 0 }, "");
            let said = format!("{}{}", ran.out, ran.err);
            assert!(said.contains(expect.unwrap_or("")), "{name}: {said}");
        }
    }
}

#[test]
fn a_file_of_examples_that_is_not_there_is_one_finding_among_others() {
    let repo = Repo::new("lost-examples");
    let text = DHCP.replace("any: [leases addresses]", "any: [leases, leases addresses]");
    repo.write("rubrics/dhcp.yaml", format!("{text}examples: dhcp.examples.jsonl\n"));
    let ran = repo.run(&["lint"]);
    ran.expect(1, "exit 1: 1 error");
    for words in [
        "error[lint/unknown-examples-file]: there is no file `dhcp.examples.jsonl` beside the rubric",
        "rubrics/dhcp.yaml:10:11",
        "lint/shadowed",
    ] {
        assert!(ran.out.contains(words), "{}", ran.out);
    }
    let said = repo.run(&["build", "dhcp"]).err;
    assert!(said.contains("which rubrics/dhcp.yaml names under `examples:`"), "{said}");
}

#[test]
fn all_bad_rows_of_a_graded_file_are_told_at_once_and_a_lost_column_too() {
    let repo = Repo::new("rows");
    repo.write("rubrics/dhcp.yaml", DHCP);
    repo.write(
        "bad.csv",
        "id,answer,score\n1,It leases addresses.,five\n2,It sends mail.,1\n3,No.,none at all\n",
    );
    repo.write(
        "labels.csv",
        "id,answer,score,leases\n1,It leases addresses.,5,maybe\n2,It sends mail.,1,0\n3,No.,2,perhaps\n",
    );
    repo.write(
        "typo.csv",
        "id,answer,score,leasses,lease_date\n1,It leases addresses.,5,1,May\n2,It sends mail.,1,0,June\n",
    );
    for command in ["agree", "tune"] {
        let ran = |args: &[&str]| repo.run(&[&[command, "dhcp", "--answers"], args].concat());
        for (file, words) in [("bad.csv", "is not a score"), ("labels.csv", "is no label of `leases`")] {
            let bad = ran(&[file]);
            assert!(bad.err.matches(words).count() == 2 && bad.code == Some(2), "{command}: {}", bad.err);
        }
        let typo = ran(&["typo.csv"]);
        assert_eq!(typo.err.matches("is not used").collect::<Vec<_>>().len(), 1, "{command}: {}", typo.err);
        let note = "note: typo.csv: column `leasses` is not used; did you mean the criterion `leases`?";
        assert!(typo.err.contains(note), "{command}: {}", typo.err);
        let lost = ran(&["typo.csv", "--question", "foo"]);
        assert!(lost.err.contains("has no question ids, so that none is `foo`"), "{command}: {}", lost.err);
    }
}
