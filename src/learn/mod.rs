//! Learned indicators: example sentences as part of a rubric.
//!
//! From sentences that state an idea and sentences that do not, one sparse linear model is learned
//! for each criterion: stems, the letters they begin with, neighbouring stems and stems near each
//! other, weighted; then criteria compete for each sentence. Training has no random seed and no
//! clock: the same examples give the same bytes. A bag of words does not see *never*: whether a hit
//! counts is decided by the scorer, as for patterns. Nothing is read or written here.

mod codec;
mod examples;
mod features;
mod model;
mod rivals;
mod solver;
mod table;
mod threshold;
mod train;
mod vocabulary;

pub use codec::{CodecError, fingerprint};
pub use examples::{Example, ExampleError, nearest_example, parse_examples};
pub use model::{CriterionModel, Model, UnitScores, WordFeature};
pub use threshold::Aim;
pub use train::{CrossValidation, FEWEST_HITS, Training, train};
