//! A residual model in use: the score of an answer, and what moved it.

use super::features::{Bag, Kind, Reader};
use super::ridge::Row;
use super::space::Space;
use super::train::Trial;
use crate::agreement::{Levels, between};

/// Weights, knots and the like are kept in millionths of the scale, so that a file holds whole numbers.
pub(super) const UNIT: f64 = 1e6;

/// A feature that decides with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Feature {
    pub kind: Kind,
    pub text: String,
    /// In millionths of the scale.
    pub weight: i64,
}

/// What was learned from graded answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Residual {
    /// The rubric's id.
    pub rubric: String,
    /// Of the rubric whose verdicts are among the features; another one needs another model.
    pub fingerprint: u64,
    /// Number of answers it was learned from.
    pub answers: usize,
    /// The raters' scale.
    pub levels: Levels,
    /// Its figures on answers that it had not seen.
    pub trial: Trial,
    /// The features that weigh most.
    pub top: Vec<Part>,
    /// Percentage in tenths and share of the scale in millionths, ascending.
    pub(super) knots: Vec<(u32, i64)>,
    pub(super) centre: i64,
    pub(super) stretch: i64,
    /// Ascending by kind and text.
    pub(super) features: Vec<Feature>,
    pub(super) space: Space,
}

/// A feature and what it adds to a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it is made of.
    pub kind: Kind,
    /// Its text.
    pub text: String,
    /// In points of the raters' scale.
    pub adds: f64,
}

/// The score of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// On the raters' scale.
    pub score: f64,
    /// What the percentage alone gives before anything is added, not rounded to a level.
    pub base: f64,
    /// What all features add.
    pub added: f64,
    /// Those that add or take most, largest first.
    pub parts: Vec<Part>,
}

/// Features that explain a score.
const MOST_PARTS: usize = 5;

impl Residual {
    /// Judges an answer of which the rubric gives `percent` and these verdicts (criterion, verdict).
    pub fn read(&self, reader: &mut Reader, text: &str, percent: f64, verdicts: &[(&str, &str)]) -> Reading {
        let row = self.row(&reader.bag(text, verdicts));
        let share = |millionths: i64| as_float(millionths) / UNIT;
        let knots: Vec<(f64, f64)> =
            self.knots.iter().map(|(tenths, value)| (f64::from(*tenths) / 10.0, share(*value))).collect();
        let (centre, stretch) = (share(self.centre), share(self.stretch));
        let whole = self.levels.high() - self.levels.low();
        let base = between(&knots, percent);
        let mut parts: Vec<Part> = row.iter().filter_map(|(at, value)| self.part(*at, *value)).collect();
        let added: f64 = parts.iter().map(|part| part.adds).sum();
        let straight = centre + stretch * (base - centre);
        parts.retain(|part| part.adds != 0.0);
        parts.sort_by(|a, b| b.adds.abs().total_cmp(&a.adds.abs()));
        parts.truncate(MOST_PARTS);
        let score = self.levels.nearest(self.levels.low() + straight * whole + added);
        Reading { score, base: self.levels.low() + straight * whole, added, parts }
    }

    fn part(&self, at: u32, value: f32) -> Option<Part> {
        let feature = self.features.get(at as usize)?;
        let whole = self.levels.high() - self.levels.low();
        let stretch = as_float(self.stretch) / UNIT;
        let adds = as_float(feature.weight) / UNIT * f64::from(value) * stretch * whole;
        Some(Part { kind: feature.kind, text: feature.text.clone(), adds })
    }

    fn row(&self, bag: &Bag) -> Row {
        let known = |((kind, text), count): &((Kind, String), u32)| {
            let order = |one: &Feature| (one.kind, one.text.as_str()).cmp(&(*kind, text.as_str()));
            let at = self.features.binary_search_by(order).ok()?;
            Some((u32::try_from(at).ok()?, *count))
        };
        let counts: Vec<(u32, u32)> = bag.iter().filter_map(known).collect();
        self.space.row(&counts)
    }
}

#[expect(clippy::cast_precision_loss, reason = "millionths of a scale are far below 2^52")]
pub(super) fn as_float(millionths: i64) -> f64 {
    millionths as f64
}
