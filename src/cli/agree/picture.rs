//! A picture of agreement: a confusion matrix beside score against score. One SVG file without scripts,
//! fonts or links; all text is escaped.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::figures::{Group, same_scale};
use crate::cli::grid::score;
use crate::report::escape_markup;

/// Most rows of the matrix; finer scales are put into bins.
const MOST_LEVELS: usize = 11;
/// Side of a panel.
const SIDE: f64 = 360.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 70.0;
const GAP: f64 = 110.0;

/// Machine and raters' mean of one answer, both as shares of the scale.
type Point = (f64, f64);

/// What both panels show.
struct Plot {
    title: String,
    points: Vec<Point>,
    /// Names of the matrix's levels, lowest first.
    levels: Vec<String>,
    ends: (f64, f64),
}

/// Draws all answers of all questions.
pub(super) fn draw(groups: &[Group<'_>]) -> String {
    let plot = plot(groups);
    let (width, height) = (LEFT + 2.0 * SIDE + GAP + 30.0, TOP + SIDE + 70.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>{0}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"{LEFT}\" y=\"28\" font-size=\"16\">{0}</text>\n",
        escape_markup(&plot.title)
    );
    matrix(&plot, &mut svg);
    scatter(&plot, &mut svg);
    svg.push_str("</svg>\n");
    svg
}

fn plot(groups: &[Group<'_>]) -> Plot {
    let mut points = Vec::new();
    for group in groups {
        let levels = group.levels;
        let share = |score: f64| (score - levels.low()) / (levels.high() - levels.low());
        points.extend(group.answers.iter().map(|one| (share(one.score(levels)), share(one.mean))));
    }
    let first = groups.first().filter(|_| same_scale(groups)).map(|group| group.levels);
    let ends = first.map_or((0.0, 100.0), |levels| (levels.low(), levels.high()));
    let count = first.map_or(MOST_LEVELS, crate::agreement::Levels::count).clamp(2, MOST_LEVELS);
    let names: Vec<String> = (0..count)
        .map(|at| {
            score(((ends.0 + (ends.1 - ends.0) * float(at) / float(count - 1)) * 100.0).round() / 100.0)
        })
        .collect();
    let title = match groups {
        [one] => format!("{}: {} answers", one.name, points.len()),
        _ => format!("{} questions: {} answers", groups.len(), points.len()),
    };
    Plot { title, points, levels: names, ends }
}

/// Raters in rows, the highest on top; the machine in columns; darker is more of the row.
fn matrix(plot: &Plot, svg: &mut String) {
    let n = plot.levels.len();
    let mut cells: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut rows = vec![0_usize; n];
    for (machine, rater) in &plot.points {
        let (column, row) = (bin(*machine, n), bin(*rater, n));
        *cells.entry((row, column)).or_default() += 1;
        if let Some(sum) = rows.get_mut(row) {
            *sum += 1;
        }
    }
    let side = SIDE / float(n);
    for row in 0..n {
        for column in 0..n {
            let count = cells.get(&(row, column)).copied().unwrap_or(0);
            let share = float(count) / float(rows.get(row).copied().unwrap_or(0).max(1));
            let (x, y) = (LEFT + float(column) * side, TOP + float(n - 1 - row) * side);
            let edge = if row == column { "#333" } else { "#ddd" };
            let _ = writeln!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" fill=\"#1f5fa8\" fill-opacity=\"{share:.2}\" stroke=\"{edge}\"/>"
            );
            if count > 0 {
                let ink = if share > 0.5 { "#fff" } else { "#000" };
                let (x, y) = (x + side / 2.0, y + side / 2.0 + 4.0);
                let _ = writeln!(
                    svg,
                    "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" fill=\"{ink}\">{count}</text>"
                );
            }
        }
    }
    for (at, name) in plot.levels.iter().enumerate() {
        let middle = (float(at) + 0.5) * side;
        label(svg, LEFT + middle, TOP + SIDE + 18.0, "middle", name);
        label(svg, LEFT - 8.0, TOP + SIDE - middle + 4.0, "end", name);
    }
    axes(svg, LEFT, "Confusion matrix");
}

/// Every answer as a dot: the machine to the right, the raters up; the line is agreement.
fn scatter(plot: &Plot, svg: &mut String) {
    let left = LEFT + SIDE + GAP;
    let _ = writeln!(
        svg,
        "<rect x=\"{left}\" y=\"{TOP}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"#999\"/>\n\
         <line x1=\"{left}\" y1=\"{}\" x2=\"{}\" y2=\"{TOP}\" stroke=\"#999\" stroke-dasharray=\"4 4\"/>",
        TOP + SIDE,
        left + SIDE
    );
    // Answers in one place are one larger dot, so that the file stays small.
    let mut dots: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for (machine, rater) in &plot.points {
        #[allow(clippy::cast_possible_truncation, reason = "shares between 0 and 1")]
        let place = |share: f64| (share.clamp(0.0, 1.0) * 200.0).round() as i64;
        *dots.entry((place(*machine), place(*rater))).or_default() += 1;
    }
    for ((x, y), count) in dots {
        #[allow(clippy::cast_precision_loss, reason = "between 0 and 200")]
        let (x, y) = (left + x as f64 / 200.0 * SIDE, TOP + SIDE - y as f64 / 200.0 * SIDE);
        let radius = (3.0 * float(count).sqrt()).min(14.0);
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"#1f5fa8\" fill-opacity=\"0.45\"/>"
        );
    }
    let (low, high) = (score(plot.ends.0), score(plot.ends.1));
    label(svg, left, TOP + SIDE + 18.0, "middle", &low);
    label(svg, left + SIDE, TOP + SIDE + 18.0, "middle", &high);
    label(svg, left - 8.0, TOP + SIDE + 4.0, "end", &low);
    label(svg, left - 8.0, TOP + 4.0, "end", &high);
    axes(svg, left, "Score against score");
}

fn axes(svg: &mut String, left: f64, title: &str) {
    label(svg, left, TOP - 12.0, "start", title);
    label(svg, left + SIDE / 2.0, TOP + SIDE + 42.0, "middle", "machine");
    let (x, y) = (left - 44.0, TOP + SIDE / 2.0);
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" transform=\"rotate(-90 {x} {y})\">raters' mean</text>"
    );
}

fn label(svg: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
        escape_markup(text)
    );
}

/// Level of a share of the scale.
fn bin(share: f64, n: usize) -> usize {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and MOST_LEVELS")]
    let at = (share.clamp(0.0, 1.0) * float(n - 1) + 0.5 + 1e-9).floor() as usize;
    at.min(n - 1)
}

#[allow(clippy::cast_precision_loss, reason = "counts of answers are far below 2^52")]
fn float(n: usize) -> f64 {
    n as f64
}
