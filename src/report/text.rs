//! The report of `gradus check` for a terminal: what fails, with its line, as compilers show it.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::checked::{Checked, CheckedFile, Found, Note};
use super::format::{Format, Run};
use super::{CriterionReport, Place, visible};
use crate::diagnostic::{Severity, count};
use crate::gate::Kind;

/// How the text is drawn.
#[derive(Debug, Clone)]
pub struct Text {
    /// Columns.
    pub width: usize,
    /// With colour.
    pub color: bool,
    /// Without answers that pass and without notes.
    pub quiet: bool,
    /// With what could not be checked; not where standard error says so beside it.
    pub errors: bool,
}

impl Default for Text {
    fn default() -> Self {
        Self { width: 80, color: false, quiet: false, errors: true }
    }
}

impl Format for Text {
    fn file(&mut self, file: &CheckedFile, out: &mut String) {
        for answer in &file.answers {
            if answer.passed {
                self.passed(&file.path, answer, out);
            } else {
                self.failed(file, answer, out);
            }
        }
        for note in file.notes.iter().filter(|note| !self.quiet || note.severity != Severity::Note) {
            self.note(note, Some(&file.text), out);
        }
    }

    fn end(&mut self, run: &Run, out: &mut String) {
        for note in run.notes.iter().filter(|note| self.errors || note.severity != Severity::Error) {
            self.note(note, None, out);
        }
        let answers = count(run.answers, "answer");
        let mut line = format!(
            "{answers} in {}: {} passed, {} failed",
            count(run.files, "file"),
            run.passed,
            run.failed
        );
        if run.known + run.ignored > 0 {
            line.push_str(&format!("; {} in the baseline, {} suppressed", run.known, run.ignored));
        }
        if run.errors > 0 {
            line.push_str(&format!("; {}", count(run.errors, "error")));
        }
        out.push_str(&line);
        out.push('\n');
    }
}

impl Text {
    fn passed(&self, path: &str, answer: &Checked, out: &mut String) {
        if self.quiet {
            return;
        }
        let (green, plain) = if self.color { ("\u{1b}[32m", "\u{1b}[0m") } else { ("", "") };
        let report = &answer.report;
        out.push_str(&format!(
            "{green}passed{plain} {}:{}: {} {:.1} %",
            visible(path),
            answer.start.line,
            answer.rubric.id,
            report.percent
        ));
        if answer.section.is_some() {
            out.push_str(&format!(" ({})", answer.why()));
        }
        let open = answer.findings.iter().filter(|found| found.is_new()).count();
        if open > 0 {
            out.push_str(&format!(", {open} open"));
        }
        out.push('\n');
    }

    fn failed(&self, file: &CheckedFile, answer: &Checked, out: &mut String) {
        let mut shown = Vec::new();
        for found in answer.findings.iter().filter(|found| found.fails) {
            self.snippet(file, answer, found, out);
            shown.push(found.finding.criterion);
        }
        let mut rest: Vec<(&Found, &CriterionReport)> = answer
            .findings
            .iter()
            .filter(|found| found.is_new() && !shown.contains(&found.finding.criterion))
            .filter_map(|found| Some((found, answer.criterion(found)?.0)))
            .collect();
        rest.sort_by(|(_, a), (_, b)| (b.max - b.points).total_cmp(&(a.max - a.points)));
        for (found, criterion) in rest {
            let hint = criterion.missing.as_deref().unwrap_or("");
            let name = found.finding.entry.as_str();
            wrap(&format!("{}. {hint} [{name}]", found.message), "   - ", self.width, out);
            if let Some(ask) = &criterion.follow_up {
                wrap(ask, "     ask: ", self.width, out);
            }
        }
        out.push('\n');
    }

    /// One finding that fails the run, with its line.
    fn snippet(&self, file: &CheckedFile, answer: &Checked, found: &Found, out: &mut String) {
        let level = match found.finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.primary_title(visible(&found.message)).id(found.rule());
        let label = match found.finding.kind {
            Kind::Misconception => "claimed here".to_owned(),
            _ if answer.section.is_some() => answer.why(),
            _ => String::new(),
        };
        let mut group = self.placed(title, &file.path, Some(&file.text), (found.start, found.end), label);
        if let Some((criterion, facts)) = answer.criterion(found) {
            if let Some(path) = &answer.rubric.path {
                let place = facts.defined_at;
                let rubric = format!("see {}:{}:{}", visible(path), place.line, place.column);
                group = group.element(Level::NOTE.message(rubric));
            }
            if let Some(hint) = &criterion.missing {
                group = group.element(Level::HELP.message(visible(hint)));
            }
        }
        self.render(group, out);
        out.push('\n');
    }

    /// Without the line of `:::` by which the renderer parts a place from an excerpt of it.
    fn render(&self, group: annotate_snippets::Group<'_>, out: &mut String) {
        let drawn = self.renderer().render(&[group]);
        let lines = drawn.trim_end().lines().filter(|line| {
            let plain = line.split('\u{1b}').map(|part| {
                part.strip_prefix('[').and_then(|code| code.split_once('m')).map_or(part, |(_, rest)| rest)
            });
            plain.collect::<String>().trim() != ":::"
        });
        out.push_str(&lines.collect::<Vec<_>>().join("\n"));
    }

    fn note(&self, note: &Note, text: Option<&str>, out: &mut String) {
        let level = match note.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.primary_title(visible(&note.message)).id(visible(&note.code));
        let mut group = match note.place {
            Some(place) => self.placed(title, &note.path, text, place, String::new()),
            None => title.element(Origin::path(visible(&note.path))),
        };
        if let Some(help) = &note.help {
            group = group.element(Level::HELP.message(visible(help)));
        }
        self.render(group, out);
        out.push_str("\n\n");
    }

    /// A title with its place, and the line where there is something to see.
    fn placed<'g>(
        &self,
        title: annotate_snippets::Title<'g>,
        path: &str,
        text: Option<&str>,
        (start, end): (Place, Place),
        label: String,
    ) -> annotate_snippets::Group<'g> {
        let origin = Origin::path(visible(path)).line(start.line as usize).char_column(start.column as usize);
        let group = title.element(origin);
        let excerpt = text.and_then(|text| excerpt(text, start, end, self.width));
        let Some((line, from, to)) = excerpt.filter(|_| start.byte > 0 || !label.is_empty()) else {
            return group;
        };
        let mark = AnnotationKind::Primary.span(from..to);
        let mark = if label.is_empty() { mark } else { mark.label(label) };
        group.element(Snippet::source(line).line_start(start.line as usize).annotation(mark))
    }

    fn renderer(&self) -> Renderer {
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(DecorStyle::Ascii).term_width(self.width.max(40))
    }
}

/// The line of `start`, cut to what fits around it, and the bytes of it to mark.
fn excerpt(text: &str, start: Place, end: Place, width: usize) -> Option<(String, usize, usize)> {
    let room = width.saturating_sub(12).max(20);
    let at = start.byte as usize;
    let before = text.get(..at)?;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let rest = text.get(at..)?.split('\n').next()?.trim_end();
    let lead: Vec<char> = text.get(line_start..at)?.chars().rev().take(room / 4 + 1).collect();
    let mut shown = String::new();
    if lead.len() > room / 4 {
        shown.push('…');
    }
    shown.extend(lead.iter().take(room / 4).rev());
    let mut out = crate::diagnostic::visible(&shown).into_owned();
    let from = out.len();
    let mut to = from;
    let mut left = room.saturating_sub(shown.chars().count());
    for (offset, character) in rest.char_indices() {
        if left == 0 {
            out.push('…');
            break;
        }
        out.push_str(&crate::diagnostic::visible(character.encode_utf8(&mut [0; 4])));
        if at + offset < end.byte as usize {
            to = out.len();
        }
        left -= 1;
    }
    Some((out, from, to.max(from)))
}

/// Words to lines of at most `width` columns, `first` before the first and blanks before the others.
fn wrap(text: &str, first: &str, width: usize, out: &mut String) {
    let indent = first.chars().count();
    out.push_str(first);
    let mut column = indent;
    for word in visible(text).split_whitespace() {
        let length = word.chars().count();
        if column > indent && column + 1 + length > width {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        }
        if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}
