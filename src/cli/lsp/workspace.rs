//! The folders of an editor, and for each document the project whose rubrics and configuration count for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::check::{CONFIG_NAMES, Project, repository};

/// Projects that have been read, and what could not be.
#[derive(Default)]
pub(super) struct Workspace {
    /// As the editor has them.
    pub folders: Vec<PathBuf>,
    projects: BTreeMap<PathBuf, Result<Project, String>>,
}

impl Workspace {
    /// Forgets what was read, so that it is read again.
    pub(super) fn reload(&mut self) {
        self.projects.clear();
    }

    /// The project of a file, or why it cannot be used.
    pub(super) fn project(&mut self, path: &Path) -> Result<&mut Project, String> {
        let home = self.home(path);
        let project = self.projects.entry(home.clone());
        let project = project.or_insert_with(|| Project::open(home).map_err(|error| format!("{error:#}")));
        project.as_mut().map_err(|error| error.clone())
    }

    /// The nearest folder with a configuration, else the folder that the editor has open, else the repository.
    fn home(&self, path: &Path) -> PathBuf {
        let here = path.parent().filter(|here| here.is_absolute());
        let Some(here) = here else { return self.folders.first().cloned().unwrap_or_default() };
        let folders = self.folders.iter().filter(|folder| path.starts_with(folder));
        let top = folders.max_by_key(|folder| folder.as_os_str().len()).cloned();
        let top = top.or_else(|| repository(here)).unwrap_or_else(|| here.to_path_buf());
        let has_config = |folder: &&Path| CONFIG_NAMES.iter().any(|name| folder.join(name).is_file());
        let mut within = here.ancestors().take_while(|folder| folder.starts_with(&top));
        within.find(has_config).map_or(top.clone(), Path::to_path_buf)
    }
}
