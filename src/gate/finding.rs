//! From an assessment to findings.

use std::collections::BTreeMap;

use super::{Demand, FailOn};
use crate::diagnostic::Severity;
use crate::rubric::{CriterionIdx, CriterionKind, Rubric};
use crate::score::{Assessment, CriterionScore, Verdict};

/// What is demanded of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Percentage to reach; the pass mark of the rubric if none.
    pub fail_under: Option<u8>,
    /// By criterion id.
    pub demands: BTreeMap<String, Demand>,
    /// What fails beside the score.
    pub fail_on: Vec<FailOn>,
}

/// The kinds of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The score is below the mark.
    BelowMark,
    /// A required criterion is not met.
    RequiredMissing,
    /// A criterion is not there, or is denied.
    Missing,
    /// A criterion is only named.
    Partial,
    /// A misconception is asserted.
    Misconception,
}

/// Whether a finding counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It counts.
    New,
    /// The baseline knows it.
    Known,
    /// The document asks not to hear of it, and says why.
    Ignored(String),
}

/// One thing that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of a criterion, or [`Finding::PASS_MARK`].
    pub entry: String,
    /// What is wrong.
    pub kind: Kind,
    /// Error: it fails the run as rubrics and defaults have it; warning and note do not.
    pub severity: Severity,
    /// The criterion, if it is about one.
    pub criterion: Option<CriterionIdx>,
    /// Whether it counts.
    pub standing: Standing,
}

impl Finding {
    /// Entry of a score below the mark.
    pub const PASS_MARK: &'static str = "pass-mark";

    /// Whether it fails the run.
    pub fn fails(&self, fail_on: &[FailOn]) -> bool {
        let asked = match self.kind {
            Kind::BelowMark => true,
            Kind::RequiredMissing => fail_on.contains(&FailOn::MissingRequired),
            Kind::Misconception => {
                self.severity == Severity::Error && fail_on.contains(&FailOn::Misconception)
            }
            Kind::Missing | Kind::Partial => false,
        };
        let warned = self.severity != Severity::Note && fail_on.contains(&FailOn::Warning);
        self.standing == Standing::New && (asked || warned)
    }
}

impl Rules {
    /// The percentage that an answer to this rubric must reach.
    pub fn mark(&self, rubric: &Rubric) -> u8 {
        self.fail_under.unwrap_or(rubric.pass)
    }

    /// What is demanded of a criterion.
    pub fn demand(&self, id: &str, required: bool) -> Option<Demand> {
        self.demands.get(id).copied().or_else(|| required.then_some(Demand::Met))
    }
}

/// Everything that an answer lacks or has wrong: the score first, then in the order of the rubric.
pub fn findings(rubric: &Rubric, assessment: &Assessment, rules: &Rules) -> Vec<Finding> {
    let below = assessment.permille < u16::from(rules.mark(rubric)) * 10;
    let score = below.then(|| Finding {
        entry: Finding::PASS_MARK.to_owned(),
        kind: Kind::BelowMark,
        severity: Severity::Error,
        criterion: None,
        standing: Standing::New,
    });
    let criteria = rubric.criteria.iter().zip(&assessment.criteria).enumerate();
    let of_criteria = criteria.filter_map(|(at, (criterion, score))| {
        let demand = rules.demand(&criterion.id, criterion.required);
        let (kind, severity) = judge(criterion.kind, score, demand)?;
        Some(Finding {
            entry: criterion.id.clone(),
            kind,
            severity: match (kind, rules.fail_on.as_slice()) {
                (Kind::RequiredMissing, on) if !on.contains(&FailOn::MissingRequired) => Severity::Warning,
                (Kind::Misconception, on) if !on.contains(&FailOn::Misconception) => Severity::Warning,
                _ => severity,
            },
            criterion: Some(CriterionIdx(u16::try_from(at).unwrap_or(u16::MAX))),
            standing: Standing::New,
        })
    });
    score.into_iter().chain(of_criteria).collect()
}

fn judge(kind: CriterionKind, score: &CriterionScore, demand: Option<Demand>) -> Option<(Kind, Severity)> {
    if kind == CriterionKind::Misconception {
        // A verdict that is near its threshold is for a person to look at, not for a build to fail on.
        let lenient = demand == Some(Demand::Optional) || score.doubtful;
        let severity = if lenient { Severity::Warning } else { Severity::Error };
        return (score.verdict == Verdict::Met).then_some((Kind::Misconception, severity));
    }
    match (score.verdict, demand) {
        (Verdict::Met, _) => None,
        (Verdict::Weak, Some(Demand::Met)) => Some((Kind::RequiredMissing, Severity::Error)),
        (Verdict::Weak, _) => Some((Kind::Partial, Severity::Note)),
        (Verdict::Denied | Verdict::Missing, Some(Demand::Met | Demand::Weak)) => {
            Some((Kind::RequiredMissing, Severity::Error))
        }
        (Verdict::Denied | Verdict::Missing, Some(Demand::Optional)) => Some((Kind::Missing, Severity::Note)),
        (Verdict::Denied | Verdict::Missing, None) => Some((Kind::Missing, Severity::Warning)),
    }
}
