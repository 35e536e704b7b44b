//! Control and direction characters of an answer are made visible before a person sees them.

/// `text` on one line, with every control or bidi character replaced by a visible sign.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' | '\r' if out.ends_with(' ') => {}
            '\n' | '\t' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}')),
            '\u{7f}'..='\u{9f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => out.push('\u{fffd}'),
            _ => out.push(c),
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
    }
}
