use super::{Code, Diagnostic, Diagnostics, SourceText, render, render_files};
use crate::span::Span;

fn at(start: u32, end: u32) -> Diagnostic {
    Diagnostic::error(Code::UnknownField, "a.yaml", Span::new(start, end), "unknown field `b`".to_owned())
}

#[test]
fn codes_are_stable() {
    let names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    insta::assert_snapshot!(names.join("\n"));
    for code in Code::ALL {
        assert_eq!(Code::from_name(code.as_str()), Some(*code));
        assert!(code.explanation().ends_with('.'), "{code}");
    }
}

#[test]
fn only_known_names_are_codes() {
    assert_eq!(Code::from_name("rubric/other"), None);
}

#[test]
fn nothing_of_a_file_moves_the_cursor() {
    let evil = "\u{1b}[31m\u{202e}\u{7}\u{9b}\u{200b}\r";
    let source = format!("id: {evil}\nname: {evil} # {evil}\n");
    let mut diagnostic = at(4, 5).label(evil).help(evil).related(Span::new(0, 2), evil);
    diagnostic.message = evil.to_owned();
    diagnostic.file = format!("{evil}.yaml");
    let texts = [
        render(&[diagnostic.clone()], &source, false),
        render_files(&[diagnostic.clone()], &[], false),
        Diagnostics(vec![diagnostic.clone()]).to_string(),
    ];
    for text in texts {
        let bad = |found: char| (found.is_control() && found != '\n') || "\u{202e}\u{200b}".contains(found);
        assert!(!text.contains(bad), "{text:?}");
    }
    assert!(render(&[diagnostic], &source, true).contains("\u{1b}[0m"));
}

#[test]
fn diagnostics_are_sorted_and_at_most_twenty() {
    let source = "a\n".repeat(50);
    let all: Vec<_> = (0..25).rev().map(|line| at(2 * line, 2 * line + 1)).collect();
    let text = render(&all, &source, false);
    assert_eq!(text.matches("error[").count(), 20);
    assert!(text.find("a.yaml:1:1") < text.find("a.yaml:20:1"));
    assert!(text.ends_with("\n\n… and 5 more\n"), "{text}");
    assert_eq!(render(&[], &source, false), "");
}

#[test]
fn a_long_line_is_cut_but_its_column_is_right() {
    let source = format!("{}b: 1{}\n", "é".repeat(3000), " x".repeat(3000));
    let text = render(&[at(6000, 6001)], &source, false);
    assert!(text.contains("a.yaml:1:3001"), "{text}");
    assert!(text.len() < 1500, "{text}");
}

#[test]
fn a_span_over_lines_is_marked_in_its_first() {
    insta::assert_snapshot!(render(&[at(3, 12).label("here")], "a: b\nc: d\ne: f\n", false), @r"
    error[rubric/unknown-field]: unknown field `b`
     --> a.yaml:1:4
      |
    1 | a: b
      |    ^ here
    ");
}

#[test]
fn places_outside_the_text_are_survived() {
    for source in ["", "é", "a\n"] {
        for diagnostic in [at(0, 1), at(1, 1), at(1, 99), at(99, 100).related(Span::new(50, 60), "x")] {
            render(&[diagnostic], source, false);
        }
    }
}

#[test]
fn each_file_shows_its_own_lines() {
    let mut other = at(0, 1);
    other.file = "b.yaml".to_owned();
    let sources = [SourceText { file: "a.yaml", text: "aaa" }, SourceText { file: "b.yaml", text: "bbb" }];
    let text = render_files(&[other, at(1, 2)], &sources, false);
    assert!(text.find("1 | aaa") < text.find("1 | bbb"), "{text}");
}

#[test]
fn every_code_has_a_manual_of_its_own() {
    let mut seen = std::collections::BTreeSet::new();
    for code in Code::ALL {
        let entry = code.manual();
        assert!(!entry.example.is_empty() && seen.insert((entry.example, entry.fix)), "{code}");
    }
}
