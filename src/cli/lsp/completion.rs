//! What can be written here: fields by the table, sets, ids of criteria and rubrics, words of a choice.

use super::documents::{Document, Kind};
use super::protocol::{CompletionItem, Markup, TextEdit};
use super::rubrics::{self, Open};
use super::session::{Client, form_of};
use crate::cli::check::Project;
use crate::cli::library::built_in_shared_names;
use crate::report::visible;
use crate::rubric::CLASSES;
use crate::rubric::schema::{Field, Type, place};
use crate::yaml::outline::{Spot, Step, signs, spot};

const FIELD: u8 = 5;
const VALUE: u8 = 12;
const FILE: u8 = 17;
const REFERENCE: u8 = 18;
const CONSTANT: u8 = 21;
/// Most proposals.
const MOST: usize = 500;

/// Proposals that all replace the same bytes.
struct Proposals<'d> {
    document: &'d Document,
    client: &'d Client,
    bytes: std::ops::Range<usize>,
    items: Vec<CompletionItem>,
}

impl Proposals<'_> {
    fn add(&mut self, label: &str, kind: u8, new_text: &str, detail: &str, doc: Option<&str>) {
        if self.items.len() >= MOST {
            return;
        }
        let documentation = doc.map(|doc| Markup { kind: "plaintext", value: visible(doc) });
        self.items.push(CompletionItem {
            label: visible(label),
            kind,
            detail: visible(detail),
            documentation,
            sort_text: format!("{:04}", self.items.len()),
            text_edit: TextEdit {
                range: self.document.range(self.bytes.clone(), self.client.encoding),
                new_text: new_text.to_owned(),
            },
        });
    }
}

/// In a rubric or a file beside one.
pub(super) fn of_rubric(
    document: &Document,
    kind: Kind,
    open: &Open<'_>,
    project: Option<&Project>,
    byte: usize,
    client: &Client,
) -> Vec<CompletionItem> {
    let text = &document.text;
    let signs = signs(text);
    let spot = spot(text, &signs, byte);
    let Some(root) = form_of(kind) else { return Vec::new() };
    let Some(form) = place::at(root, &spot.path) else { return Vec::new() };
    let mut proposals = Proposals { document, client, bytes: spot.word.range(), items: Vec::new() };
    if let (Type::Phrase, Some((_, bytes))) = (place::scalar(form), rubrics::set_at(text, byte)) {
        let closed = text.get(bytes.end..).is_some_and(|rest| rest.starts_with('>'));
        proposals.bytes = bytes;
        sets(document, kind, open, closed, &mut proposals);
        return proposals.items;
    }
    match place::scalar(form) {
        Type::Word(words) if spot.is_value || is_item(&spot) => {
            words.iter().for_each(|word| proposals.add(word, CONSTANT, word, "", None));
        }
        Type::Flag => ["true", "false"].iter().for_each(|word| proposals.add(word, CONSTANT, word, "", None)),
        Type::Reference => references(document, kind, open, project, &spot, &mut proposals),
        _ => {}
    }
    if spot.is_key {
        fields(form, &spot, text, &mut proposals);
    }
    proposals.items
}

/// The fields that may stand here and do not yet.
fn fields(form: Type, spot: &Spot<'_>, text: &str, proposals: &mut Proposals<'_>) {
    let missing = |field: &&Field| !spot.siblings.contains(&field.name);
    for field in place::fields(form).filter(missing) {
        let needed = if field.required { "required, " } else { "" };
        let detail = format!("{needed}{}", place::describe(field.form));
        let new_text = written(field, text, spot.word.range().end);
        proposals.add(field.name, FIELD, &new_text, &detail, Some(field.doc));
    }
}

fn is_item(spot: &Spot<'_>) -> bool {
    spot.path.last() == Some(&Step::Item)
}

/// A field with its colon, unless that stands there already.
fn written(field: &Field, text: &str, end: usize) -> String {
    if text.get(end..).is_some_and(|rest| rest.starts_with(':')) {
        return field.name.to_owned();
    }
    let on_its_line = !matches!(field.form, Type::Object(_) | Type::Entries(..));
    format!("{}:{}", field.name, if on_its_line { " " } else { "" })
}

fn sets(document: &Document, kind: Kind, open: &Open<'_>, closed: bool, proposals: &mut Proposals<'_>) {
    let ending = if closed { "" } else { ">" };
    for set in rubrics::sets(document, kind, open) {
        let phrases: Vec<&str> = set.phrases.iter().take(12).map(String::as_str).collect();
        let detail = format!("set of {}", set.home);
        let new_text = format!("{}{ending}", set.name);
        proposals.add(&set.name, VALUE, &new_text, &detail, Some(&phrases.join(", ")));
    }
    for class in CLASSES {
        proposals.add(class, VALUE, &format!("{class}{ending}"), "built in", None);
    }
}

/// Names of things that exist: shared files, rubrics, criteria.
fn references(
    document: &Document,
    kind: Kind,
    open: &Open<'_>,
    project: Option<&Project>,
    spot: &Spot<'_>,
    proposals: &mut Proposals<'_>,
) {
    let key = spot.path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(*key),
        Step::Item => None,
    });
    match (kind, key) {
        (Kind::Config, _) => rubric_ids(project, proposals),
        (_, Some("use")) => {
            for name in shared_names(document) {
                proposals.add(&name, FILE, &name, "shared file", None);
            }
        }
        (_, key) => {
            let in_caps = spot.path.first() == Some(&Step::Key("caps"));
            let wanted = |section: &str| match key {
                Some("asserted") => section == "misconceptions",
                Some("of") => section != "misconceptions",
                Some("missing") if in_caps => section != "misconceptions",
                _ => true,
            };
            let (_, _, criteria) = rubrics::criteria(document, kind, open);
            for one in criteria.iter().filter(|one| wanted(one.section)) {
                proposals.add(&one.id, REFERENCE, &one.id, &one.section.replace('_', " "), None);
            }
        }
    }
}

fn rubric_ids(project: Option<&Project>, proposals: &mut Proposals<'_>) {
    for known in project.iter().flat_map(|project| project.rubrics()) {
        proposals.add(
            &known.facts.id,
            REFERENCE,
            &known.facts.id,
            &known.facts.title,
            Some(&known.facts.question),
        );
    }
}

/// The shared files that a rubric can name: those near it, and those that the program brings.
fn shared_names(document: &Document) -> Vec<String> {
    let near = document.path.ancestors().skip(1).take(4).map(|home| home.join("shared"));
    let files = near.flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten());
    let stems = files.filter_map(|file| {
        let path = file.path();
        let is_yaml = path.extension().is_some_and(|extension| extension == "yaml");
        is_yaml.then(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned())).flatten()
    });
    let mut names: Vec<String> = stems.chain(built_in_shared_names().map(str::to_owned)).collect();
    names.sort();
    names.dedup();
    names
}

/// In a document: ids of rubrics where one is named, ids of criteria where one is suppressed.
pub(super) fn of_answers(
    document: &Document,
    project: &Project,
    byte: usize,
    client: &Client,
) -> Vec<CompletionItem> {
    let Some(before) = document.text.get(..byte) else { return Vec::new() };
    let line = before.rsplit(['\n', '\r']).next().unwrap_or("");
    let is_id = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    let typed = line.rsplit(|c| !is_id(c)).next().unwrap_or("");
    let lead = line.get(..line.len() - typed.len()).unwrap_or("").trim_end();
    let rest = document.text.get(byte..).unwrap_or("");
    let end = byte + rest.find(|c| !is_id(c) || c == '-' && rest.starts_with("-->")).unwrap_or(rest.len());
    let mut proposals = Proposals { document, client, bytes: byte - typed.len()..end, items: Vec::new() };
    let in_front_matter = before.starts_with("---") && !before.get(3..).unwrap_or("").contains("\n---");
    if lead.ends_with("<!-- gradus:") || (lead == "rubric:" && in_front_matter) {
        rubric_ids(Some(project), &mut proposals);
    } else if lead.ends_with("<!-- gradus-ignore:") {
        for answer in document.checked.iter().flat_map(|file| &file.answers) {
            for found in &answer.findings {
                proposals.add(&found.finding.entry, REFERENCE, &found.finding.entry, &found.message, None);
            }
        }
    }
    proposals.items
}
