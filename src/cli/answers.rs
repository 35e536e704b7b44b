//! Answers as people keep them: text, Markdown with front matter, JSON lines, standard input.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

/// One answer to score.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub id: String,
    pub rubric: Option<String>,
    pub text: String,
}

/// Largest single answer or line.
const LARGEST: u64 = 64 << 20;

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    answer_id: Option<String>,
    #[serde(default, alias = "rubric")]
    question_id: Option<String>,
    answer: String,
}

/// Reads one path; a `.jsonl` file holds many answers.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<Answer>> {
    let name = path.display().to_string();
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .context("cannot read standard input")?;
        return Ok(vec![plain("-".to_owned(), decode(&bytes, "standard input")?)]);
    }
    let about = std::fs::metadata(path).with_context(|| format!("cannot read {name}"))?;
    if about.is_dir() {
        bail!("{name} is a folder; name the files in it, for example {name}/*.md");
    }
    let lines = path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
    if !lines && about.len() > LARGEST {
        bail!("{name} has {} MB; an answer has at most {} MB", about.len() >> 20, LARGEST >> 20);
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    let text = decode(&bytes, &name)?;
    if lines { json_lines(&text, &name) } else { Ok(vec![plain(name, text)]) }
}

/// The text of a file of any kind.
pub(super) fn text(path: &Path) -> anyhow::Result<String> {
    let name = path.display().to_string();
    let about = std::fs::metadata(path).with_context(|| format!("cannot read {name}"))?;
    if about.is_dir() {
        bail!("{name} is a folder; name a file in it");
    }
    if about.len() > LARGEST {
        bail!("{name} has {} MB; at most {} MB are read", about.len() >> 20, LARGEST >> 20);
    }
    decode(&std::fs::read(path).with_context(|| format!("cannot read {name}"))?, &name)
}

/// UTF-8, with or without a mark; UTF-16 by its mark.
fn decode(bytes: &[u8], name: &str) -> anyhow::Result<String> {
    if bytes.len() as u64 > LARGEST * 16 {
        bail!("{name} is larger than {} MB", LARGEST >> 16);
    }
    match bytes {
        [0xff, 0xfe, rest @ ..] => Ok(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Ok(utf16(rest, u16::from_be_bytes)),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => bail!("{name} is not UTF-8 text (byte {}); save it as UTF-8", error.valid_up_to()),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit).collect();
    String::from_utf16_lossy(&units)
}

fn plain(id: String, text: String) -> Answer {
    let rubric = front_matter_rubric(&text).map(ToOwned::to_owned);
    Answer { id, rubric, text }
}

/// The `rubric:` of a leading `---` block.
fn front_matter_rubric(text: &str) -> Option<&str> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    if lines.next()?.trim_end() != "---" {
        return None;
    }
    let head = lines.take_while(|line| line.trim_end() != "---");
    head.filter_map(|line| line.strip_prefix("rubric:")).map(|id| id.trim().trim_matches(['"', '\''])).next()
}

fn json_lines(text: &str, name: &str) -> anyhow::Result<Vec<Answer>> {
    let mut answers = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let parsed: Line = serde_json::from_str(line)
            .with_context(|| format!("{name}:{}: not an answer such as {{\"answer_id\": \"1\", \"question_id\": \"…\", \"answer\": \"…\"}}", at + 1))?;
        let id = parsed.answer_id.unwrap_or_else(|| format!("{name}:{}", at + 1));
        answers.push(Answer { id, rubric: parsed.question_id, text: parsed.answer });
    }
    Ok(answers)
}
