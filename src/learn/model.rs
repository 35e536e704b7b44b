//! A learned model: what each stem and pair of stems says for and against every criterion.
//!
//! An answer is read once: sums of integer weights a sentence, for all criteria at a time. A
//! sentence's score is its sum over the length of its vector of stems, mixed with the score it has
//! together with a neighbour, since ideas spill over full stops.

use super::features::{NO_STEM, PairKind, StemId, feature_stem, pairs};
use crate::text::{Document, Sentence, WordForm, WordId, Words};

/// What the model knows of one criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionModel {
    /// The criterion's id.
    pub id: String,
    /// Added to every score.
    pub bias: f32,
    /// From this score on the idea counts as stated.
    pub threshold: f32,
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

/// Pairs of stems and the row of weights that each has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PairTable {
    /// Power-of-two many slots of key and row + 1; row 0 marks an empty one.
    pub slots: Vec<(u32, u32)>,
    pub rows: Vec<i16>,
}

/// A learned model of all criteria of a rubric.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Of the examples and the learner that made it.
    pub fingerprint: u64,
    /// The criteria, in the order of the columns.
    pub criteria: Vec<CriterionModel>,
    /// Weights are integers: this many are 1.
    pub(super) scale: f32,
    pub(super) stems: Vec<String>,
    /// Squared inverse document frequency of each stem.
    pub(super) squares: Vec<f32>,
    pub(super) rows: Vec<i16>,
    pub(super) neighbours: PairTable,
    pub(super) near: PairTable,
}

/// Sums of one sentence.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// A sum for each criterion.
    pub sums: Vec<i32>,
    /// Squared length of the vector of stems.
    pub square: f32,
}

/// Scores of all sentences of an answer, criterion by criterion; memory is used again.
#[derive(Debug, Default)]
pub struct UnitScores {
    readings: Vec<Reading>,
    n_sentences: usize,
    stems: Vec<StemId>,
}

/// How much the sentence alone weighs beside the sentence with a neighbour.
const ALONE: f32 = 0.6;

impl PairTable {
    pub(super) fn build(pairs: &[(u32, Vec<i16>)]) -> Self {
        let n_slots = (pairs.len() * 2).next_power_of_two().max(2);
        let mut table = Self { slots: vec![(0, 0); n_slots], rows: Vec::new() };
        for (number, (key, row)) in pairs.iter().enumerate() {
            let mut at = slot(*key, n_slots);
            while table.slots.get(at).is_some_and(|slot| slot.1 != 0) {
                at = (at + 1) & (n_slots - 1);
            }
            if let Some(slot) = table.slots.get_mut(at) {
                *slot = (*key, crate::span::offset(number + 1));
            }
            table.rows.extend(row);
        }
        table
    }

    fn row(&self, key: u32, columns: usize) -> Option<&[i16]> {
        let n_slots = self.slots.len();
        let mut at = slot(key, n_slots);
        loop {
            match *self.slots.get(at)? {
                (_, 0) => return None,
                (found, row) if found == key => {
                    let start = (row as usize - 1) * columns;
                    return self.rows.get(start..start + columns);
                }
                _ => at = (at + 1) & (n_slots - 1),
            }
        }
    }
}

/// Multiplicative hashing (Knuth, TAOCP 6.4): the top bits of a product.
fn slot(key: u32, n_slots: usize) -> usize {
    (u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & n_slots.wrapping_sub(1)
}

/// Integer weights that are 1 in a model of a single criterion, which training uses to score what it left out.
const ONE: f32 = 65_536.0;

impl Model {
    /// A model of one criterion that only scores readings made with [`Model::of_one_sum`].
    pub(super) fn of_one(bias: f32) -> Self {
        let criterion =
            CriterionModel { id: String::new(), bias, threshold: 0.0, precision: 0, recall: 0, hits: 0 };
        let (neighbours, near) = (PairTable::default(), PairTable::default());
        Self {
            fingerprint: 0,
            criteria: vec![criterion],
            scale: ONE,
            stems: Vec::new(),
            squares: Vec::new(),
            rows: Vec::new(),
            neighbours,
            near,
        }
    }

    /// A sum as a model of one criterion holds it.
    #[expect(clippy::cast_possible_truncation, reason = "sums of a sentence stay far below 2^15")]
    pub(super) fn of_one_sum(sum: f32) -> i32 {
        (sum * ONE) as i32
    }

    /// What a word is to this model.
    pub fn feature(&self, form: &WordForm<'_>) -> WordFeature {
        let stem = feature_stem(form);
        let at = self.stems.binary_search_by(|known| known.as_str().cmp(stem));
        WordFeature(at.ok().and_then(|at| StemId::try_from(at).ok()).unwrap_or(NO_STEM))
    }

    /// Reads every sentence of an answer.
    pub fn read<I>(
        &self,
        document: &Document,
        words: &Words<I>,
        feature: impl Fn(&I) -> WordFeature,
        scores: &mut UnitScores,
    ) {
        scores.n_sentences = document.sentences.len();
        if scores.readings.len() < scores.n_sentences {
            scores.readings.resize_with(scores.n_sentences, Reading::default);
        }
        for (sentence, reading) in document.sentences.iter().zip(&mut scores.readings) {
            let tokens = document.tokens_of(sentence);
            scores.stems.clear();
            scores.stems.extend(tokens.iter().map(|token| feature(words.info(token.word)).0));
            self.sum(&scores.stems, reading);
        }
    }

    /// Reads some words of an answer, given as they follow each other.
    pub fn read_words<I>(
        &self,
        ids: &[WordId],
        words: &Words<I>,
        feature: impl Fn(&I) -> WordFeature,
    ) -> Reading {
        let stems: Vec<StemId> = ids.iter().map(|id| feature(words.info(*id)).0).collect();
        let mut reading = Reading::default();
        self.sum(&stems, &mut reading);
        reading
    }

    pub(super) fn sum(&self, stems: &[StemId], reading: &mut Reading) {
        let columns = self.criteria.len();
        reading.sums.clear();
        reading.sums.resize(columns, 0);
        reading.square = 0.0;
        for &stem in stems.iter().filter(|stem| **stem != NO_STEM) {
            let start = usize::from(stem) * columns;
            add(&mut reading.sums, self.rows.get(start..start + columns).unwrap_or(&[]));
            reading.square += self.squares.get(usize::from(stem)).copied().unwrap_or(0.0);
        }
        pairs(stems, &mut |kind, key| {
            let table = match kind {
                PairKind::Neighbours => &self.neighbours,
                PairKind::Near => &self.near,
            };
            if let Some(row) = table.row(key, columns) {
                add(&mut reading.sums, row);
            }
        });
    }

    /// The score of one reading, or of two neighbours read together.
    pub fn score(&self, column: usize, reading: &Reading, neighbour: Option<&Reading>) -> f32 {
        let sum_of = |reading: &Reading| reading.sums.get(column).copied().unwrap_or(0);
        let sum = sum_of(reading) + neighbour.map_or(0, sum_of);
        let square = reading.square + neighbour.map_or(0.0, |other| other.square);
        let bias = self.criteria.get(column).map_or(0.0, |criterion| criterion.bias);
        #[expect(
            clippy::cast_precision_loss,
            reason = "a sum of small integers over one sentence is far below 2^24"
        )]
        let sum = sum as f32 / self.scale;
        if square > 0.0 { sum / square.sqrt() + bias } else { bias.min(-1.0) }
    }

    /// The score of sentence `at` for a criterion: alone, mixed with its better neighbourhood.
    pub fn unit_score(&self, column: usize, at: usize, scores: &UnitScores) -> f32 {
        let readings = scores.readings.get(..scores.n_sentences).unwrap_or(&[]);
        mixed(self, column, at, readings)
    }
}

/// The score of the reading at `at` among its neighbours.
pub(super) fn mixed(model: &Model, column: usize, at: usize, readings: &[Reading]) -> f32 {
    let Some(reading) = readings.get(at) else { return f32::NEG_INFINITY };
    let alone = model.score(column, reading, None);
    let with = |other: Option<&Reading>| other.map(|other| model.score(column, reading, Some(other)));
    let before = at.checked_sub(1).and_then(|before| with(readings.get(before)));
    let pair = before.into_iter().chain(with(readings.get(at + 1))).fold(f32::NEG_INFINITY, f32::max);
    if pair == f32::NEG_INFINITY { alone } else { ALONE * alone + (1.0 - ALONE) * pair }
}

fn add(sums: &mut [i32], row: &[i16]) {
    for (sum, weight) in sums.iter_mut().zip(row) {
        *sum += i32::from(*weight);
    }
}

/// The words of a sentence, for [`Model::read_words`].
pub fn word_ids(document: &Document, sentence: &Sentence) -> Vec<WordId> {
    document.tokens_of(sentence).iter().map(|token| token.word).collect()
}
