//! How far a run has come, on a terminal and nowhere else: how many answers, how fast, how long still.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::jobs::size;
use super::journal::Tally;
use super::walk::Walk;
use crate::cli::complain;

/// A bar on standard error.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    /// All answers.
    graded: u64,
    /// Those of this run.
    now: u64,
}

const TEMPLATE: &str = "{bar:30} {percent:>3} %  {msg}  {eta} left";

impl Progress {
    /// Counts what there is to read where somebody looks on.
    pub(super) fn new(quiet: bool, walk: Walk) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self { bar: None, graded: 0, now: 0 };
        }
        let all: u64 = walk.flatten().map(|found| size(&found.path)).sum();
        let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::stderr_with_hz(5));
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self { bar: Some(bar), graded: 0, now: 0 }
    }

    /// So much more is done.
    pub(super) fn add(&mut self, tally: &Tally) {
        let Some(bar) = &self.bar else { return };
        self.graded += tally.graded;
        bar.inc(tally.bytes);
        let seconds = bar.elapsed().as_secs_f64();
        let rate = if seconds > 0.0 {
            f64::from(u32::try_from(self.now).unwrap_or(u32::MAX)) / seconds
        } else {
            0.0
        };
        self.now += tally.graded;
        bar.set_message(format!("{} answers, {rate:.0}/s", self.graded));
    }

    /// So much was done before.
    pub(super) fn begin(&mut self, tally: &Tally) {
        self.add(tally);
        self.now = 0;
        if let Some(bar) = &self.bar {
            bar.reset_eta();
        }
    }

    /// Words a problem above the bar.
    pub(super) fn complain(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| complain(line)),
            None => complain(line),
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
