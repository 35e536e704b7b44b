//! The structure that ARCHITECTURE.md promises: who imports whom, and files and functions of a length that
//! a reader can hold.
//!
//! It reads sources as `cargo fmt` lays them out: a function ends at the first closing bracket under its
//! first line, and a module of tests within a file is the last thing in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 500;
const LONGEST_FUNCTION: usize = 40;

/// Functions that may be longer, and why.
const TABLES: [(&str, &str, &str); 3] = [
    ("src/diagnostic/manual.rs", "manual", "one `match`: a code to its example"),
    ("src/diagnostic/manual.rs", "lint_manual", "one `match`: a code to its example"),
    ("src/submissions/readers/columnar/layout.rs", "widths", "one `match`: a type to its buffers"),
];

fn text(path: &Path) -> String {
    String::from_utf8(std::fs::read(path).expect("a file")).expect("UTF-8")
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    let below = entries.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    below.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// A file of tests only, which a `mod.rs` declares.
fn is_test(file: &Path) -> bool {
    file.file_stem().is_some_and(|name| name.to_string_lossy().ends_with("tests"))
}

/// The lines of a file before the module of tests within it.
fn code(file: &Path) -> Vec<String> {
    let lines: Vec<String> = text(file).lines().map(ToOwned::to_owned).collect();
    let is_cut =
        |pair: &[String]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
    let end = lines.windows(2).position(is_cut).unwrap_or(lines.len());
    lines[..end].to_vec()
}

/// All files of the library and the program but those of tests, with their code.
fn sources() -> Vec<(PathBuf, Vec<String>)> {
    let all = files(Path::new("src")).into_iter().filter(|file| !is_test(file));
    all.map(|file| (file.clone(), code(&file))).collect()
}

/// `score` for `src/score/total.rs`; nothing for `lib.rs` and `main.rs`.
fn module(file: &Path) -> Option<String> {
    let name = file.components().nth(1)?.as_os_str().to_string_lossy().replace(".rs", "");
    (name != "lib" && name != "main").then_some(name)
}

/// A row of the table under "Who may import whom".
struct Rule {
    /// `everything but` the names.
    all_but: bool,
    names: BTreeSet<String>,
}

impl Rule {
    fn allows(&self, module: &str) -> bool {
        self.names.contains(module) != self.all_but
    }
}

fn allowed() -> BTreeMap<String, Rule> {
    let document = text(Path::new("ARCHITECTURE.md"));
    let section = document.split("## Who may import whom").nth(1).expect("the table");
    let section = section.split("\n## ").next().expect("its end");
    let mut table = BTreeMap::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let module = cells.next().expect("a module").trim_matches('`').to_owned();
        let rule = cells.next().expect("a rule");
        let names = rule.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect();
        table.insert(module, Rule { all_but: rule.starts_with("everything but"), names });
    }
    table
}

/// What a line of code names of the library's top: `score` for `use crate::score::Verdict;`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    let line = if line.trim_start().starts_with("//") { "" } else { line };
    line.split("crate::")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
}

/// Whose code names whom.
fn imports() -> BTreeSet<(String, String, PathBuf)> {
    let mut found = BTreeSet::new();
    for (file, code) in sources() {
        let Some(module) = module(&file) else { continue };
        for used in code.iter().flat_map(|line| named(line)).filter(|used| *used != module) {
            found.insert((module.clone(), used.to_owned(), file.clone()));
        }
    }
    found
}

#[test]
fn the_table_is_that_of_the_modules() {
    let library = text(Path::new("src/lib.rs"));
    let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let modules: BTreeSet<String> = modules.map(ToOwned::to_owned).collect();
    let rows: BTreeSet<String> = allowed().into_keys().collect();
    assert_eq!(rows, modules, "the rows of ARCHITECTURE.md and the modules of src/lib.rs");
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let table = allowed();
    let wrong: Vec<_> = imports()
        .into_iter()
        .filter(|(module, used, _)| !(table.contains_key(used) && table[module].allows(used)))
        .map(|(_, used, file)| format!("{} uses {used}", file.display()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_permission_is_used() {
    let used: BTreeSet<_> = imports().into_iter().map(|(module, used, _)| (module, used)).collect();
    let mut idle = Vec::new();
    for (module, rule) in allowed().into_iter().filter(|(_, rule)| !rule.all_but) {
        let names = rule.names.into_iter().map(|name| (module.clone(), name));
        idle.extend(names.filter(|pair| !used.contains(pair)));
    }
    assert!(idle.is_empty(), "remove from the table of ARCHITECTURE.md: {idle:?}");
}

/// Ways to name a module of the library that the table would not see.
#[test]
fn imports_name_their_module() {
    let mut wrong = Vec::new();
    for (file, code) in sources().iter().filter(|(file, _)| module(file).is_some()) {
        let depth = file.components().count() - if file.ends_with("mod.rs") { 2 } else { 1 };
        let top = "super::".repeat(depth);
        let is_hidden = |line: &&String| line.contains("crate::{") || line.contains(&top);
        wrong.extend(code.iter().filter(is_hidden).map(|line| format!("{}: {line}", file.display())));
    }
    assert!(wrong.is_empty(), "write `use crate::MODULE::…`: {wrong:#?}");
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let is_long = |file: &PathBuf| text(file).lines().count() > LONGEST_FILE;
    let long: Vec<_> = files(Path::new("src")).into_iter().filter(is_long).collect();
    assert!(long.is_empty(), "{long:?}");
}

/// The name of the function that a line begins.
fn function(line: &str) -> Option<&str> {
    let (head, rest) = line.trim_start().split_once("fn ")?;
    let begins = head.is_empty() || head.starts_with("pub") || ["const ", "async "].contains(&head);
    begins.then(|| rest.split(['(', '<']).next().unwrap_or_default())
}

/// Names and lengths of the functions of some code.
fn functions(code: &[String]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (at, line) in code.iter().enumerate() {
        let Some(name) = function(line) else { continue };
        let indent = line.len() - line.trim_start().len();
        let is_end = |line: &String| {
            let end = line.get(indent..).unwrap_or_default();
            end == "}" || end.starts_with(')') && end.ends_with(';')
        };
        let is_whole = line.ends_with('}') || line.ends_with(';');
        let rest = if is_whole { Some(0) } else { code[at..].iter().position(is_end) };
        found.push((name.to_owned(), rest.expect("an end") + 1));
    }
    found
}

#[test]
fn no_function_is_longer_than_a_reader_can_hold() {
    let mut long = BTreeMap::new();
    for (file, code) in sources() {
        let lengths = functions(&code).into_iter().filter(|(_, lines)| *lines > LONGEST_FUNCTION);
        long.extend(lengths.map(|(name, lines)| ((file.display().to_string(), name), lines)));
    }
    let listed = TABLES.map(|(file, name, _)| (file.to_owned(), name.to_owned()));
    let idle: Vec<_> = listed.iter().filter(|one| !long.contains_key(*one)).collect();
    long.retain(|one, _| !listed.contains(one));
    assert!(
        long.is_empty() && idle.is_empty(),
        "longer than {LONGEST_FUNCTION} lines: {long:#?}; not: {idle:?}"
    );
}

#[test]
fn every_module_says_what_it_is_for() {
    let all = files(Path::new("src")).into_iter().filter(|file| !is_test(file));
    let mute: Vec<_> = all.filter(|file| !text(file).starts_with("//!")).collect();
    assert!(mute.is_empty(), "{mute:?}");
}
