//! What is under the pointer: evidence and verdicts in answers, fields, sets and criteria in rubrics.

use super::documents::{Document, Kind};
use super::protocol::{Hover, Markup};
use super::rubrics::{self, Open};
use super::session::{Client, form_of};
use crate::cli::check::Project;
use crate::diagnostic::shortened;
use crate::documents::Outline;
use crate::report::{Checked, CriterionReport, EvidenceReport, escape_markdown, visible};
use crate::rubric::schema::{Type, place};
use crate::yaml::outline::{Step, signs, spot};

/// Most pieces of evidence that one place shows.
const MOST_PIECES: usize = 8;
/// Most criteria of a summary, and most phrases of a set.
const MOST_LINES: usize = 40;

/// Text for people, in Markdown if the editor shows it.
struct Words {
    is_markdown: bool,
    out: String,
}

impl Words {
    fn new(client: &Client) -> Self {
        Self { is_markdown: client.markdown, out: String::new() }
    }

    fn plain(&mut self, text: &str) -> &mut Self {
        self.out.push_str(&if self.is_markdown { escape_markdown(text) } else { visible(text) });
        self
    }

    fn strong(&mut self, text: &str) -> &mut Self {
        let mark = if self.is_markdown { "**" } else { "" };
        self.out.push_str(mark);
        self.plain(text).out.push_str(mark);
        self
    }

    fn code(&mut self, text: &str) -> &mut Self {
        let text = visible(text);
        let fence = match (self.is_markdown, text.contains('`')) {
            (false, _) => "",
            (true, false) => "`",
            // Longer than any run of marks in the text.
            (true, true) => &"`".repeat(text.split(|c| c != '`').map(str::len).max().unwrap_or(0) + 1),
        };
        let pad = if text.contains('`') && self.is_markdown { " " } else { "" };
        self.out.push_str(&format!("{fence}{pad}{text}{pad}{fence}"));
        self
    }

    fn paragraph(&mut self) -> &mut Self {
        self.out.push_str("\n\n");
        self
    }

    fn item(&mut self) -> &mut Self {
        self.out.push_str("\n- ");
        self
    }

    fn done(self, document: &Document, bytes: std::ops::Range<usize>, client: &Client) -> Hover {
        let kind = if self.is_markdown { "markdown" } else { "plaintext" };
        let contents = Markup { kind, value: self.out.trim().to_owned() };
        Hover { contents, range: document.range(bytes, client.encoding) }
    }
}

/// A piece of evidence with what it belongs to.
pub(super) struct Piece<'d> {
    pub answer: &'d Checked,
    pub at: usize,
    pub criterion: &'d CriterionReport,
    pub quote: &'d EvidenceReport,
}

/// The evidence at a byte of a document, the shortest first.
pub(super) fn pieces(document: &Document, byte: usize) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    for answer in document.checked.iter().flat_map(|file| &file.answers) {
        for (at, criterion) in answer.report.criteria.iter().enumerate() {
            let here = criterion
                .evidence
                .iter()
                .filter(|quote| (quote.start.byte as usize..=quote.end.byte as usize).contains(&byte));
            found.extend(here.map(|quote| Piece { answer, at, criterion, quote }));
        }
    }
    found.sort_by_key(|piece| (piece.quote.text.len(), piece.quote.start.byte, piece.at));
    found
}

/// Of a document with answers.
pub(super) fn of_answers(
    document: &Document,
    project: &Project,
    byte: usize,
    client: &Client,
) -> Option<Hover> {
    let pieces = pieces(document, byte);
    if let Some(first) = pieces.first() {
        let bytes = first.quote.start.byte as usize..first.quote.end.byte as usize;
        let mut words = Words::new(client);
        for (number, piece) in pieces.iter().take(MOST_PIECES).enumerate() {
            if number > 0 {
                words.paragraph();
            }
            evidence(piece, &mut words);
        }
        return Some(words.done(document, bytes, client));
    }
    if let Some(hover) = marker(document, project, byte, client) {
        return Some(hover);
    }
    let (answer, bytes) = anchored(document, byte)?;
    let mut words = Words::new(client);
    summary(answer, &mut words);
    Some(words.done(document, bytes, client))
}

/// The answer whose heading, or whose first line, a byte stands in.
fn anchored(document: &Document, byte: usize) -> Option<(&Checked, std::ops::Range<usize>)> {
    let answers = document.checked.iter().flat_map(|file| &file.answers);
    answers
        .map(|answer| {
            let start = answer.start.byte as usize;
            let line = document.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
            (answer, start..start + line.len())
        })
        .find(|(_, bytes)| (bytes.start..=bytes.end).contains(&byte))
}

/// The rubric that a document names at a byte.
fn marker(document: &Document, project: &Project, byte: usize, client: &Client) -> Option<Hover> {
    let outline = Outline::read(&document.text);
    let mut markers = outline.front_matter.iter().chain(&outline.markers);
    let marker = markers.find(|marker| (marker.span.start..=marker.span.end).contains(&offset(byte)))?;
    let known = project.rubrics().iter().find(|known| known.facts.id == marker.name)?;
    let mut words = Words::new(client);
    words.strong(&known.facts.title).paragraph().plain(&known.facts.question);
    for entry in known.facts.entries.iter().take(MOST_LINES) {
        words.item().plain(&entry.title).plain(&format!(" ({})", points(entry.weight)));
    }
    Some(words.done(document, marker.span.range(), client))
}

fn offset(byte: usize) -> u32 {
    crate::span::offset(byte)
}

/// `1 point`, `-2 points`.
fn points(points: f64) -> String {
    format!("{points} {}", if points.abs().to_string() == "1" { "point" } else { "points" })
}

fn evidence(piece: &Piece<'_>, words: &mut Words) {
    let Piece { answer, criterion, quote, .. } = piece;
    words.strong(&criterion.title).plain(" ").code(&format!("{}/{}", answer.rubric.id, criterion.id));
    words.plain(&format!(": {}, {}", verdict(criterion), points(criterion.points)));
    if criterion.doubtful {
        words.plain(", to be looked at by a person");
    }
    words.paragraph().plain(&format!(
        "“{}” is {}, found by ",
        shortened(&quote.text, LONGEST_QUOTE),
        quote.state
    ));
    match quote.method {
        "learned" => words.plain("the rubric's examples"),
        "fuzzy" => words.code(&quote.indicator).plain(" with a typing error"),
        _ => words.code(&quote.indicator),
    };
}

/// A misconception is not met but claimed.
fn verdict(criterion: &CriterionReport) -> &'static str {
    match (criterion.kind, criterion.verdict) {
        ("misconception", "met") => "claimed",
        (_, verdict) => verdict,
    }
}

/// Characters of a quote.
const LONGEST_QUOTE: usize = 160;

fn summary(answer: &Checked, words: &mut Words) {
    let report = &answer.report;
    let outcome = if answer.passed { "passed" } else { "failed" };
    words.strong(&answer.rubric.title).plain(" ").code(&answer.rubric.id);
    words.paragraph().plain(&format!(
        "{outcome}: {:.1} % ({} of {} points), {} % needed; {}",
        report.percent,
        report.points,
        report.max,
        answer.mark,
        answer.why()
    ));
    let is_said = |one: &&CriterionReport| one.kind != "misconception" || one.verdict != "missing";
    for criterion in report.criteria.iter().filter(is_said).take(MOST_LINES) {
        let of = if criterion.kind == "misconception" {
            points(criterion.points)
        } else {
            format!("{} of {}", criterion.points, points(criterion.max))
        };
        words.item().plain(&format!("{}: ", verdict(criterion))).plain(&criterion.title);
        words.plain(&format!(" ({of})"));
    }
}

/// Of a rubric or a file beside one.
pub(super) fn of_rubric(
    document: &Document,
    kind: Kind,
    open: &Open<'_>,
    byte: usize,
    client: &Client,
) -> Option<Hover> {
    let text = &document.text;
    if let Some((name, bytes)) = rubrics::set_at(text, byte).filter(|(name, _)| !name.is_empty()) {
        let sets = rubrics::sets(document, kind, open);
        if let Some(set) = sets.iter().find(|set| set.name == name) {
            return Some(phrases(set, client).done(document, bytes, client));
        }
    }
    let form = form_of(kind)?;
    let signs = signs(text);
    let spot = spot(text, &signs, byte);
    let on_key = signs.iter().find(|sign| {
        matches!(sign.step, Step::Key(_)) && (sign.span.start..=sign.span.end).contains(&offset(byte))
    });
    if let Some(key) = on_key {
        let parent = place::at(form, &spot.path)?;
        let field = place::fields(parent).find(|field| field.name == key.span.slice(text))?;
        let mut words = Words::new(client);
        words.strong(field.name).plain(&format!(" ({})", place::describe(field.form)));
        words.paragraph().plain(field.doc);
        return Some(words.done(document, key.span.range(), client));
    }
    let here = place::at(form, &spot.path).map(place::scalar);
    let words = matches!(here, Some(Type::Reference))
        .then(|| criterion(document, kind, open, spot.word.slice(text), client))??;
    Some(words.done(document, spot.word.range(), client))
}

fn phrases(set: &rubrics::Set, client: &Client) -> Words {
    let mut words = Words::new(client);
    words.strong(&set.name).plain(" of the shared file ").code(&set.home);
    for phrase in set.phrases.iter().take(MOST_LINES) {
        words.item().plain(phrase);
    }
    words
}

fn criterion(document: &Document, kind: Kind, open: &Open<'_>, id: &str, client: &Client) -> Option<Words> {
    let (_, rubric, criteria) = rubrics::criteria(document, kind, open);
    let criterion = criteria.iter().find(|criterion| criterion.id == id)?;
    let mut words = Words::new(client);
    words.code(&criterion.id).plain(&format!(" of {}", criterion.section.replace('_', " ")));
    if let Some(title) = title(&rubric, criterion.span.end as usize) {
        words.paragraph().plain(title);
    }
    Some(words)
}

/// The `title:` of the criterion whose id ends at a byte.
fn title(rubric: &str, byte: usize) -> Option<&str> {
    let mut lines = rubric.get(byte..)?.lines().skip(1).take_while(|line| line.starts_with("    "));
    let title = lines.find_map(|line| line.trim_start().strip_prefix("title:"))?;
    Some(title.trim().trim_matches(['"', '\'']))
}
