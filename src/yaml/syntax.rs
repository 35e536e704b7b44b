//! Why a text is not YAML, in the words of someone who only wanted to write a phrase.

use granit_parser::ErrorKind;

use super::MAX_DEPTH;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, offset};

/// A phrase in single quotes, as YAML wants it.
pub(crate) fn quoted(phrase: &str) -> String {
    format!("'{}'", phrase.trim().replace('\'', "''"))
}

pub(super) fn syntax_error(kind: &ErrorKind, text: &str, at: usize, file: &str) -> Diagnostic {
    let error = |code: Code, width: usize, message: &str| {
        Diagnostic::error(code, file, Span::new(offset(at), offset(at + width)), message.to_owned())
    };
    let rest = text.get(at..).unwrap_or("");
    let width = rest.chars().next().filter(|&first| first != '\n').map_or(0, char::len_utf8);
    match kind {
        ErrorKind::RecursionLimitExceeded => {
            let message = format!("lists and fields are nested more than {MAX_DEPTH} deep");
            error(Code::TooLarge, width, &message)
        }
        ErrorKind::DirectiveDisallowed => {
            let help = format!("quote the whole phrase: {}", quoted(rest.lines().next().unwrap_or("")));
            error(
                Code::Feature,
                width,
                "a `%` at the start is read as a directive, which rubrics do not have",
            )
            .help(help)
        }
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            unknown_escape(text, at, file)
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidMappingValueWhitespace => {
            let help = format!("quote the whole phrase: {}", quoted(value_before(text, at)));
            error(Code::Syntax, width, "a second `: ` in one line; a text with `: ` in it needs quotes")
                .help(help)
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let message = format!("a text cannot begin with `{character}` unless it is quoted");
            error(Code::Syntax, width, &message)
                .help(format!("quote the whole phrase: {}", quoted(rest.lines().next().unwrap_or(""))))
        }
        other => {
            let (message, help) = plain_words(other);
            error(Code::Syntax, width, message).help(help)
        }
    }
}

fn unknown_escape(text: &str, at: usize, file: &str) -> Diagnostic {
    // The parser may stand at the opening quote, at the backslash or behind it.
    let start = match text.get(at..) {
        Some(rest) if rest.starts_with('"') => first_unknown_escape(rest).map_or(at, |found| at + found),
        Some(rest) if rest.starts_with('\\') => at,
        _ => text.get(..at).and_then(|before| before.rfind('\\')).unwrap_or(at),
    };
    let escape: String = text.get(start..).unwrap_or("").chars().take(2).collect();
    let before = text.get(..start).unwrap_or("");
    let open = before.rfind(['"', '\n']).map_or(0, |quote| quote + 1);
    let rest = text.get(open..).unwrap_or("").lines().next().unwrap_or("");
    let phrase = rest.split('"').next().unwrap_or(rest);
    let span = Span::new(offset(start), offset(start + escape.len()));
    let message = format!("`{escape}` means nothing in double quotes");
    Diagnostic::error(Code::Escape, file, span, message)
        .label("read as an escape")
        .help(format!("write regexes in single quotes: {}", quoted(phrase)))
}

/// Where the first backslash stands that YAML does not know what to do with.
fn first_unknown_escape(rest: &str) -> Option<usize> {
    let mut characters = rest.char_indices();
    while let Some((at, character)) = characters.next() {
        if character != '\\' {
            continue;
        }
        let (_, escaped) = characters.next()?;
        if !"0abtnvfre \"/\\N_LPxuU\t\n".contains(escaped) {
            return Some(at);
        }
    }
    None
}

/// The value in whose middle `at` stands: what follows the first `: ` or `- ` of its line.
fn value_before(text: &str, at: usize) -> &str {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = text.get(start..).unwrap_or("").lines().next().unwrap_or("").trim();
    let value = line.split_once(": ").map_or(line, |(_, value)| value);
    value.strip_prefix("- ").unwrap_or(value)
}

fn plain_words(kind: &ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => ("a tab cannot indent", "use spaces"),
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent => {
            ("the quote that opens here is not closed", "close it, or double an apostrophe inside: `''`")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "text goes on after the closing quote",
            "put the whole phrase in single quotes and double the apostrophes in it: `''`",
        ),
        ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey
        | ErrorKind::BlockSequenceEntryNotAllowed => (
            "this line does not fit those above it",
            "indent it as its neighbors, and write `name: value` or `- phrase`",
        ),
        ErrorKind::MissingAnchorOrAliasName => ("a text cannot begin with `*` or `&`", "quote the phrase"),
        other => brackets(other),
    }
}

/// What is wrong with `[ ]` and `{ }`, or with anything else.
fn brackets(kind: &ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            ("a `[` or `{` is not closed", "close it, or quote the phrase it belongs to")
        }
        ErrorKind::MismatchedFlowCollectionEnd { .. } | ErrorKind::MisplacedFlowCollectionEnd => {
            ("a closing bracket does not fit the opening one", "quote the phrase it belongs to")
        }
        ErrorKind::ExpectedFlowSequenceSeparator | ErrorKind::ExpectedFlowMappingSeparator => {
            ("a `,` or the closing bracket is missing before this", "quote phrases inside `[ ]` and `{ }`")
        }
        _ => ("this cannot be read as YAML", "put the phrase in single quotes"),
    }
}
