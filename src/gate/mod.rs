//! What breaks the rules: an assessment, the demands on it, and the findings that are already known.
//!
//! A finding is one thing that an answer should say and does not, or says and should not. Its key
//! has no line number, so that it stays the same when text moves. Nothing is worded for people and
//! no file is read here.

mod baseline;
mod finding;

pub use baseline::{Baseline, Key};
pub use finding::{Finding, Kind, Rules, Standing, findings};

/// What an answer must do with a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demand {
    /// State it.
    Met,
    /// At least name it.
    Weak,
    /// Nothing, whatever the rubric says.
    Optional,
}

impl Demand {
    /// As they are written in a configuration.
    pub const NAMES: &'static [&'static str] = &["met", "weak", "optional"];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Weak => "weak",
            Self::Optional => "optional",
        }
    }

    /// The demand of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "met" => Some(Self::Met),
            "weak" => Some(Self::Weak),
            "optional" => Some(Self::Optional),
            _ => None,
        }
    }
}

/// What fails a run beside scores below the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailOn {
    /// A required criterion that is not met.
    MissingRequired,
    /// A misconception that is asserted.
    Misconception,
    /// Any warning: a criterion that is missing, whatever the score.
    Warning,
    /// An entry of the baseline that no longer occurs.
    StaleBaseline,
    /// A suppression that suppresses nothing.
    UnusedIgnore,
}

impl FailOn {
    /// As they are written.
    pub const NAMES: &'static [&'static str] =
        &["missing-required", "misconception", "warning", "stale-baseline", "unused-ignore"];

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "missing-required" => Some(Self::MissingRequired),
            "misconception" => Some(Self::Misconception),
            "warning" => Some(Self::Warning),
            "stale-baseline" => Some(Self::StaleBaseline),
            "unused-ignore" => Some(Self::UnusedIgnore),
            _ => None,
        }
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingRequired => "missing-required",
            Self::Misconception => "misconception",
            Self::Warning => "warning",
            Self::StaleBaseline => "stale-baseline",
            Self::UnusedIgnore => "unused-ignore",
        }
    }
}
