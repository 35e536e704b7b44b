//! Decisions brought to answers: what they make of verdicts and points, and what is wrong with rows.

use std::collections::BTreeSet;

use super::{Digest, Elsewhere, Overrides, Row};
use crate::rubric::Rubric;
use crate::score::{Flag, Scorer, Worker};

const RUBRIC: &str = "\
id: r
title: R
question: What is done about backups?
pass: 60
bands: {strong: 80, fair: 40, weak: 0}
concepts:
  restore:
    points: 4
    required: true
    any: [restore .. tested]
  copy: {points: 2, any: [offsite]}
  nightly: {points: 2, any: [every night]}
misconceptions:
  raid: {points: 2, any: [raid is a backup]}
groups:
  where: {of: [copy, nightly], full: 1}
caps:
  - {asserted: raid, percent: 50}
";

const ANSWER: &str = "The restore is tested. Copies go offsite.";

fn scorer() -> Scorer {
    let (rubric, _) = Rubric::parse(RUBRIC.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    Scorer::new(rubric, None)
}

/// `answer_id=a verdict=met …` a line; `HASH` is that of the answer, `_` a space.
fn rows(text: &str) -> Vec<Row> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let cells = |line: &str| {
        let line = line.replace("HASH", &Digest::of(ANSWER).to_string());
        let pairs = line.split(' ').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.replace('_', " "))).collect()
    };
    lines.enumerate().map(|(at, line)| Row { place: format!("row {}", at + 1), cells: cells(line) }).collect()
}

/// What became of the answer `a`.
fn reviewed(text: &str) -> String {
    let scorer = scorer();
    let overrides = match Overrides::new(&rows(text)) {
        Ok(overrides) => overrides,
        Err(faults) => return faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "),
    };
    let machine = scorer.score(&mut Worker::default(), ANSWER);
    let seen = overrides.review(&scorer, "a", ANSWER, machine);
    let criteria: Vec<String> = seen
        .criteria
        .iter()
        .map(|(idx, ruling)| {
            let criterion = &scorer.rubric().criteria[usize::from(idx.0)];
            let score = &seen.assessment.criteria[usize::from(idx.0)];
            let machine = score.machine.expect("the machine's verdict");
            format!(
                "{} {}<{} by {} ({})",
                criterion.id,
                score.verdict.as_str(),
                machine.as_str(),
                ruling.row.by,
                ruling.reach.as_str()
            )
        })
        .collect();
    let mut out = vec![format!(
        "{} of {} {}{}",
        seen.assessment.points,
        seen.assessment.max,
        seen.assessment.permille,
        if seen.assessment.passed { " passed" } else { "" }
    )];
    out.extend(criteria);
    out.extend(seen.score.iter().map(|ruling| format!("score by {}", ruling.row.by)));
    out.extend(seen.stale.iter().map(|row| format!("stale {}", row.place)));
    out.extend(seen.faults.iter().map(ToString::to_string));
    let met: BTreeSet<usize> = seen.met.iter().copied().collect();
    let mut elsewhere = Elsewhere::default();
    elsewhere.add("a", &seen);
    out.extend(overrides.unmet(&met, &elsewhere).iter().map(ToString::to_string));
    out.extend(overrides.warnings().iter().map(|fault| format!("warning {fault}")));
    out.join(" | ")
}

fn check(text: &str, expect: &str) {
    assert_eq!(reviewed(text), expect, "{text}");
}

#[test]
fn points_groups_caps_and_requirements_are_added_up_anew() {
    check("", "6 of 6 1000 passed");
    check(
        "answer_id=a criterion=restore verdict=missing by=c why=no",
        "2 of 6 333 | restore missing<met by c (answer)",
    );
    check(
        "answer_id=a criterion=copy verdict=weak by=c why=no",
        "5 of 6 833 passed | copy weak<met by c (answer)",
    );
    // The group offers the points of one member only.
    check(
        "answer_id=a criterion=nightly verdict=met by=c why=no",
        "6 of 6 1000 passed | nightly met<missing by c (answer)",
    );
    check(
        "answer_id=a criterion=raid verdict=met by=c why=no",
        "4 of 6 500 | raid met<missing by c (answer)",
    );
    check("answer_id=a percent=62.5 by=c why=no", "3.75 of 6 625 passed | score by c");
    check("answer_id=a points=3 by=c why=no", "3 of 6 500 | score by c");
    check(
        "answer_id=a criterion=restore verdict=no by=c why=no\nanswer_id=a percent=90% by=d why=style",
        "5.4 of 6 900 passed | restore missing<met by c (answer) | score by d",
    );
}

#[test]
fn the_nearest_decision_counts() {
    let own = "answer_id=a criterion=copy verdict=weak by=own why=w";
    let text = "answer_hash=HASH criterion=copy verdict=missing by=text why=w";
    let group = "answer_id=z criterion=copy verdict=denied by=group why=w applies_to=group group=g\n\
        answer_id=a criterion=copy group=g";
    check(&format!("{group}\n{text}\n{own}"), "5 of 6 833 passed | copy weak<met by own (answer)");
    check(&format!("{group}\n{text}"), "4 of 6 667 passed | copy missing<met by text (identical)");
    check(group, "4 of 6 667 passed | copy denied<met by group (group)");
    // One of this rubric before one of any.
    check(
        "answer_id=a criterion=copy verdict=weak by=any why=w\nanswer_id=a rubric=r criterion=copy verdict=missing by=r why=w",
        "4 of 6 667 passed | copy missing<met by r (answer)",
    );
    check(
        "answer_id=a rubric=other criterion=copy verdict=weak by=any why=w",
        "6 of 6 1000 passed | row 1: the answer `a` was graded by `r`, not by `other`; not applied",
    );
    check(
        "answer_id=a rubric=R criterion=copy verdict=weak by=any why=w",
        "6 of 6 1000 passed | row 1: the answer `a` was graded by `r`, not by `R`; did you mean `r`?",
    );
    check(
        "answer_hash=HASH rubric=R criterion=copy verdict=weak by=any why=w",
        &format!(
            "6 of 6 1000 passed | row 1: the answer with the text {} was graded by `r`, not by `R`; did you mean `r`?",
            Digest::of(ANSWER)
        ),
    );
}

#[test]
fn an_answer_is_known_from_another_folder() {
    let row = |id: &str| format!("answer_id={id} answer_hash=HASH criterion=copy verdict=denied by=c why=w");
    for id in ["class/a", "../class/a", "./a", "/home/x/a", "x\\a"] {
        check(&row(id), "4 of 6 667 passed | copy denied<met by c (answer)");
    }
    let unmet = "6 of 6 1000 passed | row 1: no answer `b/za` was graded; not applied, though `a` has the same text: write that id";
    check(&row("b/za"), unmet);
    // The row that names this very answer counts alone.
    let own = "answer_id=a criterion=copy verdict=missing by=own why=w";
    check(
        &format!("{}\n{own}", row("x/a")),
        "4 of 6 667 passed | copy missing<met by own (answer) | row 1: no answer `x/a` was graded; not applied",
    );
    check(
        "answer_id=x/a answer_hash=0123456789abcdef criterion=copy verdict=weak by=c why=w",
        "6 of 6 1000 passed | row 1: no answer `x/a` was graded; not applied",
    );
}

#[test]
fn a_group_reaches_only_those_it_lists() {
    let decided = "answer_id=z criterion=copy verdict=denied by=c why=w applies_to=group group=g";
    check(decided, "6 of 6 1000 passed | row 1: no answer `z` was graded; not applied");
    check(
        &format!("{decided}\nanswer_id=a criterion=restore group=g"),
        "6 of 6 1000 passed | row 1: no answer `z` was graded; not applied",
    );
    check(&format!("{decided}\nanswer_id=a group=g"), "4 of 6 667 passed | copy denied<met by c (group)");
    check(
        &format!("{decided}\nanswer_id=a answer_hash=0123456789abcdef group=g"),
        "6 of 6 1000 passed | stale row 1",
    );
    // Without `applies_to` the row is for its own answer.
    check(
        "answer_id=z criterion=copy verdict=denied by=c why=w group=g\nanswer_id=a group=g",
        "6 of 6 1000 passed | row 1: no answer `z` was graded; not applied",
    );
}

#[test]
fn what_was_decided_of_another_text_is_stale() {
    check(
        "answer_id=a answer_hash=0123456789abcdef criterion=copy verdict=weak by=c why=w",
        "6 of 6 1000 passed | stale row 1",
    );
    check(
        "answer_id=a answer_hash=HASH criterion=copy verdict=weak by=c why=w",
        "5 of 6 833 passed | copy weak<met by c (answer)",
    );
    assert_eq!(Digest::of("a  b\r\n c"), Digest::of("\u{feff}a b c\n"), "white space is no text");
    assert_ne!(Digest::of("ab c"), Digest::of("a bc"));
    assert_eq!(Digest::parse(&Digest::of("x").to_string()), Some(Digest::of("x")));
}

#[test]
fn what_is_wrong_with_rows_is_said_at_once() {
    check(
        "criterion=copy verdict=met by=c why=w\nanswer_id=a verdict=met by=c why=w",
        "row 1: neither answer_id nor answer_hash says which answer is meant | \
         row 2: a verdict needs its criterion; a whole answer is decided by percent or points",
    );
    for (row, problem) in [
        (
            "answer_id=a criterion=copy verdict=maybe by=c why=w",
            "`maybe` is no verdict; write met, weak, denied or missing",
        ),
        (
            "answer_id=a criterion=copy verdict=met why=w",
            "decides without saying by; fill in the column `by`",
        ),
        (
            "answer_id=a criterion=copy verdict=met by=c",
            "decides without saying why; fill in the column `why`",
        ),
        ("answer_id=a criterion=copy verdct=met", "no column `verdct`; did you mean `verdict`?"),
        (
            "answer_id=a answer_hash=12 criterion=copy",
            "`12` is no answer_hash of 16 hexadecimal digits; copy it from `gradus review`",
        ),
        ("answer_id=a percent=101 by=c why=w", "`101` is no number of percent from 0 to 100"),
        ("answer_id=a percent=NaN by=c why=w", "`NaN` is no number of percent from 0 to 100"),
        (
            "answer_id=a percent=10 points=1 by=c why=w",
            "decides more than one of verdict, percent and points; keep one",
        ),
        (
            "answer_id=a criterion=copy percent=10 by=c why=w",
            "percent and points decide a whole answer; leave the criterion `copy` out, or give a verdict",
        ),
        (
            "answer_id=a criterion=copy verdict=met by=c why=w applies_to=all",
            "applies_to is `all`; write answer, identical or group",
        ),
        (
            "answer_id=a criterion=copy verdict=met by=c why=w applies_to=group",
            "applies to a group, but the column `group` names none",
        ),
        (
            "answer_id=a criterion=copy verdict=met by=c why=w applies_to=identical",
            "applies to identical answers, but no answer_hash says which text",
        ),
    ] {
        check(row, &format!("row 1: {problem}"));
    }
}

#[test]
fn rows_of_one_subject_must_agree() {
    let copy = "answer_id=a criterion=copy verdict=weak by=c why=w";
    check(
        &format!("{copy}\nanswer_id=a criterion=copy verdict=partial by=d why=w"),
        "5 of 6 833 passed | copy weak<met by c (answer) | warning row 2: says the same as row 1, which is used",
    );
    check(
        &format!("{copy}\nanswer_id=a criterion=copy verdict=met by=d why=w"),
        "row 2: contradicts row 1, which decides the same otherwise; keep one of them",
    );
    check(
        "answer_id=x criterion=copy verdict=met by=c why=w applies_to=group group=g\n\
         answer_id=y criterion=copy verdict=weak by=c why=w applies_to=group group=g",
        "row 2: contradicts row 1, which decides the same otherwise; keep one of them",
    );
    // What a row repeats does not hide what it contradicts, and one contradiction is told once.
    check(
        &format!(
            "{copy}\nanswer_hash=HASH criterion=copy verdict=met by=c why=w\n\
             answer_id=a answer_hash=HASH criterion=copy verdict=weak by=c why=w applies_to=identical"
        ),
        "row 3: contradicts row 2, which decides the same otherwise; keep one of them",
    );
    check(
        "answer_id=x answer_hash=HASH criterion=copy verdict=met by=c why=w applies_to=group group=g\n\
         answer_id=x answer_hash=HASH criterion=copy verdict=weak by=c why=w applies_to=group group=g",
        "row 2: contradicts row 1, which decides the same otherwise; keep one of them",
    );
}

#[test]
fn what_a_rubric_does_not_have_is_told_and_the_rest_applied() {
    check(
        "answer_id=a criterion=coppy verdict=weak by=c why=w\nanswer_id=a criterion=restore verdict=weak by=c why=w",
        "4 of 6 667 | restore weak<met by c (answer) | row 1: the rubric `r` has no criterion `coppy`; did you mean `copy`?",
    );
    check(
        "answer_id=a points=7 by=c why=w",
        "6 of 6 1000 passed | row 1: gives 7 of 6 points; the rubric `r` has no more",
    );
}

#[test]
fn flags_and_confidence_follow_the_decisions() {
    let scorer = scorer();
    let text =
        "The restore is tested. We do not keep copies offsite. Copies are offsite. It runs every night.";
    let machine = scorer.score(&mut Worker::default(), text);
    assert!(machine.flags.iter().any(|flag| matches!(flag, Flag::Contradiction(_))), "{machine:?}");
    let rows = rows(
        "answer_id=a criterion=copy verdict=met by=c why=w\nanswer_id=a criterion=restore verdict=met by=c why=w",
    );
    let overrides = Overrides::new(&rows).expect("rows");
    let before = scorer.confidence(&machine);
    let seen = overrides.review(&scorer, "a", text, machine);
    assert_eq!(seen.assessment.flags, []);
    assert!(scorer.confidence(&seen.assessment) > before);
}
