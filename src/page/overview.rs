//! What a coach looks at before any single answer: figures, the picture of all verdicts, what most answers miss and
//! what to ask next, which indicator found what, misconceptions, and the controls of the list.

use maud::{Markup, html};

use super::question::Question;
use super::tally::{Catch, Seen, UNSURE};
use super::text::Text;
use super::words::{badge, count, flag_words, kind_class, kind_title, percent, share, verdict_word};
use super::{cells, chart, heat};
use crate::diagnostic::one_line;
use crate::rubric::{Criterion, CriterionKind};
use crate::score::Verdict;

const KINDS: [CriterionKind; 3] =
    [CriterionKind::Concept, CriterionKind::FailureMode, CriterionKind::Misconception];
/// Criteria that are named as the most missed.
const MOST_MISSED: usize = 4;
/// Quotes of a misconception.
const MOST_QUOTES: usize = 3;
/// Flags that an answer can have.
const FLAGS: [&str; 7] =
    ["empty", "stuffed", "echo", "contradiction", "required-missing", "capped", "unprintable"];

/// All questions, one a row.
pub(super) fn questions(all: &[Question]) -> Markup {
    html! {
        section.questions {
            h2 { "Questions" }
            div.scroll tabindex="0" role="region" aria-label="Questions" { table {
                thead { tr {
                    th scope="col" { "Question" } th.num scope="col" { "Answers" } th.num scope="col" { "Mean" }
                    th.num scope="col" { "Passed" } th scope="col" { "Most missed" }
                } }
                tbody { @for (number, question) in all.iter().enumerate() { (question_row(number, question)) } }
            } }
        }
    }
}

fn question_row(number: usize, question: &Question) -> Markup {
    let n = question.tally.kept.len();
    html! {
        tr {
            th scope="row" { a href={ "#:q" (number) } { (Text(&question.rubric.title)) } }
            td.num { (question.tally.answers()) }
            td.num { (percent(question.tally.mean())) }
            td.num { (share(question.tally.passed, n)) }
            td { @if let Some((_, criterion, missed)) = question.most_missed().first() {
                (Text(&criterion.title)) " " small { (missed) " of " (n) }
            } }
        }
    }
}

/// Everything about one question; where it is alone the page is named after it.
pub(super) fn section(number: usize, question: &Question, alone: bool) -> Markup {
    let (rubric, tally) = (&question.rubric, &question.tally);
    html! {
        section.question id={ ":q" (number) } data-q=(number) {
            @if alone { h2.asked { (Text(&rubric.question)) } } @else {
                h2 { (Text(&rubric.title)) }
                p.asked { (Text(&rubric.question)) }
            }
            (figures(question))
            div.pair {
                section {
                    h3 { "Scores" }
                    (chart::histogram(number, &tally.histogram, rubric.pass))
                    (bands(number, question))
                }
                (most_missed(number, question))
            }
            (picture(number, question))
            div.pair {
                (misconceptions(number, question))
                (read_first(question))
            }
        }
    }
}

fn figures(question: &Question) -> Markup {
    let tally = &question.tally;
    let n = tally.kept.len();
    html! {
        dl.figures {
            div { dt { "answers" } dd { (tally.answers()) } }
            @if tally.blank > 0 { div { dt { "empty" } dd { (tally.blank) } } }
            div { dt { "mean" } dd { (percent(tally.mean())) } }
            div { dt { "median" } dd { (percent(tally.median())) } }
            div { dt { "passed" } dd { (tally.passed) small { " " (share(tally.passed, n)) } } }
            div { dt { "to read yourself" } dd { (tally.doubtful()) } }
            @if tally.reviewed > 0 { div { dt { "reviewed" } dd { (tally.reviewed) } } }
        }
    }
}

fn bands(number: usize, question: &Question) -> Markup {
    html! {
        ul.bands {
            @for (at, (band, n)) in question.rubric.bands.iter().zip(&question.tally.bands).enumerate() {
                li { a href="#:answers" data-filter={ "q=" (number) "&b=" (number) ":" (at) } {
                    b { (n) } " " (Text(&band.name)) " " small { "from " (band.from) " %" }
                } }
            }
        }
    }
}

fn most_missed(number: usize, question: &Question) -> Markup {
    let missed = question.most_missed();
    let n = question.tally.kept.len();
    html! {
        section {
            h3 { "Most missed" }
            @if missed.is_empty() { p.none { "Every answer states or names everything." } } @else { ol.missed {
                @for (at, criterion, missing) in missed.iter().take(MOST_MISSED) {
                    li {
                        p.head {
                            (badge(at + 1, criterion)) " "
                            a href="#:answers" data-filter=(filter(number, *at, "do")) { (Text(&criterion.title)) }
                            " " span.of { (missing) " of " (n) }
                        }
                        @if let Some(ask) = &criterion.follow_up { p.ask { (Text(ask)) } }
                    }
                }
            } }
        }
    }
}

/// A choice of the list: answers with one of these verdicts on a criterion.
fn filter(question: usize, criterion: usize, letters: &str) -> String {
    format!("q={question}&c={question}:{criterion}&v={letters}")
}

/// Criteria against candidates; each criterion opens to what found it.
fn picture(number: usize, question: &Question) -> Markup {
    let ranked = question.tally.ranked();
    html! {
        section.heat data-q=(number) {
            h3 { "Criteria and candidates" }
            p.key {
                "A column is an answer, the best on the left; a percentage is the share that states it. "
                @for (class, word) in [("m", "met"), ("w", "weak"), ("d", "denied"), ("o", "missing")] {
                    span { span class={ "sign " (class) } {} " " (word) } " "
                }
            }
            div.line.scores {
                span.name { "Score" }
                (heat::scores(&ranked, question.rubric.pass))
                span.of { (percent(question.tally.mean())) }
            }
            @for kind in KINDS {
                @if question.of_kind(kind).next().is_some() { p.kind { (kind_title(kind)) } }
                @for (at, criterion) in question.of_kind(kind) {
                    details {
                        summary { div.line {
                            span.name { (badge(at + 1, criterion)) " " (Text(&criterion.title)) }
                            (heat::row(&ranked, at, criterion))
                            span.of { (share(question.tally.asserted(at), ranked.len())) }
                        } }
                        (criterion_details(number, question, at, criterion))
                    }
                }
            }
        }
    }
}

fn criterion_details(number: usize, question: &Question, at: usize, criterion: &Criterion) -> Markup {
    let verdicts = question.tally.verdicts(at);
    let names = [Verdict::Met, Verdict::Weak, Verdict::Denied, Verdict::Missing];
    html! {
        div.more {
            p.counts {
                (criterion.points.to_string()) (if criterion.points.hundredths() == 100 { " point" } else { " points" })
                @if criterion.kind == CriterionKind::Misconception { " lost" }
                @if criterion.required { ", required" }
                ": "
                @for ((verdict, letter), n) in names.iter().zip(["m", "w", "d", "o"]).zip(verdicts).filter(|(_, n)| *n > 0) {
                    a href="#:answers" data-filter=(filter(number, at, letter)) { (n) " " (verdict_word(criterion.kind, *verdict)) } " "
                }
            }
            @if let Some(missing) = &criterion.missing { p.missing { (Text(missing)) } }
            @if let Some(ask) = &criterion.follow_up { p.ask { (Text(ask)) } }
            (indicators(question, at, criterion))
        }
    }
}

/// What each pattern caught, and the examples.
fn indicators(question: &Question, at: usize, criterion: &Criterion) -> Markup {
    let catches = question.tally.criteria.get(at).map_or(&[][..], |tally| &tally.catches);
    let names = criterion.indicators.iter().map(|indicator| Some(indicator.text.as_str())).chain([None]);
    let mut rows: Vec<(Option<&str>, &Catch)> =
        names.zip(catches).filter(|(_, catch)| catch.counted + catch.idle > 0).collect();
    rows.sort_by_key(|(_, catch)| std::cmp::Reverse((catch.counted, catch.idle)));
    let silent = criterion.indicators.len() - rows.iter().filter(|(name, _)| name.is_some()).count();
    html! {
        @if !rows.is_empty() {
            ul.caught { @for (name, catch) in &rows { li {
                p.by { @if let Some(name) = name { code { (Text(&one_line(name, 120))) } } @else { "Like the examples" } }
                p.num {
                    (count(catch.counted, "answer"))
                    @if catch.idle > 0 { " " small { (catch.idle) " not counted" } }
                }
                div { @for seen in &catch.quotes { (quote(question, seen)) " " } }
            } } }
        }
        @if silent > 0 { p.none { (count(silent, "pattern")) " found nothing in these answers." } }
    }
}

fn quote(question: &Question, seen: &Seen) -> Markup {
    html! {
        @if let Some(kept) = question.tally.kept.get(seen.answer) {
            span.quote {
                q class=[(!seen.counts).then_some("d")] { (Text(&seen.text)) } " "
                a href={ "#" (kept.anchor) } { (Text(&one_line(&kept.name, 40))) }
            }
        }
    }
}

fn misconceptions(number: usize, question: &Question) -> Markup {
    let seen = question.misconceptions();
    html! {
        section {
            h3 { "Misconceptions" }
            @if seen.is_empty() { p.none { "No answer asserts one." } } @else { ul.missed {
                @for (at, criterion, n) in seen {
                    li {
                        p.head {
                            (badge(at + 1, criterion)) " "
                            a href="#:answers" data-filter=(filter(number, at, "m")) { (Text(&criterion.title)) }
                            " " span.of { (count(n, "answer")) }
                        }
                        @for seen in question.tally.criteria.get(at).map_or(vec![], |tally| tally.quotes(true, MOST_QUOTES)) {
                            p { (quote(question, seen)) }
                        }
                        @if let Some(missing) = &criterion.missing { p.missing { (Text(missing)) } }
                    }
                }
            } }
        }
    }
}

fn read_first(question: &Question) -> Markup {
    html! {
        section {
            h3 { "To read yourself" }
            @if question.tally.doubtful() == 0 { p.none { "No verdict hangs by a thread." } } @else { ul.first {
                @for kept in question.tally.to_read() {
                    li {
                        a href={ "#" (kept.anchor) } { (Text(&one_line(&kept.name, 60))) } " "
                        span.of { (percent(u32::from(kept.permille))) ", confidence " (kept.confidence) " %"
                            @if kept.flagged { ", flagged" } }
                    }
                }
            } }
        }
    }
}

/// What the list shows: of no use without scripts, and hidden then.
pub(super) fn tools(all: &[Question]) -> Markup {
    html! {
        form.tools role="search" aria-label="Choose answers" {
            label.find { span { "Search" } input type="search" name="find" placeholder="Search names and words" autocomplete="off"; }
            details.more { summary { "Filters" } div {
                @if all.len() > 1 { label { span { "Question" } select name="q" {
                    option value="" { "all" }
                    @for (number, question) in all.iter().enumerate() { option value=(number) { (Text(&question.rubric.title)) } }
                } } }
                label { span { "Band" } select name="b" {
                    option value="" { "any" } option value="p" { "passed" } option value="n" { "not passed" }
                    (options(all, band_options))
                } }
                label { span { "Criterion" } select name="c" { option value="" { "any" } (options(all, criterion_options)) } }
                label { span { "Verdict" } select name="v" {
                    option value="" { "any" } option value="m" { "met" } option value="w" { "weak" }
                    option value="d" { "denied" } option value="o" { "missing" } option value="do" { "denied or missing" }
                } }
                label { span { "Flags" } select name="f" {
                    option value="" { "any" } option value="*" { "any flag" } option value="-" { "none" } option value="!" { "reviewed" }
                    @for flag in FLAGS { option { (flag_words(flag)) } }
                } }
                label { span { "Confidence" } select name="k" {
                    option value="" { "any" } option value={ "0-" (UNSURE - 1) } { "below " (UNSURE) " %" }
                    option value={ (UNSURE) "-100" } { (UNSURE) " % and more" }
                } }
            } }
            label { span { "Order" } select name="order" {
                option value="" { "as handed in" } option value="high" { "highest score" } option value="low" { "lowest score" }
                option value="unsure" { "least sure" } option value="name" { "name" }
            } }
            label.full { input type="checkbox" name="full"; span { "Show texts" } }
            p.chosen { output name="n" {} " " button type="reset" hidden { "Show all" } }
        }
    }
}

fn options(all: &[Question], each: fn(usize, &Question) -> Markup) -> Markup {
    html! {
        @for (number, question) in all.iter().enumerate() {
            @if all.len() > 1 { optgroup label=(Text(&question.rubric.title)) { (each(number, question)) } }
            @else { (each(number, question)) }
        }
    }
}

fn band_options(number: usize, question: &Question) -> Markup {
    html! {
        @for (at, band) in question.rubric.bands.iter().enumerate() {
            option value={ (number) ":" (at) } { (Text(&band.name)) }
        }
    }
}

fn criterion_options(number: usize, question: &Question) -> Markup {
    html! {
        @for (at, criterion) in question.rubric.criteria.iter().enumerate() {
            option value={ (number) ":" (at) } data-kind=(kind_class(criterion.kind)) { (at + 1) " " (Text(&criterion.title)) }
        }
    }
}

/// What the marks in a text mean.
pub(super) fn legend() -> Markup {
    html! {
        p.legend {
            span { mark.c { "words" } " found by a pattern" }
            span { mark.c.l { "sentence" } " like the examples" }
            span { mark.f { "words" } " of a failure mode" }
            span { mark.x { "words" } " of a misconception !" }
            span { mark.d { "words" } " that do not count ×" }
        }
    }
}

/// What stands before the answers to a question; what it opens is closed by the next.
pub(super) fn group(number: usize, question: &Question, alone: bool) -> Markup {
    use maud::PreEscaped;
    html! {
        (PreEscaped(format!("<section class=\"group{}\" data-q=\"{number}\">", if alone { " alone" } else { "" })))
        h2 { @if alone { "Answers" } @else { span { "Answers: " } (Text(&question.rubric.title)) } }
        @if !question.rubric.question.is_empty() { p.asked { (Text(&question.rubric.question)) } }
        div.columns aria-hidden="true" { span { "answer" } span { "score" } (cells::header(&question.rubric)) span {} }
        (PreEscaped("<div class=\"list\">"))
    }
}
