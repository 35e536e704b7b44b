//! A page of feedback as one HTML file: no scripts, nothing from elsewhere, light and dark, printable.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Answer, Item, Section, Sheet, name};
use crate::report::visible;

const STYLE: &str = include_str!("page.css");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The whole page.
pub(super) fn write(sheet: &Sheet<'_>) -> String {
    let title = format!("Feedback for {}", visible(name(sheet.candidate)));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    (paragraphs(sheet.opening))
                    @for answer in &sheet.answers { (section(answer)) }
                    @if sheet.closing.is_some() { hr; (paragraphs(sheet.closing)) }
                }
            }
        }
    };
    page.into_string() + "\n"
}

fn section(answer: &Answer<'_>) -> Markup {
    html! {
        section {
            h2 { (visible(answer.title)) }
            @if !answer.question.is_empty() { p.question { (visible(answer.question.trim())) } }
            p.score { (visible(&answer.score)) }
            @if let Some(decided) = &answer.decided { p.decided { (visible(decided)) } }
            (paragraphs(answer.comment))
            @for (kind, items) in &answer.sections {
                h3 class=(class(*kind)) { (kind.title()) }
                ul { @for one in items { (item(one)) } }
            }
        }
    }
}

fn item(item: &Item<'_>) -> Markup {
    html! {
        li {
            p { strong { (visible(item.title)) } " " span.points { "(" (item.points) ")" } }
            @if let Some(quote) = &item.quote { blockquote { "“" (visible(quote)) "”" } }
            @if let Some(hint) = item.hint { p { (visible(hint)) } }
            @if let Some(ask) = item.follow_up { p.ask { (visible(ask)) } }
            (paragraphs(item.comment))
            @if let Some(decided) = &item.decided { p.decided { (visible(decided)) } }
        }
    }
}

/// A comment, a paragraph for each run of lines.
fn paragraphs(comment: Option<&str>) -> Markup {
    let comment = comment.unwrap_or_default().replace("\r\n", "\n");
    html! {
        @for paragraph in comment.split("\n\n").filter(|text| !text.trim().is_empty()) {
            p.comment {
                @for (at, line) in paragraph.trim().lines().enumerate() {
                    @if at > 0 { br; }
                    (visible(line))
                }
            }
        }
    }
}

const fn class(section: Section) -> &'static str {
    match section {
        Section::Found => "found",
        Section::Partly => "partly",
        Section::Missing => "missing",
        Section::Mistaken => "mistaken",
    }
}
