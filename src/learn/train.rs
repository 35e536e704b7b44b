//! From labelled sentences to a model, with its cross-validated figures.
//!
//! Words that stand in two examples or more become features, and so do the letters they begin with;
//! each criterion gets its own linear
//! model and a threshold where precision and recall, measured on folds that the model did not see,
//! are best in balance, or where a precision that the author asks for is reached.

use std::collections::BTreeMap;
use std::ops::Range;

use super::examples::Example;
use super::features::{
    NO_STEM, PairKind, ROOT_WEIGHT, StemId, idf as idf_of, kind_weight, pair_key, pairs, root, whole,
};
use super::model::{Columns, CriterionModel, Model, blend, unit};
use super::rivals::Rivals;
use super::solver::{Linear, Row, solve};
use super::table::{PairTable, StemTable, padded};
use super::threshold::{Aim, Item, Threshold, choose};
use super::vocabulary::{ids, pair_vocabulary, position, roots_of, stems_of, vocabulary};

/// What to learn from.
#[derive(Debug, Clone)]
pub struct Training {
    /// The criteria, with what the threshold of each is chosen for.
    pub criteria: Vec<(String, Aim)>,
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
const COST: f32 = 0.3;
/// Share of it where a sentence says nothing of the criterion and so most likely is no hit.
const UNNAMED: f32 = 0.3;
/// Share of it where another sentence of the answer states the idea: the answer has it either way.
const BESIDE: f32 = 0.3;
/// How much of the rarest word a word counts that no other example holds, in the length of a sentence.
const UNKNOWN: f32 = 0.6;
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
    let (linears, mut scores): (Vec<Linear>, Vec<Vec<f32>>) = results.into_iter().unzip();
    let aims: Vec<Aim> =
        columns.iter().filter_map(|column| training.criteria.get(*column)).map(|(_, aim)| *aim).collect();
    compete(&mut scores, &aims);
    let items = |(column, scores): (&usize, &Vec<f32>)| corpus.items(*column, scores);
    let folds: Vec<Vec<Item>> = columns.iter().zip(&scores).map(items).collect();
    // Only scores from which the same share is taken can share a threshold.
    let shared = |aim: Aim| {
        let alike = folds.iter().zip(&aims).filter(|(_, other)| other.shares_threshold(aim));
        let pooled: Vec<Item> = alike.flat_map(|(items, _)| items).copied().collect();
        choose(&pooled, aim, None).score
    };
    let mut criteria = Vec::new();
    let mut report = Vec::new();
    for ((column, linear), items) in columns.iter().zip(&linears).zip(&folds) {
        let Some((id, aim)) = training.criteria.get(*column) else { continue };
        let threshold = choose(items, *aim, Some(shared(*aim)));
        report.push(cross_validation(id, items, &threshold));
        criteria.push(CriterionModel {
            id: id.clone(),
            bias: linear.bias,
            threshold: threshold.score,
            rivalry: aim.rivalry(),
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

/// Takes from every score what the best other criterion takes; one list of sentences a criterion.
fn compete(scores: &mut [Vec<f32>], aims: &[Aim]) {
    for at in 0..scores.first().map_or(0, Vec::len) {
        let all: Vec<f32> = scores.iter().filter_map(|scores| scores.get(at)).copied().collect();
        let rivals = Rivals::of(&all);
        for (column, (scores, aim)) in scores.iter_mut().zip(aims).enumerate() {
            if let Some(score) = scores.get_mut(at) {
                *score -= rivals.discount(column, aim.rivalry());
            }
        }
    }
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
    /// No hit, in an answer that has one.
    Beside,
    Unnamed,
}

/// All examples as features.
struct Corpus {
    stems: Vec<String>,
    idf: Vec<f32>,
    roots: Vec<String>,
    root_idf: Vec<f32>,
    pair_features: Vec<(PairKind, u32)>,
    pair_idf: Vec<f32>,
    /// What a word without a stem adds to the squared length.
    unknown: f32,
    /// Stems of each example.
    texts: Vec<Vec<StemId>>,
    /// One row an example, then one for each two neighbouring sentences of an answer.
    rows: Vec<Row>,
    labels: Vec<Vec<Label>>,
    /// Which examples form one answer: ranges of example indices.
    answers: Vec<Range<usize>>,
    /// The fold of each row.
    folds: Vec<usize>,
}

impl Corpus {
    fn new(training: &Training) -> Self {
        let words = stems_of(&training.examples);
        let (stems, idf) = vocabulary(&words, usize::from(NO_STEM) - 1);
        let all_roots: Vec<Vec<String>> = words.iter().map(|text| roots_of(text)).collect();
        let (roots, root_idf) = vocabulary(&all_roots, usize::from(NO_STEM) - 1 - stems.len());
        let texts: Vec<Vec<StemId>> = words.iter().map(|text| ids(text, &stems, &roots)).collect();
        let (pair_features, pair_idf) = pair_vocabulary(&texts, stems.len());
        let mut corpus = Self {
            stems,
            idf,
            roots,
            root_idf,
            pair_features,
            pair_idf,
            unknown: UNKNOWN * idf_of(words.len(), 1).powi(2),
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
        let mut labels: Vec<Vec<Label>> =
            training.examples.iter().map(|example| labels(example, &training.criteria)).collect();
        let (texts, answers) = (std::mem::take(&mut self.texts), std::mem::take(&mut self.answers));
        for answer in &answers {
            lighten(labels.get_mut(answer.clone()).unwrap_or(&mut []));
        }
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
            square += text.iter().map(|stem| self.square(*stem)).sum::<f32>();
            for &stem in text.iter().filter(|stem| **stem != NO_STEM) {
                let number = usize::from(stem);
                if let Some(idf) = self.idf.get(number) {
                    *values.entry(u32::from(stem)).or_default() += idf;
                }
                if let Some((root, weight)) = self.root_of(number) {
                    *values.entry(crate::span::offset(root)).or_default() += weight;
                }
            }
            let stems = text.iter().map(|stem| whole(*stem, self.stems.len()));
            pairs(stems, &mut |kind, first, second| {
                let key = pair_key(kind, first, second);
                if let Ok(at) = self.pair_features.binary_search(&(kind, key)) {
                    let weight = self.pair_idf.get(at).copied().unwrap_or(0.0) * kind_weight(kind);
                    *values.entry(crate::span::offset(self.n_words() + at)).or_default() += weight;
                }
            });
        }
        let length = f32::sqrt(square).max(1.0);
        Row { features: values.into_iter().map(|(at, value)| (at, value / length)).collect() }
    }

    /// What a word adds to the squared length of a sentence.
    fn square(&self, stem: StemId) -> f32 {
        self.idf.get(usize::from(stem)).map_or(self.unknown, |idf| idf * idf)
    }

    fn n_hits(&self, column: usize) -> usize {
        let labels = self.labels.iter().take(self.texts.len());
        labels.filter(|labels| labels.get(column) == Some(&Label::Hit)).count()
    }

    /// Stems and roots.
    fn n_words(&self) -> usize {
        self.stems.len() + self.roots.len()
    }

    fn n_features(&self) -> usize {
        self.n_words() + self.pair_features.len()
    }

    /// The feature of the root of a stem, or of the root that a word without a stem goes by, and its weight.
    fn root_of(&self, number: usize) -> Option<(usize, f32)> {
        let at = match self.stems.get(number) {
            Some(stem) => position(&self.roots, root(stem)?)?,
            None => number.checked_sub(self.stems.len())?,
        };
        Some((self.stems.len() + at, self.root_idf.get(at)? * ROOT_WEIGHT))
    }

    /// The model of one criterion from all rows, and the score that the model of the other folds gives
    /// each example.
    fn learn(&self, column: usize) -> (Linear, Vec<f32>) {
        let mut scores = vec![0.0; self.texts.len()];
        for fold in 0..FOLDS {
            let linear = self.solve(column, Some(fold));
            for answer in self.answers.iter().filter(|answer| self.folds.get(answer.start) == Some(&fold)) {
                let readings: Vec<(f32, f32)> = answer.clone().map(|at| self.reading(&linear, at)).collect();
                for (at, score) in scores.get_mut(answer.clone()).into_iter().flatten().enumerate() {
                    *score = mixed(&readings, at, linear.bias);
                }
            }
        }
        (self.solve(column, None), scores)
    }

    /// The verdicts on what speaks of the criterion, from the scores of all examples.
    fn items(&self, column: usize, scores: &[f32]) -> Vec<Item> {
        let item = |answer| Some((Range::len(answer) > 1, self.item(column, answer, scores)?));
        judged(self.answers.iter().filter_map(item).collect())
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
    fn item(&self, column: usize, answer: &Range<usize>, scores: &[f32]) -> Option<Item> {
        let labels: Vec<Label> = answer
            .clone()
            .filter_map(|at| self.labels.get(at).and_then(|labels| labels.get(column)).copied())
            .collect();
        if labels.contains(&Label::Unnamed) {
            return None;
        }
        let scores = answer.clone().filter_map(|at| Some((*scores.get(at)?, at)));
        let (score, example) = scores.max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(Item { score, truth: labels.contains(&Label::Hit), example })
    }

    /// Sum and squared length of an example, as the assembled model would have them.
    fn reading(&self, linear: &Linear, at: usize) -> (f32, f32) {
        let square: f32 =
            self.texts.get(at).map_or(0.0, |text| text.iter().map(|stem| self.square(*stem)).sum());
        let score = self.rows.get(at).map_or(0.0, |row| linear.score(row)) - linear.bias;
        (score * square.sqrt().max(1.0), square)
    }

    fn assemble(&self, linears: &[Linear], criteria: Vec<CriterionModel>, fingerprint: u64) -> Model {
        let largest = linears
            .iter()
            .flat_map(|linear| &linear.weights)
            .fold(f32::EPSILON, |max, weight| max.max(weight.abs()));
        let top = self.idf.iter().chain(&self.pair_idf).fold(1.0_f32, |max, idf| max.max(*idf));
        let scale = 32_000.0 / (largest * top * (1.0 + ROOT_WEIGHT));
        let row = |features: &[(usize, f32)]| -> Vec<i16> {
            let weight = |linear: &Linear, at: usize| linear.weights.get(at).copied().unwrap_or(0.0);
            let sum = |linear| features.iter().map(|(at, value)| weight(linear, *at) * value).sum::<f32>();
            let weights = linears.iter().map(|linear| quantize(sum(linear) * scale));
            let empty = padded(linears.len()) - linears.len();
            weights.chain(std::iter::repeat_n(0, empty)).collect()
        };
        let mut tables = [Vec::new(), Vec::new()];
        let faintest = quantize(largest * top * scale * FAINTEST);
        for (at, ((kind, key), idf)) in self.pair_features.iter().zip(&self.pair_idf).enumerate() {
            let row = row(&[(self.n_words() + at, idf * kind_weight(*kind))]);
            if row.iter().any(|weight| weight.abs() >= faintest) {
                tables[usize::from(*kind == PairKind::Near)].push((*key, row));
            }
        }
        let features = |number: usize| {
            let own = self.idf.get(number).map(|idf| (number, *idf));
            own.into_iter().chain(self.root_of(number)).collect::<Vec<_>>()
        };
        let rows = (0..self.n_words()).flat_map(|number| row(&features(number))).collect();
        let squares = self.idf.iter().map(|idf| idf * idf).collect();
        let pairs = tables.map(|pairs| PairTable::build(&pairs));
        let (stems, roots) = (StemTable::new(&self.stems), StemTable::new(&self.roots));
        let (columns, unknown) = (Columns::of(&criteria), self.unknown);
        Model { fingerprint, criteria, columns, scale, stems, roots, squares, unknown, rows, pairs }
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
        Label::Beside => COST * BESIDE,
        Label::Unnamed => COST * UNNAMED,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "scaled into the range of i16 by its caller")]
fn quantize(weight: f32) -> i16 {
    weight.round() as i16
}

fn labels(example: &Example, criteria: &[(String, Aim)]) -> Vec<Label> {
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

/// Tells the misses of an answer that has a hit from those of one that has none.
fn lighten(answer: &mut [Vec<Label>]) {
    for column in 0..answer.first().map_or(0, Vec::len) {
        if answer.iter().any(|labels| labels.get(column) == Some(&Label::Hit)) {
            let labels = answer.iter_mut().filter_map(|labels| labels.get_mut(column));
            labels.filter(|label| **label == Label::Miss).for_each(|label| *label = Label::Beside);
        }
    }
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
fn answers(examples: &[Example]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
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
