//! Who handed in, by how course systems name the files of a download.
//!
//! | system | name |
//! |---|---|
//! | Moodle | `Anna Example_1234567_assignsubmission_file_/essay.docx`, with or without folders |
//! | Canvas | `exampleanna_LATE_123_456_essay.docx`, `exampleanna_123_text.html`, `anon_a1b2c_456_essay.docx` |
//! | Blackboard | `Essay 1_aexample_attempt_2026-11-24-10-00-00_essay.docx` |
//! | Brightspace | `12345-678 - Anna Example - Nov 24, 2026 1000 AM/essay.docx` |
//! | Gradescope | `submission_123/essay.pdf` beside `submission_metadata.yml` |
//!
//! Anything else goes by its folder where there are several, else by its name without extension. Files
//! beside these folders (a README) do not change that where they are fewer, or where files in several
//! folders are called alike.

use std::collections::{BTreeMap, BTreeSet};

use super::Candidate;
use crate::yaml::{self, Node, NodeKind};

/// The file in which Gradescope says who handed in what.
pub(super) const METADATA: &str = "submission_metadata.yml";

/// How the files of an archive or a folder are named.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    /// Folders that all files share.
    shared: usize,
    /// Whether each candidate has a folder.
    folders: bool,
    submitters: BTreeMap<String, Vec<Candidate>>,
}

impl Naming {
    /// Of files by their paths within the archive or folder.
    pub fn of<'n>(paths: impl IntoIterator<Item = &'n str>) -> Self {
        let files: Vec<(Vec<&str>, &str)> =
            paths.into_iter().map(|path| (folders(path), stem(path))).collect();
        let first = files.first().map(|(folders, _)| folders.clone()).unwrap_or_default();
        let same =
            |(folders, _): &(Vec<&str>, &str)| first.iter().zip(folders).take_while(|(a, b)| a == b).count();
        let shared = files.iter().map(same).min().unwrap_or(0);
        Self { shared, folders: tell(&files, shared), submitters: BTreeMap::new() }
    }

    /// Adds what `submission_metadata.yml` says; a file that cannot be read says nothing.
    pub(super) fn learn(&mut self, metadata: &[u8]) {
        let Ok(parsed) = yaml::parse(metadata, METADATA) else { return };
        for (key, value) in pairs(&parsed.root) {
            let people: Vec<Candidate> = field(value, "submitters").map(submitters).unwrap_or_default();
            if let (Some(key), false) = (key.scalar(), people.is_empty()) {
                self.submitters.insert(key.to_owned(), people);
            }
        }
    }

    /// Who handed in the file of that path; several where a group did.
    pub fn candidates(&self, path: &str) -> Vec<Candidate> {
        self.course(path).unwrap_or_else(|| vec![self.plain(path)])
    }

    /// By the naming of a course system.
    pub(super) fn course(&self, path: &str) -> Option<Vec<Candidate>> {
        let parts = || path.split(['/', '\\']);
        if let Some(people) = parts().find_map(|part| self.submitters.get(part)) {
            return Some(people.clone());
        }
        let found =
            parts().find_map(|part| moodle(part).or_else(|| blackboard(part)).or_else(|| brightspace(part)));
        // Canvas packs files alone, so that folders are never called by it.
        let last = path.rsplit(['/', '\\']).next();
        let mut files = parts().filter(|part| Some(*part) == last || part.ends_with(".zip"));
        let found = found.or_else(|| files.find_map(canvas));
        found.or_else(|| parts().find_map(gradescope)).map(|candidate| vec![candidate])
    }

    fn plain(&self, path: &str) -> Candidate {
        let folder = if self.folders { folders(path).get(self.shared).copied() } else { None };
        Candidate { id: folder.unwrap_or(stem(path)).to_owned(), ..Candidate::default() }
    }
}

/// Whether folders tell candidates apart, those below the folders that all files share.
fn tell(files: &[(Vec<&str>, &str)], shared: usize) -> bool {
    let (mut loose, mut within) = (0, BTreeMap::<&str, BTreeSet<&str>>::new());
    for (folders, stem) in files {
        match folders.get(shared) {
            Some(folder) => drop(within.entry(stem).or_default().insert(folder)),
            None => loose += 1,
        }
    }
    let folders = within.values().flatten().collect::<BTreeSet<_>>().len();
    let alike = within.values().any(|folders| folders.len() > 1);
    folders > 1 && (loose < folders || alike)
}

/// A file's name without its extension.
pub(super) fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem })
}

/// The folders of a path.
fn folders(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect();
    parts.pop();
    parts
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn named(id: &str, name: &str) -> Candidate {
    let name = Some(name.trim()).filter(|name| !name.is_empty()).map(ToOwned::to_owned);
    Candidate { id: id.to_owned(), name, email: None }
}

/// `Anna Example_1234567_assignsubmission_file_essay.docx`; `Participant_…` where marking is blind.
fn moodle(part: &str) -> Option<Candidate> {
    let (who, _) = part.split_once("_assignsubmission_")?;
    let Some((name, id)) = who.rsplit_once('_').filter(|(_, id)| is_number(id)) else {
        return Some(named(who, who));
    };
    // Without a name the number alone tells people apart.
    let blind = matches!(name, "Participant" | "Teilnehmer/in" | "Teilnehmer in" | "Participante");
    Some(named(id, if blind { "" } else { name }))
}

/// `exampleanna_LATE_123_456_essay.docx`: the name in small letters, the person, the file.
fn canvas(part: &str) -> Option<Candidate> {
    let mut parts = part.split('_').filter(|_| part.contains('.')).peekable();
    let name = parts
        .next()
        .filter(|name| !name.is_empty() && !name.contains(|c: char| c.is_uppercase() || c == ' '))?;
    if !name.starts_with(char::is_alphabetic) {
        return None;
    }
    parts.next_if(|next| next.eq_ignore_ascii_case("LATE"));
    let id = parts.next()?;
    if name == "anon" {
        let file = parts.next().filter(|file| is_number(file))?;
        return (!id.is_empty() && file.len() > 2).then(|| named(id, ""));
    }
    let file = parts.next()?;
    let rest = parts.next().is_some();
    let upload = is_number(file) && file.len() > 2 && id.len() > 2 && rest;
    let entry = matches!(file, "text.html" | "link.html") && !rest;
    (is_number(id) && (upload || entry)).then(|| named(id, name))
}

/// `Essay 1_aexample_attempt_2026-11-24-10-00-00_essay.docx`.
fn blackboard(part: &str) -> Option<Candidate> {
    let (before, after) = part.split_once("_attempt_")?;
    let (_, user) = before.rsplit_once('_')?;
    let date = after.get(..19)?;
    let digits = date.split('-').map(str::len).eq([4, 2, 2, 2, 2, 2]) && date.split('-').all(is_number);
    (digits && !user.is_empty()).then(|| named(user, ""))
}

/// `12345-678 - Anna Example - Nov 24, 2026 1000 AM`.
fn brightspace(part: &str) -> Option<Candidate> {
    let mut parts = part.split(" - ");
    let (id, activity) = parts.next()?.split_once('-')?;
    let name = parts.next()?;
    parts.next()?;
    (is_number(id) && is_number(activity)).then(|| named(id, name))
}

/// `submission_123`, of which nobody says who it is.
fn gradescope(part: &str) -> Option<Candidate> {
    let number = part.strip_prefix("submission_")?;
    let number = number.split_once('.').map_or(number, |(number, _)| number);
    is_number(number).then(|| named(&format!("submission_{number}"), ""))
}

fn pairs(node: &Node) -> &[(Node, Node)] {
    match &node.kind {
        NodeKind::Mapping(pairs) => pairs,
        NodeKind::Scalar { .. } | NodeKind::Sequence(_) => &[],
    }
}

/// A field of the metadata, whose names begin with a colon.
fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let is = |key: &Node| key.scalar().is_some_and(|key| key.trim_start_matches(':') == name);
    pairs(node).iter().find(|(key, _)| is(key)).map(|(_, value)| value)
}

fn submitters(node: &Node) -> Vec<Candidate> {
    let NodeKind::Sequence(people) = &node.kind else { return Vec::new() };
    let text = |person: &Node, name: &str| {
        let found = field(person, name).filter(|value| !value.is_nothing()).and_then(Node::scalar);
        found.map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
    };
    let person = |person: &Node| {
        let (name, email, sid) = (text(person, "name"), text(person, "email"), text(person, "sid"));
        let id = sid.or_else(|| email.clone()).or_else(|| name.clone())?;
        Some(Candidate { id, name, email })
    };
    people.iter().filter_map(person).collect()
}
