//! Rubric files for those who work on them: found by path, id or folder, and kept with their text
//! and every message about them, where grading would stop at the first that is wrong.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::library::{beside, is_built_in, shared_near};
use super::rubric_folder::{self, RubricFolder};
use crate::diagnostic::{Diagnostic, Severity, SourceText};
use crate::rubric::Rubric;

/// A rubric file, whether or not it can be used.
pub(super) struct RubricFile {
    pub path: PathBuf,
    /// Its path as it is printed: `/` between folders.
    pub name: String,
    /// `None` where there are errors.
    pub rubric: Option<Rubric>,
    pub diagnostics: Vec<Diagnostic>,
    texts: Vec<(String, String)>,
}

impl RubricFile {
    /// Reads a file; only what cannot be read at all is an error.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string().replace('\\', "/");
        let source = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
        let texts = RefCell::new(vec![(name.clone(), String::from_utf8_lossy(&source).into_owned())]);
        let shared = |id: &str| {
            let found = shared_near(path, id)?;
            let text = String::from_utf8_lossy(&found.text).into_owned();
            texts.borrow_mut().push((found.file.clone(), text));
            Some(found)
        };
        let (rubric, diagnostics) = match Rubric::parse(&source, &name, &shared) {
            Ok((rubric, warnings)) => (Some(rubric), warnings),
            Err(diagnostics) => (None, diagnostics.0),
        };
        Ok(Self { path: path.to_path_buf(), name, rubric, diagnostics, texts: texts.into_inner() })
    }

    /// The texts that diagnostics point into.
    pub(super) fn sources(&self) -> Vec<SourceText<'_>> {
        self.texts.iter().map(|(file, text)| SourceText { file, text }).collect()
    }

    /// The text of the rubric file itself.
    pub(super) fn text(&self) -> &str {
        self.texts.first().map_or("", |(_, text)| text)
    }

    /// How many diagnostics there are of that severity.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

/// The files that names stand for: a path, a folder, or the id of a rubric in `root`, else in the folders of
/// rubrics that count here; all of these if there are no names.
pub(super) fn find(names: &[String], root: Option<&Path>) -> anyhow::Result<Vec<PathBuf>> {
    let folder = RubricFolder::new(root);
    let mut found = vec![];
    if names.is_empty() {
        let roots = &folder.places().roots;
        if roots.is_empty() {
            bail!("no folder `rubrics` here; name rubric files, or the folder with --rubrics");
        }
        for root in roots {
            if !root.exists() {
                let told = folder.places().told().unwrap_or_default();
                bail!(
                    "no folder `{}` here ({told}); name rubric files, or the folder with --rubrics",
                    root.display()
                );
            }
            found.extend(in_folder(root)?);
        }
    }
    for name in names {
        let path = Path::new(name);
        if path.is_dir() {
            found.extend(in_folder(path)?);
        } else if path.is_file() {
            found.push(path.to_path_buf());
        } else {
            found.push(by_id(&folder, name)?);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn in_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let found = rubric_folder::files(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    if found.is_empty() {
        bail!("no rubric in {}: rubrics are `*.yaml` files outside of `shared`", folder.display());
    }
    Ok(found)
}

fn by_id(folder: &RubricFolder, name: &str) -> anyhow::Result<PathBuf> {
    match folder.named(name).map(Path::to_path_buf).or_else(|| beside(name)) {
        Some(path) => Ok(path),
        None if is_built_in(name) => {
            bail!("`{name}` is built in and has no file here; name a rubric file, or a folder with --rubrics")
        }
        None => bail!(folder.unknown(name, folder.names())),
    }
}
