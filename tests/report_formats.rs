//! Every format of `gradus check` on a small repository with names and texts that mean harm.

mod support;

use serde_json::Value;
use support::Repo;

const FORMATS: [&str; 9] = ["text", "json", "jsonl", "markdown", "github", "gitlab", "sarif", "junit", "csv"];

fn report(format: &str) -> String {
    let repo = Repo::sample(&format!("format-{format}"));
    let ran = repo.run(&["check", "--format", format]);
    ran.expect(1, "exit 1: 3 of 5 answers fail");
    assert!(ran.out.ends_with('\n'), "every report ends in a newline");
    ran.out
}

macro_rules! snapshots {
    ($($format:ident),*) => {
        $(#[test]
        fn $format() {
            let mut settings = insta::Settings::clone_current();
            settings.set_omit_expression(true);
            let shown = report(stringify!($format)).replace(env!("CARGO_PKG_VERSION"), "VERSION");
            settings.bind(|| insta::assert_snapshot!(shown));
        })*
    };
}

snapshots!(text, json, jsonl, markdown, github, gitlab, sarif, junit, csv);

#[test]
fn reports_do_not_depend_on_threads_or_on_where_they_go() {
    let repo = Repo::sample("format-threads");
    for at in 0..600 {
        repo.write(&format!("docs/many/{at}.md"), "---\nrubric: retries\n---\nThe same key and a backoff.\n");
    }
    for format in FORMATS {
        let run = |jobs: &str| repo.run(&["check", "--format", format, "-j", jobs, "--width", "80"]).out;
        let (one, four) = (run("1"), run("4"));
        assert!(one == four, "{format} depends on the number of threads");
        let target = format!("{format}=out/report");
        repo.run(&["check", "--report", &target, "-q", "--format", "jsonl"]);
        if !matches!(format, "text" | "github") {
            assert!(repo.read("out/report") == one, "{format} depends on where it goes");
        }
    }
}

#[test]
fn nothing_of_a_document_moves_the_cursor() {
    for format in FORMATS.into_iter().filter(|format| !matches!(*format, "json" | "jsonl")) {
        let text = report(format);
        let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\r')) || "\u{202e}\u{200b}".contains(c);
        assert!(!text.contains(bad), "{format}: {text:?}");
    }
    assert!(!report("json").contains('\u{1b}'));
}

#[test]
fn no_document_can_give_the_runner_a_command() {
    let text = report("github");
    let commands: Vec<&str> = text.lines().filter(|line| line.trim_start().starts_with("::")).collect();
    assert_eq!(commands.len(), 3, "{text}");
    assert!(commands.iter().all(|line| line.starts_with("::error title=gradus retries")), "{commands:?}");
    assert!(commands[0].contains("file=docs/a%2Cb 100%25.md,line=1"), "{commands:?}");
}

#[test]
fn at_most_ten_annotations() {
    let repo = Repo::sample("format-many");
    for at in 0..30 {
        repo.write(&format!("docs/many/{at:02}.md"), "---\nrubric: retries\n---\nNo.\n");
    }
    let text = repo.run(&["check", "--format", "github", "-q"]).out;
    let commands: Vec<&str> = text.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(commands.len(), 10);
    assert!(commands[9].contains("24 more answers fail"), "{}", commands[9]);
}

#[test]
fn sarif_fits_its_schema() {
    // The pattern of `language` has a bracket too many in the published file.
    let schema = include_str!("data/check/sarif-2.1.0.schema.json")
        .replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: Value = serde_json::from_str(&schema).expect("a schema");
    fits(&schema, &report("sarif"));
    let repo = Repo::sample("sarif-errors");
    let ran = repo.run(&["check", "docs", "gone.md", "--format", "sarif"]);
    fits(&schema, &ran.expect(2, "exit 2").out);
    let log: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn every_sarif_result_has_its_rule_and_a_fingerprint_of_its_own() {
    let log: Value = serde_json::from_str(&report("sarif")).expect("JSON");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert!(!results.is_empty());
    let mut prints = Vec::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].as_str().is_some_and(|uri| uri.starts_with("docs/")));
        prints.push(result["partialFingerprints"]["primaryLocationLineHash"].as_str().expect("a text"));
    }
    let all = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), all);
}

#[test]
fn gitlab_findings_have_what_gitlab_needs() {
    let findings: Value = serde_json::from_str(&report("gitlab")).expect("JSON");
    let findings = findings.as_array().expect("a list");
    let mut prints: Vec<&str> =
        findings.iter().map(|finding| finding["fingerprint"].as_str().expect("a text")).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), findings.len(), "fingerprints are unique");
    for finding in findings {
        let severity = finding["severity"].as_str().expect("a text");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        assert!(finding["location"]["positions"]["begin"]["line"].as_u64().is_some_and(|line| line > 0));
        assert!(finding["description"].is_string() && finding["check_name"].is_string());
    }
}

#[test]
fn reports_without_findings_are_whole_documents() {
    let repo = Repo::sample("format-empty");
    for (format, expected) in [
        ("gitlab", "[]\n"),
        ("jsonl", ""),
        ("csv", "path,section"),
        ("junit", "<?xml version"),
        ("sarif", "{\"$schema\""),
    ] {
        let ran = repo.run(&["check", "rubrics", "--allow-empty", "--format", format]);
        assert!(ran.expect(0, "").out.starts_with(expected), "{format}: {}", ran.out);
    }
}

#[test]
fn json_fits_its_schema() {
    let repo = Repo::sample("json-schema");
    let schema: Value = serde_json::from_str(&repo.run(&["schema", "report"]).out).expect("JSON");
    fits(&schema, &report("json"));
    let errors = repo.run(&["check", "docs", "gone.md", "--format", "json"]);
    fits(&schema, &errors.out);
    let guide = std::process::Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["check", "samples", "--format", "json"])
        .output()
        .expect("it runs");
    fits(&schema, std::str::from_utf8(&guide.stdout).expect("UTF-8"));
}

#[test]
fn quotes_are_the_bytes_of_the_document() {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["check", "samples/interview-guide.md", "--format", "json"])
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let document = std::fs::read("samples/interview-guide.md").expect("a file");
    let mut quotes = 0;
    for entry in report["results"]
        .as_array()
        .expect("results")
        .iter()
        .flat_map(|one| one["entries"].as_array().expect("entries").iter())
    {
        for quote in entry["evidence"].as_array().expect("evidence") {
            let at =
                |end: &str| usize::try_from(quote[end]["byte"].as_u64().expect("a byte")).expect("small");
            let words = std::str::from_utf8(&document[at("start")..at("end")]).expect("UTF-8");
            assert_eq!(quote["text"], words);
            let before = std::str::from_utf8(&document[..at("start")]).expect("UTF-8");
            let line = before.matches('\n').count() + 1;
            assert_eq!(quote["start"]["line"], line);
            quotes += 1;
        }
    }
    assert!(quotes > 30, "{quotes}");
}

fn fits(schema: &Value, text: &str) {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let validator = jsonschema::draft7::new(schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
