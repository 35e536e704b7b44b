//! Figures in columns, for terminals and as Markdown; quoted text in lines.

use crate::diagnostic::shortened;
use crate::report::{escape_markdown, visible};

/// Rows under a header; the first column holds names, the others figures.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// With its header.
    pub(super) fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(|name| (*name).to_owned()).collect()] }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// Whether there is only the header.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// Aligned with spaces, names cut so that a line has 80 columns where that is possible.
    pub(super) fn text(&self) -> String {
        let n_columns = self.rows.first().map_or(0, Vec::len);
        let cell = |row: &[String], at: usize| row.get(at).map_or(String::new(), |cell| visible(cell));
        let mut widths: Vec<usize> = (0..n_columns)
            .map(|at| self.rows.iter().map(|row| cell(row, at).chars().count()).max().unwrap_or(0))
            .collect();
        let others: usize = widths.iter().skip(1).sum();
        // Two spaces between columns where a line of 80 has them, else one.
        let gap = if widths.iter().sum::<usize>() + 2 * (n_columns.max(1) - 1) <= 80 { "  " } else { " " };
        if let Some(first) = widths.first_mut() {
            let left = 80_usize.saturating_sub(others + gap.len() * (n_columns - 1));
            *first = (*first).min(left.max(12));
        }
        let mut out = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (at, width) in widths.iter().enumerate() {
                let text = shortened(&cell(row, at), *width);
                let pad = " ".repeat(width - text.chars().count());
                line.push_str(&if at == 0 { format!("{text}{pad}") } else { format!("{gap}{pad}{text}") });
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// Whether a column holds words, not figures.
    fn is_text(&self, column: usize) -> bool {
        let cells = self.rows.iter().skip(1).filter_map(|row| row.get(column));
        cells.filter(|cell| cell.as_str() != "-").any(|cell| !cell.contains(|c: char| c.is_ascii_digit()))
    }

    /// As a Markdown table.
    pub(super) fn markdown(&self) -> String {
        let mut out = String::new();
        for (at, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|cell| escape_markdown(cell)).collect();
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
            if at == 0 {
                let sides = (1..row.len()).map(|column| if self.is_text(column) { "---|" } else { "---:|" });
                out.push_str(&format!("|---|{}\n", sides.collect::<String>()));
            }
        }
        out
    }
}

/// Two decimals without a leading zero; a dash for what is not defined.
pub(super) fn figure(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(value) => {
            let text = format!("{value:.2}");
            match (text.strip_prefix("0."), text.strip_prefix("-0.")) {
                (Some(rest), _) => format!(".{rest}"),
                (_, Some("00")) => ".00".to_owned(),
                (_, Some(rest)) => format!("-.{rest}"),
                _ => text,
            }
        }
    }
}

/// A score as raters write it: as few decimals as say it, at most three.
pub(super) fn score(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// `text` in lines of at most 78 characters, each after `indent`.
pub(super) fn wrapped(text: &str, indent: &str) -> String {
    let most = 78 - indent.chars().count().min(40);
    let (mut out, mut line, mut length) = (String::new(), String::new(), 0);
    for word in visible(text).split_whitespace() {
        let word = shortened(word, most);
        let wide = word.chars().count();
        if length > 0 && length + 1 + wide > most {
            out.push_str(&format!("{indent}{line}\n"));
            line.clear();
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(&word);
        length += wide;
    }
    if length > 0 {
        out.push_str(&format!("{indent}{line}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Grid, figure, score, wrapped};

    #[test]
    fn figures_are_short() {
        let shown = [Some(0.456), Some(-0.2), Some(1.0), Some(-0.001), Some(12.345), None].map(figure);
        assert_eq!(shown, [".46", "-.20", "1.00", ".00", "12.35", "-"]);
        assert_eq!([3.0, 0.125, -0.0].map(score), ["3", "0.125", "0"]);
    }

    #[test]
    fn columns_align_and_nothing_escapes() {
        let mut grid = Grid::new(&["name", "n"]);
        grid.push(vec!["a|\u{1b}b<i>".to_owned(), "10".to_owned()]);
        assert_eq!(grid.text(), "name      n\na|\u{241b}b<i>  10\n");
        assert_eq!(grid.markdown(), "| name | n |\n|---|---:|\n| a\\|\u{241b}b&lt;i&gt; | 10 |\n");
        let long = "word ".repeat(40);
        assert!(wrapped(&long, "    ").lines().all(|line| line.chars().count() <= 78));
    }
}
