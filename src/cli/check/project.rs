//! What checking needs, kept between documents: for programs that check the same document again and again.

use std::path::{Path, PathBuf};

use super::catalog::Catalog;
use super::claims::{Claims, matches};
use super::files::{Candidate, is_document};
use super::grading::{Context, Outcome, Workers};
use super::settings::{Settings, lexical};
use super::{Known, SettingsArgs};
use crate::diagnostic::Diagnostic;
use crate::documents::Outline;
use crate::gate::Baseline;
use crate::report::{CheckedFile, Note};

/// A folder with its configuration, rubrics and demands.
pub(in crate::cli) struct Project {
    settings: Settings,
    catalog: Catalog,
    claims: Claims,
    baseline: Baseline,
    workers: Workers,
}

/// What checking a document gave.
pub(in crate::cli) enum Outlook {
    /// Its answers.
    Checked(CheckedFile),
    /// Why it cannot be checked.
    Fault(Note),
    /// There is nothing to check in it.
    Nothing,
}

impl Project {
    /// Reads what a run of `gradus check` in this folder would read.
    pub(in crate::cli) fn open(here: PathBuf) -> anyhow::Result<Self> {
        let settings = Settings::find_in(here, &SettingsArgs::default())?;
        let catalog = Catalog::read(&settings, None);
        let claims = Claims::new(&settings, &catalog, &[])
            .map_err(|_| anyhow::anyhow!("the configuration {} cannot be used", config_name(&settings)))?;
        let baseline = match settings.baseline() {
            // A baseline that is not there knows nothing; the command says so, an editor need not.
            Some(path) => {
                std::fs::read(path).ok().and_then(|text| Baseline::parse(&text).ok()).unwrap_or_default()
            }
            None => Baseline::default(),
        };
        Ok(Self { settings, catalog, claims, baseline, workers: Workers::new() })
    }

    /// A path as reports name it.
    pub(in crate::cli) fn shown(&self, path: &Path) -> String {
        self.settings.shown(path).unwrap_or_else(|| path.display().to_string())
    }

    /// Where reports' paths begin.
    pub(in crate::cli) fn root(&self) -> &Path {
        &self.settings.root
    }

    /// All rubrics, sorted by id.
    pub(in crate::cli) fn rubrics(&self) -> &[Known] {
        &self.catalog.rubrics
    }

    /// Whether a file stands among the rubrics of the project.
    pub(in crate::cli) fn holds_rubric(&self, path: &Path) -> bool {
        self.settings.rubrics.iter().any(|place| path.starts_with(lexical(place)))
    }

    /// Checks the text of a document as a run would, unless that would leave it out.
    pub(in crate::cli) fn check(&mut self, path: &Path, text: &str) -> Outlook {
        let Some(shown) = self.settings.shown(path) else { return Outlook::Nothing };
        if matches(&self.claims.exclude, path) {
            return Outlook::Nothing;
        }
        if !is_document(&self.claims, path) {
            // No run would look at it by itself, so that it has to ask.
            let outline = Outline::read(text);
            if outline.front_matter.is_none() && outline.markers.is_empty() {
                return Outlook::Nothing;
            }
        }
        let file = Candidate { shown, path: path.to_path_buf(), named: false };
        let context = Context {
            settings: &self.settings,
            catalog: &self.catalog,
            claims: &self.claims,
            baseline: &self.baseline,
            rubric: None,
            allow_empty: true,
        };
        match context.grade(&file, text.to_owned(), &mut self.workers) {
            Outcome::Checked(file) => Outlook::Checked(file),
            Outcome::Fault(note) => Outlook::Fault(note),
            Outcome::None => Outlook::Nothing,
        }
    }
}

/// Everything that is wrong with a text of the configuration at `path`.
pub(in crate::cli) fn check_config(path: &Path, text: &str) -> Vec<Diagnostic> {
    let args = SettingsArgs { no_config: true, ..SettingsArgs::default() };
    let here = path.parent().unwrap_or(path).to_path_buf();
    let Ok(settings) = Settings::find_in(here, &args) else { return Vec::new() };
    match settings.reread(&args, path, text) {
        Ok((settings, mut found)) => {
            let catalog = Catalog::read(&settings, None);
            found.extend(Claims::new(&settings, &catalog, &[]).err().unwrap_or_default());
            found
        }
        Err(wrong) => wrong.0,
    }
}

fn config_name(settings: &Settings) -> String {
    settings.file.as_ref().and_then(|file| settings.shown(&file.path)).unwrap_or_default()
}
