use super::{Coverage, How, MAX_BYTES, Reader, ReferenceError, ReferenceScorer};

const QUESTION: &str = "Why does the lamp stay on when switch A is opened?";
const REFERENCE: &str = "The current flows through the other branch. Both branches are in parallel.";

fn cover(question: &str, references: &[&str], answer: &str) -> (ReferenceScorer, Coverage) {
    let references: Vec<String> = references.iter().map(|text| (*text).to_owned()).collect();
    let scorer = ReferenceScorer::new(question, &references).expect("references");
    let coverage = scorer.score(&mut Reader::default(), answer);
    (scorer, coverage)
}

fn permille(answer: &str) -> u16 {
    cover(QUESTION, &[REFERENCE], answer).1.permille
}

#[test]
fn the_reference_itself_covers_itself() {
    assert_eq!(permille(REFERENCE), 1000);
    assert_eq!(cover("", &["Zyx wvu."], "zyx wvu").1.permille, 1000, "words that no table knows");
    assert_eq!(cover(QUESTION, &[QUESTION], QUESTION).1.permille, 1000, "nothing but words of the question");
}

#[test]
fn what_covers_more_scores_more() {
    let ladder = [
        "",
        "The lamp stays on when the switch is opened.",
        "It is parallel.",
        "The branches are parallel.",
        "The branches are parallel and current flows through the other one.",
    ];
    let scores: Vec<u16> = ladder.iter().map(|answer| permille(answer)).collect();
    assert!(scores.is_sorted_by(|a, b| a < b), "{scores:?}");
    assert_eq!(scores.first(), Some(&0));
}

#[test]
fn the_best_covered_of_several_references_counts() {
    let (_, coverage) =
        cover("", &["The battery is flat.", "The wire has a gap."], "there is a gap in the wire");
    assert_eq!(coverage.reference, 1);
    assert!(coverage.permille > 700, "{}", coverage.permille);
}

#[test]
fn a_contradiction_earns_less_than_an_assertion() {
    let of = |reference: &str, answer: &str| cover("", &[reference], answer).1.permille;
    let check = |reference: &str, right: &str, wrong: &str| {
        let (right, wrong) = (of(reference, right), of(reference, wrong));
        assert!(right > wrong + 100, "{reference} {right} {wrong}");
    };
    check("The lamp is connected.", "the lamp is connected", "the lamp is not connected");
    check("The lamp is not connected.", "the lamp isn't connected", "the lamp is connected");
    check("The pitch is higher.", "the pitch is high", "the pitch is lower");
    check("Larger grains settle first.", "bigger grains settle first", "smaller grains settle first");
}

#[test]
fn a_no_that_decides_denies_nothing_of_what_explains_it() {
    let (_, coverage) = cover("", &["No, string is an insulator."], "string is an insulator");
    assert!(coverage.matches.iter().all(|found| found.how != How::Denied), "{:?}", coverage.matches);
    let (_, coverage) = cover("", &["No string is an insulator."], "string is an insulator");
    assert!(coverage.matches.iter().any(|found| found.how == How::Denied), "{:?}", coverage.matches);
}

#[test]
fn the_other_decision_halves_the_score_and_is_quoted() {
    let check = |reference: &str, right: &str, wrong: &str, quoted: (&str, &str)| {
        let (_, agreeing) = cover("", &[reference], right);
        let (_, other) = cover("", &[reference], wrong);
        assert!(other.permille <= agreeing.permille / 2 + 1, "{} {}", agreeing.permille, other.permille);
        assert_eq!(agreeing.contradiction, None);
        let found = other.contradiction.expect("a contradiction");
        assert_eq!((found.reference.slice(reference), found.answer.slice(wrong)), quoted);
    };
    check("Yes, foil is a metal.", "Yes, foil is a metal.", "No, foil is a metal.", ("Yes", "No"));
    check("B. Black absorbs more.", "B) Black absorbs more.", "A) Black absorbs more.", ("B", "A"));
}

#[test]
fn each_word_is_said_to_be_found_as_what_it_was() {
    let check = |reference: &str, answer: &str, expect: &[(&str, &str, How)]| {
        let (_, coverage) = cover("", &[reference], answer);
        let found: Vec<(&str, &str, How)> = coverage
            .matches
            .iter()
            .map(|found| {
                let there = found.answer.map_or("", |span| span.slice(answer));
                (found.reference.slice(reference), there, found.how)
            })
            .collect();
        assert_eq!(found, expect);
    };
    check(
        "The terminals are separated by one gap.",
        "A gap seperates the terminal from 1 side.",
        &[
            ("terminals", "terminal", How::Exact),
            ("separated", "seperates", How::Typo),
            ("one", "1", How::Exact),
            ("gap", "gap", How::Exact),
        ],
    );
    check(
        "quick change",
        "It is not rapid; no change.",
        &[("quick", "rapid", How::Related), ("change", "change", How::Denied)],
    );
    check("higher", "lower", &[("higher", "lower", How::Opposite)]);
    check("solution", "soluble", &[("solution", "soluble", How::Form)]);
    check("salt", "wheels", &[("salt", "", How::Missing)]);
}

#[test]
fn lacking_parts_are_quoted_as_they_stand() {
    let check = |answer: &str, expect: &[&str]| {
        let (_, coverage) = cover(QUESTION, &[REFERENCE], answer);
        let parts: Vec<&str> = coverage.uncovered.iter().map(|span| span.slice(REFERENCE)).collect();
        assert_eq!(parts, expect, "{answer}");
    };
    check(REFERENCE, &[]);
    check("The current flows.", &["through the other branch", "branches are in parallel"]);
    check("It is parallel.", &["current flows through the other branch", "branches"]);
    check("", &["current flows through the other branch", "branches are in parallel"]);
}

#[test]
fn bad_references_are_refused() {
    let new = |references: &[&str]| {
        let references: Vec<String> = references.iter().map(|text| (*text).to_owned()).collect();
        ReferenceScorer::new("", &references).map(|_| ()).expect_err("refused")
    };
    assert_eq!(new(&[]), ReferenceError::Empty(1));
    assert_eq!(new(&["fine", " ?! "]), ReferenceError::Empty(2));
    let long = "word ".repeat(MAX_BYTES);
    assert_eq!(new(&[&long]), ReferenceError::TooLong(long.len()));
}

#[test]
fn nothing_in_an_answer_is_too_much() {
    let junk: String = (0..20_000).flat_map(|n| [n.to_string(), "q ".to_owned()]).collect();
    for answer in [junk.as_str(), "\u{202e}\u{0}", "# \n\n---\n", "not not not", "'", "é́́ 𝒳"] {
        let (_, coverage) = cover(QUESTION, &[REFERENCE], answer);
        assert!(coverage.permille <= 300, "{}", coverage.permille);
        assert!(
            coverage
                .matches
                .iter()
                .all(|found| found.answer.is_none_or(|span| !span.slice(answer).is_empty()))
        );
    }
}

#[test]
fn a_reader_remembers_nothing_that_matters() {
    let (scorer, first) = cover(QUESTION, &[REFERENCE], "Parallel branches.");
    let mut reader = Reader::default();
    scorer.score(&mut reader, "Something else, not parallel.");
    assert_eq!(scorer.score(&mut reader, "Parallel branches."), first);
}
