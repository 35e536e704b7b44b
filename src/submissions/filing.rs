//! Who wrote a file, and to which question, by what the file and its folder are called.
//!
//! A file or folder that is called like a rubric tells the question; the other one then tells the
//! candidate: `anna/queue-vs-sync.md`, `queue-vs-sync/anna.md`, `anna_queue-vs-sync.md`, `anna.md`.

use super::{Candidate, Submission};

/// What stands between the two parts of a name.
const BETWEEN: [char; 4] = ['_', '-', ' ', '.'];

/// A submission without its answer for a file of this name; `rubrics` are ids of rubrics.
pub fn filed(file: &str, rubrics: &[String]) -> Submission {
    let mut parts = file.rsplit(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let last = parts.next().unwrap_or(file);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| if stem.is_empty() { last } else { stem });
    let folder = parts.next();
    let is_rubric = |name: &str| rubrics.iter().any(|id| id == name);
    let (candidate, question) = match folder {
        Some(folder) if is_rubric(stem) => (folder, Some(stem)),
        Some(folder) if is_rubric(folder) => (stem, Some(folder)),
        _ => within(stem, rubrics),
    };
    Submission {
        candidate: Candidate { id: candidate.to_owned(), ..Candidate::default() },
        question: question.map(ToOwned::to_owned),
        source: file.to_owned(),
        ..Submission::default()
    }
}

/// A name that begins or ends with a rubric's, the longest that does.
fn within<'n>(stem: &'n str, rubrics: &'n [String]) -> (&'n str, Option<&'n str>) {
    let rest = |id: &'n String| {
        let before = stem.strip_suffix(id.as_str()).filter(|rest| rest.ends_with(BETWEEN));
        let after = stem.strip_prefix(id.as_str()).filter(|rest| rest.starts_with(BETWEEN));
        let rest = before.or(after)?.trim_matches(BETWEEN);
        (!rest.is_empty()).then_some((rest, Some(id.as_str())))
    };
    rubrics.iter().filter_map(rest).min_by_key(|(rest, _)| rest.len()).unwrap_or((stem, None))
}
