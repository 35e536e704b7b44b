//! Patterns against their own text and against each other: dead, said twice, never deciding.

use super::witness::{Spread, Witnesses, witnesses};
use super::{Owned, Subject, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::probe::{Part, PartKind, Probe};
use crate::rubric::pattern::{Element, Expression, Pattern};
use crate::rubric::{Indicator, PolarityRule, Rubric, Rule};

/// Every pattern that is dead, shadowed or written twice.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut probe = Probe::raw(subject.rubric);
    let parts = probe.parts().to_vec();
    let most = most_witnesses(parts.len());
    let mut found = Vec::new();
    for part in &parts {
        let Some(owned) = owned(subject.rubric, *part) else { continue };
        match dead(subject, &mut probe, *part, owned, most) {
            Some(diagnostic) => found.push(diagnostic),
            None => found.extend(idle(subject, &mut probe, *part, owned, most)),
        }
    }
    found.extend(repeated(subject));
    found
}

/// Witnesses of a pattern that are tried, so that the work for a rubric of thousands stays bounded.
///
/// Each costs a reading with all patterns, so that trying all would grow with their square.
fn most_witnesses(n_parts: usize) -> usize {
    const WORK: usize = 10_000_000;
    (WORK / (n_parts * n_parts).max(1)).clamp(2, 512)
}

/// The indicator that a part stands for.
pub(super) fn owned(rubric: &Rubric, part: Part) -> Option<Owned<'_>> {
    let criterion = rubric.criteria.get(part.criterion)?;
    let indicator = match part.kind {
        PartKind::Indicator(place) => criterion.indicators.get(place)?,
        PartKind::Counter(place) => criterion.unless.get(place)?,
        PartKind::Examples => return None,
    };
    Some(Owned { criterion, indicator })
}

/// A pattern, or an alternative of it, that does not match its own text.
fn dead(
    subject: &Subject<'_>,
    probe: &mut Probe,
    part: Part,
    owned: Owned<'_>,
    most: usize,
) -> Option<Diagnostic> {
    let Owned { indicator, .. } = owned;
    let Witnesses { mut texts, .. } = witnesses(&indicator.rule, &subject.rubric.lexicon, Spread::Close);
    texts.truncate(most);
    let unmatched: Vec<&String> = texts
        .iter()
        // Of a regular expression the witness is a guess, which must be right to prove anything.
        .filter(|text| {
            regexes_of(&indicator.rule)
                .iter()
                .all(|regex| regex.compiled().is_some_and(|regex| regex.is_match(text)))
        })
        .filter(|text| !matches_itself(probe, part, text))
        .collect();
    let first = unmatched.first()?;
    let text = shown(&indicator.text);
    if unmatched.len() == texts.len() {
        let message = format!("`{text}` cannot match an answer, not even its own text");
        let error = Diagnostic::error(Code::DeadPattern, subject.file, indicator.span, message);
        let label = format!("does not match “{}”", shown(first));
        let help = if text.contains('?') && !text.contains(")?") && !text.starts_with('/') {
            "what is optional stands in brackets, such as `(word)?`; inflections of a word match by themselves"
        } else {
            "write it as candidates write it, or remove it"
        };
        return Some(error.label(label).help(help));
    }
    let message = format!("one alternative of `{text}` cannot match: “{}”", shown(first));
    let warning = Diagnostic::warning(Code::DeadAlternative, subject.file, indicator.span, message);
    Some(warning.help("write that alternative as candidates write it, or remove it"))
}

fn matches_itself(probe: &mut Probe, part: Part, text: &str) -> bool {
    // At the start of an answer a mark may mean a list or a heading; in a sentence it does not.
    [text.to_owned(), format!("zorb {text} zorb.")]
        .iter()
        .any(|context| probe.find(context).iter().any(|found| found.part == part))
}

fn regexes_of(rule: &Rule) -> Vec<&Expression> {
    match rule {
        Rule::Pattern(Pattern::Regex(regex)) => vec![regex],
        Rule::Pattern(_) => vec![],
        Rule::AtLeast { of, .. } => of.iter().flat_map(regexes_of).collect(),
    }
}

/// A pattern that never decides anything, because another of its criterion matches all that it matches.
fn idle(
    subject: &Subject<'_>,
    probe: &mut Probe,
    part: Part,
    owned: Owned<'_>,
    most: usize,
) -> Option<Diagnostic> {
    let Owned { criterion, indicator } = owned;
    let Witnesses { texts, complete } = witnesses(&indicator.rule, &subject.rubric.lexicon, Spread::Wide);
    if !complete || texts.is_empty() || texts.len() > most {
        return None;
    }
    let mut rivals: Vec<Part> =
        probe.parts().iter().copied().filter(|other| competes(*other, part)).collect();
    for text in &texts {
        if rivals.is_empty() {
            return None;
        }
        let found = probe.find(&format!("{text}."));
        rivals.retain(|rival| found.iter().any(|found| found.part == *rival && !found.mistyped));
    }
    let candidates =
        rivals.into_iter().filter_map(|rival| self::owned(subject.rubric, rival).map(|other| (rival, other)));
    let (rival, other) = candidates.into_iter().find(|(rival, other)| {
        is_as_good(other.indicator, indicator) && (*rival < part || !equals(subject, probe, part, *rival))
    })?;
    let (text, by) = (shown(&indicator.text), shown(&other.indicator.text));
    let same = equals(subject, probe, part, rival);
    let (code, message) = if same {
        (Code::DuplicatePattern, format!("`{text}` says the same as `{by}` in `{}`", criterion.id))
    } else {
        (Code::Shadowed, format!("`{text}` never decides anything: `{by}` matches all that it matches"))
    };
    let warning = Diagnostic::warning(code, subject.file, indicator.span, message);
    Some(warning.related(other.indicator.span, "the other pattern").help("remove it, or the other one"))
}

/// Whether two parts could stand in for each other.
fn competes(other: Part, part: Part) -> bool {
    let same_role = matches!(
        (other.kind, part.kind),
        (PartKind::Indicator(_), PartKind::Indicator(_)) | (PartKind::Counter(_), PartKind::Counter(_))
    );
    other.criterion == part.criterion && other != part && same_role
}

/// Whether `other` counts wherever `indicator` does, and earns as much.
fn is_as_good(other: &Indicator, indicator: &Indicator) -> bool {
    let polarity = other.polarity == indicator.polarity || other.polarity == PolarityRule::Any;
    other.strength >= indicator.strength
        && polarity
        && (!is_literal(&other.rule) || is_literal(&indicator.rule))
}

/// Whether something of it must stand in the answer letter by letter.
fn is_literal(rule: &Rule) -> bool {
    let literal =
        |elements: &[Element]| elements.iter().any(|element| matches!(element, Element::Verbatim(_)));
    let in_choice = |element: &Element| match element {
        Element::Choice(options) => options.iter().any(|option| literal(option)),
        _ => false,
    };
    match rule {
        Rule::Pattern(Pattern::Regex(_)) => true,
        Rule::Pattern(Pattern::Sequence(sequence)) => {
            sequence.runs.iter().any(|run| literal(&run.elements) || run.elements.iter().any(in_choice))
        }
        Rule::Pattern(Pattern::Together(sequences)) => sequences
            .iter()
            .flat_map(|sequence| &sequence.runs)
            .any(|run| literal(&run.elements) || run.elements.iter().any(in_choice)),
        Rule::AtLeast { of, .. } => of.iter().any(is_literal),
    }
}

/// Whether `part` matches all that `rival` matches, too.
fn equals(subject: &Subject<'_>, probe: &mut Probe, part: Part, rival: Part) -> bool {
    let (Some(mine), Some(other)) = (owned(subject.rubric, part), owned(subject.rubric, rival)) else {
        return false;
    };
    let Witnesses { texts, complete } =
        witnesses(&other.indicator.rule, &subject.rubric.lexicon, Spread::Wide);
    let all = texts.iter().all(|text| {
        probe.find(&format!("{text}.")).iter().any(|found| found.part == part && !found.mistyped)
    });
    complete && all && mine.indicator.strength == other.indicator.strength
}

/// The same pattern under two criteria: one sentence would earn both.
fn repeated(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let all = subject.rubric.criteria.iter().flat_map(|criterion| {
        criterion.indicators.iter().map(move |indicator| Owned { criterion, indicator })
    });
    let mut first: std::collections::BTreeMap<String, Owned<'_>> = std::collections::BTreeMap::new();
    let mut found = vec![];
    for owned in all {
        let text = owned.indicator.text.to_lowercase();
        match first.get(&text) {
            Some(before) if before.criterion.id != owned.criterion.id => {
                let (text, ids) = (shown(&owned.indicator.text), (&before.criterion.id, &owned.criterion.id));
                let message = format!("`{text}` stands under `{}` and under `{}`", ids.0, ids.1);
                let warning =
                    Diagnostic::warning(Code::DuplicatePattern, subject.file, owned.indicator.span, message);
                let warning = warning.related(before.indicator.span, "first used here");
                found.push(warning.help("keep it under the criterion whose idea it states"));
            }
            Some(_) => {}
            None => drop(first.insert(text, owned)),
        }
    }
    found
}
