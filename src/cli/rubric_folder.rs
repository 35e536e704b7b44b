//! Which files of a folder are rubrics, and which of them a name means: the same for every command.
//!
//! It reads no rubric but for the line with its id, and knows of none that the program brings. A name is
//! never a file outside of the folders.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::rubric_places::Places;
use crate::diagnostic::{near, nearest};

/// How many folders within folders are looked into.
const DEPTH: usize = 8;
/// How many names a message lists.
const MOST_LISTED: usize = 12;

/// The folders whose rubrics are looked up by name; found and read once, when the first name is.
#[derive(Debug)]
pub(super) struct RubricFolder {
    given: Option<PathBuf>,
    places: OnceLock<Places>,
    entries: OnceLock<Vec<Entry>>,
}

/// A rubric file and its two names.
#[derive(Debug)]
struct Entry {
    path: PathBuf,
    stem: String,
    id: Option<String>,
}

impl RubricFolder {
    /// The folder given, else those that the configuration or nobody names.
    pub(super) fn new(given: Option<&Path>) -> Self {
        let given = given.map(Path::to_path_buf);
        Self { given, places: OnceLock::new(), entries: OnceLock::new() }
    }

    /// Where it looks.
    pub(super) fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::find(self.given.as_deref()))
    }

    /// The file that is called so, else the one that says `id: NAME`, else the one whose path ends so; the one
    /// nearest to the root if there are several.
    pub(super) fn named(&self, name: &str) -> Option<&Path> {
        let entries = self.entries();
        let called = entries.iter().find(|entry| entry.stem == name);
        let found = called.or_else(|| entries.iter().find(|entry| entry.id.as_deref() == Some(name)));
        let found = found.or_else(|| entries.iter().find(|entry| is_end_of(name, &entry.path)));
        found.map(|entry| entry.path.as_path())
    }

    /// Every name that finds a rubric.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries()
            .iter()
            .flat_map(|entry| std::iter::once(entry.stem.as_str()).chain(entry.id.as_deref()))
    }

    /// That there is no such rubric among those known, and where it was looked for.
    pub(super) fn unknown<'n>(&self, name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
        let place = self.places().told().map_or(String::new(), |told| format!(" ({told})"));
        unknown(name, known) + &place
    }

    /// What cannot be read is no rubric that a name could mean.
    fn entries(&self) -> &[Entry] {
        self.entries.get_or_init(|| {
            let mut all = Vec::new();
            for root in &self.places().roots {
                let (mut files, _) = walk(root);
                files.sort_by_cached_key(|path| (path.components().count(), path.clone()));
                all.append(&mut files);
            }
            let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            all.into_iter().map(|path| Entry { stem: stem(&path), id: id_of(&path), path }).collect()
        })
    }
}

/// Whether a name is the path of a rubric file, or the end of it.
pub(super) fn is_end_of(name: &str, path: &Path) -> bool {
    is_rubric(Path::new(name)) && path.ends_with(name.trim_start_matches("./"))
}

/// That there is no such rubric, and which was probably meant, or else which there are.
pub(super) fn unknown<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    // Ids are written without folder and ending.
    let path = Path::new(name);
    let stem = path.file_stem().filter(|_| is_rubric(path)).and_then(|stem| stem.to_str());
    if let Some(near) = near(stem.unwrap_or(name), known.iter().copied()) {
        return format!("no rubric `{name}`, did you mean `{near}`?");
    }
    match known.len() {
        0 => format!("no rubric `{name}`; there are none"),
        n if n > MOST_LISTED => {
            let listed = nearest(name, known, MOST_LISTED).join(", ");
            format!("no rubric `{name}`; known are {listed} and {} more (see `gradus list`)", n - MOST_LISTED)
        }
        _ => format!("no rubric `{name}`; known are {}", known.join(", ")),
    }
}

/// Every rubric file of a folder and of those in it, sorted: not what rubrics share, nor their tests.
///
/// # Errors
/// If any of the folders cannot be read.
pub(super) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, error) = walk(folder);
    found.sort();
    error.map_or(Ok(found), Err)
}

/// The rubric files that can be reached, and what went wrong first.
fn walk(folder: &Path) -> (Vec<PathBuf>, Option<io::Error>) {
    if folder.is_file() {
        return (vec![folder.to_path_buf()], None);
    }
    let (mut found, mut wrong) = (Vec::new(), None);
    let mut open = vec![(folder.to_path_buf(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| _ = wrong.get_or_insert(error));
        for entry in entries.into_iter().flatten() {
            match entry.map(|entry| entry.path()) {
                Ok(path) if path.is_dir() => {
                    if depth < DEPTH && !path.ends_with("shared") {
                        open.push((path, depth + 1));
                    }
                }
                Ok(path) if is_rubric(&path) => found.push(path),
                Ok(_) => {}
                Err(error) => _ = wrong.get_or_insert(error),
            }
        }
    }
    (found, wrong)
}

/// What a rubric file calls its rubric, be it valid or not.
fn id_of(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let id = text.lines().find_map(|line| line.strip_prefix("id:"))?;
    let id = id.split_once(" #").map_or(id, |(id, _)| id);
    Some(id.trim().trim_matches(['"', '\'']).to_owned())
}

/// `NAME.yaml`, but not the tests beside it.
fn is_rubric(path: &Path) -> bool {
    let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    let is_test = || Path::new(path.file_stem().unwrap_or_default()).extension().is_some_and(|e| e == "test");
    is_yaml && !is_test()
}
