//! What is kept of a graded answer until all of them have been read: some hundred bytes, not the answer.

use std::sync::Arc;

use super::{Digest, Language, Reviewed, Sketch, Usage};
use crate::diagnostic::one_line;
use crate::rubric::{CriterionIdx, Rubric};
use crate::score::{Assessment, CriterionScore, Flag, Scorer, Verdict};

/// Characters of an answer that are kept, to be quoted.
const EXCERPT: usize = 160;
/// Characters of a piece of evidence that are kept.
const QUOTE: usize = 120;

/// What the answers to one rubric have in common.
#[derive(Debug)]
pub struct Class {
    /// The rubric's id.
    pub id: String,
    /// Ids and titles of its criteria.
    pub criteria: Vec<(String, String)>,
    /// Its pass mark, in tenths of a percent.
    pub pass: u16,
    /// How its sentences are written.
    pub usage: Usage,
    question: Sketch,
}

/// Why a criterion should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Concern {
    /// It is both asserted and denied.
    Contradiction,
    /// Its verdict is near the threshold of what was learned.
    NearThreshold,
    /// It is only named or touched.
    Weak,
    /// An answer that is nearly the same got this verdict instead.
    Differs(Verdict),
}

/// A criterion of an answer that should be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Which.
    pub criterion: CriterionIdx,
    /// The machine's verdict.
    pub verdict: Verdict,
    /// Why.
    pub concern: Concern,
    /// The words that it rests on, or that were discounted.
    pub quote: Box<str>,
}

/// A graded answer.
#[derive(Debug, Clone)]
pub struct Profile {
    /// What it has in common with others.
    pub class: Arc<Class>,
    /// Its id.
    pub id: Box<str>,
    /// Who wrote it, where that is known.
    pub who: Option<Box<str>>,
    /// Its text.
    pub digest: Digest,
    /// Number of words.
    pub words: u32,
    /// The score, in tenths of a percent.
    pub permille: u16,
    /// How sure the score is, in hundredths.
    pub confidence: u8,
    /// What it was found to be as a whole.
    pub flags: Flags,
    /// Its language, where it is clear.
    pub language: Option<Language>,
    /// Criteria to be looked at, in the order of the rubric.
    pub open: Box<[Open]>,
    /// All verdicts, in the order of the rubric.
    pub verdicts: Box<[Verdict]>,
    /// How it begins.
    pub excerpt: Box<str>,
    pub(super) sketch: Sketch,
}

/// What an answer was found to be as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Flags {
    /// Nothing was written.
    pub empty: bool,
    /// Terms are piled up.
    pub stuffed: bool,
    /// Most of it repeats the question.
    pub echo: bool,
    /// It has control characters.
    pub unprintable: bool,
    /// A person decided on another text of it.
    pub stale: bool,
    /// A person decided the whole score.
    pub decided: bool,
}

impl Class {
    /// Of the answers that a scorer scores.
    pub fn new(rubric: &Rubric) -> Self {
        let criteria = rubric.criteria.iter();
        let sentences = criteria.clone().flat_map(|criterion| {
            let examples = criterion.examples.hit.iter().map(|hit| &hit.value);
            [&criterion.missing, &criterion.follow_up].into_iter().flatten().chain(examples)
        });
        let reference = rubric.reference.iter().map(|reference| &reference.value);
        let text = reference.chain(sentences).fold(rubric.question.clone(), |text, more| text + "\n" + more);
        Self {
            id: rubric.id.clone(),
            criteria: criteria.map(|criterion| (criterion.id.clone(), criterion.title.clone())).collect(),
            pass: u16::from(rubric.pass) * 10,
            usage: Usage::of(&text),
            question: Sketch::of_question(&rubric.question),
        }
    }
}

impl Profile {
    /// Of an answer that was graded, and perhaps decided upon.
    pub fn new(class: &Arc<Class>, scorer: &Scorer, id: &str, answer: &str, reviewed: &Reviewed<'_>) -> Self {
        let assessment = &reviewed.assessment;
        let flag = |flag: Flag| assessment.flags.contains(&flag);
        let flags = Flags {
            empty: flag(Flag::Empty),
            stuffed: flag(Flag::Stuffed),
            echo: flag(Flag::Echo),
            unprintable: flag(Flag::Unprintable),
            stale: !reviewed.stale.is_empty(),
            decided: reviewed.score.is_some(),
        };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
        let confidence = (scorer.confidence(assessment) * 100.0).round() as u8;
        Self {
            class: Arc::clone(class),
            id: id.into(),
            who: None,
            digest: Digest::of(answer),
            words: u32::try_from(assessment.words).unwrap_or(u32::MAX),
            permille: assessment.permille,
            confidence,
            flags,
            language: class.usage.language_of(answer),
            open: open(assessment, answer).into(),
            verdicts: assessment.criteria.iter().map(|score| score.verdict).collect(),
            excerpt: one_line(answer, EXCERPT).into(),
            sketch: Sketch::of(answer, &class.question),
        }
    }
}

impl Profile {
    /// Written by somebody.
    #[must_use]
    pub fn by(mut self, who: Option<&str>) -> Self {
        self.who = who.map(Into::into);
        self
    }

    /// What a coach calls the answer: who wrote it, or its id.
    pub fn name(&self) -> &str {
        self.who.as_deref().unwrap_or(&self.id)
    }
}

/// Criteria whose verdict a person may see otherwise; those that one has decided are settled.
fn open(assessment: &Assessment, answer: &str) -> Vec<Open> {
    let mut open = Vec::new();
    for (score, at) in assessment.criteria.iter().zip(0_u16..) {
        let idx = CriterionIdx(at);
        let Some(concern) = concern(score, idx, assessment) else { continue };
        let quote = score.evidence.first().map_or("", |piece| piece.span.slice(answer));
        open.push(Open {
            criterion: idx,
            verdict: score.verdict,
            concern,
            quote: one_line(quote, QUOTE).into(),
        });
    }
    open
}

fn concern(score: &CriterionScore, idx: CriterionIdx, assessment: &Assessment) -> Option<Concern> {
    match score.verdict {
        _ if score.machine.is_some() => None,
        _ if assessment.flags.contains(&Flag::Contradiction(idx)) => Some(Concern::Contradiction),
        Verdict::Met if score.doubtful => Some(Concern::NearThreshold),
        // What a pile of terms names is weak for a known reason.
        Verdict::Weak if !assessment.flags.contains(&Flag::Stuffed) => Some(Concern::Weak),
        _ => None,
    }
}
