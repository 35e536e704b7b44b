//! What a rubric is once it is known to be valid.
//!
//! Only [`Rubric::parse`] makes one, so that whoever holds a `Rubric` needs no further checks:
//! ids are unique, points are in range, patterns are parsed and every named set exists. This
//! module knows nothing of matching or of answers.

pub mod pattern;
pub mod schema;
mod validate;

#[cfg(feature = "lsp")]
pub(crate) use validate::CLASSES;
pub use validate::{Shared, SharedText, check_shared};

use std::fmt;

use crate::lexicon::Lexicon;
use crate::span::{SourceFile, Span};
use pattern::Pattern;

/// Exact points in hundredths, so that sums do not depend on their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Points(i32);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// From hundredths of a point.
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// In hundredths of a point.
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// Half of it, rounded down to a hundredth.
    #[must_use]
    pub const fn half(self) -> Self {
        Self(self.0 / 2)
    }
}

impl std::ops::Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::ops::Neg for Points {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, |total, next| total + next)
    }
}

impl fmt::Display for Points {
    /// `3`, `2.5`, `-0.25`: as few digits as say it exactly.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, value) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, cents) = (value / 100, value % 100);
        match (cents, cents % 10) {
            (0, _) => write!(f, "{sign}{whole}"),
            (_, 0) => write!(f, "{sign}{whole}.{}", cents / 10),
            (_, _) => write!(f, "{sign}{whole}.{cents:02}"),
        }
    }
}

/// Which criterion of a rubric, by its place in [`Rubric::criteria`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CriterionIdx(pub u16);

/// The three kinds of criterion: what a good answer states, a way to fail that it names, a wrong claim that costs points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CriterionKind {
    /// An idea a good answer asserts.
    Concept,
    /// A way to fail that a good answer mentions, prevents or handles.
    FailureMode,
    /// A wrong claim; asserting it takes points off.
    Misconception,
}

/// How negation and hesitation are read for a criterion or an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PolarityRule {
    /// By the kind of the criterion: a negated concept does not count.
    #[default]
    ByKind,
    /// Negation and doubt are ignored: a denial may itself be the right answer.
    Any,
}

/// How much of the criterion an indicator earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Half of the points; shown as weak.
    Weak,
    /// All of the points.
    Full,
}

/// The stretch of the answer in which the parts of a composed rule must stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Scope {
    /// One sentence (the default).
    #[default]
    Sentence,
    /// One paragraph or list.
    Paragraph,
    /// The whole answer.
    Answer,
}

/// A pattern or a composition of them.
#[derive(Debug, Clone)]
pub enum Rule {
    /// One pattern.
    Pattern(Pattern),
    /// At least `n` of the rules in one scope; `all:` is n = len, `any:` is n = 1.
    AtLeast {
        /// How many must match.
        n: usize,
        /// The rules counted.
        of: Vec<Rule>,
        /// None of these may match in the same scope.
        none: Vec<Rule>,
        /// Where they must stand together.
        within: Scope,
    },
}

/// An observable sign that a criterion is met.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Half or full credit.
    pub strength: Strength,
    /// How negation is read.
    pub polarity: PolarityRule,
    /// What to look for.
    pub rule: Rule,
    /// As the author wrote it; for a composition, its parts in brackets.
    pub text: String,
    /// Where it stands in the rubric file.
    pub span: Span<SourceFile>,
}

/// Sentences that state the idea and near misses that do not; they are tests and training material alike.
#[derive(Debug, Clone, Default)]
pub struct Examples {
    /// Sentences that must count, with their places.
    pub hit: Vec<Spanned<String>>,
    /// Sentences that must not.
    pub miss: Vec<Spanned<String>>,
}

/// A value with its place in the rubric file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<V> {
    /// The value.
    pub value: V,
    /// Where it stands.
    pub span: Span<SourceFile>,
}

/// One thing judged.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Unique in the rubric, kebab-case.
    pub id: String,
    /// For people.
    pub title: String,
    /// Concept, failure mode or misconception.
    pub kind: CriterionKind,
    /// What it is worth; for a misconception what it costs. Never negative.
    pub points: Points,
    /// Whether the answer cannot pass without it.
    pub required: bool,
    /// How negation is read for its learned indicator and, unless they say otherwise, its patterns.
    pub polarity: PolarityRule,
    /// What earns it.
    pub indicators: Vec<Indicator>,
    /// Counter-patterns: a match in the same sentence takes the evidence away.
    pub unless: Vec<Indicator>,
    /// Inline examples.
    pub examples: Examples,
    /// Percentage of precision asked of what is learned from the examples.
    pub precision: Option<u8>,
    /// What to say when it is missing.
    pub missing: Option<String>,
    /// What an interviewer would ask next.
    pub follow_up: Option<String>,
    /// Where its id stands.
    pub span: Span<SourceFile>,
}

impl Criterion {
    /// Whether negation and hesitation count in what one of its indicators found, or its examples (`None`).
    pub fn reads_polarity(&self, indicator: Option<usize>) -> bool {
        let rule = indicator.and_then(|at| self.indicators.get(at)).map(|rule| rule.polarity);
        self.polarity != PolarityRule::Any && rule != Some(PolarityRule::Any)
    }
}

/// A question about any answer that earns no points of its own: trade-off reasoning, measures before acting.
#[derive(Debug, Clone)]
pub struct Lens {
    /// Unique among the lenses of a rubric.
    pub id: String,
    /// For people.
    pub title: String,
    /// What shows it.
    pub indicators: Vec<Indicator>,
}

/// Criteria of which a few are enough: any `full` of the members earn all points.
#[derive(Debug, Clone)]
pub struct Group {
    /// Unique among groups.
    pub id: String,
    /// For people.
    pub title: String,
    /// Its members.
    pub of: Vec<CriterionIdx>,
    /// How many members earn full credit.
    pub full: usize,
}

/// A named range of the score, from its lower border up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// For people: `strong`, `borderline`.
    pub name: String,
    /// Lowest percentage in it.
    pub from: u8,
}

/// From one percentage up, what an answer gets on the scale of human raters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScaleStep {
    /// Lowest percentage of the step, in tenths of a percent.
    pub permille: u16,
    /// The score, in thousandths.
    pub thousandths: i32,
}

impl ScaleStep {
    /// The score as raters write it.
    pub fn score(self) -> f64 {
        f64::from(self.thousandths) / 1000.0
    }
}

/// A ceiling on the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// What triggers it.
    pub when: CapWhen,
    /// The highest percentage then possible.
    pub percent: u8,
}

/// What triggers a cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CapWhen {
    /// This criterion is not met.
    Missing(CriterionIdx),
    /// This misconception is asserted.
    Asserted(CriterionIdx),
    /// No failure mode at all is met.
    NoFailureMode,
}

/// A response whose result the author has fixed: the rubric's own test.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// For people.
    pub name: String,
    /// Where its name stands.
    pub span: Span<SourceFile>,
    /// The response.
    pub answer: AnchorText,
    /// Criteria and their expected verdicts.
    pub expect: Vec<(CriterionIdx, Expected, Span<SourceFile>)>,
    /// Expected percentage, inclusive.
    pub percent: Option<(u8, u8)>,
}

/// Where the response of an anchor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnchorText {
    /// In the test.
    Written(Spanned<String>),
    /// In a file of that name, in the folder of the rubric.
    File(Spanned<String>),
}

/// The verdict an anchor expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Stated.
    Met,
    /// Only named.
    Weak,
    /// Denied or rejected.
    Denied,
    /// Not there.
    Missing,
}

/// The scoring guide of one question.
#[derive(Debug, Clone)]
pub struct Rubric {
    /// kebab-case id.
    pub id: String,
    /// For people.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// Who is asked: `backend`.
    pub role: Option<String>,
    /// Focus areas of the question.
    pub focus: Vec<String>,
    /// Time a candidate has.
    pub minutes: Option<u32>,
    /// Percentage needed to pass.
    pub pass: u8,
    /// Highest first.
    pub bands: Vec<Band>,
    /// Steps of the raters' scale, lowest first, the first at 0; empty when the rubric has none.
    pub scale: Vec<ScaleStep>,
    /// Ceilings.
    pub caps: Vec<Cap>,
    /// Concepts, failure modes, misconceptions, each in file order.
    pub criteria: Vec<Criterion>,
    /// Saturating groups; no criterion is in two.
    pub groups: Vec<Group>,
    /// From the shared files it uses.
    pub lenses: Vec<Lens>,
    /// A full-credit response.
    pub reference: Option<Spanned<String>>,
    /// Name of the file with more examples, beside the rubric file.
    pub examples_file: Option<Spanned<String>>,
    /// Whole-answer tests.
    pub tests: Vec<Anchor>,
    /// Aliases and named sets of all shared files it uses.
    pub lexicon: Lexicon,
}

impl Rubric {
    /// What so many tenths of a percent are on the raters' scale; `None` without a `scale`.
    pub fn scaled(&self, permille: u16) -> Option<f64> {
        self.scale.iter().rev().find(|step| step.permille <= permille).map(|step| step.score())
    }
}
