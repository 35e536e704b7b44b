//! Labelled sentences: asked for on a terminal or read from a file, added to the examples, learned from.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Serialize;

use super::apply::{changed, write_checked};
use super::input::Read;
use super::{Change, words};
use crate::cli::target::replace;
use crate::cli::{build, library};
use crate::learn::{CrossValidation, Example, FEWEST_HITS, parse_examples, train};
use crate::report::visible;
use crate::score::Scorer;
use crate::tune::{Question, edit};

/// What came of new examples.
#[derive(Debug, Serialize)]
pub(super) struct Learned {
    pub file: String,
    pub added: usize,
    /// Labels that the examples had already.
    pub known: usize,
    /// Cross-validated, of criteria that have enough examples before or after.
    pub criteria: Vec<LearnedCriterion>,
    /// Criteria with new hits that are still too few, and how many more are needed.
    pub too_few: Vec<(String, usize)>,
}

/// One criterion on example sentences that its model did not see.
#[derive(Debug, Serialize)]
pub(super) struct LearnedCriterion {
    pub criterion: String,
    /// Whether it got new labels.
    pub labelled: bool,
    pub before: Option<Told>,
    pub after: Option<Told>,
}

/// Cross-validated figures.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Told {
    pub positives: usize,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// Asks for every sentence whether it states the idea: y, n, s to skip, q to end.
pub(super) fn ask(
    scorer: &Scorer,
    questions: &[Question],
    mut input: impl BufRead,
    out: &mut impl Write,
) -> anyhow::Result<Vec<Example>> {
    let mut labels = Vec::new();
    writeln!(out, "\nDoes the sentence state the idea? y yes, n no, s skip, q end")?;
    'sentences: for (at, question) in questions.iter().enumerate() {
        let criterion = scorer.rubric().criteria.iter().find(|one| one.id == question.criterion);
        let title = criterion.map_or(question.criterion.as_str(), |one| one.title.as_str());
        write!(out, "\n{} of {}: {}\n", at + 1, questions.len(), visible(title))?;
        write!(out, "{}", words::quoted(&question.text, "    "))?;
        loop {
            write!(out, "  [y/n/s/q] ")?;
            out.flush()?;
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                writeln!(out)?;
                break 'sentences;
            }
            let example = Example { text: question.text.clone(), ..Example::default() };
            let id = vec![question.criterion.clone()];
            match line.trim().to_lowercase().as_str() {
                "y" | "yes" => labels.push(Example { hit: id, ..example }),
                "n" | "no" => labels.push(Example { miss: id, ..example }),
                "s" | "skip" | "" => {}
                "q" | "quit" => break 'sentences,
                _ => continue,
            }
            break;
        }
    }
    Ok(labels)
}

/// Adds the labelled sentences of a file.
pub(super) fn from_file(path: &Path, read: &Read, labels: &Path) -> anyhow::Result<Change> {
    let name = labels.display().to_string();
    let bytes = std::fs::read(labels).with_context(|| format!("cannot read {name}"))?;
    let text = std::str::from_utf8(&bytes).with_context(|| format!("{name} is not UTF-8"))?;
    let criteria = &read.scorer.rubric().criteria;
    let ids: Vec<&str> = criteria.iter().map(|criterion| criterion.id.as_str()).collect();
    let examples = parse_examples(text, &ids).with_context(|| name.clone())?;
    if examples.is_empty() {
        bail!("{name} holds no labelled sentences; write {{\"text\": \"…\", \"hit\": [\"id\"]}}, one a line");
    }
    for (at, one) in examples.iter().enumerate() {
        if one.text.trim().is_empty() {
            bail!("{name}: sentence {} has no text", at + 1);
        }
        if one.answer.is_none() && one.hit.is_empty() && one.near.is_empty() && one.miss.is_empty() {
            bail!("{name}: sentence {} names no criterion; give `hit`, `near` or `miss`", at + 1);
        }
    }
    learn(path, read, examples)
}

/// Adds examples to the file of them, which is begun where there is none, and learns anew.
pub(super) fn learn(path: &Path, read: &Read, labels: Vec<Example>) -> anyhow::Result<Change> {
    let loaded = library::load(path)?;
    let before = train(&build::training(&loaded)).map(|(_, figures)| figures).unwrap_or_default();
    let n = labels.len();
    let new = unknown(&loaded.examples, labels)?;
    let file = examples_file(path, &loaded);
    if !new.is_empty() {
        append(path, &file, &new, loaded.rubric.examples_file.is_none())?;
    }
    let loaded = library::load(path)?;
    let after = match train(&build::training(&loaded)) {
        Some((model, figures)) => {
            build::save(path, &model)?;
            figures
        }
        None => Vec::new(),
    };
    let learned = Learned {
        file: file.display().to_string(),
        added: new.len(),
        known: n - new.len(),
        criteria: criteria(&loaded, &new, &before, &after),
        too_few: too_few(&loaded, &new),
    };
    changed(path, read, Vec::new(), Some(learned))
}

/// Those that are not among the examples; one that says the contrary is an error.
fn unknown(examples: &[Example], labels: Vec<Example>) -> anyhow::Result<Vec<Example>> {
    let mut new: Vec<Example> = Vec::new();
    for label in labels {
        let same = || examples.iter().chain(&new).filter(|one| one.text.trim() == label.text.trim());
        for one in same() {
            let against = label
                .hit
                .iter()
                .find(|id| one.miss.contains(id))
                .or_else(|| label.miss.iter().find(|id| one.hit.contains(id)));
            if let Some(id) = against {
                bail!(
                    "the sentence “{}” is already an example that says the contrary of `{id}`; change it there",
                    words::short(&label.text, 60)
                );
            }
        }
        let says = |known: &Example| {
            let within = |a: &[String], b: &[String]| a.iter().all(|id| b.contains(id));
            label.answer.is_none()
                && within(&label.hit, &known.hit)
                && within(&label.near, &known.near)
                && within(&label.miss, &known.miss)
        };
        if !same().any(says) {
            new.push(label);
        }
    }
    Ok(new)
}

/// The file that the rubric names, or would name.
fn examples_file(path: &Path, loaded: &library::Loaded) -> PathBuf {
    match &loaded.rubric.examples_file {
        Some(name) => path.with_file_name(&name.value),
        None => path.with_extension("examples.jsonl"),
    }
}

fn append(path: &Path, file: &Path, new: &[Example], name_it: bool) -> anyhow::Result<()> {
    if name_it && file.exists() {
        bail!(
            "{} is there, but {} does not name it; add `examples: {}` to the rubric, or move the file away",
            file.display(),
            path.display(),
            file.file_name().unwrap_or_default().to_string_lossy()
        );
    }
    let mut text = if file.exists() {
        std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?
    } else {
        Vec::new()
    };
    if text.last().is_some_and(|last| *last != b'\n') {
        text.push(b'\n');
    }
    for example in new {
        text.extend(serde_json::to_string(example)?.into_bytes());
        text.push(b'\n');
    }
    if !name_it {
        return replace(file, &text);
    }
    let source = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let source = String::from_utf8(source).with_context(|| format!("{} is not UTF-8", path.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let edited = edit::add_examples_file(&source, &name)
        .with_context(|| format!("{} is left as it is", path.display()))?;
    replace(file, &text)?;
    write_checked(path, &edited).inspect_err(|_| {
        // A file that no rubric names would be in the way next time.
        let _ = std::fs::remove_file(file);
    })
}

fn criteria(
    loaded: &library::Loaded,
    new: &[Example],
    before: &[CrossValidation],
    after: &[CrossValidation],
) -> Vec<LearnedCriterion> {
    let told = |figures: &[CrossValidation], id: &str| {
        figures.iter().find(|one| one.id == id).map(|one| {
            let (precision, recall) = (f64::from(one.precision), f64::from(one.recall));
            let sum = precision + recall;
            let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
            let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
            Told {
                positives: one.positives,
                precision: rounded(precision),
                recall: rounded(recall),
                f1: rounded(f1),
            }
        })
    };
    let named = |id: &String| {
        new.iter().any(|one| one.hit.contains(id) || one.near.contains(id) || one.miss.contains(id))
    };
    let one = |id: &String| LearnedCriterion {
        criterion: id.clone(),
        labelled: named(id),
        before: told(before, id),
        after: told(after, id),
    };
    let all = loaded.rubric.criteria.iter().map(|criterion| one(&criterion.id));
    all.filter(|one| one.before.is_some() || one.after.is_some()).collect()
}

fn too_few(loaded: &library::Loaded, new: &[Example]) -> Vec<(String, usize)> {
    let hits = |all: &[Example], id: &String| all.iter().filter(|one| one.hit.contains(id)).count();
    let ids = loaded.rubric.criteria.iter().map(|criterion| &criterion.id);
    let short = ids.filter(|id| hits(new, id) > 0 && hits(&loaded.examples, id) < FEWEST_HITS);
    short.map(|id| (id.clone(), FEWEST_HITS - hits(&loaded.examples, id))).collect()
}

#[cfg(test)]
mod tests {
    use super::ask;
    use crate::rubric::Rubric;
    use crate::score::Scorer;
    use crate::tune::{Question, Reason};

    fn check(typed: &str, hits: &[&str], misses: &[&str]) {
        let text = "id: r\ntitle: R\nquestion: Q?\nconcepts:\n  a: {title: The idea, any: [b]}\n";
        let (rubric, _) = Rubric::parse(text.as_bytes(), "r.yaml", &|_| None).unwrap();
        let question = |text: &str| Question {
            criterion: "a".to_owned(),
            text: text.to_owned(),
            answer_id: "1".to_owned(),
            place: "row 1".to_owned(),
            reason: Reason::Missed,
            margin: None,
        };
        let questions = ["one", "two \u{1b}[2J", "three"].map(question);
        let mut out = Vec::new();
        let labels = ask(&Scorer::new(rubric, None), &questions, typed.as_bytes(), &mut out).unwrap();
        let of = |hit: bool| -> Vec<&str> {
            labels.iter().filter(|one| one.hit.is_empty() != hit).map(|one| one.text.as_str()).collect()
        };
        assert_eq!((of(true), of(false)), (hits.to_vec(), misses.to_vec()));
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("1 of 3: The idea") && !out.contains('\u{1b}'), "{out}");
    }

    #[test]
    fn sentences_are_asked_until_the_end_or_q() {
        check("y\nn\ns\n", &["one"], &["two \u{1b}[2J"]);
        check("what?\nYes\nq\n", &["one"], &[]);
        check("\n\ny", &["three"], &[]);
        check("", &[], &[]);
    }
}
