//! Damaged Parquet and Arrow files: they are refused, or read as far as they go; nothing panics, nothing is waited for.
#![cfg(feature = "columnar")]

use std::io::Cursor;
use std::path::PathBuf;

use gradus::submissions::{Columnar, Limits, Row};

fn files() -> Vec<PathBuf> {
    let folder = std::fs::read_dir("tests/data/columnar").expect("a folder");
    let files = folder.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end != "py")).collect();
    files.sort();
    files
}

/// All rows, or why there are no more.
fn read(bytes: Vec<u8>) -> Result<Vec<Row>, String> {
    let limits = Limits { file: 1 << 20, unpacked: 16 << 20, ..Limits::default() };
    let mut file = Columnar::open(Cursor::new(bytes), &limits)?;
    let readable: Vec<bool> = (0..file.names().count()).map(|at| file.refusal(at).is_none()).collect();
    file.choose(|at| readable.get(at).copied().unwrap_or(false))?;
    let mut all = Vec::new();
    while let Some(rows) = file.rows()? {
        all.extend(rows);
        if all.len() > 10_000 {
            break;
        }
    }
    Ok(all)
}

/// The same numbers each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("it fits") % most
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let byte = bytes.get_mut(at).expect("a byte");
            match self.below(7) {
                0 => *byte = u8::try_from(self.below(256)).expect("a byte"),
                1 => *byte ^= 1 << self.below(8),
                2 => *byte = 0xff,
                3 => *byte = byte.wrapping_add(1),
                4 => *byte = 0,
                5 => {
                    bytes.remove(at);
                }
                _ => bytes.insert(at, u8::try_from(self.below(256)).expect("a byte")),
            }
        }
    }
}

#[test]
fn damaged_files_are_refused() {
    let each =
        std::env::var_os("GRADUS_MUTATIONS").and_then(|told| told.to_str()?.parse().ok()).unwrap_or(150);
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut whole, mut refused) = (0, 0);
    for path in files() {
        let bytes = std::fs::read(&path).expect("a file");
        let rows = read(bytes.clone()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!rows.is_empty(), "{}", path.display());
        for _ in 0..each {
            let mut damaged = bytes.clone();
            chance.mutate(&mut damaged);
            if std::env::var_os("GRADUS_LAST").is_some() {
                std::fs::write("target/last", &damaged).expect("written");
            }
            match read(damaged) {
                Ok(_) => whole += 1,
                Err(_) => refused += 1,
            }
        }
        for length in 0..bytes.len().min(400) {
            let cut = bytes.get(..bytes.len() - 1 - length).unwrap_or_default().to_vec();
            let _ = read(cut);
        }
    }
    println!("{whole} read, {refused} refused");
    assert!(refused > whole / 10);
}
