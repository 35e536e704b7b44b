//! Answers are scored by a reference where there is no rubric, and every format says so.

use std::process::{Command, Output};

fn gradus(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gradus")).args(arguments).output().expect("it runs")
}

fn printed(arguments: &[&str]) -> String {
    let out = gradus(arguments);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn complaint(arguments: &[&str]) -> String {
    let out = gradus(arguments);
    assert_eq!(out.status.code(), Some(2), "{}", String::from_utf8_lossy(&out.stdout));
    String::from_utf8(out.stderr).expect("UTF-8")
}

const ANSWER: &str = "tests/data/reference/answer.md";
const REFERENCE: &str = "tests/data/reference/salt.txt";
const QUESTION: &str = "How do you get the salt out of salt water?";
const NOTE: &str = "no rubric: coverage of the reference answer";

#[test]
fn people_see_what_is_covered_and_what_is_not() {
    let arguments = ["grade", "--reference", REFERENCE, "--question", QUESTION, ANSWER, "--width", "80"];
    insta::assert_snapshot!(printed(&arguments), @r"
    tests/data/reference/answer.md  57.0 %
    (no rubric: coverage of the reference answer)
    Reference: “Boiling drives the water off as steam; the crystals of salt stay
      behind in the pan.”
    ✓ found: Boiling ← boiled, water, crystals, salt, stay ← stays, pan
    Not covered of the reference
    - “drives”
    - “steam”
    - “behind”
    ");
}

#[test]
fn an_answer_that_decides_otherwise_keeps_half_and_is_told() {
    let (reference, answer) = ("tests/data/reference/string.txt", "tests/data/reference/otherwise.md");
    let text = printed(&["grade", "--reference", reference, answer]);
    assert!(text.contains("✗ decides otherwise (half of the score): “Yes”, not “No”"), "{text}");
    let text = printed(&["grade", "--reference", reference, answer, "--format", "markdown"]);
    assert!(text.contains("| decides otherwise (half of the score) | Yes, not No |"), "{text}");
    let text = printed(&["grade", "--reference", reference, answer, "--format", "json"]);
    let reports: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(reports[0]["contradiction"]["answer"]["text"], "Yes");
    assert!(reports[0]["percent"].as_f64() <= Some(50.0), "{text}");
}

#[test]
fn markdown_says_the_same_and_is_escaped() {
    let arguments = ["grade", "tests/data/reference/answers.jsonl", "--format", "markdown"];
    let text = printed(&arguments);
    assert_eq!(text.matches(NOTE).count(), 2, "the third has a rubric\n{text}");
    assert!(!text.contains("<b>"), "{text}");
}

#[test]
fn a_line_with_a_known_rubric_is_scored_by_it() {
    let text = printed(&["grade", "tests/data/reference/answers.jsonl", "--format", "jsonl"]);
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let basis: Vec<Option<&str>> = lines.iter().map(|line| line["basis"].as_str()).collect();
    assert_eq!(basis, [Some("reference"), Some("reference"), None]);
    assert_eq!(lines[2]["rubric"], "queue-vs-sync");
    assert_eq!((&lines[0]["note"], &lines[0]["question_id"]), (&NOTE.into(), &"salt".into()));
    assert_eq!(lines[1]["reference"]["of"], 2);
    assert!(lines[0]["percent"].as_f64() > Some(80.0) && lines[1]["percent"].as_f64() < Some(20.0), "{text}");
}

#[test]
fn spans_quote_both_texts() {
    let text = printed(&["grade", "--reference", REFERENCE, ANSWER, "--format", "json"]);
    let reports: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let answer = String::from_utf8(std::fs::read(ANSWER).expect("a file")).expect("UTF-8");
    let matches = reports[0]["matches"].as_array().expect("matches");
    let found: Vec<&serde_json::Value> = matches.iter().filter_map(|found| found.get("answer")).collect();
    assert!(found.len() >= 4, "{text}");
    for quote in found {
        let at = |end: &str| usize::try_from(quote[end]["byte"].as_u64().expect("a byte")).expect("small");
        assert_eq!(answer.get(at("start")..at("end")), quote["text"].as_str());
    }
}

#[test]
fn a_rubric_file_with_nothing_but_a_reference_is_enough() {
    let file = "tests/data/reference/bare.yaml";
    let by_rubric = printed(&["grade", "-r", file, ANSWER]);
    assert!(by_rubric.contains(NOTE), "{by_rubric}");
    assert_eq!(by_rubric, printed(&["grade", "--reference", file, ANSWER]));
    assert_eq!(
        by_rubric,
        printed(&["grade", "--reference", REFERENCE, "--question", QUESTION, ANSWER]),
        "the question is the file's"
    );
}

#[test]
fn bad_references_are_explained() {
    let check = |arguments: &[&str], expect: &str| {
        let text = complaint(&[&["grade", ANSWER], arguments].concat());
        assert!(text.contains(expect), "{text}");
    };
    check(&["--reference", "tests/data/reference/none.txt"], "cannot read tests/data/reference/none.txt");
    check(&["--reference", "rubrics/shared/lenses.yaml"], "has no `reference:`");
    check(&["--reference", "tests/data"], "is a folder");
    check(&["--question", "Why?"], "--reference");
    check(&["--reference", REFERENCE, "-r", "queue-vs-sync"], "cannot be used with");
    check(&[], "give --reference FILE");
}

#[test]
fn the_output_does_not_depend_on_the_threads() {
    let of = |jobs: &str| {
        printed(&["grade", "tests/data/reference/answers.jsonl", "--format", "json", "-j", jobs])
    };
    assert_eq!(of("1"), of("3"));
}
