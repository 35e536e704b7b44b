//! The expressions of Moodle's Pattern Match: `match_mow(dense|heavy rock_type)`, read into a tree.
//!
//! Grammar after `pmatch/interpreter.php` of the plugin `qtype_pmatch`. What an expression means is not decided
//! here. Linear in its length; refused are expressions over 20,000 bytes or nested deeper than 20.

use super::ImportError;

/// Longest expression, in bytes.
const LONGEST: usize = 20_000;

/// Deepest nesting.
const DEEPEST: usize = 20;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    /// `match_all(…)`
    All(Vec<Expression>),
    /// `match_any(…)`
    Any(Vec<Expression>),
    /// `not(…)`
    Not(Box<Expression>),
    /// `match_opts(…)`
    Match(Options, Vec<Item>),
}

/// What stands after `match_`.
#[expect(clippy::struct_excessive_bools, reason = "one a letter of the option")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Options {
    /// `c`: extra characters inside words.
    pub(super) characters: bool,
    /// `o`: any order.
    pub(super) order: bool,
    /// `w`: extra words.
    pub(super) words: bool,
    /// `m`: misspellings.
    pub(super) misspelled: bool,
    /// `p0` to `p4`: most words at a `_`.
    pub(super) proximity: u16,
}

/// One place of a match: alternatives, and what stands before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Whether a `_` stands before it.
    pub(super) near: bool,
    /// Each a word or the words of a phrase.
    pub(super) alternatives: Vec<Vec<Slot>>,
}

/// One word of a phrase: alternatives of single words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// Whether a `_` stands before it.
    pub(super) near: bool,
    /// The words.
    pub(super) words: Vec<Word>,
}

/// A word with its wildcards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Word(pub(super) Vec<Part>);

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Letters.
    Letters(String),
    /// `*`
    Any,
    /// `?`
    One,
}

/// Reads one expression.
pub(super) fn parse(text: &str) -> Result<Expression, ImportError> {
    if text.len() > LONGEST {
        return Err(ImportError::at("the expression", format!("longer than {LONGEST} bytes")));
    }
    let mut parser = Parser { text, at: 0 };
    let expression = parser.expression(0)?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser
            .fail("nothing may follow the expression; join several with `match_all(…)` or `match_any(…)`"));
    }
    Ok(expression)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn fail(&self, message: &str) -> ImportError {
        let before = self.text.get(..self.at).map_or(0, |before| before.chars().count());
        ImportError::at(format!("character {}", before + 1), message)
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn eat(&mut self, sign: char) -> bool {
        let found = self.peek() == Some(sign);
        if found {
            self.at += sign.len_utf8();
        }
        found
    }

    fn space(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(char::is_whitespace) {
            self.bump();
        }
        self.at > start
    }

    /// Letters, digits and `_` up to the bracket.
    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(next) = self.peek().filter(|next| next.is_ascii_alphanumeric() || *next == '_') {
            name.push(next.to_ascii_lowercase());
            self.bump();
        }
        name
    }

    fn expression(&mut self, depth: usize) -> Result<Expression, ImportError> {
        if depth > DEEPEST {
            return Err(self.fail(&format!("nested deeper than {DEEPEST}")));
        }
        self.space();
        let start = self.at;
        let name = self.name();
        self.space();
        let known = matches!(name.as_str(), "not" | "match" | "match_all" | "match_any")
            || name.starts_with("match_");
        if !known {
            self.at = start;
            return Err(self.fail("`match(…)`, `match_all(…)`, `match_any(…)` or `not(…)` is expected here"));
        }
        if !self.eat('(') {
            return Err(self.fail(&format!("`(` is expected after `{name}`")));
        }
        let expression = match name.as_str() {
            "not" => Expression::Not(Box::new(self.expression(depth + 1)?)),
            "match_all" => Expression::All(self.several(depth)?),
            "match_any" => Expression::Any(self.several(depth)?),
            _ => Expression::Match(self.options(name.strip_prefix("match_").unwrap_or(""))?, self.items()?),
        };
        self.space();
        if !self.eat(')') {
            return Err(self.fail("`)` is expected here"));
        }
        Ok(expression)
    }

    fn several(&mut self, depth: usize) -> Result<Vec<Expression>, ImportError> {
        let mut several = vec![self.expression(depth + 1)?];
        self.space();
        while self.peek().is_some_and(|next| next != ')') {
            several.push(self.expression(depth + 1)?);
            self.space();
        }
        Ok(several)
    }

    fn options(&self, letters: &str) -> Result<Options, ImportError> {
        let mut options = Options { proximity: 2, ..Options::default() };
        let mut rest = letters.chars().peekable();
        while let Some(letter) = rest.next() {
            match letter {
                'c' => options.characters = true,
                'o' => options.order = true,
                'w' => options.words = true,
                'm' => {
                    options.misspelled = true;
                    while rest.next_if(|kind| "rftx2".contains(*kind)).is_some() {}
                }
                'p' => match rest.next().and_then(|digit| digit.to_digit(10)).filter(|words| *words <= 4) {
                    Some(words) => options.proximity = u16::try_from(words).unwrap_or(2),
                    None => return Err(self.fail("`p` takes a number from 0 to 4")),
                },
                other => {
                    return Err(
                        self.fail(&format!("no option `{other}`; options are c, o, w, m and p0 to p4"))
                    );
                }
            }
        }
        Ok(options)
    }

    /// The items of a match up to its bracket.
    fn items(&mut self) -> Result<Vec<Item>, ImportError> {
        let mut items = vec![];
        let mut near = false;
        self.space();
        while self.peek().is_some_and(|next| next != ')') {
            let mut alternatives = vec![self.alternative()?];
            while self.eat('|') {
                alternatives.push(self.alternative()?);
            }
            items.push(Item { near, alternatives });
            let spaced = self.space();
            near = self.eat('_');
            if near {
                self.space();
            } else if !spaced && self.peek().is_some_and(|next| next != ')') {
                return Err(self.fail("a space, `_`, `|` or `)` is expected here"));
            }
        }
        if items.is_empty() || near {
            return Err(self.fail("a word is expected here"));
        }
        Ok(items)
    }

    /// A word, or a phrase in brackets.
    fn alternative(&mut self) -> Result<Vec<Slot>, ImportError> {
        if !self.eat('[') {
            return Ok(vec![Slot { near: false, words: vec![self.word()?] }]);
        }
        let mut slots = vec![];
        let mut near = false;
        self.space();
        while self.peek().is_some_and(|next| next != ']') {
            let mut words = vec![self.word()?];
            while self.eat('|') {
                words.push(self.word()?);
            }
            slots.push(Slot { near, words });
            self.space();
            near = self.eat('_');
            self.space();
        }
        if !self.eat(']') || slots.is_empty() {
            return Err(self.fail("`]` is expected at the end of a phrase of at least one word"));
        }
        Ok(slots)
    }

    fn word(&mut self) -> Result<Word, ImportError> {
        let mut word = Word::default();
        while let Some(next) = self.peek() {
            let part = match next {
                '*' => Part::Any,
                '?' => Part::One,
                '(' | ')' | '[' | ']' | '|' | '_' => break,
                _ if next.is_whitespace() => break,
                _ => {
                    if next == '\\' {
                        self.bump();
                    }
                    let Some(letter) = self.peek() else { break };
                    match word.0.last_mut() {
                        Some(Part::Letters(letters)) => letters.push(letter),
                        _ => word.0.push(Part::Letters(letter.to_string())),
                    }
                    self.bump();
                    continue;
                }
            };
            self.bump();
            word.0.push(part);
        }
        if word.0.is_empty() { Err(self.fail("a word is expected here")) } else { Ok(word) }
    }
}
