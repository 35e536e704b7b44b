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
    /// What there was too much of.
    full: Option<Much>,
}

/// What a sheet may have too much of.
#[derive(Debug, Clone, Copy)]
enum Much {
    Cells,
    Text,
}

impl Rows {
    fn new(limits: &Limits) -> Self {
        let text = usize::try_from(limits.file).unwrap_or(usize::MAX);
        Self { done: Vec::new(), number: 1, cells: Vec::new(), room: limits.cells, text, full: None }
    }

    /// Pays for cells and the text in them; whether there was room.
    fn pay(&mut self, cells: usize, bytes: usize) -> bool {
        match (self.room.checked_sub(cells), self.text.checked_sub(bytes)) {
            (Some(room), Some(text)) => (self.room, self.text) = (room, text),
            (None, _) => self.full = self.full.or(Some(Much::Cells)),
            (_, None) => self.full = self.full.or(Some(Much::Text)),
        }
        self.full.is_none()
    }

    /// Puts a cell into a column from 0; what stands to the left of it is empty.
    fn put(&mut self, column: usize, cell: Cell) {
        let new = (column + 1).saturating_sub(self.cells.len());
        if cell == Cell::Empty || column >= WIDEST || self.number > HIGHEST {
            return;
        }
        if !self.pay(new, bytes_of(&cell)) {
            return;
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
            let bytes = cells.iter().map(bytes_of).sum();
            for number in self.number..next.min(HIGHEST + 1) {
                // What stands in the row itself was paid for as it came.
                let paid = number == self.number || self.pay(cells.len(), bytes);
                if !paid || self.full.is_some() {
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
        match self.full {
            None => Ok(()),
            Some(Much::Cells) => {
                Err(format!("has more than {} cells, more than are read; split it", limits.cells))
            }
            Some(Much::Text) => Err(format!(
                "holds more than {} MB of text, the most that one file may have; split it",
                limits.file >> 20
            )),
        }
    }
}

fn bytes_of(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::Error(text) | Cell::Refused(text) => text.len(),
        Cell::Empty | Cell::Number(_) | Cell::Bool(_) => 0,
    }
}

/// What a text of a cell is.
fn text_cell(text: String) -> Cell {
    if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
}
