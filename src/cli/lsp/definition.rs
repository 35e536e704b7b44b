//! Where a name is defined: sets in shared files, criteria in rubrics, the rubric that judged a piece of an answer.

use std::path::Path;

use super::documents::{Document, Kind};
use super::hover::pieces;
use super::protocol::{Location, Position, Range};
use super::rubrics::{self, Open, Target};
use super::session::{Client, form_of};
use super::uri;
use crate::cli::check::Project;
use crate::documents::Outline;
use crate::report::RubricFacts;
use crate::rubric::schema::{Type, place};
use crate::span::Span;
use crate::yaml::outline::{Step, signs, spot};

/// Of a name in a rubric or a file beside one.
pub(super) fn of_rubric(document: &Document, kind: Kind, open: &Open<'_>, byte: usize) -> Option<Target> {
    let text = &document.text;
    if let Some((name, _)) = rubrics::set_at(text, byte) {
        let sets = rubrics::sets(document, kind, open);
        return sets.into_iter().find(|set| set.name == name)?.place;
    }
    let signs = signs(text);
    let spot = spot(text, &signs, byte);
    let form = place::at(form_of(kind)?, &spot.path).map(place::scalar)?;
    if !matches!(form, Type::Reference) {
        return None;
    }
    let name = spot.word.slice(text);
    if spot.path.contains(&Step::Key("use")) {
        let shared = rubrics::shared(&document.path, name, open)?;
        let path = Path::new(&shared.file);
        let text = String::from_utf8_lossy(&shared.text).into_owned();
        return path.is_file().then(|| Target { path: path.to_path_buf(), text, span: Span::new(0, 0) });
    }
    let (path, text, criteria) = rubrics::criteria(document, kind, open);
    let criterion = criteria.into_iter().find(|criterion| criterion.id == name)?;
    Some(Target { path, text, span: criterion.span })
}

/// Of a piece of evidence, or of the name of a rubric, in a document.
pub(super) fn of_answers(document: &Document, project: &Project, byte: usize) -> Option<Location> {
    if let Some(piece) = pieces(document, byte).first() {
        let place = piece.answer.rubric.entries.get(piece.at)?.defined_at;
        let position =
            Position { line: place.line.saturating_sub(1), character: place.column.saturating_sub(1) };
        return location(&piece.answer.rubric, project, position);
    }
    let outline = Outline::read(&document.text);
    let mut markers = outline.front_matter.iter().chain(&outline.markers);
    let marker =
        markers.find(|marker| (marker.span.start as usize..=marker.span.end as usize).contains(&byte))?;
    let known = project.rubrics().iter().find(|known| known.facts.id == marker.name)?;
    location(&known.facts, project, Position { line: 0, character: 0 })
}

/// Rubrics that the program brings have no file to go to.
fn location(rubric: &RubricFacts, project: &Project, position: Position) -> Option<Location> {
    let path = project.root().join(rubric.path.as_ref()?);
    Some(Location { uri: uri::of_path(&path), range: Range { start: position, end: position } })
}

/// The place of a target, whose address is the editor's own if it has the file open.
pub(super) fn to_location(target: &Target, open: Option<&Document>, client: &Client) -> Location {
    let uri = open.map_or_else(|| uri::of_path(&target.path), |document| document.uri.clone());
    let lines = super::position::Lines::new(&target.text);
    Location { uri, range: lines.range(&target.text, target.span.range(), client.encoding) }
}
