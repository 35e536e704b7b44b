//! Parquet and Arrow files where the program was built without them: refused with what to do.

use std::io::Read;

use super::jobs::Job;
use super::walk::Unread;
use crate::submissions::COLUMNAR;
use crate::submissions::columns::Mapping;

/// Never made.
pub(super) enum Table {}

impl Table {
    pub(super) fn open(_: impl Read, name: &str, _: &Mapping) -> Result<Self, Unread> {
        Err(Unread { source: name.to_owned(), message: COLUMNAR.to_owned() })
    }

    pub(super) fn job(&mut self) -> Result<Option<Job>, Unread> {
        match *self {}
    }
}
