//! Criteria of the three kinds, and the index of their ids.

use std::collections::BTreeMap;

use super::rules::polarity_of;
use super::start;
use crate::diagnostic::Code;
use crate::rubric::schema::lower::{Fields, Reader, Value};
use crate::rubric::{Criterion, CriterionIdx, CriterionKind, Examples, Points, Spanned, Strength};
use crate::span::{SourceFile, Span};

/// Most criteria of a rubric.
const MAX_CRITERIA: usize = 1000;

/// Points of a criterion that does not say.
const POINTS: Points = Points::from_hundredths(100);

const KINDS: [(&str, CriterionKind); 3] = [
    ("concepts", CriterionKind::Concept),
    ("failure_modes", CriterionKind::FailureMode),
    ("misconceptions", CriterionKind::Misconception),
];

/// Every criterion by its id, whether or not the rest of it can be read.
pub(super) struct Ids(BTreeMap<String, Known>);

/// What is known of a criterion by its id alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) idx: CriterionIdx,
    pub(super) kind: CriterionKind,
    span: Span<SourceFile>,
}

impl Ids {
    /// The ids of a rubric that has been read.
    pub(super) fn of(criteria: &[Criterion]) -> Self {
        let known = |(at, criterion): (usize, &Criterion)| {
            let idx = CriterionIdx(u16::try_from(at).unwrap_or(u16::MAX));
            (criterion.id.clone(), Known { idx, kind: criterion.kind, span: criterion.span })
        };
        Self(criteria.iter().enumerate().map(known).collect())
    }

    /// The criterion that `id` names; complains if there is none.
    pub(super) fn resolve(&self, reader: &mut Reader<'_>, id: Spanned<&str>) -> Option<Known> {
        if let Some(known) = self.0.get(id.value) {
            return Some(*known);
        }
        let error = reader.error(Code::UnknownId, id.span, format!("no criterion has the id `{}`", id.value));
        let near = reader.near(id.value, self.0.keys().map(String::as_str));
        reader.push(match near {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help("write the id of a concept, failure mode or misconception of this rubric"),
        });
        None
    }
}

/// What authors call a criterion of that kind.
pub(super) fn kind_name(kind: CriterionKind) -> &'static str {
    match kind {
        CriterionKind::Concept => "concept",
        CriterionKind::FailureMode => "failure mode",
        CriterionKind::Misconception => "misconception",
    }
}

/// All ids in the order of criteria; complains of those used twice.
pub(super) fn ids(reader: &mut Reader<'_>, fields: &Fields) -> Ids {
    let mut ids: BTreeMap<String, Known> = BTreeMap::new();
    let mut n_criteria: u16 = 0;
    for (field, kind) in KINDS {
        for (id, _) in fields.entries(field) {
            let known = Known { idx: CriterionIdx(n_criteria), kind, span: id.span };
            n_criteria = n_criteria.saturating_add(1);
            match ids.get(&id.value) {
                Some(first) => {
                    let names = (kind_name(first.kind), kind_name(kind));
                    let message = format!("the id `{}` names a {} and a {}", id.value, names.0, names.1);
                    let error = reader.error(Code::DuplicateId, id.span, message);
                    let error = error.label("used again here").related(first.span, "first used here");
                    reader.push(error.help("give one of the two another id"));
                }
                None => drop(ids.insert(id.value.clone(), known)),
            }
        }
    }
    Ids(ids)
}

/// All criteria; `None` when they are too many to be read.
pub(super) fn criteria(reader: &mut Reader<'_>, fields: &Fields) -> Option<Vec<Criterion>> {
    let n_criteria: usize = KINDS.iter().map(|(field, _)| fields.entries(field).len()).sum();
    if n_criteria > MAX_CRITERIA {
        let message = format!("the rubric has {n_criteria} criteria; at most {MAX_CRITERIA} are possible");
        let error = reader.error(Code::TooLarge, start(), message);
        reader.push(error.help("split the rubric"));
        return None;
    }
    let mut criteria = vec![];
    for (field, kind) in KINDS {
        for (id, value) in fields.entries(field) {
            let Some(value) = value else { continue };
            criteria.extend(criterion(reader, id, value, kind, fields.has("examples")));
        }
    }
    let earning = ["concepts", "failure_modes"];
    let unreadable = |field: &str| fields.has(field) && !fields.fits(field);
    if earning.iter().all(|field| fields.entries(field).is_empty() && !unreadable(field))
        && !reader.misspelled(&earning)
    {
        let at = earning.iter().find_map(|field| fields.key(field)).unwrap_or(start());
        let message = "the rubric has no concept and no failure mode";
        let error = reader.error(Code::NoCriteria, at, message);
        let by_reference = "add one under `concepts:`, or give this file to `gradus grade --reference`";
        let help = if fields.has("reference") { by_reference } else { "add one under `concepts:`" };
        reader.push(error.help(help));
    }
    Some(criteria)
}

fn criterion(
    reader: &mut Reader<'_>,
    id: &Spanned<String>,
    value: &Value,
    kind: CriterionKind,
    has_file: bool,
) -> Option<Criterion> {
    let fields = value.fields()?;
    let polarity = polarity_of(fields).unwrap_or_default();
    let mut indicators = reader.indicators(fields.list("any"), Strength::Full, polarity);
    indicators.extend(reader.composed(fields, "all", polarity));
    indicators.extend(reader.composed(fields, "at_least", polarity));
    indicators.extend(reader.indicators(fields.list("weak"), Strength::Weak, polarity));
    let examples = fields.object("examples").map(examples).unwrap_or_default();
    let nothing = indicators.is_empty() && examples.hit.is_empty() && !has_file;
    if nothing && !reader.is_over_limit() && reader.is_clean(id.span.join(value.span)) {
        let message = format!("nothing can meet {} `{}`", article(kind), id.value);
        let error = reader.error(Code::NoIndicator, id.span, message).label("no pattern and no example");
        reader.push(error.help("add `any:` with phrases, or `examples:` with sentences under `hit:`"));
    }
    Some(Criterion {
        id: id.value.clone(),
        title: fields.owned("title").unwrap_or_else(|| id.value.replace('-', " ")),
        kind,
        points: fields.points("points").unwrap_or(POINTS),
        required: fields.flag("required"),
        polarity,
        indicators,
        unless: reader.indicators(fields.list("unless"), Strength::Full, polarity),
        examples,
        precision: fields.percent("precision"),
        missing: fields.owned("missing"),
        follow_up: fields.owned("follow_up"),
        span: id.span,
    })
}

fn article(kind: CriterionKind) -> String {
    format!("the {}", kind_name(kind))
}

fn examples(fields: &Fields) -> Examples {
    let sentences = |name| fields.texts(name).into_iter().map(super::owned).collect();
    Examples { hit: sentences("hit"), miss: sentences("miss") }
}
