//! PDF with a text layer: what stands on its pages, as paragraphs.
//!
//! The syntax is read by `hayro-syntax`; what a page shows is worked out here, with a bound on all
//! work, since a page may be drawn from parts of itself without end. Pictures are not read, nor
//! anything encrypted. A file is looked over before it is opened (`guard`), so that it cannot unpack
//! to more than it may.

mod content;
mod font;
mod glyphs;
mod guard;
mod lines;
mod paragraphs;
mod survey;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro_syntax::Pdf;

use super::Limits;
use super::flow::Flow;
use super::left_out::{LeftOut, Part, Written};
use content::{Page, Work};

/// How many of a hundred signs may be unknown before the text is no text.
const UNKNOWN: usize = 20;

/// Reads a file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Written, String> {
    guard::check(bytes, limits)?;
    // The parser is made not to panic; should it still do so, the file is the one to blame.
    let read = catch_unwind(AssertUnwindSafe(|| read_checked(bytes, limits)));
    read.unwrap_or_else(|_| Err(DAMAGED.to_owned()))
}

const DAMAGED: &str = "a damaged PDF; export it again, or hand in DOCX or text";

fn read_checked(bytes: &[u8], limits: &Limits) -> Result<Written, String> {
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|_| DAMAGED.to_owned())?;
    let n = pdf.pages().len();
    if n > limits.pages {
        let most = limits.pages;
        return Err(format!("has {n} pages; at most {most} are read: hand in the pages of the answer"));
    }
    let mut work = Work::new(bytes.len(), limits);
    let mut pages = Vec::with_capacity(n);
    for page in pdf.pages().iter() {
        pages.push(content::read(page, &mut work)?);
    }
    check_letters(&pages)?;
    let mut left_out = LeftOut::default();
    let pages: Vec<_> = pages.into_iter().map(|page| seen(page, &mut left_out)).map(lines::of).collect();
    let mut flow = Flow::new(limits.text);
    paragraphs::write(&pages, &mut flow);
    let text = flow.finish(limits.text)?;
    if text.is_empty() {
        return Err(match n {
            0 => "has no page; export it again".to_owned(),
            n => format!(
                "no text layer: {n} {} of pictures; hand in the document itself, or have text \
                          recognition add the text",
                if n == 1 { "page" } else { "pages" }
            ),
        });
    }
    Ok(Written { text, left_out })
}

/// Text that is drawn invisibly is the text layer of a scan where there is no other; else it is left out.
fn seen(mut page: Page, left_out: &mut LeftOut) -> Page {
    if page.pictures {
        left_out.add(Part::Pictures);
    }
    let visible = page.glyphs.iter().filter(|glyph| !glyph.hidden).count();
    if visible > page.glyphs.len() / 10 && visible < page.glyphs.len() {
        page.glyphs.retain(|glyph| !glyph.hidden);
        left_out.add(Part::Hidden);
    }
    page
}

/// Fonts need not say which letters they show.
fn check_letters(pages: &[Page]) -> Result<(), String> {
    let (known, unknown) = pages
        .iter()
        .fold((0, 0), |(known, unknown), page| (known + page.glyphs.len(), unknown + page.unknown));
    if unknown * 100 > (known + unknown) * UNKNOWN {
        return Err(
            "its fonts do not say which letters they show, so that text cannot be copied out of it; \
                    hand in DOCX or text"
                .to_owned(),
        );
    }
    Ok(())
}
