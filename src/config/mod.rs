//! `gradus.yaml`: which rubrics, which answers, which demands.
//!
//! Read by the same table of fields as rubrics, so that a mistake is shown at its place and the
//! JSON Schema cannot drift from the reader. Files are neither looked for nor opened here, and
//! whether a rubric or a criterion exists is for those who have the rubrics.

mod table;
#[cfg(test)]
mod tests;

use serde_json::Value as Json;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::gate::Demand;
use crate::rubric::Spanned;
use crate::rubric::schema::json_schema;
use crate::rubric::schema::lower::{Fields, Reader, Value};
use crate::span::{SourceFile, Span};
use crate::yaml;

/// A configuration file.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Folders and files with rubrics, relative to the configuration.
    pub rubrics: Vec<Spanned<String>>,
    /// Which files hold answers, the first match first.
    pub answers: Vec<Answers>,
    /// Files that are left out.
    pub exclude: Vec<Spanned<String>>,
    /// Percentage that each answer must reach, instead of the pass mark of its rubric.
    pub fail_under: Option<Spanned<u8>>,
    /// What fails a run beside scores.
    pub fail_on: Option<Spanned<Vec<String>>>,
    /// Demands on criteria by `CRITERION` or `RUBRIC/CRITERION`.
    pub criteria: Vec<(Spanned<String>, Demand)>,
    /// File with findings that are known.
    pub baseline: Option<Spanned<String>>,
    /// Words before the colon of a paragraph that holds an answer.
    pub labels: Option<Spanned<Vec<String>>>,
}

/// Files that hold answers.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Globs, relative to the configuration.
    pub files: Vec<Spanned<String>>,
    /// The rubric of each whole file; without it the file itself says, by front matter, markers or headings.
    pub rubric: Option<Spanned<String>>,
    /// Percentage that each of these answers must reach.
    pub fail_under: Option<Spanned<u8>>,
    /// Demands on criteria.
    pub criteria: Vec<(Spanned<String>, Demand)>,
}

/// The form of a configuration, for editors.
#[cfg(feature = "lsp")]
pub(crate) const fn form() -> crate::rubric::schema::Type {
    crate::rubric::schema::Type::Object(&table::CONFIG)
}

/// The JSON Schema of configuration files.
pub fn config_json_schema() -> Json {
    json_schema(&table::CONFIG, "gradus configuration")
}

impl Config {
    /// Reads a configuration; `file` only appears in diagnostics.
    pub fn parse(source: &[u8], file: &str) -> Result<(Self, Vec<Diagnostic>), Diagnostics> {
        let renamed = |found: Vec<Diagnostic>| found.into_iter().map(renamed).collect::<Vec<_>>();
        let parsed = yaml::parse(source, file).map_err(|found| Diagnostics(renamed(found)))?;
        if parsed.root.is_nothing() {
            return Ok((Self::default(), renamed(parsed.warnings)));
        }
        let mut reader = Reader::new(file, parsed.text);
        let fields = reader.root(&parsed.root, &table::CONFIG);
        let config = config(&fields);
        let mut diagnostics = parsed.warnings;
        diagnostics.append(&mut reader.diagnostics);
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let usable = diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error);
        if usable { Ok((config, renamed(diagnostics))) } else { Err(Diagnostics(renamed(diagnostics))) }
    }
}

/// A diagnostic of the reader that rubrics use, under the name it has in configurations.
fn renamed(found: Diagnostic) -> Diagnostic {
    let code = match found.code {
        Code::UnknownField => Code::ConfigUnknownField,
        Code::DuplicateKey | Code::DuplicateId => Code::ConfigDuplicate,
        Code::MissingField
        | Code::WrongType
        | Code::PhraseIsMapping
        | Code::OutOfRange
        | Code::BadValue
        | Code::BadId => Code::ConfigBadValue,
        _ => Code::ConfigSyntax,
    };
    let help =
        found.help.map(|help| help.replace("begin with `id: some-name`", "begin with `rubrics: [rubrics]`"));
    let message = found.message.replace("which rubrics do not have", "which configurations do not have");
    Diagnostic { code, message, help, ..found }
}

fn config(fields: &Fields) -> Config {
    Config {
        rubrics: owned(fields, "rubrics"),
        answers: fields.list("answers").iter().filter_map(Value::fields).map(answers).collect(),
        exclude: owned(fields, "exclude"),
        fail_under: percent(fields),
        fail_on: words(fields, "fail_on"),
        criteria: demands(fields),
        baseline: fields.text("baseline").map(|text| spanned(text.value.to_owned(), text.span)),
        labels: words(fields, "answer_labels"),
    }
}

fn answers(fields: &Fields) -> Answers {
    let one = fields.text("files").map(|text| spanned(text.value.to_owned(), text.span));
    let mut files = owned(fields, "files");
    files.extend(one);
    Answers {
        files,
        rubric: fields.text("rubric").map(|text| spanned(text.value.to_owned(), text.span)),
        fail_under: percent(fields),
        criteria: demands(fields),
    }
}

fn spanned<V>(value: V, span: Span<SourceFile>) -> Spanned<V> {
    Spanned { value, span }
}

fn owned(fields: &Fields, name: &str) -> Vec<Spanned<String>> {
    fields.texts(name).into_iter().map(|text| spanned(text.value.to_owned(), text.span)).collect()
}

fn words(fields: &Fields, name: &str) -> Option<Spanned<Vec<String>>> {
    let span = fields.value_span(name)?;
    Some(spanned(owned(fields, name).into_iter().map(|word| word.value).collect(), span))
}

fn percent(fields: &Fields) -> Option<Spanned<u8>> {
    Some(spanned(fields.percent("fail_under")?, fields.value_span("fail_under")?))
}

fn demands(fields: &Fields) -> Vec<(Spanned<String>, Demand)> {
    let entries = fields.entries("criteria").iter();
    let demand = |value: &Option<Value>| Demand::from_name(value.as_ref()?.text()?.value);
    entries.filter_map(|(name, value)| Some((name.clone(), demand(value)?))).collect()
}
