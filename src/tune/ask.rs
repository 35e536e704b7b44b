//! The sentences whose label would teach most: those that decide where people and the rubric differ, and
//! those nearest to the threshold of what was learned.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::corpus::{Corpus, Read, StemId};
use super::counters::support;
use super::panel::{Panel, Told};
use super::related::own_stems;
use super::suggest::as_float;
use crate::learn::{Example, Model, UnitScores, WordFeature};
use crate::text::{Document, Stemmer, Words};

/// Shorter sentences state no idea.
const FEWEST_WORDS: usize = 4;
/// Sentences of a criterion that are weighed.
const MOST_PER_CRITERION: usize = 50;

/// A sentence to be labelled for a criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// The criterion.
    pub criterion: String,
    /// The sentence.
    pub text: String,
    /// The answer it stands in.
    pub answer_id: String,
    /// Where the answer stands.
    pub place: String,
    /// Why its label would teach most.
    pub reason: Reason,
    /// Its score less the threshold of what was learned, where something was.
    pub margin: Option<f64>,
}

/// Why a sentence is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// People say that the answer states the idea, and this sentence comes nearest.
    Missed,
    /// People say that it does not, and this sentence was taken for it.
    FalseHit,
    /// The answer's score is too low, and the idea may stand here.
    ScoreTooLow,
    /// The answer's score is too high, and it rests on this sentence.
    ScoreTooHigh,
    /// What was learned cannot tell.
    NearThreshold,
}

/// Up to `most` sentences, of all criteria in turn, those with most errors first.
pub fn questions(panel: &Panel<'_>, corpus: &Corpus, examples: &[Example], most: usize) -> Vec<Question> {
    let scores = sentence_scores(panel);
    let mut queues: Vec<(usize, std::vec::IntoIter<Question>)> = Vec::new();
    for criterion in 0..panel.criteria().len() {
        let mut all = weighed(panel, corpus, examples, criterion, &scores);
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let errors = all.iter().filter(|(_, question)| question.reason != Reason::NearThreshold).count();
        let questions: Vec<Question> =
            all.into_iter().take(MOST_PER_CRITERION).map(|(_, question)| question).collect();
        queues.push((errors, questions.into_iter()));
    }
    queues.sort_by_key(|(errors, _)| std::cmp::Reverse(*errors));
    let mut chosen = Vec::new();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    loop {
        let before = chosen.len();
        for (_, queue) in &mut queues {
            let next = queue.find(|one| seen.insert((one.criterion.clone(), plain(&one.text))));
            chosen.extend(next);
            if chosen.len() >= most {
                chosen.truncate(most);
                return chosen;
            }
        }
        if chosen.len() == before {
            return chosen;
        }
    }
}

/// Scores of every sentence of every answer, by column of the model.
type Scores = Vec<Vec<Vec<f32>>>;

fn sentence_scores(panel: &Panel<'_>) -> Scores {
    let Some(model) = panel.scorer.model() else { return Vec::new() };
    let (mut words, mut document) = (Words::<WordFeature>::default(), Document::default());
    let mut units = UnitScores::default();
    let read = |answer: &super::Graded| {
        words.trim();
        document.read(&answer.text, &mut words, &mut |form| model.feature(form));
        model.read(&document, &words, |feature| *feature, &mut units);
        (0..document.sentences.len()).map(|at| units.sentence(at).to_vec()).collect()
    };
    panel.answers.iter().map(read).collect()
}

/// How a sentence reads beside a criterion.
struct Likeness<'a> {
    /// Column and threshold of what was learned.
    learned: Option<(usize, f32)>,
    scores: &'a Scores,
    /// Stems of the criterion's own words.
    own: BTreeSet<StemId>,
    /// By stem: in how many sentences it stands.
    counts: &'a BTreeMap<StemId, usize>,
    /// By stem: how much oftener it stands where people see the idea, as a logarithm.
    odds: BTreeMap<StemId, f64>,
}

impl Likeness<'_> {
    /// Above the threshold from zero on; without one, how rare the words are that it shares with the criterion.
    fn of(&self, answer: usize, at: usize, sentence: &Read) -> Option<f64> {
        if let Some((column, threshold)) = self.learned {
            let score = self.scores.get(answer)?.get(at)?.get(column)?;
            return Some(f64::from(score - threshold));
        }
        let stems: BTreeSet<StemId> = sentence.stems.iter().copied().collect();
        let weight =
            |stem: &StemId| 1.0 / (1.0 + as_float(self.counts.get(stem).copied().unwrap_or(0))).ln_1p();
        let shared: f64 = stems.intersection(&self.own).map(weight).sum();
        let telling: f64 = stems.iter().filter_map(|stem| self.odds.get(stem)).sum();
        (shared + telling > 0.0).then(|| (shared + telling) / as_float(stems.len().max(1)).sqrt())
    }
}

fn weighed(
    panel: &Panel<'_>,
    corpus: &Corpus,
    examples: &[Example],
    criterion: usize,
    scores: &Scores,
) -> Vec<(f64, Question)> {
    let Some(rule) = panel.criteria().get(criterion) else { return Vec::new() };
    let id = rule.id.as_str();
    let named =
        |one: &&Example| [&one.hit, &one.miss, &one.near].into_iter().flatten().any(|named| named == id);
    let known: BTreeMap<String, bool> = examples
        .iter()
        .filter(named)
        .map(|one| (plain(&one.text), one.hit.iter().any(|hit| hit == id)))
        .collect();
    let threshold = |model: &Model| {
        let column = model.column(id)?;
        Some((column, model.criteria.get(column)?.threshold))
    };
    let counts = counts(corpus);
    let words = own_stems(Some(rule));
    let own = words.iter().filter_map(|word| corpus.vocabulary.id(&Stemmer::shared().stem(word))).collect();
    let learned = panel.scorer.model().and_then(threshold);
    let told = panel.told(criterion);
    let odds = if learned.is_some() { BTreeMap::new() } else { odds(panel, corpus, criterion, told) };
    let likeness = Likeness { learned, scores, own, counts: &counts, odds };
    let answers = 0..panel.answers.len();
    answers.filter_map(|answer| question(panel, corpus, criterion, answer, told, &likeness, &known)).collect()
}

/// Logarithms of how much oftener stems stand in answers that state the idea, by what people say; only of those
/// that do so clearly.
fn odds(panel: &Panel<'_>, corpus: &Corpus, criterion: usize, told: Told) -> BTreeMap<StemId, f64> {
    let states = |answer: usize| {
        let gain = panel.gain_of_turning(criterion, answer, told);
        (gain.abs() >= 0.5).then_some(panel.found(criterion, answer) == (gain < 0.0))
    };
    let mut of_stem: BTreeMap<StemId, (usize, usize)> = BTreeMap::new();
    let (mut yes, mut no) = (0, 0);
    for (answer, sentences) in corpus.answers.iter().enumerate() {
        let Some(states) = states(answer) else { continue };
        *(if states { &mut yes } else { &mut no }) += 1;
        let stems: BTreeSet<StemId> = sentences.iter().flat_map(|one| one.stems.iter().copied()).collect();
        for stem in stems {
            let (with, without) = of_stem.entry(stem).or_default();
            *(if states { with } else { without }) += 1;
        }
    }
    let share = |n: usize, of: usize| (as_float(n) + 0.5) / (as_float(of) + 1.0);
    let odds = |(with, without): (usize, usize)| (share(with, yes) / share(without, no)).ln();
    let all = of_stem.into_iter().map(|(stem, counts)| (stem, odds(counts)));
    all.filter(|(_, odds)| *odds > 0.5).collect()
}

fn counts(corpus: &Corpus) -> BTreeMap<StemId, usize> {
    let mut counts = BTreeMap::new();
    for stem in corpus.answers.iter().flatten().flat_map(|sentence| &sentence.stems) {
        *counts.entry(*stem).or_insert(0) += 1;
    }
    counts
}

/// The sentence of an answer to ask about, with how much its label would teach.
fn question(
    panel: &Panel<'_>,
    corpus: &Corpus,
    criterion: usize,
    answer: usize,
    told: Told,
    likeness: &Likeness<'_>,
    known: &BTreeMap<String, bool>,
) -> Option<(f64, Question)> {
    let graded = panel.answers.get(answer)?;
    let gain = panel.gain_of_turning(criterion, answer, told);
    let found = panel.found(criterion, answer);
    let rests_on = if found { support(panel, criterion, answer) } else { Vec::new() };
    let text = |sentence: &Read| sentence.span.slice(&graded.text).to_owned();
    let fits = |(at, sentence): &(usize, &Read)| {
        let on = rests_on.is_empty() || rests_on.binary_search(&crate::span::offset(*at)).is_ok();
        on && sentence.states
            && sentence.n_words >= FEWEST_WORDS
            && !known.contains_key(&plain(&text(sentence)))
    };
    let sentences = || corpus.answers.get(answer).into_iter().flatten();
    // Which of its sentences states the idea is known already.
    if !found && sentences().any(|one| known.get(&plain(&text(one))) == Some(&true)) {
        return None;
    }
    let sentences = sentences().enumerate().filter(fits);
    let (near, sentence) = sentences
        .filter_map(|(at, one)| Some((likeness.of(answer, at, one).or(found.then_some(0.0))?, one)))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    let reason = reason(told, gain, found);
    let question = Question {
        criterion: panel.criteria().get(criterion)?.id.clone(),
        text: text(sentence).split_whitespace().collect::<Vec<_>>().join(" "),
        answer_id: graded.id.clone(),
        place: graded.place.clone(),
        reason,
        margin: likeness.learned.map(|_| (near * 100.0).round() / 100.0 + 0.0),
    };
    Some((priority(reason, gain, near, likeness)?, question))
}

/// How much a label would teach; `None` where nothing asks for one.
fn priority(reason: Reason, gain: f64, near: f64, likeness: &Likeness<'_>) -> Option<f64> {
    // Where something was learned, doubt; else how much the sentence speaks of the criterion.
    let teaches = if likeness.learned.is_some() { 1.0 / (1.0 + 4.0 * near.abs()) } else { near.min(1.0) };
    match reason {
        Reason::NearThreshold => likeness.learned.map(|_| teaches),
        Reason::Missed | Reason::FalseHit | Reason::ScoreTooLow | Reason::ScoreTooHigh => {
            Some(gain.max(0.0) + teaches)
        }
    }
}

fn reason(told: Told, gain: f64, found: bool) -> Reason {
    match (told, found) {
        (Told::Labels, false) if gain > 0.0 => Reason::Missed,
        (Told::Labels, true) if gain > 0.0 => Reason::FalseHit,
        (Told::Scores, false) if gain >= 0.5 => Reason::ScoreTooLow,
        (Told::Scores, true) if gain >= 0.5 => Reason::ScoreTooHigh,
        _ => Reason::NearThreshold,
    }
}

/// Without differences that do not matter.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
