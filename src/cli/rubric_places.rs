//! Where rubrics are looked for, by every command that takes the name of one: the folder that the user
//! gives, else what the configuration names, else `rubrics`, here or at the root of the repository.
//!
//! It reads no rubric. Of the configuration only its `rubrics` count here: one that cannot be used is told,
//! and keeps nobody from grading.

use std::path::{Path, PathBuf};

use super::check::configured_rubrics;

/// Files and folders with rubrics, the first before the next.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub roots: Vec<PathBuf>,
    /// The configuration that names them, where one does.
    config: Option<String>,
    is_given: bool,
}

impl Places {
    /// The folder given, else those that count in the current folder.
    pub(super) fn find(given: Option<&Path>) -> Self {
        if let Some(given) = given {
            return Self { roots: vec![given.to_path_buf()], is_given: true, ..Self::default() };
        }
        let Ok(here) = std::env::current_dir() else { return Self::default() };
        let found = configured_rubrics(&here);
        if let Some(problem) = &found.problem {
            super::complain(&format!("warning: {problem}, so rubrics that it may name are not found"));
        }
        let config = found.config.map(|path| from_here(&path, &here).display().to_string());
        let roots = found.rubrics.iter().map(|root| from_here(root, &here)).collect();
        Self { roots, config, is_given: false }
    }

    /// Where a search went, and by whose word; nothing where nobody chose the place.
    pub(super) fn told(&self) -> Option<String> {
        if self.config.is_none() && !self.is_given {
            return None;
        }
        let roots = self.roots.iter().map(|root| {
            let gone = if root.exists() { "" } else { ", which is not there" };
            format!("{}{gone}", root.display())
        });
        let by = self.config.as_ref().map_or(String::new(), |config| format!(" as {config} says"));
        Some(format!("looked for in {}{by}", roots.collect::<Vec<_>>().join(" and ")))
    }
}

/// The shortest way to an absolute path from an absolute folder, so that messages name what the user knows.
fn from_here(path: &Path, here: &Path) -> PathBuf {
    for (up, folder) in here.ancestors().enumerate() {
        let Ok(rest) = path.strip_prefix(folder) else { continue };
        let way: PathBuf = std::iter::repeat_n("..", up).collect();
        let way = way.join(rest);
        return if way.as_os_str().is_empty() { PathBuf::from(".") } else { way };
    }
    path.to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::{Path, from_here};

    #[test]
    fn paths_begin_where_the_user_is() {
        let check = |path: &str, here: &str, expect: &str| {
            assert_eq!(from_here(Path::new(path), Path::new(here)), Path::new(expect), "{path} from {here}");
        };
        check("/r/rubrics", "/r", "rubrics");
        check("/r/rubrics", "/r/docs/a", "../../rubrics");
        check("/r", "/r", ".");
        check("/r", "/r/docs", "..");
        check("/r/docs/rubrics", "/r/docs", "rubrics");
        check("elsewhere", "/r", "elsewhere");
    }
}
