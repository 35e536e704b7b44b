//! Spreadsheets as blocks of rows: the sheets that hold answers, one after the other.

use std::collections::VecDeque;
use std::sync::Arc;

use super::jobs::{Job, Stream};
use super::walk::Unread;
use crate::submissions::columns::Mapping;
use crate::submissions::table::Columns;
use crate::submissions::{Cell, Limits, Packed, Row, Table};

/// Rows of a block.
const ROWS: usize = 128;

/// The rows of a file that are still to come.
pub(super) struct Sheets {
    sheets: VecDeque<(Arc<Stream>, std::vec::IntoIter<Row>)>,
}

impl Sheets {
    /// Reads a spreadsheet; what cannot be read of it, and what was left out.
    pub(super) fn new(packed: &Packed, mapping: &Mapping) -> (Self, Vec<Job>) {
        let reading = packed.read(&Limits::default());
        let told = |remark: crate::submissions::Remark| Unread {
            source: remark.source_name,
            message: remark.message,
        };
        let mut jobs: Vec<Job> =
            reading.refused.into_iter().map(|remark| Job::Unread(told(remark))).collect();
        jobs.extend(reading.submissions.into_iter().map(|submission| {
            let message =
                "no spreadsheet, whatever its name; call it by what it is, or save it as .xlsx or CSV";
            Job::Unread(Unread { source: submission.source, message: message.to_owned() })
        }));
        jobs.extend(reading.notes.into_iter().map(|remark| Job::Note(told(remark))));
        let several = reading.tables.len() > 1;
        let (mut sheets, mut idle) = (VecDeque::new(), Vec::new());
        for table in reading.tables {
            let name =
                if several { format!("{}/{}", table.source, table.sheet) } else { table.source.clone() };
            match answers(table, mapping) {
                Ok((columns, rows)) => {
                    sheets.push_back((Arc::new(Stream { name, columns: Some(columns) }), rows));
                }
                Err(message) => idle.push(Unread { source: name, message }),
            }
        }
        for mut unread in idle {
            // Sheets beside those with answers may hold anything.
            if sheets.is_empty() {
                jobs.push(Job::Unread(unread));
            } else {
                "a sheet without a column of answers was left out".clone_into(&mut unread.message);
                jobs.push(Job::Note(unread));
            }
        }
        (Self { sheets }, jobs)
    }

    /// The next rows.
    pub(super) fn job(&mut self) -> Option<Job> {
        loop {
            let (stream, rows) = self.sheets.front_mut()?;
            let rows: Vec<Row> = rows.by_ref().take(ROWS).collect();
            if rows.is_empty() {
                self.sheets.pop_front();
            } else {
                return Some(Job::Cells { stream: Arc::clone(stream), rows, bytes: 0 });
            }
        }
    }
}

/// The rows under the header of a sheet.
fn answers(table: Table, mapping: &Mapping) -> Result<(Columns, std::vec::IntoIter<Row>), String> {
    let mut rows = table.rows.into_iter();
    let header = rows.next().ok_or("it has no header")?;
    let names: Vec<String> = header.cells.iter().map(|cell| text(cell).unwrap_or_default()).collect();
    let columns = Columns::new(names.iter().map(String::as_str), mapping)?;
    Ok((columns, rows))
}

/// What a cell says, or why it says nothing.
pub(super) fn text(cell: &Cell) -> Result<String, String> {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Text(text) => Ok(text.clone()),
        Cell::Number(number) => Ok(number.to_string()),
        Cell::Bool(flag) => Ok(flag.to_string()),
        Cell::Refused(why) => Err(format!("it holds {why}")),
        Cell::Error(error) => Err(format!("it holds a formula that failed ({error}); correct it")),
    }
}
