//! Outcomes of small suites, and expectations written back.

use super::update::{UpdateError, update};
use super::{Case, CheckKind, Outcome, Suite, run};
use crate::rubric::{AnchorText, Rubric};

const HEAD: &str = "id: r
title: R
question: What do you do?
reference: I send an idempotency key and use a unique index.
concepts:
  key:
    any: [idempotency key, dedup token]
    examples: {hit: [We send an idempotency key.], miss: [We have a primary key.]}
  lock:
    any: [unique index]
";

fn outcome(source: &str) -> (Rubric, Outcome) {
    let (rubric, _) = Rubric::parse(source.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    let cases: Vec<Case<'_>> = rubric
        .tests
        .iter()
        .map(|anchor| {
            let (AnchorText::Written(answer) | AnchorText::File(answer)) = &anchor.answer;
            Case { anchor, answer: &answer.value, file: "r.yaml" }
        })
        .collect();
    let outcome = run(&Suite { rubric: &rubric, file: "r.yaml", model: None, cases: &cases });
    (rubric, outcome)
}

fn updated(tests: &str) -> Result<Option<String>, UpdateError> {
    let source = format!("{HEAD}{tests}");
    let (rubric, outcome) = outcome(&source);
    let found: Vec<_> = rubric.tests.iter().zip(&outcome.cases).collect();
    let new = update(&source, &rubric, &found)?;
    Ok(new.map(|new| new.strip_prefix(HEAD).expect("the head is untouched").to_owned()))
}

fn check(tests: &str, expect: &str) {
    let new = updated(tests).expect("an edit");
    assert_eq!(new.as_deref().unwrap_or("(nothing)"), expect);
    if let Some(new) = new {
        assert_eq!(updated(&new), Ok(None), "a second time nothing changes");
        assert_eq!(outcome(&format!("{HEAD}{new}")).1.n_failed(), 0);
        let (source, crlf) = (format!("{HEAD}{tests}"), |text: &str| text.replace('\n', "\r\n"));
        let (rubric, outcome) = outcome(&crlf(&source));
        let found: Vec<_> = rubric.tests.iter().zip(&outcome.cases).collect();
        let same = update(&crlf(&source), &rubric, &found);
        assert_eq!(same, Ok(Some(crlf(&format!("{HEAD}{new}")))), "line ends are those of the file");
    }
}

#[test]
fn a_suite_counts_expected_against_found() {
    let (_, outcome) = outcome(&format!(
        "{HEAD}tests:\n- name: a\n  answer: We send an idempotency key.\n  expect: {{met: [key, lock], percent: 100}}\n"
    ));
    let failed: Vec<_> = outcome.checks.iter().filter(|check| !check.passed).collect();
    let shown: Vec<String> = failed
        .iter()
        .map(|check| format!("{:?} {:?}: {} / {}", check.kind, check.criterion, check.expected, check.found))
        .collect();
    assert_eq!(shown, ["Verdict(\"a\") Some(1): met / missing", "Percent(\"a\") None: 100 % / 50 %"]);
    let cells: Vec<_> =
        outcome.counts.iter().map(|one| [one.found, one.missed, one.noisy, one.quiet]).collect();
    assert_eq!(cells, [[2, 0, 0, 1], [0, 1, 0, 0]]);
    assert_eq!(outcome.reference, Some(1000));
}

#[test]
fn patterns_are_load_bearing_or_never_exercised() {
    let (_, outcome) = outcome(HEAD);
    let bearing: Vec<_> =
        outcome.load_bearing.iter().map(|one| (one.criterion, one.indicator, one.alone)).collect();
    assert_eq!(bearing, [(0, 0, 1)]);
    assert_eq!(outcome.unexercised, [(0, 1)]);
}

#[test]
fn a_reference_that_does_not_pass_fails() {
    let source = HEAD.replace("I send an idempotency key and use a unique index.", "Nothing.");
    let (_, outcome) = outcome(&source);
    assert!(outcome.checks.iter().any(|check| check.kind == CheckKind::Reference && !check.passed));
}

#[test]
fn only_what_is_wrong_is_written_back() {
    check(
        "tests: # all of them\n  - name: a   # odd\n    answer: We send an idempotency key.\n    expect: {met: [key, lock], percent: 90..100} # why\n",
        "tests: # all of them\n  - name: a   # odd\n    answer: We send an idempotency key.\n    expect: {missing: [lock], met: [key], percent: 50} # why\n",
    );
    check("tests:\n  - {name: a, answer: An idempotency key., expect: {percent: 40..60}}\n", "(nothing)");
}

#[test]
fn lists_keep_their_style_and_comments() {
    check(
        "tests:\n  - name: a\n    answer: We use a unique index.\n    expect:\n      # the idea\n      met:\n        - key # by name\n      missing:\n        - lock\n  - name: b\n    answer: Nothing.\n    expect: {percent: 0}\n",
        "tests:\n  - name: a\n    answer: We use a unique index.\n    expect:\n      # the idea\n      met:\n        - lock\n      missing:\n        - key\n  - name: b\n    answer: Nothing.\n    expect: {percent: 0}\n",
    );
}

#[test]
fn a_test_that_says_nothing_is_filled_in() {
    check(
        "tests:\n  - name: a\n    answer: We use a unique index.\n    expect:\n      percent: 0..100\n",
        "tests:\n  - name: a\n    answer: We use a unique index.\n    expect:\n      met: [lock]\n      percent: 50\n",
    );
}
