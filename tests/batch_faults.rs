//! `gradus batch` where things go wrong: what is there already, what is not what it seems, what stops.

mod support;

use support::{Ran, Repo};

/// Grades by one rubric into `out`.
fn batch(repo: &Repo, args: &[&str]) -> Ran {
    repo.run(&[&["batch", "-r", "queue-vs-sync", "--out", "out", "-q"], args].concat())
}

#[test]
fn a_journal_of_another_version_is_left_alone() {
    let repo = Repo::new("faults-journal");
    repo.write("a.md", "A queue.");
    batch(&repo, &["a.md"]).expect(0, "");
    let results = repo.read("out/results.jsonl");
    for journal in ["{\"begun\":{\"version\":\"9.0.0\"}}\n{\"ended\":{}}\n", "PK\u{3}\u{4}\n"] {
        repo.write("out/.gradus-run", journal);
        let ran = batch(&repo, &["a.md", "--resume"]);
        ran.expect(2, "exit 2: not done");
        assert!(ran.err.contains("is not of this version of gradus"), "{}", ran.err);
        assert_eq!(repo.read("out/.gradus-run"), journal);
        assert_eq!(repo.read("out/results.jsonl"), results);
    }
    // Half a line is what a run leaves that stopped at once.
    repo.write("out/.gradus-run", "{\"begun\":{");
    batch(&repo, &["a.md", "--resume"]).expect(0, "");
}
