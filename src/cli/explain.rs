//! `gradus explain`: everything that was found for one criterion, what each piece was taken for, and
//! what came nearest where nothing counts; or what a code means.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::answers::{self, Answer};
use super::args::Explain;
use super::library::{self, Library};
use crate::diagnostic::{Code, near};
use crate::gate::Finding;
use crate::learn::nearest_example;
use crate::report::{CriterionReport, Report, visible};
use crate::rubric::CriterionKind;
use crate::score::{NearMiss, Scorer, Worker};

pub(super) fn run(args: &Explain) -> anyhow::Result<u8> {
    let Some(id) = &args.criterion else { return explain_code(&args.answer.to_string_lossy(), args) };
    let answer = answers::read_one(&args.answer)?;
    let name = args.rubric.clone().or(answer.rubric.clone()).context("which rubric? give --rubric ID")?;
    let library = Library::open(args.library.rubrics.as_deref());
    let scorer = library.scorer(&name)?;
    let Some(at) = scorer.rubric().criteria.iter().position(|rule| rule.id == *id) else {
        let ids: Vec<&str> = scorer.rubric().criteria.iter().map(|rule| rule.id.as_str()).collect();
        bail!("no criterion `{id}` in `{name}`; it has {}", ids.join(", "));
    };
    let assessment = scorer.score(&mut Worker::default(), &answer.text);
    let report = Report::new(&answer.id, &scorer, &assessment, &answer.text);
    let mut out = std::io::stdout().lock();
    if let Some(criterion) = report.criteria.get(at) {
        verdict(&mut out, criterion)?;
    }
    learned(&mut out, &scorer, &answer, at, library.file(&name, true).as_deref())?;
    patterns(&mut out, &scorer, &answer, at)?;
    out.flush()?;
    Ok(0)
}

fn verdict(out: &mut impl Write, criterion: &CriterionReport) -> std::io::Result<()> {
    let CriterionReport { title, kind, verdict, points, max, .. } = criterion;
    writeln!(out, "{} ({kind}): {verdict}, {points} of {max} points", visible(title))?;
    for quote in &criterion.evidence {
        let (line, column) = (quote.start.line, quote.start.column);
        let (indicator, text) = (visible(&quote.indicator), visible(&quote.text));
        writeln!(out, "  {line}:{column} {} by {} ({indicator}): “{text}”", quote.state, quote.method)?;
    }
    if criterion.evidence.is_empty() {
        writeln!(out, "  no sentence matches a pattern or reads like the examples")?;
    }
    Ok(())
}

/// The sentence that reads most like the examples, and the example that is most like it.
fn learned(
    out: &mut impl Write,
    scorer: &Scorer,
    answer: &Answer,
    criterion: usize,
    rubric: Option<&Path>,
) -> anyhow::Result<()> {
    let Some(nearest) = scorer.nearest_sentence(&answer.text, criterion) else { return Ok(()) };
    let sentence = nearest.span.slice(&answer.text);
    let words: Vec<&str> = nearest.words.iter().map(|word| word.slice(&answer.text)).collect();
    let relation = if nearest.margin >= 0.0 { "above" } else { "below" };
    writeln!(out, "  examples: “{}”", visible(sentence))?;
    writeln!(
        out,
        "    is {:.2} {relation} their threshold; most for it: {}",
        nearest.margin.abs(),
        visible(&words.join(", "))
    )?;
    let (Some(path), Some(rule)) = (rubric, scorer.rubric().criteria.get(criterion)) else { return Ok(()) };
    let examples = library::load(path)?.examples;
    if let Some(example) = nearest_example(&examples, &rule.id, sentence) {
        writeln!(out, "    nearest example: “{}”", visible(&example.text))?;
    }
    Ok(())
}

/// Every pattern that was looked for, each with its nearest miss.
fn patterns(out: &mut impl Write, scorer: &Scorer, answer: &Answer, criterion: usize) -> std::io::Result<()> {
    let misses = scorer.near_misses(&answer.text, criterion);
    let indicators = scorer.rubric().criteria.get(criterion).map_or(&[][..], |rule| &rule.indicators);
    for (at, indicator) in indicators.iter().enumerate() {
        writeln!(out, "  pattern: {}", visible(&indicator.text))?;
        match misses.iter().find(|miss| miss.indicator == at) {
            Some(miss) => near_miss(out, miss, &answer.text)?,
            None => writeln!(out, "    none of its words stand in the answer")?,
        }
    }
    Ok(())
}

fn near_miss(out: &mut impl Write, miss: &NearMiss, answer: &str) -> std::io::Result<()> {
    let list = |parts: &[String]| parts.iter().map(|part| visible(part)).collect::<Vec<_>>().join(", ");
    writeln!(out, "    nearest: “{}”", visible(miss.span.slice(answer)))?;
    if miss.absent.is_empty() {
        return writeln!(out, "    has all of it: {}", list(&miss.found));
    }
    writeln!(out, "    has {}; lacks {}", list(&miss.found), list(&miss.absent))?;
    if let Some((span, part)) = &miss.alike {
        writeln!(out, "    “{}” is nearly {}", visible(span.slice(answer)), visible(part))?;
    }
    Ok(())
}

/// What a code means, a rubric that triggers it, and its fix.
fn explain_code(name: &str, args: &Explain) -> anyhow::Result<u8> {
    let Some(code) = Code::from_name(name) else {
        if explain_finding(name, &Library::open(args.library.rubrics.as_deref()))? {
            return Ok(0);
        }
        let known = || Code::ALL.iter().map(|code| code.as_str());
        match near(name, known()) {
            Some(near) => bail!("no code `{name}`, did you mean `{near}`?"),
            None if name.contains('/') && !Path::new(name).exists() => {
                bail!("no code `{name}`; codes are {}", known().collect::<Vec<_>>().join(", "))
            }
            None => bail!("which criterion of `{name}`? give its id: `gradus explain {name} CRITERION`"),
        }
    };
    let entry = code.manual();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{code}\n")?;
    for line in wrapped(code.explanation(), 76) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\nExample:\n")?;
    for line in entry.example.lines() {
        writeln!(out, "    {line}")?;
    }
    writeln!(out, "\nFix:\n")?;
    for line in wrapped(entry.fix, 72) {
        writeln!(out, "    {line}")?;
    }
    Ok(0)
}

/// What the name of a finding means, `RUBRIC/CRITERION` or `RUBRIC/pass-mark`; whether it is one.
fn explain_finding(name: &str, library: &Library) -> anyhow::Result<bool> {
    let Some((id, entry)) = name.rsplit_once('/').filter(|(id, _)| library.knows(id)) else {
        return Ok(false);
    };
    let rubric = library.rubric_by_id(id)?;
    let mut paragraphs = Vec::new();
    if entry == Finding::PASS_MARK {
        paragraphs.push(format!(
            "The answer earns less than it must by the rubric `{id}`: {} %, unless --fail-under or the configuration asks for another mark.",
            rubric.pass
        ));
    } else {
        let Some(rule) = rubric.criteria.iter().find(|rule| rule.id == entry) else {
            let ids = rubric.criteria.iter().map(|rule| rule.id.as_str());
            match near(entry, ids.clone()) {
                Some(near) => bail!("no criterion `{entry}` in `{id}`, did you mean `{near}`?"),
                None => {
                    bail!("no criterion `{entry}` in `{id}`; it has {}", ids.collect::<Vec<_>>().join(", "))
                }
            }
        };
        paragraphs.push(match rule.kind {
            CriterionKind::Concept => format!("An idea that a good answer states: {}.", rule.title),
            CriterionKind::FailureMode => format!("A way to fail that a good answer names: {}.", rule.title),
            CriterionKind::Misconception => format!("A wrong claim that costs points: {}.", rule.title),
        });
        paragraphs.extend(rule.missing.iter().cloned());
        paragraphs.extend(rule.follow_up.iter().map(|next| format!("Next: {next}")));
        paragraphs
            .push(format!("What is found for it in an answer: `gradus explain ANSWER {entry} -r {id}`."));
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{name}")?;
    for paragraph in &paragraphs {
        writeln!(out, "\n{}", wrapped(&visible(paragraph), 76).join("\n"))?;
    }
    Ok(true)
}

/// Lines of at most `width` characters where the words allow it.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for word in text.split_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + 1 + word.chars().count() <= width) {
            Some(line) => line.extend([" ", word]),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
