//! What running a rubric's tests gives: plain results, no words for people beyond names.

use crate::score::Verdict;
use crate::span::{SourceFile, Span};

/// What was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckKind {
    /// A sentence that must count for a criterion.
    Hit,
    /// A sentence that must not.
    Miss,
    /// A criterion of a whole-answer test; its name.
    Verdict(String),
    /// The percentage of a whole-answer test; its name.
    Percent(String),
    /// The reference response passes.
    Reference,
}

/// One expectation and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub kind: CheckKind,
    /// The criterion, by its place in `Rubric::criteria`, if it is about one.
    pub criterion: Option<usize>,
    /// What was expected: `met`, `not met`, `80..100 %`.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// Whether it is as expected.
    pub passed: bool,
    /// Path of the file that the expectation stands in.
    pub file: String,
    /// Where in it.
    pub span: Span<SourceFile>,
    /// The sentence, or the words that were taken as evidence.
    pub quote: Option<String>,
    /// What found the evidence: a pattern as its author wrote it, or `examples`.
    pub by: Option<String>,
}

/// Expected against found, for one criterion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Expected and found.
    pub found: usize,
    /// Expected and not found.
    pub missed: usize,
    /// Found and not expected.
    pub noisy: usize,
    /// Neither.
    pub quiet: usize,
}

impl Counts {
    pub(super) fn add(&mut self, expected: bool, found: bool) {
        let cell = match (expected, found) {
            (true, true) => &mut self.found,
            (true, false) => &mut self.missed,
            (false, true) => &mut self.noisy,
            (false, false) => &mut self.quiet,
        };
        *cell += 1;
    }
}

/// A pattern without which an expectation would fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadBearing {
    /// Place in `Rubric::criteria`.
    pub criterion: usize,
    /// Place in `Criterion::indicators`.
    pub indicator: usize,
    /// For how many expected hits it is the only evidence.
    pub alone: usize,
}

/// Everything that came of the tests of a rubric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Every expectation: criteria in the order of the rubric, then tests, then the reference response.
    pub checks: Vec<Check>,
    /// By criterion, in the order of the rubric.
    pub counts: Vec<Counts>,
    /// In the order of the rubric.
    pub load_bearing: Vec<LoadBearing>,
    /// Patterns that earn their strength in none of the texts; criterion and indicator.
    pub unexercised: Vec<(usize, usize)>,
    /// What the reference response earns, in tenths of a percent.
    pub reference: Option<u16>,
    /// For every test what it came to, for [`super::update`].
    pub cases: Vec<CaseFound>,
}

impl Outcome {
    /// How many expectations are not met.
    pub fn n_failed(&self) -> usize {
        self.checks.iter().filter(|check| !check.passed).count()
    }
}

/// What a whole-answer test came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFound {
    /// Verdicts in the order of the criteria.
    pub verdicts: Vec<Verdict>,
    /// The percentage, in tenths.
    pub permille: u16,
}
