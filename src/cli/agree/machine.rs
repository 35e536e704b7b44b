//! What the machine says of an answer: graded now, or read from a file that `grade --format jsonl` wrote.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::report::Report;

/// One answer as the machine judged it, and what people decided instead.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Machine {
    pub answer_id: String,
    pub rubric: String,
    pub percent: f64,
    /// On the raters' scale, when the rubric has one.
    #[serde(default)]
    pub scaled: Option<f64>,
    #[serde(default)]
    pub confidence: Option<f64>,
    #[serde(default)]
    pub words: usize,
    #[serde(default)]
    pub criteria: Vec<Judged>,
    #[serde(default)]
    pub flags: Vec<String>,
    /// Criteria that people decided.
    #[serde(skip)]
    pub decided: Vec<Decided>,
    /// The whole score that a person gave.
    #[serde(skip)]
    pub decided_percent: Option<f64>,
    /// The machine's score where people decided, as the file has it.
    #[serde(default)]
    machine_percent: Option<f64>,
    #[serde(default)]
    machine_scaled: Option<f64>,
    #[serde(default)]
    machine_confidence: Option<f64>,
    #[serde(default)]
    score_override: Option<Signed>,
}

/// One criterion of it.
#[derive(Debug, Deserialize)]
pub(super) struct Judged {
    pub id: String,
    #[serde(default)]
    pub kind: String,
    pub verdict: String,
    #[serde(default, rename = "override")]
    overruled: Option<Signed>,
}

/// Who decided, and the machine's verdict.
#[derive(Debug, Deserialize)]
struct Signed {
    #[serde(default)]
    machine: String,
    by: String,
}

/// A criterion that a person decided.
#[derive(Debug)]
pub(super) struct Decided {
    pub id: String,
    pub machine: String,
    pub verdict: String,
    pub by: String,
}

impl Decided {
    /// Whether it is another verdict than the machine's.
    pub(super) fn changes(&self) -> bool {
        self.machine != self.verdict
    }
}

impl Machine {
    /// Whether a person decided anything of it.
    pub(super) fn is_decided(&self) -> bool {
        !self.decided.is_empty() || self.decided_percent.is_some()
    }

    /// Parts what the machine judged from what people decided: they are two raters.
    fn parted(mut self) -> Self {
        for criterion in &mut self.criteria {
            let Some(signed) = criterion.overruled.take() else { continue };
            let verdict = std::mem::replace(&mut criterion.verdict, signed.machine);
            let (id, machine) = (criterion.id.clone(), criterion.verdict.clone());
            self.decided.push(Decided { id, machine, verdict, by: signed.by });
        }
        let Some(percent) = self.machine_percent else { return self };
        let given = std::mem::replace(&mut self.percent, percent);
        self.decided_percent = self.score_override.take().map(|_| given);
        self.scaled = self.machine_scaled;
        self.confidence = self.machine_confidence;
        self
    }
}

impl From<Report> for Machine {
    fn from(report: Report) -> Self {
        let judged = report.criteria.into_iter().map(|criterion| Judged {
            id: criterion.id,
            kind: criterion.kind.to_owned(),
            verdict: criterion.verdict.to_owned(),
            overruled: criterion.decided.map(|decided| Signed {
                machine: decided.machine.unwrap_or_default().to_owned(),
                by: decided.by,
            }),
        });
        let machine = Self {
            answer_id: report.answer_id,
            rubric: report.rubric,
            percent: report.percent,
            scaled: report.scaled,
            confidence: Some(report.confidence),
            words: report.words,
            criteria: judged.collect(),
            flags: report.flags,
            machine_percent: report.machine_percent,
            machine_scaled: report.machine_scaled,
            machine_confidence: report.machine_confidence,
            score_override: report
                .score_override
                .map(|decided| Signed { machine: String::new(), by: decided.by }),
            ..Self::default()
        };
        machine.parted()
    }
}

/// Graded answers by their ids; an id may stand once for each rubric.
pub(super) struct Scored {
    name: String,
    by_id: BTreeMap<String, Vec<Machine>>,
}

impl Scored {
    /// Reads JSON lines.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
        let text = std::str::from_utf8(&bytes).with_context(|| format!("{name} is not UTF-8"))?;
        let mut by_id: BTreeMap<String, Vec<Machine>> = BTreeMap::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let place = format!("{name} line {}", at + 1);
            let machine: Machine = serde_json::from_str(line).with_context(|| {
                format!("{place} is no graded answer; write the file with `gradus grade … --format jsonl`")
            })?;
            let machine = machine.parted();
            if !(0.0..=100.0).contains(&machine.percent) {
                bail!("{place}: percent {} is not from 0 to 100", machine.percent);
            }
            let same = by_id.entry(machine.answer_id.clone()).or_default();
            if same.iter().any(|other| other.rubric == machine.rubric) {
                bail!("{place}: the answer `{}` is graded twice by `{}`", machine.answer_id, machine.rubric);
            }
            same.push(machine);
        }
        if by_id.is_empty() {
            bail!("{name} holds no graded answers");
        }
        Ok(Self { name, by_id })
    }

    /// Takes the grade of an answer, by its question where the id stands more than once.
    pub(super) fn take(&mut self, id: &str, question: Option<&str>) -> Option<Machine> {
        let same = self.by_id.get_mut(id)?;
        let at = match same.len() {
            1 => 0,
            _ => same.iter().position(|machine| Some(machine.rubric.as_str()) == question)?,
        };
        let machine = same.remove(at);
        if same.is_empty() {
            self.by_id.remove(id);
        }
        Some(machine)
    }

    /// Takes all answers of which a person decided something.
    pub(super) fn take_decided(&mut self) -> Vec<Machine> {
        let all =
            self.by_id.values_mut().flat_map(|same| same.extract_if(.., |machine| machine.is_decided()));
        let taken = all.collect();
        self.by_id.retain(|_, same| !same.is_empty());
        taken
    }

    /// Ids that nobody has taken, and the file's name.
    pub(super) fn left(&self) -> (Vec<&str>, &str) {
        (self.by_id.keys().map(String::as_str).collect(), &self.name)
    }
}
