//! Keys of a file that is being written, by their indentation, and where among them a byte stands.
//!
//! A line that an author is typing is rarely YAML, so that nothing is parsed here and nothing is
//! refused: text within block scalars is left out, and whatever does not look like `key:` or `- ` is
//! passed over. What a file means is for [`super::parse`].

use crate::span::{SourceFile, Span, offset};

/// A step from the top of a file to one of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'t> {
    /// Into the value of a key.
    Key(&'t str),
    /// Into an item of a list.
    Item,
}

/// A key or the dash of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sign<'t> {
    /// What it is.
    pub(crate) step: Step<'t>,
    /// The key without quotes, or the dash.
    pub(crate) span: Span<SourceFile>,
    /// Bytes before it in its line.
    pub(crate) column: usize,
    /// End of its line.
    pub(crate) line_end: usize,
}

/// Where a byte stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot<'t> {
    /// From the top of the file.
    pub(crate) path: Vec<Step<'t>>,
    /// Keys beside it, when it is where a key can be.
    pub(crate) siblings: Vec<&'t str>,
    /// The word around it.
    pub(crate) word: Span<SourceFile>,
    /// Whether it stands behind `key:` in the same line.
    pub(crate) is_value: bool,
    /// Whether a key can begin here: nothing but dashes stands before the word.
    pub(crate) is_key: bool,
}

/// All keys and dashes of a file, in order.
pub(crate) fn signs(text: &str) -> Vec<Sign<'_>> {
    let mut found: Vec<Sign<'_>> = Vec::new();
    let mut block: Option<usize> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_blank = line.trim().is_empty();
        if block.is_some_and(|column| is_blank || indent > column) {
            start += line.len();
            continue;
        }
        block = None;
        let before = found.len();
        signs_of_line(line, start, indent, &mut found);
        if is_block_scalar(line) {
            // The text of a block stands deeper than the key, or the dash, that it belongs to.
            block = Some(found.get(before..).and_then(<[_]>::last).map_or(indent, |sign| sign.column));
        }
        start += line.len();
    }
    found
}

fn signs_of_line<'t>(line: &'t str, start: usize, indent: usize, found: &mut Vec<Sign<'t>>) {
    let line_end = start + line.trim_end().len();
    let mut column = indent;
    let mut rest = line.get(indent..).unwrap_or("").trim_end();
    while let Some(after) = rest.strip_prefix('-').filter(|after| after.is_empty() || after.starts_with(' '))
    {
        let at = offset(start + column);
        found.push(Sign { step: Step::Item, span: Span::new(at, at + 1), column, line_end });
        let inner = after.trim_start_matches(' ');
        column += rest.len() - inner.len();
        rest = inner;
    }
    if let Some((lead, key)) = key(rest) {
        let at = offset(start + column + lead);
        let span = Span::new(at, at + offset(key.len()));
        found.push(Sign { step: Step::Key(key), span, column, line_end });
    }
}

/// The key at the start of a line, and how many bytes of quote stand before it.
fn key(rest: &str) -> Option<(usize, &str)> {
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        let (key, after) = rest.get(1..)?.split_once(quote)?;
        return after.trim_start().starts_with(':').then_some((1, key));
    }
    if rest.starts_with(['#', '[', '{', '|', '>', '&', '*', '!', '%', '@', '`', '(', '<']) {
        return None;
    }
    let end = rest.find(": ").or_else(|| rest.ends_with(':').then(|| rest.len() - 1))?;
    let key = rest.get(..end)?.trim_end();
    (!key.is_empty() && !key.contains(" #")).then_some((0, key))
}

/// Whether a line ends in `|` or `>` with its signs, so that text follows.
fn is_block_scalar(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or("").trim_end();
    let last = line.rsplit(' ').next().unwrap_or("");
    let signs = last.strip_prefix(['|', '>']);
    signs.is_some_and(|signs| signs.chars().all(|sign| matches!(sign, '+' | '-' | '0'..='9')))
}

/// Where `byte` stands among the signs of `text`.
pub(crate) fn spot<'t>(text: &'t str, signs: &[Sign<'t>], byte: usize) -> Spot<'t> {
    let byte = border(text, byte);
    let line_start = text.get(..byte).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let word = word(text, byte);
    let of_line = signs.partition_point(|sign| (sign.span.start as usize) < line_start);
    let till = signs.partition_point(|sign| (sign.span.end as usize) < byte);
    // A key whose colon is before the byte has it as its value.
    let own = signs.get(of_line..till).unwrap_or_default().last().filter(|sign| {
        matches!(sign.step, Step::Key(_))
            && text.get(sign.span.end as usize..byte).is_some_and(|between| between.contains(':'))
    });
    let lead = text.get(line_start..word.start as usize).unwrap_or("");
    let is_key = own.is_none() && lead.split(' ').all(|part| part.is_empty() || part == "-");
    let at = match own {
        Some(sign) => sign.column,
        None => (word.start as usize).saturating_sub(line_start),
    };
    let mut path: Vec<Step<'t>> = own.iter().map(|sign| sign.step).collect();
    let above = signs.partition_point(|sign| (sign.span.start as usize) < line_start + at);
    path.extend(ancestors(signs.get(..above).unwrap_or_default(), at));
    path.reverse();
    let siblings = if own.is_some() { Vec::new() } else { siblings(signs, above, at, word.start) };
    Spot { path, siblings, word, is_value: own.is_some(), is_key }
}

/// The steps above a column, innermost first.
fn ancestors<'s, 't>(above: &'s [Sign<'t>], column: usize) -> impl Iterator<Item = Step<'t>> + 's {
    let mut limit = column;
    // Items may stand as far left as the key that they belong to.
    let mut in_item = false;
    above.iter().rev().filter_map(move |sign| {
        let is_key = matches!(sign.step, Step::Key(_));
        let is_above = sign.column < limit || (in_item && is_key && sign.column == limit);
        if is_above {
            limit = sign.column;
            in_item = !is_key;
        }
        is_above.then_some(sign.step)
    })
}

/// The keys of the same column on both sides, up to whatever stands further left.
fn siblings<'t>(signs: &[Sign<'t>], above: usize, column: usize, own: u32) -> Vec<&'t str> {
    let before = signs.get(..above).unwrap_or_default().iter().rev();
    let after = signs.get(above..).unwrap_or_default().iter();
    let near = |sign: &&Sign<'t>| sign.column >= column;
    before
        .take_while(near)
        .chain(after.take_while(near))
        .filter(|sign| sign.column == column && sign.span.start != own)
        .filter_map(|sign| match sign.step {
            Step::Key(key) => Some(key),
            Step::Item => None,
        })
        .collect()
}

/// The word around a byte: what stands between blanks, brackets, commas, quotes, signs.
fn word(text: &str, byte: usize) -> Span<SourceFile> {
    let is_border = |c: char| c.is_whitespace() || "[]{},'\"<>()|:#`".contains(c);
    let (before, after) = text.split_at_checked(byte).unwrap_or((text, ""));
    let start = before.rfind(is_border).map_or(0, |at| at + before.get(at..).map_or(1, first_width));
    let end = after.find(is_border).unwrap_or(after.len());
    Span::new(offset(start), offset(byte + end))
}

fn first_width(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

fn border(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Step, signs, spot};

    /// The path at `¦`, its siblings, and the word there.
    fn check(marked: &str, expect: &str) {
        let byte = marked.find('¦').expect("a mark");
        let text = marked.replace('¦', "");
        let signs = signs(&text);
        let spot = spot(&text, &signs, byte);
        let path: Vec<&str> = spot
            .path
            .iter()
            .map(|step| match step {
                Step::Key(key) => key,
                Step::Item => "-",
            })
            .collect();
        let kind = match (spot.is_value, spot.is_key) {
            (true, _) => "value",
            (false, true) => "key",
            (false, false) => "item",
        };
        let found = format!("{} {kind} `{}` {:?}", path.join("/"), spot.word.slice(&text), spot.siblings);
        assert_eq!(found, expect, "{marked}");
    }

    #[test]
    fn a_key_is_placed_by_its_indentation() {
        check("id: a\n¦", " key `` [\"id\"]");
        check("id: a\nconcepts:\n  b:\n    an¦\n    points: 1\n", "concepts/b key `an` [\"points\"]");
        check("concepts:\n  b:\n    any:\n      - x\n    ¦", "concepts/b key `` [\"any\"]");
    }

    #[test]
    fn values_know_their_key() {
        check("use: [backend, le¦]\n", "use value `le` []");
        check("concepts:\n  b:\n    required: ¦\n", "concepts/b/required value `` []");
        check("tests:\n  - name: x\n    met: [a, ¦]\n", "tests/-/met value `` []");
    }

    #[test]
    fn items_belong_to_the_key_above_however_they_are_indented() {
        check("tests:\n- name: x\n  ¦", "tests/- key `` [\"name\"]");
        check("a:\n  any:\n  - pa¦\n", "a/any/- key `pa` []");
        check("a:\n  any:\n    - 'some wo¦rds'\n", "a/any/- item `words` []");
        check("a:\n  any:\n    - pattern: x\n      wi¦\n", "a/any/- key `wi` [\"pattern\"]");
    }

    #[test]
    fn text_of_a_block_has_no_keys() {
        check("reference: |\n  note: this\n  - that\nco¦\n", " key `co` [\"reference\"]");
        check("tests:\n  - answer: >-\n      a: b\n    m¦\n", "tests/- key `m` [\"answer\"]");
    }

    #[test]
    fn any_byte_of_any_text_has_a_place() {
        for text in ["", "é: ü\n  ß", "-", "- - - a:", "'", "\"a", ":", "a:\r\n  b:\r\n", "| >\n\t- x"] {
            let signs = signs(text);
            for byte in 0..text.len() + 2 {
                let spot = spot(text, &signs, byte);
                assert!(text.get(spot.word.range()).is_some(), "{text:?} {byte}");
            }
        }
    }
}
