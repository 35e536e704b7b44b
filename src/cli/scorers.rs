//! The rubrics of a run: those that answers name, read when the first answer does, shared between threads.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anyhow::bail;

use super::answers::Answer;
use super::checksum::Checksum;
use super::library::Library;
use super::residual;
use crate::report::{GradebookWriter, LineWriter, visible};
use crate::residual::Residual;
use crate::score::Scorer;

/// Names that are remembered, be there such a rubric or not.
const MOST_NAMES: usize = 4_096;

/// A rubric in use.
pub(super) struct Loaded {
    pub scorer: Scorer,
    pub lines: LineWriter,
    pub gradebook: GradebookWriter,
    /// Only where it was asked for.
    pub residual: Option<Residual>,
    fingerprint: OnceLock<u64>,
}

impl Loaded {
    fn new(scorer: Scorer, residual: Option<Residual>) -> Self {
        let (lines, gradebook) = (LineWriter::new(&scorer), GradebookWriter::new(&scorer));
        Self { scorer, lines, gradebook, residual, fingerprint: OnceLock::new() }
    }

    /// Changes when the rubric, a shared file of it or its model does.
    pub(super) fn fingerprint(&self) -> u64 {
        *self.fingerprint.get_or_init(|| {
            let mut sum = Checksum::new(0);
            sum.add(format!("{:?}", self.scorer.rubric()).as_bytes());
            if let Some(model) = self.scorer.model() {
                sum.add(format!("{} {:?}", model.fingerprint, model.criteria).as_bytes());
            }
            sum.value()
        })
    }
}

/// The rubrics that were asked for so far.
pub(super) struct Scorers {
    pub library: Library,
    residual: bool,
    loaded: Mutex<BTreeMap<String, Result<Arc<Loaded>, String>>>,
}

impl Scorers {
    pub(super) fn new(library: Library) -> Self {
        Self { library, residual: false, loaded: Mutex::default() }
    }

    /// With the residual models of the rubrics; a rubric without one is an error.
    pub(super) fn with_residual_models(self, wanted: bool) -> Self {
        Self { residual: wanted, ..self }
    }

    /// The rubric of an answer; only one that the user names may be any file.
    pub(super) fn of(&self, name: &str, by_user: bool, answer: &Answer) -> anyhow::Result<Arc<Loaded>> {
        self.get(name, by_user).map_err(|problem| anyhow::anyhow!("{}: {problem}", visible(&answer.id)))
    }

    /// A rubric by its name; only a user may name a file.
    pub(super) fn get(&self, name: &str, by_user: bool) -> Result<Arc<Loaded>, String> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let load = || match self.load(name, by_user) {
            Ok(loaded) => Ok(Arc::new(loaded)),
            Err(error) => Err(format!("{error:#}")),
        };
        if let Some(known) = loaded.get(name) {
            return known.clone();
        }
        let found = load();
        // Answers may name any number of rubrics that there are not.
        if found.is_ok() || loaded.len() < MOST_NAMES {
            loaded.insert(name.to_owned(), found.clone());
        }
        found
    }

    fn load(&self, name: &str, by_user: bool) -> anyhow::Result<Loaded> {
        let library = &self.library;
        let scorer = if by_user { library.scorer(name) } else { library.scorer_by_id(name) }?;
        if !self.residual {
            return Ok(Loaded::new(scorer, None));
        }
        let Some(path) = library.file(name, by_user) else {
            bail!(
                "`{name}` is built in and has no residual model; copy the rubric into a file, or grade without --model"
            )
        };
        let residual = residual::load(&path, &scorer)?;
        Ok(Loaded::new(scorer, Some(residual)))
    }
}
