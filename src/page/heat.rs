//! Criteria against candidates: a row of thin columns a criterion, the best answer on the left.
//!
//! A verdict is the height of a column and not only its colour. Columns alike stand together as one, so that a picture
//! of thousands of answers stays small.

use std::fmt::Write;

use maud::{Markup, html};

use super::tally::Kept;
use super::words::kind_class;
use crate::rubric::Criterion;
use crate::score::Verdict;

/// Answers that stand apart from each other.
const MOST_APART: usize = 120;

/// The scores of all answers as a falling line.
pub(super) fn scores(ranked: &[&Kept], pass: u8) -> Markup {
    let mut path = String::from("M0 1000");
    for (x, kept) in ranked.iter().enumerate() {
        let before = x.checked_sub(1).and_then(|at| ranked.get(at)).map(|kept| kept.permille);
        if before != Some(kept.permille) {
            let _ = write!(path, "H{x}V{}", 1000 - kept.permille.min(1000));
        }
    }
    let _ = write!(path, "H{}V1000z", ranked.len());
    let line = 1000 - 10 * usize::from(pass);
    html! {
        svg.strip.tall viewBox={ "0 0 " (ranked.len().max(1)) " 1000" } preserveAspectRatio="none" aria-hidden="true" {
            path.s d=(path) {}
            path.pass d={ "M0 " (line) "H" (ranked.len()) } {}
        }
    }
}

/// One criterion in all answers.
pub(super) fn row(ranked: &[&Kept], at: usize, criterion: &Criterion) -> Markup {
    let class = kind_class(criterion.kind);
    let verdict = |kept: &Kept| kept.verdicts.get(at).copied().unwrap_or(Verdict::Missing);
    let path = |wanted: Verdict, top: u8, height: u8| -> String {
        runs(ranked, |kept| verdict(kept) == wanted)
            .into_iter()
            .map(|run| rectangle(run, top, height, ranked.len()))
            .collect()
    };
    let shapes = [
        (class, path(Verdict::Met, 0, 12)),
        (class, path(Verdict::Weak, 6, 6)),
        ("d", path(Verdict::Denied, 0, 3)),
        ("o", path(Verdict::Missing, 11, 1)),
    ];
    html! {
        svg.strip viewBox={ "0 0 " (ranked.len().max(1)) " 12" } preserveAspectRatio="none" aria-hidden="true" {
            @for (class, path) in shapes.iter().filter(|(_, path)| !path.is_empty()) { path class=(class) d=(path) {} }
        }
    }
}

/// Stretches of neighbours; of few answers each is one of its own.
fn runs(ranked: &[&Kept], holds: impl Fn(&Kept) -> bool) -> Vec<(usize, usize)> {
    let apart = ranked.len() <= MOST_APART;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (x, _) in ranked.iter().enumerate().filter(|(_, kept)| holds(kept)) {
        match runs.last_mut() {
            Some((_, end)) if *end == x && !apart => *end += 1,
            _ => runs.push((x, x + 1)),
        }
    }
    runs
}

fn rectangle((from, to): (usize, usize), top: u8, height: u8, n: usize) -> String {
    // Few columns have a gap of a tenth between them.
    let (start, width) = if n <= MOST_APART {
        (format!("{from}.05"), ".9".to_owned())
    } else {
        (from.to_string(), (to - from).to_string())
    };
    format!("M{start} {top}h{width}v{height}h-{width}z")
}
