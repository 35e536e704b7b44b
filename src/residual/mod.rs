//! What graded answers teach beyond the points of a rubric.
//!
//! Where a few hundred answers are graded, their wording tells something that the criteria do not. A linear model
//! learns the difference between the raters' score and the monotone map of the percentage, from the verdicts of
//! the rubric, runs of words and runs of letters (ridge regression). Its figures come from answers that it has not
//! seen: nested cross-validation, with folds by the digests of ids. Same answers, in any order, same model. It never
//! touches points, verdicts or evidence, is used only when asked for, and names the features that moved a score.
//! Nothing is read or written here.

mod codec;
mod features;
mod model;
mod ridge;
mod space;
mod train;

pub use codec::CodecError;
pub use features::{Kind, Reader};
pub use model::{Part, Reading, Residual};
pub use train::{FEWEST, Figures, Graded, MOST, Refusal, Trial, learn};
