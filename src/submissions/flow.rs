//! Paragraphs, headings, list items and tables of a document, written as Markdown.
//!
//! What candidates typed stays text: signs that Markdown would take for markup of its own (tags,
//! comments, fences) are escaped. Bounded by a number of bytes; what is over it is told, not cut
//! silently.

use std::mem::take;

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph,
    /// From 1 to 6.
    Heading(u8),
    Item {
        /// 0 is the outermost list.
        level: u8,
        ordered: bool,
    },
    /// Lines are kept as they are.
    Code,
}

/// Deepest list.
const DEEPEST: u8 = 8;
/// Most tables within tables; deeper ones become paragraphs.
const TABLES: usize = 8;

/// A document being written.
#[derive(Debug, Default)]
pub(super) struct Flow {
    out: String,
    line: String,
    list: Option<List>,
    tables: Vec<Table>,
    room: usize,
    over: bool,
}

/// The list that was written last.
#[derive(Debug)]
struct List {
    level: u8,
    numbers: [u32; DEEPEST as usize + 1],
}

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<Vec<Piece>>>,
}

type Piece = (Block, String);

impl Flow {
    pub(super) fn new(room: usize) -> Self {
        Self { room, ..Self::default() }
    }

    /// Adds text to the block at hand; blanks are one space, however many.
    pub(super) fn text(&mut self, text: &str) {
        if !self.takes(text.len()) {
            return;
        }
        for c in text.chars() {
            match c {
                '\u{ad}' | '\u{feff}' | '\u{200b}' => {}
                c if c.is_whitespace() || c.is_control() => self.space(),
                c => self.line.push(c),
            }
        }
    }

    /// Adds text whose blanks and line ends matter.
    pub(super) fn verbatim(&mut self, text: &str) {
        if self.takes(text.len()) {
            self.line.extend(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
        }
    }

    /// Starts a new line within the block at hand.
    pub(super) fn line_break(&mut self) {
        if self.takes(1) {
            while self.line.ends_with(' ') {
                self.line.pop();
            }
            self.line.push('\n');
        }
    }

    /// The text of the block at hand, to be put back later: a text box stands within a paragraph.
    pub(super) fn put_aside(&mut self) -> String {
        take(&mut self.line)
    }

    /// Goes on with what was put aside.
    pub(super) fn take_up(&mut self, line: String) {
        self.line = line;
    }

    /// Whether nothing stands in the block at hand.
    pub(super) fn is_between(&self) -> bool {
        self.line.trim().is_empty()
    }

    /// Ends the block at hand.
    pub(super) fn end(&mut self, block: Block) {
        let line = take(&mut self.line);
        let text = if block == Block::Code { line.trim_matches('\n') } else { line.trim() };
        if text.trim().is_empty() {
            return;
        }
        match self.tables.last_mut().and_then(Table::cell) {
            Some(cell) => cell.push((block, text.to_owned())),
            None => self.write(block, text),
        }
    }

    pub(super) fn open_table(&mut self) {
        self.end(Block::Paragraph);
        if self.tables.len() < TABLES {
            self.tables.push(Table::default());
        }
    }

    pub(super) fn open_row(&mut self) {
        if self.takes(1)
            && let Some(table) = self.tables.last_mut()
        {
            table.rows.push(Vec::new());
        }
    }

    pub(super) fn open_cell(&mut self) {
        if self.takes(1)
            && let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut())
        {
            row.push(Vec::new());
        }
    }

    /// Takes the last row out again.
    pub(super) fn drop_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.rows.pop();
        }
    }

    pub(super) fn close_table(&mut self) {
        self.end(Block::Paragraph);
        let Some(table) = self.tables.pop() else { return };
        let within = self.tables.last_mut().and_then(Table::cell);
        match within {
            Some(cell) => cell.extend(table.pieces()),
            None if table.is_grid() => self.write_grid(&table),
            None => table.pieces().for_each(|(block, text)| self.write(block, &text)),
        }
    }

    /// The document, or why it is too long.
    pub(super) fn finish(mut self, whole: usize) -> Result<String, String> {
        self.end(Block::Paragraph);
        while !self.tables.is_empty() {
            self.close_table();
        }
        if self.over {
            let kb = whole >> 10;
            return Err(format!("its text is longer than {kb} KB, the most that one answer may have"));
        }
        Ok(self.out)
    }

    fn takes(&mut self, bytes: usize) -> bool {
        match self.room.checked_sub(bytes) {
            Some(rest) => self.room = rest,
            None => self.over = true,
        }
        !self.over
    }

    fn space(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
            self.line.push(' ');
        }
    }

    fn write(&mut self, block: Block, text: &str) {
        let is_item = matches!(block, Block::Item { .. });
        match (self.out.is_empty(), is_item && self.list.is_some()) {
            (true, _) => {}
            (false, true) => self.out.push('\n'),
            (false, false) => self.out.push_str("\n\n"),
        }
        match block {
            Block::Item { level, ordered } => self.write_item(level, ordered, text),
            Block::Code => self.write_code(text),
            Block::Heading(level) => {
                self.out.extend(std::iter::repeat_n('#', usize::from(level.clamp(1, 6))));
                self.out.push(' ');
                escaped(&mut self.out, &text.replace('\n', " "), "");
            }
            Block::Paragraph => escaped(&mut self.out, text, ""),
        }
        if !is_item {
            self.list = None;
        }
    }

    fn write_item(&mut self, level: u8, ordered: bool, text: &str) {
        let before = self.list.take();
        let level = level.min(before.as_ref().map_or(0, |list| list.level + 1)).min(DEEPEST);
        let mut numbers = before.map_or([0; DEEPEST as usize + 1], |list| list.numbers);
        numbers.iter_mut().skip(usize::from(level) + 1).for_each(|number| *number = 0);
        let indent = "    ".repeat(usize::from(level));
        self.out.push_str(&indent);
        if let Some(number) = numbers.get_mut(usize::from(level)).filter(|_| ordered) {
            *number += 1;
            self.out.push_str(&format!("{number}. "));
        } else {
            self.out.push_str("- ");
        }
        escaped(&mut self.out, text, &format!("{indent}    "));
        self.list = Some(List { level, numbers });
    }

    fn write_code(&mut self, text: &str) {
        let longest = text.lines().map(|line| line.len() - line.trim_start_matches('`').len()).max();
        let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
        self.out.push_str(&format!("{fence}\n{text}\n{fence}"));
    }

    fn write_grid(&mut self, table: &Table) {
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
        self.list = None;
        let columns = table.columns();
        for (at, row) in table.rows.iter().enumerate() {
            for cell in 0..columns {
                let text = row.get(cell).and_then(|pieces| pieces.first()).map_or("", |(_, text)| text);
                self.out.push_str(if cell == 0 { "| " } else { " | " });
                escaped(&mut self.out, &text.replace('\n', " ").replace('|', "\\|"), "");
            }
            self.out.push_str(" |\n");
            if at == 0 {
                self.out.push_str(&"|---".repeat(columns));
                self.out.push_str("|\n");
            }
        }
        self.out.pop();
    }
}

impl Table {
    /// The cell at hand.
    fn cell(&mut self) -> Option<&mut Vec<Piece>> {
        self.rows.last_mut().and_then(|row| row.last_mut())
    }

    fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Several columns of short cells, and not a page laid out as a table.
    fn is_grid(&self) -> bool {
        let columns = self.columns();
        let plain = |cell: &Vec<Piece>| matches!(cell.as_slice(), [] | [(Block::Paragraph, _)]);
        let cells = self.rows.len().saturating_mul(columns);
        let full: usize = self.rows.iter().map(Vec::len).sum();
        columns > 1
            && self.rows.len() > 1
            && cells <= full.saturating_mul(4)
            && self.rows.iter().flatten().all(plain)
    }

    fn pieces(self) -> impl Iterator<Item = Piece> {
        self.rows.into_iter().flatten().flatten()
    }
}

/// Writes text so that Markdown reads it as text; further lines are indented.
fn escaped(out: &mut String, text: &str, indent: &str) {
    for (at, line) in text.split('\n').map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        if at > 0 {
            out.push('\n');
            out.push_str(indent);
        }
        if starts_markup(line) {
            out.push('\\');
        }
        let mut signs = line.chars().peekable();
        while let Some(c) = signs.next() {
            let next = signs.peek().copied().unwrap_or(' ');
            let tag = c == '<' && (next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
            if tag || (c == '~' && next == '~') {
                out.push('\\');
            }
            out.push(c);
        }
    }
}

/// Whether Markdown would take the line for something that its writer did not mean.
fn starts_markup(line: &str) -> bool {
    let only = |sign: char| line.chars().all(|c| c == sign || c == ' ');
    match line.chars().next() {
        Some('#' | '>') => true,
        Some('=') => only('='),
        Some(sign @ ('-' | '*' | '_')) => line.len() > 2 && only(sign),
        Some('`') => line.starts_with("```"),
        Some('[') => line.contains("]:"),
        _ => false,
    }
}
