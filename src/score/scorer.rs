//! A compiled rubric and the memory of a worker that scores with it.

use super::arbitrate::{self, AnswerView};
use super::cues::cue_word;
use super::evidence::{Assessment, Evidence, Flag, LensScore, Source};
use super::learned::learned_evidence;
use super::texture::{Texture, content_stems};
use super::total::total;
use crate::learn::{Model, UnitScores};
use crate::matcher::{Match, MatchKind, Matcher, Meaning, Scratch};
use crate::rubric::{Criterion, Indicator, PolarityRule, Rubric};
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
    rubric: Rubric,
    matcher: Matcher,
    model: Option<Model>,
    /// Column of the model for each criterion.
    columns: Vec<Option<usize>>,
    owners: Vec<Owner>,
    question: Vec<String>,
}

/// Memory of one thread, used again from answer to answer; it never changes a result.
#[derive(Debug, Default)]
pub struct Worker {
    words: Words<Meaning>,
    document: Document,
    scratch: Scratch,
    matches: Vec<Match>,
    units: UnitScores,
}

impl Scorer {
    /// Compiles a rubric; `model` is what was learned from its examples, if anything was.
    pub fn new(rubric: Rubric, model: Option<Model>) -> Self {
        let (owners, indicators) = owners(&rubric);
        let matcher = Matcher::compile(indicators.into_iter(), &rubric.lexicon);
        let column = |criterion: &Criterion| {
            model
                .as_ref()
                .and_then(|model| model.criteria.iter().position(|column| column.id == criterion.id))
        };
        let columns = rubric.criteria.iter().map(column).collect();
        let question = content_stems(&rubric.question);
        Self { rubric, matcher, model, columns, owners, question }
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
        let Worker { words, document, scratch, matches, units } = worker;
        words.trim();
        document.read(answer, words, &mut |form| self.meaning(form));
        self.matcher.find(answer, document, words, scratch, matches);
        if let Some(model) = &self.model {
            model.read(document, words, |meaning| meaning.feature, units);
        }
        let view = AnswerView::new(document, words);
        let texture = Texture::new(&view, &self.question);
        let evidence = self.evidence(&view, &texture, matches, units);
        let lenses = self.lenses(&view, &texture, matches);
        let mut flags = texture.flags();
        if answer.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            flags.push(Flag::Unprintable);
        }
        total(&self.rubric, evidence, lenses, flags, document.tokens.len())
    }

    /// For a criterion that has a model: its nearest sentence, how far it is from counting, and its words.
    pub fn nearest(&self, answer: &str, criterion: &str) -> Vec<String> {
        let column = self
            .rubric
            .criteria
            .iter()
            .position(|one| one.id == criterion)
            .and_then(|at| self.columns.get(at).copied().flatten());
        let (Some(model), Some(column)) = (&self.model, column) else { return Vec::new() };
        let Worker { mut words, mut document, mut units, .. } = Worker::default();
        document.read(answer, &mut words, &mut |form| self.meaning(form));
        model.read(&document, &words, |meaning| meaning.feature, &mut units);
        let threshold = model.criteria.get(column).map_or(0.0, |learned| learned.threshold);
        let scores = document
            .sentences
            .iter()
            .enumerate()
            .map(|(at, sentence)| (model.unit_score(column, at, &units), sentence));
        let Some((score, sentence)) = scores.max_by(|a, b| a.0.total_cmp(&b.0)) else { return Vec::new() };
        let quote = document.span(sentence.first, sentence.end).slice(answer);
        let margin = score - threshold;
        let relation = if margin >= 0.0 { "above" } else { "below" };
        let mut decided: Vec<(f32, &str)> = document
            .tokens_of(sentence)
            .iter()
            .map(|token| {
                (
                    model.score(
                        column,
                        &model.read_words(&[token.word], &words, |meaning| meaning.feature),
                        None,
                    ),
                    token.span.slice(answer),
                )
            })
            .collect();
        decided.sort_by(|a, b| b.0.total_cmp(&a.0));
        let speak: Vec<&str> = decided.iter().take(4).map(|(_, word)| *word).collect();
        vec![format!(
            "“{quote}” is {:.2} {relation} the threshold of the examples; most for it: {}",
            margin.abs(),
            speak.join(", ")
        )]
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

    /// All evidence of every criterion.
    fn evidence(
        &self,
        view: &AnswerView<'_>,
        texture: &Texture,
        matches: &[Match],
        units: &UnitScores,
    ) -> Vec<Vec<Evidence>> {
        let mut evidence: Vec<Vec<Evidence>> = vec![Vec::new(); self.rubric.criteria.len()];
        let mut countered: Vec<(usize, u32)> = Vec::new();
        for found in matches {
            match self.owners.get(found.indicator.0 as usize) {
                Some(Owner::Criterion { criterion, indicator }) => {
                    let piece = self.pattern_evidence(view, texture, found, *criterion, *indicator);
                    if let (Some(list), Some(piece)) = (evidence.get_mut(*criterion), piece) {
                        list.push(piece);
                    }
                }
                Some(Owner::Counter { criterion }) => countered.push((*criterion, found.sentence)),
                Some(Owner::Lens { .. }) | None => {}
            }
        }
        if let Some(model) = &self.model {
            for (at, criterion) in self.rubric.criteria.iter().enumerate() {
                if let (Some(Some(column)), Some(list)) = (self.columns.get(at), evidence.get_mut(at)) {
                    learned_evidence(view, texture, model, *column, criterion, units, list);
                }
            }
        }
        for (at, list) in evidence.iter_mut().enumerate() {
            arbitrate::counter(
                list,
                countered.iter().filter(|(criterion, _)| *criterion == at).map(|(_, sentence)| *sentence),
            );
            arbitrate::rank(list);
        }
        evidence
    }

    fn pattern_evidence(
        &self,
        view: &AnswerView<'_>,
        texture: &Texture,
        found: &Match,
        criterion: usize,
        indicator: usize,
    ) -> Option<Evidence> {
        let criterion = self.rubric.criteria.get(criterion)?;
        let rule = criterion.indicators.get(indicator)?;
        let ignore = criterion.polarity == PolarityRule::Any || rule.polarity == PolarityRule::Any;
        let state = arbitrate::state(view, texture, found, criterion.kind, ignore);
        Some(Evidence {
            span: view.document.span(found.first, found.end),
            sentence: found.sentence,
            source: Source::Pattern { indicator, kind: found.kind },
            state,
            weak: rule.strength == crate::rubric::Strength::Weak,
        })
    }

    fn lenses(&self, view: &AnswerView<'_>, texture: &Texture, matches: &[Match]) -> Vec<LensScore> {
        let mut lenses = vec![LensScore { present: false, evidence: None }; self.rubric.lenses.len()];
        for found in matches {
            if let Some(Owner::Lens { lens }) = self.owners.get(found.indicator.0 as usize)
                && let Some(score) = lenses.get_mut(*lens).filter(|score| !score.present)
            {
                let state =
                    arbitrate::state(view, texture, found, crate::rubric::CriterionKind::Concept, false);
                let span = view.document.span(found.first, found.end);
                let source = Source::Pattern { indicator: 0, kind: MatchKind::Phrase };
                let piece = Evidence { span, sentence: found.sentence, source, state, weak: false };
                *score = LensScore { present: piece.counts(), evidence: Some(piece) };
            }
        }
        lenses
    }
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
