//! The texts that an editor has open.

use std::path::{Path, PathBuf};

use super::position::{Encoding, Lines};
use super::protocol::{Change, DocumentItem, Range};
use super::uri;
use crate::cli::check::CONFIG_NAMES;
use crate::report::CheckedFile;
use crate::span::{SourceFile, Span};
use crate::yaml::outline::{Step, signs};

/// What a text is to gradus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It may hold answers.
    Answers,
    /// A rubric.
    Rubric,
    /// A file that rubrics share.
    Shared,
    /// Tests beside a rubric.
    Tests,
    /// The configuration.
    Config,
    /// Nothing.
    Other,
}

/// An open text.
#[derive(Debug)]
pub(super) struct Document {
    pub uri: String,
    /// Its file; of a text without one, a name in no folder.
    pub path: PathBuf,
    language: String,
    pub version: Option<i32>,
    pub text: String,
    pub lines: Lines,
    /// Whether it has to be judged again.
    pub is_dirty: bool,
    /// Its answers, if it was found to hold some.
    pub checked: Option<CheckedFile>,
}

impl Document {
    /// As it was opened.
    pub(super) fn new(item: DocumentItem) -> Self {
        let path = uri::to_path(&item.uri).unwrap_or_else(|| PathBuf::from("untitled"));
        Self {
            lines: Lines::new(&item.text),
            path,
            uri: item.uri,
            language: item.language_id,
            version: item.version,
            text: item.text,
            is_dirty: true,
            checked: None,
        }
    }

    /// Takes changes in, one after the other.
    pub(super) fn change(&mut self, changes: Vec<Change>, version: Option<i32>, encoding: Encoding) {
        for change in changes {
            match change.range {
                Some(range) => {
                    let start = self.lines.byte(&self.text, range.start, encoding);
                    let end = self.lines.byte(&self.text, range.end, encoding).max(start);
                    self.text.replace_range(start..end, &change.text);
                }
                None => self.text = change.text,
            }
            self.lines = Lines::new(&self.text);
        }
        self.version = version.or(self.version);
        self.is_dirty = true;
    }

    /// Where some bytes stand.
    pub(super) fn range(&self, bytes: std::ops::Range<usize>, encoding: Encoding) -> Range {
        self.lines.range(&self.text, bytes, encoding)
    }

    /// What it is; `among_rubrics` when it stands in a folder of rubrics.
    pub(super) fn kind(&self, among_rubrics: bool) -> Kind {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        if CONFIG_NAMES.contains(&name.as_ref()) {
            return Kind::Config;
        }
        if !is_yaml(&name) && self.language != "yaml" {
            return Kind::Answers;
        }
        if rubric_of_tests(&self.path).is_some_and(|rubric| rubric.is_file()) {
            return Kind::Tests;
        }
        let keys: Vec<&str> = top_keys(&self.text);
        let has = |names: &[&str]| keys.iter().any(|key| names.contains(key));
        let judges = has(&["concepts", "failure_modes", "misconceptions"]);
        let shares = has(&["sets", "aliases", "lenses"]) && !has(&["question"]);
        let is_in_shared = self.path.parent().is_some_and(|folder| folder.ends_with("shared"));
        if (shares && !judges) || (is_in_shared && among_rubrics) {
            Kind::Shared
        } else if judges || among_rubrics {
            Kind::Rubric
        } else {
            Kind::Other
        }
    }
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

/// The rubric that a file of tests is about: `NAME.yaml` for `NAME.test.yaml`.
pub(super) fn rubric_of_tests(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.strip_suffix(".test.yaml")?;
    Some(path.with_file_name(format!("{name}.yaml")))
}

fn top_keys(text: &str) -> Vec<&str> {
    let top = signs(text).into_iter().filter(|sign| sign.column == 0);
    top.filter_map(|sign| match sign.step {
        Step::Key(key) => Some(key),
        Step::Item => None,
    })
    .collect()
}

/// The names right below a key of the top, with their places.
pub(super) fn entries<'t>(text: &'t str, section: &str) -> Vec<(&'t str, Span<SourceFile>)> {
    let signs = signs(text);
    let mut found = Vec::new();
    let mut within = false;
    let mut column = None;
    for sign in signs {
        let Step::Key(key) = sign.step else { continue };
        if sign.column == 0 {
            within = key == section;
            column = None;
        } else if within && *column.get_or_insert(sign.column) == sign.column {
            found.push((key, sign.span));
        }
    }
    found
}

/// The words of a key of the top: the names under `use`.
pub(super) fn names_under<'t>(text: &'t str, section: &str) -> Vec<&'t str> {
    let signs = signs(text);
    let mut top = signs.iter().filter(|sign| sign.column == 0 && sign.step != Step::Item);
    let Some(start) = top.find(|sign| sign.step == Step::Key(section)) else { return Vec::new() };
    let end = top.next().map_or(text.len(), |next| next.span.start as usize);
    let value = text.get(start.span.end as usize + 1..end).unwrap_or("");
    let lines = value.lines().map(|line| line.split('#').next().unwrap_or(""));
    let is_border = |c: char| c.is_whitespace() || "[],'\"".contains(c);
    let words = lines.flat_map(move |line| line.split(is_border));
    words.filter(|word| !word.is_empty() && *word != "-").collect()
}
