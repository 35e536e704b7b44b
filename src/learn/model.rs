//! A learned model: what each stem and pair of stems says for and against every criterion.
//!
//! An answer is read once: sums of integer weights a sentence, for all criteria at a time. A
//! sentence's score is its sum over the length of its vector of stems, mixed with the score it has
//! together with a neighbour, since ideas spill over full stops, less a share of the score of the
//! criterion that it reads most like otherwise.

use super::features::{NO_STEM, PairKind, StemId, feature_stem, pairs, root, whole};
use super::rivals::Rivals;
use super::table::{LANES, PairTable, Spread, StemTable, add, groups, padded};
use crate::text::{Document, Token, WordForm, Words};

/// What the model knows of one criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionModel {
    /// The criterion's id.
    pub id: String,
    /// Added to every score.
    pub bias: f32,
    /// From this score on the idea counts as stated.
    pub threshold: f32,
    /// Share of the score of the criterion that a sentence otherwise reads most like that is taken away.
    pub rivalry: f32,
    /// Cross-validated precision at that threshold, in thousandths.
    pub precision: u16,
    /// Cross-validated recall at that threshold, in thousandths.
    pub recall: u16,
    /// Number of sentences that state the idea.
    pub hits: u32,
}

/// A word to the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordFeature(pub(super) StemId);

impl Default for WordFeature {
    fn default() -> Self {
        Self(NO_STEM)
    }
}

/// A learned model of all criteria of a rubric.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Of the examples and the learner that made it.
    pub fingerprint: u64,
    /// The criteria, in the order of the columns.
    pub criteria: Vec<CriterionModel>,
    pub(super) columns: Columns,
    /// Weights are integers: this many are 1.
    pub(super) scale: f32,
    pub(super) stems: StemTable,
    /// First letters of stems, for words that are none of them.
    pub(super) roots: StemTable,
    /// Squared inverse document frequency of each stem.
    pub(super) squares: Vec<f32>,
    /// What a word that is no stem of the model adds to the squared length.
    pub(super) unknown: f32,
    /// Weights of each stem, with those of its root, then of each root: one row of [`padded`] columns
    /// after the other.
    pub(super) rows: Vec<i16>,
    /// Neighbours, then stems near each other.
    pub(super) pairs: [PairTable; 2],
}

/// What is added to the scores of each column and taken from them; [`padded`].
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Columns {
    biases: Vec<f32>,
    rivalries: Vec<f32>,
}

impl Columns {
    pub(super) fn of(criteria: &[CriterionModel]) -> Self {
        let mut columns = Self {
            biases: criteria.iter().map(|criterion| criterion.bias).collect(),
            rivalries: criteria.iter().map(|criterion| criterion.rivalry).collect(),
        };
        columns.biases.resize(padded(criteria.len()), f32::NEG_INFINITY);
        columns.rivalries.resize(padded(criteria.len()), 0.0);
        columns
    }
}

/// Scores of all sentences of an answer for all criteria; memory is used again.
#[derive(Debug, Default)]
pub struct UnitScores {
    columns: usize,
    /// Sums by sentence and column.
    sums: Vec<i32>,
    /// Squared length of each sentence's vector of stems.
    squares: Vec<f32>,
    /// Scores by sentence and column.
    scores: Vec<f32>,
    /// By sentence.
    rivals: Vec<Rivals>,
    stems: Vec<StemId>,
    zeros: Vec<i32>,
}

/// Groups of columns that are added up at once.
const WIDEST: usize = 4;

/// How much the sentence alone weighs beside the sentence with a neighbour.
const ALONE: f32 = 0.6;

/// The score of a vector of stems: its weighted sum over its length.
pub(super) fn unit(sum: f32, square: f32, bias: f32) -> f32 {
    if square > 0.0 { sum / square.sqrt() + bias } else { bias }
}

/// The score of a sentence among its neighbours, from its own and those of the two together.
pub(super) fn blend(alone: f32, before: Option<f32>, after: Option<f32>) -> f32 {
    match (before, after) {
        (None, None) => alone,
        (Some(pair), None) | (None, Some(pair)) => ALONE * alone + (1.0 - ALONE) * pair,
        (Some(before), Some(after)) => ALONE * alone + (1.0 - ALONE) * before.max(after),
    }
}

impl UnitScores {
    /// The score of sentence `at` for a criterion: alone, mixed with its better neighbourhood, less
    /// what other criteria take away.
    pub fn score(&self, column: usize, at: usize) -> f32 {
        self.scores.get(at * self.columns + column).copied().unwrap_or(f32::NEG_INFINITY)
    }

    /// The scores of sentence `at`, a column each; columns past the last criterion mean nothing.
    pub fn sentence(&self, at: usize) -> &[f32] {
        row(&self.scores, at, self.columns)
    }
}

fn row<T>(rows: &[T], at: usize, columns: usize) -> &[T] {
    rows.get(at * columns..(at + 1) * columns).unwrap_or(&[])
}

impl Model {
    /// What a word is to this model.
    pub fn feature(&self, form: &WordForm<'_>) -> WordFeature {
        let stem = feature_stem(form);
        let by_root = || {
            let root = self.roots.position(root(stem)?)?;
            root.checked_add(StemId::try_from(self.stems.len()).ok()?)
        };
        WordFeature(self.stems.position(stem).or_else(by_root).unwrap_or(NO_STEM))
    }

    /// Whether an example holds the word, or its beginning; a number, which is like any other, does not
    /// count.
    pub fn knows(&self, word: WordFeature) -> bool {
        word.0 != NO_STEM && word.0 != self.stems.number
    }

    /// The column of a criterion, if it has a model.
    pub fn column(&self, id: &str) -> Option<usize> {
        self.criteria.iter().position(|criterion| criterion.id == id)
    }

    /// Reads every sentence of an answer.
    pub fn read<I>(
        &self,
        document: &Document,
        words: &Words<I>,
        feature: impl Fn(&I) -> WordFeature,
        scores: &mut UnitScores,
    ) {
        let columns = padded(self.criteria.len());
        scores.columns = columns;
        scores.sums.clear();
        scores.squares.clear();
        for sentence in &document.sentences {
            let tokens = document.tokens_of(sentence);
            scores.stems.clear();
            scores.stems.extend(tokens.iter().map(|token| feature(words.info(token.word)).0));
            let start = scores.sums.len();
            scores.sums.resize(start + columns, 0);
            let square = self.sum(&scores.stems, scores.sums.get_mut(start..).unwrap_or(&mut []));
            scores.squares.push(square);
        }
        self.score_all(scores);
    }

    /// Adds up the weights of some stems for all criteria; returns the squared length of their vector.
    fn sum(&self, stems: &[StemId], sums: &mut [i32]) -> f32 {
        for (at, part) in sums.as_chunks_mut::<LANES>().0.chunks_mut(WIDEST).enumerate() {
            let from = at * WIDEST;
            match part.len() {
                1 => self.sum_part::<1>(stems, from, part),
                2 => self.sum_part::<2>(stems, from, part),
                3 => self.sum_part::<3>(stems, from, part),
                _ => self.sum_part::<WIDEST>(stems, from, part),
            }
        }
        let square = |stem: &StemId| self.squares.get(usize::from(*stem)).copied().unwrap_or(self.unknown);
        stems.iter().map(square).fold(0.0, |sum, square| sum + square)
    }

    /// Adds up the weights of `N` groups of columns from group `from` on; so few stay in the processor's registers.
    fn sum_part<const N: usize>(&self, stems: &[StemId], from: usize, sums: &mut [[i32; LANES]]) {
        let n_groups = padded(self.criteria.len()) / LANES;
        let mut all = [[0; LANES]; N];
        let mut add = |rows: &[i16], at: usize| {
            groups(rows, at * n_groups + from).into_iter().for_each(|row| add(&mut all, row));
        };
        for &stem in stems.iter().filter(|stem| **stem != NO_STEM) {
            add(&self.rows, usize::from(stem));
        }
        pairs(stems.iter().map(|stem| self.spread(*stem)), &mut |kind, first, second| {
            let table = self.pairs_of(kind);
            table.position(kind, first, second).into_iter().for_each(|at| add(&table.rows, at));
        });
        sums.iter_mut().zip(all).for_each(|(sum, all)| *sum = all);
    }

    /// A stem to the tables of pairs; roots are in none.
    fn spread(&self, stem: StemId) -> Option<Spread> {
        whole(stem, self.stems.len()).and_then(Spread::of)
    }

    fn pairs_of(&self, kind: PairKind) -> &PairTable {
        let [neighbours, near] = &self.pairs;
        match kind {
            PairKind::Neighbours => neighbours,
            PairKind::Near => near,
        }
    }

    fn score_all(&self, scores: &mut UnitScores) {
        let UnitScores { columns, sums, squares, scores, rivals, zeros, .. } = scores;
        zeros.resize(*columns, 0);
        scores.clear();
        rivals.clear();
        for (at, square) in squares.iter().enumerate() {
            let neighbour = |other: usize| {
                squares.get(other).map(|more| (row(sums, other, *columns), self.factor(square + more)))
            };
            let alone = (zeros.as_slice(), self.factor(*square));
            let after = neighbour(at + 1);
            let before = at.checked_sub(1).and_then(neighbour).or(after).unwrap_or(alone);
            let after = after.unwrap_or(before);
            let sums = row(sums, at, *columns).iter().zip(before.0).zip(after.0);
            scores.extend(sums.zip(&self.columns.biases).map(|(((own, first), second), bias)| {
                let with = |other: i32, factor: f32| as_float(own + other) * factor + bias;
                let (first, second) = (with(*first, before.1), with(*second, after.1));
                ALONE * with(0, alone.1) + (1.0 - ALONE) * if second > first { second } else { first }
            }));
            let all = scores.get_mut(at * *columns..).unwrap_or(&mut []);
            let best = Rivals::of(all);
            rivals.push(best);
            best.take_from(all, &self.columns.rivalries);
        }
    }

    /// What turns a sum of integers into a score: over their scale and the length of the vector.
    fn factor(&self, square: f32) -> f32 {
        if square > 0.0 { 1.0 / (self.scale * square.sqrt()) } else { 0.0 }
    }

    /// What the criterion that sentence `at` otherwise reads most like takes away from its score.
    pub fn discount(&self, column: usize, at: usize, scores: &UnitScores) -> f32 {
        let share = self.criteria.get(column).map_or(0.0, |criterion| criterion.rivalry);
        scores.rivals.get(at).map_or(0.0, |rivals| rivals.discount(column, share))
    }

    /// The score of sentence `at` for a criterion without its neighbours.
    pub fn score_alone(&self, column: usize, at: usize, scores: &UnitScores) -> f32 {
        let sum = row(&scores.sums, at, scores.columns).get(column).copied().unwrap_or(0);
        let bias = self.criteria.get(column).map_or(f32::NEG_INFINITY, |criterion| criterion.bias);
        as_float(sum) * self.factor(scores.squares.get(at).copied().unwrap_or(0.0)) + bias
    }

    /// The score of some words of a sentence, read alone, for one criterion.
    pub fn score_words<'t, I: 't>(
        &self,
        column: usize,
        tokens: impl Iterator<Item = &'t Token>,
        words: &Words<I>,
        feature: impl Fn(&I) -> WordFeature,
    ) -> f32 {
        let stems: Vec<StemId> = tokens.map(|token| feature(words.info(token.word)).0).collect();
        let columns = padded(self.criteria.len());
        let (mut sum, mut square) = (0, 0.0);
        let weight = |row: &[i16]| row.get(column).map_or(0, |weight| i32::from(*weight));
        for &stem in &stems {
            sum += weight(row(&self.rows, usize::from(stem), columns));
            square += self.squares.get(usize::from(stem)).copied().unwrap_or(self.unknown);
        }
        pairs(stems.iter().map(|stem| self.spread(*stem)), &mut |kind, first, second| {
            let table = self.pairs_of(kind);
            sum += table.position(kind, first, second).map_or(0, |at| weight(row(&table.rows, at, columns)));
        });
        let bias = self.criteria.get(column).map_or(f32::NEG_INFINITY, |criterion| criterion.bias);
        as_float(sum) * self.factor(square) + bias
    }
}

#[expect(clippy::cast_precision_loss, reason = "a sum of small integers over one sentence is far below 2^24")]
fn as_float(sum: i32) -> f32 {
    sum as f32
}
