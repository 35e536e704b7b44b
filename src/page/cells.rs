//! The verdicts of one answer as a row of signs, one a criterion, that differ in shape as well as in colour.

use std::fmt::Write;

use maud::{Markup, html};

use super::words::kind_class;
use crate::rubric::{CriterionKind, Rubric};
use crate::score::Verdict;

/// Width of a cell.
const CELL: usize = 14;
/// Between kinds of criteria.
const GAP: usize = 6;

/// Strokes of the signs: whole and half squares of concepts and failure modes, triangles, empty squares, dots.
const CLASSES: [&str; 7] = ["c", "ch", "f", "fh", "x", "d", "o"];

/// Left edges of the cells, and the width of all.
fn edges(rubric: &Rubric) -> (Vec<usize>, usize) {
    let (mut x, mut before, mut edges) = (0, None, Vec::new());
    for criterion in &rubric.criteria {
        if before.is_some_and(|kind| kind != criterion.kind) {
            x += GAP;
        }
        before = Some(criterion.kind);
        edges.push(x);
        x += CELL;
    }
    (edges, x)
}

/// The row of one answer.
pub(super) fn row(rubric: &Rubric, verdicts: &[Verdict]) -> Markup {
    let (edges, width) = edges(rubric);
    let mut paths = [const { String::new() }; CLASSES.len()];
    for ((criterion, x), verdict) in rubric.criteria.iter().zip(&edges).zip(verdicts) {
        let (class, shape) = shape(criterion.kind, *verdict, *x);
        if let Some(at) = CLASSES.iter().position(|name| *name == class)
            && let Some(path) = paths.get_mut(at)
        {
            path.push_str(&shape);
        }
    }
    html! {
        svg.cells viewBox={ "0 0 " (width) " 14" } width=(width) height="14" role="img" aria-label=(spoken(verdicts)) {
            @for (class, path) in CLASSES.iter().zip(&paths).filter(|(_, path)| !path.is_empty()) {
                path class=(class) d=(path) {}
            }
        }
    }
}

fn shape(kind: CriterionKind, verdict: Verdict, x: usize) -> (&'static str, String) {
    match (kind, verdict) {
        (CriterionKind::Misconception, Verdict::Met) => ("x", format!("M{} 1l6 12h-12z", x + 7)),
        (_, Verdict::Met) => (kind_class(kind), format!("M{} 7h12", x + 1)),
        (CriterionKind::FailureMode, Verdict::Weak) => ("fh", format!("M{} 7h12", x + 1)),
        (_, Verdict::Weak) => ("ch", format!("M{} 7h12", x + 1)),
        (_, Verdict::Denied) => ("d", format!("M{} 2h10v10h-10zl10 10", x + 2)),
        (_, Verdict::Missing) => ("o", format!("M{} 7h2", x + 6)),
    }
}

fn spoken(verdicts: &[Verdict]) -> String {
    let n = |verdict| verdicts.iter().filter(|one| **one == verdict).count();
    let mut spoken = String::new();
    for (verdict, word) in [(Verdict::Met, "met"), (Verdict::Weak, "weak"), (Verdict::Denied, "denied")] {
        if n(verdict) > 0 {
            let _ = write!(spoken, "{} {word}, ", n(verdict));
        }
    }
    let _ = write!(spoken, "{} missing", n(Verdict::Missing));
    spoken
}

/// The numbers of the criteria above their cells.
pub(super) fn header(rubric: &Rubric) -> Markup {
    let (edges, width) = edges(rubric);
    html! {
        svg.cells viewBox={ "0 0 " (width) " 14" } width=(width) height="14" aria-hidden="true" {
            @for (number, x) in edges.iter().enumerate() {
                text x=(x + CELL / 2) y="11" text-anchor="middle" { (number + 1) }
            }
        }
    }
}
