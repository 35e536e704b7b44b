//! XLSX: sheets, shared strings, and which numbers are dates.
//!
//! Read here and not by a crate, since those at hand set aside as much memory as the file claims to
//! need before they look at it.

use std::collections::BTreeMap;

use super::super::Limits;
use super::super::reading::{Cell, Sheet};
use super::super::xml::{Element, Visit, Visitor, walk};
use super::super::zipped::Package;
use super::{Rows, text_cell};

/// Longest text of a cell that Excel itself allows, several times over.
const LONGEST: usize = 1 << 20;

/// Reads all sheets, in the order of their tabs.
pub(in crate::submissions) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Vec<Sheet>, String> {
    let mut book = Book::default();
    let Some(xml) = package.text("xl/workbook.xml", limits)? else {
        return Err("holds no workbook that can be read; save it again as .xlsx".to_owned());
    };
    walk(&xml, limits.depth, &mut book)?;
    let mut targets = Targets::default();
    if let Some(xml) = package.text("xl/_rels/workbook.xml.rels", limits)? {
        walk(&xml, limits.depth, &mut targets)?;
    }
    let mut styles = Styles::default();
    if let Some(xml) = package.text("xl/styles.xml", limits)? {
        walk(&xml, limits.depth, &mut styles)?;
    }
    let mut strings = Strings::default();
    if let Some(xml) = package.text("xl/sharedStrings.xml", limits)? {
        walk(&xml, limits.depth, &mut strings)?;
    }
    let context = Context { strings: strings.all, dates: styles.dates(), since_1904: book.since_1904 };
    let mut cells = Cells { context, rows: Rows::new(limits), at: Place::default(), in_value: false };
    let mut sheets = Vec::new();
    for (name, id) in book.sheets {
        let Some(target) = targets.known.get(&id) else { continue };
        if let Some(xml) = package.text(&part(target), limits)? {
            walk(&xml, limits.depth, &mut cells)?;
            sheets.push(Sheet { name, rows: cells.rows.finish() });
        }
    }
    cells.rows.check(limits)?;
    Ok(sheets)
}

/// The name of a part, which is given from the workbook's folder or from the root.
fn part(target: &str) -> String {
    target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), ToOwned::to_owned)
}

#[derive(Debug, Default)]
struct Book {
    sheets: Vec<(String, String)>,
    since_1904: bool,
}

impl Visitor for Book {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        match name {
            "workbookPr" => {
                self.since_1904 = element.get("date1904").is_some_and(|on| on == "1" || on == "true");
            }
            "sheet" => {
                if let (Some(name), Some(id)) = (element.get("name"), element.get("id")) {
                    self.sheets.push((name, id));
                }
            }
            _ => {}
        }
        Visit::Enter
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

/// Parts by the ids of the workbook.
#[derive(Debug, Default)]
struct Targets {
    known: BTreeMap<String, String>,
}

impl Visitor for Targets {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        if name == "Relationship"
            && let (Some(id), Some(target)) = (element.get("Id"), element.get("Target"))
        {
            self.known.insert(id, target);
        }
        Visit::Enter
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

/// Which formats of cells show dates.
#[derive(Debug, Default)]
struct Styles {
    custom: BTreeMap<u32, bool>,
    formats: Vec<u32>,
    in_cells: bool,
}

impl Visitor for Styles {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        match name {
            "numFmt" => {
                if let (Some(id), Some(code)) = (element.number("numFmtId"), element.get("formatCode")) {
                    self.custom.insert(id, is_date(&code));
                }
            }
            "cellXfs" => self.in_cells = true,
            "xf" if self.in_cells => self.formats.push(element.number("numFmtId").unwrap_or(0)),
            _ => {}
        }
        Visit::Enter
    }

    fn close(&mut self, name: &str) {
        self.in_cells &= name != "cellXfs";
    }

    fn text(&mut self, _: &str) {}
}

impl Styles {
    /// Of each format, whether it shows a date.
    fn dates(&self) -> Vec<bool> {
        let is = |id: &u32| match id {
            14..=22 | 27..=36 | 45..=47 | 50..=58 => true,
            id => self.custom.get(id).copied().unwrap_or(false),
        };
        self.formats.iter().map(is).collect()
    }
}

/// Whether a format such as `dd/mm/yyyy` shows a date; text in quotes and brackets does not count.
fn is_date(code: &str) -> bool {
    let (mut quoted, mut bracket) = (false, false);
    code.chars().any(|c| {
        match c {
            '"' => quoted = !quoted,
            '[' => bracket = true,
            ']' => bracket = false,
            _ => {}
        }
        !quoted && !bracket && matches!(c, 'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S')
    })
}

#[derive(Debug, Default)]
struct Strings {
    all: Vec<String>,
    one: String,
    in_text: bool,
}

impl Visitor for Strings {
    fn open(&mut self, name: &str, _: &Element<'_>) -> Visit {
        match name {
            "si" => self.one.clear(),
            "t" => self.in_text = true,
            "rPh" => return Visit::Skip,
            _ => {}
        }
        Visit::Enter
    }

    fn close(&mut self, name: &str) {
        match name {
            "si" => self.all.push(std::mem::take(&mut self.one)),
            "t" => self.in_text = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.one.len() < LONGEST {
            self.one.push_str(text);
        }
    }
}

/// What cells refer to.
#[derive(Debug)]
struct Context {
    strings: Vec<String>,
    dates: Vec<bool>,
    since_1904: bool,
}

/// The cell at hand.
#[derive(Debug, Default)]
struct Place {
    column: usize,
    kind: String,
    format: usize,
    value: String,
}

/// Follows a sheet.
#[derive(Debug)]
struct Cells {
    context: Context,
    rows: Rows,
    at: Place,
    in_value: bool,
}

impl Visitor for Cells {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        match name {
            "row" => {
                if let Some(number) = element.number::<u32>("r").filter(|number| *number > self.rows.number) {
                    self.rows.number = number;
                }
                self.at = Place::default();
            }
            "c" => {
                let column = element.get("r").and_then(|place| column(&place)).unwrap_or(self.at.column);
                let kind = element.get("t").unwrap_or_default();
                self.at =
                    Place { column, kind, format: element.number("s").unwrap_or(0), value: String::new() };
            }
            "v" | "t" => self.in_value = true,
            "f" | "rPh" | "extLst" => return Visit::Skip,
            _ => {}
        }
        Visit::Enter
    }

    fn close(&mut self, name: &str) {
        match name {
            "v" | "t" => self.in_value = false,
            "c" => {
                let cell = self.context.cell(&mut self.at);
                self.rows.put(self.at.column, cell);
                self.at.column += 1;
            }
            "row" => self.rows.end_row(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_value && self.at.value.len() < LONGEST {
            self.at.value.push_str(text);
        }
    }
}

impl Context {
    fn cell(&self, at: &mut Place) -> Cell {
        let value = std::mem::take(&mut at.value);
        match at.kind.as_str() {
            "s" => {
                let text = value.trim().parse().ok().and_then(|at: usize| self.strings.get(at));
                text.map_or(Cell::Empty, |text| text_cell(text.clone()))
            }
            "str" | "inlineStr" | "d" => text_cell(value),
            "b" => Cell::Bool(value.trim() == "1"),
            "e" => Cell::Error(value),
            _ => match value.trim().parse::<f64>() {
                Ok(number) if self.dates.get(at.format) == Some(&true) => self.date(number),
                Ok(number) if number.is_finite() => Cell::Number(number),
                _ => text_cell(value),
            },
        }
    }

    /// Days since the end of 1899, or the start of 1904, as a date.
    fn date(&self, serial: f64) -> Cell {
        if !(0.0..2_958_466.0).contains(&serial) {
            return Cell::Number(serial);
        }
        #[allow(clippy::cast_possible_truncation, reason = "both are bounded above")]
        let (days, seconds) = (serial.floor() as i64, ((serial - serial.floor()) * 86_400.0).round() as i64);
        let time = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        if days == 0 && !self.since_1904 {
            return Cell::Text(time);
        }
        // Before March 1900 Excel counts a day that there was not.
        let epoch = if self.since_1904 { -24_107 } else { -25_569 + i64::from(days < 60) };
        let date = civil(days + epoch);
        Cell::Text(if seconds == 0 { date } else { format!("{date} {time}") })
    }
}

/// The date of a day counted from 1970, by the rules of the Gregorian calendar.
fn civil(days: i64) -> String {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The column from 0 that `BC12` names.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let number = letters.fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::{civil, column, is_date};

    #[test]
    fn places_and_dates() {
        assert_eq!(
            [column("A1"), column("Z9"), column("AA1"), column("XFD1"), column("1")],
            [Some(0), Some(25), Some(26), Some(16_383), None]
        );
        assert_eq!([civil(0), civil(-25_567), civil(11_016)], ["1970-01-01", "1900-01-01", "2000-02-29"]);
        assert!(is_date("dd/mm/yyyy") && !is_date("0.00") && !is_date("[Red]0\" days\""));
    }
}
