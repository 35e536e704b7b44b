//! From the bytes of a rubric file to a [`Rubric`], or to everything that is wrong with it.
//!
//! Nothing is read from disk here: shared files come from the caller. What needs the analysis of
//! text (a pattern that can never match, a reference response that earns too little) is refused
//! here and left to those who have it.

mod criteria;
mod references;
mod rules;
mod scale;
mod shared;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::lexicon::Lexicon;
use crate::rubric::schema::lower::{Fields, Reader};
use crate::rubric::schema::table;
use crate::rubric::{Anchor, Rubric, Spanned};
use crate::span::Span;
use crate::yaml;

#[cfg(feature = "lsp")]
pub(crate) use rules::CLASSES;
pub use shared::{SharedText, check_shared};

/// Percentage needed to pass when the rubric does not say.
const PASS: u8 = 60;

/// Finds a shared file by the name under `use`.
pub type Shared<'f> = dyn Fn(&str) -> Option<SharedText> + 'f;

impl Rubric {
    /// Reads a rubric file with the shared files it uses; returns it with warnings, or all errors and warnings.
    ///
    /// `file` and the paths of shared files only appear in diagnostics, whose [`Diagnostic::file`]
    /// says which of them a diagnostic points into.
    pub fn parse(
        source: &[u8],
        file: &str,
        shared: &Shared<'_>,
    ) -> Result<(Self, Vec<Diagnostic>), Diagnostics> {
        let parsed = yaml::parse(source, file).map_err(Diagnostics)?;
        let mut reader = Reader::new(file, parsed.text);
        let mut diagnostics = parsed.warnings;
        let fields = reader.root(&parsed.root, &table::RUBRIC);
        // Of a file that has no fields at all there is nothing more to say.
        let rubric = match parsed.root.kind {
            yaml::NodeKind::Mapping(_) => rubric(&mut reader, &fields, shared, &mut diagnostics),
            yaml::NodeKind::Scalar { .. } | yaml::NodeKind::Sequence(_) => None,
        };
        diagnostics.append(&mut reader.diagnostics);
        diagnostics.sort_by_key(|diagnostic| (diagnostic.file != file, diagnostic.span));
        match rubric {
            Some(rubric) if is_usable(&diagnostics) => Ok((rubric, diagnostics)),
            _ => Err(Diagnostics(diagnostics)),
        }
    }
}

impl Rubric {
    /// Reads a file of whole-answer tests that stands beside the rubric: a list of what `tests:` holds.
    ///
    /// # Errors
    /// Everything that is wrong with the file.
    pub fn parse_tests(
        &self,
        source: &[u8],
        file: &str,
    ) -> Result<(Vec<Anchor>, Vec<Diagnostic>), Diagnostics> {
        let parsed = yaml::parse(source, file).map_err(Diagnostics)?;
        let mut reader = Reader::new(file, parsed.text);
        let list = reader.root_list(&parsed.root, &table::TEST);
        let tests = references::tests(&mut reader, &list, &criteria::Ids::of(&self.criteria));
        let mut diagnostics = parsed.warnings;
        diagnostics.append(&mut reader.diagnostics);
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        if is_usable(&diagnostics) { Ok((tests, diagnostics)) } else { Err(Diagnostics(diagnostics)) }
    }
}

fn is_usable(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
}

/// The rubric, which may only be used when no error was found.
fn rubric(
    reader: &mut Reader<'_>,
    fields: &Fields,
    shared: &Shared<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Rubric> {
    let library = shared::load(reader, fields, shared, diagnostics);
    let ids = criteria::ids(reader, fields);
    let criteria = criteria::criteria(reader, fields)?;
    let rubric = Rubric {
        id: fields.owned("id").unwrap_or_default(),
        title: fields.owned("title").unwrap_or_default(),
        question: fields.owned("question").unwrap_or_default(),
        role: fields.owned("role"),
        focus: fields.texts("focus").into_iter().map(|text| text.value.to_owned()).collect(),
        minutes: fields.whole("minutes").and_then(|minutes| u32::try_from(minutes.value).ok()),
        pass: fields.percent("pass").unwrap_or(PASS),
        bands: references::bands(reader, fields),
        scale: scale::steps(reader, fields),
        caps: references::caps(reader, fields, &ids),
        groups: references::groups(reader, fields, &ids),
        tests: references::tests(reader, fields.list("tests"), &ids),
        criteria,
        lenses: library.lenses,
        reference: fields.text("reference").map(owned),
        examples_file: fields.text("examples").map(owned),
        lexicon: library.lexicon,
    };
    if library.complete {
        known_sets(reader, &rubric.lexicon);
    }
    Some(rubric)
}

fn owned(text: Spanned<&str>) -> Spanned<String> {
    Spanned { value: text.value.to_owned(), span: text.span }
}

/// Complains of every `<name>` in a pattern of this file that is not defined.
fn known_sets(reader: &mut Reader<'_>, lexicon: &Lexicon) {
    for used in std::mem::take(&mut reader.sets_used) {
        let name = used.value.as_str();
        if lexicon.sets.contains_key(name) || rules::CLASSES.contains(&name) {
            continue;
        }
        let known = || lexicon.sets.keys().map(String::as_str).chain(rules::CLASSES.iter().copied());
        let error = reader.error(Code::UnknownSet, used.span, format!("no set is named `<{name}>`"));
        let error = match reader.near(name, known()) {
            Some(near) => error.help(format!("did you mean `<{near}>`?")),
            None if lexicon.sets.is_empty() => error.help("name the shared file that defines it under `use`"),
            None => error.help(format!("write one of: {}", listed(known()))),
        };
        reader.push(error);
    }
}

/// The first names of many, as patterns write them.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.take(12).map(|name| format!("<{name}>")).collect::<Vec<_>>().join(", ")
}

/// The start of the file, for what is missing from it.
fn start<T>() -> Span<T> {
    Span::new(0, 0)
}
