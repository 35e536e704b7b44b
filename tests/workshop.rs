//! The rubric workshop as a user meets it: lint, test, new, import, explain CODE.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::{Path, PathBuf};
use std::process::Command;

use gradus::draft::write;
use gradus::import::questions;
use gradus::rubric::Rubric;
use gradus::score::{Scorer, Worker};

const IMPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/import");

/// An empty folder of one test, so deep that no schema is found above it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workshop/of/one/test").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    // Nothing above it counts.
    std::fs::create_dir_all(folder.join(".git")).unwrap();
    folder
}

/// Exit code, standard output, standard error.
fn gradus(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_gradus")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: PathBuf) -> String {
    String::from_utf8(std::fs::read(path).unwrap()).unwrap()
}

const KEY: &str = "id: key
title: Key
question: How do you pay once?
concepts:
  key:
    any: [idempotency key, 'client .. key']
    examples: {hit: [We send an idempotency key.], miss: [We have a primary key.]}
";

#[test]
fn the_shipped_rubrics_are_clean_and_pass_their_tests() {
    let (code, out, err) = gradus(root(), &["lint", "--fail-on", "warning"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.ends_with("0 errors, 0 warnings\n"), "{out}");
    let (code, out, err) = gradus(root(), &["test"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
}

#[test]
fn errors_of_a_rubric_are_findings_of_lint() {
    let folder = folder("lint");
    std::fs::write(folder.join("bad.yaml"), KEY.replace("any:", "anyy:")).unwrap();
    std::fs::write(
        folder.join("warned.yaml"),
        KEY.replace("[idempotency key,", "[idempotency key, dedup idempotency key,"),
    )
    .unwrap();
    let (code, out, err) = gradus(&folder, &["lint", "bad.yaml"]);
    assert!(
        code == 1 && out.contains("error[rubric/unknown-field]") && err == "exit 1: 1 error, 0 warnings\n",
        "{out}{err}"
    );
    let (code, out, _) = gradus(&folder, &["lint", "warned.yaml"]);
    assert!(
        code == 0 && out.contains("warning[lint/shadowed]: `dedup idempotency key` never decides"),
        "{out}"
    );
    let (code, _, err) = gradus(&folder, &["lint", "warned.yaml", "--fail-on", "warning"]);
    assert_eq!((code, err.as_str()), (1, "exit 1: 0 errors, 1 warning\n"));
    let (_, out, _) = gradus(&folder, &["lint", "warned.yaml", "--format", "github"]);
    assert!(
        out.starts_with(
            "::warning title=lint/shadowed,file=warned.yaml,line=6,endLine=6,col=28,endColumn=49::"
        ),
        "{out}"
    );
    let (_, out, _) = gradus(&folder, &["lint", ".", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["summary"]["exit_code"], 1);
    assert_eq!(report["diagnostics"][0]["code"], "rubric/unknown-field");
    assert_eq!(report["diagnostics"][0]["start"]["line"], 6);
}

#[test]
fn nothing_to_check_is_not_clean() {
    let folder = folder("nothing");
    for args in [&["lint"][..], &["test"], &["lint", "."], &["test", "nosuch"]] {
        let (code, _, err) = gradus(&folder, args);
        assert!(code == 2 && err.ends_with("exit 2: not done\n"), "{args:?}: {err}");
    }
    std::fs::write(folder.join("bare.yaml"), KEY.split("    examples").next().unwrap()).unwrap();
    let (code, _, err) = gradus(&folder, &["test", "bare.yaml"]);
    assert_eq!(
        (code, err.as_str()),
        (2, "exit 2: nothing was tested; add `examples:` or `tests:` to the rubric\n")
    );
    std::fs::write(folder.join("broken.yaml"), "id: [").unwrap();
    let (code, _, err) = gradus(&folder, &["test", "broken.yaml"]);
    assert!(code == 2 && err.contains("error[rubric/syntax]"), "{err}");
}

#[test]
fn a_failed_test_says_what_was_found() {
    let folder = folder("test");
    std::fs::write(folder.join("key.yaml"), KEY).unwrap();
    let tests = "# why\n- name: <b>\n  file: a.md\n  expect: {missing: [key]} # odd\n";
    std::fs::write(folder.join("key.test.yaml"), tests).unwrap();
    std::fs::write(folder.join("a.md"), "The client makes a key.").unwrap();
    let (code, out, err) = gradus(&folder, &["test", "key.yaml", "--junit", "out.xml"]);
    assert_eq!((code, err.as_str()), (1, "exit 1: 1 of 3 expectations not met\n"));
    insta::assert_snapshot!(out, @r"
    key.yaml
                 expected       not expected
      criterion  found  missed  noisy  quiet
      key            1       0      1      1 !
      only evidence for something expected:
        6: idempotency key
      FAILED key.test.yaml:4
        test “<b>”, key: expected missing, found met
        “client makes a key”
        found by client .. key

    1 rubric: 2 of 3 expectations as expected
    ");
    insta::assert_snapshot!(read(folder.join("out.xml")));
    let (code, _, err) = gradus(&folder, &["test", "key.yaml", "--update"]);
    assert_eq!((code, err.as_str()), (0, "updated key.test.yaml\n"));
    assert_eq!(
        read(folder.join("key.test.yaml")),
        "# why\n- name: <b>\n  file: a.md\n  expect: {met: [key], missing: []} # odd\n"
    );
    let (_, out, _) = gradus(&folder, &["test", "key.yaml", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["results"][0]["criteria"][0]["found"], 2);
}

#[test]
fn a_test_of_an_unknown_criterion_is_an_error() {
    let folder = folder("unknown");
    std::fs::write(folder.join("key.yaml"), KEY).unwrap();
    std::fs::write(folder.join("key.test.yaml"), "- {name: a, answer: b, expect: {met: [kye]}}\n").unwrap();
    let (code, _, err) = gradus(&folder, &["test", "key.yaml"]);
    assert!(code == 2 && err.contains("key.test.yaml:1:39") && err.contains("did you mean `key`?"), "{err}");
}

#[test]
fn new_files_work_and_replace_nothing() {
    let folder = folder("new");
    let question = "When would you choose a queue instead of a synchronous request flow?";
    let (code, out, _) = gradus(&folder, &["new", "rubric", "queue", "--question", question]);
    assert!(code == 0 && out.starts_with("wrote schema/rubric.json\nwrote queue.yaml\n"), "{out}");
    assert!(
        read(folder.join("queue.yaml")).starts_with("# yaml-language-server: $schema=schema/rubric.json\n")
    );
    let before = read(folder.join("queue.yaml"));
    let (code, _, err) = gradus(&folder, &["new", "rubric", "queue", "--question", question]);
    assert!(code == 2 && err.contains("is there already and was left as it is"), "{err}");
    assert_eq!(read(folder.join("queue.yaml")), before);
    std::fs::write(
        folder.join("ref.md"),
        "The client sends one idempotency key with every retry. Keys expire after two days.",
    )
    .unwrap();
    for args in [
        &["new", "rubric", "pay", "--reference", "ref.md"][..],
        &["new", "test", "pay.yaml", "--answer", "ref.md"],
        &["test", "pay.yaml", "--update"],
        &["lint", "pay.yaml"],
        &["new", "lexicon", "words"],
    ] {
        let (code, out, err) = gradus(&folder, args);
        assert_eq!(code, 0, "{args:?}: {out}{err}");
    }
    assert!(
        read(folder.join("pay.test.yaml")).contains("percent: 100"),
        "{}",
        read(folder.join("pay.test.yaml"))
    );
    let (code, _, err) = gradus(&folder, &["new", "rubric", "x"]);
    assert!(code == 2 && err.contains("--question TEXT, --reference FILE, or both"), "{err}");
    assert!(folder.join("schema/lexicon.json").is_file());
    let (_, out, _) =
        gradus(&folder, &["new", "rubric", "year-10/leaves", "--question", "Why are leaves green?"]);
    assert!(out.contains("wrote year-10/leaves.yaml\n"), "{out}");
}

#[test]
fn imports_become_rubrics_that_pass_their_marks() {
    let folder = folder("import");
    let file = |name: &str| format!("{IMPORT}/{name}");
    let (code, out, err) =
        gradus(&folder, &["import", &file("quiz.xml"), "--responses", &file("marked.csv")]);
    assert_eq!(code, 0, "{err}");
    insta::assert_snapshot!(out);
    insta::assert_snapshot!(read(folder.join("floating-ice.yaml")));
    for (args, code) in [
        (&["test", "floating-ice.yaml"][..], 0),
        (&["import", &file("essay.json"), "--as", "dam"], 0),
        (&["lint", "dam.yaml"], 0),
        (&["import", &file("marked.csv"), "--question", "Why does ice float?"], 0),
        (&["import", &file("quiz.xml")], 2),
        (&["import", &file("nosuch.xml")], 2),
        (&["import", &file("quiz.xml"), "--from", "h5p", "--as", "other"], 2),
    ] {
        let (found, out, err) = gradus(&folder, args);
        assert_eq!(found, code, "{args:?}: {out}{err}");
    }
}

#[test]
fn codes_are_explained() {
    let (code, out, _) = gradus(root(), &["explain", "rubric/unknown-field"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(out);
    let (code, _, err) = gradus(root(), &["explain", "lint/shadwed"]);
    assert_eq!(
        (code, err.as_str()),
        (2, "error: no code `lint/shadwed`, did you mean `lint/shadowed`?\nexit 2: not done\n")
    );
}

#[test]
fn a_question_scores_as_it_did() {
    let imported = questions(include_str!("data/import/quiz.xml")).expect("a quiz");
    let [one] = imported.as_slice() else { panic!("{imported:?}") };
    let text = write(&one.draft, "s.json");
    let (rubric, _) = Rubric::parse(text.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    let scorer = Scorer::new(rubric, None);
    let permille = |answer: &str| scorer.score(&mut Worker::default(), answer).permille;
    assert_eq!(permille("It is less dense."), 1000);
    assert_eq!(permille("Ice is less compact than water."), 1000, "a synonym");
    assert_eq!(permille("It is less dense because of the air and its bubbles."), 0, "not(…)");
    assert_eq!(permille("The density."), 500);
    assert_eq!(permille("Ice is heavier than water, it is less dense."), 0, "a wrong answer first");
    assert_eq!(permille("I do not know."), 0);
}
