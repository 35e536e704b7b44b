//! Figures of all answers to one question: a few bytes of each, counts, and the first quotes of every indicator.

use std::collections::BTreeSet;

use super::Entry;
use super::text::name;
use crate::diagnostic::one_line;
use crate::rubric::Rubric;
use crate::score::{CriterionScore, Evidence, Flag, Source, Verdict};

/// Quotes of an indicator.
const MOST_QUOTES: usize = 3;
/// Answers that are named as the ones to read first.
const MOST_UNSURE: usize = 8;
/// Characters of a quote.
const QUOTE: usize = 160;
/// Hundredths of confidence below which a person should read an answer.
pub(super) const UNSURE: u8 = 50;

/// What is kept of every answer.
#[derive(Debug)]
pub(super) struct Kept {
    pub anchor: Box<str>,
    pub name: Box<str>,
    pub permille: u16,
    pub confidence: u8,
    pub flagged: bool,
    /// Whether a person should read it.
    pub to_read: bool,
    pub verdicts: Box<[Verdict]>,
}

/// A quote and the number of its answer.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub text: String,
    pub answer: usize,
    pub counts: bool,
}

/// What one indicator found.
#[derive(Debug, Default)]
pub(super) struct Catch {
    /// Answers in which it counts.
    pub counted: usize,
    /// Answers in which all it found does not count.
    pub idle: usize,
    pub quotes: Vec<Seen>,
    /// The last answer in which it found something.
    last: Option<usize>,
}

/// One criterion in all answers.
#[derive(Debug, Default)]
pub(super) struct CriterionTally {
    /// By verdict: met, weak, denied, missing.
    pub verdicts: [usize; 4],
    pub doubtful: usize,
    /// By indicator, then what was learned from examples.
    pub catches: Vec<Catch>,
}

/// All answers to one question.
#[derive(Debug)]
pub(super) struct Tally {
    pub kept: Vec<Kept>,
    /// Answers with nothing in them, which no figure counts.
    pub blank: usize,
    /// By tenth of the scale; a full score is in the last one.
    pub histogram: [usize; 10],
    /// By band of the rubric.
    pub bands: Vec<usize>,
    pub passed: usize,
    pub reviewed: usize,
    pub criteria: Vec<CriterionTally>,
    /// Least sure first.
    unsure: BTreeSet<(u8, usize)>,
}

impl Tally {
    pub(super) fn new(rubric: &Rubric) -> Self {
        let criteria = rubric.criteria.iter().map(|criterion| CriterionTally {
            catches: criterion
                .indicators
                .iter()
                .map(|_| Catch::default())
                .chain([Catch::default()])
                .collect(),
            ..CriterionTally::default()
        });
        Self {
            kept: Vec::new(),
            blank: 0,
            histogram: [0; 10],
            bands: vec![0; rubric.bands.len()],
            passed: 0,
            reviewed: 0,
            criteria: criteria.collect(),
            unsure: BTreeSet::new(),
        }
    }

    pub(super) fn add(&mut self, entry: &Entry<'_>, anchor: &str) {
        if entry.report.is_blank() {
            self.blank += 1;
            return;
        }
        let number = self.kept.len();
        let (report, found) = (entry.report, entry.assessment);
        if let Some(bin) = self.histogram.get_mut(usize::from(found.permille / 100).min(9)) {
            *bin += 1;
        }
        if let Some(band) = found.band.and_then(|band| self.bands.get_mut(band)) {
            *band += 1;
        }
        self.passed += usize::from(report.passed);
        self.reviewed += usize::from(report.machine_percent.is_some());
        for (tally, score) in self.criteria.iter_mut().zip(&found.criteria) {
            tally.add(score, entry.answer, number);
        }
        let confidence = confidence(report.confidence);
        let flagged = found.flags.iter().any(|flag| is_doubt(*flag));
        // Whoever decided the whole answer has read it.
        let to_read = (confidence < UNSURE || flagged) && report.score_override.is_none();
        if to_read {
            self.unsure.insert((confidence, number));
            if self.unsure.len() > MOST_UNSURE {
                self.unsure.pop_last();
            }
        }
        self.kept.push(Kept {
            anchor: anchor.into(),
            name: name(&report.answer_id).into(),
            permille: found.permille,
            confidence,
            flagged,
            to_read,
            verdicts: found.criteria.iter().map(|score| score.verdict).collect(),
        });
    }

    /// All answers.
    pub(super) fn answers(&self) -> usize {
        self.kept.len() + self.blank
    }

    /// Answers that neither state nor name a criterion.
    pub(super) fn missed(&self, criterion: usize) -> usize {
        self.verdicts(criterion).iter().skip(2).sum()
    }

    /// Answers that assert a misconception.
    pub(super) fn asserted(&self, criterion: usize) -> usize {
        self.verdicts(criterion).first().copied().unwrap_or(0)
    }

    pub(super) fn verdicts(&self, criterion: usize) -> [usize; 4] {
        self.criteria.get(criterion).map_or([0; 4], |tally| tally.verdicts)
    }

    /// Answers in the order of a picture: the highest score first, then alike beside alike.
    pub(super) fn ranked(&self) -> Vec<&Kept> {
        let mut order: Vec<&Kept> = self.kept.iter().collect();
        order.sort_by(|a, b| b.permille.cmp(&a.permille).then_with(|| a.verdicts.cmp(&b.verdicts)));
        order
    }

    /// Mean of all scores, in tenths of a percent.
    pub(super) fn mean(&self) -> u32 {
        let sum: u64 = self.kept.iter().map(|kept| u64::from(kept.permille)).sum();
        let n = self.kept.len().max(1) as u64;
        u32::try_from((sum + n / 2) / n).unwrap_or(0)
    }

    /// The score in the middle, in tenths of a percent.
    pub(super) fn median(&self) -> u32 {
        let mut scores: Vec<u32> = self.kept.iter().map(|kept| u32::from(kept.permille)).collect();
        scores.sort_unstable();
        let (low, high) = (scores.len().saturating_sub(1) / 2, scores.len() / 2);
        let at = |at: usize| scores.get(at).copied().unwrap_or(0);
        u32::midpoint(at(low), at(high))
    }

    /// Answers that a person should read, the least sure first.
    pub(super) fn to_read(&self) -> impl Iterator<Item = &Kept> {
        self.unsure.iter().filter_map(|(_, number)| self.kept.get(*number))
    }

    /// How many answers a person should read.
    pub(super) fn doubtful(&self) -> usize {
        self.kept.iter().filter(|kept| kept.to_read).count()
    }
}

impl CriterionTally {
    /// Counts what one answer says of the criterion.
    fn add(&mut self, score: &CriterionScore, answer: &str, number: usize) {
        if let Some(verdict) = self.verdicts.get_mut(place(score.verdict)) {
            *verdict += 1;
        }
        self.doubtful += usize::from(score.doubtful);
        self.catch(&score.evidence, answer, number);
    }

    fn catch(&mut self, evidence: &[Evidence], answer: &str, number: usize) {
        let learned = self.catches.len().saturating_sub(1);
        // Evidence that counts comes first, so that the first piece of an indicator is its best.
        for piece in evidence {
            let at = match piece.source {
                Source::Pattern { indicator, .. } => indicator,
                Source::Learned { .. } => learned,
            };
            let Some(catch) = self.catches.get_mut(at).filter(|catch| catch.last != Some(number)) else {
                continue;
            };
            catch.last = Some(number);
            catch.counted += usize::from(piece.counts());
            catch.idle += usize::from(!piece.counts());
            let text = one_line(piece.span.slice(answer), QUOTE);
            catch.keep(&Seen { text, answer: number, counts: piece.counts() });
        }
    }

    /// Quotes of all indicators, without repeats.
    pub(super) fn quotes(&self, counts: bool, most: usize) -> Vec<&Seen> {
        let all = self.catches.iter().flat_map(|catch| &catch.quotes).filter(|seen| seen.counts == counts);
        let mut quotes: Vec<&Seen> = Vec::new();
        for seen in all {
            if quotes.len() < most && !quotes.iter().any(|quote| quote.answer == seen.answer) {
                quotes.push(seen);
            }
        }
        quotes
    }
}

impl Catch {
    /// Keeps the first different quotes; those that count go before those that do not.
    fn keep(&mut self, seen: &Seen) {
        let alike = |quote: &Seen| quote.text.eq_ignore_ascii_case(&seen.text);
        if seen.text.is_empty() || self.quotes.iter().any(alike) {
            return;
        }
        if self.quotes.len() < MOST_QUOTES {
            self.quotes.push(seen.clone());
        } else if seen.counts
            && let Some(idle) = self.quotes.iter_mut().find(|quote| !quote.counts)
        {
            *idle = seen.clone();
        }
    }
}

/// Whether a flag says that a score may be wrong, and not only why it is what it is.
const fn is_doubt(flag: Flag) -> bool {
    matches!(flag, Flag::Stuffed | Flag::Echo | Flag::Contradiction(_) | Flag::Unprintable)
}

const fn place(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Met => 0,
        Verdict::Weak => 1,
        Verdict::Denied => 2,
        Verdict::Missing => 3,
    }
}

/// In hundredths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
pub(super) fn confidence(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}
