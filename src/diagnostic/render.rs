//! Diagnostics as text, in the manner of rustc.
//!
//! Only the lines that matter are handed to the renderer, with every character that could move
//! the cursor or turn the text around replaced one for one, so that columns stay right.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::span::{LineIndex, SourceFile, Span, offset};

/// How many diagnostics are printed in full.
const SHOWN: usize = 20;

/// A message longer than this is cut, in characters.
const MESSAGE: usize = 500;

/// A line longer than this is cut around the caret, in bytes.
const LINE_SHOWN: usize = 400;

/// Places further apart than this are shown as separate excerpts, in bytes.
const EXCERPT: usize = 64 << 10;

/// The longest token that gets carets under all of it, in bytes.
const CARETS: usize = 100;

/// A file that diagnostics point into.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'s> {
    /// Its path, as in [`Diagnostic::file`].
    pub file: &'s str,
    /// Its text.
    pub text: &'s str,
}

/// Diagnostics that all point into `source`, sorted by position, at most 20.
pub fn render(diagnostics: &[Diagnostic], source: &str, color: bool) -> String {
    let lines = LineIndex::new(source);
    render_all(diagnostics, color, &|_| Some((source, &lines)))
}

/// Diagnostics of several files; those of a file that is not given are printed without its lines.
pub fn render_files(diagnostics: &[Diagnostic], sources: &[SourceText<'_>], color: bool) -> String {
    let indexed: Vec<_> = sources.iter().map(|source| (source, LineIndex::new(source.text))).collect();
    render_all(diagnostics, color, &|file| {
        indexed.iter().find(|(source, _)| source.file == file).map(|(source, lines)| (source.text, lines))
    })
}

/// `text` with control, bidi and zero-width characters replaced one for one by visible signs.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| visible_char(character) == character) {
        return Cow::Borrowed(text);
    }
    text.chars().map(visible_char).collect()
}

/// `text`, visible and cut where it quotes far too much of a file.
fn brief(text: &str) -> String {
    let mut brief: String = text.chars().take(MESSAGE).map(visible_char).collect();
    if brief.len() < text.len() && text.chars().nth(MESSAGE).is_some() {
        brief.push('…');
    }
    brief
}

type Lookup<'l, 's> = dyn Fn(&str) -> Option<(&'s str, &'l LineIndex<'s>)> + 'l;

fn render_all(diagnostics: &[Diagnostic], color: bool, source_of: &Lookup<'_, '_>) -> String {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|a, b| (&a.file, a.span, a.severity, a.code).cmp(&(&b.file, b.span, b.severity, b.code)));
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for diagnostic in sorted.iter().take(SHOWN) {
        let group = match source_of(&diagnostic.file) {
            Some((text, lines)) => with_source(diagnostic, text, lines),
            None => title(diagnostic).element(Origin::path(visible(&diagnostic.file).into_owned())),
        };
        let group = match &diagnostic.help {
            Some(help) => group.element(Level::HELP.message(brief(help))),
            None => group,
        };
        out.push_str(renderer.render(&[group]).trim_end());
        out.push_str("\n\n");
    }
    match sorted.len().saturating_sub(SHOWN) {
        0 => drop(out.pop()),
        more => out.extend(["… and ", &more.to_string(), " more\n"]),
    }
    out
}

fn title(diagnostic: &Diagnostic) -> annotate_snippets::Title<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    level.primary_title(brief(&diagnostic.message)).id(diagnostic.code.as_str())
}

fn with_source<'d>(diagnostic: &'d Diagnostic, text: &str, lines: &LineIndex<'_>) -> Group<'d> {
    let label = diagnostic.label.as_ref();
    let mut places = vec![Place { span: diagnostic.span, label, kind: AnnotationKind::Primary }];
    places.extend(diagnostic.related.iter().map(|(span, label)| Place {
        span: *span,
        label: Some(label),
        kind: AnnotationKind::Context,
    }));
    places.sort_by_key(|place| place.span);
    let whole = lines_of(&places, text);
    let short = |line: &str| line.len() <= LINE_SHOWN;
    if whole.len() <= EXCERPT && text.get(whole.clone()).is_some_and(|shown| shown.lines().all(short)) {
        let snippet = snippet(whole, &places, text, lines).path(visible(&diagnostic.file).into_owned());
        return title(diagnostic).element(snippet);
    }
    let at = lines.position(diagnostic.span.start);
    let origin =
        Origin::path(visible(&diagnostic.file)).line(at.line as usize).char_column(at.column as usize);
    let clipped =
        places.iter().map(|place| snippet(clip(text, place.span.start as usize), &places, text, lines));
    title(diagnostic).element(origin).elements(clipped)
}

/// The bytes of all lines in which a place begins.
fn lines_of(places: &[Place<'_>], text: &str) -> Range<usize> {
    let first = places.first().map_or(0, |place| place.span.start as usize);
    let last = places.last().map_or(0, |place| place.span.start as usize);
    line(text, first).start..line(text, last).end
}

/// A place to mark.
struct Place<'d> {
    span: Span<SourceFile>,
    label: Option<&'d String>,
    kind: AnnotationKind,
}

/// The bytes `shown` of the source with all places that begin in them.
fn snippet<'d>(
    shown: Range<usize>,
    places: &[Place<'d>],
    text: &str,
    lines: &LineIndex<'_>,
) -> Snippet<'d, Annotation<'d>> {
    let excerpt: Vec<_> = text.get(shown.clone()).unwrap_or("").split('\n').map(visible).collect();
    let first = lines.position(offset(shown.start)).line as usize;
    let mut snippet = Snippet::source(excerpt.join("\n")).line_start(first);
    for place in places {
        let start = place.span.start as usize;
        if !(shown.start..=shown.end).contains(&start) {
            continue;
        }
        let most = line(text, start).end.min(shown.end).min(start + CARETS);
        let end = (place.span.end as usize).min(most).max(start);
        let annotation = place.kind.span(seen(text, shown.start, start)..seen(text, shown.start, end));
        snippet = snippet.annotation(match place.label {
            Some(label) => annotation.label(brief(label)),
            None => annotation,
        });
    }
    snippet
}

/// Where byte `at` of the source stands in the visible text that begins at `from`.
fn seen(text: &str, from: usize, at: usize) -> usize {
    let at = border(text, at);
    let before = text.get(from..at).unwrap_or("");
    before
        .chars()
        .map(|character| if character == '\n' { 1 } else { visible_char(character).len_utf8() })
        .sum()
}

/// The bytes of the line in which `at` stands, without its end.
fn line(text: &str, at: usize) -> Range<usize> {
    let at = border(text, at);
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let end = after.find('\n').map_or(text.len(), |newline| at + newline);
    let carriage_return = end > at && text.get(start..end).is_some_and(|line| line.ends_with('\r'));
    start..if carriage_return { end - 1 } else { end }
}

/// The bytes of the line around `at`, cut where the line is very long.
fn clip(text: &str, at: usize) -> Range<usize> {
    let at = border(text, at);
    let line = line(text, at);
    let start = line.start.max(border(text, at.saturating_sub(LINE_SHOWN / 4)));
    start..line.end.min(border(text, at + LINE_SHOWN / 2)).max(start)
}

/// The last character border at or before `at`.
fn border(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// What is shown for a control, bidi or zero-width character; every other is itself.
pub fn visible_char(character: char) -> char {
    match character {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => '\u{fffd}',
        _ => character,
    }
}
