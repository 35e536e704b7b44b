//! Answer-rubric scoring: which ideas a written answer states, in which of its own words.

pub mod learn;
pub mod lexicon;
pub mod matcher;
pub mod rubric;
pub mod score;
pub mod span;
pub mod text;
