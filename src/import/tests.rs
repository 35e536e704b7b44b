//! Expressions, question files, essays and marked responses; and what no file may do.

use proptest::prelude::{prop_assert, proptest};

use super::{
    ImportError, essay, expression, marked_csv, marked_json, questions, rubric_of_marked, tests_of_marked,
};
use crate::draft::{DraftRule, write};
use crate::rubric::Rubric;

/// The patterns that an expression becomes, as a rubric would list them.
fn patterns(text: &str) -> Result<String, ImportError> {
    let imported = expression("x", "What?", text)?;
    let lines: Vec<String> = imported.draft.criteria.iter().flat_map(|one| &one.any).map(shown).collect();
    Ok(lines.join("; "))
}

fn shown(rule: &DraftRule) -> String {
    match rule {
        DraftRule::Pattern(pattern) => pattern.clone(),
        DraftRule::Composed { all, of, none, anywhere } => {
            let list = |rules: &[DraftRule]| rules.iter().map(shown).collect::<Vec<_>>().join(", ");
            let none = if none.is_empty() { String::new() } else { format!(" none[{}]", list(none)) };
            let (name, place) = (if *all { "all" } else { "any" }, if *anywhere { " anywhere" } else { "" });
            format!("{name}[{}]{none}{place}", list(of))
        }
    }
}

fn check(text: &str, expect: &str) {
    let found = patterns(text).unwrap_or_else(|error| format!("error: {error}"));
    assert_eq!(found, expect, "{text}");
}

#[test]
fn expressions_become_patterns() {
    check("match(ice)", "ice");
    check("match_w(less dense)", "less .. dense");
    check("match(less dense)", "less dense");
    check("match_mow(ice less)", "all[ice, less] anywhere");
    check("match_o(ice cold)", "any[ice cold, cold ice]");
    check("match_mp1w(light*_water)", "light* ..1 water");
    check("match_w([more|less dense]|lighter)", "(more dense|less dense|lighter)");
    check(
        "MATCH_ALL( match_w(a) not(match_any(match_w(bad) match_w(worse))) )",
        "all[a] none[any[bad, worse] anywhere] anywhere",
    );
    check("match_c(tom)", "tom*");
    check("match_w(5\\*3 C\\_x)", "\"5*3\" .. \"C_x\"");
    check("match_any(match_w(*ation nation) match_w(nation))", "nation");
}

#[test]
fn a_bad_expression_is_named_by_its_character() {
    check("match_w(a", "error: line 1: the expression cannot be read: character 10: `)` is expected here");
    check(
        "match_z(a)",
        "error: line 1: the expression cannot be read: character 9: no option `z`; options are c, o, w, m and p0 to p4",
    );
    check(
        "matc(a)",
        "error: line 1: the expression cannot be read: character 1: `match(…)`, `match_all(…)`, `match_any(…)` or `not(…)` is expected here",
    );
    check(
        "match_w(a) match_w(b)",
        "error: line 1: the expression cannot be read: character 12: nothing may follow the expression; join several with `match_all(…)` or `match_any(…)`",
    );
    check("match_w()", "error: line 1: the expression cannot be read: character 9: a word is expected here");
    check(
        "not(match_w(a))",
        "error: nothing of `x` can be carried over: a rule that only says what must be absent has no counterpart; the expression `not(match_w(a))`",
    );
    check(
        &"match_all(".repeat(1000),
        "error: line 1: the expression cannot be read: character 211: nested deeper than 20",
    );
}

const QUIZ: &str = include_str!("../../tests/data/import/quiz.xml");

#[test]
fn a_file_that_is_no_quiz_says_what_it_should_be() {
    let error = |text: &str| questions(text).map(|_| ()).expect_err(text).to_string();
    assert_eq!(error("<html/>"), "line 1: `<quiz>` is expected, not `<html>`: export as Moodle XML");
    assert_eq!(
        error("<quiz><question type=\"essay\"/></quiz>"),
        "none of its 1 questions is of the type pmatch"
    );
    assert!(error("<quiz>").contains("ends before `</quiz>`"), "{}", error("<quiz>"));
    assert!(error("<!DOCTYPE quiz [<!ENTITY a \"b\">]><quiz>&a;</quiz>").contains("declares entities"));
    assert!(error(&"<a>".repeat(100_000)).contains("more than 40 levels"));
    let bad = QUIZ.replace("match_w(heavier|", "match_w(heavier|(");
    assert!(error(&bad).starts_with("line 14: the expression cannot be read: character"), "{}", error(&bad));
}

#[test]
fn an_essay_keeps_its_points() {
    let imported = essay("dam", include_str!("../../tests/data/import/essay.json")).expect("an essay");
    let shown: Vec<_> = imported.draft.criteria.iter().map(|one| (one.id.as_str(), one.hundredths)).collect();
    assert_eq!(shown, [("turbine", 200), ("generator", 200), ("/reservoirs?/i", 100)]);
    assert_eq!(imported.draft.pass, Some(75));
    assert_eq!(imported.lost.len(), 8, "{:#?}", imported.lost);
    let error = essay("x", "{\n\"a\": 1}").expect_err("no keywords").to_string();
    assert!(error.starts_with("line 2: not the content.json of an H5P essay"), "{error}");
}

#[test]
fn marked_responses_become_tests_or_examples() {
    let marked =
        marked_csv(include_str!("../../tests/data/import/marked.csv"), 1.0).expect("marked responses");
    let (tests, unmarked) = tests_of_marked(&marked, 60);
    let ranges: Vec<_> = tests.iter().map(|test| test.percent).collect();
    assert_eq!((ranges, unmarked), (vec![(60, 100), (60, 100), (0, 59), (0, 59)], 1));
    assert_eq!(marked.lost, ["row 7 repeats the response of row 5"]);
    let rubric = rubric_of_marked("ice", "Why?", &marked).expect("a rubric");
    assert_eq!(rubric.draft.criteria.first().map(|one| (one.hit.len(), one.miss.len())), Some((2, 2)));
    let json = marked_json(r#"[[[0,"Response 1"],["1","Response 2"],[null,"Response 3"]]]"#, 1.0)
        .expect("marked responses");
    assert_eq!(json.responses.iter().map(|one| one.share).collect::<Vec<_>>(), [Some(0.0), Some(1.0), None]);
}

#[test]
fn a_bad_row_is_named() {
    let error = |text: &str| marked_csv(text, 1.0).map(|_| ()).expect_err(text).to_string();
    assert_eq!(
        error("mark,response\n1,a,b\n"),
        "row 2: 3 columns, but exactly two are expected: mark,response; put the response in quotes"
    );
    assert_eq!(
        error("mark,response\n1,a\nx,b\n"),
        "row 3: the mark `x` is no number from 0 to 1; name the full mark with --max, or leave the cell empty"
    );
    assert_eq!(error("mark,response\n"), "the file has no responses under its header");
}

proptest! {
    #[test]
    fn nothing_that_is_read_panics(text in "(match_[a-z0-9]{0,3}\\(|not\\(|\\)|[a-z*?_|\\[\\] ]{1,6}|\\\\|<|>|\u{e9}){0,12}") {
        if let Ok(imported) = expression("x", "What?", &text) {
            let written = write(&imported.draft, "s.json");
            prop_assert!(Rubric::parse(written.as_bytes(), "r.yaml", &|_| None).is_ok(), "{}\n{}", text, written);
        }
        let quiz = format!("<quiz><question type=\"pmatch\"><answer fraction=\"100\"><text>{text}</text></answer></question></quiz>");
        let _ = questions(&quiz);
        let _ = questions(&text);
        let _ = marked_csv(&text, 1.0);
        let keyword = serde_json::json!({"keywords": [{"keyword": text, "alternatives": [text]}]}).to_string();
        if let Ok(imported) = essay("x", &keyword) {
            let written = write(&imported.draft, "s.json");
            prop_assert!(Rubric::parse(written.as_bytes(), "r.yaml", &|_| None).is_ok(), "{}\n{}", text, written);
        }
    }
}

#[test]
fn questions_of_other_types_are_told() {
    let quiz = "<quiz><question type='category'/><question type='essay'/><question type='pmatch'><name><text>q</text></name>\
                <answer fraction='100'><text>match_w(CO2)</text></answer></question><question type='multichoice'/></quiz>";
    let imported = questions(quiz).expect("a quiz");
    let lost = imported.last().map(|one| one.lost.clone()).unwrap_or_default();
    assert!(lost.contains(&"2 questions of other types (essay, multichoice)".to_owned()), "{lost:?}");
}
