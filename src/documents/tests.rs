use super::{Choice, Outline, Questions};

const QUESTIONS: [&str; 3] = [
    "How would you design an API for idempotent payment creation?",
    "When would you choose a queue instead of a synchronous request flow?",
    "What do you look at first when API latency spikes?",
];

/// One line for each part: rubric, reason, and the first and last words of the answer.
fn parts(text: &str) -> Vec<String> {
    let labels = ["Sample answer".to_owned(), "Answer".to_owned()];
    let found = Outline::read(text).parts(text, &Questions::new(QUESTIONS), &labels);
    let name = |choice: &Choice| match choice {
        Choice::Named(name) => name.clone(),
        Choice::Question(at) => format!("#{at}"),
    };
    let line = |part: &super::Part| {
        format!("{} {:?} {:?}", name(&part.rubric), part.reason, part.answer.slice(text).trim())
    };
    found.parts.iter().map(line).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(parts(text), expected, "{text}");
}

#[test]
fn a_heading_that_asks_a_question_is_graded() {
    check(
        "# Guide\n\n## 2) When do you choose a queue over a synchronous request flow?\n\nWhen it is slow.\n\n## Plan\n\nRest.\n",
        &["#1 Heading(90) \"When it is slow.\""],
    );
    check("## Queues\n\nAre fine.\n", &[]);
    check("## API latency\n\nA dashboard.\n", &[]);
}

#[test]
fn only_the_words_under_the_label_are_the_answer() {
    check(
        "## What do you look at first when API latency spikes?\n\nWhy interviewers ask: calm.\n\n**Sample answer:** Scope first.\n\n- Then traces.\n\nThen I post updates.\n\nWhat to listen for\n\n- Scope\n",
        &["#2 Heading(100) \"Scope first.\\n\\n- Then traces.\\n\\nThen I post updates.\""],
    );
    check(
        "## What do you look at first when API latency spikes?\n\nSample answer (short):\nScope.\n\nSample answer (long):\n\nScope, then traces.\n\n---\n\nNo more.\n",
        &["#2 Heading(100) \"Scope.\"", "#2 Heading(100) \"Scope, then traces.\""],
    );
}

#[test]
fn markers_name_a_rubric_or_none() {
    check(
        "# Notes\n\n<!-- gradus: runbook -->\n\nText.\n\n## More\n\nText.\n",
        &["runbook Marker \"<!-- gradus: runbook -->\\n\\nText.\\n\\n## More\\n\\nText.\""],
    );
    check("<!-- gradus: runbook -->\n# A\n", &["runbook Marker \"<!-- gradus: runbook -->\\n# A\""]);
    check("## What do you look at first when API latency spikes?\n<!-- gradus: none -->\nNo.\n", &[]);
    check("```\n<!-- gradus: runbook -->\n```\n", &[]);
}

#[test]
fn a_graded_section_ends_where_the_next_begins() {
    check(
        "# What do you look at first when API latency spikes?\nOne.\n## When would you choose a queue instead of a synchronous request flow?\nTwo.\n",
        &["#2 Heading(100) \"One.\"", "#1 Heading(100) \"Two.\""],
    );
}

#[test]
fn front_matter_and_suppressions_have_places() {
    let text = "---\nrubric: \"runbook\" # by hand\n---\n<!-- gradus-ignore: rollback\n  no rollback, the job is\n idempotent -->\n";
    let outline = Outline::read(text);
    let marker = outline.front_matter.expect("a rubric");
    assert_eq!((marker.name.as_str(), marker.span.slice(text)), ("runbook", "runbook"));
    let ignore = outline.ignores.first().expect("one");
    assert_eq!(
        (ignore.entry.as_str(), ignore.reason.as_str()),
        ("rollback", "no rollback, the job is idempotent")
    );
    assert_eq!(Outline::read("---\nrubric: x\n").front_matter, None);
}

#[test]
fn a_suppression_may_be_for_several_criteria() {
    let check = |comment: &str, expect: &[(&str, &str)]| {
        let outline = Outline::read(&format!("<!-- {comment} -->\n"));
        let found: Vec<(&str, &str)> =
            outline.ignores.iter().map(|one| (one.entry.as_str(), one.reason.as_str())).collect();
        assert_eq!(found, expect, "{comment}");
    };
    check("gradus-ignore: a, b why, not", &[("a", "why, not"), ("b", "why, not")]);
    check("gradus-ignore: a,b why", &[("a", "why"), ("b", "why")]);
    check("gradus-ignore: a", &[("a", "")]);
    check("gradus-ignore a why", &[("a", "why")]);
    check("gradus-ignore:", &[("", "")]);
    check("gradus-ignore", &[("", "")]);
}

#[test]
fn a_near_question_is_told_and_not_graded() {
    let text = "## When would you choose synchronous calls?\n\nSometimes.\n";
    let found = Outline::read(text).parts(text, &Questions::new(QUESTIONS), &[]);
    assert_eq!((found.parts.len(), found.near.len()), (0, 1));
}

#[test]
fn many_headings_cost_little() {
    let text = "# When would you choose?\n".repeat(20_000);
    assert_eq!(parts(&text).len(), 0);
}
