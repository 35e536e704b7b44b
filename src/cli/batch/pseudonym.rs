//! Pseudonyms: the same candidate gets the same one in every run with the same key, and nobody without
//! the key can tell whose it is.

use std::hash::Hasher;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use siphasher::sip::SipHasher24;

use crate::report::csv_cell;
use crate::submissions::{Candidate, Submission};

/// First line of a key file.
const FIRST: &str = "Key of the pseudonyms of gradus. Whoever has it can tell who is who.";
/// Names of the columns of the list of who is who.
pub(super) const HEADER: &str = "pseudonym,candidate,name,email,answer,source\r\n";

/// Letters and digits that are hard to mistake for each other.
const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// Gives pseudonyms.
#[derive(Debug)]
pub(super) struct Pseudonyms {
    key: [u8; 16],
}

impl Pseudonyms {
    /// Reads the key in a file, or makes a file with a new one.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let name = path.display();
        let text = match std::fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Self::create(path),
            Err(error) => return Err(error).with_context(|| format!("cannot read {name}")),
        };
        let number =
            text.strip_prefix(FIRST).map(str::trim).and_then(|hex| u128::from_str_radix(hex, 16).ok());
        match number {
            Some(number) => Ok(Self { key: number.to_be_bytes() }),
            None => {
                bail!("{name} is no key of pseudonyms; name a file that is not there yet, and one is made")
            }
        }
    }

    fn create(path: &Path) -> anyhow::Result<Self> {
        let mut key = [0; 16];
        getrandom::fill(&mut key).map_err(|error| anyhow!("no random numbers for a key: {error}"))?;
        let text = format!("{FIRST}\n{:032x}\n", u128::from_be_bytes(key));
        let mut options = std::fs::File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { key })
    }

    /// Changes with the key and does not tell it.
    pub(super) fn fingerprint(&self) -> u64 {
        self.hash("")
    }

    /// Takes everything out of a submission that tells who it is from, and lists that.
    pub(super) fn hide(&self, submission: &mut Submission, list: &mut Vec<u8>) {
        let pseudonym = self.of(&submission.candidate.id);
        let shown = Candidate { id: pseudonym.clone(), ..Candidate::default() };
        let candidate = std::mem::replace(&mut submission.candidate, shown);
        let text = |text: Option<String>| csv_cell(&text.unwrap_or_default());
        let cells = [
            csv_cell(&pseudonym),
            csv_cell(&candidate.id),
            text(candidate.name),
            text(candidate.email),
            text(submission.id.take()),
            csv_cell(&std::mem::take(&mut submission.source)),
        ];
        list.extend(cells.join(",").as_bytes());
        list.extend(b"\r\n");
        submission.id = Some(pseudonym);
    }

    /// Sixty bits in three groups.
    fn of(&self, id: &str) -> String {
        let mut rest = self.hash(id);
        let mut out = String::with_capacity(14);
        for at in 0..12 {
            if at % 4 == 0 && at > 0 {
                out.push('-');
            }
            out.push(char::from(SIGNS.get((rest % 32) as usize).copied().unwrap_or(b'a')));
            rest /= 32;
        }
        out
    }

    fn hash(&self, text: &str) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.key);
        hasher.write(text.as_bytes());
        hasher.finish()
    }
}

/// Where it is listed who is who: beside the key, with the name of the folder of results.
pub(super) fn list(key: &Path, out: &Path) -> PathBuf {
    let run = out.file_name().map_or_else(|| "out".into(), |name| name.to_string_lossy().into_owned());
    let stem = key.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    key.with_file_name(format!("{stem}.{run}.csv"))
}
