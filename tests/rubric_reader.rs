//! Rubric files as a whole: those that are right, and those that are wrong in every known way.

#![allow(
    clippy::unwrap_used,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a test may fail loudly and slowly"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use gradus::diagnostic::{Code, Diagnostic, Diagnostics, Severity, SourceText, render, render_files};
use gradus::rubric::pattern::Pattern;
use gradus::rubric::{CapWhen, CriterionIdx, Rubric, Rule, Scope, SharedText, check_shared};
use proptest::prelude::{Strategy, any, prop, prop_assert, proptest};

const PAYMENTS: &[u8] = include_bytes!("data/good-rubrics/payments.yaml");
const BACKEND: &[u8] = include_bytes!("data/good-rubrics/backend.lexicon.yaml");

fn shared(name: &str) -> Option<SharedText> {
    (name == "backend").then(|| SharedText { file: "backend.yaml".to_owned(), text: BACKEND.to_vec() })
}

#[test]
fn a_rubric_is_read_with_its_shared_files() {
    let (rubric, warnings) = Rubric::parse(PAYMENTS, "payments.yaml", &shared).unwrap();
    assert_eq!(warnings, []);
    insta::assert_debug_snapshot!(rubric);
    assert_eq!(rubric.caps[0].when, CapWhen::Missing(CriterionIdx(0)));
    let Rule::AtLeast { n: 3, within: Scope::Paragraph, .. } = &rubric.criteria[0].indicators[2].rule else {
        panic!("{:?}", rubric.criteria[0].indicators)
    };
}

/// The rendered diagnostics of every file in a folder, each as a snapshot beside it.
fn snapshots(folder: &str, check: &dyn Fn(&[u8], &str) -> Vec<Diagnostic>) -> BTreeSet<Code> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(folder);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    assert!(!files.is_empty());
    let mut codes = BTreeSet::new();
    for path in files {
        let source = fs::read(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let diagnostics = check(&source, &format!("{name}.yaml"));
        codes.extend(diagnostics.iter().map(|diagnostic| diagnostic.code));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let shown = render(&diagnostics, std::str::from_utf8(&source).unwrap(), false);
        settings.bind(|| insta::assert_snapshot!(name, shown));
    }
    codes
}

#[test]
fn every_mistake_has_its_message() {
    let mut codes = snapshots("bad-rubrics", &|source, file| match Rubric::parse(source, file, &shared) {
        Ok(_) => panic!("{file} is accepted"),
        Err(Diagnostics(diagnostics)) => diagnostics,
    });
    // These two are for files that no text editor would keep as they are.
    codes.extend([Code::Encoding, Code::TooLarge]);
    let of_rubrics = Code::ALL.iter().filter(|code| code.as_str().starts_with("rubric/"));
    let missing: Vec<_> = of_rubrics.filter(|code| !codes.contains(code)).collect();
    assert_eq!(missing, Vec::<&Code>::new(), "no file in tests/data/bad-rubrics shows this");
}

#[test]
fn every_mistake_in_a_shared_file_has_its_message() {
    snapshots("bad-lexicons", &|source, file| check_shared(source, file).unwrap_err().0);
    assert_eq!(check_shared(BACKEND, "backend.yaml").unwrap(), []);
}

#[test]
fn mistakes_of_a_shared_file_point_into_it() {
    let broken = |_: &str| {
        Some(SharedText {
            file: "lexicons/backend.yaml".to_owned(),
            text: b"id: backend\nset: {}\n".to_vec(),
        })
    };
    let Err(Diagnostics(diagnostics)) = Rubric::parse(PAYMENTS, "payments.yaml", &broken) else { panic!() };
    let sources = [
        SourceText { file: "payments.yaml", text: std::str::from_utf8(PAYMENTS).unwrap() },
        SourceText { file: "lexicons/backend.yaml", text: "id: backend\nset: {}\n" },
    ];
    insta::assert_snapshot!(render_files(&diagnostics, &sources, false), @r"
    error[rubric/unknown-field]: unknown field `set` in shared file
     --> lexicons/backend.yaml:2:1
      |
    2 | set: {}
      | ^^^ not a known field
      |
      = help: did you mean `sets`?
    ");
}

#[test]
fn unreadable_bytes_are_refused() {
    let mut huge = PAYMENTS.to_vec();
    huge.resize(5 << 20, b' ');
    let cases: [(&str, &[u8], Code); 6] = [
        ("UTF-16", b"\xff\xfei\0d\0", Code::Encoding),
        ("UTF-16, big end first", b"\xfe\xff\0i\0d", Code::Encoding),
        ("Latin-1", b"id: caf\xe9\n", Code::Encoding),
        ("NUL", b"id: a\0b\n", Code::Encoding),
        ("huge", &huge, Code::TooLarge),
        ("nothing", b"", Code::WrongType),
    ];
    for (name, source, code) in cases {
        let Err(Diagnostics(diagnostics)) = Rubric::parse(source, "rubric.yaml", &shared) else {
            panic!("{name}")
        };
        let codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, [code], "{name}");
    }
}

#[test]
fn hostile_files_are_refused_at_once() {
    let header = "id: a\ntitle: A\nquestion: Q\n";
    let mut aliases = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let below = format!("*a{}", level - 1);
        aliases.push_str(&format!("a{level}: &a{level} [{}]\n", vec![below; 10].join(", ")));
    }
    let cases = [
        ("brackets", "[".repeat(100_000)),
        ("braces", "{a: ".repeat(100_000)),
        ("dashes", "- ".repeat(100_000)),
        ("aliases", aliases),
        ("items", format!("{header}focus: [{}]\n", "x,".repeat(1_000_000))),
        ("keys", (0..40_000).map(|number| format!("k{number}: x\n")).collect()),
        ("duplicate keys", "k: x\n".repeat(40_000)),
        ("criteria", format!("{header}concepts:\n{}", criteria(2_000, "any: [x]"))),
        ("regexes", format!("{header}concepts:\n{}", criteria(900, r"any: ['/\w{50}x/']"))),
        (
            "broken criteria",
            format!("{header}concepts:\n{}", criteria(900, "any: [(x], at_least: {n: 9, of: [x]}")),
        ),
        ("comments", format!("{header}{}", "# x\n".repeat(900_000))),
        ("one line", format!("id: {}", "x y ".repeat(900_000))),
        ("quotes", "\"".repeat(1_000_001)),
        ("questions", "? ".repeat(100_000)),
        ("tags", "!x ".repeat(100_000)),
    ];
    for (name, source) in cases {
        let began = Instant::now();
        let Err(Diagnostics(diagnostics)) = Rubric::parse(source.as_bytes(), "rubric.yaml", &shared) else {
            panic!("{name}")
        };
        let shown = render(&diagnostics, &source, false);
        // A debug build on a busy machine; a release build takes a hundredth.
        assert!(began.elapsed() < Duration::from_secs(5), "{name} took {:?}", began.elapsed());
        assert!(shown.len() < 100_000, "{name} prints {} bytes", shown.len());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(source in proptest::collection::vec(any::<u8>(), 0..400)) {
        survive(&source);
    }

    #[test]
    fn any_text_is_survived(source in "\\PC{0,200}") {
        survive(source.as_bytes());
    }

    /// Texts of YAML's own signs get further into the reader than arbitrary ones.
    #[test]
    fn any_yaml_like_text_is_survived(source in "([-?:,\\[\\]{}#&*!|>'\"%@` \n\t\\\\~<(/.é\u{202e}]|\n  |: |- |id|any){0,80}") {
        survive(source.as_bytes());
    }

    /// A good file with a few edits gets furthest.
    #[test]
    fn an_edited_rubric_is_survived(edits in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..12, token()), 1..6)) {
        let mut text = String::from_utf8(PAYMENTS.to_vec()).unwrap();
        for (at, length, token) in edits {
            let at = at.index(text.len());
            let end = (at + length).min(text.len());
            text.replace_range(at..end, token);
        }
        survive(text.as_bytes());
    }

    #[test]
    fn any_pattern_is_survived(text in "\\PC{0,120}|[-a-z<>()|?*=\"./+ 0-9]{0,60}") {
        if let Err(error) = Pattern::parse(&text) {
            prop_assert!(text.get(error.at).is_some());
        }
    }
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "", "\n", "\n  ", "  ", ": ", "- ", "[", "]", "{", "}", "'", "\"", "#", " #x", "&a ", "*a", "!t ",
        "|\n", ">\n", "<retry>", "(", ")", "80..", "..", "0", "-1", "any: ", "all: [", "id: ", "\\", "\\d",
        "\t", "---\n", "é", "~", "<<: ",
    ])
}

/// Reads and renders; what is reported must lie in the text.
fn survive(source: &[u8]) {
    let text = String::from_utf8_lossy(source);
    let diagnostics = match Rubric::parse(source, "rubric.yaml", &shared) {
        Ok((_, warnings)) => warnings,
        Err(Diagnostics(diagnostics)) => {
            assert!(diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error));
            diagnostics
        }
    };
    for Diagnostic { span, related, .. } in diagnostics.iter().filter(|found| found.code != Code::Encoding) {
        for span in related.iter().map(|(span, _)| span).chain([span]) {
            assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
        }
    }
    let shown = render(&diagnostics, &text, false);
    assert!(!shown.chars().any(|character| character.is_control() && character != '\n'), "{shown:?}");
    drop(check_shared(source, "shared.yaml"));
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let windows = String::from_utf8(PAYMENTS.to_vec()).unwrap().replace('\n', "\r\n");
    let (rubric, _) = Rubric::parse(windows.as_bytes(), "payments.yaml", &shared).unwrap();
    let (unix, _) = Rubric::parse(PAYMENTS, "payments.yaml", &shared).unwrap();
    assert_eq!(rubric.reference.unwrap().value, unix.reference.unwrap().value);
    assert_eq!(rubric.criteria.len(), unix.criteria.len());
    let source = "id: demo\r\ntitel: Demo\r\n";
    let Err(Diagnostics(diagnostics)) = Rubric::parse(source.as_bytes(), "demo.yaml", &shared) else {
        panic!()
    };
    assert!(!render(&diagnostics, source, false).contains('\u{240d}'));
}

fn criteria(n_criteria: usize, body: &str) -> String {
    (0..n_criteria).map(|number| format!("  k{number}: {{{body}}}\n")).collect()
}
