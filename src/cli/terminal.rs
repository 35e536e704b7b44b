//! What a terminal can show: its width, and whether colour is wanted.

use std::io::IsTerminal;

use super::args::ColorChoice;

/// The columns that were asked for, or else those of the terminal within what a table can use.
pub(super) fn width(asked: Option<u16>) -> u16 {
    let terminal = || terminal_size::terminal_size().map_or(80, |(width, _)| width.0.clamp(60, 140));
    asked.unwrap_or_else(terminal)
}

impl ColorChoice {
    /// Whether standard output is to be coloured; `NO_COLOR` and its kin count for [`ColorChoice::Auto`].
    pub(super) fn is_wanted(self) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let stdout = std::io::stdout();
                stdout.is_terminal() && anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never
            }
        }
    }
}
