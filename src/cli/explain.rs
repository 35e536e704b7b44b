//! `gradus explain`: everything that was found for one criterion, and what each piece was taken for; or what a code means.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::answers;
use super::args::Explain;
use super::library::Library;
use crate::diagnostic::Code;
use crate::report::{Report, visible};
use crate::score::Worker;

pub(super) fn run(args: &Explain) -> anyhow::Result<u8> {
    let Some(id) = &args.criterion else { return explain_code(&args.answer.to_string_lossy()) };
    let answer = answers::read(&args.answer)?.into_iter().next().context("no answer to explain")?;
    let name = args.rubric.clone().or(answer.rubric.clone()).context("which rubric? give --rubric ID")?;
    let scorer = Library::open(args.library.rubrics.as_deref()).scorer(&name)?;
    let assessment = scorer.score(&mut Worker::default(), &answer.text);
    let report = Report::new(&answer.id, &scorer, &assessment, &answer.text);
    let Some(criterion) = report.criteria.iter().find(|criterion| criterion.id == *id) else {
        let ids: Vec<&str> = report.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
        bail!("no criterion `{}` in `{name}`; it has {}", id, ids.join(", "));
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
    for line in scorer.nearest(&answer.text, id) {
        writeln!(out, "  nearest: {}", visible(&line))?;
    }
    if let Some(rule) = scorer.rubric().criteria.iter().find(|rule| rule.id == *id) {
        for indicator in &rule.indicators {
            writeln!(out, "  looked for: {}", visible(&indicator.text))?;
        }
    }
    out.flush()?;
    Ok(0)
}

/// What a code means, a rubric that triggers it, and its fix.
fn explain_code(name: &str) -> anyhow::Result<u8> {
    let Some(code) = Code::from_name(name) else {
        let known = || Code::ALL.iter().map(|code| code.as_str());
        let near = known().min_by_key(|known| strsim::osa_distance(known, name));
        let near = near.filter(|near| strsim::osa_distance(near, name) * 3 <= name.len());
        match near {
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
