//! Moves for people: a summary, the causes, the answers.

use super::Moves;
use super::moves::{Change, Move};
use crate::cli::grid::{Grid, figure, score, wrapped};
use crate::diagnostic::{count, shortened};
use crate::report::{escape_markdown, visible};

/// Causes that are listed.
const MOST_CAUSES: usize = 20;

/// For a terminal.
pub(super) fn text(moves: &Moves) -> String {
    let mut out = wrapped(&summary(moves), "");
    if let Some(line) = raters(moves) {
        out.push_str(&wrapped(&line, ""));
    }
    let causes = causes(moves, 24);
    if !causes.is_empty() {
        out.push_str(&format!("\nWhat changed\n\n{}", causes.text()));
    }
    if !moves.moves.is_empty() {
        out.push_str("\nAnswers, the largest move first\n");
    }
    for one in &moves.moves {
        out.push_str(&format!("\n  {}\n", visible(&heading(one))));
        for change in &one.criteria {
            out.push_str(&wrapped(&line(change), "    "));
            if let Some(quote) = &change.quote {
                out.push_str(&wrapped(&format!("“{}”", shortened(quote, 200)), "      "));
            }
        }
        if one.criteria.is_empty() {
            out.push_str("    no verdict changes; points, caps or groups do\n");
        }
        if !one.flags.is_empty() {
            out.push_str(&wrapped(&format!("flags: {}", one.flags.join(" ")), "    "));
        }
    }
    rest(moves, &mut out);
    out
}

/// For a pull request.
pub(super) fn markdown(moves: &Moves) -> String {
    let mut out = format!(
        "# {} against {}\n\n{}\n",
        escape_markdown(&moves.new),
        escape_markdown(&moves.old),
        escape_markdown(&summary(moves))
    );
    if let Some(line) = raters(moves) {
        out.push_str(&format!("\n{}\n", escape_markdown(&line)));
    }
    let causes = causes(moves, 200);
    if !causes.is_empty() {
        out.push_str(&format!("\n## What changed\n\n{}", causes.markdown()));
    }
    if !moves.moves.is_empty() {
        out.push_str("\n## Answers, the largest move first\n\n");
    }
    for one in &moves.moves {
        out.push_str(&format!("- **{}**\n", escape_markdown(&heading(one))));
        for change in &one.criteria {
            let quote = change
                .quote
                .as_deref()
                .map_or(String::new(), |quote| format!(": “{}”", shortened(quote, 200)));
            out.push_str(&format!("  - {}\n", escape_markdown(&format!("{}{quote}", line(change)))));
        }
    }
    rest(moves, &mut out);
    out
}

fn rest(moves: &Moves, out: &mut String) {
    let left = moves.moved - moves.moves.len();
    if left > 0 {
        out.push_str(&format!("\n{} more; --show {} lists all\n", count(left, "answer"), moves.moved));
    }
}

fn summary(moves: &Moves) -> String {
    if moves.moved == 0 {
        return format!("{}: no score and no verdict changes.", count(moves.answers, "answer"));
    }
    format!(
        "{} of {} change: {} up, {} down; mean move {} %, largest {} %; passed {} before, {} now.",
        moves.moved,
        count(moves.answers, "answer"),
        moves.up,
        moves.down,
        signed(moves.mean_move),
        score(moves.max_move),
        moves.passed_old,
        moves.passed_new
    )
}

fn raters(moves: &Moves) -> Option<String> {
    let raters = moves.raters.as_ref()?;
    let ([r_old, r_new], [k_old, k_new]) = (raters.pearson, raters.qwk);
    Some(format!(
        "Against the raters of {}: r {} before, {} now; QWK {} before, {} now.",
        count(raters.answers, "answer"),
        figure(r_old),
        figure(r_new),
        figure(k_old),
        figure(k_new)
    ))
}

/// `most` characters of each pattern.
fn causes(moves: &Moves, most: usize) -> Grid {
    let mut grid = Grid::new(&["criterion", "change", "answers", "points", "pattern"]);
    for cause in moves.causes.iter().take(MOST_CAUSES) {
        grid.push(vec![
            cause.criterion.clone(),
            format!("{} to {}", cause.old, cause.new),
            cause.answers.to_string(),
            signed(cause.points),
            shortened(cause.pattern.as_deref().unwrap_or("-"), most),
        ]);
    }
    grid
}

fn heading(one: &Move) -> String {
    format!("{}: {} % to {} % ({})", one.answer_id, score(one.old), score(one.new), signed(one.change))
}

fn line(change: &Change) -> String {
    let verdict = if change.old == change.new {
        change.new.to_owned()
    } else {
        format!("{} to {}", change.old, change.new)
    };
    let pattern = change.pattern.as_deref().map_or(String::new(), |pattern| format!(", by `{pattern}`"));
    format!("{}: {verdict}, {} points{pattern}", change.id, signed(change.points))
}

fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", score(value)) } else { score(value) }
}
