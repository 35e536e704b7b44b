//! What surrounds the content: style, script and the policy that lets nothing else in.
//!
//! The policy names style and script by their hashes, so that no other can run, wherever it comes from; a test
//! compares them with the files.

use maud::{Markup, PreEscaped, html};

use super::text::Text;

pub(super) const STYLE: &str = include_str!("page.css");
pub(super) const SCRIPT: &str = include_str!("page.js");

/// SHA-256 of the style and of the script, in base 64.
pub(super) const HASHES: [&str; 2] =
    ["tGrvOjTqp/gju258WE1MCh5QwJ+/D6s3taumXtvMRec=", "WrBVMAMQelG60ut+OtYa2oxNTwu/DdQ6ArUt38TodLw="];

const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%230f766e' d='M2 9h3v5H2zM6.5 5h3v9h-3zM11 2h3v12h-3z'/%3E%3C/svg%3E";

/// The head of the page.
pub(super) fn head(title: &str) -> Markup {
    let [style, script] = HASHES;
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content={
                "default-src 'none'; style-src 'sha256-" (style) "'; script-src 'sha256-" (script)
                "'; img-src data:; base-uri 'none'; form-action 'none'"
            };
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta name="robots" content="noindex";
            meta name="generator" content={ "gradus " (env!("CARGO_PKG_VERSION")) };
            title { (Text(title)) }
            link rel="icon" href=(ICON);
            style { (PreEscaped(STYLE)) }
            script { (PreEscaped(SCRIPT)) }
        }
    }
}

/// The foot of the page, and what scripts need.
pub(super) fn foot() -> Markup {
    html! {
        footer {
            p {
                "A score says which ideas of its rubric an answer states. It does not judge style, the person, or truth "
                "beyond the misconceptions that the rubric names. Read what is marked as a close call yourself."
            }
            p { "gradus " (env!("CARGO_PKG_VERSION")) }
        }
        nav.pager hidden aria-label="Answers" {
            a.back href="#:answers" { "All answers" }
            a.before href="#" rel="prev" { "Previous" }
            span.place {}
            a.after href="#" rel="next" { "Next" }
            a.same hidden href="#:answers" {}
        }
        div.peek hidden role="status" {}
        div.tip hidden aria-hidden="true" {}
    }
}
