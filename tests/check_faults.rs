//! What goes wrong around `gradus check`: exit 2, and every readable answer is still reported.

#![cfg(unix)]

mod support;

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use support::Repo;

const GOOD: &str = "---\nrubric: retries\n---\nThe same key each time, with exponential backoff.\n";

fn repo(name: &str) -> Repo {
    let repo = Repo::sample(name);
    std::fs::remove_dir_all(repo.root.join("docs")).expect("a folder");
    std::fs::remove_file(repo.root.join("gradus.yaml")).expect("a file");
    repo.write("good.md", GOOD);
    repo
}

/// Exit 2 with these words on standard error, and the good answer reported.
fn fault(repo: &Repo, args: &[&str], words: &str) {
    let ran = repo.run(&[&["check"], args].concat());
    ran.expect(2, "exit 2");
    assert!(ran.err.contains(words), "{}", ran.err);
    assert!(ran.out.contains("passed good.md:1: retries"), "{}", ran.out);
}

#[test]
fn files_that_cannot_be_read() {
    let repo = repo("unreadable");
    repo.write("latin.md", b"---\nrubric: retries\n---\ncaf\xe9\n");
    fault(&repo, &[], "latin.md cannot be read: it is not UTF-8 text (byte 27); save it as UTF-8");
    std::fs::remove_file(repo.root.join("latin.md")).expect("a file");
    symlink("gone.md", repo.root.join("link.md")).expect("a link");
    fault(&repo, &[], "link.md cannot be read: No such file");
    fault(&repo, &["good.md", "nowhere"], "nowhere cannot be read");
    fault(&repo, &["good.md", "/dev/null"], "it is neither a file nor a folder");
}

#[test]
fn a_name_that_no_report_can_hold() {
    let repo = repo("names");
    let name = std::ffi::OsStr::from_bytes(b"b\xffd.md");
    std::fs::write(repo.root.join(name), GOOD).expect("a file");
    fault(&repo, &[], "its name is not UTF-8");
}

#[test]
fn a_loop_of_folders() {
    let repo = repo("loop");
    repo.write("docs/a.md", GOOD);
    symlink("..", repo.root.join("docs/up")).expect("a link");
    repo.run(&["check"]).expect(0, "");
    fault(&repo, &["--follow"], "the link leads to a folder that holds it");
}

#[test]
fn rubrics_that_are_missing_or_broken() {
    let repo = repo("rubrics");
    repo.write("a.md", "---\nrubric: retires\n---\nText.\n");
    fault_in_notes(&repo, "no rubric `retires`, did you mean `retries`?");
    repo.write("a.md", GOOD).write("rubrics/broken.yaml", "id: broken\nconceps: {}\n");
    fault(&repo, &[], "did you mean `concepts`?");
    let said = repo.run(&["check"]).err;
    assert_eq!(said.matches("did you mean `concepts`?").count(), 1, "{said}");
    repo.write("rubrics/broken.yaml", repo.read("rubrics/retries.yaml"));
    fault(&repo, &[], "the rubric `retries` is there twice");
}

fn fault_in_notes(repo: &Repo, words: &str) {
    let ran = repo.run(&["check"]);
    ran.expect(2, "exit 2");
    assert!(ran.out.contains(words) && ran.out.contains("passed good.md:1"), "{}", ran.out);
}

#[test]
fn reports_that_cannot_be_written_leave_nothing_behind() {
    let repo = repo("unwritable");
    fault(
        &repo,
        &["--report", "json=good.md/x.json", "--report", "junit=out/j.xml"],
        "cannot write the report",
    );
    assert!(repo.read("out/j.xml").ends_with("</testsuites>\n"));
    fault(&repo, &["--report", "sarif=rubrics"], "cannot write the report to rubrics");
    if std::path::Path::new("/dev/full").exists() {
        fault(&repo, &["--report", "json=/dev/full"], "cannot write the report to /dev/full: No space left");
    }
    let left: Vec<_> = walk(&repo.root).into_iter().filter(|name| name.ends_with(".part")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn two_reports_do_not_share_a_file() {
    let repo = repo("shared-report");
    repo.write("gradus.yaml", "fail_under: 10\n");
    let refused = |args: &[&str], words: &str| {
        let ran = repo.run(&[&["check"], args].concat());
        assert!(ran.code == Some(2) && ran.err.contains(words), "{args:?}: {}", ran.err);
    };
    let twice = "they are one file; name another one";
    refused(&["--report", "sarif=x.out", "--report", "junit=./x.out"], twice);
    refused(&["--report", "sarif=x.out", "--write-baseline", "x.out"], twice);
    refused(&["--report", "csv=gradus.yaml"], "gradus.yaml, which is read");
    refused(&["--report", "csv=good.md"], "cannot write good.md: it is");
    refused(&["--write-baseline", "rubrics/../good.md"], "good.md, which is read");
    refused(&["--report", "csv=rubrics/retries.yaml"], "retries.yaml, which is read");
    refused(&["--report", "sarif=-"], "--format chooses what goes to standard output");
    assert_eq!(
        walk(&repo.root).iter().filter(|name| name.contains("x.out") || name.ends_with('-')).count(),
        0
    );
    assert_eq!(repo.read("gradus.yaml"), "fail_under: 10\n");
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries
        .flat_map(|entry| {
            let path = entry.path();
            if path.is_dir() { walk(&path) } else { vec![path.display().to_string()] }
        })
        .collect()
}

#[test]
fn a_closed_pipe_is_quiet() {
    let repo = repo("pipe");
    for at in 0..600 {
        repo.write(&format!("many/{at}.md"), GOOD);
    }
    let mut child = repo
        .command(&["check", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let out = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!err.contains("panicked") && !err.contains("Broken pipe"), "{err}");
}
