//! Which column is what: guessed from the usual names, or told by `--map`.

use std::collections::BTreeSet;

use anyhow::bail;

use super::source::Record;
use crate::submissions::columns::{Role, usual};
pub(super) use crate::submissions::columns::{listed, plain};

/// Names of the columns that were found.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub id: Option<String>,
    pub question: Option<String>,
    pub answer: Option<String>,
    pub max: Option<String>,
    pub scores: Vec<String>,
    /// Criterion and its column, from `--map`.
    pub criteria: Vec<(String, String)>,
}

const MAXIMA: &[&str] = &["max_score", "maximum_grade", "max", "max_points", "max_grade", "points_possible"];
const SCORES: &[&str] =
    &["score", "grade", "overall", "mark", "human_mark", "human_score", "marks", "points", "rating"];
const RATERS: &[&str] =
    &["score", "grade", "overall", "mark", "rating", "rater", "grader", "marker", "judge"];

impl Columns {
    /// All that have a part.
    pub(super) fn used(&self) -> Vec<String> {
        let single = [&self.id, &self.question, &self.answer, &self.max].into_iter().flatten();
        let criteria = self.criteria.iter().map(|(_, column)| column);
        single.chain(&self.scores).chain(criteria).cloned().collect()
    }
}

/// Finds the columns of `records`; `map` holds pairs such as `answer=Response`.
pub(super) fn find(records: &[Record], map: &[String], name: &str) -> anyhow::Result<Columns> {
    let names = names(records);
    let mut found = Columns {
        // Where answers have no id of their own, that of the candidate stands for it.
        id: first(&names, usual(Role::Id).chain(usual(Role::Candidate))),
        question: first(&names, usual(Role::Question)),
        answer: first(&names, usual(Role::Answer)),
        max: first(&names, MAXIMA.iter().copied()),
        ..Columns::default()
    };
    let mut told = Vec::new();
    for pair in map {
        let Some((role, column)) = pair.split_once('=').map(|(role, column)| (role.trim(), column.trim()))
        else {
            bail!("--map {pair}: write it as ROLE=COLUMN, for instance answer=Response");
        };
        let Some(column) = names.iter().find(|known| *known == column || plain(known) == plain(column))
        else {
            bail!("--map {pair}: {name} has no column `{column}`; it has {}", listed(&names));
        };
        let column = column.clone();
        match role {
            "id" | "answer_id" => found.id = Some(column),
            "question" | "question_id" | "rubric" => found.question = Some(column),
            "answer" | "text" => found.answer = Some(column),
            "max" | "max_score" => found.max = Some(column),
            _ if role == "score" || role.starts_with("score_") => told.push(column),
            _ => found.criteria.push((role.to_owned(), column)),
        }
    }
    found.scores = if told.is_empty() { scores(&names, name)? } else { told };
    Ok(found)
}

/// Names of the fields, in the order in which they first appear.
pub(super) fn names(records: &[Record]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = records.iter().flat_map(|record| &record.fields).map(|(name, _)| name);
    all.filter(|name| seen.insert(name.as_str())).cloned().collect()
}

/// The column by its most usual name.
fn first(names: &[String], mut usual: impl Iterator<Item = &'static str>) -> Option<String> {
    usual.find_map(|usual| names.iter().find(|name| plain(name) == usual)).cloned()
}

/// `score_1`, `score_2` and the like; else the one column with a usual name.
fn scores(names: &[String], file: &str) -> anyhow::Result<Vec<String>> {
    let single: Vec<String> =
        names.iter().filter(|name| SCORES.contains(&plain(name).as_str())).cloned().collect();
    let mut raters: Vec<String> = names.iter().filter(|name| is_rater(&plain(name))).cloned().collect();
    match (raters.as_slice(), single.as_slice()) {
        // `score` and `score_2`.
        ([_], [_]) => raters.insert(0, single.into_iter().next().unwrap_or_default()),
        ([_, ..], _) => {}
        ([], [_, _, ..]) => bail!(
            "{file} has several columns that may be the score: {}; choose with --map score=COLUMN (repeat it for several raters)",
            listed(&single)
        ),
        ([], _) => raters = single,
    }
    Ok(raters)
}

fn is_rater(name: &str) -> bool {
    RATERS.iter().any(|stem| {
        name.strip_prefix(stem).is_some_and(|rest| {
            let number = rest.trim_start_matches('_');
            let digits = number.bytes().all(|byte| byte.is_ascii_digit());
            (!number.is_empty() && number.len() <= 2 && digits)
                || matches!(rest.as_bytes(), [b'_', b'a'..=b'h'])
        })
    })
}
