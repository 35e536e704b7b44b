//! From matches to verdicts: which evidence counts, what it earns, and why.
//!
//! A [`Scorer`] is a compiled rubric; scoring cannot fail, and the same answer always gets the same
//! assessment. Every point rests on a span of the answer, and evidence that does not count keeps its
//! reason. Nothing is printed and nothing is worded for people here.

mod arbitrate;
mod confidence;
mod cue_words;
mod cues;
mod elsewhere;
mod evidence;
mod hesitation;
mod lead_in;
mod learned;
mod near_miss;
mod nearest;
mod pile;
mod polarity;
mod reading;
mod reply;
mod scorer;
mod settle;
mod texture;
mod total;

pub use cues::{CueWord, cue_word};
pub use evidence::{Assessment, CriterionScore, Evidence, Flag, LensScore, Source, State, Verdict};
pub use near_miss::NearMiss;
pub use nearest::NearestSentence;
pub use scorer::{Scorer, Worker};
