//! Parquet and Arrow files as blocks of rows.

use std::sync::Arc;

use super::jobs::{Job, Stream};
use super::walk::Unread;
use crate::submissions::columns::Mapping;
use crate::submissions::table::Columns;
use crate::submissions::{Columnar, Limits, Source};

/// A file of which the rows are still to come.
pub(super) struct Table {
    file: Columnar,
    stream: Arc<Stream>,
}

impl Table {
    /// Reads the names of the columns; of the others nothing is read.
    pub(super) fn open(source: impl Source, name: &str, mapping: &Mapping) -> Result<Self, Unread> {
        let unread = |message: String| Unread { source: name.to_owned(), message };
        let mut file = Columnar::open(source, &Limits::default()).map_err(unread)?;
        let names: Vec<String> = file.names().map(ToOwned::to_owned).collect();
        let columns = Columns::new(names.iter().map(String::as_str), mapping).map_err(unread)?;
        file.choose(|at| columns.uses(at)).map_err(unread)?;
        let stream = Arc::new(Stream { name: name.to_owned(), columns: Some(columns) });
        Ok(Self { file, stream })
    }

    /// The next rows.
    pub(super) fn job(&mut self) -> Result<Option<Job>, Unread> {
        let before = self.file.bytes();
        let rows = self.file.rows();
        let bytes = self.file.bytes().saturating_sub(before);
        match rows {
            Ok(Some(rows)) => Ok(Some(Job::Cells { stream: Arc::clone(&self.stream), rows, bytes })),
            Ok(None) => Ok(None),
            Err(message) => Err(Unread {
                source: self.stream.name.clone(),
                message: format!("after row {}: {message}", self.file.read()),
            }),
        }
    }
}
