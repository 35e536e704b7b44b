//! An answer's text with its evidence marked, where evidence of several criteria overlaps, too.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};

use super::text::{Place, Text};
use super::words::kind_class;
use crate::report::Report;
use crate::rubric::{CriterionKind, Rubric};
use crate::text::front_matter_end;

/// Bytes of an answer that are shown.
const LONGEST: usize = 200_000;
/// Marked pieces of an answer.
const MOST_PIECES: usize = 240;

/// A piece of evidence in the text.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: usize,
    end: usize,
    /// Number of the criterion, from 1.
    number: usize,
    kind: CriterionKind,
    counts: bool,
    learned: bool,
    /// Whether its criterion's number stands behind it: no larger piece of the criterion holds it.
    named: bool,
}

/// A stretch of text that is marked in one way, and the criteria whose evidence ends with it.
#[derive(Debug, Default)]
struct Stretch {
    start: usize,
    end: usize,
    /// Empty where there is no evidence.
    class: String,
    numbers: String,
    ends: Vec<Piece>,
}

/// The text of an answer that stands at `place`.
pub(super) fn marked(rubric: &Rubric, report: &Report, answer: &str, place: Place<'_>) -> Markup {
    let shown = shown(answer);
    let pieces = pieces(rubric, report, shown);
    html! {
        @for stretch in stretches(&pieces, shown) {
            @let words = shown.get(stretch.start..stretch.end).unwrap_or("");
            @if stretch.class.is_empty() { (Text(words)) } @else {
                mark class=(stretch.class) data-c=(stretch.numbers) { (Text(words)) }
            }
            @for piece in &stretch.ends {
                // The number of a criterion behind its evidence leads to the criterion.
                a class={ "r " (class_of(piece)) } href={ "#" (place.of(piece.number)) } { (piece.number) }
            }
        }
        @if shown.len() < answer.len() {
            p.cut { "… and " (answer.len() - shown.len()) " bytes more, not shown." }
        }
    }
}

fn shown(answer: &str) -> &str {
    let end = (0..=LONGEST.min(answer.len())).rev().find(|at| answer.is_char_boundary(*at));
    answer.get(..end.unwrap_or(0)).unwrap_or(answer)
}

/// In the order of the text, longer before shorter.
fn pieces(rubric: &Rubric, report: &Report, shown: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, (criterion, scored)) in rubric.criteria.iter().zip(&report.criteria).enumerate() {
        for quote in &scored.evidence {
            let (start, end) = (quote.start.byte as usize, quote.end.byte as usize);
            if start < end && shown.get(start..end).is_some() && pieces.len() < MOST_PIECES {
                let counts = matches!(quote.state, "asserted" | "hedged" | "listed");
                let learned = quote.method == "learned";
                let (number, kind) = (at + 1, criterion.kind);
                pieces.push(Piece { start, end, number, kind, counts, learned, named: false });
            }
        }
    }
    pieces.sort_by_key(|piece| (piece.start, Reverse(piece.end), piece.number));
    let mut reached: BTreeMap<usize, usize> = BTreeMap::new();
    for piece in &mut pieces {
        let before = reached.entry(piece.number).or_default();
        piece.named = piece.end > *before;
        *before = piece.end.max(*before);
    }
    pieces
}

/// The text from border to border of evidence; neighbours that look alike are one.
fn stretches(pieces: &[Piece], shown: &str) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut active: Vec<Piece> = Vec::new();
    let mut next = pieces.iter().peekable();
    let borders = borders(pieces, shown);
    for (start, end) in borders.iter().copied().zip(borders.iter().copied().skip(1)) {
        active.retain(|piece| piece.end > start);
        while let Some(piece) = next.next_if(|piece| piece.start <= start) {
            active.push(*piece);
        }
        let (class, numbers) = (class(&active), numbers(&active));
        let ends = active.iter().filter(|piece| piece.end == end && piece.named).copied().collect();
        match stretches.last_mut() {
            Some(last) if last.ends.is_empty() && last.class == class && last.numbers == numbers => {
                last.end = end;
                last.ends = ends;
            }
            _ => stretches.push(Stretch { start, end, class, numbers, ends }),
        }
    }
    stretches
}

fn borders(pieces: &[Piece], shown: &str) -> Vec<usize> {
    let ends = pieces.iter().flat_map(|piece| [piece.start, piece.end]);
    let mut borders: Vec<usize> = ends.chain([front_matter_end(shown), shown.len()]).collect();
    borders.sort_unstable();
    borders.dedup();
    borders
}

/// The strongest of what lies on a stretch: a misconception before a concept, what counts before what does not,
/// words before the likeness of a sentence.
fn class(active: &[Piece]) -> String {
    let weight = |piece: &Piece| match (piece.counts, piece.kind) {
        (true, CriterionKind::Misconception) => 3,
        (true, _) => 2 - u8::from(piece.learned),
        (false, _) => 0,
    };
    let strongest = active.iter().max_by_key(|piece| (weight(piece), Reverse(piece.number)));
    let soft = if active.iter().all(|piece| piece.learned) { " l" } else { "" };
    strongest.map_or(String::new(), |piece| format!("{}{soft}", class_of(piece)))
}

fn class_of(piece: &Piece) -> &'static str {
    if piece.counts { kind_class(piece.kind) } else { "d" }
}

fn numbers(active: &[Piece]) -> String {
    let mut numbers: Vec<usize> = active.iter().map(|piece| piece.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
