//! To which question a file is the answer, by what the file and its folder are called.
//!
//! A file or folder that is called like a rubric tells the question; the other one then tells the
//! candidate: `anna/queue-vs-sync.md`, `queue-vs-sync/anna.md`, `anna_queue-vs-sync.md`. Whom a
//! course system named is left alone.

use super::naming::stem;
use super::{Naming, Submission};

/// What stands between the two parts of a name.
const BETWEEN: [char; 4] = ['_', '-', ' ', '.'];

/// Finds the question of a submission by its source; `rubrics` are ids of rubrics.
pub fn file(submission: &mut Submission, rubrics: &[String]) {
    let Some((candidate, question)) = parts(&submission.source, rubrics) else { return };
    let known = submission.candidate.name.is_some() || submission.candidate.email.is_some();
    let candidate = candidate.to_owned();
    submission.question = Some(question.to_owned());
    if !known && Naming::default().course(&submission.source).is_none() {
        submission.candidate.id = candidate;
    }
}

/// The parts of a path that name the candidate and the question.
fn parts<'p>(path: &'p str, rubrics: &'p [String]) -> Option<(&'p str, &'p str)> {
    let mut parts = path.rsplit(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let last = parts.next()?;
    let stem = stem(last);
    let is_rubric = |name: &str| rubrics.iter().any(|id| id == name);
    match parts.next() {
        Some(folder) if is_rubric(stem) => Some((folder, stem)),
        Some(folder) if is_rubric(folder) => Some((stem, folder)),
        None if is_rubric(stem) => Some((stem, stem)),
        _ => within(stem, rubrics),
    }
}

/// A name that begins or ends with a rubric's, the longest that does.
fn within<'n>(stem: &'n str, rubrics: &'n [String]) -> Option<(&'n str, &'n str)> {
    let rest = |id: &'n String| {
        let before = stem.strip_suffix(id.as_str()).filter(|rest| rest.ends_with(BETWEEN));
        let after = stem.strip_prefix(id.as_str()).filter(|rest| rest.starts_with(BETWEEN));
        let rest = before.or(after)?.trim_matches(BETWEEN);
        (!rest.is_empty()).then_some((rest, id.as_str()))
    };
    rubrics.iter().filter_map(rest).min_by_key(|(rest, _)| rest.len())
}
