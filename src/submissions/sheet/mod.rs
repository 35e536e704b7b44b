//! Spreadsheets as rows of cells: Excel's XLSX and `OpenDocument`'s ODS.
//!
//! Values are those that the program which wrote the file computed last; formulas are not
//! evaluated. Cells are counted as they come, so that a file that claims a million columns costs
//! nothing. Which column holds what is not this module's business.

mod excel;
mod open_document;

use std::mem::take;

pub(super) use excel::read as excel;
pub(super) use open_document::read as open_document;

use super::Limits;
use super::reading::{Cell, Row};

/// Widest row that Excel knows.
const WIDEST: usize = 16_384;
/// Highest row that Excel knows.
const HIGHEST: u32 = 1_048_576;

/// Rows as they are read.
#[derive(Debug)]
struct Rows {
    done: Vec<Row>,
    /// 1-based number of the row at hand.
    number: u32,
    cells: Vec<Cell>,
    /// Cells that may still come.
    room: usize,
    /// Bytes of text that may still come.
    text: usize,
    full: bool,
}

impl Rows {
    fn new(limits: &Limits) -> Self {
        let text = usize::try_from(limits.unpacked).unwrap_or(usize::MAX);
        Self { done: Vec::new(), number: 1, cells: Vec::new(), room: limits.cells, text, full: false }
    }

    /// Puts a cell into a column from 0; what stands to the left of it is empty.
    fn put(&mut self, column: usize, cell: Cell) {
        let new = (column + 1).saturating_sub(self.cells.len());
        if cell == Cell::Empty || column >= WIDEST || self.number > HIGHEST {
            return;
        }
        let bytes = if let Cell::Text(text) = &cell { text.len() } else { 0 };
        match (self.room.checked_sub(new), self.text.checked_sub(bytes)) {
            (Some(room), Some(text)) => (self.room, self.text) = (room, text),
            _ => {
                self.full = true;
                return;
            }
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = self.cells.get_mut(column) {
            *place = cell;
        }
    }

    /// Ends the row at hand, which stands as often as it is repeated.
    fn end_row(&mut self, repeated: u32) {
        let cells = take(&mut self.cells);
        let next = self.number.saturating_add(repeated.max(1));
        if !cells.is_empty() {
            for number in self.number..next.min(HIGHEST + 1) {
                if number > self.number {
                    match self.room.checked_sub(cells.len()) {
                        Some(room) => self.room = room,
                        None => self.full = true,
                    }
                }
                if self.full {
                    break;
                }
                self.done.push(Row { number, cells: cells.clone() });
            }
        }
        self.number = next;
    }

    /// The rows of a sheet, after which the next one starts.
    fn finish(&mut self) -> Vec<Row> {
        self.end_row(1);
        self.number = 1;
        take(&mut self.done)
    }

    /// Whether all of it was taken.
    fn check(&self, limits: &Limits) -> Result<(), String> {
        if self.full {
            return Err(format!("has more than {} cells, more than are read; split it", limits.cells));
        }
        Ok(())
    }
}

/// What a text of a cell is.
fn text_cell(text: String) -> Cell {
    if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
}
