//! `gradus batch` where things go wrong: what is there already, what is not what it seems, what stops.

mod support;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::process::Stdio;

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

#[test]
fn nothing_of_an_earlier_run_is_left_beside_the_results_that_replace_it() {
    let repo = Repo::new("faults-overwrite");
    repo.write("a.md", "A queue.").write("b.md", "Another queue.");
    batch(&repo, &["a.md", "--keep-answers", "--feedback", "md"]).expect(0, "");
    assert!(repo.read("out/answers.jsonl").contains("A queue."));
    // Nothing is removed while another run writes there.
    let journal = File::options().write(true).open(repo.root.join("out/.gradus-run")).expect("a journal");
    journal.lock().expect("a lock");
    let ran = batch(&repo, &["b.md", "--overwrite"]);
    assert!(ran.err.contains("another run is writing"), "{}", ran.err);
    assert!(repo.read("out/feedback/a.md").contains("Feedback"));
    drop(journal);
    batch(&repo, &["b.md", "--overwrite"]).expect(0, "");
    let left: BTreeSet<_> = std::fs::read_dir(repo.root.join("out"))
        .expect("a folder")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("a name"))
        .collect();
    assert_eq!(
        left,
        [".gradus-run", "gradebook.csv", "problems.csv", "results.jsonl"].map(String::from).into()
    );
    // A file that no run has made stays.
    repo.write("out/answers.jsonl", "mine");
    batch(&repo, &["b.md", "--overwrite"]).expect(0, "");
    assert_eq!(repo.read("out/answers.jsonl"), "mine");
}

#[test]
fn results_do_not_replace_answers() {
    let repo = Repo::new("faults-input");
    let answers = "{\"id\": \"1\", \"answer\": \"A queue.\"}\n";
    repo.write("answers.jsonl", answers);
    let ran = repo.run(&[
        "batch",
        "-r",
        "queue-vs-sync",
        "--out",
        ".",
        "--keep-answers",
        "--overwrite",
        "answers.jsonl",
    ]);
    assert!(
        ran.err.contains("cannot write ./answers.jsonl: it is answers.jsonl, which is read"),
        "{}",
        ran.err
    );
    assert_eq!(repo.read("answers.jsonl"), answers);
}

#[test]
fn a_run_that_has_ended_does_not_pass_over_new_answers() {
    let repo = Repo::new("faults-ended");
    repo.write("in/a.jsonl", "{\"id\": \"1\", \"answer\": \"A queue.\"}\n");
    batch(&repo, &["in"]).expect(0, "");
    batch(&repo, &["in", "--resume", "--feedback", "md"]).expect(0, "");
    repo.write("in/b.md", "Another queue.");
    let ran = batch(&repo, &["in", "--resume"]);
    ran.expect(2, "exit 2: not done");
    assert!(ran.err.contains("there are answers now that it has not graded"), "{}", ran.err);
    std::fs::remove_file(repo.root.join("in/b.md")).expect("a file");
    let more = "{\"id\": \"1\", \"answer\": \"A queue.\"}\n{\"id\": \"2\", \"answer\": \"x\"}\n";
    repo.write("in/a.jsonl", more);
    let ran = batch(&repo, &["in", "--resume"]);
    assert!(ran.err.contains("the answers are not those that the run was begun with"), "{}", ran.err);
    batch(&repo, &["in", "--overwrite"]).expect(0, "");
    assert_eq!(repo.read("out/results.jsonl").lines().count(), 2);
}

#[test]
fn files_that_are_not_what_they_are_called_are_told() {
    let repo = Repo::new("faults-names");
    let word = std::fs::read("tests/data/submissions/word.docx").expect("a sample");
    repo.write("a.zip", "A queue, in words.").write("b.zip", "Rar!\u{1a}\u{7}\u{1}\0").write("c.zip", word);
    repo.write("d.xlsx", "<html><table><tr><td>answer</td></tr></table></html>");
    batch(&repo, &["a.zip", "b.zip", "c.zip", "d.xlsx"]).expect(2, "2 problems");
    insta::assert_snapshot!(repo.read("out/problems.csv"), @r#"
    row,graded,problem
    b.zip,no,"an archive of a kind that is not read; unpack it, or pack it as ZIP"
    c.zip,yes,"left out: deleted text of tracked changes, struck-out text, hidden text, footnotes"
    d.xlsx,no,"no spreadsheet, whatever its name; call it by what it is, or save it as .xlsx or CSV"
    "#);
    assert!(repo.read("out/gradebook.csv").contains("a.zip"), "{}", repo.read("out/gradebook.csv"));
    assert_eq!(repo.read("out/results.jsonl").lines().count(), 2);
}

#[test]
fn an_answer_with_a_title_is_no_table() {
    let repo = Repo::new("faults-title");
    let run = |text: &str, args: &[&str]| {
        repo.write("stdin", text);
        let begin = ["batch", "-", "-r", "queue-vs-sync", "--out", "out", "--overwrite", "-q"];
        let mut command = repo.command(&[&begin, args].concat());
        let stdin = File::open(repo.root.join("stdin")).expect("a file");
        let ran = Ran::of(&command.stdin(Stdio::from(stdin)).output().expect("it runs"));
        ran.expect(0, "");
        (repo.read("out/results.jsonl").lines().count(), ran.err)
    };
    for title in ["Essay", "Text", "Response"] {
        let (n_graded, told) =
            run(&format!("{title}\n\nA queue decouples.\nThe caller need not wait.\n"), &[]);
        assert_eq!(n_graded, 1, "{title}");
        assert!(told.contains("read as one answer; if it is a table with one column"), "{told}");
    }
    assert_eq!(run("Essay\nA queue.\nNone.\n", &["--map", "answer=Essay"]), (2, String::new()));
    assert_eq!(run("\nid,answer\n1,a\n2,b\n", &[]), (2, String::new()));
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_in_a_folder_are_not_waited_for() {
    let repo = Repo::new("faults-pipes");
    repo.write("in/a.md", "A queue.");
    let made =
        std::process::Command::new("mkfifo").arg(repo.root.join("in/b.csv")).status().expect("it runs");
    assert!(made.success());
    std::os::unix::fs::symlink("/dev/zero", repo.root.join("in/c.jsonl")).expect("a link");
    batch(&repo, &["in"]).expect(2, "2 problems");
    insta::assert_snapshot!(repo.read("out/problems.csv"), @r"
    row,graded,problem
    in/b.csv,no,it is neither a file nor a folder
    in/c.jsonl,no,it is neither a file nor a folder
    ");
}

#[test]
fn files_without_anything_in_them_are_told() {
    let repo = Repo::new("faults-empty");
    repo.write("a.csv", "").write("b.json", "\u{feff}").write("c.jsonl", "").write("d.md", "");
    let nothing = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    repo.write("e.zip", &nothing).write("f.csv", "id,answer\n");
    repo.write("g.json", " \n").write("h.jsonl", "\n\n").write("i.csv", "\n").write("j.json", "[]");
    repo.write("k.zip", stored("anna.zip", &nothing));
    let files = ["a.csv", "b.json", "c.jsonl", "d.md", "e.zip", "f.csv"];
    let more = ["g.json", "h.jsonl", "i.csv", "j.json", "k.zip"];
    batch(&repo, &[&files[..], &more].concat()).expect(2, "9 problems");
    insta::assert_snapshot!(repo.read("out/problems.csv"), @r"
    row,graded,problem
    a.csv,no,empty: nothing was handed in
    b.json,no,empty: nothing was handed in
    c.jsonl,no,empty: nothing was handed in
    d.md,no,empty: nothing was handed in
    e.zip,no,an archive in which there are no files
    g.json,no,empty: nothing was handed in
    h.jsonl,no,empty: nothing was handed in
    i.csv,no,empty: nothing was handed in
    k.zip/anna.zip,no,an archive in which there are no files
    ");
}

/// An archive of one file.
fn stored(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
    archive.write_all(bytes).expect("an entry");
    archive.finish().expect("an archive").into_inner()
}

/// Who was graded, and from which row.
fn graded(repo: &Repo) -> Vec<String> {
    let gradebook = repo.read("out/gradebook.csv");
    let ends = |row: &str| Some(format!("{} {}", row.split(',').next()?, row.rsplit(',').next()?));
    gradebook.lines().skip(1).filter_map(ends).collect()
}

#[test]
fn utf16_without_a_mark_is_known() {
    let repo = Repo::new("faults-utf16");
    let wide =
        |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let table = "id,answer\nZoë,“A queue” decouples\n";
    let json = "{\"id\":\"Zoë\",\"answer\":\"A queue\"}\n";
    repo.write("in/a.csv", wide(table, u16::to_le_bytes)).write("in/b.csv", wide(table, u16::to_be_bytes));
    repo.write("in/c.jsonl", wide(json, u16::to_le_bytes));
    repo.write("in/d.zip", stored("e.csv", &wide(table, u16::to_le_bytes)));
    batch(&repo, &["in"]).expect(0, "");
    assert_eq!(
        graded(&repo),
        ["Zoë in/a.csv:2", "Zoë in/b.csv:2", "Zoë in/c.jsonl:1", "Zoë in/d.zip/e.csv:2"]
    );
    insta::assert_snapshot!(repo.read("out/problems.csv"), @r#"
    row,graded,problem
    in/a.csv,yes,"not UTF-8: read as UTF-16LE, which is a guess; save it as UTF-8 to be sure"
    in/b.csv,yes,"not UTF-8: read as UTF-16BE, which is a guess; save it as UTF-8 to be sure"
    in/c.jsonl,yes,"not UTF-8: read as UTF-16LE, which is a guess; save it as UTF-8 to be sure"
    in/d.zip/e.csv,yes,"not UTF-8: read as UTF-16LE, which is a guess; save it as UTF-8 to be sure"
    "#);
}

#[test]
fn a_line_for_excel_names_the_separator() {
    let repo = Repo::new("faults-sep");
    for (name, line) in [("a", "sep=|"), ("b", "SEP=|"), ("c", "\u{feff}Sep=|"), ("d", "\"sep=|\"")] {
        repo.write(&format!("in/{name}.csv"), format!("{line}\r\nid|answer\r\n1|a, b; c\r\n"));
    }
    batch(&repo, &["in"]).expect(0, "");
    assert_eq!(graded(&repo), ["1 in/a.csv:3", "1 in/b.csv:3", "1 in/c.csv:3", "1 in/d.csv:3"]);
}

#[test]
fn a_run_without_one_answer_does_not_block_the_next() {
    for (first, next) in [
        (&["a.csv"][..], &["a.csv", "--map", "answer=Antwort"][..]),
        (&["b.csv"], &["c.csv"]),
        (&["none.csv", "--feedback", "md", "--keep-answers"], &["c.csv", "--feedback", "md"]),
    ] {
        let repo = Repo::new("faults-nothing");
        repo.write("a.csv", "Wer,Antwort\nada,A queue decouples.\n").write("none.csv", "id,answer\n");
        repo.write("c.csv", "id,answer\nada,A queue decouples.\n");
        assert_eq!(batch(&repo, first).code, Some(2), "{first:?}");
        let ran = batch(&repo, next);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{next:?}");
        assert!(!repo.read("out/results.jsonl").is_empty() && !repo.root.join("out/answers.jsonl").exists());
        // What was graded does.
        batch(&repo, next).expect(2, "not done");
    }
}

#[test]
fn one_name_may_be_two_people() {
    let repo = Repo::new("batch-namesakes");
    let check = |table: &str, warnings: usize, pages: &str| {
        repo.write("in/tw.csv", table);
        let args =
            ["batch", "in/tw.csv", "-r", "queue-vs-sync", "-r", "latency-spike", "--feedback", "md", "-q"];
        let ran = repo.run(&args);
        assert_eq!(
            (ran.code, ran.err.matches("nothing else tells them apart").count()),
            (Some(0), warnings),
            "{}",
            ran.err
        );
        let folder = std::fs::read_dir(repo.root.join("graded/feedback")).expect("a folder");
        let names = folder.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
        names.sort();
        assert_eq!(names.join(", "), pages, "{table}");
        std::fs::remove_dir_all(repo.root.join("graded")).expect("a folder");
        ran.err
    };
    let two = "Ada Moreau tw.csv_2.md, Ada Moreau tw.csv_3.md";
    let err = check("Name,queue-vs-sync\nAda Moreau,A queue.\nAda Moreau,No queue.\n", 1, two);
    insta::assert_snapshot!(err, @"warning: in/tw.csv:2 and in/tw.csv:3 have the same name, `Ada Moreau`, and nothing else tells them apart; if they are two people, say which column does: --map candidate=COLUMN");
    check("Name,queue-vs-sync,latency-spike\nAda Moreau,A queue.,p99\nAda Moreau,No.,p50\n", 1, two);
    check("Name,queue-vs-sync,latency-spike\nAda Moreau,A queue.,p99\n", 0, "Ada Moreau.md");
    let long = "Name,question_id,answer\nAda Moreau,queue-vs-sync,A queue.\nAda Moreau,latency-spike,p99\n";
    check(long, 0, "Ada Moreau.md");
    check("ID,Name,queue-vs-sync\n1,Ada Moreau,A queue.\n2,Ada Moreau,No.\n", 0, "1.md, 2.md");
    check("Student ID,Name,queue-vs-sync\n7,Ada Moreau,A queue.\n7,Ada Moreau,No.\n", 0, "7.md");
}
