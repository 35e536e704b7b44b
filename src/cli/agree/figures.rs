//! Figures of agreement of scores: for each question, and over all of them.

use serde::Serialize;

use super::machine::Machine;
use crate::agreement::{
    Interval, Levels, Metric, adjacent, bootstrap, cohen_kappa, exact, krippendorff_alpha, mae, pearson,
    quadratic_weighted_kappa, rmse,
};
use crate::cli::ratings::{Labels, Rated};

/// Raters beyond so many are not compared with each other pair by pair; alpha holds them all.
const MOST_RATERS: usize = 5;

/// The answers to one question, rated and graded.
pub(super) struct Group<'r> {
    /// The rubric's id, or the question's.
    pub name: String,
    pub levels: Levels,
    pub answers: Vec<Judgement<'r>>,
    /// Answers without a score, of which coaches decided something.
    pub labelled: Vec<(Machine, Labels)>,
}

impl Group<'_> {
    /// All that the machine judged, with a score or without.
    pub(super) fn machines(&self) -> impl Iterator<Item = &Machine> {
        let scored = self.answers.iter().map(|one| &one.machine);
        scored.chain(self.labelled.iter().map(|(machine, _)| machine))
    }

    /// Labels beside what the machine judged.
    pub(super) fn labels(&self) -> impl Iterator<Item = (&Machine, &Labels)> {
        let scored = self.answers.iter().map(|one| (&one.machine, &one.labels));
        scored.chain(self.labelled.iter().map(|(machine, labels)| (machine, labels)))
    }
}

/// One answer with what people and the machine say of it.
pub(super) struct Judgement<'r> {
    pub rated: &'r Rated,
    pub machine: Machine,
    pub labels: Labels,
    /// The mean of the raters' scores.
    pub mean: f64,
}

impl Judgement<'_> {
    /// The machine's score on the raters' scale, not rounded.
    pub(super) fn score(&self, levels: Levels) -> f64 {
        let straight = || levels.of_percent(self.machine.percent);
        self.machine.scaled.map_or_else(straight, |score| score.clamp(levels.low(), levels.high()))
    }
}

/// Two judges of the same answers.
#[derive(Debug, Clone)]
pub(super) struct Compared {
    first: String,
    second: String,
    pairs: Vec<Pair>,
}

#[derive(Debug, Clone, Copy)]
struct Pair {
    raw: (f64, f64),
    /// Rounded to the scale's levels.
    level: (f64, f64),
    /// At most one step apart.
    near: bool,
}

/// How well two judges agree.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Figures {
    pub first: String,
    pub second: String,
    pub n: usize,
    pub exact: Option<f64>,
    pub adjacent: Option<f64>,
    pub kappa: Option<f64>,
    pub qwk: Option<f64>,
    pub qwk_interval: Option<[f64; 2]>,
    pub pearson: Option<f64>,
    pub pearson_interval: Option<[f64; 2]>,
    pub rmse: Option<f64>,
    pub mae: Option<f64>,
    pub mae_interval: Option<[f64; 2]>,
}

/// Krippendorff's alpha of the raters alone, and with the machine as one of them.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Alpha {
    pub raters: Option<f64>,
    pub raters_ordinal: Option<f64>,
    pub with_machine: Option<f64>,
    pub with_machine_ordinal: Option<f64>,
}

/// Four decimals: more would be noise.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0 + 0.0
}

pub(super) fn interval(found: Option<Interval>) -> Option<[f64; 2]> {
    found.map(|found| [rounded(found.low), rounded(found.high)])
}

/// Fewer draws for many answers, whose intervals are narrow anyway.
pub(super) fn draws(n: usize) -> usize {
    (2_000_000 / n.max(1)).clamp(200, 1000)
}

impl Compared {
    fn new(first: &str, second: &str, scores: impl Iterator<Item = (f64, f64)>, levels: Levels) -> Self {
        let pair = |raw: (f64, f64)| {
            let (a, b) = (levels.index(raw.0), levels.index(raw.1));
            Pair { raw, level: (levels.level(a), levels.level(b)), near: a.abs_diff(b) <= 1 }
        };
        Self { first: first.to_owned(), second: second.to_owned(), pairs: scores.map(pair).collect() }
    }

    /// On a scale from 0 to 100, so that questions of different scales can stand together.
    fn in_percent(&mut self, levels: Levels) {
        let percent = |score: f64| (score - levels.low()) / (levels.high() - levels.low()) * 100.0;
        for pair in &mut self.pairs {
            pair.raw = (percent(pair.raw.0), percent(pair.raw.1));
            pair.level = (percent(pair.level.0), percent(pair.level.1));
        }
    }

    pub(super) fn figures(&self) -> Figures {
        let split =
            |of: fn(&Pair) -> (f64, f64)| -> (Vec<f64>, Vec<f64>) { self.pairs.iter().map(of).unzip() };
        let (raw, level) = (split(|pair| pair.raw), split(|pair| pair.level));
        let names = |levels: &[f64]| -> Vec<i64> {
            #[allow(clippy::cast_possible_truncation, reason = "scores in thousandths are far below 2^63")]
            levels.iter().map(|level| (level * 1000.0).round() as i64).collect()
        };
        let zero = vec![0.0; self.pairs.len()];
        let near: Vec<f64> = self.pairs.iter().map(|pair| if pair.near { 0.0 } else { 2.0 }).collect();
        let drawn = |lists: &(Vec<f64>, Vec<f64>), figure: fn(&[f64], &[f64]) -> Option<f64>| {
            interval(bootstrap(self.pairs.len(), draws(self.pairs.len()), 1, |places| {
                figure(&picked(&lists.0, places), &picked(&lists.1, places))
            }))
        };
        Figures {
            first: self.first.clone(),
            second: self.second.clone(),
            n: self.pairs.len(),
            exact: exact(&level.0, &level.1).map(rounded),
            adjacent: adjacent(&near, &zero, 1.0).map(rounded),
            kappa: cohen_kappa(&names(&level.0), &names(&level.1)).map(rounded),
            qwk: quadratic_weighted_kappa(&level.0, &level.1).map(rounded),
            qwk_interval: drawn(&level, quadratic_weighted_kappa),
            pearson: pearson(&raw.0, &raw.1).map(rounded),
            pearson_interval: drawn(&raw, pearson),
            rmse: rmse(&raw.0, &raw.1).map(rounded),
            mae: mae(&raw.0, &raw.1).map(rounded),
            mae_interval: drawn(&raw, mae),
        }
    }
}

fn picked(list: &[f64], places: &[usize]) -> Vec<f64> {
    places.iter().filter_map(|at| list.get(*at)).copied().collect()
}

/// The machine against every rater and their mean, raters against each other, and length alone.
pub(super) fn compared(group: &Group<'_>, raters: &[String]) -> Vec<Compared> {
    let levels = group.levels;
    let scores = |at: usize| move |one: &Judgement<'_>| one.rated.scores.get(at).copied().flatten();
    let answers = || group.answers.iter();
    let mut all = Vec::new();
    for (at, rater) in raters.iter().enumerate() {
        let pairs = answers().filter_map(|one| Some((one.score(levels), scores(at)(one)?)));
        all.push(Compared::new("machine", rater, pairs, levels));
    }
    if raters.len() > 1 {
        all.push(Compared::new(
            "machine",
            "mean",
            answers().map(|one| (one.score(levels), one.mean)),
            levels,
        ));
    }
    if raters.len() <= MOST_RATERS {
        for (a, first) in raters.iter().enumerate() {
            for (b, second) in raters.iter().enumerate().skip(a + 1) {
                let pairs = answers().filter_map(|one| Some((scores(a)(one)?, scores(b)(one)?)));
                all.push(Compared::new(first, second, pairs, levels));
            }
        }
    }
    all.extend(length_only(group));
    all.retain(|compared| !compared.pairs.is_empty());
    all
}

/// What the number of words alone would have scored, by the straight line that fits these answers best.
fn length_only(group: &Group<'_>) -> Option<Compared> {
    #[allow(clippy::cast_precision_loss, reason = "an answer has far fewer than 2^52 words")]
    let words: Vec<f64> = group.answers.iter().map(|one| one.machine.words as f64).collect();
    let means: Vec<f64> = group.answers.iter().map(|one| one.mean).collect();
    #[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52 answers")]
    let average = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let (of_words, of_means) = (average(&words), average(&means));
    let spread: f64 = words.iter().map(|word| (word - of_words) * (word - of_words)).sum();
    let common: f64 =
        words.iter().zip(&means).map(|(word, mean)| (word - of_words) * (mean - of_means)).sum();
    let slope = if spread > 0.0 { common / spread } else { return None };
    let line = words.iter().map(|word| of_means + slope * (word - of_words));
    Some(Compared::new("length only", "mean", line.zip(means.iter().copied()), group.levels))
}

/// Comparisons of all questions joined by name; in percent where scales differ.
pub(super) fn joined(groups: &[Group<'_>], all: &[Vec<Compared>]) -> Vec<Compared> {
    let same = same_scale(groups);
    let mut joined: Vec<Compared> = Vec::new();
    for (group, compared) in groups.iter().zip(all) {
        for one in compared {
            let mut one = one.clone();
            if !same {
                one.in_percent(group.levels);
            }
            match joined.iter_mut().find(|known| known.first == one.first && known.second == one.second) {
                Some(known) => known.pairs.append(&mut one.pairs),
                None => joined.push(one),
            }
        }
    }
    joined
}

/// Whether all questions are scored on one scale.
pub(super) fn same_scale(groups: &[Group<'_>]) -> bool {
    groups.windows(2).all(|pair| match pair {
        [a, b] => {
            a.levels.low().total_cmp(&b.levels.low()).is_eq()
                && a.levels.high().total_cmp(&b.levels.high()).is_eq()
        }
        _ => true,
    })
}

/// Alpha over the answers of `groups`; in shares of the scale, so that questions can stand together.
pub(super) fn alpha(groups: &[Group<'_>]) -> Alpha {
    let (mut raters, mut with_machine) = (Vec::new(), Vec::new());
    for group in groups {
        let levels = group.levels;
        let share = |score: f64| (score - levels.low()) / (levels.high() - levels.low());
        for one in &group.answers {
            let mut unit: Vec<Option<f64>> = one
                .rated
                .scores
                .iter()
                .map(|score| score.map(|score| share(levels.nearest(score))))
                .collect();
            raters.push(unit.clone());
            unit.push(Some(share(levels.nearest(one.score(levels)))));
            with_machine.push(unit);
        }
    }
    let alpha = |units: &[Vec<Option<f64>>], metric| krippendorff_alpha(units, metric).map(rounded);
    Alpha {
        raters: alpha(&raters, Metric::Interval),
        raters_ordinal: alpha(&raters, Metric::Ordinal),
        with_machine: alpha(&with_machine, Metric::Interval),
        with_machine_ordinal: alpha(&with_machine, Metric::Ordinal),
    }
}
