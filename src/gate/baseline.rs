//! Findings that are known: a JSON list of answer, rubric and entry, without line numbers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What names a finding from one run to the next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Path of the document.
    pub answer: String,
    /// Id of the rubric.
    pub rubric: String,
    /// Id of the criterion, or `pass-mark`.
    pub entry: String,
    /// Which answer of that rubric in the document, when it is not the first.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub nth: u32,
}

fn first() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_first(nth: &u32) -> bool {
    *nth == 1
}

impl Key {
    /// FNV-1a (Fowler, Noll, Vo), 64 bits, of its parts: the same from run to run and machine to machine.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let nth = self.nth.to_string();
        for part in [&self.answer, &self.rubric, &self.entry, &nth] {
            for byte in part.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        hash
    }
}

/// The findings that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    keys: BTreeSet<Key>,
}

impl Baseline {
    /// Of these findings.
    pub fn new(keys: impl IntoIterator<Item = Key>) -> Self {
        Self { keys: keys.into_iter().collect() }
    }

    /// Reads a baseline file.
    pub fn parse(source: &[u8]) -> Result<Self, serde_json::Error> {
        Ok(Self { keys: serde_json::from_slice(source)? })
    }

    /// As a file: one entry a line, sorted, so that changes of it read well.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let lines = self.keys.iter().map(|key| Ok(format!("  {}", serde_json::to_string(key)?)));
        let lines = lines.collect::<Result<Vec<String>, serde_json::Error>>()?;
        Ok(if lines.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", lines.join(",\n")) })
    }

    /// Whether it knows this finding.
    pub fn knows(&self, key: &Key) -> bool {
        self.keys.contains(key)
    }

    /// All entries, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{Baseline, Key};

    #[test]
    fn a_baseline_reads_what_it_writes() {
        let key = |entry: &str, nth| Key {
            answer: "a.md".to_owned(),
            rubric: "r".to_owned(),
            entry: entry.to_owned(),
            nth,
        };
        let baseline = Baseline::new([key("b", 2), key("a", 1)]);
        let text = baseline.to_text().expect("JSON");
        insta::assert_snapshot!(text, @r#"
        [
          {"answer":"a.md","rubric":"r","entry":"a"},
          {"answer":"a.md","rubric":"r","entry":"b","nth":2}
        ]
        "#);
        assert_eq!(Baseline::parse(text.as_bytes()).expect("the same"), baseline);
        assert!(Baseline::parse(br#"[{"answer":"a","rubric":"r","entry":"e","line":3}]"#).is_err());
        assert_ne!(key("b", 2).fingerprint(), key("b", 1).fingerprint());
        assert_eq!(Baseline::default().to_text().expect("JSON"), "[]\n");
    }
}
