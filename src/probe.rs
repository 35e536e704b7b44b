//! Which part of a rubric finds what: every indicator, and what was learned, judged by itself.
//!
//! A criterion is met by any of its parts, so its verdict does not tell which of them did it. A
//! probe is the same rubric with each part made a criterion of its own, scored by the same scorer:
//! nothing of matching or of polarity is done a second time here, and no score is made of it.

use crate::learn::Model;
use crate::matcher::MatchKind;
use crate::rubric::{Criterion, CriterionKind, Examples, Indicator, Points, PolarityRule, Rubric};
use crate::score::{Scorer, Source, Verdict, Worker};
use crate::span::{Answer, Span};

/// Something that can find evidence for a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// A pattern, by its place in `Criterion::indicators`.
    Indicator(usize),
    /// A counter-pattern, by its place in `Criterion::unless`.
    Counter(usize),
    /// What was learned from the examples.
    Examples,
}

/// A part of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Place in `Rubric::criteria`.
    pub criterion: usize,
    /// Which part of it.
    pub kind: PartKind,
}

/// Where a part found something, whatever it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What found it.
    pub part: Part,
    /// Where.
    pub span: Span<Answer>,
    /// Whether a word had to be taken for another one.
    pub mistyped: bool,
}

/// What a probe is for.
#[derive(Debug, Clone, Copy)]
enum Reading<'m> {
    /// Where patterns match at all.
    Raw,
    /// What counts, with what was learned.
    Judged(Option<&'m Model>),
}

/// A rubric taken apart, with the memory to read texts.
#[derive(Debug)]
pub struct Probe {
    scorer: Scorer,
    worker: Worker,
    parts: Vec<Part>,
}

impl Probe {
    /// Every pattern and counter-pattern, blind to polarity and to the question.
    pub fn raw(rubric: &Rubric) -> Self {
        Self::new(rubric, Reading::Raw, |criterion| Criterion {
            kind: CriterionKind::FailureMode,
            polarity: PolarityRule::Any,
            unless: vec![],
            ..criterion.clone()
        })
    }

    /// Every pattern, and the examples, under the rules of its criterion.
    pub fn judged(rubric: &Rubric, model: Option<&Model>) -> Self {
        Self::new(rubric, Reading::Judged(model), Criterion::clone)
    }

    fn new(rubric: &Rubric, reading: Reading<'_>, under: impl Fn(&Criterion) -> Criterion) -> Self {
        let (judged, model) = match reading {
            Reading::Raw => (false, None),
            Reading::Judged(model) => (true, model),
        };
        let (mut parts, mut criteria) = (vec![], vec![]);
        for (at, criterion) in rubric.criteria.iter().enumerate() {
            let rules = under(criterion);
            let mut add = |kind, id: String, indicators: Vec<Indicator>| {
                parts.push(Part { criterion: at, kind });
                criteria.push(alone(&rules, id, indicators));
            };
            for (place, indicator) in criterion.indicators.iter().enumerate() {
                // No id of a rubric holds a slash, so that no model knows this one.
                let id = format!("{}/{place}", criterion.id);
                add(PartKind::Indicator(place), id, vec![indicator.clone()]);
            }
            if judged {
                add(PartKind::Examples, criterion.id.clone(), vec![]);
            } else {
                for (place, indicator) in criterion.unless.iter().enumerate() {
                    let id = format!("{}/unless/{place}", criterion.id);
                    add(PartKind::Counter(place), id, vec![indicator.clone()]);
                }
            }
        }
        let question = if judged { rubric.question.clone() } else { String::new() };
        let whole = Rubric {
            question,
            criteria,
            groups: vec![],
            caps: vec![],
            lenses: vec![],
            tests: vec![],
            reference: None,
            ..rubric.clone()
        };
        Self { scorer: Scorer::of_parts(whole, model.cloned()), worker: Worker::default(), parts }
    }

    /// All parts, in the order of the rubric.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whatever each part finds in a text, in the order of [`Self::parts`].
    pub fn find(&mut self, text: &str) -> Vec<Found> {
        let assessment = self.scorer.score(&mut self.worker, text);
        let scores = self.parts.iter().zip(&assessment.criteria);
        let found = scores.flat_map(|(part, score)| {
            score.evidence.iter().map(|piece| Found {
                part: *part,
                span: piece.span,
                mistyped: matches!(piece.source, Source::Pattern { kind: MatchKind::Fuzzy, .. }),
            })
        });
        found.collect()
    }

    /// What each part alone would decide of a text, in the order of [`Self::parts`].
    pub fn verdicts(&mut self, text: &str) -> Vec<(Part, Verdict)> {
        let assessment = self.scorer.score(&mut self.worker, text);
        self.parts.iter().copied().zip(assessment.criteria.iter().map(|score| score.verdict)).collect()
    }
}

fn alone(rules: &Criterion, id: String, indicators: Vec<Indicator>) -> Criterion {
    Criterion {
        id,
        indicators,
        points: Points::from_hundredths(100),
        required: false,
        examples: Examples::default(),
        ..rules.clone()
    }
}
