//! Text as a cell: nothing unseen in it, and nothing that a spreadsheet takes for a formula.

use crate::report::{guarded, visible};

/// A text of one or more lines for a CSV file that people open: visible, and no formula.
pub fn spreadsheet_text(text: &str) -> String {
    guarded(&lines(text)).into_owned()
}

/// Every line made visible by itself; line ends are kept.
pub(super) fn lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::spreadsheet_text;

    #[test]
    fn no_text_is_a_formula() {
        let check = |text: &str, expect: &str| assert_eq!(spreadsheet_text(text), expect);
        check("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")");
        check("+1", "'+1");
        check("-1", "'-1");
        check("@SUM(A1)", "'@SUM(A1)");
        check("  =1", "'  =1");
        check("\u{ff1d}1", "'\u{ff1d}1");
        check("a=1", "a=1");
        check("two\nlines\u{1b}", "two\nlines\u{241b}");
    }
}
