//! From labelled sentences to a model, with its cross-validated figures.
//!
//! Words that stand in two examples or more become features; each criterion gets its own linear
//! model and a threshold where precision and recall, measured on folds that the model did not see,
//! are best in balance, or where a precision that the author asks for is reached.

use std::collections::BTreeMap;

use super::examples::Example;
use super::features::{NO_STEM, PairKind, StemId, feature_stem, idf, kind_weight, pairs};
use super::model::{CriterionModel, Model, blend, unit};
use super::solver::{Linear, Row, solve};
use super::table::{PairTable, StemTable, padded};
use super::threshold::{Item, Threshold, choose};
use crate::text::{Document, Words};

/// What to learn from.
#[derive(Debug, Clone)]
pub struct Training {
    /// The criteria, with the precision that is asked for, if any.
    pub criteria: Vec<(String, Option<f32>)>,
    /// The examples; sentences of one answer stand together.
    pub examples: Vec<Example>,
    /// Stored with the model: it tells a stale one.
    pub fingerprint: u64,
    /// Worker threads; the result does not depend on it.
    pub threads: usize,
}

/// How well a criterion is told on folds that its model did not see.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    /// The criterion's id.
    pub id: String,
    /// Answers or sentences that state the idea.
    pub positives: usize,
    /// Precision at the threshold.
    pub precision: f32,
    /// Recall at the threshold.
    pub recall: f32,
    /// Example sentences that the model of the other folds contradicts most, by index.
    pub doubtful: Vec<usize>,
}

/// Folds of the cross-validation.
const FOLDS: usize = 5;
/// Cost of an error on a labelled sentence.
const COST: f32 = 0.5;
/// The same where a sentence says nothing of the criterion and so most likely is no hit.
const UNNAMED: f32 = 0.3;
/// Stems and pairs in fewer examples than this say nothing.
const RAREST: u32 = 2;
/// Pairs whose every weight is smaller than this share of the largest weight are left out.
const FAINTEST: f32 = 0.03;
/// Fewest whole answers that state an idea from which its threshold is chosen on whole answers alone.
const FEWEST_ANSWERS: usize = 8;
/// Fewest sentences that state an idea from which it can be learned.
pub const FEWEST_HITS: usize = 5;

/// Learns a model; `None` where no criterion has enough examples.
pub fn train(training: &Training) -> Option<(Model, Vec<CrossValidation>)> {
    let corpus = Corpus::new(training);
    let columns: Vec<usize> =
        (0..training.criteria.len()).filter(|at| corpus.n_hits(*at) >= FEWEST_HITS).collect();
    if columns.is_empty() {
        return None;
    }
    let results = in_parallel(&columns, training.threads, |column| corpus.learn(*column));
    let (linears, folds): (Vec<Linear>, Vec<Vec<Item>>) = results.into_iter().unzip();
    let pooled: Vec<Item> = folds.iter().flatten().copied().collect();
    let shared = choose(&pooled, None, None);
    let mut criteria = Vec::new();
    let mut report = Vec::new();
    for ((column, linear), items) in columns.iter().zip(&linears).zip(&folds) {
        let Some((id, precision)) = training.criteria.get(*column) else { continue };
        let threshold = choose(items, *precision, Some(shared.score));
        report.push(cross_validation(id, items, &threshold));
        criteria.push(CriterionModel {
            id: id.clone(),
            bias: linear.bias,
            threshold: threshold.score,
            precision: thousandths(threshold.precision),
            recall: thousandths(threshold.recall),
            hits: crate::span::offset(corpus.n_hits(*column)),
        });
    }
    Some((corpus.assemble(&linears, criteria, training.fingerprint), report))
}

fn cross_validation(id: &str, items: &[Item], threshold: &Threshold) -> CrossValidation {
    let mut wrong: Vec<&Item> =
        items.iter().filter(|item| (item.score >= threshold.score) != item.truth).collect();
    let doubt = |item: &Item| (item.score - threshold.score).abs();
    wrong.sort_by(|a, b| doubt(b).total_cmp(&doubt(a)).then(a.example.cmp(&b.example)));
    CrossValidation {
        id: id.to_owned(),
        positives: items.iter().filter(|item| item.truth).count(),
        precision: threshold.precision,
        recall: threshold.recall,
        doubtful: wrong.into_iter().take(5).map(|item| item.example).collect(),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share between 0 and 1")]
fn thousandths(share: f32) -> u16 {
    (share * 1000.0).round() as u16
}

/// Runs `work` on every item, spread over threads; the order of results is that of the items.
fn in_parallel<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads.clamp(1, items.len().max(1));
    let chunk = items.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = items
            .chunks(chunk)
            .map(|part| scope.spawn(|| part.iter().map(&work).collect::<Vec<R>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

/// Whole answers where there are enough of them: among single sentences an idea is far more frequent
/// than among the sentences that people write, and a threshold chosen on them is too low.
fn judged(items: Vec<(bool, Item)>) -> Vec<Item> {
    let whole = items.iter().filter(|(whole, item)| *whole && item.truth).count() >= FEWEST_ANSWERS;
    items.into_iter().filter(|(in_answer, _)| *in_answer || !whole).map(|(_, item)| item).collect()
}

/// What an example says of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Hit,
    Miss,
    Unnamed,
}

/// All examples as features.
struct Corpus {
    stems: Vec<String>,
    idf: Vec<f32>,
    pair_features: Vec<(PairKind, u32)>,
    pair_idf: Vec<f32>,
    /// Stems of each example.
    texts: Vec<Vec<StemId>>,
    /// One row an example, then one for each two neighbouring sentences of an answer.
    rows: Vec<Row>,
    labels: Vec<Vec<Label>>,
    /// Which examples form one answer: ranges of example indices.
    answers: Vec<std::ops::Range<usize>>,
    /// The fold of each row.
    folds: Vec<usize>,
}

impl Corpus {
    fn new(training: &Training) -> Self {
        let words = stems_of(&training.examples);
        let (stems, idf) = vocabulary(&words);
        let texts: Vec<Vec<StemId>> = words.iter().map(|text| ids(text, &stems)).collect();
        let (pair_features, pair_idf) = pair_vocabulary(&texts);
        let mut corpus = Self {
            stems,
            idf,
            pair_features,
            pair_idf,
            rows: Vec::new(),
            labels: Vec::new(),
            answers: answers(&training.examples),
            folds: Vec::new(),
            texts,
        };
        corpus.add_rows(training);
        corpus
    }

    fn add_rows(&mut self, training: &Training) {
        let labels: Vec<Vec<Label>> =
            training.examples.iter().map(|example| labels(example, &training.criteria)).collect();
        let (texts, answers) = (std::mem::take(&mut self.texts), std::mem::take(&mut self.answers));
        for text in &texts {
            self.rows.push(self.row(&[text]));
        }
        self.labels.clone_from(&labels);
        self.folds = vec![0; texts.len()];
        for (number, answer) in answers.iter().enumerate() {
            for at in answer.clone() {
                if let Some(fold) = self.folds.get_mut(at) {
                    *fold = number % FOLDS;
                }
            }
            for at in answer.clone().skip(1) {
                if let (Some(first), Some(second)) = (texts.get(at - 1), texts.get(at)) {
                    self.rows.push(self.row(&[first, second]));
                    self.labels.push(joined_labels(&labels, at));
                    self.folds.push(number % FOLDS);
                }
            }
        }
        (self.texts, self.answers) = (texts, answers);
    }

    fn row(&self, texts: &[&Vec<StemId>]) -> Row {
        let mut values: BTreeMap<u32, f32> = BTreeMap::new();
        let mut square = 0.0;
        for text in texts {
            for &stem in text.iter().filter(|stem| **stem != NO_STEM) {
                let idf = self.idf.get(usize::from(stem)).copied().unwrap_or(0.0);
                *values.entry(u32::from(stem)).or_default() += idf;
                square += idf * idf;
            }
            pairs(text, &mut |kind, key| {
                if let Ok(at) = self.pair_features.binary_search(&(kind, key)) {
                    let weight = self.pair_idf.get(at).copied().unwrap_or(0.0) * kind_weight(kind);
                    *values.entry(crate::span::offset(self.stems.len() + at)).or_default() += weight;
                }
            });
        }
        let length = f32::sqrt(square).max(1.0);
        Row { features: values.into_iter().map(|(at, value)| (at, value / length)).collect() }
    }

    fn n_hits(&self, column: usize) -> usize {
        let labels = self.labels.iter().take(self.texts.len());
        labels.filter(|labels| labels.get(column) == Some(&Label::Hit)).count()
    }

    fn n_features(&self) -> usize {
        self.stems.len() + self.pair_features.len()
    }

    /// The model of one criterion from all rows, and what the models of the folds say of the rows left out.
    fn learn(&self, column: usize) -> (Linear, Vec<Item>) {
        let all = self.solve(column, None);
        let mut items = Vec::new();
        for fold in 0..FOLDS {
            let linear = self.solve(column, Some(fold));
            for answer in self.answers.iter().filter(|answer| self.folds.get(answer.start) == Some(&fold)) {
                items.extend(self.item(&linear, column, answer).map(|item| (answer.len() > 1, item)));
            }
        }
        (all, judged(items))
    }

    fn solve(&self, column: usize, without: Option<usize>) -> Linear {
        let label = |at: usize| {
            self.labels.get(at).and_then(|labels| labels.get(column)).copied().unwrap_or(Label::Unnamed)
        };
        let signs: Vec<bool> = (0..self.rows.len()).map(|at| label(at) == Label::Hit).collect();
        let mut costs: Vec<f32> = (0..self.rows.len())
            .map(|at| {
                if without.is_some() && self.folds.get(at).copied() == without {
                    0.0
                } else {
                    cost(label(at))
                }
            })
            .collect();
        let sum = |sign: bool| {
            costs.iter().zip(&signs).filter(|(_, s)| **s == sign).map(|(cost, _)| cost).sum::<f32>()
        };
        let balance = sum(false) / sum(true).max(f32::EPSILON);
        for (cost, _) in costs.iter_mut().zip(&signs).filter(|(_, sign)| **sign) {
            *cost *= balance.max(1.0).sqrt() * 1.5;
        }
        solve(&self.rows.iter().collect::<Vec<_>>(), &signs, &costs, self.n_features())
    }

    /// The verdict on one answer, or on a sentence that stands alone and speaks of the criterion.
    fn item(&self, linear: &Linear, column: usize, answer: &std::ops::Range<usize>) -> Option<Item> {
        let labels: Vec<Label> = answer
            .clone()
            .filter_map(|at| self.labels.get(at).and_then(|labels| labels.get(column)).copied())
            .collect();
        if labels.contains(&Label::Unnamed) {
            return None;
        }
        let readings: Vec<(f32, f32)> = answer.clone().map(|at| self.reading(linear, at)).collect();
        let scores = (0..readings.len()).map(|at| (mixed(&readings, at, linear.bias), answer.start + at));
        let (score, example) = scores.max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(Item { score, truth: labels.contains(&Label::Hit), example })
    }

    /// Sum and squared length of an example, as the assembled model would have them.
    fn reading(&self, linear: &Linear, at: usize) -> (f32, f32) {
        let square: f32 = self.texts.get(at).map_or(0.0, |text| {
            text.iter().filter_map(|stem| self.idf.get(usize::from(*stem))).map(|idf| idf * idf).sum()
        });
        let score = self.rows.get(at).map_or(0.0, |row| linear.score(row)) - linear.bias;
        (score * square.sqrt().max(1.0), square)
    }

    fn assemble(&self, linears: &[Linear], criteria: Vec<CriterionModel>, fingerprint: u64) -> Model {
        let largest = linears
            .iter()
            .flat_map(|linear| &linear.weights)
            .fold(f32::EPSILON, |max, weight| max.max(weight.abs()));
        let top = self.idf.iter().chain(&self.pair_idf).fold(1.0_f32, |max, idf| max.max(*idf));
        let scale = 32_000.0 / (largest * top);
        let row = |feature: usize, idf: f32| -> Vec<i16> {
            let weights = linears
                .iter()
                .map(|linear| quantize(linear.weights.get(feature).copied().unwrap_or(0.0) * idf * scale));
            let empty = padded(linears.len()) - linears.len();
            weights.chain(std::iter::repeat_n(0, empty)).collect()
        };
        let mut tables = [Vec::new(), Vec::new()];
        let faintest = quantize(largest * top * scale * FAINTEST);
        for (at, ((kind, key), idf)) in self.pair_features.iter().zip(&self.pair_idf).enumerate() {
            let row = row(self.stems.len() + at, idf * kind_weight(*kind));
            if row.iter().any(|weight| weight.abs() >= faintest) {
                tables[usize::from(*kind == PairKind::Near)].push((*key, row));
            }
        }
        let rows = self.idf.iter().enumerate().flat_map(|(at, idf)| row(at, *idf)).collect();
        let squares = self.idf.iter().map(|idf| idf * idf).collect();
        let [neighbours, near] = tables.map(|pairs| PairTable::build(&pairs));
        let stems = StemTable::new(&self.stems);
        Model { fingerprint, criteria, scale, stems, squares, rows, neighbours, near }
    }
}

/// The score of one of several consecutive sentences, given as sums and squared lengths.
fn mixed(readings: &[(f32, f32)], at: usize, bias: f32) -> f32 {
    let Some((sum, square)) = readings.get(at) else { return f32::NEG_INFINITY };
    let with = |other: &(f32, f32)| unit(sum + other.0, square + other.1, bias);
    let before = at.checked_sub(1).and_then(|before| readings.get(before)).map(with);
    blend(unit(*sum, *square, bias), before, readings.get(at + 1).map(with))
}

fn cost(label: Label) -> f32 {
    match label {
        Label::Hit | Label::Miss => COST,
        Label::Unnamed => COST * UNNAMED,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "scaled into the range of i16 by its caller")]
fn quantize(weight: f32) -> i16 {
    weight.round() as i16
}

fn labels(example: &Example, criteria: &[(String, Option<f32>)]) -> Vec<Label> {
    let label = |id: &String| {
        if example.hit.contains(id) {
            Label::Hit
        } else if example.answer.is_some() || example.miss.contains(id) || example.near.contains(id) {
            Label::Miss
        } else {
            Label::Unnamed
        }
    };
    criteria.iter().map(|(id, _)| label(id)).collect()
}

/// The labels of sentence `at` read together with the one before.
fn joined_labels(labels: &[Vec<Label>], at: usize) -> Vec<Label> {
    let (Some(first), Some(second)) = (labels.get(at - 1), labels.get(at)) else { return Vec::new() };
    first
        .iter()
        .zip(second)
        .map(|(a, b)| if *a == Label::Hit || *b == Label::Hit { Label::Hit } else { *a })
        .collect()
}

/// Ranges of examples that form one answer; a sentence on its own is one too.
fn answers(examples: &[Example]) -> Vec<std::ops::Range<usize>> {
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, example) in examples.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| examples.get(before));
        let same = example.answer.is_some() && before.is_some_and(|before| before.answer == example.answer);
        match ranges.last_mut() {
            Some(range) if same => range.end = at + 1,
            _ => ranges.push(at..at + 1),
        }
    }
    ranges
}

fn stems_of(examples: &[Example]) -> Vec<Vec<String>> {
    let mut words: Words<String> = Words::default();
    let mut document = Document::default();
    let mut texts = Vec::with_capacity(examples.len());
    for example in examples {
        words.trim();
        document.read(&example.text, &mut words, &mut |form| feature_stem(form).to_owned());
        texts.push(document.tokens.iter().map(|token| words.info(token.word).clone()).collect());
    }
    texts
}

fn vocabulary(texts: &[Vec<String>]) -> (Vec<String>, Vec<f32>) {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for text in texts {
        let mut distinct: Vec<&str> = text.iter().map(String::as_str).collect();
        distinct.sort_unstable();
        distinct.dedup();
        distinct.into_iter().for_each(|stem| *counts.entry(stem).or_default() += 1);
    }
    let frequent = counts.into_iter().filter(|(_, count)| *count >= RAREST).take(usize::from(NO_STEM) - 1);
    frequent.map(|(stem, count)| (stem.to_owned(), idf(texts.len(), count))).unzip()
}

fn ids(text: &[String], stems: &[String]) -> Vec<StemId> {
    let id = |stem: &String| {
        stems.binary_search(stem).ok().and_then(|at| StemId::try_from(at).ok()).unwrap_or(NO_STEM)
    };
    text.iter().map(id).collect()
}

fn pair_vocabulary(texts: &[Vec<StemId>]) -> (Vec<(PairKind, u32)>, Vec<f32>) {
    let mut all: Vec<(PairKind, u32)> = Vec::new();
    for text in texts {
        let mut distinct = Vec::new();
        pairs(text, &mut |kind, key| distinct.push((kind, key)));
        distinct.sort_unstable();
        distinct.dedup();
        all.extend(distinct);
    }
    all.sort_unstable();
    let counted =
        all.chunk_by(|a, b| a == b).map(|same| (same.first().copied(), crate::span::offset(same.len())));
    let frequent = counted.filter(|(_, count)| *count >= RAREST);
    frequent.filter_map(|(pair, count)| Some((pair?, idf(texts.len(), count)))).unzip()
}
