//! Answers as people keep them: text, Markdown with front matter, office files, JSON lines, standard input.
//!
//! Files are opened one after the other and lines are handed on in batches, so that memory does not
//! grow with the number of answers. What is read is not judged here.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use serde::de::{IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};

use crate::submissions::{self, Kind, Limits};

/// One answer to score.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub id: String,
    pub rubric: Option<String>,
    pub text: String,
    /// What to score against where there is no rubric.
    pub basis: Option<Basis>,
    /// Who wrote it, where its line says so.
    pub who: Option<String>,
    /// What is to be said of how it was read.
    pub notes: Vec<String>,
}

/// A question and the answers that earn full credit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Basis {
    pub question: String,
    pub references: Vec<String>,
}

/// Some answers that are read together, on whatever thread comes to it.
#[derive(Debug)]
pub(super) enum Batch {
    /// A file that is one answer.
    File(PathBuf),
    /// An answer that has been read.
    Text { name: String, bytes: Vec<u8> },
    /// Whole lines of a file of JSON lines, the first of which has this 1-based number.
    Lines { name: Arc<str>, first: usize, bytes: Vec<u8> },
    /// Something that cannot be read.
    Failed(anyhow::Error),
}

/// Largest single answer or line.
const LARGEST: u64 = 64 << 20;
/// About so many bytes of lines are read together.
const BATCH: usize = 128 << 10;

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    answer_id: Option<Id>,
    #[serde(default, alias = "rubric")]
    question_id: Option<String>,
    answer: String,
    #[serde(default)]
    question: Texts,
    #[serde(default, alias = "references")]
    reference: Texts,
    #[serde(default)]
    candidate: Option<Candidate>,
}

/// The name of an answer, or its number as it is written.
struct Id(String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdVisitor)
    }
}

struct IdVisitor;

impl Visitor<'_> for IdVisitor {
    type Value = Id;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a name or a whole number")
    }

    fn visit_str<E>(self, name: &str) -> Result<Id, E> {
        Ok(Id(name.to_owned()))
    }

    fn visit_string<E>(self, name: String) -> Result<Id, E> {
        Ok(Id(name))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Id, E> {
        Ok(Id(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Id, E> {
        Ok(Id(number.to_string()))
    }
}

/// Who wrote an answer, as `gradus batch` writes it or as others do.
#[derive(Deserialize)]
#[serde(untagged)]
enum Candidate {
    Known { id: String, name: Option<String> },
    Named(String),
    Other(IgnoredAny),
}

impl Candidate {
    /// `Ben Okafor (Participant 102)`.
    fn shown(self) -> Option<String> {
        match self {
            Self::Known { id, name: Some(name) } if name != id => Some(format!("{name} ({id})")),
            Self::Known { id, .. } => Some(id),
            Self::Named(name) => Some(name),
            Self::Other(_) => None,
        }
    }
}

/// One text or several; whatever else stands there is not ours.
#[derive(Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    Several(Vec<String>),
    Other(serde::de::IgnoredAny),
}

impl Default for Texts {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Texts {
    fn all(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Several(texts) => texts,
            Self::Other(_) => Vec::new(),
        }
    }
}

/// Reads one path that is a single answer.
pub(super) fn read_one(path: &Path) -> anyhow::Result<Answer> {
    let mut batches = Batches::new(vec![path.to_path_buf()]);
    let batch = batches.next().context("no answer")?;
    let first = batch.answers().next();
    let answer = first.unwrap_or_else(|| bail!("{} holds no answer", path.display()))?;
    answer.notes.iter().for_each(|note| super::complain(note));
    Ok(answer)
}

/// Every answer of one path; the first that cannot be read is the error.
pub(super) fn read_all(path: &Path) -> anyhow::Result<Vec<Answer>> {
    Batches::new(vec![path.to_path_buf()]).flat_map(Batch::answers).collect()
}

/// All batches of some paths, in order.
pub(super) struct Batches {
    paths: std::vec::IntoIter<PathBuf>,
    lines: Option<Lines>,
}

struct Lines {
    name: Arc<str>,
    source: Box<dyn BufRead + Send>,
    next: usize,
}

impl Batches {
    pub(super) fn new(paths: Vec<PathBuf>) -> Self {
        Self { paths: paths.into_iter(), lines: None }
    }
}

impl Iterator for Batches {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.batch() {
                    Ok(None) => self.lines = None,
                    Ok(Some(batch)) => return Some(batch),
                    Err(error) => {
                        self.lines = None;
                        return Some(Batch::Failed(error));
                    }
                }
            }
            match open(self.paths.next()?) {
                Ok(Opened::Lines(lines)) => self.lines = Some(lines),
                Ok(Opened::Batch(batch)) => return Some(batch),
                Err(error) => return Some(Batch::Failed(error)),
            }
        }
    }
}

enum Opened {
    Lines(Lines),
    Batch(Batch),
}

/// The file that is meant by a path: in a folder of `gradus batch`, the answers that it kept.
pub(super) fn file_of(path: &Path) -> PathBuf {
    let kept = path.join("answers.jsonl");
    if path.is_dir() && path.join("results.jsonl").is_file() && kept.is_file() {
        kept
    } else {
        path.to_owned()
    }
}

fn open(path: PathBuf) -> anyhow::Result<Opened> {
    if path == Path::new("-") {
        return standard_input();
    }
    let path = file_of(&path);
    let extension = path.extension();
    if !extension.is_some_and(|extension| extension == "jsonl" || extension == "ndjson") {
        return Ok(Opened::Batch(Batch::File(path)));
    }
    let name = path.display().to_string();
    let mut source = BufReader::with_capacity(BATCH, file(&path, &name)?);
    if are_results(source.fill_buf().with_context(|| format!("cannot read {name}"))?) {
        let kept = path.with_file_name("answers.jsonl");
        bail!(
            "{name} holds results, not answers; give the answers that were graded, for example {}, which `gradus \
             batch --keep-answers` writes",
            kept.display()
        );
    }
    Ok(Opened::Lines(Lines { name: name.into(), source: Box::new(source), next: 1 }))
}

fn file(path: &Path, name: &str) -> anyhow::Result<File> {
    let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        if path.join("results.jsonl").is_file() {
            bail!(
                "{name} is a folder of results without the answers; grade again with `gradus batch --keep-answers \
                 --out {name} --overwrite`, and what it keeps can be given here"
            );
        }
        bail!("{name} is a folder; name the files in it, for example {name}/*.md");
    }
    Ok(file)
}

/// Whether lines begin with one that has verdicts and no answer, as results do.
fn are_results(head: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Head {
        answer: Option<IgnoredAny>,
        criteria: Option<IgnoredAny>,
    }
    let line =
        head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    serde_json::from_slice(line).is_ok_and(|head: Head| head.answer.is_none() && head.criteria.is_some())
}

/// Standard input is JSON lines where it begins with an object, else one answer.
fn standard_input() -> anyhow::Result<Opened> {
    let mut source = BufReader::with_capacity(BATCH, std::io::stdin());
    let start = source.fill_buf().context("cannot read standard input")?;
    if start.trim_ascii_start().starts_with(b"{\"") {
        return Ok(Opened::Lines(Lines { name: "-".into(), source: Box::new(source), next: 1 }));
    }
    let bytes = bounded(source, "standard input")?;
    Ok(Opened::Batch(Batch::Text { name: "-".to_owned(), bytes }))
}

fn bounded(source: impl Read, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    if bytes.len() as u64 > LARGEST {
        bail!("{name} is larger than {} MB, the most that one answer may have", LARGEST >> 20);
    }
    Ok(bytes)
}

impl Lines {
    /// The next whole lines; `None` at the end.
    fn batch(&mut self) -> anyhow::Result<Option<Batch>> {
        let (first, mut bytes) = (self.next, Vec::with_capacity(BATCH + (BATCH >> 2)));
        while bytes.len() < BATCH {
            let before = bytes.len();
            let limit = LARGEST + 1;
            let read = self.source.by_ref().take(limit).read_until(b'\n', &mut bytes);
            let read = read.with_context(|| format!("cannot read {}", self.name))?;
            if read as u64 == limit {
                let mb = LARGEST >> 20;
                bail!(
                    "{}:{}: the line is longer than {mb} MB; nothing after it was read",
                    self.name,
                    self.next
                );
            }
            if bytes.len() == before {
                break;
            }
            self.next += 1;
        }
        let name = Arc::clone(&self.name);
        Ok((!bytes.is_empty()).then_some(Batch::Lines { name, first, bytes }))
    }
}

impl Batch {
    /// Its answers, each with what is wrong with it.
    pub(super) fn answers(self) -> Box<dyn Iterator<Item = anyhow::Result<Answer>>> {
        match self {
            Self::File(path) => Box::new(std::iter::once(read_file(&path))),
            Self::Text { name, bytes } => Box::new(std::iter::once(plain(name, bytes))),
            Self::Failed(error) => Box::new(std::iter::once(Err(error))),
            Self::Lines { name, first, bytes } => Box::new(Rows { name, number: first, bytes, at: 0 }),
        }
    }
}

fn read_file(path: &Path) -> anyhow::Result<Answer> {
    let name = path.display().to_string();
    let bytes = bounded(file(path, &name)?, &name)?;
    plain(name, bytes)
}

/// A file that is one answer, told by its content.
fn plain(name: String, bytes: Vec<u8>) -> anyhow::Result<Answer> {
    if !matches!(submissions::kind(&name, &bytes), Kind::Text | Kind::Rows) {
        return document(name, &bytes);
    }
    let extension = Path::new(&name).extension();
    if extension.is_some_and(|extension| ["csv", "tsv", "tab"].iter().any(|table| extension == *table)) {
        bail!(
            "{name} is a table of answers; `gradus batch {name} --keep-answers` grades it, and the answers.jsonl that it writes can be given here"
        );
    }
    let (text, note) = decoded(&bytes, &name)?;
    let rubric = front_matter_rubric(&text).map(ToOwned::to_owned);
    Ok(Answer { id: name, rubric, text, basis: None, who: None, notes: note.into_iter().collect() })
}

/// A file of a word processor, a web page, a PDF.
fn document(name: String, bytes: &[u8]) -> anyhow::Result<Answer> {
    let reading = submissions::read(&name, bytes, &Limits::default());
    if let Some(refused) = reading.refused.first() {
        bail!("{refused}");
    }
    let n = reading.submissions.len();
    let notes = reading.notes.iter().map(|note| format!("note: {note}")).collect();
    match reading.submissions.into_iter().next() {
        Some(submission) if n == 1 => {
            Ok(Answer { id: name, rubric: None, text: submission.answer, basis: None, who: None, notes })
        }
        Some(_) => bail!("{name} is an archive of {n} answers; unpack it and name one"),
        None => {
            bail!("{name} is a spreadsheet or an archive without an answer; name a file that is one answer")
        }
    }
}

/// The text of a file of any kind.
pub(super) fn text(path: &Path) -> anyhow::Result<String> {
    let name = path.display().to_string();
    let (text, note) = decoded(&bounded(file(path, &name)?, &name)?, &name)?;
    note.iter().for_each(|note| super::complain(note));
    Ok(text)
}

/// Text in whatever encoding, and a note where that was guessed.
fn decoded(bytes: &[u8], name: &str) -> anyhow::Result<(String, Option<String>)> {
    let decoded = submissions::decode(bytes).map_err(|message| anyhow::anyhow!("{name}: {message}"))?;
    Ok((decoded.text, decoded.note.map(|note| format!("note: {name}: {note}"))))
}

/// The `rubric:` of a leading `---` block.
pub(super) fn front_matter_rubric(text: &str) -> Option<&str> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    if lines.next()?.trim_end() != "---" {
        return None;
    }
    let head = lines.take_while(|line| line.trim_end() != "---");
    head.filter_map(|line| line.strip_prefix("rubric:")).map(|id| id.trim().trim_matches(['"', '\''])).next()
}

/// The answers of some JSON lines.
struct Rows {
    name: Arc<str>,
    /// 1-based, of the line at hand.
    number: usize,
    bytes: Vec<u8>,
    at: usize,
}

impl Iterator for Rows {
    type Item = anyhow::Result<Answer>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let number = self.number;
            self.at += end + 1;
            self.number += 1;
            let line = rest.get(..end).unwrap_or(&[]);
            let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
            if !line.trim_ascii().is_empty() {
                return Some(row(line, &self.name, number));
            }
        }
    }
}

fn row(line: &[u8], name: &str, number: usize) -> anyhow::Result<Answer> {
    let parsed: Line = serde_json::from_slice(line).with_context(|| {
        format!("{name}:{number}: not an answer such as {{\"answer_id\": \"1\", \"question_id\": \"…\", \"answer\": \"…\"}}")
    })?;
    let id = parsed.answer_id.map_or_else(|| format!("{name}:{number}"), |id| id.0);
    let references = parsed.reference.all();
    let basis =
        (!references.is_empty()).then(|| Basis { question: parsed.question.all().join("\n"), references });
    let who = parsed.candidate.and_then(Candidate::shown);
    Ok(Answer { id, rubric: parsed.question_id, text: parsed.answer, basis, who, notes: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn an_answer_is_known_by_its_name_its_number_or_its_line() {
        let check = |line: &str, expect: &str| {
            let read = row(line.as_bytes(), "class.jsonl", 3);
            assert_eq!(read.map_or_else(|error| error.to_string(), |answer| answer.id), expect, "{line}");
        };
        check(r#"{"answer_id": "a", "answer": "x"}"#, "a");
        check(r#"{"answer_id": 17, "answer": "x"}"#, "17");
        check(r#"{"answer": "x"}"#, "class.jsonl:3");
        check(r#"{"answer_id": null, "answer": "x"}"#, "class.jsonl:3");
    }
}
