//! From percentages to the raters' scale: a monotone map, shrunk toward the straight line, kept only if it helps.
//!
//! The map is the isotonic regression of scores on percentages, stretched about its mean until it spreads as
//! the raters do: of all linear functions of a fit this one has the highest quadratic weighted kappa, because a
//! regression of noisy scores is too flat. With few answers it is noisy itself, so it is mixed with
//! the straight line from 0 % to 100 %: below a hundred answers half and half, from there on how much of it
//! is used is chosen by cross-validation. Anything but the straight line must win by more than 1.5 standard errors
//! of the gain, a stricter form of the rule of one standard error (Breiman et al. 1984): with one, a few
//! questions in a hundred lose kappa on answers not seen.

use super::bootstrap::SplitMix64;
use super::isotonic::isotonic;
use super::levels::Levels;
use super::scores::{float, mae, mean, quadratic_weighted_kappa};

/// Answers needed to fit a map.
pub const FEWEST: usize = 20;

/// Shares of the fitted map that are tried; the rest is the straight line.
const SHARES: [f64; 3] = [0.0, 0.5, 1.0];

/// Answers from which the whole of the fitted map may be used. Learned from 25, it lost .035 of kappa on the answers not
/// seen to one question of seven; half of it lost .008 at most.
const WHOLE_FROM: usize = 100;

/// Standard errors of the gain by which a fitted map must win.
pub const MARGIN: f64 = 1.5;

/// A fit is never stretched further: beyond that the percentage hardly says anything.
const MOST_STRETCH: f64 = 3.0;

const FOLDS: usize = 5;
const ROUNDS: usize = 10;
const DRAWS: usize = 200;

/// Steps of a scale: from this percentage up, this score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleMap(Vec<(f64, f64)>);

impl ScaleMap {
    /// The map fitted to pairs of percentage and score, not mixed with the straight line.
    pub fn fitted(points: &[(f64, f64)], levels: Levels) -> Self {
        Fit::new(points, 1.0).steps(levels)
    }

    /// Ascending pairs of percentage (in tenths) and score; the first begins at 0.
    pub fn steps(&self) -> &[(f64, f64)] {
        &self.0
    }

    /// The score of a percentage.
    pub fn score(&self, percent: f64) -> f64 {
        let after = self.0.partition_point(|(from, _)| *from <= percent + 1e-9);
        self.0.get(after.saturating_sub(1)).map_or(0.0, |(_, score)| *score)
    }
}

/// How well a map does on answers it has not seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeldOut {
    /// Mean quadratic weighted kappa over the rounds.
    pub qwk: f64,
    /// Mean absolute difference, in points of the scale.
    pub mae: f64,
}

/// What was learned of a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The map that is best by the rule.
    pub map: ScaleMap,
    /// How much of the fitted map is in it: 0 is the straight line, which then cannot be told from better ones.
    pub share: f64,
    /// The straight line on answers not seen.
    pub before: HeldOut,
    /// The best fitted map on answers not seen, whether or not it is used.
    pub after: HeldOut,
    /// Standard error of the gain in kappa.
    pub error: f64,
}

impl Calibration {
    /// Whether the fitted map beats the straight line by more than chance.
    pub fn helps(&self) -> bool {
        self.share > 0.0
    }
}

/// A fitted map before it is rounded to levels.
struct Fit {
    knots: Vec<(f64, f64)>,
    centre: f64,
    stretch: f64,
    share: f64,
}

impl Fit {
    fn new(points: &[(f64, f64)], share: f64) -> Self {
        let knots = isotonic(points);
        let centre = mean(points.iter().map(|(_, score)| *score)).unwrap_or(0.0);
        let guesses: Vec<f64> = points.iter().map(|(percent, _)| between(&knots, *percent)).collect();
        let rated: Vec<f64> = points.iter().map(|(_, score)| *score).collect();
        let stretch = stretch(centre, &guesses, &rated);
        Self { knots, centre, stretch, share }
    }

    fn score(&self, percent: f64, levels: Levels) -> f64 {
        let straight = levels.of_percent(percent);
        if self.share == 0.0 {
            return levels.nearest(straight);
        }
        let fitted = self.centre + self.stretch * (between(&self.knots, percent) - self.centre);
        levels.nearest(self.share * fitted + (1.0 - self.share) * straight)
    }

    fn steps(&self, levels: Levels) -> ScaleMap {
        let mut steps: Vec<(f64, f64)> = Vec::new();
        for permille in 0..=1000 {
            let percent = f64::from(permille) / 10.0;
            let score = self.score(percent, levels);
            if steps.last().is_none_or(|(_, last)| score > *last) {
                steps.push((percent, score));
            }
        }
        ScaleMap(steps)
    }
}

/// By how much guesses are to be stretched about `centre` so that they spread as the raters' scores do.
pub fn stretch(centre: f64, guesses: &[f64], rated: &[f64]) -> f64 {
    let spread = |values: &[f64]| {
        mean(values.iter().map(|value| (value - centre) * (value - centre))).unwrap_or(0.0).sqrt()
    };
    let (guessed, rated) = (spread(guesses), spread(rated));
    if guessed > 1e-9 { (rated / guessed).clamp(1.0, MOST_STRETCH) } else { 1.0 }
}

/// The value of knots (ascending) at `x`: linear between them, flat beyond them.
pub fn between(knots: &[(f64, f64)], x: f64) -> f64 {
    let after = knots.partition_point(|(knot, _)| *knot <= x);
    let (below, above) = (after.checked_sub(1).and_then(|at| knots.get(at)), knots.get(after));
    match (below, above) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
        (Some((_, y)), None) | (None, Some((_, y))) => *y,
        (None, None) => 0.0,
    }
}

/// Learns the map from `percents` of answers to their `scores`; `None` below [`FEWEST`] answers, or when all
/// scores are the same.
pub fn calibrate(percents: &[f64], scores: &[f64], levels: Levels, seed: u64) -> Option<Calibration> {
    let points: Vec<(f64, f64)> = percents.iter().copied().zip(scores.iter().copied()).collect();
    let first = points.first()?.1;
    if points.len() < FEWEST || points.iter().all(|(_, score)| (score - first).abs() < 1e-9) {
        return None;
    }
    let rated: Vec<f64> = points.iter().map(|(_, score)| *score).collect();
    let guesses = held_out(&points, levels, seed);
    let figures = guesses.each_ref().map(|rounds| figure(rounds, &rated));
    let most = if points.len() < WHOLE_FROM { SHARES.len() - 1 } else { SHARES.len() };
    let best = (1..most).max_by(|a, b| {
        let qwk = |at: &usize| figures.get(*at).map_or(f64::MIN, |figure| figure.qwk);
        qwk(a).total_cmp(&qwk(b)).then(b.cmp(a))
    })?;
    let (straight, fitted) = (guesses.first()?, guesses.get(best)?);
    let (before, after) = (*figures.first()?, *figures.get(best)?);
    let error = gain_error(straight, fitted, &rated, seed);
    let wins = after.qwk - before.qwk > MARGIN * error.max(1e-9);
    let share = if wins { *SHARES.get(best)? } else { 0.0 };
    Some(Calibration { map: Fit::new(&points, share).steps(levels), share, before, after, error })
}

/// For every share, in every round, the score of each answer by a map fitted without it.
fn held_out(points: &[(f64, f64)], levels: Levels, seed: u64) -> [Vec<Vec<f64>>; SHARES.len()] {
    let mut generator = SplitMix64::new(seed);
    let mut guesses = SHARES.map(|_| Vec::new());
    let mut order: Vec<usize> = (0..points.len()).collect();
    for _ in 0..rounds(points.len()) {
        generator.shuffle(&mut order);
        let mut round = SHARES.map(|_| vec![0.0; points.len()]);
        for fold in 0..FOLDS {
            let outside = order.iter().enumerate().filter(|(at, _)| at % FOLDS != fold);
            let known: Vec<(f64, f64)> = outside.filter_map(|(_, at)| points.get(*at)).copied().collect();
            for (share, guesses) in SHARES.iter().zip(&mut round) {
                let fit = Fit::new(&known, *share);
                for at in order.iter().skip(fold).step_by(FOLDS) {
                    if let (Some((percent, _)), Some(guess)) = (points.get(*at), guesses.get_mut(*at)) {
                        *guess = fit.score(*percent, levels);
                    }
                }
            }
        }
        guesses.iter_mut().zip(round).for_each(|(all, round)| all.push(round));
    }
    guesses
}

/// Large sets need no repetition, and should not take long.
fn rounds(n: usize) -> usize {
    if n > 2000 { 2 } else { ROUNDS }
}

fn figure(rounds: &[Vec<f64>], rated: &[f64]) -> HeldOut {
    let qwk = mean(rounds.iter().filter_map(|round| quadratic_weighted_kappa(round, rated)));
    let mae = mean(rounds.iter().filter_map(|round| mae(round, rated)));
    HeldOut { qwk: qwk.unwrap_or(0.0), mae: mae.unwrap_or(0.0) }
}

/// Standard error of the gain in kappa from `straight` to `fitted` (guesses in one or more rounds): its spread over
/// draws of answers with replacement.
pub fn gain_error(straight: &[Vec<f64>], fitted: &[Vec<f64>], rated: &[f64], seed: u64) -> f64 {
    let mut generator = SplitMix64::new(seed ^ 1);
    let mut gains = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let places: Vec<usize> = rated.iter().map(|_| generator.below(rated.len())).collect();
        let drawn = |values: &[f64]| -> Vec<f64> {
            places.iter().filter_map(|at| values.get(*at)).copied().collect()
        };
        let truth = drawn(rated);
        let kappa = |round: &Vec<f64>| quadratic_weighted_kappa(&drawn(round), &truth).unwrap_or(0.0);
        gains.extend(mean(straight.iter().zip(fitted).map(|(before, after)| kappa(after) - kappa(before))));
    }
    let centre = mean(gains.iter().copied()).unwrap_or(0.0);
    let n = float(gains.len().max(2)) / float(gains.len().max(2) - 1);
    (mean(gains.iter().map(|gain| (gain - centre) * (gain - centre))).unwrap_or(0.0) * n).sqrt()
}
