//! Runs of three letters that two texts share: what is left of likeness where words differ.
//!
//! It sees the parts of compound words, endings and the order of short words. It knows no word.

/// Three letters, packed, and how often they occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    letters: u64,
    times: u32,
}

/// All runs of a text, each once, in order.
pub(super) fn runs<'w>(words: impl Iterator<Item = &'w str>) -> Vec<Run> {
    let mut window = [' ', ' ', ' '];
    let mut all = Vec::new();
    let mut push = |c: char| {
        window.rotate_left(1);
        window[2] = c;
        all.push(window.iter().fold(0_u64, |packed, c| packed << 21 | u64::from(u32::from(*c))));
    };
    for word in words {
        word.chars().for_each(&mut push);
        push(' ');
    }
    all.sort_unstable();
    let same = all.chunk_by(|a, b| a == b);
    let run = |same: &[u64]| {
        let times = u32::try_from(same.len()).unwrap_or(u32::MAX);
        same.first().map(|letters| Run { letters: *letters, times })
    };
    same.filter_map(run).collect()
}

/// The share of the runs of `reference` that `answer` has; those of the question weigh less.
pub(super) fn covered(reference: &[Run], answer: &[Run], question: &[Run], asked: f32) -> f32 {
    let (mut all, mut found) = (0.0, 0.0);
    for run in reference {
        let weight = if times(question, *run) > 0 { asked } else { 1.0 };
        all += weight * count(run.times);
        found += weight * count(run.times.min(times(answer, *run)));
    }
    if all > 0.0 { found / all } else { 0.0 }
}

fn times(runs: &[Run], wanted: Run) -> u32 {
    let at = runs.binary_search_by_key(&wanted.letters, |run| run.letters);
    at.ok().and_then(|at| runs.get(at)).map_or(0, |run| run.times)
}

/// Exact up to the sixteen millions that a reference never has.
#[allow(clippy::cast_precision_loss, reason = "a reference has fewer letters than an f32 has integers")]
fn count(times: u32) -> f32 {
    times as f32
}

#[cfg(test)]
mod tests {
    use super::{covered, runs};

    fn check(reference: &str, answer: &str, question: &str, expect: f32) {
        let of = |text: &'static str| runs(text.split(' '));
        let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let found = covered(&of(leak(reference)), &of(leak(answer)), &of(leak(question)), 0.2);
        assert!((found - expect).abs() < 0.01, "{reference} {answer} {found}");
    }

    #[test]
    fn shares_of_letters() {
        check("closed path", "closed path", "", 1.0);
        check("closed path", "open gap", "", 0.0);
        check("path", "pathway", "", 0.8);
        check("closed path", "closed", "closed", 1.0 - 5.0 / 6.4);
    }
}
