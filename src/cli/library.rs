//! Where rubrics, shared files and models come from: a folder, or the program itself.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};

use super::checksum::Checksum;
use super::rubric_folder::RubricFolder;
use crate::diagnostic::render;
use crate::learn::{self, Example, FEWEST_HITS, Model, parse_examples};
use crate::lint::ModelState;
use crate::rubric::{Rubric, SharedText};
use crate::score::Scorer;

/// A rubric that the program carries with it.
pub(super) struct BuiltIn {
    pub id: &'static str,
    pub source: &'static [u8],
    pub model: Option<&'static [u8]>,
}

macro_rules! built_in {
    ($($id:literal),*; documents: $($document:literal),*) => {
        &[$(BuiltIn {
            id: $id,
            source: include_bytes!(concat!("../../rubrics/backend/", $id, ".yaml")),
            model: Some(include_bytes!(concat!("../../rubrics/backend/", $id, ".model"))),
        },)* $(BuiltIn {
            id: $document,
            source: include_bytes!(concat!("../../rubrics/documents/", $document, ".yaml")),
            model: Some(include_bytes!(concat!("../../rubrics/documents/", $document, ".model"))),
        }),*]
    };
}

pub(super) const BUILT_IN: &[BuiltIn] = built_in!(
    "idempotent-payments",
    "queue-vs-sync",
    "cache-vs-database",
    "latency-spike",
    "eventual-consistency";
    documents:
    "design-document",
    "runbook",
    "postmortem",
    "pull-request",
    "api-reference-page"
);

const BUILT_IN_SHARED: &[(&str, &[u8])] = &[
    ("backend", include_bytes!("../../rubrics/shared/backend.yaml")),
    ("lenses", include_bytes!("../../rubrics/shared/lenses.yaml")),
    ("networks", include_bytes!("../../rubrics/shared/networks.yaml")),
];

/// Changes whenever the learner would make another model of the same examples.
const LEARNER: u64 = 3;

/// The rubrics that can be named.
pub(super) struct Library {
    folder: RubricFolder,
}

/// A rubric file with everything beside it.
pub(super) struct Loaded {
    pub rubric: Rubric,
    pub examples: Vec<Example>,
    pub fingerprint: u64,
    pub model: ModelFile,
}

/// The model file beside a rubric, and whether it belongs to the rubric's examples: the rules of every command.
pub(super) struct ModelFile {
    pub state: ModelState,
    /// Only where it counts: without a file of examples a model does if it is theirs.
    pub bytes: Option<Vec<u8>>,
}

impl ModelFile {
    /// Of the rubric that stands at `path`; examples that cannot be read are told by `build`.
    pub(super) fn beside(path: &Path, rubric: &Rubric) -> Self {
        let file = rubric.examples_file.as_ref().map(|file| path.with_file_name(&file.value));
        let examples = file.and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
        Self::new(path, rubric, fingerprint(rubric, &examples), || teaches(rubric, &examples))
    }

    /// `fingerprint` is that of the examples, `is_enough` whether anything can be learned from them.
    fn new(path: &Path, rubric: &Rubric, fingerprint: u64, is_enough: impl FnOnce() -> bool) -> Self {
        let bytes = std::fs::read(path.with_extension("model")).ok().filter(|bytes| !bytes.is_empty());
        let has_file = rubric.examples_file.is_some();
        // A few sentences within a rubric are its tests first; a criterion without patterns needs a model of them.
        let is_bare = || rubric.criteria.iter().any(|criterion| criterion.indicators.is_empty());
        let state = match &bytes {
            Some(bytes) if learn::fingerprint(bytes) == Some(fingerprint) => ModelState::Fresh,
            Some(_) => ModelState::Stale,
            None if (has_file || is_bare()) && is_enough() => ModelState::Absent,
            None => ModelState::Fresh,
        };
        Self { state, bytes: bytes.filter(|_| has_file || state == ModelState::Fresh) }
    }

    /// What was learned; `None` if it does not count or cannot be read.
    pub(super) fn model(&self) -> Option<Model> {
        Model::from_bytes(self.bytes.as_deref()?).ok()
    }

    /// What is wrong with the model, if anything is: what follows the rubric's name in a message.
    pub(super) fn problem(&self) -> Option<&'static str> {
        match self.state {
            ModelState::Fresh => None,
            ModelState::Absent => Some("has no model of its examples yet"),
            ModelState::Stale => Some("has a model of other examples"),
        }
    }

    /// Warns of a model that is not there or of other examples.
    pub(super) fn warn(&self, path: &Path) {
        let path = path.display();
        if let Some(problem) = self.problem() {
            super::complain(&format!("warning: {path} {problem}; run `gradus build {path}`"));
        }
    }
}

impl Library {
    /// The folder given, else those that count here.
    pub(super) fn open(given: Option<&Path>) -> Self {
        Self { folder: RubricFolder::new(given) }
    }

    /// The file of a rubric that the user, or else an answer, names; `None` for one that is built in, or unknown.
    pub(super) fn file(&self, name: &str, by_user: bool) -> Option<PathBuf> {
        match self.place(name, by_user) {
            Ok(Place::File(path)) => Some(path),
            Ok(Place::BuiltIn(_)) | Err(_) => None,
        }
    }

    /// A scorer for a rubric id or file that the user names.
    pub(super) fn scorer(&self, name: &str) -> anyhow::Result<Scorer> {
        self.place(name, true)?.scorer()
    }

    /// A scorer for an id that stands in an answer: no answer chooses a file outside the folder.
    pub(super) fn scorer_by_id(&self, name: &str) -> anyhow::Result<Scorer> {
        self.place(name, false)?.scorer()
    }

    /// The rubric that the user names, by id or file, without what was learned for it.
    pub(super) fn rubric(&self, name: &str) -> anyhow::Result<Rubric> {
        self.place(name, true)?.rubric()
    }

    /// The rubric of an id that stands in results, without what was learned for it.
    pub(super) fn rubric_by_id(&self, name: &str) -> anyhow::Result<Rubric> {
        self.place(name, false)?.rubric()
    }

    /// Whether there is a rubric of this name, be it valid or not.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.place(name, false).is_ok()
    }

    /// Names of all rubrics, sorted; a file may have two.
    pub(super) fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.names().map(str::to_owned).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let built_in = BUILT_IN.iter().map(|one| one.id);
        built_in.chain(self.folder.names())
    }

    /// What a name means; only a user may name a file by its path. A folder goes before what is built in.
    fn place(&self, name: &str, by_user: bool) -> anyhow::Result<Place> {
        let path = Path::new(name);
        let is_path = name.contains('/') || path.extension().is_some_and(|e| e == "yaml" || e == "yml");
        if by_user && is_path && path.exists() {
            return Ok(Place::File(path.to_path_buf()));
        }
        if let Some(path) = self.folder.named(name) {
            return Ok(Place::File(path.to_path_buf()));
        }
        if let Some(built_in) = BUILT_IN.iter().find(|one| one.id == name) {
            return Ok(Place::BuiltIn(built_in));
        }
        if by_user && let Some(path) = beside(name) {
            return Ok(Place::File(path));
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if by_user && is_path && !self.names().any(|known| known == stem) {
            // The error of reading it says best what is wrong.
            return Ok(Place::File(path.to_path_buf()));
        }
        Err(anyhow!(self.folder.unknown(name, self.names())))
    }
}

/// The file of a rubric in the current folder, for an id that no folder of rubrics knows.
pub(super) fn beside(id: &str) -> Option<PathBuf> {
    ["yaml", "yml"]
        .into_iter()
        .map(|ending| PathBuf::from(format!("{id}.{ending}")))
        .find(|path| path.is_file())
}

/// Whether the program brings a rubric of this id.
pub(super) fn is_built_in(id: &str) -> bool {
    BUILT_IN.iter().any(|one| one.id == id)
}

/// Where a rubric is.
enum Place {
    File(PathBuf),
    BuiltIn(&'static BuiltIn),
}

impl Place {
    fn scorer(&self) -> anyhow::Result<Scorer> {
        match self {
            Self::File(path) => scorer_of(path),
            Self::BuiltIn(one) => {
                let model = one.model.and_then(|model| Model::from_bytes(model).ok());
                Ok(Scorer::new(self.rubric()?, model))
            }
        }
    }

    fn rubric(&self) -> anyhow::Result<Rubric> {
        match self {
            Self::File(path) => rubric_of(path),
            Self::BuiltIn(one) => parse(one.source, one.id, &built_in_shared),
        }
    }
}

/// A scorer for a rubric file.
pub(super) fn scorer_of(path: &Path) -> anyhow::Result<Scorer> {
    let rubric = rubric_of(path)?;
    let file = ModelFile::beside(path, &rubric);
    file.warn(path);
    Ok(Scorer::new(rubric, file.model()))
}

/// Whether anything can be learned from the bytes of a file of examples.
fn teaches(rubric: &Rubric, examples: &[u8]) -> bool {
    let ids: Vec<&str> = rubric.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
    let text = String::from_utf8_lossy(examples);
    parse_examples(&text, &ids).is_ok_and(|all| is_enough(rubric, &[all, inline_examples(rubric)].concat()))
}

/// Whether a criterion has as many sentences that state its idea as a model needs.
fn is_enough(rubric: &Rubric, examples: &[Example]) -> bool {
    let hits = |id: &String| examples.iter().filter(|one| one.hit.contains(id)).count();
    rubric.criteria.iter().any(|criterion| hits(&criterion.id) >= FEWEST_HITS)
}

fn rubric_of(path: &Path) -> anyhow::Result<Rubric> {
    let name = path.display().to_string();
    let source = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    parse(&source, &name, &|shared| shared_near(path, shared))
}

/// Reads a rubric file with its examples and whatever model stands beside it.
pub(super) fn load(path: &Path) -> anyhow::Result<Loaded> {
    attach(rubric_of(path)?, path)
}

/// Adds to a rubric what stands beside its file.
pub(super) fn attach(rubric: Rubric, path: &Path) -> anyhow::Result<Loaded> {
    let mut examples = inline_examples(&rubric);
    let mut bytes = Vec::new();
    if let Some(file) = &rubric.examples_file {
        let beside = path.with_file_name(&file.value);
        bytes = std::fs::read(&beside).with_context(|| {
            format!("cannot read {}, which {} names under `examples:`", beside.display(), path.display())
        })?;
        let text =
            std::str::from_utf8(&bytes).with_context(|| format!("{} is not UTF-8", beside.display()))?;
        let ids: Vec<&str> = rubric.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
        examples.extend(parse_examples(text, &ids).with_context(|| beside.display().to_string())?);
    }
    let fingerprint = fingerprint(&rubric, &bytes);
    let model = ModelFile::new(path, &rubric, fingerprint, || is_enough(&rubric, &examples));
    Ok(Loaded { rubric, examples, fingerprint, model })
}

fn inline_examples(rubric: &Rubric) -> Vec<Example> {
    let mut examples = Vec::new();
    for criterion in &rubric.criteria {
        let id = vec![criterion.id.clone()];
        let example = |text: &String| Example { text: text.clone(), ..Example::default() };
        examples.extend(
            criterion.examples.hit.iter().map(|hit| Example { hit: id.clone(), ..example(&hit.value) }),
        );
        examples.extend(
            criterion.examples.miss.iter().map(|miss| Example { miss: id.clone(), ..example(&miss.value) }),
        );
    }
    examples
}

/// Of the examples and of the learner.
pub(super) fn fingerprint(rubric: &Rubric, file: &[u8]) -> u64 {
    let mut sum = Checksum::new(LEARNER);
    for criterion in &rubric.criteria {
        sum.add(criterion.id.as_bytes());
        criterion.examples.hit.iter().for_each(|hit| sum.add(hit.value.as_bytes()));
        sum.add(b"-");
        criterion.examples.miss.iter().for_each(|miss| sum.add(miss.value.as_bytes()));
    }
    sum.add(file);
    sum.value()
}

fn parse(source: &[u8], name: &str, shared: &dyn Fn(&str) -> Option<SharedText>) -> anyhow::Result<Rubric> {
    match Rubric::parse(source, name, shared) {
        Ok((rubric, _)) => Ok(rubric),
        Err(diagnostics) => {
            let text = String::from_utf8_lossy(source);
            bail!("the rubric cannot be used\n{}", render(&diagnostics.0, &text, false))
        }
    }
}

pub(super) fn built_in_shared(name: &str) -> Option<SharedText> {
    let (name, text) = BUILT_IN_SHARED.iter().find(|(known, _)| *known == name)?;
    Some(SharedText { file: format!("{name}.yaml"), text: text.to_vec() })
}

/// The shared files that the program brings, by name.
#[cfg(feature = "lsp")]
pub(super) fn built_in_shared_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN_SHARED.iter().map(|(name, _)| *name)
}

/// `shared/NAME.yaml` beside the rubric or above it; else the one built in.
pub(super) fn shared_near(rubric: &Path, name: &str) -> Option<SharedText> {
    let file = format!("{name}.yaml");
    let homes = rubric.ancestors().skip(1).take(4);
    let found = homes
        .map(|home| home.join("shared").join(&file))
        .find_map(|path| std::fs::read(&path).ok().map(|text| (path, text)));
    match found {
        Some((path, text)) => Some(SharedText { file: path.display().to_string(), text }),
        None => built_in_shared(name),
    }
}
