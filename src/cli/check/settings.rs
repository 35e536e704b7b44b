//! Where a run takes its settings from: the command line, then the configuration, then the rubrics.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, bail};

use super::args::SettingsArgs;
use crate::config::Config;
use crate::diagnostic::render;
use crate::gate::FailOn;

/// Names of the configuration file.
pub(in crate::cli) const NAMES: [&str; 2] = ["gradus.yaml", ".gradus.yaml"];
/// Words before the colon of a paragraph that holds an answer.
const LABELS: [&str; 3] = ["Sample answer", "Model answer", "Answer"];

/// The settings of a run.
pub(in crate::cli) struct Settings {
    /// The root of the repository, or the current folder; paths in reports are relative to it.
    pub root: PathBuf,
    /// What globs and paths of the configuration are relative to.
    pub base: PathBuf,
    /// The current folder.
    pub here: PathBuf,
    /// The configuration file, if there is one.
    pub file: Option<ConfigFile>,
    /// What it says.
    pub config: Config,
    /// Folders and files with rubrics.
    pub rubrics: Vec<PathBuf>,
    /// The mark of the command line, above every other.
    pub forced_mark: Option<u8>,
    /// The mark of the configuration, above those of rubrics.
    pub fail_under: Option<u8>,
    pub fail_on: Vec<FailOn>,
    pub labels: Vec<String>,
}

/// A configuration file and its text.
pub(in crate::cli) struct ConfigFile {
    pub path: PathBuf,
    pub text: String,
}

impl Settings {
    /// Finds and reads the configuration, and puts what the command line says above it.
    pub(crate) fn find(args: &SettingsArgs) -> anyhow::Result<Self> {
        Self::find_in(std::env::current_dir().context("the current folder is gone")?, args)
    }

    /// As [`Settings::find`], for another folder than the current one.
    pub(crate) fn find_in(here: PathBuf, args: &SettingsArgs) -> anyhow::Result<Self> {
        let root = repository(&here).unwrap_or_else(|| here.clone());
        let path = match &args.config {
            Some(path) => Some(here.join(path)),
            None if args.no_config => None,
            None => discover(&here, &root)?,
        };
        let (file, config) = match path {
            Some(path) => {
                let (file, config) = read(&path, &root)?;
                (Some(file), config)
            }
            None => (None, Config::default()),
        };
        Ok(Self::new(args, here, root, file, config))
    }

    fn new(
        args: &SettingsArgs,
        here: PathBuf,
        root: PathBuf,
        file: Option<ConfigFile>,
        config: Config,
    ) -> Self {
        let folder = file.as_ref().and_then(|file| file.path.parent());
        let base = folder.map_or_else(|| here.clone(), Path::to_path_buf);
        let fail_under = config.fail_under.map(|mark| mark.value);
        let said = config
            .fail_on
            .as_ref()
            .map(|list| list.value.iter().filter_map(|name| FailOn::from_name(name)).collect::<Vec<_>>());
        let fail_on = match (args.fail_on.is_empty(), said) {
            (false, _) => args.fail_on.clone(),
            (true, Some(said)) => said,
            (true, None) => vec![FailOn::MissingRequired, FailOn::Misconception],
        };
        let labels = config
            .labels
            .as_ref()
            .map_or_else(|| LABELS.map(ToOwned::to_owned).to_vec(), |labels| labels.value.clone());
        let rubrics = if args.rubrics.is_empty() {
            rubric_folders(&config, &here, &base, &root)
        } else {
            args.rubrics.iter().map(|path| here.join(path)).collect()
        };
        let forced_mark = args.fail_under;
        Self { root, base, here, file, config, rubrics, forced_mark, fail_under, fail_on, labels }
    }

    /// These settings with another text of the configuration, as an editor has it.
    ///
    /// # Errors
    /// Everything that is wrong with the text.
    #[cfg(feature = "lsp")]
    pub(crate) fn reread(
        &self,
        args: &SettingsArgs,
        path: &Path,
        text: &str,
    ) -> Result<(Self, Vec<crate::diagnostic::Diagnostic>), crate::diagnostic::Diagnostics> {
        let name = self.shown(path).unwrap_or_default();
        let (config, warnings) = Config::parse(text.as_bytes(), &name)?;
        let file = ConfigFile { path: path.to_path_buf(), text: text.to_owned() };
        Ok((Self::new(args, self.here.clone(), self.root.clone(), Some(file), config), warnings))
    }

    /// A path as reports name it: relative to the root, with `/`. `None` when it is not UTF-8.
    pub(crate) fn shown(&self, path: &Path) -> Option<String> {
        let whole = lexical(&self.here.join(path));
        let relative = whole.strip_prefix(&self.root).map_or_else(|_| whole.clone(), Path::to_path_buf);
        let parts = relative.components().map(|part| match part {
            Component::RootDir => Some(""),
            part => part.as_os_str().to_str(),
        });
        Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
    }

    /// The baseline that the configuration names.
    pub(crate) fn baseline(&self) -> Option<PathBuf> {
        self.config.baseline.as_ref().map(|path| self.base.join(&path.value))
    }
}

/// The folders of rubrics: configured, or the nearest `rubrics`.
fn rubric_folders(config: &Config, here: &Path, base: &Path, root: &Path) -> Vec<PathBuf> {
    if !config.rubrics.is_empty() {
        return config.rubrics.iter().map(|path| lexical(&base.join(&path.value))).collect();
    }
    let nearest = [here, base, root].into_iter().map(|folder| folder.join("rubrics"));
    nearest.into_iter().find(|folder| folder.is_dir()).into_iter().collect()
}

/// Where rubrics stand for a command that needs nothing else of the configuration.
#[derive(Default)]
pub(in crate::cli) struct ConfiguredRubrics {
    pub rubrics: Vec<PathBuf>,
    /// The configuration, if it names them.
    pub config: Option<PathBuf>,
    /// Why the configuration does not count.
    pub problem: Option<String>,
}

/// The folders of rubrics that count in a folder; a configuration that cannot be used is as good as none.
pub(in crate::cli) fn configured_rubrics(here: &Path) -> ConfiguredRubrics {
    let root = repository(here).unwrap_or_else(|| here.to_path_buf());
    let parsed = |path: &Path| -> anyhow::Result<Config> {
        let name = path.strip_prefix(&root).unwrap_or(path).display().to_string();
        let source = std::fs::read(path).with_context(|| format!("{name} cannot be read"))?;
        match Config::parse(&source, &name) {
            Ok((config, _)) => Ok(config),
            Err(_) => bail!("{name} cannot be used (`gradus config` says why)"),
        }
    };
    let named = std::env::var_os("GRADUS_CONFIG").filter(|path| !path.is_empty()).map(|path| here.join(path));
    let (path, config, problem) = match named.map_or_else(|| discover(here, &root), |path| Ok(Some(path))) {
        Ok(None) => (None, Config::default(), None),
        Ok(Some(path)) => match parsed(&path) {
            Ok(config) => (Some(path), config, None),
            Err(error) => (None, Config::default(), Some(format!("{error:#}"))),
        },
        Err(error) => (None, Config::default(), Some(error.to_string())),
    };
    let base = path.as_deref().and_then(Path::parent).unwrap_or(here);
    let rubrics = rubric_folders(&config, here, base, &root);
    ConfiguredRubrics { rubrics, config: path.filter(|_| !config.rubrics.is_empty()), problem }
}

/// The nearest folder with `.git`.
pub(in crate::cli) fn repository(here: &Path) -> Option<PathBuf> {
    here.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

/// The nearest configuration from here up to the root.
fn discover(here: &Path, root: &Path) -> anyhow::Result<Option<PathBuf>> {
    for folder in here.ancestors() {
        let found: Vec<PathBuf> =
            NAMES.iter().map(|name| folder.join(name)).filter(|path| path.is_file()).collect();
        match found.as_slice() {
            [] => {}
            [only] => return Ok(Some(only.clone())),
            _ => bail!("both {} and {} are there; remove one", NAMES[0], NAMES[1]),
        }
        if folder == root {
            break;
        }
    }
    Ok(None)
}

fn read(path: &Path, root: &Path) -> anyhow::Result<(ConfigFile, Config)> {
    let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
    let source = std::fs::read(path).with_context(|| format!("cannot read the configuration {name}"))?;
    let text = String::from_utf8_lossy(&source).into_owned();
    match Config::parse(&source, &name) {
        Ok((config, warnings)) => {
            if !warnings.is_empty() {
                super::say(&render(&warnings, &text, false));
            }
            Ok((ConfigFile { path: path.to_path_buf(), text }, config))
        }
        Err(diagnostics) => {
            super::say(&render(&diagnostics.0, &text, false));
            bail!("the configuration {name} cannot be used")
        }
    }
}

/// Without `.` and, where that is possible, without `..`.
pub(in crate::cli) fn lexical(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => drop(out.pop()),
            part => out.push(part),
        }
    }
    out
}
