//! `gradus check` as people use it: which documents, which rules, which exit code.

mod support;

use support::Repo;

const GOOD: &str = "---\nrubric: retries\n---\nThe same key each time, with exponential backoff.\n";
const BAD: &str = "---\nrubric: retries\n---\nI would just try again.\n";

fn repo(name: &str) -> Repo {
    let repo = Repo::sample(name);
    std::fs::remove_dir_all(repo.root.join("docs")).expect("a folder");
    std::fs::remove_file(repo.root.join("gradus.yaml")).expect("a file");
    repo
}

#[test]
fn each_answer_of_the_interview_guide_is_graded_by_its_rubric() {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["check", "samples/interview-guide.md"])
        .output()
        .expect("it runs");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    assert_eq!(out.status.code(), Some(0), "{text}");
    for (line, id) in [
        (5, "idempotent-payments"),
        (18, "queue-vs-sync"),
        (31, "cache-vs-database"),
        (44, "latency-spike"),
        (57, "eventual-consistency"),
    ] {
        assert!(text.contains(&format!("passed samples/interview-guide.md:{line}: {id} ")), "{text}");
    }
    assert!(text.contains("(heading 100 % like the question)"), "{text}");
}

#[test]
fn good_documents_pass_and_bad_ones_do_not() {
    for id in ["design-document", "runbook", "postmortem", "pull-request", "api-reference-page"] {
        let check = |kind: &str| {
            let path = format!("samples/documents/{id}.{kind}.md");
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gradus"));
            command.args(["check", path.as_str()]).output().expect("it runs").status.code()
        };
        assert_eq!((id, check("good"), check("bad")), (id, Some(0), Some(1)));
    }
}

/// Sentences in a rubric without a model are met by its patterns, and near misses are not.
#[test]
fn inline_examples_of_the_rubrics_for_documents_hold() {
    use gradus::score::{Scorer, Verdict, Worker};
    let mut wrong = Vec::new();
    for id in ["design-document", "runbook", "postmortem", "pull-request", "api-reference-page"] {
        let source = std::fs::read(format!("rubrics/documents/{id}.yaml")).expect("a file");
        let shared = |name: &str| {
            let file = format!("rubrics/shared/{name}.yaml");
            std::fs::read(&file).ok().map(|text| gradus::rubric::SharedText { file, text })
        };
        let (rubric, _) = gradus::rubric::Rubric::parse(&source, id, &shared).expect("a rubric");
        let scorer = Scorer::new(rubric.clone(), None);
        for (at, criterion) in rubric.criteria.iter().enumerate() {
            let verdict = |text: &str| scorer.score(&mut Worker::default(), text).criteria[at].verdict;
            let hits = criterion.examples.hit.iter().filter(|hit| verdict(&hit.value) != Verdict::Met);
            wrong.extend(hits.map(|hit| format!("{id}/{} misses {:?}", criterion.id, hit.value)));
            let misses = criterion.examples.miss.iter().filter(|miss| verdict(&miss.value) == Verdict::Met);
            wrong.extend(misses.map(|miss| format!("{id}/{} takes {:?}", criterion.id, miss.value)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_hook_passes_documents_that_are_none_of_its_business() {
    let repo = repo("hook");
    repo.write("README.md", "# A project\n").write("drafts/bad.md", BAD).write(".gradusignore", "drafts\n");
    let hook = String::from_utf8(std::fs::read(".pre-commit-hooks.yaml").expect("a file")).expect("UTF-8");
    let entry = hook.split("entry: gradus ").nth(1).and_then(|rest| rest.lines().next()).expect("a command");
    let args: Vec<&str> = entry.split(' ').collect();
    repo.run(&[&args[..], &["README.md", "drafts/bad.md"]].concat()).expect(0, "");
    repo.write("bad.md", BAD).run(&[&args[..], &["README.md", "bad.md"]].concat()).expect(1, "1 of 1");
}

/// Every command under `Examples:` of a help text is one that the program understands.
#[test]
fn the_examples_of_the_help_are_understood() {
    let repo = Repo::sample("examples");
    let mut tried = 0;
    for command in ["check", "list", "config", "schema", "completions", "man", "report"] {
        let help = repo.run(&[command, "--help"]).out;
        for line in help.lines().filter_map(|line| line.strip_prefix("  gradus ")) {
            let line = line.split("  ").next().unwrap_or("").split(['>', '|']).next().unwrap_or("");
            let ran = repo.run(&line.split_whitespace().collect::<Vec<_>>());
            assert!(!ran.err.contains("Usage:") && !ran.err.contains("invalid value"), "{line}: {}", ran.err);
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried} examples");
}

#[test]
fn exit_codes() {
    let repo = repo("exit-codes");
    repo.write("good.md", GOOD).write("bad.md", BAD).write("other.md", "# Not an answer\n");
    repo.run(&["check", "good.md"]).expect(0, "");
    repo.run(&["check", "bad.md"]).expect(1, "exit 1: 1 of 1 answers fail: 1 below the mark, 1 required");
    repo.run(&["check"]).expect(1, "exit 1: 1 of 2 answers fail");
    let both = repo.run(&["check", "bad.md", "gone.md"]);
    both.expect(2, "exit 2: 1 error (see above); 1 of 1 answers fail");
    assert!(both.err.contains("gone.md cannot be read: No such file"), "{}", both.err);
    assert!(both.out.contains("bad.md"), "every readable answer is reported: {}", both.out);
    repo.run(&["check", "other.md"]).expect(2, "exit 2: 1 error");
    repo.run(&["check", "--rubric", "retires", "good.md"]).expect(2, "");
}

#[test]
fn an_empty_run_is_not_green() {
    let repo = repo("empty");
    repo.write("other.md", "# Not an answer\n");
    repo.run(&["check"]).expect(2, "exit 2: nothing was checked: 1 document looked at");
    repo.run(&["check", "--allow-empty"]).expect(0, "");
    repo.write("good.md", GOOD)
        .write("gradus.yaml", "answers:\n  - files: '*.md'\n    rubric: retries\n  - files: docs/*.md\n");
    let ran = repo.run(&["check"]);
    ran.expect(2, "error");
    assert!(ran.err.contains("no file matches docs/*.md"), "{}", ran.err);
}

#[test]
fn thresholds_come_from_flag_then_entry_then_configuration_then_rubric() {
    let repo = repo("thresholds");
    repo.write("a.md", GOOD).write("b.md", GOOD);
    let mark = |args: &[&str], path: &str| {
        let ran = repo.run(&[&["check", "--format", "jsonl"], args].concat());
        let line = ran.out.lines().find(|line| line.contains(path)).expect("a result").to_owned();
        let result: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        result["score"]["pass_mark"].as_f64().expect("a number")
    };
    assert!((mark(&[], "a.md") - 60.0).abs() < 0.1);
    repo.write(
        "gradus.yaml",
        "fail_under: 70\nanswers:\n  - files: a.md\n    fail_under: 90\n  - files: '*.md'\n",
    );
    assert!((mark(&[], "a.md") - 90.0).abs() < 0.1);
    assert!((mark(&[], "b.md") - 70.0).abs() < 0.1);
    assert!((mark(&["--fail-under", "10"], "a.md") - 10.0).abs() < 0.1);
}

#[test]
fn demands_on_criteria() {
    let repo = repo("demands");
    repo.write("good.md", GOOD).write("bad.md", BAD);
    let config = |text: &str| repo.write("gradus.yaml", text).run(&["check", "--fail-under", "0"]);
    config("criteria: {storm: met}\n").expect(1, "3 required criteria missing");
    config("criteria: {retries/storm: met, storm: optional, key: optional}\n")
        .expect(1, "2 required criteria missing");
    config("criteria: {key: optional}\n").expect(0, "");
    config("criteria: {key: optional}\nfail_on: [warning]\n").expect(1, "warnings");
    let typo = config("criteria: {strom: met}\n");
    typo.expect(2, "exit 2");
    assert!(typo.err.contains("error[config/unknown-criterion]"), "{}", typo.err);
    assert!(typo.err.contains("did you mean `storm`?"), "{}", typo.err);
}

#[test]
fn a_wrong_configuration_stops_the_run_and_shows_its_place() {
    let repo = repo("wrong-config");
    repo.write("good.md", GOOD);
    for (config, words) in [
        ("fail_undr: 70\n", "did you mean `fail_under`?"),
        ("answers:\n  - files: '*.md'\n    rubric: retires\n", "did you mean `retries`?"),
        ("exclude: ['{a']\n", "not a pattern of file names"),
        ("rubrics: [nowhere]\n", "the folder of rubrics nowhere cannot be read"),
    ] {
        let ran = repo.write("gradus.yaml", config).run(&["check"]);
        assert_eq!(ran.code, Some(2), "{config}{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    repo.write(".gradus.yaml", "");
    assert!(repo.run(&["check"]).err.contains("both gradus.yaml and .gradus.yaml"));
}

#[test]
fn ignored_files_are_left_out_and_named_ones_are_not_unless_told() {
    let repo = repo("ignored");
    repo.write("good.md", GOOD)
        .write("drafts/bad.md", BAD)
        .write("old/bad.md", BAD)
        .write("docs/.gradusignore", "bad.md\n")
        .write("docs/bad.md", BAD)
        .write(".gitignore", "old\n")
        .write("gradus.yaml", "exclude: [drafts]\n");
    repo.run(&["check"]).expect(0, "");
    for path in ["drafts/bad.md", "old/bad.md", "docs/bad.md"] {
        repo.run(&["check", path]).expect(1, "1 of 1");
        repo.run(&["check", path, "--force-exclude"]).expect(2, "nothing was checked");
        repo.run(&["check", path, "--force-exclude", "good.md"]).expect(0, "");
    }
    repo.run(&["check", ".", "--exclude", "good.md", "--allow-empty"]).expect(0, "");
}

#[test]
fn a_baseline_hides_what_is_known_and_tells_what_is_gone() {
    let repo = repo("baseline");
    repo.write("bad.md", BAD).write("good.md", GOOD);
    repo.run(&["check", "--write-baseline", "known.json"]).expect(0, "findings written to known.json");
    let known = repo.read("known.json");
    assert!(known.contains(r#"{"answer":"bad.md","rubric":"retries","entry":"pass-mark"}"#), "{known}");
    assert!(!known.contains("line"), "{known}");
    repo.write("bad.md", format!("{}\n\n{}", &BAD[..24], &BAD[24..]));
    repo.run(&["check", "--baseline", "known.json"]).expect(0, "");
    repo.write("new.md", BAD);
    repo.run(&["check", "--baseline", "known.json"]).expect(1, "1 of 3 answers fail");
    repo.write("new.md", GOOD).write("bad.md", GOOD);
    let fixed = repo.run(&["check", "--baseline", "known.json"]);
    fixed.expect(0, "");
    assert!(fixed.out.contains("retries/pass-mark of bad.md, which no longer occurs"), "{}", fixed.out);
    repo.run(&["check", "--baseline", "known.json", "--fail-on", "stale-baseline"]).expect(1, "stale");
    repo.run(&["check", "--baseline", "gone.json"]).expect(2, "");
    repo.write("broken.json", "[1]").run(&["check", "--baseline", "broken.json"]).expect(2, "");
}

#[test]
fn suppressions_need_a_reason_and_a_use() {
    let repo = repo("suppress");
    let with = |comment: &str| {
        repo.write("a.md", format!("{BAD}\n<!-- gradus-ignore: {comment} -->\n"));
        repo.run(&["check", "a.md", "--fail-under", "0"])
    };
    with("key the caller is us").expect(0, "");
    with("retries/key the caller is us").expect(0, "");
    let mute = with("key");
    assert!(mute.expect(1, "required").out.contains("gives no reason and does not count"), "{}", mute.out);
    let unused = with("put-is-enough no such claim");
    assert!(unused.expect(1, "required").out.contains("suppresses nothing"), "{}", unused.out);
    let ran = repo.run(&["check", "a.md", "--fail-under", "0", "--fail-on", "unused-ignore"]);
    ran.expect(1, "1 unused suppression");
}

#[test]
fn only_what_has_changed_is_checked() {
    let repo = repo("changed");
    std::fs::remove_dir_all(repo.root.join(".git")).expect("a folder");
    repo.write("bad.md", BAD).write("good.md", GOOD).write("docs/old.md", BAD);
    repo.git(&["init", "-q", "-b", "main"]);
    repo.git(&["add", "."]);
    repo.git(&["commit", "-q", "-m", "one"]);
    repo.run(&["check", "--changed", "main"]).expect(0, "");
    repo.write("new.md", GOOD).write("good.md", format!("{GOOD}\nMore.\n"));
    let ran = repo.run(&["check", "--changed", "main"]);
    assert!(ran.expect(0, "").out.contains("2 answers in 2 files"), "{}", ran.out);
    repo.run(&["check", "--changed", "main", "docs"]).expect(0, "");
    let rules = repo.write("rubrics/retries.yaml", repo.read("rubrics/retries.yaml") + "\n");
    rules.run(&["check", "--changed", "main"]).expect(1, "2 of 4 answers fail");
    repo.run(&["check", "--changed", "nowhere"]).expect(2, "");
    repo.run(&["check", "--changed", "--output=x"]).expect(2, "");
    let mut without = repo.command(&["check", "--changed", "main"]);
    let ran = support::Ran::of(&without.env("PATH", "/nonexistent").output().expect("it runs"));
    assert!(ran.expect(2, "exit 2").err.contains("cannot run git"), "{}", ran.err);
}

#[test]
fn standard_input_has_a_name() {
    let repo = repo("stdin");
    repo.write("gradus.yaml", "answers:\n  - files: docs/*.md\n    rubric: retries\n")
        .write("docs/a.md", BAD);
    let mut command = repo.command(&["check", "-", "--stdin-filename", "docs/new.md", "--format", "jsonl"]);
    let file = std::fs::File::open(repo.root.join("docs/a.md")).expect("a file");
    let ran = support::Ran::of(&command.stdin(file).output().expect("it runs"));
    assert!(ran.expect(1, "1 of 1").out.contains("\"path\":\"docs/new.md\""), "{}", ran.out);
}

#[test]
fn settings_tell_where_they_come_from() {
    let repo = repo("settings");
    repo.write("gradus.yaml", "fail_under: 70\ncriteria: {key: weak}\n").write("docs/x.md", GOOD);
    let ran = repo.run(&["config", "--fail-on", "warning"]);
    insta::assert_snapshot!(ran.out);
    let mut from_env = repo.command(&["config", "--format", "json"]);
    let ran = support::Ran::of(&from_env.env("GRADUS_CONFIG", "gradus.yaml").output().expect("it runs"));
    assert!(ran.out.contains("GRADUS_CONFIG"), "{}", ran.out);
}

#[test]
fn rubrics_are_listed() {
    let repo = repo("list");
    let ran = repo.run(&["list", "--format", "json"]);
    let rubrics: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let own = rubrics.as_array().expect("a list").iter().find(|one| one["id"] == "retries").expect("it");
    assert_eq!(own["path"], "rubrics/retries.yaml");
    assert_eq!(own["concepts"], 2);
    assert!(repo.run(&["list"]).out.contains("retries  Safe retries (rubrics/retries.yaml)"));
    repo.write("rubrics/broken.yaml", "id: broken\n").run(&["list"]).expect(2, "exit 2");
}

#[test]
fn shells_and_editors_get_their_files() {
    let repo = repo("shell");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(repo.run(&["completions", shell]).expect(0, "").out.contains("gradus"));
    }
    assert!(repo.run(&["man"]).out.contains(".TH gradus 1"));
    assert!(repo.run(&["man", "check"]).out.contains("fail\\-under"));
    repo.run(&["man", "chekc"]).expect(2, "");
    for schema in ["rubric", "lexicon", "config", "report"] {
        let ran = repo.run(&["schema", schema]);
        let schema: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    }
}

#[test]
fn explain_knows_every_name_in_a_report() {
    let repo = repo("explain");
    repo.write("a.md", format!("{GOOD}\n<!-- gradus-ignore: strom none here -->\n"));
    repo.write("rubrics/again.yaml", repo.read("rubrics/retries.yaml"));
    let ran = repo.run(&["check", "a.md", "gone.md"]);
    let said = format!("{}{}", ran.out, ran.err);
    for code in ["check/unused-ignore", "check/unreadable", "check/duplicate-rubric"] {
        assert!(said.contains(code), "{said}");
        repo.run(&["explain", code]).expect(0, "");
    }
    assert!(said.contains("`retries` has no criterion `strom`; did you mean `storm`?"), "{said}");
    let mark = repo.run(&["explain", "retries/pass-mark"]);
    assert!(mark.expect(0, "").out.contains("by the rubric `retries`: 60 %"), "{}", mark.out);
    let storm = repo.run(&["explain", "retries/storm"]);
    assert!(storm.expect(0, "").out.contains("A way to fail that a good answer names"), "{}", storm.out);
    assert!(repo.run(&["explain", "retries/strom"]).err.contains("did you mean `storm`?"));
    assert!(repo.run(&["explain", "check/unread"]).err.contains("no code `check/unread`"));
}
