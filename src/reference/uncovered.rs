//! The parts of a reference that an answer lacks, as the author wrote them.

use super::analysis::Analysis;
use super::{How, ReferenceText, WordMatch};
use crate::span::Span;

/// A word that is worth less is not covered.
const COVERED: f32 = 0.5;

/// What a word of the reference is to a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Covered,
    Lacking,
    /// A function word, or one of the question: it neither opens nor parts anything.
    Between,
}

/// Stretches from one lacking word to the last before a covered one or the end of the sentence.
pub(super) fn uncovered(reference: &Analysis, matches: &[Option<WordMatch>]) -> Vec<Span<ReferenceText>> {
    let mut parts = Vec::new();
    let mut open: Option<Span<ReferenceText>> = None;
    for place in &reference.places {
        if place.begins {
            parts.extend(open.take());
        }
        match standing(matches.get(place.term).and_then(Option::as_ref)) {
            Standing::Covered => parts.extend(open.take()),
            Standing::Between => {}
            Standing::Lacking => {
                let here = Span::new(place.span.start, place.span.end);
                open = Some(open.map_or(here, |open| open.join(here)));
            }
        }
    }
    parts.extend(open);
    parts
}

fn standing(found: Option<&WordMatch>) -> Standing {
    match found {
        None => Standing::Between,
        Some(found) if found.how == How::Denied => Standing::Lacking,
        Some(found) if found.worth >= COVERED => Standing::Covered,
        Some(found) if found.asked => Standing::Between,
        Some(_) => Standing::Lacking,
    }
}
