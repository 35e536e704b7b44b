//! The structure that ARCHITECTURE.md promises: who imports whom, and files of at most 500 lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 500;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn text(path: &Path) -> String {
    String::from_utf8(std::fs::read(path).expect("a file")).expect("UTF-8")
}

/// The table under "Who may import whom": module to what it may import; `None` is everything but a few.
fn allowed() -> BTreeMap<String, (bool, BTreeSet<String>)> {
    let document = text(Path::new("ARCHITECTURE.md"));
    let section = document.split("## Who may import whom").nth(1).expect("the table");
    let section = section.split("\n## ").next().expect("its end");
    let mut table = BTreeMap::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let module = cells.next().expect("a module").trim_matches('`').to_owned();
        let rule = cells.next().expect("a rule");
        let names = rule.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect();
        table.insert(module, (rule.starts_with("everything but"), names));
    }
    table
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let table = allowed();
    assert!(table.len() >= 10, "the table of ARCHITECTURE.md is read");
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.components().count() > 2 || !file.ends_with("lib.rs")) {
        let module =
            file.components().nth(1).expect("a module").as_os_str().to_string_lossy().replace(".rs", "");
        let Some((all_but, names)) = table.get(&module) else { continue };
        let code = text(file);
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        for used in code
            .split("crate::")
            .skip(1)
            .map(|rest| rest.split([':', ';', ' ', '{', ',']).next().unwrap_or(""))
        {
            let forbidden = names.contains(used) == *all_but;
            if table.contains_key(used) && used != module && forbidden {
                wrong.push(format!("{} uses {used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let long: Vec<_> = files.iter().filter(|file| text(file).lines().count() > LONGEST_FILE).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let mute: Vec<_> =
        files.iter().filter(|file| !file.ends_with("tests.rs") && !text(file).starts_with("//!")).collect();
    assert!(mute.is_empty(), "{mute:?}");
}
