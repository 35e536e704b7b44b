//! Graded answers: CSV, TSV, JSON lines or XLSX with scores of one or several raters and labels of criteria.
//!
//! Columns are guessed from their names, or told by `--map`. Every complaint names the file and the row.

mod columns;
mod problems;
mod scale;
mod source;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::bail;
use serde_json::Value;

use crate::diagnostic::{count, near};
use crate::report::unguarded;
use crate::review::Row;
use crate::rubric::Rubric;
pub(super) use problems::Problems;
pub(super) use scale::scale;
pub(super) use values::Label;
use values::text_of;

/// Which graded answers are meant.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct RatedFile {
    /// Graded answers: CSV, TSV, JSON lines or XLSX; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub answers: PathBuf,
    /// Which column is what: answer, id, question, max, score (once a rater), or a criterion's id
    #[arg(long, value_name = "ROLE=COLUMN", value_delimiter = ',')]
    pub map: Vec<String>,
    /// Only answers with this question id
    #[arg(long, value_name = "ID")]
    pub question: Option<String>,
    /// The raters' scale; else the file's maximum, or the scores seen
    #[arg(long, value_name = "LOW..HIGH", value_parser = scale::range, allow_hyphen_values = true)]
    pub scale: Option<(f64, f64)>,
    /// The raters' smallest step; else the smallest that fits the scores seen
    #[arg(long, value_name = "STEP", value_parser = scale::step)]
    pub step: Option<f64>,
}

/// One graded answer.
#[derive(Debug)]
pub(super) struct Rated {
    pub id: String,
    pub question: Option<String>,
    /// Empty when the file has no column of answers.
    pub text: String,
    /// One a rater, in the order of [`Ratings::raters`].
    pub scores: Vec<Option<f64>>,
    /// Highest score possible, when the file says.
    pub max: Option<f64>,
    /// Where it stands: `graded.csv row 7`.
    pub place: String,
    fields: Vec<(String, Value)>,
}

/// All answers of a file.
#[derive(Debug)]
pub(super) struct Ratings {
    pub name: String,
    pub raters: Vec<String>,
    pub answers: Vec<Rated>,
    /// Whether the answers themselves are there, not only their ids.
    pub has_text: bool,
    criteria: Vec<(String, String)>,
    /// Columns that are no labels.
    used: Vec<String>,
    twice: Option<String>,
}

/// Labels of one answer: by criterion, one a rater.
pub(super) type Labels = BTreeMap<String, Vec<Option<Label>>>;

impl Rated {
    /// The mean of the raters' scores.
    pub(super) fn mean(&self) -> Option<f64> {
        let (n, sum) =
            self.scores.iter().flatten().fold((0.0, 0.0), |(n, sum), score| (n + 1.0, sum + score));
        (n > 0.0).then(|| sum / n)
    }
}

/// Reads a file of graded answers.
pub(super) fn read(file: &RatedFile) -> anyhow::Result<Ratings> {
    read_path(&file.answers, &file.map)
}

/// The rows of a file of `what`, each with its place and its cells by plain names (`answer_id`); empty ones left out.
pub(super) fn rows(path: &Path, what: &str) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for source::Record { place, fields } in source::read(path, what)? {
        let mut cells = Vec::with_capacity(fields.len());
        for (name, value) in &fields {
            match text_of(value) {
                // Our own tables keep ids from being formulas.
                Some(text) => cells.push((columns::plain(name), unguarded(&text).to_owned())),
                None if value.is_null() || value.is_string() => {}
                None => bail!("{place}: `{name}` is neither text nor number"),
            }
        }
        rows.push(Row { place, cells });
    }
    Ok(rows)
}

fn read_path(path: &Path, map: &[String]) -> anyhow::Result<Ratings> {
    let records = source::read(path, "graded answers")?;
    let name = path.display().to_string();
    if records.is_empty() {
        bail!("{name} has no answers below its header");
    }
    let found = columns::find(&records, map, &name)?;
    if found.id.is_none() && found.answer.is_none() {
        let known = columns::listed(columns::names(&records));
        bail!(
            "{name} has neither a column of answers (`answer`, `text`, `response`) nor of ids; it has {known}. Say which with --map answer=COLUMN"
        );
    }
    let mut raters: Option<Vec<String>> = None;
    let mut answers = Vec::with_capacity(records.len());
    let mut problems = Problems::default();
    for record in records {
        answers.extend(problems.keep(rated(record, &found, &mut raters)));
    }
    problems.tell()?;
    let twice = unique(&answers)?;
    let used = found.used();
    Ok(Ratings {
        name,
        raters: raters.unwrap_or_default(),
        answers,
        has_text: found.answer.is_some(),
        criteria: found.criteria,
        used,
        twice,
    })
}

fn rated(
    record: source::Record,
    found: &columns::Columns,
    raters: &mut Option<Vec<String>>,
) -> anyhow::Result<Rated> {
    let source::Record { place, fields } = record;
    let field = |name: &Option<String>| {
        let name = name.as_deref()?;
        fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    };
    let text = match (field(&found.answer), &found.answer) {
        (Some(Value::String(text)), _) => text.clone(),
        (Some(Value::Null) | None, _) => String::new(),
        (Some(value), column) => match text_of(value) {
            Some(text) => text,
            None => bail!("{place}: column `{}` holds no text", column.as_deref().unwrap_or_default()),
        },
    };
    let id = match (field(&found.id).and_then(text_of), &found.id) {
        (Some(id), _) => id,
        (None, Some(column)) => bail!("{place}: column `{column}` has no id"),
        (None, None) => place.clone(),
    };
    let (mut scores, mut names) = (Vec::new(), Vec::new());
    for column in &found.scores {
        let given = values::scores(field(&Some(column.clone())).unwrap_or(&Value::Null), column, &place)?;
        match given.len() {
            1 => names.push(column.clone()),
            n => names.extend((1..=n).map(|at| format!("{column}_{at}"))),
        }
        scores.extend(given);
    }
    agree_on_raters(raters, &names, &mut scores, &place)?;
    let max = match (field(&found.max), &found.max) {
        (Some(value), Some(column)) => values::scores(value, column, &place)?.first().copied().flatten(),
        _ => None,
    };
    Ok(Rated { id, question: field(&found.question).and_then(text_of), text, scores, max, place, fields })
}

/// Lists of scores have the same length in every row; an empty cell is no score of anybody.
fn agree_on_raters(
    raters: &mut Option<Vec<String>>,
    names: &[String],
    scores: &mut Vec<Option<f64>>,
    place: &str,
) -> anyhow::Result<()> {
    match raters {
        _ if scores.iter().all(Option::is_none) => scores.clear(),
        None => *raters = Some(names.to_vec()),
        Some(known) if known.len() != names.len() => {
            let (n, of) = (names.len(), known.len());
            bail!(
                "{place} has scores of {n} raters, rows before it have {of}; write null for a score that is missing"
            );
        }
        Some(_) => {}
    }
    Ok(())
}

/// Complains of an answer that stands twice. One id of two different answers is only a warning, which is
/// returned: who matches by ids cannot go on.
fn unique(answers: &[Rated]) -> anyhow::Result<Option<String>> {
    let mut seen: BTreeMap<(Option<&str>, &str), &Rated> = BTreeMap::new();
    let (mut n_twice, mut twice) = (0_usize, None);
    for answer in answers {
        let (id, place) = (&answer.id, &answer.place);
        let Some(first) = seen.insert((answer.question.as_deref(), id), answer) else { continue };
        if first.text == answer.text {
            bail!(
                "{place}: the id `{id}` stands already in {}; remove one of them (several raters go side by side: score_1, score_2)",
                first.place
            );
        }
        n_twice += 1;
        let message = || format!("{place}: the id `{id}` is that of another answer in {}", first.place);
        twice = twice.or_else(|| Some(message()));
    }
    if let Some(message) = &twice {
        let more = if n_twice > 1 { format!(", and {} more", n_twice - 1) } else { String::new() };
        super::complain(&format!("warning: {message}{more}; both are used"));
    }
    Ok(twice)
}

impl Ratings {
    /// The answers to one question: those of the question with the id `question`, else those that name the rubric
    /// or what it asks; all of them when the file holds only one question.
    pub(super) fn of(&self, rubric: &Rubric, question: Option<&str>) -> anyhow::Result<Vec<&Rated>> {
        let questions = self.questions();
        let asks = |known: &str| match question {
            Some(question) => known == question,
            None => known == rubric.id || known.trim() == rubric.question.trim(),
        };
        let wanted = match question {
            Some(question) => Some(question),
            None if questions.iter().any(|known| asks(known)) => Some(rubric.id.as_str()),
            None if questions.len() > 1 => bail!(
                "{} holds answers to {} questions ({}), none of them `{}`; choose with --question ID",
                self.name,
                questions.len(),
                questions.iter().take(6).copied().collect::<Vec<_>>().join(", "),
                rubric.id
            ),
            None => None,
        };
        let is_asked = |answer: &&Rated| answer.question.as_deref().is_some_and(asks);
        let (answers, others): (Vec<&Rated>, Vec<&Rated>) = self.answers.iter().partition(is_asked);
        if question.is_none() {
            self.tell_others(&rubric.id, wanted, &others);
        }
        match wanted {
            None => Ok(others),
            Some(_) if !answers.is_empty() => Ok(answers),
            Some(wanted) if questions.is_empty() => bail!(
                "{} has no question ids, so that none is `{wanted}`; leave --question out, or say which column holds them with --map question=COLUMN",
                self.name
            ),
            Some(wanted) => bail!(
                "{} has no answer to `{wanted}`; its questions are {}",
                self.name,
                questions.iter().take(12).copied().collect::<Vec<_>>().join(", ")
            ),
        }
    }

    /// Says which answers seem to be left out by a slip, or are read although they name another question.
    fn tell_others(&self, rubric: &str, wanted: Option<&str>, others: &[&Rated]) {
        let Some(first) = others.first() else { return };
        let message = match (wanted, first.question.as_deref()) {
            (None, None) => return,
            (None, Some(question)) => format!(
                "the question of these answers is `{question}`, not `{rubric}`; all are read as answers to this rubric"
            ),
            (Some(wanted), question) => {
                // Whole questions beside this one are meant; single answers, or a name that is nearly the same, are not.
                let is_slip = question.is_none_or(|question| near(question, [wanted]).is_some());
                if !is_slip && others.len() * 10 >= self.answers.len() {
                    return;
                }
                let n = count(self.answers.len(), "answer");
                let are = if others.len() == 1 { "is left out, as its" } else { "are left out, as their" };
                let which = question.map_or("none".to_owned(), |question| format!("`{question}`"));
                format!("{} of {n} {are} question is not `{wanted}` ({}: {which})", others.len(), first.place)
            }
        };
        super::complain(&format!("note: {}: {message}", self.name));
    }

    /// Ids of the questions, sorted.
    pub(super) fn questions(&self) -> Vec<&str> {
        let mut ids: Vec<&str> =
            self.answers.iter().filter_map(|answer| answer.question.as_deref()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Complains when the answers themselves are not in the file.
    pub(super) fn need_text(&self) -> anyhow::Result<()> {
        if !self.has_text {
            bail!(
                "{} has no column of answers (`answer`, `text`, `response`); say which with --map answer=COLUMN",
                self.name
            );
        }
        Ok(())
    }

    /// Complains when one id stands for two answers.
    pub(super) fn need_ids(&self) -> anyhow::Result<()> {
        match &self.twice {
            Some(message) => bail!("{message}; give each its own, as grades are matched by id"),
            None => Ok(()),
        }
    }

    /// Complains when nobody has scored anything.
    pub(super) fn need_scores(&self) -> anyhow::Result<()> {
        if self.raters.is_empty() {
            bail!(
                "{} has no column of scores (`score`, `grade`, `mark`, or `score_1`, `score_2`); say which with --map score=COLUMN",
                self.name
            );
        }
        Ok(())
    }

    /// Says which columns hold labels, but not of a criterion: a misspelt name would drop them in silence.
    pub(super) fn tell_unused(&self, answers: &[&Rated], ids: &[&str]) {
        let mut held: BTreeMap<&str, bool> = BTreeMap::new();
        for (name, value) in answers.iter().flat_map(|answer| &answer.fields) {
            let are_labels = held.entry(name).or_insert(true);
            *are_labels &= values::labels(value, name, "").is_ok();
        }
        let plain: Vec<String> = ids.iter().map(|id| columns::plain(id)).collect();
        for (name, _) in held.into_iter().filter(|(_, are_labels)| *are_labels) {
            let is_told = self.used.iter().any(|used| used == name) || name == "labels";
            if is_told || criterion_of(name, ids).is_some() {
                continue;
            }
            let short = columns::plain(name);
            let short =
                short.strip_prefix("label_").or_else(|| short.strip_prefix("labels_")).unwrap_or(&short);
            let meant = near(short, plain.iter().map(String::as_str));
            if let Some(id) = meant.and_then(|meant| criterion_of(meant, ids)) {
                let file = &self.name;
                super::complain(&format!(
                    "note: {file}: column `{name}` is not used; did you mean the criterion `{id}`?"
                ));
            }
        }
    }

    /// What raters say of the criteria `ids` in one answer; criteria nobody labelled are left out.
    pub(super) fn labels(&self, answer: &Rated, ids: &[&str]) -> anyhow::Result<Labels> {
        let mut labels = Labels::new();
        for (name, value) in &answer.fields {
            if name == "labels" {
                object(answer, value, ids, &mut labels)?;
                continue;
            }
            let told = self.criteria.iter().find(|(_, column)| column == name).map(|(id, _)| id.as_str());
            if let Some(id) = told.or_else(|| criterion_of(name, ids)) {
                known(id, ids, &answer.place)?;
                labels.entry(id.to_owned()).or_default().extend(values::labels(value, id, &answer.place)?);
            }
        }
        labels.retain(|_, given| given.iter().any(Option::is_some));
        Ok(labels)
    }
}

/// Labels of a `labels` object.
fn object(answer: &Rated, value: &Value, ids: &[&str], labels: &mut Labels) -> anyhow::Result<()> {
    let place = &answer.place;
    let parsed;
    let fields = match value {
        Value::Null => return Ok(()),
        Value::Object(fields) => fields,
        // A cell of a table may hold JSON.
        Value::String(text) => {
            parsed = serde_json::from_str::<serde_json::Map<String, Value>>(text).ok();
            match &parsed {
                Some(fields) => fields,
                None => bail!("{place}: `labels` is no object such as {{\"some-criterion\": \"full\"}}"),
            }
        }
        _ => bail!("{place}: `labels` is no object such as {{\"some-criterion\": \"full\"}}"),
    };
    for (id, value) in fields {
        known(id, ids, place)?;
        labels.entry(id.clone()).or_default().extend(values::labels(value, id, place)?);
    }
    Ok(())
}

/// The criterion that a column holds labels of: `some-id`, `some_id`, `label_some_id`, `some-id_2`.
fn criterion_of<'i>(column: &str, ids: &[&'i str]) -> Option<&'i str> {
    let name = columns::plain(column);
    let name = name.strip_prefix("label_").or_else(|| name.strip_prefix("labels_")).unwrap_or(&name);
    let numbered = name.rsplit_once('_').filter(|(_, number)| {
        !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    let named = |name: &str| ids.iter().find(|id| columns::plain(id) == name).copied();
    named(name).or_else(|| named(numbered?.0))
}

fn known(id: &str, ids: &[&str], place: &str) -> anyhow::Result<()> {
    if ids.contains(&id) {
        return Ok(());
    }
    match near(id, ids.iter().copied()) {
        Some(near) => bail!("{place}: the rubric has no criterion `{id}`; did you mean `{near}`?"),
        None => bail!("{place}: the rubric has no criterion `{id}`; it has {}", ids.join(", ")),
    }
}
