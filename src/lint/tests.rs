//! Each check against a rubric in a few lines.

use super::{ModelState, Subject, lint};
use crate::diagnostic::{Code, Severity};
use crate::learn::Example;
use crate::rubric::{Rubric, SharedText};

const HEAD: &[(&str, &str)] =
    &[("id:", "id: r"), ("title:", "title: R"), ("question:", "question: What do you do?")];

/// The example of a code, with the fields that every rubric needs.
fn whole(example: &str) -> String {
    let missing = HEAD.iter().filter(|(field, _)| !example.lines().any(|line| line.starts_with(field)));
    missing.fold(String::new(), |head, (_, line)| head + line + "\n") + example + "\n"
}

fn inline(rubric: &Rubric) -> Vec<Example> {
    let of = |text: &str| Example { text: text.to_owned(), ..Example::default() };
    let examples = rubric.criteria.iter().flat_map(|criterion| {
        let id = vec![criterion.id.clone()];
        let hits = criterion.examples.hit.iter().map(|hit| Example { hit: id.clone(), ..of(&hit.value) });
        let misses =
            criterion.examples.miss.iter().map(|miss| Example { miss: id.clone(), ..of(&miss.value) });
        hits.chain(misses).collect::<Vec<_>>()
    });
    examples.collect()
}

/// The one shared file there is.
fn shared(name: &str) -> Option<SharedText> {
    let text = b"id: terms\naliases:\n  quality of service: [QoS]\n".to_vec();
    (name == "terms").then(|| SharedText { file: "shared/terms.yaml".to_owned(), text })
}

fn found(source: &str, model_state: ModelState) -> Vec<(Code, Severity, String)> {
    let (rubric, mut all) = match Rubric::parse(source.as_bytes(), "r.yaml", &shared) {
        Ok(read) => read,
        Err(diagnostics) => {
            return diagnostics.0.into_iter().map(|one| (one.code, one.severity, String::new())).collect();
        }
    };
    let examples = inline(&rubric);
    let subject = Subject { rubric: &rubric, file: "r.yaml", examples: &examples, model: None, model_state };
    all.extend(lint(&subject));
    all.into_iter().map(|one| (one.code, one.severity, one.span.slice(source).to_owned())).collect()
}

/// The codes of patterns, each with the text it points at; examples and reference left out.
fn check(patterns: &str, expect: &[(&str, &str)]) {
    let source = whole(&format!("concepts:\n  c:\n    any:\n{patterns}"));
    let mut found = found(&source, ModelState::Fresh);
    found.retain(|(code, ..)| *code != Code::NoExamples);
    let found: Vec<(&str, &str)> =
        found.iter().map(|(code, _, text)| (code.as_str(), text.as_str())).collect();
    assert_eq!(found, expect, "{source}");
}

#[test]
fn every_code_has_an_example_that_triggers_it() {
    for code in Code::ALL {
        let entry = code.manual();
        assert!(entry.fix.len() > 15 && !entry.example.is_empty(), "{code}");
        // Configurations and runs have tests of their own.
        let elsewhere = ["config/", "check/"].iter().any(|stage| code.as_str().starts_with(stage));
        if matches!(code, Code::TooLarge | Code::Encoding | Code::UnknownExamples) || elsewhere {
            continue;
        }
        let state = if *code == Code::StaleModel { ModelState::Stale } else { ModelState::Fresh };
        let example =
            if entry.example.starts_with('(') { "concepts:\n  a:\n    any: [b c]" } else { entry.example };
        let source = whole(example);
        let codes: Vec<Code> = found(&source, state).into_iter().map(|(code, ..)| code).collect();
        assert!(codes.contains(code), "{code} is not among {codes:?} of\n{source}");
    }
}

#[test]
fn a_dead_pattern_is_an_error() {
    check(
        "      - all: [idempotency key]\n        none: [key]",
        &[("lint/dead-pattern", "all: [idempotency key]\n        none: [key]")],
    );
    check("      - retries? again", &[("lint/dead-pattern", "retries? again")]);
    check("      - '/[!?]+/'", &[("lint/dead-pattern", "'/[!?]+/'")]);
    check("      - '/\\bidempot(ent|ency)\\b/'", &[]);
    check("      - 'C++ + .NET + p99.9'\n      - at-least-once\n      - 'key ..3 <duration>'", &[]);
}

#[test]
fn an_idle_pattern_points_at_itself() {
    check("      - stampede\n      - cache stampede", &[("lint/shadowed", "cache stampede")]);
    check("      - cache stampede\n      - stampede", &[("lint/shadowed", "cache stampede")]);
    check("      - hot key\n    weak:\n      - hot keys", &[("lint/shadowed", "hot keys")]);
    check("      - hot key\n      - hot keys", &[("lint/duplicate-pattern", "hot keys")]);
    check("      - (a b|c d) e\n      - a b e", &[("lint/shadowed", "a b e")]);
}

#[test]
fn what_only_seems_to_be_covered_is_left_alone() {
    for patterns in [
        "      - hot key\n      - hot .. key",
        "      - =Redis\n      - redis",
        "      - hot .. key\n      - key + hot",
        "      - lock key\n    weak:\n      - lock",
        "      - retry* twice\n      - retries twice",
    ] {
        let source = whole(&format!("concepts:\n  c:\n    any:\n{patterns}"));
        let found = found(&source, ModelState::Fresh);
        let wrong = found.iter().filter(|(code, ..)| *code == Code::DuplicatePattern).count();
        assert_eq!(wrong, 0, "{patterns}: {found:?}");
    }
    check("      - lock key\n    weak:\n      - lock", &[]);
}

#[test]
fn a_term_is_covered_only_with_its_aliases() {
    let shadowed = |patterns: &str| {
        let source = whole(&format!("use: [terms]\nconcepts:\n  c:\n    any: {patterns}"));
        let mut found = found(&source, ModelState::Fresh);
        found.retain(|(code, ..)| *code != Code::NoExamples);
        found.into_iter().map(|(code, _, text)| format!("{code} {text}")).collect::<Vec<_>>()
    };
    // An answer may say “QoS”, which is no “quality”.
    assert_eq!(shadowed("[quality, quality of service]"), Vec::<String>::new());
    assert_eq!(shadowed("[(quality|QoS), low quality of service]"), ["lint/shadowed low quality of service"]);
    assert_eq!(shadowed("[QoS, quality of service]"), ["lint/duplicate-pattern quality of service"]);
}

#[test]
fn a_pattern_for_everything_is_too_broad() {
    check("      - the", &[("lint/over-broad", "the")]);
    check("      - write amplification", &[]);
}
