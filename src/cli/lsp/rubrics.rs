//! What the reader and `gradus lint` say of rubrics and of the files beside them, as an editor shows it.

use std::path::{Path, PathBuf};

use super::answers::severity;
use super::documents::{Document, Kind, entries, names_under, rubric_of_tests};
use super::protocol::{Diagnostic as Shown, Location, RelatedInformation};
use super::session::Client;
use crate::cli::check::check_config;
use crate::cli::library::shared_near;
use crate::cli::lint::questions;
use crate::diagnostic::{Code, Diagnostic};
use crate::report::visible;
use crate::rubric::{Rubric, SharedText, check_shared};
use crate::span::{SourceFile, Span};
use crate::yaml::{self, NodeKind};

/// The text that an editor has of a file, if it has it open.
pub(super) type Open<'o> = dyn Fn(&Path) -> Option<String> + 'o;

/// Everything to say about a rubric or a file beside one; `name` is what reports call it.
pub(super) fn judge(
    document: &Document,
    kind: Kind,
    name: &str,
    open: &Open<'_>,
    client: &Client,
) -> Vec<Shown> {
    let text = document.text.as_bytes();
    let found = match kind {
        Kind::Rubric => of_rubric(&document.path, text, name, open),
        Kind::Shared => check_shared(text, name).unwrap_or_else(|wrong| wrong.0),
        Kind::Tests => of_tests(&document.path, text, name, open),
        Kind::Config => {
            // Whatever it is called there, all of it is about this text.
            let found = check_config(&document.path, &document.text).into_iter();
            found.map(|one| Diagnostic { file: name.to_owned(), ..one }).collect()
        }
        Kind::Answers | Kind::Other => Vec::new(),
    };
    let mut shown: Vec<Shown> = found.iter().map(|one| show(one, document, name, client)).collect();
    shown.sort_by(|a, b| (a.range, a.severity, &a.code).cmp(&(b.range, b.severity, &b.code)));
    shown
}

fn of_rubric(path: &Path, text: &[u8], name: &str, open: &Open<'_>) -> Vec<Diagnostic> {
    match Rubric::parse(text, name, &|id| shared(path, id, open)) {
        Ok((rubric, mut warnings)) => {
            let examples = rubric.examples_file.as_ref().map_or(Span::new(0, 0), |file| file.span);
            match questions(path, name, rubric) {
                Ok(found) => warnings.extend(found),
                Err(error) => {
                    let message = format!("{error:#}");
                    warnings.push(Diagnostic::error(Code::NoExamples, name, examples, message));
                }
            }
            warnings
        }
        Err(wrong) => wrong.0,
    }
}

fn of_tests(path: &Path, text: &[u8], name: &str, open: &Open<'_>) -> Vec<Diagnostic> {
    let Some(beside) = rubric_of_tests(path) else { return Vec::new() };
    let source = open(&beside).map(String::into_bytes).or_else(|| std::fs::read(&beside).ok());
    let shown = beside.file_name().unwrap_or_default().to_string_lossy();
    let rubric = Rubric::parse(&source.unwrap_or_default(), &shown, &|id| shared(path, id, open));
    match rubric {
        Ok((rubric, _)) => match rubric.parse_tests(text, name) {
            Ok((_, warnings)) => warnings,
            Err(wrong) => wrong.0,
        },
        Err(_) => {
            let message = format!("the rubric {shown} has errors, so that its tests cannot be read");
            vec![Diagnostic::warning(Code::UnknownId, name, Span::new(0, 0), message)]
        }
    }
}

/// A shared file near a rubric: as the editor has it, else as it is on disk, else the one built in.
pub(super) fn shared(rubric: &Path, name: &str, open: &Open<'_>) -> Option<SharedText> {
    let mut found = shared_near(rubric, name)?;
    if let Some(text) = open(Path::new(&found.file)) {
        found.text = text.into_bytes();
    }
    Some(found)
}

fn show(found: &Diagnostic, document: &Document, name: &str, client: &Client) -> Shown {
    let mut message = visible(&found.message);
    let is_here = found.file == name;
    let range = if is_here {
        document.range(found.span.range(), client.encoding)
    } else {
        // What is wrong with a shared file keeps the rubric from being used; its own text shows where.
        message = format!("{}: {message}", visible(&found.file));
        document.range(place_of_use(&document.text), client.encoding)
    };
    for line in found.label.iter().chain(found.help.iter()).filter(|_| is_here) {
        message.push('\n');
        message.push_str(&visible(line));
    }
    let related = found.related.iter().filter(|_| is_here && client.related).map(|(span, label)| {
        let range = document.range(span.range(), client.encoding);
        RelatedInformation {
            location: Location { uri: document.uri.clone(), range },
            message: visible(label),
        }
    });
    Shown {
        range,
        severity: severity(found.severity),
        code: found.code.as_str().to_owned(),
        source: "gradus",
        message,
        related_information: related.collect(),
    }
}

fn place_of_use(text: &str) -> std::ops::Range<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("use:") {
            return at..at + line.trim_end().len();
        }
        at += line.len();
    }
    0..0
}

/// A named set of a shared file.
#[derive(Debug)]
pub(super) struct Set {
    pub name: String,
    pub phrases: Vec<String>,
    /// The name of the shared file.
    pub home: String,
    /// Where it is defined; none for one that the program brings.
    pub place: Option<Target>,
}

/// A place of a file that may not be open.
#[derive(Debug)]
pub(super) struct Target {
    pub path: PathBuf,
    pub text: String,
    pub span: Span<SourceFile>,
}

/// The sets that patterns of a text can use.
pub(super) fn sets(document: &Document, kind: Kind, open: &Open<'_>) -> Vec<Set> {
    let mut found = Vec::new();
    if kind == Kind::Shared {
        let home = document.path.file_stem().unwrap_or_default().to_string_lossy();
        add_sets(&home, &document.text, Some(&document.path), &mut found);
    }
    for name in names_under(&document.text, "use") {
        let Some(shared) = shared(&document.path, name, open) else { continue };
        let path = Path::new(&shared.file);
        let text = String::from_utf8_lossy(&shared.text);
        add_sets(name, &text, path.is_file().then_some(path), &mut found);
    }
    found
}

fn add_sets(home: &str, text: &str, path: Option<&Path>, found: &mut Vec<Set>) {
    let parsed = yaml::parse(text.as_bytes(), home).ok();
    let phrases = |name: &str| {
        let sets = parsed.as_ref().and_then(|parsed| value(&parsed.root, "sets"));
        match sets.and_then(|sets| value(sets, name)).map(|set| &set.kind) {
            Some(NodeKind::Sequence(items)) => {
                items.iter().filter_map(|item| item.scalar()).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    };
    for (name, span) in entries(text, "sets") {
        let place = path.map(|path| Target { path: path.to_path_buf(), text: text.to_owned(), span });
        let phrases = phrases(name);
        found.push(Set { name: name.to_owned(), phrases, home: home.to_owned(), place });
    }
}

fn value<'n>(node: &'n yaml::Node, key: &str) -> Option<&'n yaml::Node> {
    let NodeKind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|(name, _)| name.scalar() == Some(key)).map(|(_, value)| value)
}

/// A criterion as it is written, in a rubric that may be unfinished.
#[derive(Debug)]
pub(super) struct Written {
    pub id: String,
    pub section: &'static str,
    pub span: Span<SourceFile>,
}

/// The criteria of the rubric that a text is, or is beside of, with that rubric's path and text.
pub(super) fn criteria(document: &Document, kind: Kind, open: &Open<'_>) -> (PathBuf, String, Vec<Written>) {
    let (path, text) = match (kind, rubric_of_tests(&document.path)) {
        (Kind::Tests, Some(beside)) => {
            let text = open(&beside).or_else(|| String::from_utf8(std::fs::read(&beside).ok()?).ok());
            (beside, text.unwrap_or_default())
        }
        _ => (document.path.clone(), document.text.clone()),
    };
    let mut found = Vec::new();
    for section in ["concepts", "failure_modes", "misconceptions"] {
        let written = entries(&text, section);
        found.extend(written.into_iter().map(|(id, span)| Written { id: id.to_owned(), section, span }));
    }
    (path, text, found)
}

/// The set around a byte of a line, `<name>` or a beginning of it: its name and the bytes of the name.
pub(super) fn set_at(text: &str, byte: usize) -> Option<(&str, std::ops::Range<usize>)> {
    let (before, after) = text.split_at_checked(byte)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let name_start = before.rfind(|c| !is_name(c)).map_or(0, |at| at + 1);
    let name_start = if before.get(name_start..).is_some() { name_start } else { return None };
    let name_end = byte + after.find(|c| !is_name(c)).unwrap_or(after.len());
    let opens = text.get(..name_start)?.ends_with('<');
    opens.then(|| (text.get(name_start..name_end).unwrap_or(""), name_start..name_end))
}
