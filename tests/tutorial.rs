//! The commands of `docs/tutorial.md` work as they stand there, one after the other, and print what it shows.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A fenced block of the document.
struct Block<'d> {
    language: &'d str,
    text: &'d str,
}

fn blocks(document: &str) -> Vec<Block<'_>> {
    let parts = document.split("\n```").skip(1).step_by(2);
    parts.filter_map(|part| part.split_once('\n')).map(|(language, text)| Block { language, text }).collect()
}

/// Words of a command; quotation marks hold several together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in command.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(ToOwned::to_owned));
        }
    }
    words
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// Whether the lines stand in the output in this order; `…` stands for any lines.
fn shows(output: &str, shown: &str) -> Result<(), String> {
    let mut lines = output.lines().map(str::trim_end);
    let mut skip = false;
    for wanted in shown.lines().map(str::trim_end) {
        if wanted == "…" {
            skip = true;
            continue;
        }
        loop {
            match lines.next() {
                Some(line) if line == wanted => break,
                Some(_) if skip => {}
                other => return Err(format!("it shows\n{wanted}\nbut there is {other:?} in\n{output}")),
            }
        }
        skip = false;
    }
    Ok(())
}

#[test]
fn every_command_does_what_the_tutorial_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = String::from_utf8(std::fs::read(root.join("docs/tutorial.md")).unwrap()).unwrap();
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial");
    let _ = std::fs::remove_dir_all(&home);
    let (mut folder, mut output, mut n_commands): (PathBuf, String, usize) =
        (root.to_path_buf(), String::new(), 0);
    for block in blocks(&document) {
        if block.language == "text" {
            // Excerpts of one output may stand in several blocks.
            let shown =
                if output.starts_with(block.text.lines().next().unwrap_or("")) { "" } else { "…\n" };
            shows(&output, &format!("{shown}{}", block.text)).unwrap_or_else(|error| panic!("{error}"));
        }
        for command in block.text.lines().filter(|_| block.language == "sh") {
            let words = words(command);
            match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["cp", "-r", from, _] => copy(&root.join(from), &home),
                ["cd", _] => folder.clone_from(&home),
                ["gradus", arguments @ ..] => {
                    let run = Command::new(env!("CARGO_BIN_EXE_gradus"))
                        .args(arguments)
                        .current_dir(&folder)
                        .output()
                        .unwrap();
                    let complaints = String::from_utf8_lossy(&run.stderr);
                    assert_eq!(run.status.code(), Some(0), "{command}\n{complaints}");
                    output = String::from_utf8(run.stdout).unwrap();
                    n_commands += 1;
                }
                _ => panic!("the tutorial has a command that is not known here: {command}"),
            }
        }
    }
    assert!(n_commands >= 9, "only {n_commands} commands were found");
}

#[test]
fn the_labels_shown_are_labels_of_the_sample() {
    let document = String::from_utf8(std::fs::read("docs/tutorial.md").unwrap()).unwrap();
    let labels = String::from_utf8(std::fs::read("samples/tutorial/labels.jsonl").unwrap()).unwrap();
    let shown: Vec<&str> = blocks(&document)
        .into_iter()
        .filter(|block| block.language == "json")
        .flat_map(|block| block.text.lines())
        .collect();
    assert_eq!(shown.len(), 2);
    for line in shown {
        assert!(labels.lines().any(|label| label == line), "{line}");
    }
}
