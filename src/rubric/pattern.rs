//! The pattern language: what authors write, as a tree, and its parser.
//!
//! Authors do not program: a plain phrase simply works, and whatever cannot be read gets a
//! caret at the character that cannot be read. This module does no text analysis: whether a
//! word is inflected or mistyped is the matcher's business.

use std::fmt;
use std::ops::Range;

/// One line of the pattern language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// `a b`, `a .. b`: steps in order in one sentence.
    Sequence(Sequence),
    /// `a + b`: all in one sentence, in any order.
    Together(Vec<Sequence>),
    /// `/regex/` on the raw text.
    Regex(String),
}

/// Runs of adjacent elements, in order, with gaps between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// Never empty.
    pub runs: Vec<Run>,
}

/// Adjacent elements and the gap before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Most tokens between the run before and this one; `None` is the rest of the sentence. Ignored for the first.
    pub gap: Option<u16>,
    /// Never empty.
    pub elements: Vec<Element>,
}

/// One element of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// `retry`: a word, inflected, spelled or mistyped as people do.
    Word(String),
    /// `idempoten*`.
    Prefix(String),
    /// `=sync` or a word of `"Exactly Once"`: as it stands, no stem, no typo, case kept.
    Verbatim(String),
    /// `<retry>`: a named set of the lexicon or a built-in class.
    Set(String),
    /// `(a|b c)`: alternatives; an empty one makes the whole optional, `(word)?`.
    Choice(Vec<Vec<Element>>),
}

/// Why a pattern cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// The bytes of the pattern that cannot be read.
    pub at: Range<usize>,
    /// In the author's words.
    pub message: String,
    /// A literal edit.
    pub help: Option<String>,
}

/// Longest pattern.
const LONGEST: usize = 2_000;
/// Literal sequences that the alternatives of one pattern may multiply out to.
const MOST_SEQUENCES: usize = 512;
/// Brackets within brackets.
const DEEPEST: usize = 4;
/// Largest number of tokens in a gap.
const WIDEST_GAP: u16 = 50;
/// Memory that an author's regular expression may take once compiled.
const REGEX_SIZE: usize = 1 << 20;

impl Pattern {
    /// Reads one line of the pattern language.
    ///
    /// # Errors
    /// Says which bytes cannot be read, and what to write instead.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.len() > LONGEST {
            return Err(error(LONGEST..text.len(), "a pattern has at most 2,000 characters", "split it into several"));
        }
        if let Some(regex) = regex_source(text) {
            return parse_regex(text, &regex);
        }
        let mut parser = Parser { text, at: 0 };
        let pattern = parser.pattern()?;
        let n = pattern.n_sequences();
        if n > MOST_SEQUENCES {
            let message = format!("the alternatives multiply to {n} phrases; at most {MOST_SEQUENCES} are allowed");
            return Err(error(0..text.len(), &message, "split it into several patterns"));
        }
        Ok(pattern)
    }

    /// The names of the sets it uses, sorted, each once.
    pub fn sets(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for sequence in self.sequences() {
            for run in &sequence.runs {
                collect_sets(&run.elements, &mut names);
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    fn sequences(&self) -> &[Sequence] {
        match self {
            Self::Sequence(sequence) => std::slice::from_ref(sequence),
            Self::Together(sequences) => sequences,
            Self::Regex(_) => &[],
        }
    }

    fn n_sequences(&self) -> usize {
        let runs = self.sequences().iter().flat_map(|sequence| &sequence.runs);
        runs.map(|run| n_sequences(&run.elements)).max().unwrap_or(0)
    }
}

fn n_sequences(elements: &[Element]) -> usize {
    elements.iter().fold(1, |n, element| match element {
        Element::Choice(options) => {
            n.saturating_mul(options.iter().map(|option| n_sequences(option)).fold(0, usize::saturating_add))
        }
        Element::Word(_) | Element::Prefix(_) | Element::Verbatim(_) | Element::Set(_) => n,
    })
}

fn collect_sets<'p>(elements: &'p [Element], names: &mut Vec<&'p str>) {
    for element in elements {
        match element {
            Element::Set(name) => names.push(name),
            Element::Choice(options) => options.iter().for_each(|option| collect_sets(option, names)),
            Element::Word(_) | Element::Prefix(_) | Element::Verbatim(_) => {}
        }
    }
}

fn error(at: Range<usize>, message: &str, help: &str) -> PatternError {
    PatternError { at, message: message.to_owned(), help: (!help.is_empty()).then(|| help.to_owned()) }
}

/// The source of `/regex/` or `/regex/i`.
fn regex_source(text: &str) -> Option<String> {
    let body = text.trim().strip_prefix('/')?;
    let (body, flag) = body.strip_suffix("/i").map_or((body.strip_suffix('/'), ""), |body| (Some(body), "(?i)"));
    body.filter(|body| !body.is_empty()).map(|body| format!("{flag}{body}"))
}

fn parse_regex(text: &str, source: &str) -> Result<Pattern, PatternError> {
    match regex::RegexBuilder::new(source).size_limit(REGEX_SIZE).build() {
        Ok(regex) if regex.is_match("") => {
            Err(error(0..text.len(), "this regular expression matches the empty text", "make at least one part of it required"))
        }
        Ok(_) => Ok(Pattern::Regex(source.to_owned())),
        Err(problem) => {
            let reason = problem.to_string().lines().last().unwrap_or("").trim().to_owned();
            let reason = reason.strip_prefix("error: ").unwrap_or(&reason).to_owned();
            Err(error(0..text.len(), &format!("this regular expression cannot be read: {reason}"), ""))
        }
    }
}

/// Characters that end a plain word.
fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '|' | '"' | '<' | '>')
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn pattern(&mut self) -> Result<Pattern, PatternError> {
        let mut sequences = vec![self.sequence()?];
        while self.at < self.text.len() {
            self.at += 1; // the `+`
            if self.peek().is_none() {
                return Err(error(self.at - 1..self.at, "nothing stands after this `+`", "remove the `+`"));
            }
            sequences.push(self.sequence()?);
        }
        let only = sequences.pop().unwrap_or(Sequence { runs: Vec::new() });
        if sequences.is_empty() {
            return Ok(Pattern::Sequence(only));
        }
        sequences.push(only);
        Ok(Pattern::Together(sequences))
    }

    /// Runs with gaps, up to a `+` or the end.
    fn sequence(&mut self) -> Result<Sequence, PatternError> {
        let mut runs = Vec::new();
        let mut gap = None;
        loop {
            let start = self.at;
            let elements = self.elements(0)?;
            if elements.is_empty() {
                return Err(self.nothing(start));
            }
            runs.push(Run { gap, elements });
            match self.gap()? {
                Some(next) => gap = next,
                None => break,
            }
        }
        match self.peek() {
            None => Ok(Sequence { runs }),
            Some('+') => Ok(Sequence { runs }),
            Some(other) => Err(error(
                self.at..self.at + other.len_utf8(),
                &format!("`{other}` has nothing to belong to here"),
                "remove it, or write alternatives in brackets: `(a|b)`",
            )),
        }
    }

    fn nothing(&mut self, start: usize) -> PatternError {
        let end = self.text.len();
        match self.peek() {
            _ if self.text.trim().is_empty() => error(0..end, "this pattern is empty", "write a phrase"),
            Some(')') => error(self.at..self.at + 1, "this bracket was never opened", "remove it"),
            Some('|') => error(self.at..self.at + 1, "alternatives stand in brackets", "write `(a|b)`"),
            Some('>') => error(self.at..self.at + 1, "this `>` was never opened", "remove it"),
            _ => error(start.min(end.saturating_sub(1))..end, "a phrase is missing here", "write a phrase on both sides of `..` and `+`"),
        }
    }

    /// `..` or `..5` as a word of its own: the gap it means.
    fn gap(&mut self) -> Result<Option<Option<u16>>, PatternError> {
        let Some(number) = self.gap_word() else { return Ok(None) };
        let (start, end) = (self.at, self.at + 2 + number.len());
        self.at = end;
        if number.is_empty() {
            return Ok(Some(None));
        }
        match number.parse::<u16>() {
            Ok(n) if n <= WIDEST_GAP => Ok(Some(Some(n))),
            _ => Err(error(start..end, "a gap is at most 50 words", "write `..` for the rest of the sentence")),
        }
    }

    fn gap_word(&mut self) -> Option<&'t str> {
        self.skip_spaces();
        let word = self.rest().split(char::is_whitespace).next()?;
        word.strip_prefix("..").filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    }

    fn elements(&mut self, depth: usize) -> Result<Vec<Element>, PatternError> {
        let mut elements = Vec::new();
        loop {
            if self.gap_word().is_some() || self.is_plus() {
                if depth > 0 {
                    return Err(error(self.at..self.at + 1, "gaps and `+` stand outside brackets", "move it out of the brackets"));
                }
                return Ok(elements);
            }
            match self.peek() {
                None | Some(')' | '|' | '>') => return Ok(elements),
                Some('(') => elements.push(self.choice(depth)?),
                Some('"') => self.verbatim(&mut elements)?,
                Some('<') => elements.push(self.set()?),
                Some(_) => elements.push(self.word()?),
            }
        }
    }

    fn choice(&mut self, depth: usize) -> Result<Element, PatternError> {
        let open = self.at;
        if depth >= DEEPEST {
            return Err(error(open..open + 1, "brackets nest at most 4 deep", "split the pattern"));
        }
        self.at += 1;
        let mut options = Vec::new();
        loop {
            let start = self.at;
            let option = self.elements(depth + 1)?;
            if option.is_empty() && self.peek() != Some('>') {
                let end = (self.at + 1).min(self.text.len()).max(start + 1);
                return Err(if self.peek().is_none() { unclosed(open) } else { error(start..end, "this alternative is empty", "write `(word)?` for an optional word") });
            }
            options.push(option);
            match self.peek() {
                Some('|') => self.at += 1,
                Some(')') => break,
                Some(_) => return Err(error(self.at..self.at + 1, "this `>` was never opened", "remove it")),
                None => return Err(unclosed(open)),
            }
        }
        self.at += 1;
        if self.rest().starts_with('?') {
            self.at += 1;
            options.push(Vec::new());
        }
        Ok(Element::Choice(options))
    }

    fn verbatim(&mut self, elements: &mut Vec<Element>) -> Result<(), PatternError> {
        let open = self.at;
        let inner = self.text.get(open + 1..).unwrap_or("");
        let Some(close) = inner.find('"') else {
            return Err(error(open..self.text.len(), "this quotation mark is never closed", "add `\"` at the end"));
        };
        let words = inner.get(..close).unwrap_or("");
        self.at = open + close + 2;
        if words.trim().is_empty() {
            return Err(error(open..self.at, "nothing stands between these quotation marks", "remove them"));
        }
        elements.extend(words.split_whitespace().map(|word| Element::Verbatim(word.to_owned())));
        Ok(())
    }

    fn set(&mut self) -> Result<Element, PatternError> {
        let open = self.at;
        let inner = self.text.get(open + 1..).unwrap_or("");
        let name = inner.split('>').next().unwrap_or("");
        let valid = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !valid || name.len() == inner.len() {
            let help = "write a set as `<name>`, or put the `<` in quotation marks";
            return Err(error(open..open + 1, "this `<` does not open the name of a set", help));
        }
        self.at = open + name.len() + 2;
        Ok(Element::Set(name.to_owned()))
    }

    fn word(&mut self) -> Result<Element, PatternError> {
        let start = self.at;
        let rest = self.rest();
        let word = rest.get(..rest.find(ends_word).unwrap_or(rest.len())).unwrap_or("");
        self.at = start + word.len();
        if let Some(verbatim) = word.strip_prefix('=').filter(|word| !word.is_empty()) {
            return Ok(Element::Verbatim(verbatim.to_owned()));
        }
        match word.find('*') {
            None => Ok(Element::Word(word.to_owned())),
            Some(star) if star + 1 == word.len() && word.chars().count() > 3 => {
                Ok(Element::Prefix(word.get(..star).unwrap_or("").to_owned()))
            }
            Some(star) => {
                let help = "write at least three letters and then one `*`: `idempoten*`";
                Err(error(start + star..start + star + 1, "a `*` stands for the end of a word", help))
            }
        }
    }

    fn is_plus(&mut self) -> bool {
        self.skip_spaces();
        self.rest().strip_prefix('+').is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_spaces();
        self.rest().chars().next()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }
}

fn unclosed(open: usize) -> PatternError {
    error(open..open + 1, "this bracket is never closed", "add `)`")
}

impl fmt::Display for Pattern {
    /// As it would be written; reading it again gives the same tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Regex(source) = self {
            return match source.strip_prefix("(?i)") {
                Some(body) => write!(f, "/{body}/i"),
                None => write!(f, "/{source}/"),
            };
        }
        for (at, sequence) in self.sequences().iter().enumerate() {
            f.write_str(if at > 0 { " + " } else { "" })?;
            for (at, run) in sequence.runs.iter().enumerate() {
                match run.gap {
                    _ if at == 0 => {}
                    None => f.write_str(" .. ")?,
                    Some(gap) => write!(f, " ..{gap} ")?,
                }
                write_elements(f, &run.elements)?;
            }
        }
        Ok(())
    }
}

fn write_elements(f: &mut fmt::Formatter<'_>, elements: &[Element]) -> fmt::Result {
    for (at, element) in elements.iter().enumerate() {
        f.write_str(if at > 0 { " " } else { "" })?;
        match element {
            Element::Word(word) => f.write_str(word)?,
            Element::Prefix(prefix) => write!(f, "{prefix}*")?,
            Element::Verbatim(word) => write!(f, "\"{word}\"")?,
            Element::Set(name) => write!(f, "<{name}>")?,
            Element::Choice(options) => write_choice(f, options)?,
        }
    }
    Ok(())
}

fn write_choice(f: &mut fmt::Formatter<'_>, options: &[Vec<Element>]) -> fmt::Result {
    f.write_str("(")?;
    for (at, option) in options.iter().filter(|option| !option.is_empty()).enumerate() {
        f.write_str(if at > 0 { "|" } else { "" })?;
        write_elements(f, option)?;
    }
    f.write_str(if options.iter().any(Vec::is_empty) { ")?" } else { ")" })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::Pattern;

    /// What `text` reads as, or its error with a caret line.
    fn check(text: &str, expect: &str) {
        let shown = match Pattern::parse(text) {
            Ok(pattern) => pattern.to_string(),
            Err(error) => format!("{}: {}", text.get(error.at.clone()).unwrap_or("?"), error.message),
        };
        assert_eq!(shown, expect, "for {text:?}");
    }

    #[test]
    fn patterns_read_as_written() {
        check("idempotency key", "idempotency key");
        check(" (same|unique)  <identifier> .. <retry>", "(same|unique) <identifier> .. <retry>");
        check("a ..5 b + (c d|e)?  f", "a ..5 b + (c d|e)? f");
        check("idempoten* \"Exactly Once\" =sync", "idempoten* \"Exactly\" \"Once\" \"sync\"");
        check("/p9[59]/i", "/p9[59]/i");
        check("C++ .NET p99.9 I/O at-least-once don't 99% why?", "C++ .NET p99.9 I/O at-least-once don't 99% why?");
        check("((a|b) c|d)", "((a|b) c|d)");
    }

    #[test]
    fn errors_point_at_what_cannot_be_read() {
        check("", ": this pattern is empty");
        check("a (b|c", "(: this bracket is never closed");
        check("a b)", "): `)` has nothing to belong to here");
        check("a | b", "|: `|` has nothing to belong to here");
        check("(a|)", "): this alternative is empty");
        check("a ..", ".: a phrase is missing here");
        check("a +", "+: nothing stands after this `+`");
        check("(a .. b)", ".: gaps and `+` stand outside brackets");
        check("a ..99 b", "..99: a gap is at most 50 words");
        check("re*try", "*: a `*` stands for the end of a word");
        check("ab*", "*: a `*` stands for the end of a word");
        check("say \"hello", "\"hello: this quotation mark is never closed");
        check("x <Retry>", "<: this `<` does not open the name of a set");
        check("/(/", "/(/: this regular expression cannot be read: unclosed group");
        check("/a*/", "/a*/: this regular expression matches the empty text");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
            let _ = Pattern::parse(&text);
        }

        #[test]
        fn what_is_displayed_reads_the_same(text in "[a-c(|)?<>\" .+=*0-9]{0,30}") {
            if let Ok(pattern) = Pattern::parse(&text) {
                prop_assert_eq!(Pattern::parse(&pattern.to_string()), Ok(pattern));
            }
        }
    }
}
