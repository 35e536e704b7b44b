//! The text of a piece of HTML as editors of question banks write it.
//!
//! Not a parser of HTML: tags are left out, blocks become lines, the common entities characters.

/// Longest name of an entity.
const ENTITY: usize = 10;

/// The text of `html`, with paragraphs on lines of their own.
pub(super) fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, sign) = rest.split_at(at);
        out.push_str(before);
        rest = if sign.starts_with('<') { tag(sign, &mut out) } else { entity(sign, &mut out) };
    }
    out.push_str(rest);
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Skips a tag; what only looks like one is kept.
fn tag<'h>(text: &'h str, out: &mut String) -> &'h str {
    let name = text.get(1..).unwrap_or("").trim_start_matches('/');
    let is_tag = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!');
    let Some(end) = text.find('>').filter(|_| is_tag) else {
        out.push('<');
        return text.get(1..).unwrap_or("");
    };
    let name: String =
        name.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    if matches!(
        name.as_str(),
        "p" | "br" | "div" | "li" | "ul" | "ol" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
    ) {
        out.push('\n');
    }
    text.get(end + 1..).unwrap_or("")
}

fn entity<'h>(text: &'h str, out: &mut String) -> &'h str {
    let body = text.get(1..).unwrap_or("");
    let end = body.bytes().take(ENTITY).position(|byte| byte == b';');
    let found = end.and_then(|end| Some((body.get(..end)?, body.get(end + 1..)?)));
    if let Some((name, rest)) = found
        && let Some(character) = character(name)
    {
        out.push(character);
        return rest;
    }
    out.push('&');
    body
}

/// The character of an entity that stands for one.
pub(super) fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" => ' ',
        "ldquo" | "rdquo" => '"',
        "ndash" | "mdash" => '-',
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            char::from_u32(code?)?
        }
    })
}
