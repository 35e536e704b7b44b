//! Learning with nested cross-validation: the strength of the penalty is chosen within the answers of a fold's rest.

use std::collections::BTreeMap;
use std::hash::Hasher;

use siphasher::sip::SipHasher24;

use super::features::{Kind, Reader};
use super::model::{Feature, Part, Residual, UNIT};
use super::ridge::{Row, ridge, score};
use super::space::{RAREST, Space};
use crate::agreement::{
    Levels, MARGIN, ScaleMap, between, gain_error, isotonic, quadratic_weighted_kappa, rmse, stretch,
};

/// Answers needed to learn a model.
pub const FEWEST: usize = 300;
/// More answers than this are refused: learning would take minutes and gain nothing.
pub const MOST: usize = 10_000;

const FOLDS: u64 = 5;
/// Penalties that are tried, the strongest first.
const PENALTIES: [f64; 4] = [32.0, 8.0, 2.0, 0.5];
/// Runs of words and of letters that are kept, the most frequent ones.
const MOST_FEATURES: usize = 12_000;
/// Features that explain a model, in each direction.
const MOST_TOP: usize = 8;

/// One graded answer.
#[derive(Debug, Clone)]
pub struct Graded<'a> {
    /// Its id, which decides its fold.
    pub id: &'a str,
    /// Its text.
    pub text: &'a str,
    /// What the rubric gives.
    pub percent: f64,
    /// Criteria and what was decided of them.
    pub verdicts: Vec<(&'a str, &'a str)>,
    /// What the raters gave.
    pub score: f64,
}

/// Why nothing is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too few answers.
    #[error(
        "{0} graded answers; {FEWEST} are needed for a model. With fewer, it learns the wording of these candidates by heart and adds nothing on others; `gradus calibrate` without --model needs 20"
    )]
    TooFew(usize),
    /// Too many answers.
    #[error("{0} graded answers; {MOST} are the most that a model learns from. Give it a sample")]
    TooMany(usize),
    /// Nothing to tell apart.
    #[error("all scores are the same, so there is nothing to learn")]
    NoSpread,
}

/// Figures on answers not seen, in points of the raters' scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Quadratic weighted kappa.
    pub qwk: f64,
    /// Root mean squared difference.
    pub rmse: f64,
}

/// Three ways to a score, on answers that none of them has seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// The straight line from 0 % to 100 %.
    pub straight: Figures,
    /// The monotone map of the percentage.
    pub map: Figures,
    /// The residual model.
    pub model: Figures,
    /// Standard error of the gain in kappa over the better of the others.
    pub error: f64,
}

impl Trial {
    /// The better of the two that need no model.
    pub fn without(&self) -> Figures {
        if self.map.qwk > self.straight.qwk { self.map } else { self.straight }
    }

    /// Whether the model beats both by more than chance.
    pub fn helps(&self) -> bool {
        self.model.qwk - self.without().qwk > MARGIN * self.error.max(1e-9)
    }
}

/// An answer as numbers; the score is a share of the scale.
struct Sample {
    counts: Vec<(u32, u32)>,
    percent: f64,
    share: f64,
    fold: u64,
}

/// Learns from graded answers; `rubric` and `fingerprint` say for which rubric.
///
/// # Errors
/// When the answers are too few, too many, or all have one score.
pub fn learn(
    answers: &[Graded<'_>],
    levels: Levels,
    rubric: &str,
    fingerprint: u64,
) -> Result<Residual, Refusal> {
    let first = answers.first().map_or(0.0, |answer| answer.score);
    match answers.len() {
        n if n < FEWEST => return Err(Refusal::TooFew(n)),
        n if n > MOST => return Err(Refusal::TooMany(n)),
        _ if answers.iter().all(|answer| (answer.score - first).abs() < 1e-9) => {
            return Err(Refusal::NoSpread);
        }
        _ => {}
    }
    let (features, samples) = samples(answers, levels);
    let kinds: Vec<Kind> = features.iter().map(|(kind, _)| *kind).collect();
    let all: Vec<&Sample> = samples.iter().collect();
    let trial = trial(&all, &kinds, levels);
    let fit = Fit::nested(&all, &kinds);
    let mut model = Residual {
        rubric: rubric.to_owned(),
        fingerprint,
        answers: answers.len(),
        levels,
        trial,
        top: fit.top(&features, &all, levels),
        knots: fit.knots.iter().map(|(percent, share)| (tenths(*percent), millionths(*share))).collect(),
        centre: millionths(fit.centre),
        stretch: millionths(fit.stretch),
        features: Vec::new(),
        space: fit.space,
    };
    let weighted = features.into_iter().zip(&fit.weights);
    model.features =
        weighted.map(|((kind, text), weight)| Feature { kind, text, weight: millionths(*weight) }).collect();
    Ok(model)
}

/// Answers as numbers in an order that does not depend on the file's, and the features that are frequent enough.
fn samples(answers: &[Graded<'_>], levels: Levels) -> (Vec<(Kind, String)>, Vec<Sample>) {
    let folds = folds(answers);
    let mut order: Vec<(u64, &Graded<'_>, u64)> =
        answers.iter().zip(folds).map(|(answer, fold)| (digest(answer.id), answer, fold)).collect();
    order.sort_by(|(a, one, _), (b, other, _)| {
        a.cmp(b).then_with(|| (one.id, one.text).cmp(&(other.id, other.text)))
    });
    let mut reader = Reader::default();
    let bags: Vec<_> = order.iter().map(|(_, answer, _)| reader.bag(answer.text, &answer.verdicts)).collect();
    let mut frequencies: BTreeMap<&(Kind, String), u32> = BTreeMap::new();
    bags.iter().flatten().for_each(|(feature, _)| *frequencies.entry(feature).or_default() += 1);
    let features = frequent(&frequencies);
    let number =
        |feature: &(Kind, String)| features.binary_search(feature).ok().and_then(|at| u32::try_from(at).ok());
    let whole = levels.high() - levels.low();
    let sample = |(bag, (_, answer, fold)): (&super::features::Bag, &(u64, &Graded<'_>, u64))| Sample {
        counts: bag.iter().filter_map(|(feature, count)| Some((number(feature)?, *count))).collect(),
        percent: answer.percent,
        share: (answer.score - levels.low()) / whole,
        fold: *fold,
    };
    let samples = bags.iter().zip(&order).map(sample).collect();
    (features, samples)
}

/// All verdicts, and the most frequent runs; ascending.
fn frequent(frequencies: &BTreeMap<&(Kind, String), u32>) -> Vec<(Kind, String)> {
    let mut kept = Vec::new();
    for kind in Kind::ALL {
        let of_kind = frequencies.iter().filter(|((one, _), n)| *one == kind && **n >= RAREST);
        let mut of_kind: Vec<_> = of_kind.map(|(feature, n)| (*n, *feature)).collect();
        of_kind.sort_by(|(a, one), (b, other)| b.cmp(a).then(one.cmp(other)));
        kept.extend(of_kind.into_iter().take(MOST_FEATURES).map(|(_, feature)| feature.clone()));
    }
    kept.sort_unstable();
    kept
}

/// The fold of each answer, by the digest of its id; answers of the same words stay together, so that none is
/// judged by a model that has seen its twin.
fn folds(answers: &[Graded<'_>]) -> Vec<u64> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut ids: BTreeMap<String, &str> = BTreeMap::new();
    for answer in answers {
        let id = ids.entry(plain(answer.text)).or_insert(answer.id);
        *id = (*id).min(answer.id);
    }
    let fold =
        |answer: &Graded<'_>| digest(ids.get(&plain(answer.text)).copied().unwrap_or(answer.id)) % FOLDS;
    answers.iter().map(fold).collect()
}

fn digest(id: &str) -> u64 {
    let mut hasher = SipHasher24::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

/// All three ways on every fold, each learned from the other folds.
fn trial(all: &[&Sample], kinds: &[Kind], levels: Levels) -> Trial {
    let (mut rated, mut straight, mut map, mut model) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let on_scale = |share: f64| levels.low() + share * (levels.high() - levels.low());
    for fold in 0..FOLDS {
        let (held, known): (Vec<&Sample>, Vec<&Sample>) =
            all.iter().copied().partition(|sample| sample.fold == fold);
        let points: Vec<(f64, f64)> =
            known.iter().map(|sample| (sample.percent, on_scale(sample.share))).collect();
        let (fitted, fit) = (ScaleMap::fitted(&points, levels), Fit::nested(&known, kinds));
        for sample in held {
            rated.push(on_scale(sample.share));
            straight.push(levels.nearest(levels.of_percent(sample.percent)));
            map.push(fitted.score(sample.percent));
            model.push(levels.nearest(on_scale(fit.share(sample))));
        }
    }
    let figures = |guesses: &[f64]| Figures {
        qwk: quadratic_weighted_kappa(guesses, &rated).unwrap_or(0.0),
        rmse: rmse(guesses, &rated).unwrap_or(0.0),
    };
    let mut trial =
        Trial { straight: figures(&straight), map: figures(&map), model: figures(&model), error: 0.0 };
    let without = if trial.map.qwk > trial.straight.qwk { map } else { straight };
    trial.error = gain_error(&[without], &[model], &rated, 1);
    trial
}

/// A model before it is rounded.
struct Fit {
    space: Space,
    knots: Vec<(f64, f64)>,
    weights: Vec<f64>,
    centre: f64,
    stretch: f64,
}

impl Fit {
    /// Learns from `known`, with the penalty and the stretch that are best within them.
    fn nested(known: &[&Sample], kinds: &[Kind]) -> Self {
        let mut guesses = PENALTIES.map(|_| Vec::with_capacity(known.len()));
        let mut rated = Vec::with_capacity(known.len());
        for fold in 0..FOLDS {
            let (held, rest): (Vec<&Sample>, Vec<&Sample>) =
                known.iter().copied().partition(|sample| sample.fold == fold);
            if held.is_empty() || rest.is_empty() {
                continue;
            }
            rated.extend(held.iter().map(|sample| sample.share));
            let learner = Learner::new(&rest, kinds);
            for (penalty, guesses) in PENALTIES.iter().zip(&mut guesses) {
                let fit = learner.fit(*penalty);
                guesses.extend(held.iter().map(|sample| fit.share(sample)));
            }
        }
        let away = |guesses: &[f64]| rmse(guesses, &rated).unwrap_or(f64::MAX);
        let best = PENALTIES.iter().zip(&guesses).min_by(|(_, a), (_, b)| away(a).total_cmp(&away(b)));
        let (penalty, guesses) = best.map_or((PENALTIES[0], &[][..]), |(penalty, all)| (*penalty, all));
        let mut fit = Learner::new(known, kinds).fit(penalty);
        let n = f64::from(u32::try_from(rated.len().max(1)).unwrap_or(u32::MAX));
        fit.centre = rated.iter().sum::<f64>() / n;
        fit.stretch = stretch(fit.centre, guesses, &rated);
        fit
    }

    fn share(&self, sample: &Sample) -> f64 {
        let row = self.space.row(&sample.counts);
        let value = between(&self.knots, sample.percent) + score(&self.weights, &row);
        self.centre + self.stretch * (value - self.centre)
    }

    /// The features that add or take most, by what they do on average where they stand, weighed by how often.
    fn top(&self, features: &[(Kind, String)], all: &[&Sample], levels: Levels) -> Vec<Part> {
        let mut sums = vec![0.0_f64; features.len()];
        for sample in all {
            for (at, value) in self.space.row(&sample.counts) {
                if let Some(sum) = sums.get_mut(at as usize) {
                    *sum += f64::from(value);
                }
            }
        }
        let scale = self.stretch * (levels.high() - levels.low());
        let effect = |at: usize| {
            let frequency = f64::from(self.space.frequencies.get(at).copied().unwrap_or(1).max(1));
            let weight = self.weights.get(at).copied().unwrap_or(0.0) * scale;
            (weight * sums.get(at).copied().unwrap_or(0.0) / frequency, frequency)
        };
        let mut ranked: Vec<(f64, f64, usize)> = (0..features.len())
            .map(|at| {
                let (adds, frequency) = effect(at);
                (adds * frequency.sqrt(), adds, at)
            })
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let part = |(_, adds, at): &(f64, f64, usize)| {
            let (kind, text) = features.get(*at)?.clone();
            Some(Part { kind, text, adds: (adds * UNIT).round() / UNIT })
        };
        let up = ranked.iter().take(MOST_TOP).filter(|(_, adds, _)| *adds > 0.0).filter_map(part);
        let down = ranked.iter().rev().take(MOST_TOP).filter(|(_, adds, _)| *adds < 0.0).filter_map(part);
        up.chain(down).collect()
    }
}

/// Answers made ready for any penalty.
struct Learner {
    space: Space,
    knots: Vec<(f64, f64)>,
    rows: Vec<Row>,
    targets: Vec<f64>,
}

impl Learner {
    fn new(known: &[&Sample], kinds: &[Kind]) -> Self {
        let space = Space::new(kinds, known.iter().map(|sample| sample.counts.as_slice()));
        let points: Vec<(f64, f64)> = known.iter().map(|sample| (sample.percent, sample.share)).collect();
        let knots = isotonic(&points);
        let rows = known.iter().map(|sample| space.row(&sample.counts)).collect();
        let targets = points.iter().map(|(percent, share)| share - between(&knots, *percent)).collect();
        Self { space, knots, rows, targets }
    }

    fn fit(&self, penalty: f64) -> Fit {
        let rows: Vec<&Row> = self.rows.iter().collect();
        let weights = ridge(&rows, &self.targets, penalty, self.space.kinds.len());
        let (space, knots) = (self.space.clone(), self.knots.clone());
        Fit { space, knots, weights, centre: 0.0, stretch: 1.0 }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to a range that fits")]
fn millionths(value: f64) -> i64 {
    (value * UNIT).round().clamp(-1e15, 1e15) as i64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
fn tenths(percent: f64) -> u32 {
    (percent * 10.0).round().clamp(0.0, 1000.0) as u32
}
