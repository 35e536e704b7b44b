//! Answer-rubric scoring: which ideas a written answer states, in which of its own words.
//!
//! rubric file → [`rubric::Rubric`] → [`score::Scorer`]; answer → [`text::Document`] → matches →
//! evidence → [`score::Assessment`] → [`report::Report`]. The library does no IO, reads no clock and
//! cannot fail once a rubric is read.

pub mod span;

pub mod diagnostic;
pub mod yaml;

pub mod lexicon;
pub mod text;

pub mod rubric;

pub mod reference;

pub mod learn;
pub mod matcher;
pub mod score;

pub mod agreement;
pub mod probe;
pub mod residual;

pub mod anchor;
pub mod config;
pub mod documents;
pub mod draft;
#[cfg(feature = "gradebook")]
pub mod export;
pub mod gate;
#[cfg(feature = "gradebook")]
pub mod gradebook;
#[cfg(all(feature = "gradebook", feature = "page"))]
pub mod handback;
#[cfg(feature = "import")]
pub mod import;
pub mod lint;
pub mod review;
pub mod submissions;
pub mod tune;

pub mod report;

#[cfg(feature = "page")]
pub mod page;

#[cfg(feature = "cli")]
pub mod cli;
