//! One sheet: a frozen header, cells from left to right, and colours by value.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    Color, ConditionalFormat2ColorScale, ConditionalFormat3ColorScale, ConditionalFormatCell,
    ConditionalFormatCellRule, ConditionalFormatType, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

use crate::gradebook::{Entry, Mark, spreadsheet_text};

/// Characters that a cell may have.
const MOST_CHARACTERS: usize = 32_767;
/// Characters that the name of a sheet may have.
const LONGEST_NAME: usize = 31;

const RED: Color = Color::RGB(0x00F8_B4B0);
const YELLOW: Color = Color::RGB(0x00FF_EFB3);
const GREEN: Color = Color::RGB(0x00A8_DDB5);
const WHITE: Color = Color::RGB(0x00FF_FFFF);

/// How cells look.
pub(super) struct Formats {
    header: Format,
    /// For texts that look like formulas: they stay texts when somebody edits them.
    quoted: Format,
    number: Format,
    percent: Format,
    bad: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            header: header
                .set_background_color(Color::RGB(0x00DD_E6F0))
                .set_border_bottom(FormatBorder::Thin),
            quoted: Format::new().set_quote_prefix(),
            number: Format::new().set_num_format("0.##"),
            percent: Format::new().set_num_format("0.0"),
            bad: Format::new().set_background_color(RED),
        }
    }
}

/// A sheet and where its next cell is.
pub(super) struct Page {
    sheet: Worksheet,
    row: u32,
    column: u16,
    width: u16,
}

impl Page {
    pub(super) fn new(workbook: &mut Workbook, name: &str) -> anyhow::Result<Self> {
        let mut sheet = workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        Ok(Self { sheet, row: 0, column: 0, width: 0 })
    }

    /// Names and widths of the columns; the header and the first column stay in view.
    pub(super) fn header<'n>(
        &mut self,
        columns: impl Iterator<Item = (&'n str, f64)>,
        formats: &Formats,
    ) -> anyhow::Result<()> {
        for (name, width) in columns {
            self.sheet.set_column_width(self.column, width)?;
            let text = cut(&spreadsheet_text(name));
            self.sheet.write_string_with_format(0, self.column, text, &formats.header)?;
            self.column += 1;
        }
        self.width = self.column;
        self.sheet.set_freeze_panes(1, 1)?;
        self.sheet.set_landscape().set_repeat_rows(0, 0)?;
        self.sheet.set_print_fit_to_pages(1, 0);
        self.end_row();
        Ok(())
    }

    /// Who.
    pub(super) fn person(&mut self, entry: &Entry<'_>, formats: &Formats) -> anyhow::Result<()> {
        let candidate = entry.candidate;
        self.text(&candidate.id, formats)?;
        self.text(candidate.name.as_deref().unwrap_or(""), formats)?;
        self.text(candidate.email.as_deref().unwrap_or(""), formats)
    }

    pub(super) fn text(&mut self, text: &str, formats: &Formats) -> anyhow::Result<()> {
        let guarded = cut(&spreadsheet_text(text));
        match guarded.strip_prefix('\'') {
            _ if guarded.is_empty() => {}
            // The sign before it is a property of the cell here, and no part of the text.
            Some(plain) if !text.starts_with('\'') => {
                self.sheet.write_string_with_format(self.row, self.column, plain, &formats.quoted)?;
            }
            _ => {
                self.sheet.write_string(self.row, self.column, guarded)?;
            }
        }
        self.column += 1;
        Ok(())
    }

    pub(super) fn number(&mut self, number: f64, formats: &Formats) -> anyhow::Result<()> {
        self.sheet.write_number_with_format(self.row, self.column, number, &formats.number)?;
        self.column += 1;
        Ok(())
    }

    pub(super) fn percent(&mut self, number: f64, formats: &Formats) -> anyhow::Result<()> {
        self.sheet.write_number_with_format(self.row, self.column, number, &formats.percent)?;
        self.column += 1;
        Ok(())
    }

    /// Leaves a cell empty.
    pub(super) fn skip(&mut self) {
        self.column += 1;
    }

    pub(super) fn end_row(&mut self) {
        (self.row, self.column) = (self.row + 1, 0);
    }

    /// The last row that has cells.
    fn last(&self) -> u32 {
        self.row.saturating_sub(1).max(1)
    }

    /// White for nothing to green for all points of a question.
    pub(super) fn scale(&mut self, column: usize, mark: Mark) -> anyhow::Result<()> {
        self.scale_to(column, Mark { earned: mark.max, max: mark.max }.points())
    }

    /// White for nothing to green for `most`.
    pub(super) fn scale_to(&mut self, column: usize, most: f64) -> anyhow::Result<()> {
        if most <= 0.0 {
            return Ok(());
        }
        let scale = ConditionalFormat2ColorScale::new()
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, most)
            .set_minimum_color(WHITE)
            .set_maximum_color(GREEN);
        let (last, column) = (self.last(), number_of(column));
        self.sheet.add_conditional_format(1, column, last, column, &scale)?;
        Ok(())
    }

    /// Red to green for percentages.
    pub(super) fn percents(&mut self, column: usize) -> anyhow::Result<()> {
        let scale = ConditionalFormat3ColorScale::new()
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_midpoint(ConditionalFormatType::Number, 50)
            .set_maximum(ConditionalFormatType::Number, 100)
            .set_minimum_color(RED)
            .set_midpoint_color(YELLOW)
            .set_maximum_color(GREEN);
        let (last, column) = (self.last(), number_of(column));
        self.sheet.add_conditional_format(1, column, last, column, &scale)?;
        Ok(())
    }

    /// Red where a cell is this text.
    pub(super) fn flag_text(&mut self, column: usize, text: &str, formats: &Formats) -> anyhow::Result<()> {
        let rule = ConditionalFormatCellRule::EqualTo(text);
        let rule = ConditionalFormatCell::new().set_rule(rule).set_format(&formats.bad);
        let (last, column) = (self.last(), number_of(column));
        self.sheet.add_conditional_format(1, column, last, column, &rule)?;
        Ok(())
    }

    /// Red where a cell costs points.
    pub(super) fn flag_below_zero(&mut self, column: usize, formats: &Formats) -> anyhow::Result<()> {
        let rule = ConditionalFormatCellRule::LessThan(0);
        let rule = ConditionalFormatCell::new().set_rule(rule).set_format(&formats.bad);
        let (last, column) = (self.last(), number_of(column));
        self.sheet.add_conditional_format(1, column, last, column, &rule)?;
        Ok(())
    }

    /// The sheet, with a filter on its header.
    pub(super) fn close(mut self) -> anyhow::Result<Worksheet> {
        let last = self.last();
        self.sheet.autofilter(0, 0, last, self.width.saturating_sub(1))?;
        Ok(self.sheet)
    }
}

fn number_of(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

/// As much as fits into a cell.
fn cut(text: &str) -> String {
    if text.len() <= MOST_CHARACTERS || text.encode_utf16().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let mut units = 1;
    let fits = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= MOST_CHARACTERS
    });
    format!("{}…", fits.collect::<String>())
}

/// Names of sheets: without signs that Excel refuses, not too long, each once.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    pub(super) fn unique(&mut self, name: &str) -> String {
        let refused = |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control();
        let clean: String = name.chars().map(|c| if refused(c) { ' ' } else { c }).collect();
        let clean = clean.trim_matches(['\'', ' ']);
        let clean =
            if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "Question" } else { clean };
        for number in 1.. {
            let end = if number == 1 { String::new() } else { format!(" ({number})") };
            let mut room = LONGEST_NAME - end.len();
            let fits = |c: &char| {
                let fits = c.len_utf16() <= room;
                room = room.saturating_sub(c.len_utf16());
                fits
            };
            let short: String = clean.chars().take_while(fits).collect();
            let name = format!("{}{end}", short.trim_end_matches(['\'', ' ']));
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
        }
        clean.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_CHARACTERS, Names, cut};

    #[test]
    fn names_of_sheets_are_such_as_excel_takes() {
        let mut names = Names::default();
        let long = "Why do you put an idempotency key on payments?";
        for (name, expect) in [
            ("Summary", "Summary"),
            ("summary", "summary (2)"),
            ("Queue/sync [v2]: *why*?", "Queue sync  v2    why"),
            ("'quoted'", "quoted"),
            ("", "Question"),
            ("History", "Question (2)"),
            (long, "Why do you put an idempotency k"),
            (long, "Why do you put an idempoten (2)"),
        ] {
            assert_eq!(names.unique(name), expect);
        }
    }

    #[test]
    fn a_long_text_is_cut_to_what_a_cell_holds() {
        let text = "😀".repeat(20_000);
        assert!(cut(&text).encode_utf16().count() <= MOST_CHARACTERS);
        assert!(cut(&text).ends_with('…'));
        assert_eq!(cut("short"), "short");
    }
}
