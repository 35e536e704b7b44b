//! Answer-rubric scoring: which ideas a written answer states, in which of its own words.

pub mod diagnostic;
pub mod lexicon;
pub mod rubric;
pub mod span;
pub mod text;
pub mod yaml;
