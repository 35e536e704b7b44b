//! `gradus explain`: everything that was found for one criterion, what each piece was taken for, and
//! what came nearest where nothing counts.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::answers::{self, Answer};
use super::args::Explain;
use super::library::{self, Library};
use crate::learn::nearest_example;
use crate::report::{CriterionReport, Report, visible};
use crate::score::{NearMiss, Scorer, Worker};

pub(super) fn run(args: &Explain) -> anyhow::Result<u8> {
    let answer = answers::read_one(&args.answer)?;
    let name = args.rubric.clone().or(answer.rubric.clone()).context("which rubric? give --rubric ID")?;
    let library = Library::open(args.library.rubrics.as_deref());
    let scorer = library.scorer(&name)?;
    let Some(at) = scorer.rubric().criteria.iter().position(|rule| rule.id == args.criterion) else {
        let ids: Vec<&str> = scorer.rubric().criteria.iter().map(|rule| rule.id.as_str()).collect();
        bail!("no criterion `{}` in `{name}`; it has {}", args.criterion, ids.join(", "));
    };
    let assessment = scorer.score(&mut Worker::default(), &answer.text);
    let report = Report::new(&answer.id, &scorer, &assessment, &answer.text);
    let mut out = std::io::stdout().lock();
    if let Some(criterion) = report.criteria.get(at) {
        verdict(&mut out, criterion)?;
    }
    learned(&mut out, &scorer, &answer, at, library.path(&name).as_deref())?;
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
