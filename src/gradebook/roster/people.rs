//! Which row of a roster a candidate is: by id, login, mail address, then name, and never by a guess.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::submissions::Candidate;

/// What a key is, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// A number of the person.
    Id,
    /// A user name.
    Login,
    /// A mail address.
    Email,
    /// A whole name.
    Name,
}

/// Rows by what tells people apart.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Sorted once all are there.
    keys: Vec<(Key, String, usize)>,
}

/// Why a candidate has no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unplaced {
    /// No row has any of the keys.
    Unknown,
    /// Several rows fit.
    Ambiguous(Vec<usize>),
    /// One key points to one row, another key to another.
    Contradictory(Vec<usize>),
    /// Another candidate fits the same row.
    Shared(usize),
}

impl People {
    /// Adds what a row says of a person.
    pub(super) fn add(&mut self, row: usize, key: Key, text: &str) {
        self.keys.extend(form(key, text).map(|form| (key, form, row)));
    }

    /// Gives every candidate a row, and no row to two.
    pub(super) fn place(mut self, candidates: &[Candidate]) -> Vec<Result<usize, Unplaced>> {
        self.keys.sort();
        let mut placed: Vec<Result<usize, Unplaced>> =
            candidates.iter().map(|candidate| self.find(candidate)).collect();
        let mut claims: BTreeMap<usize, usize> = BTreeMap::new();
        for row in placed.iter().flatten() {
            *claims.entry(*row).or_default() += 1;
        }
        for place in &mut placed {
            if let Ok(row) = *place
                && claims.get(&row).is_some_and(|claims| *claims > 1)
            {
                *place = Err(Unplaced::Shared(row));
            }
        }
        placed
    }

    fn find(&self, candidate: &Candidate) -> Result<usize, Unplaced> {
        let id = &candidate.id;
        let mut found = vec![self.first(&[(Key::Id, id), (Key::Login, id), (Key::Email, id)])];
        if let Some(email) = &candidate.email {
            found.push(self.first(&[(Key::Email, email), (Key::Login, email)]));
        }
        if let Some(name) = &candidate.name {
            found.push(self.first(&[(Key::Name, name)]));
        }
        found.retain(|rows| !rows.is_empty());
        if found.is_empty() {
            // Files are often called like those who wrote them.
            found.push(self.first(&[(Key::Name, id)]));
        }
        agreed(&found)
    }

    /// The rows of the first key that any row has.
    fn first(&self, keys: &[(Key, &str)]) -> Rows<'_> {
        let rows = |(key, text): &(Key, &str)| form(*key, text).map(|form| self.rows(*key, &form));
        keys.iter().filter_map(rows).find(|rows| !rows.is_empty()).unwrap_or(&[])
    }

    fn rows(&self, key: Key, form: &str) -> Rows<'_> {
        let start = self.keys.partition_point(|(known, text, _)| (*known, text.as_str()) < (key, form));
        let rest = self.keys.get(start..).unwrap_or(&[]);
        let len = rest.partition_point(|(known, text, _)| (*known, text.as_str()) == (key, form));
        rest.get(..len).unwrap_or(&[])
    }
}

/// Rows that have one key, in their order.
type Rows<'p> = &'p [(Key, String, usize)];

/// Rows that are named at most where several fit.
const MOST_ROWS: usize = 8;

/// The one row that all keys allow.
fn agreed(found: &[Rows<'_>]) -> Result<usize, Unplaced> {
    let Some(fewest) = found.iter().min_by_key(|rows| rows.len()).filter(|rows| !rows.is_empty()) else {
        return Err(Unplaced::Unknown);
    };
    let everywhere =
        |row: &usize| found.iter().all(|rows| rows.binary_search_by_key(row, |(.., row)| *row).is_ok());
    let numbers = |rows: &Rows<'_>| rows.iter().take(MOST_ROWS).map(|(.., row)| *row).collect::<Vec<_>>();
    if fewest.len() > MOST_ROWS {
        return Err(Unplaced::Ambiguous(numbers(fewest)));
    }
    let common: Vec<usize> = numbers(fewest).into_iter().filter(everywhere).collect();
    match common.as_slice() {
        [row] => Ok(*row),
        [] => {
            let all: BTreeSet<usize> = found.iter().flat_map(numbers).collect();
            Err(Unplaced::Contradictory(all.into_iter().collect()))
        }
        _ => Err(Unplaced::Ambiguous(common)),
    }
}

/// A text as keys are compared: case, composed letters and white space make no difference.
fn plain(text: &str) -> String {
    let text: String = text.nfkc().collect::<String>().to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A key as it is compared; `None` where there is none.
fn form(key: Key, text: &str) -> Option<String> {
    let text = plain(text.trim_start_matches('\''));
    if text.is_empty() || text == "-" {
        return None;
    }
    Some(match key {
        Key::Id => match participant(&text) {
            Some(number) => number.to_owned(),
            None => text,
        },
        Key::Login | Key::Email => text,
        Key::Name => {
            let turned =
                text.split_once(',').map(|(last, first)| format!("{} {}", first.trim(), last.trim()));
            let name = turned.unwrap_or(text).replace(['_', '.'], " ");
            name.split_whitespace().collect::<Vec<_>>().join(" ")
        }
    })
}

/// What Moodle writes before the number of somebody whose name graders may not see.
const PARTICIPANT: &[&str] = &["participant", "participante", "teilnehmer/in", "teilnehmer", "participant/e"];

/// The number of `Participant 123`, in the languages that are known.
pub(in crate::gradebook) fn participant(text: &str) -> Option<&str> {
    let number = trailing_number(text)?;
    let word = text.get(..text.len() - number.len())?.trim_end_matches([' ', '_']).to_lowercase();
    PARTICIPANT.contains(&word.as_str()).then_some(number)
}

/// The digits at the end of a text.
pub(super) fn trailing_number(text: &str) -> Option<&str> {
    let word = text.trim_end_matches(|c: char| c.is_ascii_digit());
    text.strip_prefix(word).filter(|number| !number.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Key, People, Unplaced};
    use crate::submissions::Candidate;

    fn people() -> People {
        let mut people = People::default();
        let rows = [
            (2, "Participant 11", "aroe", "anna@x.org", "Roe, Anna"),
            (3, "Participant 12", "broe", "ben@x.org", "Roe, Ben"),
            (4, "Participant 13", "jsmith", "j1@x.org", "Smith, Jo"),
            (5, "Participant 14", "jsmith2", "j2@x.org", "Smith, Jo"),
            (6, "7", "jose", "jose@x.org", "Garcia, Jose\u{301}"),
        ];
        for (row, id, login, email, name) in rows {
            people.add(row, Key::Id, id);
            people.add(row, Key::Login, login);
            people.add(row, Key::Email, email);
            people.add(row, Key::Name, name);
        }
        people
    }

    fn check(id: &str, name: &str, email: &str, expect: Result<usize, Unplaced>) {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let candidate = Candidate { id: id.to_owned(), name: said(name), email: said(email) };
        assert_eq!(people().place(std::slice::from_ref(&candidate)), [expect], "{candidate:?}");
    }

    #[test]
    fn candidates_are_found_by_what_is_known_of_them() {
        check("participant 11", "", "", Ok(2));
        check("11", "", "", Ok(2));
        check("Participant_12", "", "", Ok(3));
        check("Teilnehmer/in13", "", "", Ok(4));
        check("Matric 13", "", "", Err(Unplaced::Unknown));
        check("AROE", "", "", Ok(2));
        check("ben@x.org", "", "", Ok(3));
        check("99", "", "BEN@X.ORG ", Ok(3));
        check("99", "Ben  Roe", "", Ok(3));
        check("Ben_Roe", "", "", Ok(3));
        check("x", "José Garcia", "", Ok(6));
    }

    #[test]
    fn nobody_is_guessed() {
        check("99", "", "", Err(Unplaced::Unknown));
        check("99", "Jo Smith", "", Err(Unplaced::Ambiguous(vec![4, 5])));
        check("jsmith2", "Jo Smith", "", Ok(5));
        check("11", "Ben Roe", "", Err(Unplaced::Contradictory(vec![2, 3])));
        check("11", "Somebody Else", "", Ok(2));
        check("nna", "", "", Err(Unplaced::Unknown));
    }

    #[test]
    fn no_row_is_given_twice() {
        let candidate = |id: &str| Candidate { id: id.to_owned(), ..Candidate::default() };
        let all = [candidate("11"), candidate("aroe"), candidate("12")];
        assert_eq!(people().place(&all), [Err(Unplaced::Shared(2)), Err(Unplaced::Shared(2)), Ok(3)]);
    }
}
