//! A compiled rubric and the memory of a worker that scores with it.

use std::sync::atomic::{AtomicU64, Ordering};

use super::arbitrate::{self, AnswerView};
use super::confidence::confidence;
use super::cues::cue_word;
use super::evidence::{Assessment, Evidence, Flag, LensScore, Source, Verdict};
use super::hesitation::hedge;
use super::learned::{self, Candidate};
use super::pile::{is_crowded, pile};
use super::polarity::Polarity;
use super::settle::{doubt, settle};
use super::texture::{Texture, read_question};
use super::total::{decided, decided_score, maximum, permille, total};
use crate::learn::{Model, UnitScores};
use crate::matcher::{Match, MatchKind, Matcher, Meaning, Scratch};
use crate::rubric::{Criterion, CriterionIdx, CriterionKind, Indicator, Points, Rubric, Strength};
use crate::text::{Document, WordForm, Words};

/// Whose indicator it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Criterion { criterion: usize, indicator: usize },
    Counter { criterion: usize },
    Lens { lens: usize },
}

/// A rubric ready to score. `Send + Sync`; share one between threads and give each a [`Worker`].
#[derive(Debug)]
pub struct Scorer {
    /// Tells workers which scorer their memory is of; never seen in a result.
    serial: u64,
    pub(super) rubric: Rubric,
    pub(super) matcher: Matcher,
    pub(super) model: Option<Model>,
    /// Column of the model for each criterion.
    pub(super) columns: Vec<Option<usize>>,
    owners: Vec<Owner>,
    question: Vec<String>,
    /// Whether the question is in another language than English.
    asks_elsewhere: bool,
    max: Points,
    /// Whether the criteria are parts of others: how many of them a sentence names says nothing.
    parts: bool,
}

/// Memory of one thread, used again from answer to answer; it never changes a result.
///
/// What words mean differs from rubric to rubric: a worker that comes to another scorer forgets everything, so that
/// one for each scorer is faster.
#[derive(Debug, Default)]
pub struct Worker {
    /// The scorer that it was used with last; 0 is none.
    serial: u64,
    pub(super) words: Words<Meaning>,
    pub(super) document: Document,
    scratch: Scratch,
    matches: Vec<Match>,
    pub(super) units: UnitScores,
    polarity: Polarity,
    candidates: Vec<Candidate>,
}

/// What was found in an answer, before it is judged.
#[derive(Clone, Copy)]
struct Finds<'a> {
    view: AnswerView<'a>,
    texture: &'a Texture,
    matches: &'a [Match],
    units: &'a UnitScores,
    candidates: &'a [Candidate],
}

impl Scorer {
    /// Compiles a rubric; `model` is what was learned from its examples, if anything was.
    pub fn new(rubric: Rubric, model: Option<Model>) -> Self {
        let (owners, indicators) = owners(&rubric);
        let matcher = Matcher::compile(indicators.into_iter(), &rubric.lexicon);
        let column = |criterion: &Criterion| model.as_ref().and_then(|model| model.column(&criterion.id));
        let columns = rubric.criteria.iter().map(column).collect();
        let (question, asks_elsewhere) = read_question(&rubric.question);
        let max = maximum(&rubric);
        let serial = next_serial();
        Self { serial, rubric, matcher, model, columns, owners, question, asks_elsewhere, max, parts: false }
    }

    /// The same for a rubric that was taken apart: each criterion stands for a pattern, so that how many of
    /// them a sentence names says nothing of the sentence.
    pub(crate) fn of_parts(rubric: Rubric, model: Option<Model>) -> Self {
        Self { parts: true, ..Self::new(rubric, model) }
    }

    /// The rubric.
    pub fn rubric(&self) -> &Rubric {
        &self.rubric
    }

    /// The learned model, if there is one.
    pub fn model(&self) -> Option<&Model> {
        self.model.as_ref()
    }

    /// Scores one answer.
    pub fn score(&self, worker: &mut Worker, answer: &str) -> Assessment {
        self.read(worker, answer);
        let Worker { words, document, matches, units, polarity, candidates, .. } = worker;
        polarity.read(answer, document, |token| words.info(token.word).cue);
        if let Some(model) = &self.model {
            learned::candidates(model, document.sentences.len(), units, candidates);
        }
        let view = AnswerView { document, words, polarity };
        let texture = Texture::new(&view);
        let finds = Finds { view, texture: &texture, matches, units, candidates };
        let (evidence, piles) = self.evidence(answer, finds);
        let lenses = self.lenses(finds);
        let mut flags = texture.flags(piles);
        if is_unprintable(answer) {
            flags.push(Flag::Unprintable);
        }
        let elsewhere = texture.is_elsewhere() && !self.asks_elsewhere;
        let total = total(&self.rubric, self.max, evidence, lenses, flags, document.tokens.len());
        Assessment { elsewhere, ..total }
    }

    /// An assessment with verdicts of people instead of the machine's: points, groups, caps, bands and flags anew.
    pub fn decide(&self, machine: Assessment, verdicts: &[(CriterionIdx, Verdict)]) -> Assessment {
        decided(&self.rubric, machine, verdicts)
    }

    /// An assessment with a person's score instead of the sum of its verdicts: tenths of a percent, and the points
    /// that these stand for.
    pub fn decide_score(&self, assessment: Assessment, (permille, points): (u16, Points)) -> Assessment {
        decided_score(&self.rubric, assessment, permille, points)
    }

    /// The points that are nearest to so many tenths of a percent of all.
    pub fn share(&self, permille: u16) -> Points {
        let share = (i64::from(self.max.hundredths()) * i64::from(permille.min(1000)) + 500) / 1000;
        Points::from_hundredths(i32::try_from(share).unwrap_or(i32::MAX))
    }

    /// The points that can be earned.
    pub fn max(&self) -> Points {
        self.max
    }

    /// How sure the score is, from 0 (a person should read the answer) to 1, in hundredths.
    pub fn confidence(&self, assessment: &Assessment) -> f64 {
        confidence(&self.rubric.criteria, assessment)
    }

    /// What so many points are of those that can be earned, in tenths of a percent.
    pub fn permille(&self, points: Points) -> u16 {
        permille(points, self.max)
    }

    /// Analyzes an answer and finds everything that patterns and examples have to say of it.
    pub(super) fn read(&self, worker: &mut Worker, answer: &str) {
        if worker.serial != self.serial {
            *worker = Worker { serial: self.serial, ..Worker::default() };
        }
        let Worker { words, document, scratch, matches, units, .. } = worker;
        words.trim();
        document.read(answer, words, &mut |form| self.meaning(form));
        self.matcher.find(answer, document, words, scratch, matches);
        if let Some(model) = &self.model {
            model.read(document, words, |meaning| meaning.feature, units);
        }
    }

    fn meaning(&self, form: &WordForm<'_>) -> Meaning {
        let (edges, mistyped) = self.matcher.vocabulary().edges_of(form);
        Meaning {
            edges,
            mistyped,
            filler: crate::matcher::is_filler(form.folded),
            cue: cue_word(form.folded),
            feature: self.model.as_ref().map(|model| model.feature(form)).unwrap_or_default(),
            in_question: self.question.binary_search_by(|stem| stem.as_str().cmp(form.stem)).is_ok(),
        }
    }

    /// All evidence of every criterion, and how many sentences are piles of terms.
    fn evidence(&self, answer: &str, finds: Finds<'_>) -> (Vec<Vec<Evidence>>, usize) {
        let mut evidence: Vec<Vec<Evidence>> = vec![Vec::new(); self.rubric.criteria.len()];
        let mut countered: Vec<(usize, u32)> = Vec::new();
        for found in finds.matches {
            match self.owners.get(found.indicator.0 as usize) {
                Some(Owner::Criterion { criterion, indicator }) => {
                    let piece = self.pattern_evidence(finds, found, *criterion, *indicator);
                    if let (Some(list), Some(piece)) = (evidence.get_mut(*criterion), piece) {
                        list.push(piece);
                    }
                }
                Some(Owner::Counter { criterion }) => countered.push((*criterion, found.sentence)),
                Some(Owner::Lens { .. }) | None => {}
            }
        }
        self.learned_evidence(finds, &mut evidence);
        countered.sort_unstable();
        for (at, list) in evidence.iter_mut().enumerate() {
            settle(answer, list);
            arbitrate::counter(list, |sentence| countered.binary_search(&(at, sentence)).is_ok());
        }
        doubt(&self.rubric.criteria, finds.view.document.tokens.len(), &mut evidence);
        if finds.view.polarity.is_hesitant() {
            let lists = self.rubric.criteria.iter().zip(&mut evidence);
            lists.for_each(|(criterion, list)| hedge(answer, &finds.view, criterion, list));
        }
        let crowded = !self.parts && is_crowded(finds.matches);
        let piles = if crowded { pile(&finds.view, &self.rubric.criteria, &mut evidence) } else { 0 };
        evidence.iter_mut().for_each(arbitrate::rank);
        (evidence, piles)
    }

    fn learned_evidence(&self, finds: Finds<'_>, evidence: &mut [Vec<Evidence>]) {
        let (Some(model), Finds { view, texture, units, .. }) = (&self.model, finds) else { return };
        for ((criterion, column), list) in self.rubric.criteria.iter().zip(&self.columns).zip(evidence) {
            if let Some(column) = *column {
                let reader = learned::Reader { view, texture, model, units, column };
                reader.evidence(finds.candidates, criterion, list);
            }
        }
    }

    fn pattern_evidence(
        &self,
        finds: Finds<'_>,
        found: &Match,
        criterion: usize,
        indicator: usize,
    ) -> Option<Evidence> {
        let criterion = self.rubric.criteria.get(criterion)?;
        let rule = criterion.indicators.get(indicator)?;
        let ignore = !criterion.reads_polarity(Some(indicator));
        let state = arbitrate::state(&finds.view, finds.texture, found, criterion.kind, ignore);
        Some(Evidence {
            span: finds.view.document.span(found.first, found.end),
            sentence: found.sentence,
            source: Source::Pattern { indicator, kind: found.kind },
            state,
            weak: rule.strength == Strength::Weak,
        })
    }

    fn lenses(&self, finds: Finds<'_>) -> Vec<LensScore> {
        let mut lenses = vec![LensScore { present: false, evidence: None }; self.rubric.lenses.len()];
        for found in finds.matches {
            if let Some(Owner::Lens { lens }) = self.owners.get(found.indicator.0 as usize)
                && let Some(score) = lenses.get_mut(*lens).filter(|score| !score.present)
            {
                let state =
                    arbitrate::state(&finds.view, finds.texture, found, CriterionKind::Concept, false);
                let span = finds.view.document.span(found.first, found.end);
                let source = Source::Pattern { indicator: 0, kind: MatchKind::Phrase };
                let piece = Evidence { span, sentence: found.sentence, source, state, weak: false };
                *score = LensScore { present: piece.counts(), evidence: Some(piece) };
            }
        }
        lenses
    }
}

/// Another number each time, from 1.
fn next_serial() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Whether the text holds a control character (Unicode category Cc) other than line ends and tabs.
fn is_unprintable(text: &str) -> bool {
    let c0 = |byte: u8| (byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t')) || byte == 0x7f;
    // Without an early end in a chunk the processor compares many bytes at a time.
    let any = |chunk: &[u8]| chunk.iter().fold(0, |any, byte| any | u8::from(*byte < 0x20 || *byte == 0x7f));
    let bytes = text.as_bytes();
    let (chunks, rest) = bytes.as_chunks::<32>();
    let suspect = |chunk: &[u8]| any(chunk) != 0 && chunk.iter().any(|byte| c0(*byte));
    chunks.iter().any(|chunk| suspect(chunk))
        || suspect(rest)
        || memchr::memchr_iter(0xc2, bytes).any(|at| matches!(bytes.get(at + 1), Some(0x80..=0x9f)))
}

/// Every indicator of the rubric in one list, and whose each is.
fn owners(rubric: &Rubric) -> (Vec<Owner>, Vec<&Indicator>) {
    let mut all: Vec<(Owner, &Indicator)> = Vec::new();
    for (at, criterion) in rubric.criteria.iter().enumerate() {
        let own = criterion.indicators.iter().enumerate();
        all.extend(own.map(|(indicator, rule)| (Owner::Criterion { criterion: at, indicator }, rule)));
        all.extend(criterion.unless.iter().map(|rule| (Owner::Counter { criterion: at }, rule)));
    }
    for (at, lens) in rubric.lenses.iter().enumerate() {
        all.extend(lens.indicators.iter().map(|rule| (Owner::Lens { lens: at }, rule)));
    }
    all.into_iter().unzip()
}

#[cfg(test)]
mod tests {
    use super::{Scorer, Worker};
    use crate::rubric::Rubric;

    fn scorer(pattern: &str) -> Scorer {
        let text = format!(
            "id: q\ntitle: Q\nquestion: Q\nconcepts: {{c: {{title: C, points: 1, any: [{pattern}]}}}}\n"
        );
        Scorer::new(Rubric::parse(text.as_bytes(), "q.yaml", &|_| None).unwrap().0, None)
    }

    #[test]
    fn one_worker_may_go_from_rubric_to_rubric() {
        let (keys, queues) = (scorer("unique keys"), scorer("bounded queues"));
        let mut worker = Worker::default();
        let answer = "It has unique keys. It has bounded queues.";
        for scorer in [&keys, &queues, &keys, &queues] {
            let alone = scorer.score(&mut Worker::default(), answer);
            assert_eq!(alone.criteria.len(), 1);
            assert_eq!(format!("{:?}", scorer.score(&mut worker, answer)), format!("{alone:?}"));
        }
    }
}
