//! What scoring gives back: spans, states, verdicts, points. No strings but ids and names of the rubric.

use crate::matcher::MatchKind;
use crate::rubric::{CriterionIdx, Points};
use crate::span::{Answer, Span};

/// How a piece of the answer uses an idea.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum State {
    /// Stated.
    Asserted,
    /// Stated with a hedge; counts.
    Hedged,
    /// Within the scope of a negation.
    Negated,
    /// Set aside: *overkill*, *instead of*.
    Rejected,
    /// Said to be what others think.
    Attributed,
    /// Words of the question, said back.
    Echoed,
    /// Only named, in a list without a statement.
    Listed,
    /// Taken away by a counter-pattern of the rubric.
    Countered,
    /// Reads a little like the examples, where the answer denies the idea or nowhere surely speaks of its
    /// question.
    Unsure,
}

impl State {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Hedged => "hedged",
            Self::Negated => "negated",
            Self::Rejected => "rejected",
            Self::Attributed => "attributed",
            Self::Echoed => "echoed",
            Self::Listed => "listed",
            Self::Countered => "countered",
            Self::Unsure => "unsure",
        }
    }
}

/// What found a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source {
    /// An indicator of the criterion, by its place in `Criterion::indicators`.
    Pattern {
        /// Which.
        indicator: usize,
        /// How it matched.
        kind: MatchKind,
    },
    /// The model learned from the criterion's examples.
    Learned {
        /// How far above its threshold, in units of the margin.
        margin: f32,
    },
}

/// A quotable piece of the answer, with what it was found to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Where it stands.
    pub span: Span<Answer>,
    /// The sentence it stands in, by its number in the document.
    pub sentence: u32,
    /// What found it.
    pub source: Source,
    /// How the idea is used there.
    pub state: State,
    /// Whether it earns only half.
    pub weak: bool,
}

impl Evidence {
    /// The pattern that found it, by its place in `Criterion::indicators`; `None` where the examples did.
    pub fn indicator(&self) -> Option<usize> {
        match self.source {
            Source::Pattern { indicator, .. } => Some(indicator),
            Source::Learned { .. } => None,
        }
    }

    /// Whether the idea is stated here, in full or in half.
    pub fn counts(&self) -> bool {
        matches!(self.state, State::Asserted | State::Hedged | State::Listed)
    }
}

/// What was decided of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verdict {
    /// The idea is stated.
    Met,
    /// It is only named or touched.
    Weak,
    /// It is denied, rejected or attributed to others.
    Denied,
    /// It is not there.
    Missing,
}

impl Verdict {
    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Weak => "weak",
            Self::Denied => "denied",
            Self::Missing => "missing",
        }
    }
}

/// One criterion of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionScore {
    /// What was decided.
    pub verdict: Verdict,
    /// What it earned; negative for an asserted misconception.
    pub points: Points,
    /// What it was decided on: the best first. Evidence that did not count comes last.
    pub evidence: Vec<Evidence>,
    /// Whether the verdict is near its threshold or rests on contrary evidence.
    pub doubtful: bool,
    /// What the machine had decided, where a person has decided since.
    pub machine: Option<Verdict>,
}

impl CriterionScore {
    /// Of a criterion of which nothing was found.
    pub fn missing() -> Self {
        let (evidence, doubtful) = (Vec::new(), false);
        Self { verdict: Verdict::Missing, points: Points::ZERO, evidence, doubtful, machine: None }
    }
}

/// One lens of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct LensScore {
    /// Whether it is there.
    pub present: bool,
    /// Where.
    pub evidence: Option<Evidence>,
}

/// Something a person should know about the answer; flags never change points by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Flag {
    /// Nothing was written.
    Empty,
    /// Terms are piled up without statements; what they name counts half.
    Stuffed,
    /// Most of it repeats the question.
    Echo,
    /// This criterion is both asserted and denied.
    Contradiction(CriterionIdx),
    /// A required criterion is not met.
    RequiredMissing(CriterionIdx),
    /// A cap of the rubric holds the score down.
    Capped,
    /// The answer has control or direction characters, which reports show made visible.
    Unprintable,
}

/// The scored answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// By criterion, in the order of the rubric.
    pub criteria: Vec<CriterionScore>,
    /// By lens, in the order of the rubric.
    pub lenses: Vec<LensScore>,
    /// What the criteria earned, from zero to `max`, before caps.
    pub points: Points,
    /// What they could earn.
    pub max: Points,
    /// After caps, in tenths of a percent.
    pub permille: u16,
    /// Index into the bands of the rubric.
    pub band: Option<usize>,
    /// Whether the pass mark is reached and nothing required is missing.
    pub passed: bool,
    /// In order.
    pub flags: Vec<Flag>,
    /// Number of words.
    pub words: usize,
    /// Whether most of its function words are those of another language than English, which the question is in.
    pub elsewhere: bool,
}
