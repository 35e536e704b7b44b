//! Review by people: what they decided of answers, and which answers need them.
//!
//! [`Overrides`] are verdicts of coaches that replace those of the machine; points, caps and bands
//! are then added up by the scorer itself. Nothing is applied to a text that has changed since, and
//! nothing is decided here: this module brings decisions to answers, and answers to people.

mod digest;
mod doubt;
mod elsewhere;
mod language;
#[cfg(test)]
mod list_tests;
mod near;
mod overrides;
mod profile;
mod reviewed;
mod row;
mod sketch;
#[cfg(test)]
mod tests;

pub use digest::Digest;
pub use doubt::{Listed, Member, Reason, ReviewList, same_verdict};
pub use elsewhere::Elsewhere;
pub use language::{Language, Usage, language};
pub use near::{Near, near};
pub use overrides::Overrides;
pub use profile::{Class, Concern, Flags, Open, Profile};
pub use reviewed::{Reviewed, Ruling};
pub use row::{Decision, Fault, Override, Problem, Reach, Row, verdict_named};
pub use sketch::Sketch;
