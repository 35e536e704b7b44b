//! One answer on the page: a line for the list, its text with evidence, what each criterion got and why.

use maud::{Markup, html};

use super::tally::confidence;
use super::text::{Place, Text, name};
use super::words::{
    badge, count, flag_words, kind_class, percent, state_words, verdict_letter, verdict_word,
};
use super::{Entry, cells, highlight};
use crate::diagnostic::one_line;
use crate::report::{CriterionReport, EvidenceReport, OverrideReport, Report, StaleReport};
use crate::rubric::{Criterion, CriterionKind, Rubric};
use crate::score::Verdict;
use crate::text::front_matter_end;

/// Characters of a quote beside a criterion.
const QUOTE: usize = 80;
/// Quotes beside a criterion; the text shows all.
const MOST_QUOTES: usize = 2;
/// Characters of a pattern beside a quote.
const INDICATOR: usize = 50;
/// Characters of an answer in the list.
const START: usize = 100;

/// The head of an answer's article, which the list shows, with all that the list chooses by.
pub(super) fn head(question: usize, rubric: &Rubric, entry: &Entry<'_>, place: Place<'_>) -> Markup {
    let (report, found) = (entry.report, entry.assessment);
    let verdicts: Vec<Verdict> = found.criteria.iter().map(|score| score.verdict).collect();
    let is_blank = report.is_blank();
    // What was not handed in has no verdicts that the list could choose by.
    let verdicts = if is_blank { Vec::new() } else { verdicts };
    let letters: String = verdicts.iter().map(|verdict| verdict_letter(*verdict)).collect();
    let flags = flags(report);
    let sure = confidence(report.confidence);
    html! {
        article id=(place.anchor) data-q=(question) data-s=(found.permille) data-k=(sure) data-v=(letters)
            data-b=[found.band.filter(|_| !is_blank)] data-p=[report.passed.then_some("")] data-f=[(!flags.is_empty()).then(|| flags.join("|"))]
            data-r=[report.machine_percent.map(|_| "")] {
            header {
                div.who {
                    h3 { a href={ "#" (place.anchor) } { (Text(name(&report.answer_id))) } }
                    p.start aria-hidden="true" { (Text(&start(entry.answer))) }
                }
                @if !is_blank { (score(found.permille, rubric.pass)) (cells::row(rubric, &verdicts)) }
                p.tags { (tags(report)) }
            }
        }
    }
}

/// The rest of the article: the text with its evidence, and what each criterion got and why.
pub(super) fn body(rubric: &Rubric, entry: &Entry<'_>, place: Place<'_>) -> Markup {
    let report = entry.report;
    html! {
        div.words lang="" { (highlight::marked(rubric, report, entry.answer, place)) }
        div.why {
            @if report.is_blank() { p.result { b { "Nothing was handed in" } } } @else { (judged(rubric, entry, place)) }
        }
    }
}

/// The result, who decided it, and what each criterion got.
fn judged(rubric: &Rubric, entry: &Entry<'_>, place: Place<'_>) -> Markup {
    let (report, found) = (entry.report, entry.assessment);
    html! {
            (result(report, confidence(report.confidence)))
            @if let Some(decided) = &report.score_override { (decision(decided, report.machine_percent)) }
            @for stale in &report.stale_overrides { (stale_decision(stale)) }
            (about(rubric, report))
            ol.criteria {
                @for (at, (criterion, scored)) in rubric.criteria.iter().zip(&report.criteria).enumerate() {
                    @let verdict = found.criteria.get(at).map_or(Verdict::Missing, |score| score.verdict);
                    @let is_shown = criterion.kind != CriterionKind::Misconception || verdict != Verdict::Missing;
                    @if is_shown || scored.decided.is_some() { (item(at + 1, criterion, scored, verdict, place)) }
                }
            }
            (lenses(report))
    }
}

/// The first words, by which an answer is recognised.
fn start(answer: &str) -> String {
    one_line(answer.get(front_matter_end(answer)..).unwrap_or(answer), START)
}

fn score(permille: u16, pass: u8) -> Markup {
    html! {
        p.score {
            b { (percent(u32::from(permille))) }
            svg viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true" {
                rect width=(permille) height="8" {}
                path.pass d={ "M" (usize::from(pass) * 10) " 0v8" } {}
            }
        }
    }
}

fn tags(report: &Report) -> Markup {
    html! {
        @if let Some(band) = report.band.as_ref().filter(|_| !report.is_blank()) { span.tag { (Text(band)) } }
        @if report.machine_percent.is_some() { span.tag.reviewed { "reviewed" } }
        @for flag in flags(report) { span.tag.flag { (flag) } }
    }
}

/// What the flags say, each once.
fn flags(report: &Report) -> Vec<&str> {
    let mut flags: Vec<&str> = report.flags.iter().map(|flag| flag_words(flag)).collect();
    // Flags of a kind stand together.
    flags.dedup();
    flags
}

fn result(report: &Report, sure: u8) -> Markup {
    html! {
        p.result {
            b { (if report.passed { "Passed" } else { "Not passed" }) } " · "
            (report.points) " of " (report.max) " points"
            @if let Some(scaled) = report.scaled { " · " (scaled) " on the raters' scale" }
            " · " (count(report.words, "word")) " · confidence " (sure) " %"
        }
    }
}

/// What the flags are about.
fn about(rubric: &Rubric, report: &Report) -> Markup {
    html! {
        @for flag in &report.flags {
            p.flag {
                (flag_words(flag))
                @if let Some((_, id)) = flag.split_once(':')
                    && let Some(at) = rubric.criteria.iter().position(|criterion| criterion.id == id)
                    && let Some(criterion) = rubric.criteria.get(at) {
                    ": " (badge(at + 1, criterion)) " " (Text(&criterion.title))
                }
            }
        }
    }
}

fn item(
    number: usize,
    criterion: &Criterion,
    scored: &CriterionReport,
    verdict: Verdict,
    place: Place<'_>,
) -> Markup {
    let letter = verdict_letter(verdict);
    html! {
        li id=(place.of(number)) class={ "v" (letter) " k" (kind_class(criterion.kind)) } data-c=(number) {
            p.head {
                (badge(number, criterion)) " "
                span.title { b { (Text(&criterion.title)) } " " span.verdict { (verdict_word(criterion.kind, verdict)) }
                    @if scored.doubtful { " " span.near { "close call" } }
                }
                @if scored.max > 0.0 || scored.points < 0.0 {
                    " " span.points { (signed(scored.points)) @if scored.max > 0.0 { "/" (scored.max) } }
                }
            }
            @if let Some(decided) = &scored.decided { (decision(decided, None)) }
            @if !scored.evidence.is_empty() {
                ul.quotes { @for quote in quotes(&scored.evidence) { (evidence(quote)) } }
            }
            @if let Some(missing) = &scored.missing { p.missing { (Text(missing)) } }
            @if let Some(ask) = &scored.follow_up { p.ask { (Text(ask)) } }
        }
    }
}

/// The best quotes, none of which says again what another says.
fn quotes(all: &[EvidenceReport]) -> Vec<&EvidenceReport> {
    let mut quotes: Vec<&EvidenceReport> = Vec::new();
    for quote in all {
        let overlaps =
            |other: &&EvidenceReport| quote.start.byte < other.end.byte && other.start.byte < quote.end.byte;
        if quotes.len() < MOST_QUOTES && !quotes.iter().any(overlaps) {
            quotes.push(quote);
        }
    }
    quotes
}

/// Points with a minus sign that is as wide as a digit.
fn signed(points: f64) -> String {
    points.to_string().replace('-', "\u{2212}")
}

fn evidence(quote: &EvidenceReport) -> Markup {
    html! {
        li {
            q { (Text(&one_line(&quote.text, QUOTE))) } " "
            small {
                "line " (quote.start.line) ", "
                @if quote.method == "learned" { "like the examples" }
                @else { (quote.method) " " code { (Text(&one_line(&quote.indicator, INDICATOR))) } }
                @if let Some(state) = state_words(quote.state) { ", " em { (state) } }
            }
        }
    }
}

/// What a person decided, and what the machine had said.
fn decision(decided: &OverrideReport, machine_percent: Option<f64>) -> Markup {
    html! {
        p.review {
            b { "Decided by " (Text(&decided.by)) }
            @if let Some(when) = &decided.when { ", " (Text(when)) }
            @match decided.applies_to { "identical" => ", for all of this text", "group" => ", for its group", _ => "" }
            ": " (Text(&decided.why)) " "
            @if let Some(machine) = decided.machine { small { "The machine said " (machine) "." } }
            @if let Some(percent) = machine_percent { small { "The machine gave " (percent) " %." } }
        }
    }
}

/// A decision that was not applied.
fn stale_decision(stale: &StaleReport) -> Markup {
    html! {
        p.review.stale {
            b { "Not applied, as the text has changed since" } ": "
            (Text(stale.criterion.as_deref().unwrap_or("the whole answer"))) ", " (Text(&stale.decision))
            ", by " (Text(&stale.by)) ": " (Text(&stale.why)) " " small { (Text(&stale.place)) }
        }
    }
}

fn lenses(report: &Report) -> Markup {
    html! {
        @if !report.lenses.is_empty() {
            p.lenses {
                "Reasoning: "
                @for lens in report.lenses.iter().filter(|lens| lens.present) { b { "✓ " (Text(&lens.title)) } " " }
                @for lens in report.lenses.iter().filter(|lens| !lens.present) { "· " (Text(&lens.title)) " " }
            }
        }
    }
}
