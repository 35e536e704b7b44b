//! A rubric file and graded answers, read and scored.

use std::path::Path;

use crate::agreement::Levels;
use crate::cli::complain;
use crate::cli::grading::grade_to;
use crate::cli::library::{self, Loaded};
use crate::cli::ratings::{self, Label, Labels, Problems, Rated, RatedFile};
use crate::learn::Example;
use crate::score::{Assessment, Scorer};
use crate::tune::{Graded, Panel};

/// A rubric with its examples, and the answers with what it says of them.
pub(super) struct Read {
    pub scorer: Scorer,
    pub examples: Vec<Example>,
    pub answers: Vec<Graded>,
    pub levels: Option<Levels>,
    pub assessments: Vec<Assessment>,
}

impl Read {
    pub(super) fn new(path: &Path, rated: &RatedFile) -> anyhow::Result<Self> {
        let loaded = library::load(path)?;
        let (scorer, examples) = scorer_of(path, loaded);
        let ratings = ratings::read(rated)?;
        ratings.need_text()?;
        let rubric = scorer.rubric();
        let all = ratings.of(rubric, rated.question.as_deref())?;
        let ids: Vec<&str> = rubric.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
        let mut answers = Vec::with_capacity(all.len());
        ratings.tell_unused(&all, &ids);
        let mut problems = Problems::default();
        for one in &all {
            answers.extend(problems.keep(ratings.labels(one, &ids)).map(|labels| graded(one, &labels, &ids)));
        }
        problems.tell()?;
        let scored = answers.iter().any(|answer| answer.score.is_some());
        let levels = if scored { Some(ratings::scale(&all, rated)?) } else { None };
        if !scored && answers.iter().all(|answer| answer.labels.iter().all(Option::is_none)) {
            complain(&format!(
                "note: {} has no scores and no labels of criteria; only what is found can be shown",
                ratings.name
            ));
        }
        let assessments = assess(&scorer, &answers);
        Ok(Self { scorer, examples, answers, levels, assessments })
    }

    /// The answers beside what the rubric says of them.
    pub(super) fn panel(&self) -> Panel<'_> {
        self.panel_of(&self.scorer, &self.assessments)
    }

    /// The same answers under another version of the rubric.
    pub(super) fn panel_of<'p>(&'p self, scorer: &'p Scorer, assessments: &'p [Assessment]) -> Panel<'p> {
        Panel { scorer, answers: &self.answers, assessments, levels: self.levels }
    }
}

/// A scorer as `grade` would have it, and all examples.
pub(super) fn scorer_of(path: &Path, loaded: Loaded) -> (Scorer, Vec<Example>) {
    loaded.model.warn(path);
    let model = loaded.model.model();
    (Scorer::new(loaded.rubric, model), loaded.examples)
}

/// What the rubric says of every answer, on all cores.
pub(super) fn assess(scorer: &Scorer, answers: &[Graded]) -> Vec<Assessment> {
    grade_to(scorer, answers, |answer| &answer.text, |_, assessment| assessment)
}

fn graded(rated: &Rated, labels: &Labels, ids: &[&str]) -> Graded {
    let agreed = |id: &&str| {
        let mut said = labels.get(*id)?.iter().flatten().map(|label| *label == Label::Full);
        let first = said.next()?;
        said.all(|other| other == first).then_some(first)
    };
    Graded {
        id: rated.id.clone(),
        place: rated.place.clone(),
        text: rated.text.clone(),
        labels: ids.iter().map(agreed).collect(),
        score: rated.mean(),
    }
}
