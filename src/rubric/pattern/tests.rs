use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

use super::{Element, Pattern, Sequence};

/// The tree with every node marked by its kind: `w:` word, `p:` prefix, `v:` verbatim, `s:` set.
fn tree(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Sequence(sequence) => sequence_tree(sequence),
        Pattern::Together(sequences) => {
            let shown = sequences.iter().map(sequence_tree).collect::<Vec<_>>();
            format!("together({})", shown.join(", "))
        }
        Pattern::Regex(regex) => format!("regex {}", regex.source()),
    }
}

fn sequence_tree(sequence: &Sequence) -> String {
    let runs = sequence.runs.iter().enumerate().map(|(index, run)| match (index, run.gap) {
        (0, None) => elements_tree(&run.elements),
        (0, Some(_)) => panic!("a gap before the first run"),
        (_, None) => format!("~ {}", elements_tree(&run.elements)),
        (_, Some(tokens)) => format!("~{tokens} {}", elements_tree(&run.elements)),
    });
    runs.collect::<Vec<_>>().join(" ")
}

fn elements_tree(elements: &[Element]) -> String {
    let shown = elements.iter().map(|element| match element {
        Element::Word(word) => format!("w:{word}"),
        Element::Prefix(letters) => format!("p:{letters}"),
        Element::Verbatim(word) => format!("v:{word}"),
        Element::Set(name) => format!("s:{name}"),
        Element::Choice(alternatives) => {
            let shown = alternatives.iter().map(|words| elements_tree(words)).collect::<Vec<_>>();
            format!("[{}]", shown.join("|"))
        }
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(input: &str, expect: &str) {
    let pattern = Pattern::parse(input).unwrap_or_else(|error| panic!("{input:?}: {error:?}"));
    assert_eq!(tree(&pattern), expect, "for {input:?}");
    assert_eq!(Pattern::parse(&pattern.to_string()).as_ref(), Ok(&pattern), "shown as `{pattern}`");
}

/// The input, a line of carets under it with the message, and the help.
fn rendered(input: &str) -> String {
    let error = match Pattern::parse(input) {
        Ok(pattern) => return format!("read as {}", tree(&pattern)),
        Err(error) => error,
    };
    let before = input.get(..error.at.start).expect("starts at a character").chars().count();
    let width = input.get(error.at.clone()).expect("lies on characters").chars().count().max(1);
    let help = error.help.map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    format!("{input}\n{}{} {}{help}", " ".repeat(before), "^".repeat(width), error.message)
}

#[track_caller]
fn refuse(input: &str, expect: &[&str]) {
    let (shown, expect) = (rendered(input), expect.join("\n"));
    assert_eq!(shown, format!("{input}\n{expect}"), "\n{shown}");
}

#[test]
fn plain_phrases_are_words() {
    check("idempotency key", "w:idempotency w:key");
    check("  retry\t the\u{a0}call ", "w:retry w:the w:call");
    check("C++ .NET p99.9 I/O at-least-once", "w:C++ w:.NET w:p99.9 w:I/O w:at-least-once");
    check("don't e.g. 99% why? [x] {y}", "w:don't w:e.g. w:99% w:why? w:[x] w:{y}");
    check("ключ ﬁrst 鍵", "w:ключ w:ﬁrst w:鍵");
    check("a+b +c d+ a..b ..c ... ..5x", "w:a+b w:+c w:d+ w:a..b w:..c w:... w:..5x");
    check("a /b/ a=b", "w:a w:/b/ w:a=b");
}

#[test]
fn elements_of_every_kind() {
    check("idempoten* key", "p:idempoten w:key");
    check("\"Exactly Once\" =sync =C++ ==", "v:Exactly v:Once v:sync v:C++ v:=");
    check("\"a | (b) .. *\" \"+\"", "v:a v:| v:(b) v:.. v:* v:+");
    check("=.. =+ =?", "v:.. v:+ v:?");
    check("<retry> <http-status> <2pc>", "s:retry s:http-status s:2pc");
    check("=one two =three", "v:one w:two v:three");
}

#[test]
fn brackets_hold_alternatives_of_any_length() {
    check("(a|b c|d)", "[w:a|w:b w:c|w:d]");
    check("the ( a | <b> | \"C d\" | pre* ) end", "w:the [w:a|s:b|v:C v:d|p:pre] w:end");
    check("(word)? next", "[w:word|] w:next");
    check("(a|b)? ?", "[w:a|w:b|] w:?");
    check("(a) ?", "[w:a] w:?");
    check("(?|a?)", "[w:?|w:a?]");
    check("((((a)?|b) c|d)? e)", "[[[[w:a|]|w:b] w:c|w:d|] w:e]");
}

#[test]
fn gaps_and_together() {
    check("a b .. c ..5 d ..0 e ..050 f", "w:a w:b ~ w:c ~5 w:d ~0 w:e ~50 w:f");
    check("a + b", "together(w:a, w:b)");
    check("a ..3 b + (c|d) + e .. f", "together(w:a ~3 w:b, [w:c|w:d], w:e ~ w:f)");
    check("a\n+\n\"b\"", "together(w:a, v:b)");
}

#[test]
fn regexes() {
    check("/x+/", "regex x+");
    check(" /Idempotency-Key/i ", "regex (?i)Idempotency-Key");
    check("/a | b .. ( c)/", "regex a | b .. ( c)");
    check("/a//i", "regex (?i)a/");
    check("/a/i/", "regex a/i");
    check("/(?i)(?i)a/i", "regex (?i)(?i)(?i)a");
    check("/ /", "regex  ");
}

#[test]
fn canonical_form() {
    #[track_caller]
    fn shown(input: &str, expect: &str) {
        assert_eq!(Pattern::parse(input).map(|pattern| pattern.to_string()).as_deref(), Ok(expect));
    }
    shown(" a  ..05 g  ( b | c )?  +  =D =E \"f\" ", "a ..5 g (b|c)? + \"D E f\"");
    shown("\"sync\" a \"x*\" b \"<\"", "=sync a \"x*\" b \"<\"");
    shown("/(?i)a/", "/a/i");
    shown("(\"a b\" =c|=d)", "(\"a b c\"|=d)");
}

#[test]
fn parts_that_may_be_missing() {
    let help = "help: remove the `?`, or the whole part";
    let message = "this part may be missing, so it asks for nothing";
    refuse("queue ..4 (slow)?", &[&format!("          ^^^^^^^ {message}"), help]);
    refuse("(a)? ((b)?|c) .. d", &[&format!("^^^^^^^^^^^^^ {message}"), help]);
    refuse("a + (b)? + c", &[&format!("    ^^^^ {message}"), help]);
    refuse("(retry)?", &[&format!("^^^^^^^^ {message}"), help]);
    check("a .. (b)? c", "w:a ~ [w:b|] w:c");
}

#[test]
fn names_of_sets() {
    let names = |text: &str| Pattern::parse(text).map(|pattern| pattern.sets().join(" "));
    assert_eq!(names("<b> (x|(<c>|<a>)?) .. <b> + <d>").as_deref(), Ok("a b c d"));
    assert_eq!(names("/<a>/").as_deref(), Ok(""));
}

#[test]
fn unclosed_and_unopened() {
    refuse("a (b | c", &["  ^ no `)` closes this `(`", "help: add `)` at the end"]);
    refuse("((a)", &["^ no `)` closes this `(`", "help: add `)` at the end"]);
    refuse("é \"Exactly Once", &["  ^ no `\"` closes this one", "help: add `\"` at the end"]);
    refuse("a <retry b", &["  ^ no `>` closes this `<`", "help: write `<retry>`"]);
    refuse("(<a|b>)", &[" ^ no `>` closes this `<`", "help: write `<a>`"]);
    refuse("a <", &["  ^ no `>` closes this `<`", "help: write `\"<\"`"]);
    refuse("a) b", &[" ^ no `(` opens this `)`", "help: remove it"]);
    refuse("a retry> b", &["       ^ no `<` opens this `>`", "help: write `<retry>`"]);
    refuse("a -> b", &["   ^ no `<` opens this `>`", "help: write `\"->\"`"]);
    refuse("a >5 b", &["  ^ no `<` opens this `>`", "help: write `\">5\"`"]);
}

#[test]
fn empty_parts() {
    refuse("", &["^ this pattern is empty", "help: write a word, like `retry`"]);
    refuse("  ", &["^^ this pattern is empty", "help: write a word, like `retry`"]);
    let word = "help: remove it, or write a word; `(word)?` is optional";
    let border = "help: remove this `|`; `(word)?` is optional";
    refuse("a ()", &["  ^^ this alternative is empty", word]);
    refuse("(a|)", &["  ^^ this alternative is empty", border]);
    refuse("(a | | b)", &["   ^^^ this alternative is empty", border]);
    refuse("(|a)", &["^^ this alternative is empty", border]);
    refuse("a \" \"", &["  ^^^ there is no word in these quotes", "help: remove them"]);
    refuse(
        "<>",
        &["^^ a set's name is lower-case words joined by hyphens", "help: write a name, like `<retry>`"],
    );
    let name = "^^^^^^^^^^^^^ a set's name is lower-case words joined by hyphens";
    refuse("<HTTP_status>", &[name, "help: write `<http-status>`"]);
    refuse("a = b", &["  ^ `=` needs a word right after it", "help: write `=word`, or `\"=\"` for the sign"]);
    refuse("=\"A b\"", &["^ `=` needs a word right after it", "help: remove `=`; quotes alone do"]);
}

#[test]
fn dangling_and_misplaced_joints() {
    refuse(".. a", &["^^ nothing stands before `..`", "help: remove `..`"]);
    refuse("a ..5", &["  ^^^ nothing stands after `..5`", "help: remove `..5`"]);
    refuse("a .. .. b", &["     ^^ nothing stands before `..`", "help: remove `..`"]);
    refuse("a + .. b", &["    ^^ nothing stands before `..`", "help: remove `..`"]);
    refuse("a .. + b", &["     ^ nothing stands before `+`", "help: remove `+`"]);
    refuse("a +", &["  ^ nothing stands after `+`", "help: remove `+`"]);
    refuse("+", &["^ nothing stands before `+`", "help: remove `+`"]);
    refuse(
        "(a .. (b|c) | d)",
        &["   ^^ `..` stands inside brackets", "help: make `a .. (b|c)` a pattern of its own"],
    );
    refuse("(x|a + b)", &["     ^ `+` stands inside brackets", "help: make `a + b` a pattern of its own"]);
    let gap = "a gap has at most 50 tokens\nhelp: write `..50`, or `..` for the rest of the sentence";
    refuse("a ..51 b", &[&format!("  ^^^^ {gap}")]);
    refuse("a ..99999999 b", &[&format!("  ^^^^^^^^^^ {gap}")]);
    refuse("a b | c", &["    ^ `|` stands outside brackets", "help: write `(a b | c)`"]);
    let brackets = "help: remove it, or put `(` and `)` around the alternatives";
    refuse("a |", &["  ^ `|` stands outside brackets", brackets]);
    refuse("a .. b|c", &["      ^ `|` stands outside brackets", brackets]);
}

#[test]
fn stars() {
    refuse("id*po", &["  ^ `*` stands in the middle of a word", "help: write `idpo`"]);
    refuse("idem*ency", &["    ^ `*` stands in the middle of a word", "help: write `idem*`"]);
    refuse("idem**", &["    ^ `*` stands in the middle of a word", "help: write `idem*`"]);
    refuse("a * b", &["  ^ `*` stands alone", "help: write `..` between words, or remove it"]);
    refuse("(a|*)", &["   ^ `*` stands alone", "help: remove it"]);
    refuse("re*", &["  ^ `*` needs at least 3 letters before it", "help: write `re`, or more of the word"]);
    refuse(
        "p99*",
        &["   ^ `*` needs at least 3 letters before it", "help: write `p99`, or more of the word"],
    );
    refuse(
        "=sync*",
        &["     ^ a verbatim word has no `*`", "help: write `sync`, or `\"sync*\"` for the sign"],
    );
}

#[test]
fn elements_run_together() {
    refuse("retr(y|ies)", &["    ^ `(` follows without a space", "help: put a space before `(`"]);
    refuse("(a|b)c", &["     ^ `c` follows without a space", "help: put a space before `c`"]);
    refuse("(a)??", &["    ^ `?` follows without a space", "help: put a space before `?`"]);
    refuse("\"A\"s", &["   ^ `s` follows without a space", "help: put a space before `s`"]);
    refuse("<a>é", &["   ^ `é` follows without a space", "help: put a space before `é`"]);
}

#[test]
fn regexes_refused() {
    refuse(
        "/etc/hosts x",
        &[
            "^ a regex ends with `/` or `/i`",
            "help: add `/` at the end, or write `\"/etc/hosts\"` for the word",
        ],
    );
    refuse(
        "/",
        &["^ a regex ends with `/` or `/i`", "help: add `/` at the end, or write `\"/\"` for the word"],
    );
    refuse("/éa(b/i", &["   ^ this regex cannot be read: unclosed group"]);
    refuse("/a\n(/", &[" ^^^ this regex cannot be read: unclosed group"]);
    refuse(
        "/((\\w{99}){99}){99}/",
        &[" ^^^^^^^^^^^^^^^^^^ this regex is too large", "help: write smaller numbers in `{}`"],
    );
    let nothing =
        "this regex can match nothing at all\nhelp: write `+` for `*`, or add a letter that must be there";
    refuse("/a*/", &[&format!(" ^^ {nothing}")]);
    refuse("/\\b/", &[&format!(" ^^ {nothing}")]);
    refuse("//i", &[&format!(" ^ {nothing}")]);
}

#[test]
fn limits() {
    assert!(Pattern::parse(&"é".repeat(2_000)).is_ok());
    let long = "é".repeat(2_001);
    let error = Pattern::parse(&long).expect_err("too long");
    assert_eq!(
        (error.at, error.message.as_str()),
        (4_000..4_002, "this pattern is longer than 2000 characters")
    );
    refuse(
        "(((((a)))))",
        &["    ^ brackets are nested deeper than 4", "help: remove these brackets, or split the pattern"],
    );

    let choices = |n: usize| vec!["(a|b)"; n].join(" ");
    assert!(Pattern::parse(&choices(9)).is_ok());
    assert!(Pattern::parse(&format!("{} + b", ["(a)? c"; 9].join(" .. "))).is_err());
    let message = |text: &str| Pattern::parse(text).map_err(|error| error.message).expect_err("too many");
    assert_eq!(message(&choices(10)), "this pattern stands for 1024 sequences of words; the limit is 512");
    assert_eq!(
        message(&format!("{} + b", choices(9))),
        "this pattern stands for 513 sequences of words; the limit is 512"
    );
    assert_eq!(
        message(&choices(300)),
        "this pattern stands for far too many sequences of words; the limit is 512"
    );
    assert_eq!(message(&"(".repeat(2_000)), "brackets are nested deeper than 4");
}

/// Texts made of the signs of the language, most of which nearly parse.
fn signs() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "retry", "C++", "é", "(", "(", ")", ")", ")?", "|", "|", " ", " ", " ", " .. ", " ..5 ", " + ",
        "..", "+", "\"", "\"A b\"", "=", "=x", "*", "pre*", "<", ">", "<set>", "/", "/i", "?", "\\b",
        "\u{a0}", "\n", "(?i)",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Texts that parse, unless they stand for too many sequences.
fn sound() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a", "retry", "C++", "?", "pre*", "=x", "=..", "\"A b\"", "\"( *\"", "\"c\"", "<set>", "é",
    ]);
    let element = leaf.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inner| {
        let words = prop::collection::vec(inner, 1..3).prop_map(|words| words.join(" "));
        let alternatives = prop::collection::vec(words, 1..3).prop_map(|words| words.join(" | "));
        (alternatives, any::<bool>())
            .prop_map(|(inside, optional)| format!("({inside}){}", if optional { "?" } else { "" }))
    });
    let joint = prop::sample::select(vec![" ", " ", "  ", " .. w ", " ..7 w ", " + w "]);
    (element.clone(), prop::collection::vec((joint, element), 0..4)).prop_map(|(first, more)| {
        more.into_iter()
            .fold(format!("w {first}"), |text, (joint, element)| format!("{text}{joint}{element}"))
    })
}

fn never_panics_and_reads_back(text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    match Pattern::parse(text) {
        Ok(pattern) => {
            let shown = pattern.to_string();
            prop_assert!(shown.len() <= text.len(), "{shown:?} is longer");
            prop_assert_eq!(Pattern::parse(&shown), Ok(pattern), "shown as {:?}", shown);
        }
        Err(error) => prop_assert!(text.get(error.at.clone()).is_some(), "{error:?} lies outside"),
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        never_panics_and_reads_back(&text)?;
    }

    #[test]
    fn any_signs(text in signs()) {
        never_panics_and_reads_back(&text)?;
    }

    #[test]
    fn any_sound_pattern(text in sound()) {
        if let Err(error) = Pattern::parse(&text) {
            prop_assert!(error.message.contains("sequences of words"), "{error:?}");
        }
        never_panics_and_reads_back(&text)?;
    }
}

/// A regex that is compiled late does not turn out to be too large, and no small one is taken for large.
#[test]
fn size_is_told_without_compiling() {
    let parts = [
        "a",
        "ä",
        r"\w",
        r"\W",
        r"(?i:\w)",
        r"[^\n#]",
        r"(?i:kubectl|ſsſ|restart)",
        r"\p{L}",
        r"(a|é|x+)",
        r"\b.",
        "(?-u:[a-f])",
    ];
    for part in parts {
        for times in [1, 2, 7, 8, 9, 10, 12, 15, 20, 50, 99, 200, 500, 1_000, 2_000, 4_000, 8_000] {
            let text = format!("/(?:{part}){{{times}}}/");
            let built = regex::RegexBuilder::new(&text[1..text.len() - 1]).size_limit(1 << 20).build();
            match Pattern::parse(&text) {
                Ok(Pattern::Regex(regex)) => assert!(regex.compiled().is_some(), "{text}"),
                read => assert!(built.is_err(), "{text}: {read:?}"),
            }
        }
    }
}
