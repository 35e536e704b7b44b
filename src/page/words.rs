//! What the page says of numbers, verdicts and states.

use maud::{Markup, html};

use crate::rubric::{Criterion, CriterionKind};
use crate::score::Verdict;

pub(super) use crate::diagnostic::count;

/// Short name of a kind for classes: `c`oncept, `f`ailure mode, misconception `x`.
pub(super) const fn kind_class(kind: CriterionKind) -> &'static str {
    match kind {
        CriterionKind::Concept => "c",
        CriterionKind::FailureMode => "f",
        CriterionKind::Misconception => "x",
    }
}

/// Heading of the criteria of a kind.
pub(super) const fn kind_title(kind: CriterionKind) -> &'static str {
    match kind {
        CriterionKind::Concept => "Concepts",
        CriterionKind::FailureMode => "Failure modes",
        CriterionKind::Misconception => "Misconceptions",
    }
}

/// One letter of a verdict, as scripts compare it.
pub(super) const fn verdict_letter(verdict: Verdict) -> char {
    match verdict {
        Verdict::Met => 'm',
        Verdict::Weak => 'w',
        Verdict::Denied => 'd',
        Verdict::Missing => 'o',
    }
}

/// A verdict in the words of its kind: a misconception is asserted or rejected, not met or denied.
pub(super) const fn verdict_word(kind: CriterionKind, verdict: Verdict) -> &'static str {
    match (kind, verdict) {
        (CriterionKind::Misconception, Verdict::Met) => "asserted",
        (CriterionKind::Misconception, Verdict::Weak) => "touched",
        (CriterionKind::Misconception, Verdict::Denied) => "rejected",
        (CriterionKind::Misconception, Verdict::Missing) => "not said",
        (_, Verdict::Met) => "met",
        (_, Verdict::Weak) => "weak",
        (_, Verdict::Denied) => "denied",
        (_, Verdict::Missing) => "missing",
    }
}

/// What a state of evidence means, where it is not plainly stated.
pub(super) fn state_words(state: &str) -> Option<&'static str> {
    match state {
        "hedged" => Some("hedged"),
        "negated" => Some("negated: does not count"),
        "rejected" => Some("set aside: does not count"),
        "attributed" => Some("said of others: does not count"),
        "echoed" => Some("repeats the question: does not count"),
        "listed" => Some("only named"),
        "countered" => Some("countered: does not count"),
        "unsure" => Some("too unsure: does not count"),
        _ => None,
    }
}

/// A flag for people.
pub(super) fn flag_words(flag: &str) -> &str {
    match flag.split(':').next().unwrap_or(flag) {
        "empty" => "empty",
        "stuffed" => "terms piled up",
        "echo" => "repeats the question",
        "contradiction" => "contradicts itself",
        "required-missing" => "required is missing",
        "capped" => "score capped",
        "unprintable" => "hidden characters",
        _ => flag,
    }
}

/// Tenths of a percent: `54 %`, `54.5 %`.
pub(super) fn percent(permille: u32) -> String {
    let (whole, tenth) = (permille / 10, permille % 10);
    if tenth == 0 { format!("{whole} %") } else { format!("{whole}.{tenth} %") }
}

/// A share of a whole in rounded percent.
pub(super) fn share(part: usize, whole: usize) -> String {
    format!("{} %", (part * 100 + whole / 2) / whole.max(1))
}

/// A criterion's number beside the shape and colour of its kind.
pub(super) fn badge(number: usize, criterion: &Criterion) -> Markup {
    html! { span class={ "n " (kind_class(criterion.kind)) } { (number) } }
}
