//! Control and direction characters of an answer are made visible before a person sees them.

use crate::diagnostic::visible_char;

/// `text` on one line, with every control or bidi character replaced by a visible sign.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' | '\r' if out.ends_with(' ') => {}
            '\n' | '\t' | '\r' => out.push(' '),
            _ => out.push(visible_char(c)),
        }
    }
    out
}

/// `text` on one line, for an element or between double quotes of HTML, SVG and XML 1.0.
pub fn escape_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to write these two.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

/// A path as a URI reference (RFC 3986): everything but unreserved characters and `/` is encoded.
pub(crate) fn percent_encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn nothing_reaches_the_terminal_unseen() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\nd"), "a\u{241b}[31mb\u{fffd}c d");
        assert_eq!(visible("a\u{61c}b\u{2028}c\u{7f}"), "a\u{fffd}b\u{fffd}c\u{2421}");
    }
}
