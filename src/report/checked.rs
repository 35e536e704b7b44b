//! A checked document: its answers, what each lacks, and what is wrong with the document itself.
//!
//! Every format is made from this, so that they cannot disagree: whether an answer passes is
//! decided here once. Places are the document's.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{CriterionReport, Place, Report, kind_name, number, place};
use crate::diagnostic::{Code, Severity, near};
use crate::documents::{Ignore, Part, Reason};
use crate::gate::{Baseline, Finding, Key, Kind, Rules, Standing, findings};
use crate::rubric::{CriterionKind, Rubric};
use crate::score::{Scorer, Worker};
use crate::span::{Answer, LineIndex, Span};

/// What reports say of a rubric.
#[derive(Debug, Clone)]
pub struct RubricFacts {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// Its file, relative to the repository; none for one that the program brings.
    pub path: Option<String>,
    /// Its criteria, in order.
    pub entries: Vec<EntryFacts>,
}

/// What reports say of a criterion.
#[derive(Debug, Clone)]
pub struct EntryFacts {
    /// Its id.
    pub id: String,
    /// For people.
    pub title: String,
    /// `concept`, `failure_mode` or `misconception`.
    pub kind: &'static str,
    /// What it is worth; negative for a misconception.
    pub weight: f64,
    /// Whether the rubric requires it.
    pub required: bool,
    /// What to say when it is missing.
    pub missing: Option<String>,
    /// What to ask next.
    pub follow_up: Option<String>,
    /// Where its id stands in the rubric file.
    pub defined_at: Place,
}

impl RubricFacts {
    /// Of a rubric, its source and its path.
    pub fn new(rubric: &Rubric, source: &str, path: Option<String>) -> Self {
        let lines = LineIndex::new(source);
        let entries = rubric.criteria.iter().map(|criterion| {
            let misconception = criterion.kind == CriterionKind::Misconception;
            EntryFacts {
                id: criterion.id.clone(),
                title: criterion.title.clone(),
                kind: kind_name(criterion.kind),
                weight: number(if misconception { -criterion.points } else { criterion.points }),
                required: criterion.required,
                missing: criterion.missing.clone(),
                follow_up: criterion.follow_up.clone(),
                defined_at: place(lines.position(criterion.span.start)),
            }
        });
        Self {
            id: rubric.id.clone(),
            title: rubric.title.clone(),
            question: rubric.question.clone(),
            path,
            entries: entries.collect(),
        }
    }
}

/// A document with its answers.
#[derive(Debug, Clone)]
pub struct CheckedFile {
    /// Relative to the repository, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// In order.
    pub answers: Vec<Checked>,
    /// What is wrong with the document beside its answers.
    pub notes: Vec<Note>,
}

/// One graded answer.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The rubric.
    pub rubric: Arc<RubricFacts>,
    /// Why it was graded by it.
    pub reason: Reason,
    /// The heading it stands under; none for a whole document.
    pub section: Option<String>,
    /// Where an absence is reported: the heading, or the first character.
    pub start: Place,
    /// One past it.
    pub end: Place,
    /// Percentage that was needed.
    pub mark: u8,
    /// Whether nothing in it fails the run.
    pub passed: bool,
    /// By criterion: whether it was demanded.
    pub required: Vec<bool>,
    /// The score and its evidence.
    pub report: Report,
    /// What it lacks or has wrong, the score first.
    pub findings: Vec<Found>,
}

/// A finding with its place and its words.
#[derive(Debug, Clone)]
pub struct Found {
    /// What breaks a rule.
    pub finding: Finding,
    /// Its name from run to run.
    pub key: Key,
    /// Whether it fails the run.
    pub fails: bool,
    /// One line for people.
    pub message: String,
    /// The evidence of a misconception; else where the answer begins.
    pub start: Place,
    /// One past it.
    pub end: Place,
}

/// Something to say about a file or about the run.
#[derive(Debug, Clone)]
pub struct Note {
    /// Stable name: `check/unreadable`.
    pub code: String,
    /// An error means that the run is not complete.
    pub severity: Severity,
    /// One line.
    pub message: String,
    /// The file it is about.
    pub path: String,
    /// Where in it.
    pub place: Option<(Place, Place)>,
    /// What to do.
    pub help: Option<String>,
}

impl Note {
    /// A note about a file as a whole.
    pub fn new(code: Code, severity: Severity, path: &str, message: String) -> Self {
        Self {
            code: code.as_str().to_owned(),
            severity,
            message,
            path: path.to_owned(),
            place: None,
            help: None,
        }
    }

    /// With what to do.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// With a place.
    #[must_use]
    pub fn at(self, start: Place, end: Place) -> Self {
        Self { place: Some((start, end)), ..self }
    }
}

impl Found {
    /// `RUBRIC/ENTRY`.
    pub fn rule(&self) -> String {
        format!("{}/{}", self.key.rubric, self.key.entry)
    }

    /// Whether it counts: neither known nor ignored.
    pub fn is_new(&self) -> bool {
        self.finding.standing == Standing::New
    }
}

impl Checked {
    /// The criterion that a finding is about.
    pub fn criterion(&self, found: &Found) -> Option<(&CriterionReport, &EntryFacts)> {
        let at = usize::from(found.finding.criterion?.0);
        Some((self.report.criteria.get(at)?, self.rubric.entries.get(at)?))
    }

    /// `path` of the document, with the heading where there is one.
    pub fn name(&self, path: &str) -> String {
        match &self.section {
            Some(section) => format!("{path} § {section}"),
            None => path.to_owned(),
        }
    }

    /// Why it was graded by this rubric, for people.
    pub fn why(&self) -> String {
        match self.reason {
            Reason::Option => "named on the command line".to_owned(),
            Reason::FrontMatter => "named in its front matter".to_owned(),
            Reason::Config => "named in the configuration".to_owned(),
            Reason::Marker => "named in a comment".to_owned(),
            Reason::Heading(percent) => format!("heading {percent} % like the question"),
        }
    }
}

/// A document while its answers are graded.
#[derive(Debug)]
pub struct Grading<'t> {
    path: &'t str,
    text: &'t str,
    lines: LineIndex<'t>,
    ignores: Vec<(&'t Ignore, bool)>,
    baseline: &'t Baseline,
    /// How many answers each rubric has graded so far.
    counts: BTreeMap<String, u32>,
    answers: Vec<Checked>,
    notes: Vec<Note>,
}

/// What grades an answer.
#[derive(Debug, Clone, Copy)]
pub struct Grader<'g> {
    /// What reports say of the rubric.
    pub facts: &'g Arc<RubricFacts>,
    /// The rubric.
    pub scorer: &'g Scorer,
    /// The demands.
    pub rules: &'g Rules,
}

impl<'t> Grading<'t> {
    /// Of a document with its suppressions.
    pub fn new(path: &'t str, text: &'t str, ignores: &'t [Ignore], baseline: &'t Baseline) -> Self {
        Self {
            path,
            text,
            lines: LineIndex::new(text),
            ignores: ignores.iter().map(|ignore| (ignore, false)).collect(),
            baseline,
            counts: BTreeMap::new(),
            answers: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Notes something at a place of the document.
    pub fn note(&mut self, note: Note, span: Span<Answer>) {
        let (start, end) = self.places(span);
        self.notes.push(note.at(start, end));
    }

    /// Grades one part; `worker` belongs to the rubric.
    pub fn grade(&mut self, part: &Part, grader: Grader<'_>, worker: &mut Worker) {
        let answer = part.answer.slice(self.text);
        let rubric = grader.scorer.rubric();
        let assessment = grader.scorer.score(worker, answer);
        let mut report = Report::new(self.path, grader.scorer, &assessment, answer);
        for quote in report.criteria.iter_mut().flat_map(|criterion| &mut criterion.evidence) {
            for place in [&mut quote.start, &mut quote.end] {
                *place = self.place(part.answer.start + place.byte);
            }
        }
        let (start, end) = self.anchor(part);
        let count = self.counts.entry(rubric.id.clone()).or_default();
        *count += 1;
        let nth = *count;
        let demanded = rubric.criteria.iter().map(|criterion| {
            grader.rules.demand(&criterion.id, criterion.required).is_some_and(|demand| {
                demand != crate::gate::Demand::Optional && criterion.kind != CriterionKind::Misconception
            })
        });
        let mut checked = Checked {
            rubric: Arc::clone(grader.facts),
            reason: part.reason,
            section: part.title.clone(),
            start,
            end,
            mark: grader.rules.mark(rubric),
            passed: true,
            required: demanded.collect(),
            report,
            findings: Vec::new(),
        };
        for finding in findings(rubric, &assessment, grader.rules) {
            let found = self.found(finding, &checked, part, nth, grader.rules);
            checked.passed &= !found.fails;
            checked.findings.push(found);
        }
        self.answers.push(checked);
    }

    fn found(
        &mut self,
        mut finding: Finding,
        checked: &Checked,
        part: &Part,
        nth: u32,
        rules: &Rules,
    ) -> Found {
        let key = Key {
            answer: self.path.to_owned(),
            rubric: checked.rubric.id.clone(),
            entry: finding.entry.clone(),
            nth,
        };
        if self.baseline.knows(&key) {
            finding.standing = Standing::Known;
        }
        if let Some(reason) = self.ignored(&key, part) {
            finding.standing = Standing::Ignored(reason);
        }
        let at = finding.criterion.map(|idx| usize::from(idx.0));
        let criterion = at.and_then(|at| checked.report.criteria.get(at));
        let evidence = criterion.and_then(|criterion| criterion.evidence.first());
        let (start, end) = match evidence {
            Some(quote) if finding.kind == Kind::Misconception => (quote.start, quote.end),
            _ => (checked.start, checked.end),
        };
        let message = message(&finding, checked, criterion);
        Found { fails: finding.fails(&rules.fail_on), finding, key, message, start, end }
    }

    /// The reason for which the document asks not to hear of this.
    fn ignored(&mut self, key: &Key, part: &Part) -> Option<String> {
        let mut reason = None;
        // In the order of the document, so that only those of this part are looked at.
        let first = self.ignores.partition_point(|(ignore, _)| ignore.span.start < part.region.start);
        let last = self.ignores.partition_point(|(ignore, _)| ignore.span.start < part.region.end);
        for (ignore, used) in self.ignores.get_mut(first..last).into_iter().flatten() {
            let entry =
                ignore.entry.strip_prefix(key.rubric.as_str()).and_then(|rest| rest.strip_prefix('/'));
            let named = entry.unwrap_or(&ignore.entry) == key.entry;
            if named && !ignore.reason.is_empty() {
                *used = true;
                reason = Some(ignore.reason.clone());
            }
        }
        reason
    }

    /// The document with all its answers, and a note for each suppression that does nothing.
    pub fn finish(mut self) -> (Vec<Checked>, Vec<Note>) {
        for (ignore, used) in std::mem::take(&mut self.ignores) {
            let entry = &ignore.entry;
            let note = if entry.is_empty() {
                let message = "a suppression names no criterion and does not count".to_owned();
                Note::new(Code::CheckIgnoreWithoutReason, Severity::Warning, self.path, message)
                    .help("write `<!-- gradus-ignore: CRITERION why it is fine here -->`")
            } else if ignore.reason.is_empty() {
                let message = format!("the suppression of `{entry}` gives no reason and does not count");
                Note::new(Code::CheckIgnoreWithoutReason, Severity::Warning, self.path, message)
                    .help(format!("write `<!-- gradus-ignore: {entry} why it is fine here -->`"))
            } else if !used {
                let why = self.unheard_of(entry);
                let message = format!("the suppression of `{entry}` suppresses nothing{why}");
                Note::new(Code::CheckUnusedIgnore, Severity::Warning, self.path, message)
                    .help("remove it, or put it under the heading of the answer that it is for")
            } else {
                continue;
            };
            self.note(note, ignore.span);
        }
        (self.answers, self.notes)
    }

    /// That no rubric of the document has a criterion of that name, and which is probably meant.
    fn unheard_of(&self, entry: &str) -> String {
        let mut rubrics: Vec<&RubricFacts> = self.answers.iter().map(|answer| &*answer.rubric).collect();
        rubrics.dedup_by_key(|rubric| rubric.id.as_str());
        let entries = |rubric: &&'_ RubricFacts| -> Vec<String> {
            rubric.entries.iter().map(|one| one.id.clone()).chain([Finding::PASS_MARK.to_owned()]).collect()
        };
        let known: Vec<String> = rubrics.iter().flat_map(entries).collect();
        let of_rubric = rubrics.iter().find_map(|rubric| {
            entry.strip_prefix(rubric.id.as_str()).and_then(|rest| rest.strip_prefix('/'))
        });
        let name = of_rubric.unwrap_or(entry);
        if known.is_empty() || known.iter().any(|id| id == name) {
            return String::new();
        }
        let whose = match rubrics.as_slice() {
            [only] => format!("`{}` has no criterion `{name}`", only.id),
            _ => format!("no rubric of this document has a criterion `{name}`"),
        };
        let meant = near(name, known.iter().map(String::as_str));
        format!(": {whose}{}", meant.map_or(String::new(), |near| format!("; did you mean `{near}`?")))
    }

    /// The heading of a part, or the first character of a whole document.
    fn anchor(&self, part: &Part) -> (Place, Place) {
        let (start, end) = self.places(part.anchor);
        match part.title {
            Some(_) => (start, end),
            None => (start, Place { line: start.line, column: start.column + 1, byte: start.byte + 1 }),
        }
    }

    fn places(&self, span: Span<Answer>) -> (Place, Place) {
        (self.place(span.start), self.place(span.end))
    }

    fn place(&self, byte: u32) -> Place {
        place(self.lines.position(byte))
    }
}

/// One line for people: what is wrong, and what it costs.
fn message(finding: &Finding, checked: &Checked, criterion: Option<&CriterionReport>) -> String {
    let report = &checked.report;
    let Some(criterion) = criterion else {
        return format!(
            "{:.1} % of the points, {} % needed ({} of {} points)",
            report.percent, checked.mark, report.points, report.max
        );
    };
    let title = &criterion.title;
    let points = |points: f64| {
        let points = points.to_string();
        let one = points.trim_start_matches('-') == "1";
        format!("{points} {}", if one { "point" } else { "points" })
    };
    let denied = criterion.verdict == "denied";
    match finding.kind {
        Kind::Misconception => format!("wrong claim: {title} ({})", points(criterion.points)),
        Kind::RequiredMissing if denied => format!("required, but denied: {title}"),
        Kind::RequiredMissing if criterion.verdict == "weak" => format!("required, but only named: {title}"),
        Kind::RequiredMissing => format!("required, but not stated: {title}"),
        Kind::Partial => format!("only named: {title} ({} of {})", criterion.points, points(criterion.max)),
        _ if denied => format!("denied: {title} (0 of {})", points(criterion.max)),
        _ => format!("not stated: {title} (0 of {})", points(criterion.max)),
    }
}

/// The places of a span of a file that may not be UTF-8.
pub fn lines(source: &[u8], span: Span<crate::span::SourceFile>) -> (Place, Place) {
    let text = String::from_utf8_lossy(source);
    let lines = LineIndex::new(&text);
    (place(lines.position(span.start)), place(lines.position(span.end)))
}
