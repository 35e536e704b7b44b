//! A line of results as it is read again: the score, the candidate, what was found and what people decided.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::mark::Mark;
use crate::submissions::Candidate;

/// One graded answer.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Graded {
    /// Who; where a line names nobody, the answer's id stands for the candidate.
    pub candidate: Candidate,
    /// The answer's id, where the line has one.
    pub answer_id: Option<String>,
    /// The rubric's id.
    pub question: String,
    /// The score.
    pub mark: Mark,
    /// The score on the raters' scale.
    pub scaled: Option<f64>,
    /// Name of the band.
    pub band: Option<String>,
    /// Whether the pass mark is reached.
    pub passed: bool,
    /// How sure the score is.
    pub confidence: Option<f64>,
    /// By criterion, in the order of the rubric.
    pub criteria: Vec<GradedCriterion>,
    /// What a person should know.
    pub flags: Vec<String>,
    /// Words for the candidate, where somebody has written them.
    pub feedback: Option<String>,
    /// Who decided the whole score, where a person has.
    pub decided: Option<Decided>,
    /// Where the answer stands.
    pub source: Option<String>,
}

/// One criterion of a graded answer.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct GradedCriterion {
    /// Its id.
    pub id: String,
    /// For people, where the line has it.
    pub title: Option<String>,
    /// `concept`, `failure_mode` or `misconception`.
    pub kind: String,
    /// `met`, `weak`, `denied` or `missing`.
    pub verdict: String,
    /// What it earned.
    pub points: f64,
    /// What it could earn.
    pub max: f64,
    /// Quotes, the best first.
    pub evidence: Vec<GradedQuote>,
    /// What to say when it is missing, where the line has it.
    pub missing: Option<String>,
    /// What to ask next.
    pub follow_up: Option<String>,
    /// Who decided the verdict, where a person has.
    #[serde(rename = "override")]
    pub decided: Option<Decided>,
}

/// One quote.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct GradedQuote {
    /// The words of the answer.
    pub text: String,
}

/// A person's decision.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Decided {
    /// By whom.
    pub by: String,
    /// Why.
    pub why: String,
}

/// What a class needs of a criterion.
#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    id: String,
    #[serde(rename = "override")]
    decided: Option<Decided>,
}

impl From<Named> for GradedCriterion {
    fn from(named: Named) -> Self {
        Self { id: named.id, decided: named.decided, ..Self::default() }
    }
}

#[derive(Deserialize)]
#[serde(bound = "C: Deserialize<'de>")]
struct Line<C> {
    answer_id: Option<String>,
    #[serde(default)]
    candidate: Option<Person>,
    #[serde(default, alias = "question_id")]
    rubric: Option<String>,
    percent: Option<f64>,
    points: Option<f64>,
    max: Option<f64>,
    scaled: Option<f64>,
    band: Option<String>,
    passed: Option<bool>,
    confidence: Option<f64>,
    #[serde(default)]
    criteria: Vec<C>,
    #[serde(default)]
    flags: Vec<String>,
    feedback: Option<String>,
    score_override: Option<Decided>,
    source: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Person {
    id: Option<String>,
    name: Option<String>,
    email: Option<String>,
}

impl Graded {
    /// Reads one line of results; the question of a score without a rubric is `reference`.
    ///
    /// # Errors
    /// What is wrong with the line, without its place.
    pub fn parse(line: &[u8]) -> Result<Self, String> {
        Self::read::<GradedCriterion>(line)
    }

    /// Reads what a [`super::Class`] needs: of the criteria no more than their ids and who decided.
    ///
    /// # Errors
    /// As [`Graded::parse`].
    pub fn parse_head(line: &[u8]) -> Result<Self, String> {
        Self::read::<Named>(line)
    }

    fn read<C: DeserializeOwned + Into<GradedCriterion>>(line: &[u8]) -> Result<Self, String> {
        let line: Line<C> = serde_json::from_slice(line).map_err(|error| {
            format!("not a line of results, as `gradus grade --format jsonl` writes them ({error})")
        })?;
        if let Some(error) = line.error {
            return Err(format!("the answer was not graded: {error}"));
        }
        let Some(percent) = line.percent else {
            return Err(
                "the line has no `percent`; grade the answers first, with `--format jsonl`".to_owned()
            );
        };
        let points = line.points.unwrap_or(percent);
        let max = line.max.unwrap_or(100.0);
        if ![percent, points, max].iter().all(|number| number.is_finite() && number.abs() < 1e9) {
            return Err("points and percent must be numbers below a thousand million".to_owned());
        }
        Ok(Self {
            candidate: candidate(line.candidate, line.answer_id.clone())?,
            answer_id: line.answer_id,
            question: line.rubric.unwrap_or_else(|| "reference".to_owned()),
            mark: Mark::new(points, max, percent),
            scaled: line.scaled,
            band: line.band,
            passed: line.passed.unwrap_or(false),
            confidence: line.confidence,
            criteria: line.criteria.into_iter().map(Into::into).collect(),
            flags: line.flags,
            feedback: line.feedback,
            decided: line.score_override,
            source: line.source,
        })
    }

    /// Whether nothing was handed in, and nobody decided what that is worth: no attempt is not a zero.
    pub fn is_blank(&self) -> bool {
        self.flags.iter().any(|flag| flag == "empty") && self.deciders().is_empty()
    }

    /// The people who decided something of this answer, each once.
    pub fn deciders(&self) -> Vec<&str> {
        let all = self.decided.iter().chain(self.criteria.iter().filter_map(|one| one.decided.as_ref()));
        let mut names: Vec<&str> = all.map(|decided| decided.by.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

fn candidate(person: Option<Person>, answer_id: Option<String>) -> Result<Candidate, String> {
    let person = person.unwrap_or(Person { id: None, name: None, email: None });
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (name, email) = (said(person.name), said(person.email));
    let id = said(person.id).or_else(|| email.clone()).or_else(|| name.clone()).or(said(answer_id));
    let id = id.ok_or("the line names neither a candidate nor an answer")?;
    Ok(Candidate { id, name, email })
}
