//! What the configuration says of each file: its rubric, its mark, its demands; checked against the rubrics.

use std::collections::BTreeMap;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::catalog::Catalog;
use super::settings::Settings;
use crate::diagnostic::{Code, Diagnostic, near};
use crate::gate::{Demand, Rules};
use crate::rubric::Spanned;

/// Globs of an entry of `answers`, and which rubric it names.
struct Claim {
    files: Gitignore,
    rubric: Option<usize>,
    /// By rubric.
    rules: Vec<Rules>,
}

/// Entries of the configuration, ready to be asked.
pub(super) struct Claims {
    claims: Vec<Claim>,
    /// By rubric, for files that no entry claims.
    rules: Vec<Rules>,
    pub exclude: Gitignore,
}

/// The entry that claims a file, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ClaimIdx(pub usize);

impl Claims {
    /// Compiles the configuration, or says what is wrong with it.
    pub(crate) fn new(
        settings: &Settings,
        catalog: &Catalog,
        exclude: &[String],
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        let name = settings.file.as_ref().and_then(|file| settings.shown(&file.path)).unwrap_or_default();
        let config = &settings.config;
        let mut globs = GitignoreBuilder::new(&settings.base);
        for glob in &config.exclude {
            add(&mut globs, glob, &name, &mut wrong);
        }
        let mut claims = Vec::new();
        let global = demands(&config.criteria, catalog, &name, &mut wrong);
        let rules = rules(settings, catalog, None, &[&global]);
        for answers in &config.answers {
            let mut files = GitignoreBuilder::new(&settings.base);
            for glob in &answers.files {
                add(&mut files, glob, &name, &mut wrong);
            }
            let rubric = answers.rubric.as_ref().and_then(|id| {
                let found = catalog.find(&id.value);
                if found.is_none() {
                    let message = catalog.unknown(&id.value);
                    wrong.push(Diagnostic::error(Code::ConfigUnknownRubric, &name, id.span, message));
                }
                found
            });
            let own = demands(&answers.criteria, catalog, &name, &mut wrong);
            let mark = answers.fail_under.map(|mark| mark.value);
            let rules = self::rules(settings, catalog, mark, &[&global, &own]);
            claims.push(Claim { files: built(&files), rubric, rules });
        }
        for glob in exclude {
            // Globs of the command line are relative to where it is given.
            let _ = globs.add_line(None, glob);
        }
        if wrong.is_empty() { Ok(Self { claims, rules, exclude: built(&globs) }) } else { Err(wrong) }
    }

    /// Whether the configuration says which files hold answers.
    pub(crate) fn any(&self) -> bool {
        !self.claims.is_empty()
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.claims.len()
    }

    /// The first entry that claims this absolute path.
    pub(crate) fn of(&self, path: &Path) -> Option<ClaimIdx> {
        self.claims.iter().position(|claim| matches(&claim.files, path)).map(ClaimIdx)
    }

    /// The rubric that an entry names.
    pub(crate) fn rubric(&self, claim: Option<ClaimIdx>) -> Option<usize> {
        self.claims.get(claim?.0)?.rubric
    }

    /// The demands on answers by this rubric.
    pub(crate) fn rules(&self, claim: Option<ClaimIdx>, rubric: usize) -> Option<&Rules> {
        match claim {
            Some(claim) => self.claims.get(claim.0)?.rules.get(rubric),
            None => self.rules.get(rubric),
        }
    }
}

/// Whether globs match an absolute path or a folder it is in.
pub(super) fn matches(globs: &Gitignore, path: &Path) -> bool {
    path.starts_with(globs.path()) && globs.matched_path_or_any_parents(path, false).is_ignore()
}

fn built(globs: &GitignoreBuilder) -> Gitignore {
    globs.build().unwrap_or_else(|_| Gitignore::empty())
}

fn add(globs: &mut GitignoreBuilder, glob: &Spanned<String>, file: &str, wrong: &mut Vec<Diagnostic>) {
    let line = glob.value.strip_prefix("./").unwrap_or(&glob.value);
    if let Err(error) = globs.add_line(None, line) {
        let cause = error.to_string();
        let message = format!("`{}` is not a pattern of file names: {cause}", glob.value);
        wrong.push(Diagnostic::error(Code::ConfigBadGlob, file, glob.span, message));
    }
}

type Demands = Vec<(Option<usize>, String, Demand)>;

/// Demands with the rubric they are for, where they name one.
fn demands(
    written: &[(Spanned<String>, Demand)],
    catalog: &Catalog,
    file: &str,
    wrong: &mut Vec<Diagnostic>,
) -> Demands {
    let mut found = Vec::new();
    for (name, demand) in written {
        let (rubric, entry) = match name.value.split_once('/') {
            Some((rubric, entry)) => (Some(rubric), entry),
            None => (None, name.value.as_str()),
        };
        let at = rubric.map(|id| catalog.find(id));
        let entries = catalog
            .rubrics
            .iter()
            .enumerate()
            .filter(|(idx, _)| at.is_none_or(|at| at == Some(*idx)))
            .flat_map(|(_, known)| known.facts.entries.iter().map(|entry| entry.id.as_str()));
        let ids: Vec<&str> = entries.collect();
        if ids.contains(&entry) {
            found.push((at.flatten(), entry.to_owned(), *demand));
            continue;
        }
        let message = match (rubric, at) {
            (Some(id), Some(None)) => catalog.unknown(id),
            (Some(id), _) => format!("the rubric `{id}` has no criterion `{entry}`"),
            _ => format!("no rubric has a criterion `{entry}`"),
        };
        let error = Diagnostic::error(Code::ConfigUnknownCriterion, file, name.span, message);
        wrong.push(match near(entry, ids.iter().copied()) {
            Some(id) => error.help(format!("did you mean `{id}`?")),
            None => error,
        });
    }
    found
}

/// For each rubric what is demanded: later lists and names with a rubric go first.
fn rules(settings: &Settings, catalog: &Catalog, mark: Option<u8>, lists: &[&Demands]) -> Vec<Rules> {
    let of_rubric = |(at, known): (usize, &super::catalog::Known)| {
        let mut demands = BTreeMap::new();
        for list in lists {
            for named in [false, true] {
                for (rubric, entry, demand) in list.iter().filter(|(rubric, ..)| rubric.is_some() == named) {
                    let has = known.facts.entries.iter().any(|own| own.id == *entry);
                    if has && rubric.is_none_or(|rubric| rubric == at) {
                        demands.insert(entry.clone(), *demand);
                    }
                }
            }
        }
        let fail_under = settings.forced_mark.or(mark).or(settings.fail_under);
        Rules { fail_under, demands, fail_on: settings.fail_on.clone() }
    };
    catalog.rubrics.iter().enumerate().map(of_rubric).collect()
}
