//! A result in parts, printed for terminals or as Markdown.

use crate::cli::grid::{Grid, wrapped};
use crate::report::escape_markdown;

/// What is to be printed, in order.
#[derive(Debug, Default)]
pub(super) struct Blocks(Vec<Block>);

#[derive(Debug)]
enum Block {
    Heading(String),
    Paragraph(String),
    Table(Grid),
    /// A line, a quote below it, and remarks.
    Item {
        head: String,
        quote: Option<String>,
        remarks: Vec<String>,
    },
}

impl Blocks {
    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.0.push(Block::Heading(text.into()));
    }

    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.0.push(Block::Paragraph(text.into()));
    }

    pub(super) fn table(&mut self, grid: Grid) {
        if !grid.is_empty() {
            self.0.push(Block::Table(grid));
        }
    }

    pub(super) fn item(&mut self, head: impl Into<String>, quote: Option<String>, remarks: Vec<String>) {
        self.0.push(Block::Item { head: head.into(), quote, remarks });
    }

    /// In lines of at most 80 columns.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let mut in_list = false;
        for block in &self.0 {
            let is_item = matches!(block, Block::Item { .. });
            let tight = in_list && is_item;
            if !out.is_empty() && !tight {
                out.push('\n');
            }
            in_list = is_item || matches!(block, Block::Heading(_));
            match block {
                Block::Heading(text) => out.push_str(&wrapped(text, "")),
                Block::Paragraph(text) => out.push_str(&wrapped(text, "")),
                Block::Table(grid) => out.push_str(&grid.text()),
                Block::Item { head, quote, remarks } => {
                    out.push_str(&wrapped(head, "  "));
                    out.push_str(&quote.as_ref().map_or(String::new(), |quote| wrapped(quote, "      ")));
                    remarks.iter().for_each(|remark| out.push_str(&wrapped(remark, "      ")));
                }
            }
        }
        out
    }

    /// As Markdown.
    pub(super) fn markdown(&self) -> String {
        let mut out = String::new();
        let mut in_list = false;
        let mut first = true;
        for block in &self.0 {
            let is_item = matches!(block, Block::Item { .. });
            let tight = in_list && is_item;
            if !out.is_empty() && !tight {
                out.push('\n');
            }
            in_list = is_item;
            match block {
                Block::Heading(text) => {
                    out.push_str(&format!("{} {}\n", if first { "#" } else { "##" }, escape_markdown(text)));
                    first = false;
                }
                Block::Paragraph(text) => out.push_str(&format!("{}\n", escape_markdown(text))),
                Block::Table(grid) => out.push_str(&grid.markdown()),
                Block::Item { head, quote, remarks } => {
                    out.push_str(&format!("- {}\n", escape_markdown(head)));
                    for line in quote.iter().chain(remarks) {
                        out.push_str(&format!("  - {}\n", escape_markdown(line)));
                    }
                }
            }
        }
        out
    }
}
