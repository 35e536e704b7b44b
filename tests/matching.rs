//! What one indicator finds in one answer: the quotes, in order.

use gradus::rubric::Rubric;
use gradus::score::{Scorer, Verdict, Worker};

/// `indicators` are lines under `any:` or any other field of a concept.
fn check(indicators: &str, answer: &str, expect: &[&str]) {
    let source = format!("id: a\ntitle: A\nquestion: What do you do?\nconcepts:\n  c:\n    {indicators}\n");
    let (rubric, _) =
        Rubric::parse(source.as_bytes(), "a.yaml", &|_| None).unwrap_or_else(|error| panic!("{error}"));
    let scorer = Scorer::new(rubric, None);
    let assessment = scorer.score(&mut Worker::default(), answer);
    let mut quotes: Vec<_> = assessment.criteria[0].evidence.iter().map(|piece| piece.span).collect();
    quotes.sort_by_key(|span| span.start);
    let quotes: Vec<&str> = quotes.iter().map(|span| span.slice(answer)).collect();
    assert_eq!(quotes, expect, "{indicators}");
}

#[test]
fn a_regex_within_a_composition_is_a_part_like_any_other() {
    let both = r"all: ['/\b\d+ ?ms\b/', timeout]";
    check(both, "We set a timeout of 300 ms there.", &["timeout of 300 ms"]);
    check(both, "It took 300 ms. We set a timeout later.", &[]);
    let two = r"at_least: {n: 2, of: ['/E\d{3}/', retry, lock]}";
    check(two, "On E503 we retry.", &["E503 we retry"]);
    check(two, "On E503 we stop.", &[]);
}

#[test]
fn neighbouring_parts_may_hold_the_same_word() {
    let again = "any: ['(retry|backoff) .. (retry|again)']";
    check(again, "We use a backoff and then retry it.", &["backoff and then retry"]);
    check(again, "We retry it and then retry again.", &["retry it and then retry", "retry again"]);
    check(again, "We retry it.", &[]);
    let wide = "any: ['(a b c|lock) .. (b|row lock key)']";
    check(wide, "They lock a row lock key there.", &["lock a row lock key"]);
}

#[test]
fn a_regex_alone_matches_the_raw_text() {
    check(r"any: ['/--[a-z]+/']", "Call it with --force, please.", &["force"]);
}

#[test]
fn a_date_is_a_month_a_weekday_or_a_year() {
    check("any: [on <date>]", "We moved on Monday.", &["on Monday"]);
    check("any: [since <date>]", "It runs since 2019 there.", &["since 2019"]);
    check("any: [since <date>]", "It runs since 12 there.", &[]);
}

#[test]
fn a_sentence_of_another_language_is_no_pile_of_terms() {
    let source = "id: a\ntitle: A\nquestion: What do you do?\nconcepts:\n  c: {any: [token ring]}\n";
    let (rubric, _) = Rubric::parse(source.as_bytes(), "a.yaml", &|_| None).unwrap();
    let scorer = Scorer::new(rubric, None);
    let check = |answer: &str, expect: Verdict| {
        let assessment = scorer.score(&mut Worker::default(), answer);
        assert_eq!(assessment.criteria[0].verdict, expect, "{answer}");
    };
    check(
        "Token Ring, weil das Netz unter hoher Last keine Kollisionen hat und die Wartezeit fest ist.",
        Verdict::Met,
    );
    check("Le token ring, parce que la charge est forte et que les collisions sont rares.", Verdict::Met);
    check("token ring, csma, aloha, polling, tdma, ethernet, throughput, delay, collision", Verdict::Weak);
}

#[test]
fn a_score_is_less_sure_of_an_answer_in_another_language_than_its_question() {
    let check = |question: &str, answer: &str, expect: f64| {
        let source =
            format!("id: a\ntitle: A\nquestion: {question}\nconcepts:\n  c: {{any: [token ring]}}\n");
        let (rubric, _) = Rubric::parse(source.as_bytes(), "a.yaml", &|_| None).unwrap();
        let scorer = Scorer::new(rubric, None);
        let assessment = scorer.score(&mut Worker::default(), answer);
        assert!((scorer.confidence(&assessment) - expect).abs() < 1e-9, "{question} {answer}");
    };
    let german = "Wir prüfen nur im Winter, ob das noch zu den Werten der Station passt.";
    check("Which procedure do you advise?", german, 0.7);
    check("Welches Verfahren ist das beste, und wie wird es erklärt?", german, 1.0);
    check("Which procedure do you advise?", "We only check it in winter, when there is time for it.", 1.0);
}

/// Whether the first piece of evidence counts, for `kind: {x: {any: [pattern]}}`.
fn counts(kind: &str, pattern: &str, answer: &str, expect: bool) {
    let concepts = if kind == "concepts" { "" } else { "concepts: {c: {any: [nothing like it]}}\n" };
    let source = format!(
        "id: a\ntitle: A\nquestion: What do you do?\n{concepts}{kind}:\n  x: {{points: 1, any: ['{pattern}']}}\n"
    );
    let (rubric, _) =
        Rubric::parse(source.as_bytes(), "a.yaml", &|_| None).unwrap_or_else(|error| panic!("{error}"));
    let assessment = Scorer::new(rubric, None).score(&mut Worker::default(), answer);
    let score = assessment.criteria.last().expect("a criterion");
    let counted = score.evidence.first().is_some_and(gradus::score::Evidence::counts);
    assert_eq!(counted, expect, "{pattern}: {answer}");
}

#[test]
fn a_negation_in_a_gap_of_a_misconception_denies_it() {
    let check = |answer: &str, expect: bool| counts("misconceptions", "mass .. soil", answer, expect);
    check("The mass of a tree comes from the soil.", true);
    check("The mass of a tree does not come from the soil.", false);
    check("The mass comes mostly from the air, not from the soil.", false);
    check("The mass comes from the air rather than from the soil.", false);
    check("The mass does not only come from the soil.", true);
    check("The mass is not small, since it comes from the soil.", true);
    counts("misconceptions", "mass + soil", "The mass is never taken from the soil.", false);
    counts("misconceptions", "plant .. not .. light", "A plant does not need any light.", true);
    counts("misconceptions", "plant .. (no|not)? light", "A plant needs no light.", true);
}

#[test]
fn a_negation_in_a_gap_of_a_concept_denies_what_follows_it_at_once() {
    let check =
        |answer: &str, expect: bool| counts("concepts", "(counters|counts) .. shared", answer, expect);
    check("The counters are shared by all of them.", true);
    check("The counters are not shared by all of them.", false);
    check("The counters have no shared place.", false);
    check("The counters must not drift, so they are shared.", true);
    check("The counters are not lost in a shared place.", true);
    check("The counters are kept in a shared place, not in memory.", true);
    counts("concepts", "same key .. retry", "The same key does not change on a retry.", true);
}

#[test]
fn what_a_writer_does_not_know_is_weak_unless_that_is_the_idea() {
    let check = |concept: &str, expect: Verdict| {
        let source =
            format!("id: a\ntitle: A\nquestion: What do you do?\nconcepts:\n  c: {{points: 1, {concept}}}\n");
        let (rubric, _) =
            Rubric::parse(source.as_bytes(), "a.yaml", &|_| None).unwrap_or_else(|error| panic!("{error}"));
        let answer = "I am not sure how, but the timeout grows each time.";
        let assessment = Scorer::new(rubric, None).score(&mut Worker::default(), answer);
        assert_eq!(assessment.criteria[0].verdict, expect, "{concept}");
    };
    check("any: ['timeout grows']", Verdict::Weak);
    check("any: ['sure how'], polarity: any", Verdict::Met);
    check("any: [{pattern: 'sure how', polarity: any}]", Verdict::Met);
}
