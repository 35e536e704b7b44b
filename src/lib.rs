//! Answer-rubric scoring: which ideas a written answer states, in which of its own words.
//!
//! rubric file → [`rubric::Rubric`] → [`score::Scorer`]; answer → [`text::Document`] → matches →
//! evidence → [`score::Assessment`] → [`report::Report`]. The library does no IO, reads no clock and
//! cannot fail once a rubric is read.
//!
//! ```
//! use gradus::report::Report;
//! use gradus::rubric::Rubric;
//! use gradus::score::{Scorer, Worker};
//!
//! let source = b"
//! id: retries
//! title: Safe retries
//! question: How do you make retries safe?
//! concepts:
//!   key: {points: 3, any: [idempotency key], missing: Say who creates the key.}
//! ";
//! let no_shared_files = |_: &str| None;
//! let (rubric, _warnings) = Rubric::parse(source, "retries.yaml", &no_shared_files).expect("a valid rubric");
//! let scorer = Scorer::new(rubric, None); // `Some(model)` where examples were learned from
//!
//! let answer = "Each request carries an idempotency key.";
//! let assessment = scorer.score(&mut Worker::default(), answer);
//! let report = Report::new("answer-1", &scorer, &assessment, answer);
//! assert_eq!(report.percent, 100.0);
//! assert_eq!(report.criteria[0].evidence[0].text, "idempotency key");
//! ```

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
