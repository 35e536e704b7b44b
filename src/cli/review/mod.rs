//! Review by people on the command line: the file of what they decided.

mod overrides;

pub(super) use overrides::{Tally, read};
