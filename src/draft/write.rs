//! A draft as YAML: every text quoted, so that none of it can be read as anything but text.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Draft, DraftCriterion, DraftRule, DraftTest};
use crate::rubric::{CriterionKind, Points};

/// Longest id.
const LONGEST_ID: usize = 40;

const KINDS: [(&str, CriterionKind); 3] = [
    ("concepts", CriterionKind::Concept),
    ("failure_modes", CriterionKind::FailureMode),
    ("misconceptions", CriterionKind::Misconception),
];

/// The text of the rubric file; `schema` is the path to the JSON Schema from where the file will stand.
pub fn write(draft: &Draft, schema: &str) -> String {
    let mut out = format!("# yaml-language-server: $schema={}\n", one_line(schema));
    comments(&mut out, "", &draft.notes);
    out.push_str(&format!(
        "id: {}\ntitle: {}\nquestion: {}\n",
        id_of(&draft.id),
        text(&draft.title),
        text(&draft.question)
    ));
    out.push_str(&format!("pass: {}\n", draft.pass.unwrap_or(60).min(100)));
    if let Some(reference) = &draft.reference {
        out.push_str(&format!("\nreference: {}", block(reference, 2)));
    }
    let mut taken = BTreeSet::new();
    for (field, kind) in KINDS {
        let of_kind: Vec<&DraftCriterion> = draft.criteria.iter().filter(|one| one.kind == kind).collect();
        if !of_kind.is_empty() {
            out.push_str(&format!("\n{field}:\n"));
            of_kind.into_iter().for_each(|one| criterion(&mut out, one, &mut taken));
        }
    }
    if !draft.tests.is_empty() {
        out.push_str("\ntests:\n");
        draft.tests.iter().for_each(|one| test(&mut out, one, 2));
    }
    out
}

/// The text of a file of tests that stands beside a rubric.
pub fn tests_text(rubric: &str, tests: &[DraftTest]) -> String {
    let mut out = format!("# Whole-answer tests of {}.\n", one_line(rubric));
    out.push_str(
        "# `gradus test --update` writes what was found into `expect`; read it before you keep it.\n",
    );
    tests.iter().for_each(|one| test(&mut out, one, 0));
    out
}

/// The text of a shared file.
pub fn lexicon_text(id: &str, schema: &str) -> String {
    format!(
        "# yaml-language-server: $schema={}\n# Words that rubrics share; a rubric takes them in with `use: [{id}]`.\nid: {id}\naliases:\n  \
         # draft: a term, and other ways to write it\n  time to live: [TTL]\nsets:\n  # draft: used in patterns as <identifier>\n  \
         identifier: [key, id, token]\n",
        one_line(schema),
        id = id_of(id)
    )
}

fn criterion(out: &mut String, one: &DraftCriterion, taken: &mut BTreeSet<String>) {
    comments(out, "  ", &one.notes);
    let id = unique(&id_of(&one.id), taken);
    out.push_str(&format!("  {id}:\n    title: {}\n", text(&one.title)));
    out.push_str(&format!("    points: {}\n", Points::from_hundredths(one.hundredths.clamp(1, 100_000))));
    for (name, rules) in [("any", &one.any), ("weak", &one.weak)] {
        if !rules.is_empty() {
            out.push_str(&format!("    {name}:\n"));
            rules.iter().for_each(|one| rule(out, one, 6));
        }
    }
    if let Some(missing) = &one.missing {
        out.push_str(&format!("    missing: {}\n", text(missing)));
    }
    if !one.hit.is_empty() {
        out.push_str("    examples:\n      hit:\n");
        one.hit.iter().for_each(|hit| out.push_str(&format!("        - {}\n", text(hit))));
        out.push_str(if one.miss.is_empty() {
            "      miss: [] # a sentence that comes near and must not count\n"
        } else {
            "      miss:\n"
        });
        one.miss.iter().for_each(|miss| out.push_str(&format!("        - {}\n", text(miss))));
    }
}

fn rule(out: &mut String, one: &DraftRule, indent: usize) {
    let pad = " ".repeat(indent);
    match one {
        DraftRule::Pattern(pattern) => out.push_str(&format!("{pad}- {}\n", text(pattern))),
        DraftRule::Composed { all, of, none, anywhere } => {
            out.push_str(&format!("{pad}- {}:\n", if *all { "all" } else { "any" }));
            of.iter().for_each(|one| rule(out, one, indent + 4));
            if !none.is_empty() {
                out.push_str(&format!("{pad}  none:\n"));
                none.iter().for_each(|one| rule(out, one, indent + 4));
            }
            if *anywhere {
                out.push_str(&format!("{pad}  within: answer\n"));
            }
        }
    }
}

fn test(out: &mut String, one: &DraftTest, indent: usize) {
    let pad = " ".repeat(indent);
    out.push_str(&format!(
        "{pad}- name: {}\n{pad}  answer: {}",
        text(&one.name),
        block(&one.answer, indent + 4)
    ));
    out.push_str(&format!("{pad}  expect:\n"));
    for (name, ids) in [("met", &one.met), ("missing", &one.missing)] {
        if !ids.is_empty() {
            out.push_str(&format!("{pad}    {name}: [{}]\n", ids.join(", ")));
        }
    }
    let (low, high) = one.percent;
    out.push_str(&format!("{pad}    percent: {low}..{high}\n"));
}

fn comments(out: &mut String, pad: &str, lines: &[String]) {
    lines.iter().for_each(|line| out.push_str(&format!("{pad}# {}\n", one_line(line))));
}

/// An id in kebab-case made of any text; `criterion` where nothing is left.
pub fn id_of(text: &str) -> String {
    // Letters without their accents.
    let lower: String =
        text.nfd().filter(|found| !is_combining_mark(*found)).collect::<String>().to_lowercase();
    let words = lower.split(|found: char| !found.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut id = String::new();
    for word in words.skip_while(|word| !word.starts_with(|first: char| first.is_ascii_lowercase())) {
        if id.len() + word.len() >= LONGEST_ID && !id.is_empty() {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.extend(word.chars().take(LONGEST_ID));
    }
    if id.is_empty() { "criterion".to_owned() } else { id }
}

fn unique(id: &str, taken: &mut BTreeSet<String>) -> String {
    let mut unique = id.to_owned();
    let mut number = 2;
    while !taken.insert(unique.clone()) {
        unique = format!("{id}-{number}");
        number += 1;
    }
    unique
}

/// A text in single quotes, on one line.
fn text(text: &str) -> String {
    let line = one_line(text);
    format!("'{}'", if line.is_empty() { "…".to_owned() } else { line.replace('\'', "''") })
}

/// On one line, without what YAML cannot hold or a person cannot see.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|found| if found.is_control() { ' ' } else { found })
        .filter(|found| is_plain(*found))
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A block of text, as it stands; what is not text is left out.
fn block(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::from("|\n");
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text
        .chars()
        .map(|found| if found == '\t' { ' ' } else { found })
        .filter(|found| *found == '\n' || (is_plain(*found) && !found.is_control()))
        .collect();
    // The first line sets the indentation, so it may have none of its own.
    let kept = kept.trim();
    if kept.is_empty() {
        out.push_str(&format!("{pad}…\n"));
    }
    for line in kept.lines() {
        let line = line.trim_end();
        out.push_str(&if line.is_empty() { "\n".to_owned() } else { format!("{pad}{line}\n") });
    }
    out
}

/// Whether YAML can hold it and a person sees it.
fn is_plain(found: char) -> bool {
    !matches!(found, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
