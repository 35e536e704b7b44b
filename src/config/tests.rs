use super::Config;
use crate::diagnostic::{Code, Diagnostics, render};

fn mistakes(source: &str) -> String {
    match Config::parse(source.as_bytes(), "gradus.yaml") {
        Ok((config, _)) => format!("{config:?}"),
        Err(Diagnostics(found)) => render(&found, source, false),
    }
}

#[test]
fn every_field_is_read() {
    let source = "rubrics: [rubrics]\nanswers:\n  - files: 'docs/**/*.md'\n    rubric: runbook\n    fail_under: 50\n    criteria: {rollback: met}\n  - files: [a, b]\nexclude: [drafts]\nfail_under: 70\nfail_on: [warning]\ncriteria:\n  runbook/owner: optional\nbaseline: known.json\nanswer_labels: [Answer]\n";
    let (config, warnings) = Config::parse(source.as_bytes(), "gradus.yaml").expect("valid");
    assert_eq!(warnings, []);
    assert_eq!((config.answers.len(), config.answers[1].files.len()), (2, 2));
    assert_eq!(config.fail_under.map(|mark| mark.value), Some(70));
    assert_eq!(config.answers[0].criteria.len() + config.criteria.len(), 2);
    assert_eq!(config.baseline.map(|path| path.span.slice(source).to_owned()), Some("known.json".to_owned()));
    assert!(Config::parse(b"# nothing yet\n", "gradus.yaml").is_ok());
}

#[test]
fn mistakes_have_a_place_and_a_help() {
    insta::assert_snapshot!(mistakes(
        "rubric: [rubrics]\nfail_undr: 70\nfail_on: [warnings]\nfail_under: 170\nanswers:\n  - rubric: x\n  - files: a.md\n    ruleDir: x\ncriteria: {a: must}\nbaseline: [a]\n"
    ));
    insta::assert_snapshot!(mistakes("baseline: a\nbaseline: b\n"));
    insta::assert_snapshot!(mistakes("- a\n"));
    insta::assert_snapshot!(mistakes("answers: &x [*x]\n"));
}

#[test]
fn every_code_of_a_configuration_has_an_example_that_triggers_it() {
    // What a glob matches and which rubrics there are is known to the command alone.
    let elsewhere = [Code::ConfigBadGlob, Code::ConfigUnknownRubric, Code::ConfigUnknownCriterion];
    let own = Code::ALL.iter().filter(|code| code.as_str().starts_with("config/"));
    for code in own.filter(|code| !elsewhere.contains(code)) {
        let found = mistakes(code.manual().example);
        assert!(found.contains(code.as_str()), "{code} is not in\n{found}");
    }
}
