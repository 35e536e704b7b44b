use super::{Node, NodeKind, Style, parse};
use crate::diagnostic::Code;

/// The tree in one line: quoted texts in `'`, blocks after `|`.
fn shown(node: &Node) -> String {
    match &node.kind {
        NodeKind::Scalar { value, style: Style::Plain } => value.clone(),
        NodeKind::Scalar { value, style: Style::Quoted } => format!("'{value}'"),
        NodeKind::Scalar { value, style: Style::Block } => format!("|{value:?}"),
        NodeKind::Sequence(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        NodeKind::Mapping(entries) => {
            let entry = |(key, value): &(Node, Node)| format!("{}: {}", shown(key), shown(value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

fn check(text: &str, expect: &str) {
    let parsed = parse(text.as_bytes(), "file.yaml").map(|parsed| shown(&parsed.root));
    assert_eq!(parsed.as_deref(), Ok(expect), "{text:?}");
}

fn check_error(text: &str, code: Code, token: &str) {
    let errors = parse(text.as_bytes(), "file.yaml").unwrap_err();
    let found: Vec<_> = errors.iter().map(|error| (error.code, error.span.slice(text))).collect();
    assert_eq!(found, [(code, token)], "{text:?}");
}

#[test]
fn trees() {
    check("", "");
    check("# only a comment", "");
    check("a: 1", "{a: 1}");
    check("a:\nb: ~", "{a: , b: ~}");
    check("- x y\n- 'it''s'\n- \"a\\nb\"", "[x y, 'it's', 'a\nb']");
    check("a: |\n  x\n  y\nb: >\n  x\n  y\n", r#"{a: |"x\ny\n", b: |"x y\n"}"#);
    check("a: [x, {b: c}]\nd:\n  - e: f\n    g: h\n", "{a: [x, {b: c}], d: [{e: f, g: h}]}");
    check(
        "- C++\n- .NET\n- a .. b\n- (a|b)?\n- <retry>\n- /x+/\n- a + b\n- =x",
        "[C++, .NET, a .. b, (a|b)?, <retry>, /x+/, a + b, =x]",
    );
    check("\u{feff}a: b", "{a: b}");
    check("---\na: b\n...\n", "{a: b}");
    check("a: x # a comment\nb: y#z", "{a: x, b: y#z}");
}

#[test]
fn spans_are_bytes_of_the_file() {
    let text = "\u{feff}a: é\nb: ['x', \"y\"]\n";
    let parsed = parse(text.as_bytes(), "file.yaml").unwrap();
    let NodeKind::Mapping(entries) = &parsed.root.kind else { panic!() };
    let slices: Vec<_> =
        entries.iter().flat_map(|(key, value)| [key, value]).map(|node| node.span.slice(text)).collect();
    assert_eq!(slices, ["a", "é", "b", "['x', \"y\"]"]);
}

#[test]
fn traps() {
    check_error("- *at least once*", Code::Feature, "*at");
    check_error("- &a b", Code::Feature, "&a");
    check_error("- !a b", Code::Feature, "!a");
    check_error("<<: {a: b}", Code::Feature, "<<");
    check_error("? [a]\n: b", Code::Feature, "[a]");
    check_error("a: b\n---\nc: d", Code::Feature, "---");
    check_error("%YAML 1.2\n---\na: b", Code::Feature, "%");
    check_error(r#"- "\d+ ms""#, Code::Escape, r"\d");
    check_error(r#"- "a\\ \w x""#, Code::Escape, r"\w");
    check_error(r#"- "\bx""#, Code::Escape, r#""\bx""#);
    check_error("a: 1\nb: 2\na: 3", Code::DuplicateKey, "a");
    check_error("a: b: c", Code::Syntax, ":");
    check_error("- @x", Code::Syntax, "@");
    check_error("a: [b, (c\nd: e", Code::Syntax, "[");
    check_error("a: 'b", Code::Syntax, "'");
}

#[test]
fn only_a_cut_phrase_is_warned_of() {
    let warned = |text: &str| {
        let parsed = parse(text.as_bytes(), "file.yaml").unwrap();
        parsed.warnings.iter().map(|warning| warning.code).collect::<Vec<_>>()
    };
    assert_eq!(warned("- ticket #42 open"), [Code::CutAtHash]);
    assert_eq!(warned("a: issue #fix"), [Code::CutAtHash]);
    for fine in
        ["- ticket # open", "- 'ticket' #42", "pass: 60 #percent", "a: #42\n  b", "#x\n- a\n#y", "- a\n#y"]
    {
        assert_eq!(warned(fine), [], "{fine}");
    }
}
