//! `gradus grade` without a rubric: an answer against the reference answers of its question.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use super::answers::{Answer, Basis, read_one};
use crate::reference::{Reader, ReferenceScorer};
use crate::report::{CoverageReport, visible};
use crate::yaml::{self, Node, NodeKind};

/// What to score against instead of a rubric.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ByReference {
    /// File with a reference answer, to score by its coverage where there is no rubric; give several for alternatives
    #[arg(long, value_name = "FILE", conflicts_with = "rubric")]
    pub reference: Vec<PathBuf>,
    /// The question; its words hardly count, because an answer gets them for nothing
    #[arg(long, value_name = "TEXT", requires = "reference")]
    pub question: Option<String>,
}

impl ByReference {
    /// The references given, or those of a rubric file that has no criteria.
    pub(super) fn basis(&self, rubric: Option<&str>) -> anyhow::Result<Option<Basis>> {
        if let Some(file) = rubric.filter(|name| is_yaml(Path::new(name)) && Path::new(name).exists()) {
            let bare = bare(Path::new(file))?.filter(|bare| !bare.has_criteria);
            return bare.map(|bare| checked(bare.basis, file)).transpose();
        }
        if self.reference.is_empty() {
            return Ok(None);
        }
        let mut basis = Basis { question: self.question.clone().unwrap_or_default(), references: Vec::new() };
        for path in &self.reference {
            if is_yaml(path) {
                let name = path.display();
                let inside = bare(path)?
                    .with_context(|| format!("{name} has no `reference:`; add one or give a text file"))?;
                basis.references.extend(inside.basis.references);
                if self.question.is_none() {
                    basis.question = inside.basis.question;
                }
            } else {
                basis.references.push(read_one(path)?.text);
            }
        }
        checked(basis, "--reference").map(Some)
    }
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// A question and a reference as a rubric file has them.
struct Bare {
    basis: Basis,
    has_criteria: bool,
}

/// What a rubric file says of its reference; `None` when it has none or is no such file.
fn bare(path: &Path) -> anyhow::Result<Option<Bare>> {
    let name = path.display().to_string();
    let source = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    let Ok(parsed) = yaml::parse(&source, &name) else { return Ok(None) };
    let NodeKind::Mapping(fields) = &parsed.root.kind else { return Ok(None) };
    let field = |wanted: &str| {
        let mut named = fields.iter().filter(|(key, _)| key.scalar() == Some(wanted));
        named.next().map(|(_, value)| value)
    };
    let Some(reference) = field("reference") else { return Ok(None) };
    let references = match &reference.kind {
        NodeKind::Sequence(all) => all.iter().filter_map(Node::scalar).map(ToOwned::to_owned).collect(),
        NodeKind::Scalar { value, .. } => vec![value.clone()],
        NodeKind::Mapping(_) => Vec::new(),
    };
    let question = field("question").and_then(Node::scalar).unwrap_or_default().to_owned();
    let is_empty = |value: &Node| match &value.kind {
        NodeKind::Mapping(entries) => entries.is_empty(),
        NodeKind::Sequence(entries) => entries.is_empty(),
        NodeKind::Scalar { .. } => value.is_nothing(),
    };
    let kinds = ["concepts", "failure_modes", "misconceptions"];
    let has_criteria = kinds.iter().filter_map(|kind| field(kind)).any(|value| !is_empty(value));
    Ok(Some(Bare { basis: Basis { question, references }, has_criteria }))
}

fn checked(basis: Basis, name: &str) -> anyhow::Result<Basis> {
    match ReferenceScorer::new(&basis.question, &basis.references) {
        Ok(_) => Ok(basis),
        Err(error) => Err(anyhow!("{name}: {error}")),
    }
}

/// Questions kept ready by one thread.
const MOST_KEPT: usize = 256;

/// The references as one thread has met them.
#[derive(Default)]
pub(super) struct References {
    reader: Reader,
    ready: BTreeMap<Basis, ReferenceScorer>,
}

impl References {
    /// Scores an answer; what is wrong with its references names the answer.
    pub(super) fn report(&mut self, basis: &Basis, answer: &Answer) -> anyhow::Result<CoverageReport> {
        if !self.ready.contains_key(basis) {
            if self.ready.len() >= MOST_KEPT {
                self.ready.clear();
            }
            let scorer = ReferenceScorer::new(&basis.question, &basis.references)
                .map_err(|error| anyhow!("{}: {error}", visible(&answer.id)))?;
            self.ready.insert(basis.clone(), scorer);
        }
        let scorer = self.ready.get(basis).context("a reference that was just read")?;
        let coverage = scorer.score(&mut self.reader, &answer.text);
        let mut report = CoverageReport::new(&answer.id, scorer, &coverage, &answer.text);
        report.question_id.clone_from(&answer.rubric);
        Ok(report)
    }
}
