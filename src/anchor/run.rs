//! Scoring every text of a suite, once as it is graded and once part by part.

use std::collections::BTreeMap;

use super::outcome::{CaseFound, Check, CheckKind, Counts, LoadBearing, Outcome};
use super::{Case, Suite};
use crate::probe::{Part, PartKind, Probe};
use crate::rubric::{Criterion, Expected, Spanned, Strength};
use crate::score::{Assessment, CriterionScore, Scorer, Source, Verdict, Worker};

/// Runs all tests of a rubric.
pub fn run(suite: &Suite<'_>) -> Outcome {
    let mut runner = Runner {
        suite,
        scorer: Scorer::new(suite.rubric.clone(), suite.model.cloned()),
        worker: Worker::default(),
        probe: Probe::judged(suite.rubric, suite.model),
        alone: BTreeMap::new(),
        exercised: BTreeMap::new(),
        outcome: Outcome {
            counts: vec![Counts::default(); suite.rubric.criteria.len()],
            ..Outcome::default()
        },
    };
    for (at, criterion) in suite.rubric.criteria.iter().enumerate() {
        criterion.examples.hit.iter().for_each(|sentence| runner.sentence(at, criterion, sentence, true));
        criterion.examples.miss.iter().for_each(|sentence| runner.sentence(at, criterion, sentence, false));
    }
    suite.cases.iter().for_each(|case| runner.case(case));
    runner.reference();
    runner.finish()
}

struct Runner<'r> {
    suite: &'r Suite<'r>,
    scorer: Scorer,
    worker: Worker,
    probe: Probe,
    /// How often a part was the only evidence for something expected.
    alone: BTreeMap<Part, usize>,
    /// How often a part earned what it can earn.
    exercised: BTreeMap<Part, usize>,
    outcome: Outcome,
}

impl Runner<'_> {
    fn sentence(&mut self, at: usize, criterion: &Criterion, sentence: &Spanned<String>, hit: bool) {
        let assessment = self.scorer.score(&mut self.worker, &sentence.value);
        let Some(score) = assessment.criteria.get(at) else { return };
        let found = score.verdict == Verdict::Met || (hit && is_stated(score));
        self.count(at, hit, found);
        self.parts(&sentence.value, |criterion| hit && criterion == at);
        let by = (found && !hit).then(|| finder(criterion, &assessment, at)).flatten();
        self.outcome.checks.push(Check {
            kind: if hit { CheckKind::Hit } else { CheckKind::Miss },
            criterion: Some(at),
            expected: if hit { "met" } else { "not met" }.to_owned(),
            found: score.verdict.as_str().to_owned(),
            passed: found == hit,
            file: self.suite.file.to_owned(),
            span: sentence.span,
            quote: Some(sentence.value.clone()),
            by,
        });
    }

    fn case(&mut self, case: &Case<'_>) {
        let assessment = self.scorer.score(&mut self.worker, case.answer);
        let anchor = case.anchor;
        for (idx, expected, span) in &anchor.expect {
            let at = usize::from(idx.0);
            let (Some(criterion), Some(score)) =
                (self.suite.rubric.criteria.get(at), assessment.criteria.get(at))
            else {
                continue;
            };
            let wanted = verdict_of(*expected);
            self.count(at, wanted == Verdict::Met, score.verdict == Verdict::Met);
            let evidence = score.evidence.first().filter(|_| score.verdict != wanted);
            self.outcome.checks.push(Check {
                kind: CheckKind::Verdict(anchor.name.clone()),
                criterion: Some(at),
                expected: wanted.as_str().to_owned(),
                found: score.verdict.as_str().to_owned(),
                passed: score.verdict == wanted,
                file: case.file.to_owned(),
                span: *span,
                quote: evidence.map(|piece| piece.span.slice(case.answer).to_owned()),
                by: evidence.and_then(|_| finder(criterion, &assessment, at)),
            });
        }
        self.outcome.checks.extend(percent_check(case, &assessment));
        let met: Vec<usize> = anchor
            .expect
            .iter()
            .filter(|(_, expected, _)| *expected == Expected::Met)
            .map(|(idx, ..)| usize::from(idx.0))
            .collect();
        self.parts(case.answer, |criterion| met.contains(&criterion));
        let verdicts = assessment.criteria.iter().map(|score| score.verdict).collect();
        self.outcome.cases.push(CaseFound { verdicts, permille: assessment.permille });
    }

    fn reference(&mut self) {
        let Some(reference) = &self.suite.rubric.reference else { return };
        let assessment = self.scorer.score(&mut self.worker, &reference.value);
        self.parts(&reference.value, |_| false);
        self.outcome.reference = Some(assessment.permille);
        self.outcome.checks.push(Check {
            kind: CheckKind::Reference,
            criterion: None,
            expected: format!("passes at {} %", self.suite.rubric.pass),
            found: format!(
                "{} %{}",
                tenths(assessment.permille),
                if assessment.passed { "" } else { ", does not pass" }
            ),
            passed: assessment.passed,
            file: self.suite.file.to_owned(),
            span: reference.span,
            quote: None,
            by: None,
        });
    }

    fn count(&mut self, at: usize, expected: bool, found: bool) {
        if let Some(counts) = self.outcome.counts.get_mut(at) {
            counts.add(expected, found);
        }
    }

    /// Notes which parts earn something in a text, and which do so alone where that is expected.
    fn parts(&mut self, text: &str, expected: impl Fn(usize) -> bool) {
        let mut met: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
        for (part, verdict) in self.probe.verdicts(text) {
            if verdict == Verdict::Met || (verdict == Verdict::Weak && is_weak(self.suite, part)) {
                *self.exercised.entry(part).or_default() += 1;
            }
            if verdict == Verdict::Met {
                met.entry(part.criterion).or_default().push(part);
            }
        }
        for (criterion, parts) in met {
            if let ([only], true) = (parts.as_slice(), expected(criterion)) {
                *self.alone.entry(*only).or_default() += 1;
            }
        }
    }

    fn finish(self) -> Outcome {
        let Self { probe, alone, exercised, mut outcome, .. } = self;
        let bearing = alone.into_iter().filter_map(|(part, alone)| match part.kind {
            PartKind::Indicator(indicator) => {
                Some(LoadBearing { criterion: part.criterion, indicator, alone })
            }
            PartKind::Counter(_) | PartKind::Examples => None,
        });
        outcome.load_bearing = bearing.collect();
        let unexercised = probe.parts().iter().filter(|part| !exercised.contains_key(part));
        outcome.unexercised = unexercised
            .filter_map(|part| match part.kind {
                PartKind::Indicator(indicator) => Some((part.criterion, indicator)),
                PartKind::Counter(_) | PartKind::Examples => None,
            })
            .collect();
        outcome
    }
}

/// Whether a sentence that must count does so, but for standing alone: a sentence in note form is
/// taken for a list of terms only because there is no answer around it.
fn is_stated(score: &CriterionScore) -> bool {
    score.evidence.iter().any(|piece| piece.counts() && !piece.weak)
}

fn is_weak(suite: &Suite<'_>, part: Part) -> bool {
    let criterion = suite.rubric.criteria.get(part.criterion);
    let PartKind::Indicator(place) = part.kind else { return false };
    criterion
        .and_then(|criterion| criterion.indicators.get(place))
        .is_some_and(|indicator| indicator.strength == Strength::Weak)
}

/// The verdict that a test names.
pub(super) fn verdict_of(expected: Expected) -> Verdict {
    match expected {
        Expected::Met => Verdict::Met,
        Expected::Weak => Verdict::Weak,
        Expected::Denied => Verdict::Denied,
        Expected::Missing => Verdict::Missing,
    }
}

/// What found the best evidence of a criterion.
fn finder(criterion: &Criterion, assessment: &Assessment, at: usize) -> Option<String> {
    let piece = assessment.criteria.get(at)?.evidence.first()?;
    Some(match piece.source {
        Source::Learned { .. } => "examples".to_owned(),
        Source::Pattern { indicator, .. } => criterion.indicators.get(indicator)?.text.clone(),
    })
}

fn percent_check(case: &Case<'_>, assessment: &Assessment) -> Option<Check> {
    let (low, high) = case.anchor.percent?;
    let within = |permille: u16| u16::from(low) * 10 <= permille && permille <= u16::from(high) * 10;
    // Whole percentages are what people write: 66.7 is 67.
    let rounded = (assessment.permille + 5) / 10 * 10;
    Some(Check {
        kind: CheckKind::Percent(case.anchor.name.clone()),
        criterion: None,
        expected: if low == high { format!("{low} %") } else { format!("{low}..{high} %") },
        found: format!("{} %", tenths(assessment.permille)),
        passed: within(assessment.permille) || within(rounded),
        file: case.file.to_owned(),
        span: case.anchor.span,
        quote: None,
        by: None,
    })
}

/// `66.7` of 667, `80` of 800.
fn tenths(permille: u16) -> String {
    match (permille / 10, permille % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => format!("{whole}.{tenth}"),
    }
}
