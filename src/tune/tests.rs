use super::edit::{EditError, add_examples_file, add_pattern};
use super::{Corpus, Graded, List, Panel, Reason, Suggestion, Why, faults, figures, questions, suggestions};
use crate::agreement::Levels;
use crate::rubric::Rubric;
use crate::score::{Assessment, Scorer, Worker};

const RUBRIC: &str = "\
id: r
title: R
question: What is done about backups?
concepts:
  restore:
    points: 2
    any: [restore .. tested]
  copy:
    points: 2
    any: [offsite]
";

/// A panel's figures, faults, suggestions and questions, by answers, labels of `restore` and scores.
struct Seen {
    suggestions: Vec<Suggestion>,
    questions: Vec<(Reason, String)>,
    whys: Vec<Why>,
    f1: Option<f64>,
}

fn see(answers: &[(&str, Option<bool>, Option<f64>)]) -> Seen {
    see_with(RUBRIC, answers)
}

/// The same by another rubric of two criteria, the first of which is labelled.
fn see_with(rubric: &str, answers: &[(&str, Option<bool>, Option<f64>)]) -> Seen {
    let (rubric, _) = Rubric::parse(rubric.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    let scorer = Scorer::new(rubric, None);
    let graded: Vec<Graded> = answers
        .iter()
        .enumerate()
        .map(|(at, (text, label, score))| Graded {
            id: format!("a{at}"),
            place: format!("row {at}"),
            text: (*text).to_owned(),
            labels: vec![*label, None],
            score: *score,
        })
        .collect();
    let mut worker = Worker::default();
    let assessments: Vec<Assessment> =
        graded.iter().map(|answer| scorer.score(&mut worker, &answer.text)).collect();
    let scored = answers.iter().any(|(.., score)| score.is_some());
    let levels = scored.then(|| Levels::new(0.0, 4.0, 1.0)).flatten();
    let panel = Panel { scorer: &scorer, answers: &graded, assessments: &assessments, levels };
    let corpus = Corpus::new(&graded);
    let all = faults(&panel, &corpus, 9);
    Seen {
        suggestions: suggestions(&panel, &corpus).0,
        questions: questions(&panel, &corpus, &[], 9).into_iter().map(|one| (one.reason, one.text)).collect(),
        whys: all
            .into_iter()
            .flat_map(|one| one.misses.into_iter().chain(one.false_hits))
            .map(|one| one.why)
            .collect(),
        f1: figures(&panel).f1,
    }
}

/// Ten answers of each kind, so that every fold has two.
fn tenfold<'t>(kinds: &[(&'t str, Option<bool>, Option<f64>)]) -> Vec<(&'t str, Option<bool>, Option<f64>)> {
    (0..10).flat_map(|_| kinds.iter().copied()).collect()
}

const DRILL: &str = "We bring a database back to life as a drill.";
const PLAIN: &str = "The database is large and old.";
const MEANT: &str = "Every restore is tested by hand.";

#[test]
fn labels_suggest_what_the_missed_answers_share() {
    let seen =
        see(&tenfold(&[(DRILL, Some(true), None), (PLAIN, Some(false), None), (MEANT, Some(true), None)]));
    let one = seen.suggestions.first().expect("a suggestion");
    assert_eq!((one.number, one.criterion.as_str(), one.list), (1, "restore", List::Any));
    assert_eq!((one.turns, one.right, one.wrong, one.of), (10, 10, 0, 10));
    assert_eq!((one.held_out.right, one.held_out.wrong, one.held_out.folds), (10, 0, 5));
    assert_eq!(one.precision, Some(1.0));
    assert!(one.example.as_deref().is_some_and(|example| example.starts_with("We bring")));
    assert_eq!(seen.suggestions.len(), 1, "the same answers are mended once");
    assert_eq!(seen.whys.len(), 9, "as many as asked for");
    assert_eq!(seen.f1, Some(0.667));
    assert!(matches!(seen.questions.first(), Some((Reason::Missed, text)) if text.starts_with("We bring")));
}

#[test]
fn false_hits_suggest_counter_patterns_that_leave_the_right_ones() {
    let wrong = "The restore of last year was tested by our competitor.";
    let seen = see(&tenfold(&[(wrong, Some(false), None), (MEANT, Some(true), None)]));
    let one = seen.suggestions.first().expect("a suggestion");
    assert_eq!((one.list, one.right, one.wrong), (List::Unless, 10, 0));
    assert!(matches!(seen.whys.first(), Some(Why::Found { by, .. }) if by == "restore .. tested"));
    let nothing_right = see(&tenfold(&[(wrong, Some(false), None)]));
    assert!(nothing_right.suggestions.is_empty(), "a counter-pattern must leave something");
}

#[test]
fn scores_suggest_only_words_that_have_to_do_with_the_criterion() {
    let said = "Every restore gets a rehearsal.";
    let seen = see(&tenfold(&[(said, None, Some(2.0)), (PLAIN, None, Some(0.0))]));
    assert!(!seen.suggestions.is_empty());
    assert!(seen.suggestions.iter().all(|one| one.criterion == "restore" && one.list == List::Any));
    let strange = see(&tenfold(&[("Bananas ripen slowly.", None, Some(2.0)), (PLAIN, None, Some(0.0))]));
    assert!(strange.suggestions.is_empty(), "{:?}", strange.suggestions);
}

#[test]
fn a_word_of_two_criteria_is_suggested_for_one_and_a_word_of_another_for_none() {
    let rubric = "id: r\ntitle: R\nquestion: What is done?\nconcepts:\n  \
        gas: {points: 2, any: [carbon dioxide .. air]}\n  mass: {points: 2, any: [mass .. carbon dioxide]}\n";
    let said = "Carbon dioxide goes in by the holes.";
    let seen = see_with(rubric, &tenfold(&[(said, None, Some(2.0)), (PLAIN, None, Some(0.0))]));
    let mut patterns: Vec<&str> = seen.suggestions.iter().map(|one| one.pattern.as_str()).collect();
    let n = patterns.len();
    patterns.sort_unstable();
    patterns.dedup();
    assert!(n > 0 && patterns.len() == n, "{patterns:?}");
    let seen =
        see_with(rubric, &tenfold(&[("It is taken out of air.", None, Some(2.0)), (PLAIN, None, Some(0.0))]));
    assert!(seen.suggestions.iter().all(|one| one.criterion == "gas"), "{:?}", seen.suggestions);
}

#[test]
fn what_the_rubric_says_itself_is_not_suggested_against() {
    let rubric = RUBRIC.replace("[restore .. tested]", "[restore .. tested, brought back]");
    let wrong = "The restore is tested by nobody here.";
    let right = "All of it was brought back.";
    let kinds = [(wrong, Some(false), None), (right, Some(true), None)];
    let seen = see_with(&rubric, &tenfold(&kinds));
    let own = |one: &Suggestion| one.list == List::Unless && one.pattern == "restore .. tested";
    assert!(!seen.suggestions.iter().any(own), "{:?}", seen.suggestions);

    let kinds = [(DRILL, Some(true), None), (PLAIN, Some(false), None), (MEANT, Some(true), None)];
    let first = see(&tenfold(&kinds)).suggestions.remove(0).pattern;
    let miss = "    examples: {miss: [A drill brings a database to life.]}\n  copy:";
    let seen = see_with(&RUBRIC.replace("  copy:", miss), &tenfold(&kinds));
    assert!(seen.suggestions.iter().all(|one| one.pattern != first), "{first}: {:?}", seen.suggestions);
}

#[test]
fn words_that_always_stand_together_are_suggested_together() {
    let said = "They keep a cold site.";
    let seen = see(&tenfold(&[(said, Some(true), None), (PLAIN, Some(false), None)]));
    assert_eq!(seen.suggestions.first().map(|one| one.pattern.as_str()), Some("cold site"));
}

#[test]
fn without_labels_and_scores_nothing_is_called_right() {
    let seen = see(&tenfold(&[(DRILL, None, None), (MEANT, None, None)]));
    assert!(seen.suggestions.iter().all(|one| one.right == 0 && one.of == 0));
    assert_eq!(seen.f1, None);
    assert!(see(&[]).suggestions.is_empty());
}

#[test]
fn hostile_answers_end() {
    let long = "restore a b c d tested zebra ".repeat(4000);
    let seen = see(&[
        (&long, Some(true), None),
        ("\u{202e}\u{1b}[31m 'x': [", Some(false), None),
        ("", Some(true), None),
    ]);
    assert!(seen.suggestions.len() < 9);
}

fn check(before: &str, list: List, pattern: &str, expect: &str) {
    let after = add_pattern(before, "b", list, pattern).expect("an edit");
    assert_eq!(after, expect);
}

#[test]
fn a_pattern_goes_beside_the_others_whatever_their_layout() {
    check(
        "concepts: {b: {any: [c]}} # x\n",
        List::Any,
        "d .. e",
        "concepts: {b: {any: [c, 'd .. e']}} # x\n",
    );
    check(
        "concepts:\n  b:\n    any:\n      - c # one\n      # two\n    weak: [d]\n",
        List::Any,
        "it's",
        "concepts:\n  b:\n    any:\n      - c # one\n      - 'it''s'\n      # two\n    weak: [d]\n",
    );
    check(
        "concepts:\n  b:\n    any:\n    - all: [c,\n        d]\n    missing: x\n",
        List::Any,
        "e",
        "concepts:\n  b:\n    any:\n    - all: [c,\n        d]\n    - 'e'\n    missing: x\n",
    );
    check(
        "concepts:\n  b:\n    any:\n      - c",
        List::Any,
        "e",
        "concepts:\n  b:\n    any:\n      - c\n      - 'e'",
    );
    check(
        "concepts:\r\n  b:\r\n    any:\r\n      - c\r\n",
        List::Any,
        "e",
        "concepts:\r\n  b:\r\n    any:\r\n      - c\r\n      - 'e'\r\n",
    );
}

#[test]
fn counter_patterns_get_a_field_of_their_own() {
    check(
        "failure_modes:\n  a: {any: [x]}\n  b:\n    any:\n      - c\n    missing: x # y\n",
        List::Unless,
        "d",
        "failure_modes:\n  a: {any: [x]}\n  b:\n    any:\n      - c\n    unless:\n      - 'd'\n    missing: x # y\n",
    );
    check("concepts: {b: {any: [c]}}\n", List::Unless, "d", "concepts: {b: {unless: ['d'], any: [c]}}\n");
    let unknown = add_pattern("concepts: {a: {any: [c]}}\n", "b", List::Any, "d");
    assert_eq!(unknown, Err(EditError::Unknown("b".to_owned())));
    assert_eq!(add_pattern("a: [", "b", List::Any, "d"), Err(EditError::Unreadable));
}

#[test]
fn the_examples_file_is_named_before_the_criteria() {
    let after = add_examples_file("id: a # x\n\n# What.\nconcepts:\n  b: {any: [c]}\n", "a.examples.jsonl");
    assert_eq!(
        after.as_deref(),
        Ok("id: a # x\nexamples: a.examples.jsonl\n\n# What.\nconcepts:\n  b: {any: [c]}\n")
    );
    assert!(add_examples_file("{id: a, concepts: {b: {any: [c]}}}", "a.examples.jsonl").is_err());
}
