//! What refers to criteria by their ids: groups, caps and tests; and bands.

use std::collections::BTreeMap;

use super::criteria::{Ids, kind_name};
use crate::diagnostic::Code;
use crate::rubric::schema::lower::{Fields, Reader, Value};
use crate::rubric::{
    Anchor, AnchorText, Band, Cap, CapWhen, CriterionIdx, CriterionKind, Expected, Group, Spanned,
};
use crate::span::{SourceFile, Span};

/// Kinds that earn points.
const EARNING: [CriterionKind; 2] = [CriterionKind::Concept, CriterionKind::FailureMode];

/// The bands, highest first; the usual four if none are given.
pub(super) fn bands(reader: &mut Reader<'_>, fields: &Fields) -> Vec<Band> {
    let written = fields.entries("bands");
    if written.is_empty() {
        let usual = [("strong", 85), ("solid", 60), ("partial", 30), ("weak", 0)];
        return usual.map(|(name, from)| Band { name: name.to_owned(), from }).to_vec();
    }
    let mut bands: Vec<Band> = vec![];
    let mut whole = true;
    for (name, value) in written {
        let Some((from, span)) = value.as_ref().and_then(percent) else {
            whole = false;
            continue;
        };
        if let Some(above) = bands.last().filter(|above| above.from <= from) {
            let message =
                format!("band `{}` does not start below `{}`, which stands above it", name.value, above.name);
            let error = reader.error(Code::BadBands, span, message);
            let label = format!("must be under {}", above.from);
            reader.push(error.label(label).help("list bands from the highest to the lowest"));
        }
        bands.push(Band { name: name.value.clone(), from });
    }
    if let (true, Some(last), Some((name, _))) = (whole, bands.last(), written.last())
        && last.from > 0
    {
        let message = format!("scores under {} lie in no band", last.from);
        let error = reader.error(Code::BadBands, name.span, message).label("the last band must start at 0");
        reader.push(error.help("add a band that starts at 0: `weak: 0`"));
    }
    bands
}

fn percent(value: &Value) -> Option<(u8, Span<SourceFile>)> {
    Some((u8::try_from(value.number()?).ok()?, value.span))
}

/// Ceilings on the score.
pub(super) fn caps(reader: &mut Reader<'_>, fields: &Fields, ids: &Ids) -> Vec<Cap> {
    let mut caps = vec![];
    for cap in fields.list("caps").iter().filter_map(Value::fields) {
        let when = match (cap.text("missing"), cap.text("asserted")) {
            (Some(id), _) => {
                resolve(reader, ids, id, &EARNING, "`missing` takes a concept or a failure mode")
                    .map(CapWhen::Missing)
            }
            (None, Some(id)) => {
                let kinds = [CriterionKind::Misconception];
                resolve(reader, ids, id, &kinds, "`asserted` takes a misconception").map(CapWhen::Asserted)
            }
            (None, None) => Some(CapWhen::NoFailureMode),
        };
        if let (Some(when), Some(percent)) = (when, cap.percent("percent")) {
            caps.push(Cap { when, percent });
        }
    }
    caps
}

/// The criterion that `id` names, if it is of one of `kinds`; complains if not.
fn resolve(
    reader: &mut Reader<'_>,
    ids: &Ids,
    id: Spanned<&str>,
    kinds: &[CriterionKind],
    takes: &str,
) -> Option<CriterionIdx> {
    let known = ids.resolve(reader, id)?;
    if kinds.contains(&known.kind) {
        return Some(known.idx);
    }
    let name = kind_name(known.kind);
    let message = format!("`{}` is a {name}; {takes}", id.value);
    let error = reader.error(Code::UnknownId, id.span, message);
    reader.push(error.label(format!("a {name}")));
    None
}

/// Groups, which are disjoint.
pub(super) fn groups(reader: &mut Reader<'_>, fields: &Fields, ids: &Ids) -> Vec<Group> {
    let mut taken: BTreeMap<CriterionIdx, Span<SourceFile>> = BTreeMap::new();
    let mut groups = vec![];
    for (id, value) in fields.entries("groups") {
        let Some(group) = value.as_ref().and_then(Value::fields) else { continue };
        let of = members(reader, group, ids, &mut taken);
        let n_written = group.list("of").len();
        let full = group.whole("full");
        if let Some(full) = full.filter(|full| usize::try_from(full.value).is_ok_and(|full| full > n_written))
        {
            let message = format!("group `{}` asks for {} of {n_written} members", id.value, full.value);
            let error = reader.error(Code::BadGroup, full.span, message);
            reader.push(error.help(format!("write `full: {}` or less", n_written.max(1))));
        }
        groups.push(Group {
            id: id.value.clone(),
            title: group.owned("title").unwrap_or_else(|| id.value.replace('-', " ")),
            of,
            full: full.and_then(|full| usize::try_from(full.value).ok()).unwrap_or(1),
        });
    }
    groups
}

fn members(
    reader: &mut Reader<'_>,
    group: &Fields,
    ids: &Ids,
    taken: &mut BTreeMap<CriterionIdx, Span<SourceFile>>,
) -> Vec<CriterionIdx> {
    let mut members = vec![];
    for id in group.texts("of") {
        let takes = "a group takes concepts and failure modes";
        let Some(idx) = resolve(reader, ids, id, &EARNING, takes) else { continue };
        if let Some(&first) = taken.get(&idx) {
            let message = format!("`{}` is a member of a group already", id.value);
            let error = reader.error(Code::BadGroup, id.span, message).label("named again here");
            reader.push(error.related(first, "first named here").help("remove one of the two"));
            continue;
        }
        taken.insert(idx, id.span);
        members.push(idx);
    }
    members
}

/// Whole-response tests.
pub(super) fn tests(reader: &mut Reader<'_>, list: &[Value], ids: &Ids) -> Vec<Anchor> {
    let mut names: BTreeMap<&str, Span<SourceFile>> = BTreeMap::new();
    let mut tests = vec![];
    for test in list.iter().filter_map(Value::fields) {
        let written = test.text("answer").map(super::owned).map(AnchorText::Written);
        let answer = written.or_else(|| test.text("file").map(super::owned).map(AnchorText::File));
        let (Some(name), Some(answer)) = (test.text("name"), answer) else { continue };
        if let Some(&first) = names.get(name.value) {
            let message = format!("two tests have the name `{}`", name.value);
            let error = reader.error(Code::DuplicateId, name.span, message).label("used again here");
            reader.push(error.related(first, "first used here").help("give one of the two another name"));
        }
        names.insert(name.value, name.span);
        let Some(expect) = test.object("expect") else { continue };
        tests.push(Anchor {
            name: name.value.to_owned(),
            span: name.span,
            answer,
            expect: expected(reader, expect, ids, test.key("expect").unwrap_or(name.span)),
            percent: expect.percents("percent"),
        });
    }
    tests
}

fn expected(
    reader: &mut Reader<'_>,
    expect: &Fields,
    ids: &Ids,
    key: Span<SourceFile>,
) -> Vec<(CriterionIdx, Expected, Span<SourceFile>)> {
    let verdicts = [
        ("met", Expected::Met),
        ("weak", Expected::Weak),
        ("denied", Expected::Denied),
        ("missing", Expected::Missing),
    ];
    if verdicts.iter().all(|(field, _)| !expect.has(field)) && !expect.has("percent") && !expect.has_unknown()
    {
        let error = reader.error(Code::MissingField, key, "the test expects nothing");
        reader.push(error.help("add `percent: 80..100`, or ids under `met:`"));
    }
    let mut first: BTreeMap<CriterionIdx, Span<SourceFile>> = BTreeMap::new();
    let mut expected = vec![];
    for (field, verdict) in verdicts {
        for id in expect.texts(field) {
            let Some(known) = ids.resolve(reader, id) else { continue };
            if let Some(&before) = first.get(&known.idx) {
                let message = format!("the test expects `{}` twice", id.value);
                let error = reader.error(Code::DuplicateId, id.span, message).label("named again here");
                reader.push(error.related(before, "first named here").help("remove one of the two"));
            }
            first.insert(known.idx, id.span);
            expected.push((known.idx, verdict, id.span));
        }
    }
    expected
}
