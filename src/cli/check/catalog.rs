//! The rubrics of a run: read at the start, compiled when the first answer needs them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::settings::Settings;
use crate::cli::library::{BUILT_IN, ModelFile, built_in_shared, shared_near};
use crate::cli::rubric_folder::{self, is_end_of};
use crate::diagnostic::{Code, Severity, render};
use crate::documents::{Choice, Questions};
use crate::learn::Model;
use crate::report::{Note, RubricFacts};
use crate::rubric::{Rubric, SharedText};
use crate::score::Scorer;

/// A rubric that can grade.
pub(in crate::cli) struct Known {
    pub facts: Arc<RubricFacts>,
    pub rubric: Rubric,
    /// Where it stands; none for one that the program brings.
    pub path: Option<PathBuf>,
    model: Option<Cow<'static, [u8]>>,
    scorer: OnceLock<Scorer>,
}

/// All rubrics, sorted by id.
pub(in crate::cli) struct Catalog {
    pub rubrics: Vec<Known>,
    pub questions: Questions,
    /// What is wrong with rubrics.
    pub notes: Vec<Note>,
}

impl Known {
    /// Whether it learned from examples.
    pub(crate) fn has_model(&self) -> bool {
        self.model.is_some()
    }

    /// Its scorer, compiled once.
    pub(crate) fn scorer(&self) -> &Scorer {
        self.scorer.get_or_init(|| {
            let model = self.model.as_deref().and_then(|bytes| Model::from_bytes(bytes).ok());
            Scorer::new(self.rubric.clone(), model)
        })
    }
}

impl Catalog {
    /// Reads the rubrics of the settings, those built in, and `extra` if it is a file.
    pub(crate) fn read(settings: &Settings, extra: Option<&Path>) -> Self {
        let mut catalog = Self { rubrics: Vec::new(), questions: Questions::default(), notes: Vec::new() };
        if let Some(path) = extra {
            catalog.add_file(settings, path);
        }
        for place in &settings.rubrics {
            catalog.add_place(settings, place);
        }
        for built_in in BUILT_IN {
            if catalog.find(built_in.id).is_some() {
                continue;
            }
            if let Ok((rubric, _)) = Rubric::parse(built_in.source, built_in.id, &built_in_shared) {
                let model = built_in.model.map(Cow::Borrowed);
                catalog.add(rubric, built_in.source, None, None, model);
            }
        }
        catalog.rubrics.sort_by(|a, b| a.facts.id.cmp(&b.facts.id));
        catalog.questions =
            Questions::new(catalog.rubrics.iter().map(|known| known.rubric.question.as_str()));
        catalog
    }

    /// The rubric of that id.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.rubrics.iter().position(|known| known.facts.id == id)
    }

    /// The rubric of that id, else that of the file which a path such as `rubrics/retries.yaml` ends in.
    fn named(&self, name: &str) -> Option<usize> {
        let is_filed = |known: &Known| known.path.as_ref().is_some_and(|path| is_end_of(name, path));
        self.find(name).or_else(|| self.rubrics.iter().position(is_filed))
    }

    /// The rubric that a document chose, or what to say when there is none.
    pub(crate) fn choose(&self, choice: &Choice) -> Result<usize, String> {
        match choice {
            Choice::Question(at) => Ok(*at),
            Choice::Named(name) => self.named(name).ok_or_else(|| self.unknown(name)),
        }
    }

    /// That there is no such rubric, and which was probably meant.
    pub(crate) fn unknown(&self, name: &str) -> String {
        rubric_folder::unknown(name, self.rubrics.iter().map(|known| known.facts.id.as_str()))
    }

    fn add_place(&mut self, settings: &Settings, place: &Path) {
        if place.is_file() {
            return self.add_file(settings, place);
        }
        match rubric_folder::files(place) {
            Ok(files) => files.iter().for_each(|file| self.add_file(settings, file)),
            Err(error) => {
                let path = settings.shown(place).unwrap_or_else(|| place.display().to_string());
                let message = format!("the folder of rubrics {path} cannot be read: {error}");
                self.notes.push(Note::new(Code::CheckNoRubrics, Severity::Error, &path, message));
            }
        }
    }

    fn add_file(&mut self, settings: &Settings, path: &Path) {
        let shown = settings.shown(path).unwrap_or_else(|| path.display().to_string());
        let source = match std::fs::read(path) {
            Ok(source) => source,
            Err(error) => {
                let message = format!("the rubric {shown} cannot be read: {error}");
                return self.notes.push(Note::new(
                    Code::CheckUnreadableRubric,
                    Severity::Error,
                    &shown,
                    message,
                ));
            }
        };
        let shared = |name: &str| -> Option<SharedText> { shared_near(path, name) };
        match Rubric::parse(&source, &shown, &shared) {
            Ok((rubric, _)) => {
                if let Some(other) = self.find(&rubric.id) {
                    return self.duplicate(other, &rubric.id, &shown);
                }
                let model = self.model(&rubric, path, &shown);
                self.add(rubric, &source, Some(shown), Some(path.to_path_buf()), model.map(Cow::Owned));
            }
            Err(diagnostics) => {
                super::say(&render(&diagnostics.0, &String::from_utf8_lossy(&source), false));
                for found in diagnostics.0 {
                    let lines = crate::report::lines(&source, found.span);
                    let note = Note::new(found.code, found.severity, &found.file, found.message);
                    let note = if found.file == shown { note.at(lines.0, lines.1) } else { note };
                    self.notes.push(Note { help: found.help, ..note });
                }
            }
        }
    }

    fn duplicate(&mut self, other: usize, id: &str, shown: &str) {
        let first = self.rubrics.get(other).and_then(|known| known.facts.path.clone()).unwrap_or_default();
        if first == shown {
            return;
        }
        let message = format!("the rubric `{id}` is there twice: {first} and {shown}");
        let note = Note::new(Code::CheckDuplicateRubric, Severity::Error, shown, message);
        self.notes.push(note.help("give one of them another id"));
    }

    /// The model beside a rubric, if it counts; a warning when it is missing or was made of other examples.
    fn model(&mut self, rubric: &Rubric, path: &Path, shown: &str) -> Option<Vec<u8>> {
        let file = ModelFile::beside(path, rubric);
        if let Some(problem) = file.problem() {
            let note =
                Note::new(Code::CheckStaleModel, Severity::Warning, shown, format!("{shown} {problem}"));
            self.notes.push(note.help(format!("run `gradus build {shown}`")));
        }
        file.bytes
    }

    fn add(
        &mut self,
        rubric: Rubric,
        source: &[u8],
        shown: Option<String>,
        path: Option<PathBuf>,
        model: Option<Cow<'static, [u8]>>,
    ) {
        let facts = Arc::new(RubricFacts::new(&rubric, &String::from_utf8_lossy(source), shown));
        self.rubrics.push(Known { facts, rubric, path, model, scorer: OnceLock::new() });
    }
}
