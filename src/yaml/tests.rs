use super::parse;
use crate::diagnostic::render;

#[test]
fn show() {
    for text in [
        "- *at least once*\r\n- b: c",
        "a: \"\\d+ ms\"",
        "- \"\\bx\"",
        "- ticket #42 open",
        "a: 1\nb: 2\na: 3",
        "a: b: c",
        "- @retry",
        "- !imp x",
        "- &c x",
        "a:\n\tb: 1",
        "- 'don't'",
        "a: [b",
        "\u{feff}a: *x",
        "---\na: b\n---\nb: c",
        "%YAML 1.2\n---\na",
        "<<: {a: b}",
        "? [a]\n: b",
        "a: \"x",
        "x: `a`",
    ] {
        match parse(text.as_bytes(), "r.yaml") {
            Ok(parsed) => println!("OK {:?}\n{}", parsed.root, render(&parsed.warnings, text, false)),
            Err(all) => println!("{}", render(&all, text, false)),
        }
    }
}
