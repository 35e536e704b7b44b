//! ODS: tables of an `OpenDocument` file.

use super::super::Limits;
use super::super::reading::{Cell, Sheet};
use super::super::xml::{Element, Visit, Visitor, walk};
use super::super::zipped::Package;
use super::{Rows, text_cell};

/// Longest text of a cell.
const LONGEST: usize = 1 << 20;

/// Reads all tables, in their order.
pub(in crate::submissions) fn read(package: &mut Package<'_>, limits: &Limits) -> Result<Vec<Sheet>, String> {
    let manifest = package.text("META-INF/manifest.xml", limits)?.unwrap_or_default();
    if package.has("encrypted-package") || manifest.contains("encryption-data") {
        return Err("encrypted; save it again without a password".to_owned());
    }
    let Some(xml) = package.text("content.xml", limits)? else {
        return Err("holds no spreadsheet that can be read; save it again as .ods".to_owned());
    };
    let mut tables = Tables { rows: Rows::new(limits), sheets: Vec::new(), name: None, at: Place::default() };
    walk(&xml, limits.depth, &mut tables)?;
    tables.rows.check(limits)?;
    Ok(tables.sheets)
}

/// The cell and the row at hand.
#[derive(Debug, Default)]
struct Place {
    column: usize,
    columns: usize,
    rows: u32,
    kind: String,
    value: Option<String>,
    text: String,
    paragraphs: usize,
    in_text: bool,
}

/// Follows a document.
#[derive(Debug)]
struct Tables {
    rows: Rows,
    sheets: Vec<Sheet>,
    name: Option<String>,
    at: Place,
}

impl Visitor for Tables {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Visit {
        match name {
            "table" => self.name = Some(element.get("name").unwrap_or_default()),
            "table-row" => {
                let rows = element.number("number-rows-repeated").unwrap_or(1);
                self.at = Place { rows, ..Place::default() };
            }
            "table-cell" | "covered-table-cell" => self.open_cell(element),
            "p" => {
                if self.at.paragraphs > 0 {
                    self.at.text.push('\n');
                }
                self.at.paragraphs += 1;
                self.at.in_text = true;
            }
            "s" => self.text(" "),
            "line-break" => self.text("\n"),
            "annotation" | "tracked-changes" | "shapes" | "forms" | "named-expressions" => {
                return Visit::Skip;
            }
            _ => {}
        }
        Visit::Enter
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.at.in_text = false,
            "table-cell" | "covered-table-cell" => self.close_cell(),
            "table-row" => self.rows.end_row(self.at.rows),
            "table" => {
                if let Some(name) = self.name.take() {
                    self.sheets.push(Sheet { name, rows: self.rows.finish() });
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.at.in_text && self.at.text.len() < LONGEST {
            self.at.text.push_str(text);
        }
    }
}

impl Tables {
    fn open_cell(&mut self, element: &Element<'_>) {
        let (column, rows) = (self.at.column, self.at.rows);
        let kind = element.get("value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "date" => element.get("date-value"),
            "boolean" => element.get("boolean-value"),
            _ => element.get("value"),
        };
        let columns = element.number("number-columns-repeated").unwrap_or(1);
        self.at = Place { column, columns, rows, kind, value, ..Place::default() };
    }

    fn close_cell(&mut self) {
        let cell = self.at.cell();
        let next = self.at.column.saturating_add(self.at.columns.max(1));
        if cell != Cell::Empty {
            for column in self.at.column..next {
                if self.rows.full.is_some() || column >= super::WIDEST {
                    break;
                }
                self.rows.put(column, cell.clone());
            }
        }
        self.at.column = next;
    }
}

impl Place {
    fn cell(&mut self) -> Cell {
        let text = std::mem::take(&mut self.text);
        let value = self.value.take();
        match (self.kind.as_str(), value) {
            ("float" | "percentage" | "currency", Some(value)) => match value.parse::<f64>() {
                Ok(number) if number.is_finite() => Cell::Number(number),
                _ => text_cell(text),
            },
            ("boolean", Some(value)) => Cell::Bool(value == "true"),
            ("date", Some(value)) => text_cell(value.replace('T', " ")),
            _ if text.starts_with('#') && text.ends_with(['!', '?', 'A']) && !text.contains(' ') => {
                Cell::Error(text)
            }
            _ => text_cell(text),
        }
    }
}
