//! Who stands in a file of results, and with which lines.
//!
//! Candidates whom nothing but a name tells apart and who answer the same question twice may be two people: they are
//! not taken for one, and it is said. Ids and places of lines are held, and of such candidates what they answer.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use serde::Deserialize;

use super::store::RESULTS;
use crate::cli::complain;
use crate::gradebook::Graded;

/// Names of two people that are told.
const MOST_TOLD: usize = 10;

/// A candidate and where their results begin.
pub(super) struct Known {
    /// What a page for them is called.
    pub page: String,
    pub places: Vec<u64>,
}

/// A candidate of whom only the name is known.
struct Named {
    id: String,
    /// Where each of their results begins, of which rubric and from where it is.
    answers: Vec<(u64, String, String)>,
}

impl Named {
    /// Two sources of answers to one rubric.
    fn twice(&self) -> Option<(&str, &str)> {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        self.answers.iter().find_map(|(_, rubric, source)| match first.get(rubric.as_str()) {
            Some(other) if *other != source && is_row(other) && is_row(source) => {
                Some((*other, source.as_str()))
            }
            _ => {
                first.insert(rubric, source);
                None
            }
        })
    }

    /// One candidate, or as many as there are sources where it may be several people.
    fn known(self) -> Vec<Known> {
        if self.twice().is_none() {
            let places = self.answers.into_iter().map(|(place, ..)| place).collect();
            return vec![Known { page: self.id, places }];
        }
        let mut all: Vec<Known> = Vec::new();
        let mut by_page: BTreeMap<String, usize> = BTreeMap::new();
        for (place, _, source) in self.answers {
            let file = source.rsplit('/').next().unwrap_or_default();
            let page = format!("{} {file}", self.id);
            let at = *by_page.entry(page.clone()).or_insert(all.len());
            match all.get_mut(at) {
                Some(known) => known.places.push(place),
                None => all.push(Known { page, places: vec![place] }),
            }
        }
        all
    }
}

/// Whether a source is a row of a table; a folder may well hold several files of one person.
fn is_row(source: &str) -> bool {
    source.rsplit_once(':').is_some_and(|(_, row)| row.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Says where one name may stand for two people.
pub(super) fn tell_namesakes(out: &Path) -> anyhow::Result<()> {
    let all = Lines::open(&out.join(RESULTS))?.named()?;
    let twice = all.iter().filter_map(|named| Some((&named.id, named.twice()?)));
    for (id, (one, other)) in twice.clone().take(MOST_TOLD) {
        complain(&format!(
            "warning: {one} and {other} have the same name, `{id}`, and nothing else tells them apart; if they are \
             two people, say which column does: --map candidate=COLUMN"
        ));
    }
    let more = twice.count().saturating_sub(MOST_TOLD);
    if more > 0 {
        complain(&format!("warning: … and {more} more names that stand there twice"));
    }
    Ok(())
}

/// Lines of results.
pub(super) struct Lines {
    name: String,
    file: BufReader<File>,
    line: Vec<u8>,
}

#[derive(Deserialize)]
struct Who {
    candidate: Id,
    #[serde(default)]
    rubric: String,
    #[serde(default)]
    source: String,
}

#[derive(Deserialize)]
struct Id {
    id: String,
    name: Option<String>,
}

impl Lines {
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let file = File::open(path).with_context(|| format!("cannot read {name}"))?;
        Ok(Self { name, file: BufReader::new(file), line: Vec::new() })
    }

    /// Everybody, in the order in which they first appear.
    pub(super) fn candidates(&mut self) -> anyhow::Result<Vec<Known>> {
        Ok(self.named()?.into_iter().flat_map(Named::known).collect())
    }

    fn named(&mut self) -> anyhow::Result<Vec<Named>> {
        let mut all: Vec<Named> = Vec::new();
        let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
        let mut place = 0;
        while self.next()? {
            let who: Who = serde_json::from_slice(&self.line)
                .with_context(|| format!("{} was changed while it was read", self.name))?;
            let Id { id, name } = who.candidate;
            // Whoever has an id is known by it, however many answers there are.
            let answer = if name.is_some_and(|name| name == id) {
                (place, who.rubric, who.source)
            } else {
                (place, String::new(), String::new())
            };
            let at = *by_id.entry(id.clone()).or_insert(all.len());
            match all.get_mut(at) {
                Some(named) => named.answers.push(answer),
                None => all.push(Named { id, answers: vec![answer] }),
            }
            place += self.line.len() as u64;
        }
        Ok(all)
    }

    pub(super) fn graded(&mut self, place: u64) -> anyhow::Result<Graded> {
        let here = self.file.stream_position()?;
        let step = i64::try_from(place)? - i64::try_from(here)?;
        self.file.seek_relative(step).with_context(|| format!("cannot read {}", self.name))?;
        if !self.next()? {
            bail!("{} was changed while it was read", self.name);
        }
        Graded::parse(&self.line).map_err(|problem| anyhow!("{}: {problem}", self.name))
    }

    fn next(&mut self) -> anyhow::Result<bool> {
        self.line.clear();
        let read = self.file.read_until(b'\n', &mut self.line);
        Ok(read.with_context(|| format!("cannot read {}", self.name))? > 0)
    }
}
