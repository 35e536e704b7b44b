//! A Markdown document as the answers that stand in it.
//!
//! Headings part it into sections; front matter, `<!-- gradus: RUBRIC -->` or a heading that asks the
//! question of a rubric says which of them are graded, and a `Sample answer:` paragraph which words
//! of such a section are the answer. Every span is the document's. Nothing is scored here, and
//! whether a rubric exists is not this module's business.

mod blocks;
mod comments;
mod labels;
mod likeness;
#[cfg(test)]
mod tests;

pub use comments::{Ignore, Marker};
pub use likeness::{Likeness, Questions};

use crate::span::{Answer, Span, offset};
use blocks::{Block, BlockKind, blocks};

/// What a document says about how it is graded.
#[derive(Debug, Clone)]
pub struct Outline {
    /// The `rubric:` of its front matter.
    pub front_matter: Option<Marker>,
    /// All `<!-- gradus: … -->`, in order.
    pub markers: Vec<Marker>,
    /// All `<!-- gradus-ignore: … -->`, in order.
    pub ignores: Vec<Ignore>,
    /// One for each heading of the document itself, in order; those in quotes and lists are left out.
    pub sections: Vec<Section>,
    blocks: Vec<Block>,
    /// Where the text begins, after front matter.
    start: u32,
    end: u32,
}

/// A heading and what stands under it.
#[derive(Debug, Clone)]
pub struct Section {
    /// The words of the heading.
    pub title: String,
    /// The heading with its signs.
    pub heading: Span<Answer>,
    /// 1 to 6.
    pub level: u8,
    /// From the end of the heading to the next heading of this level or a higher one.
    pub body: Span<Answer>,
}

/// Why a rubric grades a part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The command line says so.
    Option,
    /// The front matter says so.
    FrontMatter,
    /// A configuration file says so.
    Config,
    /// A `<!-- gradus: … -->` says so.
    Marker,
    /// The heading asks the question of the rubric; how alike they are, in percent.
    Heading(u8),
}

/// Which rubric: as it was named, or by its place among the questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// An id or a path.
    Named(String),
    /// Index into the [`Questions`].
    Question(usize),
}

/// An answer that stands in a document.
#[derive(Debug, Clone)]
pub struct Part {
    /// Which rubric grades it.
    pub rubric: Choice,
    /// Why.
    pub reason: Reason,
    /// The heading it stands under; none for a whole document.
    pub title: Option<String>,
    /// What an absence is reported at: the heading, or nothing at the start of the document.
    pub anchor: Span<Answer>,
    /// The words that are graded.
    pub answer: Span<Answer>,
    /// The heading and all that stands under it; suppressions in it are for this part.
    pub region: Span<Answer>,
}

/// A heading that nearly asks the question of a rubric and is not graded.
#[derive(Debug, Clone)]
pub struct NearMiss {
    /// Its place.
    pub heading: Span<Answer>,
    /// The question that it is like.
    pub like: Likeness,
}

/// The answers of a document, and the headings that may have been meant as questions.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// In order; the last bytes of one never lie in the next.
    pub parts: Vec<Part>,
    /// In order.
    pub near: Vec<NearMiss>,
}

impl Outline {
    /// Reads a document.
    pub fn read(text: &str) -> Self {
        let (front_matter, start) = comments::front_matter(text);
        let found = blocks(text, start);
        let (markers, ignores) = comments::comments(text, &found.comments);
        let sections = sections(&found.blocks, &found.titles, offset(text.len()));
        Self {
            front_matter,
            markers,
            ignores,
            sections,
            blocks: found.blocks,
            start: offset(start),
            end: offset(text.len()),
        }
    }

    /// The whole document as one answer.
    pub fn whole(&self, rubric: String, reason: Reason) -> Part {
        let all = Span::new(0, self.end);
        Part {
            rubric: Choice::Named(rubric),
            reason,
            title: None,
            anchor: Span::new(0, 0),
            answer: all,
            region: all,
        }
    }

    /// The sections that are graded: by a marker in them, or because their heading asks a question.
    ///
    /// A marker before the first heading is for the whole document; `<!-- gradus: none -->` keeps a
    /// section from being graded.
    pub fn parts(&self, text: &str, questions: &Questions, labels: &[String]) -> Parts {
        let mut found = Parts::default();
        let first = self.sections.first().map_or(self.end, |section| section.heading.start);
        if let Some(marker) = self.markers.iter().find(|marker| marker.span.start < first)
            && !marker.is_none()
        {
            found.parts.push(self.whole(marker.name.clone(), Reason::Marker));
        }
        let chosen: Vec<Option<(Choice, Reason)>> =
            (0..self.sections.len()).map(|at| self.choose(at, questions, &mut found.near)).collect();
        let graded: Vec<u32> = self
            .sections
            .iter()
            .zip(&chosen)
            .filter(|(_, choice)| choice.is_some())
            .map(|(section, _)| section.heading.start)
            .collect();
        for (section, choice) in self.sections.iter().zip(chosen) {
            let Some((rubric, reason)) = choice else { continue };
            let next = graded.partition_point(|start| *start <= section.heading.start);
            let end = graded.get(next).copied().unwrap_or(self.end).min(section.body.end);
            let body = Span::new(section.body.start, end);
            for answer in labels::answers(text, &self.blocks, body, labels) {
                found.parts.push(Part {
                    rubric: rubric.clone(),
                    reason,
                    title: Some(section.title.clone()),
                    anchor: section.heading,
                    answer,
                    region: section.heading.join(body),
                });
            }
        }
        found
    }

    /// Where the text begins, after front matter.
    pub fn start(&self) -> u32 {
        self.start
    }

    fn choose(&self, at: usize, questions: &Questions, near: &mut Vec<NearMiss>) -> Option<(Choice, Reason)> {
        let section = self.sections.get(at)?;
        let next = self.sections.get(at + 1).map_or(self.end, |next| next.heading.start);
        let from = self.markers.partition_point(|marker| marker.span.start < section.heading.end);
        if let Some(marker) = self.markers.get(from).filter(|marker| marker.span.start < next) {
            return (!marker.is_none()).then(|| (Choice::Named(marker.name.clone()), Reason::Marker));
        }
        let like = questions.nearest(&section.title)?;
        if like.certain {
            return Some((Choice::Question(like.question), Reason::Heading(like.percent)));
        }
        near.push(NearMiss { heading: section.heading, like });
        None
    }
}

/// Each heading with its body, in one pass from the end.
fn sections(blocks: &[Block], titles: &[String], end: u32) -> Vec<Section> {
    let headings = blocks.iter().filter_map(|block| match block.kind {
        BlockKind::Heading(level) => Some((level, block.span)),
        _ => None,
    });
    // Where the next heading of each level stands, seen from below.
    let mut next = [end; 7];
    let all: Vec<((u8, Span<Answer>), &String)> = headings.zip(titles).collect();
    let mut sections: Vec<Section> = Vec::with_capacity(all.len());
    for ((level, heading), title) in all.into_iter().rev() {
        let stop = next.iter().take(usize::from(level) + 1).min().copied().unwrap_or(end);
        sections.push(Section {
            title: title.clone(),
            heading,
            level,
            body: Span::new(heading.end, stop.max(heading.end)),
        });
        if let Some(slot) = next.get_mut(usize::from(level)) {
            *slot = heading.start;
        }
    }
    sections.reverse();
    sections
}
