//! Input that means harm: a clear message or a flagged score, never a panic.

mod support;

use std::io::Write;
use std::process::{Command, Output, Stdio};

use gradus::rubric::Rubric;
use gradus::score::{Scorer, Worker};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use support::Repo;

fn grade(answer: &[u8], format: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["grade", "-r", "idempotent-payments", "-", "--format", format])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("a pipe").write_all(answer).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let out =
        grade("The client \u{1b}[31mgenerates\u{202e} a unique idempotency key\u{0}.".as_bytes(), "text");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    assert_eq!(out.status.code(), Some(0));
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains('\u{0}'));
    assert!(text.contains("control characters"));
}

#[test]
fn bad_input_is_named() {
    let not_text = grade(b"\xff\xff\xff", "text");
    assert_eq!(not_text.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&not_text.stderr).contains("not UTF-8"));
    let empty = grade(b"", "json");
    assert!(String::from_utf8_lossy(&empty.stdout).contains("\"empty\""));
    let utf16: Vec<u8> =
        [0xfe, 0xff].into_iter().chain("a key".encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!(grade(&utf16, "json").status.code(), Some(0));
    let missing = Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["grade", "src", "nowhere.md"])
        .output()
        .expect("it runs");
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("src is a folder"));
}

#[test]
fn an_answer_cannot_begin_a_line_of_standard_error() {
    let repo = Repo::new("lines");
    repo.write("broken.yaml", "id: broken\nconceps: {}\n");
    repo.write(
        "a.jsonl",
        r#"{"answer_id": "1\n::error::x", "question_id": "broken", "answer": "We retry."}"#,
    );
    let ran = repo.run(&["grade", "--rubrics", ".", "a.jsonl"]);
    ran.expect(2, "could not be graded");
    assert!(ran.err.contains("\n2 | conceps: {}\n  | ^^^^^^^"), "{}", ran.err);
    assert!(ran.err.starts_with("error: 1 ::error::x: the rubric cannot be used\n"), "{}", ran.err);
}

#[test]
fn deep_or_aliased_rubrics_are_refused_at_once() {
    for bomb in
        ["[".repeat(100_000), format!("a: &a [x]\nb: [{}]", "*a, ".repeat(1000)), "- ".repeat(100_000)]
    {
        assert!(Rubric::parse(bomb.as_bytes(), "bomb.yaml", &|_| None).is_err());
    }
}

const RUBRIC: &str = "id: r\ntitle: R\nquestion: Why?\nconcepts:\n  a:\n    any: ['red .. fox', 'dead letter queue + retry', 'idempoten*']\nfailure_modes:\n  b:\n    any: [double charge]\n";

proptest! {
    #[test]
    fn any_text_is_scored(text in "\\PC{0,200}", lines in "[-*#`> a-z\n.!?'’]{0,200}") {
        let (rubric, _) = Rubric::parse(RUBRIC.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
        let scorer = Scorer::new(rubric, None);
        for answer in [&text, &lines, &format!("{lines} red {text} fox, dead-letter queues and we retried. {lines}")] {
            let assessment = scorer.score(&mut Worker::default(), answer);
            prop_assert!(assessment.permille <= 1000);
            for piece in assessment.criteria.iter().flat_map(|score| &score.evidence) {
                prop_assert!(answer.is_char_boundary(piece.span.start as usize) && answer.is_char_boundary(piece.span.end as usize));
                prop_assert!(!piece.span.slice(answer).is_empty());
            }
            prop_assert_eq!(scorer.score(&mut Worker::default(), answer), assessment);
        }
    }

    #[test]
    fn any_bytes_are_a_rubric_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        let _ = Rubric::parse(&bytes, "x.yaml", &|_| None);
    }
}
