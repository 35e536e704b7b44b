//! Reads a pattern from left to right, each character once; open brackets are a stack, not a recursion.
//!
//! Builds the tree and words the errors. It refuses what the head of [`super`] lists and looks
//! nothing up.

use std::mem;
use std::ops::Range;

use super::expression::Refused;
use super::{Element, Expression, Pattern, PatternError, Run, Sequence};

/// Put before a regex that was written with a trailing `i`.
pub(super) const IGNORE_CASE: &str = "(?i)";

const MAX_CHARS: usize = 2_000;
const MAX_DEPTH: usize = 4;
const MAX_GAP: u16 = 50;
const MAX_SEQUENCES: u64 = 512;
const MIN_PREFIX_LETTERS: usize = 3;

type Parsed<T> = Result<T, PatternError>;

/// Reads one pattern.
pub(super) fn parse(text: &str) -> Parsed<Pattern> {
    if let Some((at, _)) = text.char_indices().nth(MAX_CHARS) {
        let message = format!("this pattern is longer than {MAX_CHARS} characters");
        return error(at..text.len(), message, "split the pattern into several");
    }
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    if let Some(body) = trimmed.strip_prefix('/') {
        return regex(body, start + 1);
    }
    let pattern = Parser::new(text).pattern()?;
    let sequences = expansion(&pattern);
    if sequences > MAX_SEQUENCES {
        let number = if sequences == u64::MAX { "far too many".to_owned() } else { sequences.to_string() };
        let message =
            format!("this pattern stands for {number} sequences of words; the limit is {MAX_SEQUENCES}");
        return error(start..start + trimmed.len(), message, "split the pattern into several");
    }
    Ok(pattern)
}

/// Whether `=word` is read back as this word.
pub(super) fn needs_no_quotes(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| in_word(c) && c != '*')
}

fn in_word(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '(' | ')' | '|' | '"' | '<' | '>')
}

fn error<T>(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Parsed<T> {
    Err(PatternError { at, message: message.into(), help: Some(help.into()) })
}

/// A bracket that is not closed yet.
struct Bracket {
    /// Byte of its `(`.
    open: usize,
    /// Byte of the `(` or `|` before the alternative being read.
    border: usize,
    done: Vec<Vec<Element>>,
    elements: Vec<Element>,
}

/// What stands between two runs.
enum Joint {
    Gap(Option<u16>),
    Together,
}

struct Parser<'t> {
    text: &'t str,
    /// Next byte to read.
    at: usize,
    sequences: Vec<Sequence>,
    runs: Vec<Run>,
    /// The gap before the run being read.
    gap: Option<u16>,
    elements: Vec<Element>,
    brackets: Vec<Bracket>,
    /// The last `..` or `+`.
    joint: Option<Range<usize>>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            sequences: Vec::new(),
            runs: Vec::new(),
            gap: None,
            elements: Vec::new(),
            brackets: Vec::new(),
            joint: None,
        }
    }

    fn pattern(mut self) -> Parsed<Pattern> {
        while let Some(next) = self.peek() {
            match next {
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '(' => self.open()?,
                '|' => self.border()?,
                ')' => self.close()?,
                '"' => self.quoted()?,
                '<' => self.set()?,
                '>' => return self.stray_angle(),
                _ => self.word()?,
            }
        }
        self.finish()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Reads on as long as `wanted`.
    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = rest.get(..rest.find(|c| !wanted(c)).unwrap_or(rest.len())).unwrap_or("");
        self.at += taken.len();
        taken
    }

    fn push(&mut self, element: Element) {
        match self.brackets.last_mut() {
            Some(bracket) => bracket.elements.push(element),
            None => self.elements.push(element),
        }
    }

    /// After an element: white space, or the end of its alternative.
    fn spaced(&self) -> Parsed<()> {
        match self.peek() {
            Some('>') => self.stray_angle(),
            Some(c) if !c.is_whitespace() && c != '|' && c != ')' => {
                let at = self.at..self.at + c.len_utf8();
                error(at, format!("`{c}` follows without a space"), format!("put a space before `{c}`"))
            }
            _ => Ok(()),
        }
    }

    fn stray_angle<T>(&self) -> Parsed<T> {
        let (before, after) = self.text.split_at_checked(self.at).unwrap_or_default();
        let word = before.rsplit(|c| !in_word(c)).next().unwrap_or("");
        let more = after.split(|c| c != '>' && !in_word(c)).next().unwrap_or("");
        let help = if is_set_name(word) && more == ">" {
            format!("write `<{word}>`")
        } else {
            format!("write `\"{word}{more}\"`")
        };
        error(self.at..self.at + 1, "no `<` opens this `>`", help)
    }

    fn open(&mut self) -> Parsed<()> {
        if self.brackets.len() == MAX_DEPTH {
            let message = format!("brackets are nested deeper than {MAX_DEPTH}");
            return error(self.at..self.at + 1, message, "remove these brackets, or split the pattern");
        }
        let (done, elements) = (Vec::new(), Vec::new());
        self.brackets.push(Bracket { open: self.at, border: self.at, done, elements });
        self.at += 1;
        Ok(())
    }

    fn border(&mut self) -> Parsed<()> {
        let at = self.at;
        let Some(bracket) = self.brackets.last_mut() else {
            return self.bare_border();
        };
        bracket.end_alternative(at, false)?;
        self.at += 1;
        Ok(())
    }

    /// A `|` outside brackets.
    fn bare_border(&self) -> Parsed<()> {
        let whole = self.text.trim();
        let joined = whole.split_whitespace().any(|word| word == "+" || gap_limit(word).is_some());
        let one_choice =
            !joined && !whole.contains(['(', ')', '"']) && whole.split('|').all(|a| !a.trim().is_empty());
        let help = if one_choice {
            format!("write `({whole})`")
        } else {
            "remove it, or put `(` and `)` around the alternatives".to_owned()
        };
        error(self.at..self.at + 1, "`|` stands outside brackets", help)
    }

    fn close(&mut self) -> Parsed<()> {
        let at = self.at;
        let Some(mut bracket) = self.brackets.pop() else {
            return error(at..at + 1, "no `(` opens this `)`", "remove it");
        };
        bracket.end_alternative(at, true)?;
        self.at += 1;
        if self.peek() == Some('?') {
            self.at += 1;
            bracket.done.push(Vec::new());
        }
        self.push(Element::Choice(bracket.done));
        self.spaced()
    }

    fn quoted(&mut self) -> Parsed<()> {
        let start = self.at;
        self.at += 1;
        let words = self.take_while(|c| c != '"');
        if self.peek().is_none() {
            return error(start..start + 1, "no `\"` closes this one", "add `\"` at the end");
        }
        self.at += 1;
        if words.trim().is_empty() {
            return error(start..self.at, "there is no word in these quotes", "remove them");
        }
        for word in words.split_whitespace() {
            self.push(Element::Verbatim(word.to_owned()));
        }
        self.spaced()
    }

    fn set(&mut self) -> Parsed<()> {
        let start = self.at;
        self.at += 1;
        let name = self.take_while(|c| in_word(c) || c.is_whitespace());
        let kebab = kebab_case(name);
        if self.peek() != Some('>') {
            let first = kebab_case(name.split_whitespace().next().unwrap_or(""));
            let help =
                if first.is_empty() { "write `\"<\"`".to_owned() } else { format!("write `<{first}>`") };
            return error(start..start + 1, "no `>` closes this `<`", help);
        }
        self.at += 1;
        if !is_set_name(name) {
            let help = if kebab.is_empty() {
                "write a name, like `<retry>`".to_owned()
            } else {
                format!("write `<{kebab}>`")
            };
            return error(start..self.at, "a set's name is lower-case words joined by hyphens", help);
        }
        self.push(Element::Set(name.to_owned()));
        self.spaced()
    }

    fn word(&mut self) -> Parsed<()> {
        let start = self.at;
        let raw = self.take_while(in_word);
        let at = start..self.at;
        if raw == "=" {
            let quotes = self.peek() == Some('"');
            let help =
                if quotes { "remove `=`; quotes alone do" } else { "write `=word`, or `\"=\"` for the sign" };
            return error(at, "`=` needs a word right after it", help);
        }
        self.spaced()?;
        if raw == "+" {
            return self.join(Joint::Together, at);
        }
        match gap_limit(raw) {
            None => {
                let element = element(raw, start, self.brackets.is_empty())?;
                self.push(element);
                Ok(())
            }
            Some("") => self.join(Joint::Gap(None), at),
            Some(digits) => match digits.parse::<u16>() {
                Ok(limit) if limit <= MAX_GAP => self.join(Joint::Gap(Some(limit)), at),
                _ => {
                    let help = format!("write `..{MAX_GAP}`, or `..` for the rest of the sentence");
                    error(at, format!("a gap has at most {MAX_GAP} tokens"), help)
                }
            },
        }
    }

    /// Ends a run at a `..` or `+`.
    fn join(&mut self, joint: Joint, at: Range<usize>) -> Parsed<()> {
        let sign = self.text.get(at.clone()).unwrap_or("");
        if let Some(bracket) = self.brackets.last() {
            let help = format!("make `{}` a pattern of its own", bracket.alternative(self.text));
            return error(at, format!("`{sign}` stands inside brackets"), help);
        }
        if self.elements.is_empty() {
            return error(at, format!("nothing stands before `{sign}`"), format!("remove `{sign}`"));
        }
        self.end_run(at.start)?;
        match joint {
            Joint::Gap(limit) => self.gap = limit,
            Joint::Together => self.end_sequence(),
        }
        self.joint = Some(at);
        Ok(())
    }

    /// Ends a run before byte `end`.
    fn end_run(&mut self, end: usize) -> Parsed<()> {
        if may_be_missing(&self.elements) {
            let start = self.joint.as_ref().map_or(0, |joint| joint.end);
            let part = self.text.get(start..end).unwrap_or("");
            let start = start + part.len() - part.trim_start().len();
            let at = start..start + part.trim().len();
            let message = "this part may be missing, so it asks for nothing";
            return error(at, message, "remove the `?`, or the whole part");
        }
        self.runs.push(Run { gap: self.gap.take(), elements: mem::take(&mut self.elements) });
        Ok(())
    }

    fn end_sequence(&mut self) {
        self.sequences.push(Sequence { runs: mem::take(&mut self.runs) });
    }

    fn finish(mut self) -> Parsed<Pattern> {
        if let Some(bracket) = self.brackets.last() {
            return error(bracket.open..bracket.open + 1, "no `)` closes this `(`", "add `)` at the end");
        }
        if self.elements.is_empty() {
            let Some(at) = self.joint else {
                return error(0..self.text.len(), "this pattern is empty", "write a word, like `retry`");
            };
            let sign = self.text.get(at.clone()).unwrap_or("");
            return error(at, format!("nothing stands after `{sign}`"), format!("remove `{sign}`"));
        }
        self.end_run(self.text.len())?;
        if self.sequences.is_empty() {
            return Ok(Pattern::Sequence(Sequence { runs: self.runs }));
        }
        self.end_sequence();
        Ok(Pattern::Together(self.sequences))
    }
}

/// Whether no element has to be there.
fn may_be_missing(elements: &[Element]) -> bool {
    elements.iter().all(|element| match element {
        Element::Choice(alternatives) => alternatives.iter().any(|words| may_be_missing(words)),
        _ => false,
    })
}

impl Bracket {
    /// At the `|` or `)` at byte `at`.
    fn end_alternative(&mut self, at: usize, closes: bool) -> Parsed<()> {
        if self.elements.is_empty() {
            let brackets_are_empty = closes && self.done.is_empty();
            let help = if brackets_are_empty {
                "remove it, or write a word; `(word)?` is optional"
            } else {
                "remove this `|`; `(word)?` is optional"
            };
            return error(self.border..at + 1, "this alternative is empty", help);
        }
        self.done.push(mem::take(&mut self.elements));
        self.border = at;
        Ok(())
    }

    /// The whole alternative being read, as far as it can be told.
    fn alternative<'t>(&self, text: &'t str) -> &'t str {
        let rest = text.get(self.border + 1..).unwrap_or("");
        let mut depth = 0_usize;
        let end = rest.find(|c| {
            let ends = depth == 0 && matches!(c, '|' | ')');
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            ends
        });
        rest.get(..end.unwrap_or(rest.len())).unwrap_or("").trim()
    }
}

/// What follows `..` in a gap: nothing or digits. `None` when the word is no gap.
fn gap_limit(word: &str) -> Option<&str> {
    word.strip_prefix("..").filter(|limit| limit.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_set_name(name: &str) -> bool {
    !name.is_empty() && kebab_case(name) == name
}

/// The set name nearest to what was written; empty when there is none.
fn kebab_case(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// A word, prefix or `=word` that starts at byte `start`.
fn element(raw: &str, start: usize, between_runs: bool) -> Parsed<Element> {
    let Some((before, after)) = raw.split_once('*') else {
        return Ok(match raw.strip_prefix('=') {
            Some(word) => Element::Verbatim(word.to_owned()),
            None => Element::Word(raw.to_owned()),
        });
    };
    let star = start + before.len()..start + before.len() + 1;
    if raw.starts_with('=') {
        let help = format!(
            "write `{}`, or `\"{}\"` for the sign",
            raw.trim_matches(['=', '*']),
            raw.trim_start_matches('=')
        );
        return error(star, "a verbatim word has no `*`", help);
    }
    let letters = before.chars().filter(|c| c.is_alphabetic()).count();
    match (letters >= MIN_PREFIX_LETTERS, after) {
        (true, "") => Ok(Element::Prefix(before.to_owned())),
        _ if raw.chars().all(|c| c == '*') => {
            let help = if between_runs { "write `..` between words, or remove it" } else { "remove it" };
            error(star, "`*` stands alone", help)
        }
        (true, _) => error(star, "`*` stands in the middle of a word", format!("write `{before}*`")),
        (false, "") => {
            let message = format!("`*` needs at least {MIN_PREFIX_LETTERS} letters before it");
            error(star, message, format!("write `{before}`, or more of the word"))
        }
        (false, _) => {
            error(star, "`*` stands in the middle of a word", format!("write `{}`", raw.replace('*', "")))
        }
    }
}

/// How many sequences of words it stands for; a saturated number is `u64::MAX`.
fn expansion(pattern: &Pattern) -> u64 {
    let sequences = pattern.sequences().iter().map(|sequence| {
        sequence.runs.iter().fold(1, |product: u64, run| product.saturating_mul(expansion_of(&run.elements)))
    });
    sequences.fold(0, u64::saturating_add)
}

fn expansion_of(elements: &[Element]) -> u64 {
    elements.iter().fold(1, |product, element| match element {
        Element::Choice(alternatives) => {
            let sum = alternatives.iter().map(|words| expansion_of(words)).fold(0, u64::saturating_add);
            product.saturating_mul(sum)
        }
        _ => product,
    })
}

/// What follows the first `/` of a pattern, at byte `start`.
fn regex(body: &str, start: usize) -> Parsed<Pattern> {
    let (inner, prefix) = match (body.strip_suffix("/i"), body.strip_suffix('/')) {
        (Some(inner), _) => (inner, IGNORE_CASE),
        (None, Some(inner)) => (inner, ""),
        (None, None) => {
            let word = body.split(|c| !in_word(c)).next().unwrap_or("");
            let help = format!("add `/` at the end, or write `\"/{word}\"` for the word");
            return error(start - 1..start, "a regex ends with `/` or `/i`", help);
        }
    };
    let at = start..start + inner.len();
    Expression::new(format!("{prefix}{inner}")).map(Pattern::Regex).or_else(|refused| match refused {
        Refused::TooLarge => error(at, "this regex is too large", "write smaller numbers in `{}`"),
        Refused::MatchesNothing => error(
            at,
            "this regex can match nothing at all",
            "write `+` for `*`, or add a letter that must be there",
        ),
        Refused::Syntax(shown) => Err(regex_error(&shown, inner, prefix, start)),
    })
}

/// From the crate's message, whose last line says what and whose carets say where.
fn regex_error(shown: &str, inner: &str, prefix: &str, start: usize) -> PatternError {
    let last = shown.lines().last().unwrap_or("");
    let message = format!("this regex cannot be read: {}", last.strip_prefix("error: ").unwrap_or(last));
    let carets =
        shown.lines().find(|line| line.contains('^') && line.chars().all(|c| matches!(c, ' ' | '^')));
    let column = carets.and_then(|line| line.find('^')?.checked_sub(4 + prefix.len()));
    let one_line = !inner.contains('\n');
    let found = column.and_then(|column| inner.char_indices().nth(column)).filter(|_| one_line);
    let at = found.map_or(0..inner.len(), |(byte, c)| byte..byte + c.len_utf8());
    PatternError { at: start + at.start..start + at.end, message, help: None }
}
