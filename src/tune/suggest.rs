//! Suggested patterns: mined, varied or countering; tried by the scorer, chosen, measured and numbered.

use std::collections::BTreeSet;

use serde::Serialize;

use super::choose::{HeldOut, Worth, greedy, held_out};
use super::corpus::{Corpus, StemId};
use super::mine::Grams;
use super::panel::{Graded, Panel, Told};
use super::related::{Related, own_stems};
use super::trial::{Tried, try_all};
use super::{counters, related};
use crate::agreement::Hits;
use crate::rubric::pattern::Pattern;
use crate::rubric::{Criterion, Rule};
use crate::text::Stemmer;

/// Mined patterns that are suggested for a criterion.
const MOST_MINED: usize = 3;
/// Patterns with a related word that are suggested for a criterion.
const MOST_RELATED: usize = 2;
/// Counter-patterns that are suggested for a criterion.
const MOST_COUNTERS: usize = 2;

/// The list of a criterion that a suggestion would go into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum List {
    /// Patterns that earn it.
    Any,
    /// Counter-patterns.
    Unless,
}

/// Where a suggestion comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Origin {
    /// From the sentences of the answers.
    Answers,
    /// From a pattern of the rubric, with a word of the answers that is used like one of its own.
    Related {
        /// The word of the answers.
        word: String,
        /// The word of the rubric.
        of: String,
        /// How alike they are used, up to 1.
        cosine: f64,
    },
}

/// A pattern that would bring the rubric nearer to people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Suggestion {
    /// By which it is chosen, from 1.
    pub number: usize,
    /// The criterion's id.
    pub criterion: String,
    /// The list it would go into.
    pub list: List,
    /// In pattern language.
    pub pattern: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Answers whose verdict it turns.
    pub turns: usize,
    /// Of these, answers that are then judged as people do.
    pub right: usize,
    /// Answers that are then judged otherwise.
    pub wrong: usize,
    /// Answers that were to be mended.
    pub of: usize,
    /// Share of the answers with it that are labelled yes.
    pub precision: Option<f64>,
    /// Share of the answers labelled yes that have it.
    pub recall: Option<f64>,
    /// Precision over the share of all answers that are labelled yes.
    pub lift: Option<f64>,
    /// The same on answers that did not choose it.
    pub held_out: HeldOut,
    /// A sentence of an answer whose verdict it turns.
    pub example: Option<String>,
}

/// A pattern to be tried, and where it comes from.
struct Candidate {
    tried: Tried,
    origin: Origin,
    /// Answers whose verdict it turns.
    turned: Vec<usize>,
    found: Vec<(usize, Vec<u32>)>,
}

/// One criterion and what turning its verdicts is worth.
struct Wanted {
    criterion: usize,
    told: Told,
    /// By answer, of those where it is not met; zero for others.
    adding: Vec<f64>,
    /// By answer, of those where it is met.
    taking: Vec<f64>,
}

/// Suggestions, the most worth first, and what choosing such ones does to answers that did not choose.
pub fn suggestions(panel: &Panel<'_>, corpus: &Corpus) -> (Vec<Suggestion>, HeldOut) {
    let mut wanted: Vec<Wanted> =
        (0..panel.criteria().len()).map(|criterion| Wanted::new(panel, criterion)).collect();
    // Beside what labels suggest, mere finds say little.
    let labelled = panel.is_labelled();
    wanted.retain(|one| !labelled || one.told != Told::Nothing);
    let mut candidates = candidates(panel, corpus, &wanted);
    drop_contradicted(panel, &mut candidates);
    let tried: Vec<Tried> = candidates.iter().map(|one| one.tried.clone()).collect();
    let finds = try_all(panel.scorer.rubric(), &tried, panel.answers);
    for (candidate, found) in candidates.iter_mut().zip(finds) {
        candidate.turned = turned(panel, &candidate.tried, &found);
        candidate.found = found;
    }
    let mut all: Vec<(f64, Suggestion)> = Vec::new();
    let mut total = HeldOut::default();
    for wanted in &wanted {
        let own: Vec<&Candidate> =
            candidates.iter().filter(|one| one.tried.criterion == wanted.criterion).collect();
        all.extend(wanted.choose(panel, corpus, &own, &mut total));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    if !labelled {
        // A score does not say which of two criteria is missing; the first to ask for a pattern gets it.
        let mut seen = BTreeSet::new();
        all.retain(|(_, one)| seen.insert(one.pattern.clone()));
    }
    let mut suggestions: Vec<Suggestion> = all.into_iter().map(|(_, suggestion)| suggestion).collect();
    for (at, suggestion) in suggestions.iter_mut().enumerate() {
        suggestion.number = at + 1;
    }
    (suggestions, total)
}

impl Wanted {
    fn new(panel: &Panel<'_>, criterion: usize) -> Self {
        let told = panel.told(criterion);
        let gains = |found: bool| {
            let gain = |answer: usize| {
                let same = panel.found(criterion, answer) == found;
                if same { panel.gain_of_turning(criterion, answer, told) } else { 0.0 }
            };
            (0..panel.answers.len()).map(gain).collect()
        };
        Self { criterion, told, adding: gains(false), taking: gains(true) }
    }

    fn choose(
        &self,
        panel: &Panel<'_>,
        corpus: &Corpus,
        own: &[&Candidate],
        total: &mut HeldOut,
    ) -> Vec<(f64, Suggestion)> {
        let mut chosen = Vec::new();
        let groups = [(false, true, MOST_MINED), (false, false, MOST_RELATED), (true, true, MOST_COUNTERS)];
        let mut done: Vec<usize> = Vec::new();
        for (counter, mined, most) in groups {
            let own = of_kind(own, counter, mined);
            let gains = if counter { &self.taking } else { &self.adding };
            let turned: Vec<&[usize]> = own.iter().map(|one| one.turned.as_slice()).collect();
            if self.told == Told::Nothing {
                for at in widest(&turned, most) {
                    chosen.extend(own.get(at).map(|one| self.word(panel, corpus, one, HeldOut::default())));
                }
                continue;
            }
            let (each, all) = held_out(&turned, gains, most);
            total.right += all.right;
            total.wrong += all.wrong;
            total.folds = total.folds.max(all.folds);
            for at in greedy(&turned, gains, most, None, &done) {
                let held = each.get(at).copied().unwrap_or_default();
                // What fails on answers that did not choose it would fail on the next ones.
                let lasting = held.right >= held.wrong;
                let fits = |one: &&&Candidate| lasting && (!counter || self.leaves_some(panel, one));
                if let Some(one) = own.get(at).filter(fits) {
                    chosen.push(self.word(panel, corpus, one, held));
                    done.extend(&one.turned);
                }
            }
            done.truncate(if counter { 0 } else { done.len() });
        }
        chosen
    }

    /// A counter-pattern that takes all there is says that the patterns are wrong, not when.
    fn leaves_some(&self, panel: &Panel<'_>, one: &Candidate) -> bool {
        let found = (0..panel.answers.len()).filter(|answer| panel.found(self.criterion, *answer));
        let mut rest = found.filter(|answer| !one.turned.contains(answer));
        rest.any(|answer| panel.label(self.criterion, answer) == Some(true))
    }

    fn word(
        &self,
        panel: &Panel<'_>,
        corpus: &Corpus,
        one: &Candidate,
        held_out: HeldOut,
    ) -> (f64, Suggestion) {
        let gains = if one.tried.counter { &self.taking } else { &self.adding };
        let worth = Worth::of(one.turned.iter().copied(), gains);
        let (precision, recall, lift) = self.measured(panel, one);
        let shown = one.turned.iter().find(|answer| gains.get(**answer).is_some_and(|gain| *gain >= 0.0));
        let example = shown.or(one.turned.first()).and_then(|answer| {
            let (_, sentences) = one.found.iter().find(|(found, _)| found == answer)?;
            let sentence = corpus.sentence(*answer, *sentences.first()? as usize)?;
            Some(sentence.span.slice(&panel.answers.get(*answer)?.text).to_owned())
        });
        let suggestion = Suggestion {
            number: 0,
            criterion: panel.criteria().get(self.criterion).map_or(String::new(), |one| one.id.clone()),
            list: if one.tried.counter { List::Unless } else { List::Any },
            pattern: one.tried.text.clone(),
            origin: one.origin.clone(),
            turns: one.turned.len(),
            right: worth.right,
            wrong: worth.wrong,
            of: Worth::of(0..gains.len(), gains).right,
            precision,
            recall,
            lift,
            held_out,
            example,
        };
        (if self.told == Told::Nothing { as_float(one.turned.len()) } else { worth.sum }, suggestion)
    }

    /// Precision, recall and lift of the pattern by itself, against labels.
    fn measured(&self, panel: &Panel<'_>, one: &Candidate) -> (Option<f64>, Option<f64>, Option<f64>) {
        if self.told != Told::Labels || one.tried.counter {
            return (None, None, None);
        }
        let has: BTreeSet<usize> = one.found.iter().map(|(answer, _)| *answer).collect();
        let labelled = (0..panel.answers.len())
            .filter_map(|answer| Some((has.contains(&answer), panel.label(self.criterion, answer)?)));
        let hits = Hits::count(labelled);
        let base = as_float(hits.both + hits.only_rater) / as_float(hits.n().max(1));
        let lift = hits.precision().filter(|_| base > 0.0).map(|precision| precision / base);
        (hits.precision(), hits.recall(), lift)
    }
}

/// Those that turn most answers, without those that turn the same ones.
fn widest(turned: &[&[usize]], most: usize) -> Vec<usize> {
    let mut order: Vec<usize> =
        (0..turned.len()).filter(|at| turned.get(*at).is_some_and(|t| !t.is_empty())).collect();
    order.sort_by_key(|at| std::cmp::Reverse(turned.get(*at).map_or(0, |answers| answers.len())));
    let mut seen = BTreeSet::new();
    order.retain(|at| turned.get(*at).is_some_and(|answers| seen.insert(*answers)));
    order.truncate(most);
    order
}

fn candidates(panel: &Panel<'_>, corpus: &Corpus, wanted: &[Wanted]) -> Vec<Candidate> {
    let grams = Grams::new(corpus);
    let related = Related::new(corpus);
    let mut all = Vec::new();
    for wanted in wanted {
        let open = |answer: usize| {
            let gain = wanted.adding.get(answer).copied().unwrap_or(0.0);
            !panel.found(wanted.criterion, answer) && (wanted.told == Told::Nothing || gain > 0.0)
        };
        let mut texts = own_patterns(panel.criteria().get(wanted.criterion));
        let mut add = |pattern: Pattern, counter: bool, origin: Origin| {
            let text = pattern.to_string();
            if texts.insert(text.clone()) {
                let tried = Tried { criterion: wanted.criterion, counter, text, pattern };
                all.push(Candidate { tried, origin, turned: vec![], found: vec![] });
            }
        };
        if wanted.adding.iter().any(|gain| *gain > 0.0) {
            for pattern in mined(panel, corpus, wanted, &grams, &related) {
                add(pattern, false, Origin::Answers);
            }
        }
        for (pattern, origin) in related::variants(panel, &related, wanted.criterion, corpus, &open) {
            add(pattern, false, origin);
        }
        // A score that is too high does not say which of the finds is the false one.
        if wanted.told == Told::Labels {
            for pattern in counters::candidates(panel, corpus, wanted.criterion, &wanted.taking) {
                add(pattern, true, Origin::Answers);
            }
        }
    }
    all
}

/// The patterns that a criterion has, for or against it.
fn own_patterns(criterion: Option<&Criterion>) -> BTreeSet<String> {
    let all = criterion.into_iter().flat_map(|one| one.indicators.iter().chain(&one.unless));
    all.filter_map(|indicator| match &indicator.rule {
        Rule::Pattern(pattern) => Some(pattern.to_string()),
        Rule::AtLeast { .. } => None,
    })
    .collect()
}

/// Leaves out what would find a sentence of which the rubric says that it must not count, or take one that must.
fn drop_contradicted(panel: &Panel<'_>, candidates: &mut Vec<Candidate>) {
    let mut sentences: Vec<Graded> = Vec::new();
    let mut told: Vec<(usize, bool)> = Vec::new();
    for (at, criterion) in panel.criteria().iter().enumerate() {
        for (is_hit, list) in [(true, &criterion.examples.hit), (false, &criterion.examples.miss)] {
            sentences.extend(list.iter().map(|one| Graded::sentence(&one.value)));
            told.resize(sentences.len(), (at, is_hit));
        }
    }
    let tried: Vec<Tried> = candidates.iter().map(|one| one.tried.clone()).collect();
    let finds = try_all(panel.scorer.rubric(), &tried, &sentences);
    let contradicted = |one: &Tried, found: &[(usize, Vec<u32>)]| {
        found.iter().any(|(answer, _)| told.get(*answer) == Some(&(one.criterion, one.counter)))
    };
    let keep: Vec<bool> = tried.iter().zip(&finds).map(|(one, found)| !contradicted(one, found)).collect();
    let mut keep = keep.into_iter();
    candidates.retain(|_| keep.next().unwrap_or(true));
}

fn mined(
    panel: &Panel<'_>,
    corpus: &Corpus,
    wanted: &Wanted,
    grams: &Grams,
    related: &Related,
) -> Vec<Pattern> {
    let own = own_stems(panel.criteria().get(wanted.criterion));
    let near = related.near(&own, corpus);
    let stem = |word: &String| corpus.vocabulary.id(&Stemmer::shared().stem(word));
    let own: BTreeSet<StemId> = own.iter().filter_map(stem).collect();
    let others = panel.criteria().iter().enumerate().filter(|(at, _)| *at != wanted.criterion);
    let of_others: BTreeSet<StemId> = others
        .flat_map(|(_, other)| own_stems(Some(other)))
        .filter_map(|word| stem(&word))
        .filter(|stem| !own.contains(stem))
        .collect();
    let is_near = |stems: &[StemId]| {
        let near = stems.iter().any(|stem| near.contains(stem));
        let foreign = stems.iter().filter(|stem| of_others.contains(stem)).count();
        // A word in which another criterion is described speaks for that one. A score does not say which idea is
        // missing: only words that have to do with the criterion are taken.
        let fits = match wanted.told {
            Told::Scores => near && foreign == 0,
            Told::Labels | Told::Nothing => foreign < stems.len(),
        };
        fits.then_some(near)
    };
    let best = grams.best(&wanted.adding, &is_near);
    best.iter().flat_map(|gram| patterns_of(corpus, gram)).collect()
}

/// The words of stems as patterns: side by side, where an answer has them so, and then with gaps. Of two that find
/// the same the first is taken.
pub(super) fn patterns_of(corpus: &Corpus, gram: &[StemId]) -> impl Iterator<Item = Pattern> {
    let words: Vec<&str> = gram.iter().map(|stem| corpus.vocabulary.word(*stem)).collect();
    let tight = corpus.has_side_by_side(gram).then(|| words.join(" "));
    tight.into_iter().chain([words.join(" .. ")]).filter_map(|text| Pattern::parse(&text).ok())
}

/// The answers whose verdict a pattern turns.
fn turned(panel: &Panel<'_>, tried: &Tried, found: &[(usize, Vec<u32>)]) -> Vec<usize> {
    let turns = |(answer, sentences): &&(usize, Vec<u32>)| {
        let met = panel.found(tried.criterion, *answer);
        if !tried.counter {
            return !met;
        }
        met && counters::support(panel, tried.criterion, *answer)
            .iter()
            .all(|sentence| sentences.binary_search(sentence).is_ok())
    };
    found.iter().filter(turns).map(|(answer, _)| *answer).collect()
}

#[allow(clippy::cast_precision_loss, reason = "counts of answers are far below 2^52")]
pub(super) fn as_float(n: usize) -> f64 {
    n as f64
}

/// Counter-patterns or patterns, mined from answers or made of words of the rubric.
fn of_kind<'c>(all: &[&'c Candidate], counter: bool, mined: bool) -> Vec<&'c Candidate> {
    let kind = |one: &&&Candidate| one.tried.counter == counter && (one.origin == Origin::Answers) == mined;
    all.iter().filter(kind).copied().collect()
}
