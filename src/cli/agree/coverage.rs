//! How wrong the machine is on the answers it is surest of: what a coach may let pass unread.

use serde::Serialize;

use super::figures::{Group, rounded};

/// Shares of the answers that are looked at.
const SHARES: [f64; 5] = [1.0, 0.9, 0.75, 0.5, 0.25];

/// The answers of at least some confidence.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Covered {
    /// Lowest confidence among them.
    pub confidence: f64,
    pub n: usize,
    /// Their share of all answers.
    pub coverage: f64,
    /// Share of them that is more than a step from the raters' mean.
    pub risk: f64,
    /// Mean absolute difference, in percent of the scale.
    pub mae_percent: f64,
}

/// One answer: confidence, whether it is more than a step off, and by how much of the scale.
type Sure = (f64, bool, f64);

/// The table, from all answers to the surest; answers without confidence make it empty.
#[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52 answers")]
pub(super) fn table(groups: &[Group<'_>]) -> Vec<Covered> {
    let mut all: Vec<Sure> = Vec::new();
    for group in groups {
        let levels = group.levels;
        for one in &group.answers {
            let Some(confidence) = one.machine.confidence else { return Vec::new() };
            let score = one.score(levels);
            let off = levels.index(score).abs_diff(levels.index(one.mean)) > 1;
            all.push((confidence, off, (score - one.mean).abs() / (levels.high() - levels.low()) * 100.0));
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let n = all.len() as f64;
    let mut table: Vec<Covered> = Vec::new();
    for share in SHARES {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most the number of answers"
        )]
        let wanted = (share * n).ceil() as usize;
        let Some((confidence, ..)) = wanted.checked_sub(1).and_then(|at| all.get(at)).copied() else {
            continue;
        };
        // Equally sure answers stay together.
        let n_sure = all.partition_point(|(sure, ..)| *sure >= confidence);
        let sure = all.get(..n_sure).unwrap_or_default();
        if table.last().is_none_or(|last| last.n != n_sure) {
            table.push(Covered {
                confidence,
                n: n_sure,
                coverage: rounded(n_sure as f64 / n),
                risk: rounded(sure.iter().filter(|(_, off, _)| *off).count() as f64 / n_sure as f64),
                mae_percent: rounded(sure.iter().map(|(.., off)| off).sum::<f64>() / n_sure as f64),
            });
        }
    }
    table
}
