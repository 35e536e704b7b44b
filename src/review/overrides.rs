//! All decisions of a file, and what they make of an answer that the machine has scored.
//!
//! The nearest decision counts: one for this answer before one for all of its text, before one for its group. An id
//! that begins with other folders is that of this answer where the text is the same, too.

use std::collections::{BTreeMap, BTreeSet};

use super::Digest;
use super::elsewhere::Elsewhere;
use super::reviewed::{Reviewed, Ruling};
use super::row::{Decision, Fault, Override, Problem, Reach, Row};
use crate::diagnostic::near;
use crate::rubric::{CriterionIdx, Points, Rubric};
use crate::score::{Assessment, Scorer, Verdict};

/// Decisions of people, ready to be brought to answers. `Send + Sync`; reading it changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    rows: Vec<Override>,
    by_id: BTreeMap<String, Vec<usize>>,
    by_hash: BTreeMap<Digest, Vec<usize>>,
    by_group: BTreeMap<String, Vec<usize>>,
    /// By the text, rows about one answer.
    by_text: BTreeMap<Digest, Vec<usize>>,
    warnings: Vec<Fault>,
}

/// What a decision is about; two rows of one subject must agree.
type Subject<'o> = (Reach, Option<&'o str>, String, Option<&'o str>);

/// A decision that reaches an answer, with how near it stands; the least counts.
type Reached<'o> = (usize, Ruling<'o>);

impl Overrides {
    /// Reads all rows, or says everything that is wrong with them.
    pub fn new(rows: &[Row]) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut overrides = Self::default();
        for row in rows {
            match Override::read(row) {
                Ok(read) => overrides.rows.push(read),
                Err(problems) => {
                    faults.extend(problems.into_iter().map(|problem| fault(&row.place, problem)));
                }
            }
        }
        let doubled = overrides.doubled();
        let (wrong, harmless) =
            doubled.into_iter().partition(|fault| matches!(fault.problem, Problem::Contradiction(_)));
        faults.extend::<Vec<Fault>>(wrong);
        overrides.warnings = harmless;
        overrides.index();
        if faults.is_empty() { Ok(overrides) } else { Err(faults) }
    }

    /// What is odd but harms nothing: rows that say the same.
    pub fn warnings(&self) -> &[Fault] {
        &self.warnings
    }

    /// Every row, in the order of the file.
    pub fn rows(&self) -> &[Override] {
        &self.rows
    }

    /// Whether nothing has been decided.
    pub fn is_empty(&self) -> bool {
        self.decided().next().is_none()
    }

    /// Rows that wait for a decision.
    pub fn waiting(&self) -> usize {
        self.rows.iter().filter(|row| row.decision.is_none()).count()
    }

    /// Decisions that reached none of the answers whose [`Reviewed::met`] were gathered in `met`, and why.
    pub fn unmet(&self, met: &BTreeSet<usize>, elsewhere: &Elsewhere) -> Vec<Fault> {
        let unmet = self.decided().filter(|(at, _)| !met.contains(at));
        unmet.map(|(at, row)| fault(&row.place, elsewhere.problem(at, row))).collect()
    }

    /// Brings the decisions to an answer that the machine has scored.
    pub fn review(
        &self,
        scorer: &Scorer,
        answer_id: &str,
        answer: &str,
        machine: Assessment,
    ) -> Reviewed<'_> {
        let mut reviewed = Reviewed::untouched(machine);
        let rubric = scorer.rubric();
        let mut own = self.rows_of(self.by_id.get(answer_id), rubric);
        let by_text = !self.by_hash.is_empty() || !self.by_text.is_empty();
        if own.is_empty() && !by_text {
            reviewed.other_rubric = self.other_rubric(answer_id, None, rubric);
            return reviewed;
        }
        let digest = Digest::of(answer);
        reviewed.other_rubric = self.other_rubric(answer_id, Some(digest), rubric);
        if own.is_empty() {
            let moved;
            (own, moved) = self.rows_of(self.by_text.get(&digest), rubric).into_iter().partition(|at| {
                let id = self.rows.get(*at).and_then(|row| row.answer_id.as_deref());
                id.is_some_and(|id| is_same_file(id, answer_id))
            });
            reviewed.same_text = moved;
        }
        let same_text = self.rows_of(self.by_hash.get(&digest), rubric);
        let mut reached: Vec<Reached<'_>> = Vec::new();
        for at in &own {
            self.meet(*at, Reach::Answer, digest, &mut reviewed, &mut reached);
        }
        for at in same_text.into_iter().filter(|at| own.binary_search(at).is_err()) {
            self.meet(at, Reach::Identical, digest, &mut reviewed, &mut reached);
        }
        reached.sort_by_key(|(nearness, _)| *nearness);
        settle(scorer, reached, reviewed)
    }

    /// A row about the answer: its own decision, and those for the group that it puts the answer into.
    fn meet<'o>(
        &'o self,
        at: usize,
        reach: Reach,
        digest: Digest,
        reviewed: &mut Reviewed<'o>,
        reached: &mut Vec<Reached<'o>>,
    ) {
        let Some(row) = self.rows.get(at) else { return };
        reviewed.met.push(at);
        let stale = row.answer_hash.is_some_and(|judged| judged != digest);
        let group = row.group.as_ref().and_then(|group| self.by_group.get(group));
        let group = group.into_iter().flatten().copied().filter(|other| *other != at);
        for other in group.filter(|other| self.rows.get(*other).is_some_and(|other| is_for(other, row))) {
            reviewed.met.push(other);
            if !stale {
                self.push(other, Reach::Group, reached);
            } else if row.decision.is_none() {
                reviewed.stale.extend(self.rows.get(other));
            }
        }
        if stale && row.decision.is_some() {
            reviewed.stale.push(row);
        } else if !stale {
            self.push(at, reach, reached);
        }
    }

    fn push<'o>(&'o self, at: usize, reach: Reach, reached: &mut Vec<Reached<'o>>) {
        let Some(row) = self.rows.get(at) else { return };
        let Some(decision) = row.decision else { return };
        let nearness = (reach as usize * 2 + usize::from(row.rubric.is_none())) * self.rows.len().max(1) + at;
        reached.push((nearness, Ruling { row, reach, decision }));
    }

    fn rows_of(&self, rows: Option<&Vec<usize>>, rubric: &Rubric) -> Vec<usize> {
        let meant = |at: &usize| {
            self.rows.get(*at).is_some_and(|row| row.rubric.as_ref().is_none_or(|id| *id == rubric.id))
        };
        rows.into_iter().flatten().copied().filter(meant).collect()
    }

    /// Rows about this answer or its text that another rubric would have to grade.
    fn other_rubric(&self, answer_id: &str, digest: Option<Digest>, rubric: &Rubric) -> Vec<(usize, String)> {
        let by_text = digest.and_then(|digest| self.by_hash.get(&digest));
        let rows: BTreeSet<usize> =
            self.by_id.get(answer_id).into_iter().chain(by_text).flatten().copied().collect();
        let other = |at: &usize| {
            self.rows.get(*at).is_some_and(|row| row.rubric.as_ref().is_some_and(|id| *id != rubric.id))
        };
        rows.into_iter().filter(other).map(|at| (at, rubric.id.clone())).collect()
    }

    fn decided(&self) -> impl Iterator<Item = (usize, &Override)> {
        self.rows.iter().enumerate().filter(|(_, row)| row.decision.is_some())
    }

    fn index(&mut self) {
        for (at, row) in self.rows.iter().enumerate() {
            if let Some(id) = &row.answer_id {
                self.by_id.entry(id.clone()).or_default().push(at);
            }
            if let (Reach::Answer, Some(_), Some(hash)) = (row.reach, &row.answer_id, row.answer_hash) {
                self.by_text.entry(hash).or_default().push(at);
            }
            if let (Reach::Identical | Reach::Group, Some(hash)) = (row.reach, row.answer_hash) {
                self.by_hash.entry(hash).or_default().push(at);
            }
            if let (Reach::Group, Some(group), Some(_)) = (row.reach, &row.group, row.decision) {
                self.by_group.entry(group.clone()).or_default().push(at);
            }
        }
    }

    /// Rows about what an earlier row has decided.
    fn doubled(&self) -> Vec<Fault> {
        let mut first: BTreeMap<Subject<'_>, &Override> = BTreeMap::new();
        let mut faults = Vec::new();
        for (_, row) in self.decided() {
            let mut problems = Vec::new();
            for subject in subjects(row) {
                let Some(other) = first.get(&subject) else {
                    first.insert(subject, row);
                    continue;
                };
                let place = other.place.clone();
                let same = other.decision == row.decision;
                let problem = if same { Problem::Duplicate(place) } else { Problem::Contradiction(place) };
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
            faults.extend(problems.into_iter().map(|problem| fault(&row.place, problem)));
        }
        faults
    }
}

fn fault(place: &str, problem: Problem) -> Fault {
    Fault { place: place.to_owned(), problem }
}

/// Whether two ids name one file, or one row of it, as seen from two folders: `class/a.csv:4` and `a.csv:4`.
fn is_same_file(one: &str, other: &str) -> bool {
    let parts = |id: &str| -> Vec<String> {
        let parts = id.split(['/', '\\']).skip_while(|part| ["", ".", ".."].contains(part));
        parts.map(ToOwned::to_owned).collect()
    };
    let (one, other) = (parts(one), parts(other));
    one.ends_with(&other) || other.ends_with(&one)
}

fn subjects(row: &Override) -> Vec<Subject<'_>> {
    let (rubric, criterion) = (row.rubric.as_deref(), row.criterion.as_deref());
    let mut all = Vec::new();
    if let Some(id) = &row.answer_id {
        all.push((Reach::Answer, rubric, id.clone(), criterion));
    }
    if let (Reach::Identical | Reach::Group, Some(hash)) = (row.reach, row.answer_hash) {
        all.push((Reach::Identical, rubric, hash.to_string(), criterion));
    }
    if let (Reach::Group, Some(group)) = (row.reach, &row.group) {
        all.push((Reach::Group, rubric, group.clone(), criterion));
    }
    all
}

/// Whether a decision for a group is for the answer of `member`: a row of the same criterion, or of none, says so.
fn is_for(decided: &Override, member: &Override) -> bool {
    let same_rubric = decided.rubric == member.rubric || decided.rubric.is_none() || member.rubric.is_none();
    let whole = member.criterion.is_none() && member.decision.is_none();
    same_rubric && (whole || decided.criterion == member.criterion)
}

/// Takes the nearest decision on each criterion and on the whole, and has the scorer add up.
fn settle<'o>(scorer: &Scorer, reached: Vec<Reached<'o>>, mut reviewed: Reviewed<'o>) -> Reviewed<'o> {
    let mut verdicts: BTreeMap<CriterionIdx, (Verdict, Ruling<'o>)> = BTreeMap::new();
    let mut score: Option<((u16, Points), Ruling<'o>)> = None;
    for (_, ruling) in reached {
        match found(scorer, &ruling) {
            Ok(Found::Criterion(idx, verdict)) => {
                verdicts.entry(idx).or_insert((verdict, ruling));
            }
            Ok(Found::Whole(permille, points)) => {
                score.get_or_insert(((permille, points), ruling));
            }
            Err(problem) => reviewed.faults.push(fault(&ruling.row.place, problem)),
        }
    }
    if verdicts.is_empty() && score.is_none() {
        return reviewed;
    }
    reviewed.machine_permille = Some(reviewed.assessment.permille);
    reviewed.machine_confidence = Some(scorer.confidence(&reviewed.assessment));
    let decided: Vec<(CriterionIdx, Verdict)> =
        verdicts.iter().map(|(idx, (verdict, _))| (*idx, *verdict)).collect();
    let mut assessment = scorer.decide(reviewed.assessment, &decided);
    if let Some((decided, ruling)) = score {
        assessment = scorer.decide_score(assessment, decided);
        reviewed.score = Some(ruling);
    }
    reviewed.assessment = assessment;
    reviewed.criteria = verdicts.into_iter().map(|(idx, (_, ruling))| (idx, ruling)).collect();
    reviewed
}

enum Found {
    Criterion(CriterionIdx, Verdict),
    /// Tenths of a percent, and points.
    Whole(u16, Points),
}

/// What a decision is about in this rubric.
fn found(scorer: &Scorer, ruling: &Ruling<'_>) -> Result<Found, Problem> {
    let rubric = scorer.rubric();
    match ruling.decision {
        Decision::Permille(permille) => Ok(Found::Whole(permille, scorer.share(permille))),
        Decision::Points(hundredths) => {
            let (given, most) = (Points::from_hundredths(hundredths), scorer.max());
            if given > most {
                let (given, most) = (given.to_string(), most.to_string());
                return Err(Problem::TooManyPoints { given, most, rubric: rubric.id.clone() });
            }
            Ok(Found::Whole(scorer.permille(given), given))
        }
        Decision::Verdict(verdict) => {
            let id = ruling.row.criterion.as_deref().unwrap_or_default();
            let at = rubric.criteria.iter().position(|criterion| criterion.id == id);
            let at = at.and_then(|at| u16::try_from(at).ok()).ok_or_else(|| unknown(rubric, id))?;
            Ok(Found::Criterion(CriterionIdx(at), verdict))
        }
    }
}

fn unknown(rubric: &Rubric, id: &str) -> Problem {
    let ids = || rubric.criteria.iter().map(|criterion| criterion.id.as_str());
    let hint = match near(id, ids()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}", ids().collect::<Vec<_>>().join(", ")),
    };
    Problem::Criterion { rubric: rubric.id.clone(), criterion: id.to_owned(), hint }
}
