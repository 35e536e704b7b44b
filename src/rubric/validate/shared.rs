//! Files that rubrics share: aliases, named sets and lenses.

use std::collections::BTreeMap;

use super::rules::CLASSES;
use super::{Shared, is_usable, known_sets};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lexicon::Lexicon;
use crate::rubric::schema::lower::{Fields, Reader, Value};
use crate::rubric::schema::table;
use crate::rubric::{Lens, PolarityRule, Spanned, Strength};
use crate::span::{SourceFile, Span};
use crate::yaml;

/// A shared file as the caller has read it.
#[derive(Debug, Clone)]
pub struct SharedText {
    /// Its path, for diagnostics.
    pub file: String,
    /// Its bytes.
    pub text: Vec<u8>,
}

/// What the shared files of a rubric define together.
pub(super) struct Library {
    pub(super) lexicon: Lexicon,
    pub(super) lenses: Vec<Lens>,
    /// Whether every file was found and could be read.
    pub(super) complete: bool,
    /// Which file defines a set or a lens.
    homes: BTreeMap<(&'static str, String), String>,
}

/// Checks a shared file by itself; returns its warnings.
pub fn check_shared(source: &[u8], file: &str) -> Result<Vec<Diagnostic>, Diagnostics> {
    let mut library = Library::new();
    let mut diagnostics = vec![];
    let uses = library.add(source, file, &mut diagnostics);
    uses.check(source, &library, &mut diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    if is_usable(&diagnostics) { Ok(diagnostics) } else { Err(Diagnostics(diagnostics)) }
}

/// Reads every file that the rubric names under `use`.
pub(super) fn load(
    reader: &mut Reader<'_>,
    fields: &Fields,
    shared: &Shared<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Library {
    let mut library = Library::new();
    let mut named: BTreeMap<&str, Span<SourceFile>> = BTreeMap::new();
    let mut files = vec![];
    for name in fields.texts("use") {
        if let Some(&first) = named.get(name.value) {
            let message = format!("`{}` is used twice", name.value);
            let error = reader.error(Code::DuplicateId, name.span, message).label("named again here");
            reader.push(error.related(first, "first named here").help("remove one of the two"));
            continue;
        }
        named.insert(name.value, name.span);
        if let Some(found) = shared(name.value) {
            let uses = library.add(&found.text, &found.file, diagnostics);
            files.push((found, uses));
        } else {
            library.complete = false;
            not_found(reader, name);
        }
    }
    // A lens may use a set of a file that is named after its own.
    for (found, uses) in files {
        uses.check(&found.text, &library, diagnostics);
    }
    library.complete &= fields.fits("use") || !fields.has("use");
    library
}

fn not_found(reader: &mut Reader<'_>, name: Spanned<&str>) {
    let message = format!("no shared file is named `{}`", name.value);
    let error = reader.error(Code::UnknownShared, name.span, message);
    let last = name.value.rsplit(['/', '\\']).next().unwrap_or(name.value);
    let short = last.trim_end_matches(".yaml").trim_end_matches(".yml");
    reader.push(if short == name.value {
        error.help("check its name, or remove it from `use`")
    } else {
        error.help(format!("write the name without folder and `.yaml`: `{short}`"))
    });
}

/// Sets that patterns of one file use, to be checked when all files are known.
struct Uses {
    file: String,
    sets: Vec<Spanned<String>>,
}

impl Uses {
    fn check(self, source: &[u8], library: &Library, diagnostics: &mut Vec<Diagnostic>) {
        if !library.complete {
            return;
        }
        let mut reader = Reader::new(&self.file, std::str::from_utf8(source).unwrap_or(""));
        reader.sets_used = self.sets;
        known_sets(&mut reader, &library.lexicon);
        diagnostics.append(&mut reader.diagnostics);
    }
}

impl Library {
    fn new() -> Self {
        Self { lexicon: Lexicon::default(), lenses: vec![], complete: true, homes: BTreeMap::new() }
    }

    fn add(&mut self, source: &[u8], file: &str, diagnostics: &mut Vec<Diagnostic>) -> Uses {
        let parsed = match yaml::parse(source, file) {
            Ok(parsed) => parsed,
            Err(errors) => {
                diagnostics.extend(errors);
                self.complete = false;
                return Uses { file: file.to_owned(), sets: vec![] };
            }
        };
        diagnostics.extend(parsed.warnings);
        let mut reader = Reader::new(file, parsed.text);
        let fields = reader.root(&parsed.root, &table::LEXICON);
        self.aliases(&fields);
        self.sets(&mut reader, &fields);
        self.lenses(&mut reader, &fields);
        self.complete &= is_usable(&reader.diagnostics);
        diagnostics.append(&mut reader.diagnostics);
        Uses { file: file.to_owned(), sets: reader.sets_used }
    }

    fn aliases(&mut self, fields: &Fields) {
        for (canonical, value) in fields.entries("aliases") {
            let Some(value) = value else { continue };
            let others = match value.text() {
                Some(text) => vec![text.value],
                None => value.items().iter().filter_map(Value::text).map(|text| text.value).collect(),
            };
            let known = self.lexicon.aliases.entry(canonical.value.clone()).or_default();
            known.extend(others.into_iter().map(str::to_owned));
            known.sort();
            known.dedup();
        }
    }

    fn sets(&mut self, reader: &mut Reader<'_>, fields: &Fields) {
        for (name, value) in fields.entries("sets") {
            if CLASSES.contains(&name.value.as_str()) {
                let message = format!("`<{}>` is built in and cannot be defined", name.value);
                let error = reader.error(Code::DuplicateId, name.span, message);
                reader.push(error.help("give the set another name"));
            }
            self.claim(reader, "set", name);
            let items = value.as_ref().map(Value::items).unwrap_or_default();
            if items.is_empty() && value.is_some() && reader.is_clean(name.span) {
                let error =
                    reader.error(Code::NoIndicator, name.span, format!("the set `{}` is empty", name.value));
                reader.push(error.help("add phrases, or remove the set"));
            }
            let phrases = items.iter().filter_map(Value::text).filter_map(|text| set_phrase(reader, text));
            self.lexicon.sets.entry(name.value.clone()).or_default().extend(phrases);
        }
    }

    fn lenses(&mut self, reader: &mut Reader<'_>, fields: &Fields) {
        for (id, value) in fields.entries("lenses") {
            self.claim(reader, "lens", id);
            let Some(lens) = value.as_ref().and_then(Value::fields) else { continue };
            let indicators = reader.indicators(lens.list("any"), Strength::Full, PolarityRule::ByKind);
            if indicators.is_empty() && reader.is_clean(id.span) && lens.fits("any") {
                let error =
                    reader.error(Code::NoIndicator, id.span, format!("nothing can show `{}`", id.value));
                reader.push(error.help("add phrases under `any:`"));
            }
            let title = lens.owned("title").unwrap_or_else(|| id.value.replace('-', " "));
            self.lenses.push(Lens { id: id.value.clone(), title, indicators });
        }
    }

    /// Complains when another file defines the same name.
    fn claim(&mut self, reader: &mut Reader<'_>, what: &'static str, name: &Spanned<String>) {
        let home = self.homes.insert((what, name.value.clone()), reader.file.to_owned());
        if let Some(home) = home.filter(|home| home != reader.file) {
            let message = format!("the {what} `{}` is defined in {home}, too", name.value);
            let error = reader.error(Code::DuplicateId, name.span, message);
            reader.push(error.help("give one of the two another name"));
        }
    }
}

/// A phrase of a set, which cannot use sets itself.
fn set_phrase(reader: &mut Reader<'_>, text: Spanned<&str>) -> Option<String> {
    let n_used = reader.sets_used.len();
    reader.pattern(text)?;
    let used = reader.sets_used.split_off(n_used);
    let Some(other) = used.first() else { return Some(text.value.to_owned()) };
    let message = format!("a set cannot use another set, `<{}>`", other.value);
    let error = reader.error(Code::BadPattern, other.span, message);
    reader.push(error.help("write its phrases out"));
    None
}
