//! `gradus explain`: everything that was found for one criterion, and what each piece was taken for.

use std::io::Write;

use anyhow::{Context, bail};

use super::answers;
use super::args::Explain;
use super::library::Library;
use crate::report::{Report, visible};
use crate::score::Worker;

pub(super) fn run(args: &Explain) -> anyhow::Result<u8> {
    let answer = answers::read_one(&args.answer)?;
    let name = args.rubric.clone().or(answer.rubric.clone()).context("which rubric? give --rubric ID")?;
    let scorer = Library::open(args.library.rubrics.as_deref()).scorer(&name)?;
    let assessment = scorer.score(&mut Worker::default(), &answer.text);
    let report = Report::new(&answer.id, &scorer, &assessment, &answer.text);
    let Some(criterion) = report.criteria.iter().find(|criterion| criterion.id == args.criterion) else {
        let ids: Vec<&str> = report.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
        bail!("no criterion `{}` in `{name}`; it has {}", args.criterion, ids.join(", "));
    };
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} ({}): {}, {} of {} points",
        visible(&criterion.title),
        criterion.kind,
        criterion.verdict,
        criterion.points,
        criterion.max
    )?;
    for quote in &criterion.evidence {
        writeln!(
            out,
            "  {}:{} {} by {} ({}): “{}”",
            quote.start.line,
            quote.start.column,
            quote.state,
            quote.method,
            visible(&quote.indicator),
            visible(&quote.text)
        )?;
    }
    if criterion.evidence.is_empty() {
        writeln!(out, "  no sentence matches a pattern or reads like the examples")?;
    }
    let at = scorer.rubric().criteria.iter().position(|rule| rule.id == args.criterion);
    if let Some(nearest) = at.and_then(|at| scorer.nearest_sentence(&answer.text, at)) {
        let words: Vec<&str> = nearest.words.iter().map(|word| word.slice(&answer.text)).collect();
        writeln!(
            out,
            "  nearest: “{}” is {:.2} {} the threshold of the examples; most for it: {}",
            visible(nearest.span.slice(&answer.text)),
            nearest.margin.abs(),
            if nearest.margin >= 0.0 { "above" } else { "below" },
            visible(&words.join(", "))
        )?;
    }
    if let Some(rule) = scorer.rubric().criteria.iter().find(|rule| rule.id == args.criterion) {
        for indicator in &rule.indicators {
            writeln!(out, "  looked for: {}", visible(&indicator.text))?;
        }
    }
    out.flush()?;
    Ok(0)
}
