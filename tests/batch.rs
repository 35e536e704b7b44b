//! `gradus batch` as people use it: what is read, what is written, what becomes of a run that stops.

mod support;

use std::fs::File;
use std::path::Path;
use std::process::Stdio;

use support::{Ran, Repo};

const SENTENCES: &[&str] = &[
    "I would put the work on a queue, because the caller need not wait for it.",
    "A message that fails five times goes to a dead-letter queue, and somebody looks at it.",
    "Consumers are idempotent: the same message twice changes nothing.",
    "If the user needs the result at once, a synchronous call is simpler.",
    "We measure the age of the oldest message and alert on it.",
    "The weather was nice and nothing else happened that day.",
    "A slow consumer makes the backlog grow until the disk is full.",
];

/// An answer that differs from its neighbours.
fn answer(at: usize) -> String {
    (0..9)
        .map(|step| SENTENCES[(at * (step + 3) + step * step) % SENTENCES.len()])
        .collect::<Vec<_>>()
        .join(" ")
}

fn lines(n: usize) -> String {
    let line = |at| format!("{{\"id\": \"a{at}\", \"answer\": \"{}\"}}", answer(at));
    (0..n).map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// The three files of results, one after the other.
fn results(repo: &Repo, out: &str) -> String {
    ["results.jsonl", "gradebook.csv", "problems.csv"]
        .map(|name| repo.read(&format!("{out}/{name}")))
        .concat()
}

/// The gradebook with its first columns, and the problems.
fn check(repo: &Repo, args: &[&str]) -> String {
    let ran = repo.run(&[&["batch", "--out", "out", "-q"], args].concat());
    let mut shown = format!("exit {:?}\n", ran.code.unwrap_or(-1));
    for row in repo.read("out/gradebook.csv").lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        shown.push_str(&format!("{} {} words {}\n", cells[..4].join("|"), cells[11], cells[cells.len() - 1]));
    }
    for row in repo.read("out/problems.csv").lines().skip(1) {
        shown.push_str(&format!("problem {row}\n"));
    }
    std::fs::remove_dir_all(repo.root.join("out")).expect("a folder");
    shown
}

#[test]
fn a_class_in_a_table() {
    let repo = Repo::new("batch-table");
    repo.write(
        "class.csv",
        "Student ID;First name;Last name;Email address;Response\r\n\
         7;Anna;Berg;anna@example.org;\"A queue decouples both sides;\nthe caller need not wait.\"\r\n\
         8;Bob;=1+2;bob@example.org;\r\n\
         9;Cem;Dal;cem@example.org;too;many\r\n",
    );
    insta::assert_snapshot!(check(&repo, &["class.csv", "-r", "queue-vs-sync"]), @r#"
    exit 2
    7|Anna Berg|anna@example.org|queue-vs-sync 10 words class.csv:2
    8|Bob =1+2|bob@example.org|queue-vs-sync 0 words class.csv:3
    problem class.csv:4,no,"6 cells, but the header names 5; put cells with separators in double quotes"
    "#);
}

#[test]
fn a_form_has_a_column_a_question() {
    let repo = Repo::new("batch-form");
    repo.write("quiz.csv", "Matric,Response 1,Response 2\n1,a queue,a cache\n2,,\n");
    let args = [
        "quiz.csv",
        "--map",
        "candidate=Matric,queue-vs-sync=Response 1",
        "--map",
        "latency-spike=Response 2",
    ];
    insta::assert_snapshot!(check(&repo, &args), @r#"
    exit 0
    1|||queue-vs-sync 2 words quiz.csv:2
    1|||latency-spike 2 words quiz.csv:2
    2|||queue-vs-sync 0 words quiz.csv:3
    2|||latency-spike 0 words quiz.csv:3
    "#);
    repo.write("quiz.tsv", "candidate\tqueue-vs-sync\tlatency-spike\n1\ta queue\ta cache\n");
    insta::assert_snapshot!(check(&repo, &["quiz.tsv"]), @r#"
    exit 0
    1|||queue-vs-sync 2 words quiz.tsv:2
    1|||latency-spike 2 words quiz.tsv:2
    "#);
    insta::assert_snapshot!(check(&repo, &["quiz.csv", "-r", "queue-vs-sync"]), @r#"
    exit 2
    problem quiz.csv,no,"no column is called `answer`, `text` or `response`, or after a rubric; it has `Matric`, `Response 1`, `Response 2`. Say which holds the answers with --map answer=COLUMN, or --map RUBRIC=COLUMN once a question"
    "#);
}

#[test]
fn every_answer_by_every_rubric() {
    let repo = Repo::new("batch-times");
    repo.write("a.md", "A queue decouples.").write("b.md", "---\nrubric: latency-spike\n---\nMeasure p99.");
    insta::assert_snapshot!(check(&repo, &["a.md", "b.md", "-r", "queue-vs-sync", "-r", "latency-spike"]), @r#"
    exit 0
    a|||queue-vs-sync 3 words a.md
    a|||latency-spike 3 words a.md
    b|||latency-spike 2 words b.md
    "#);
}

#[test]
fn folders_globs_and_names_of_files() {
    let repo = Repo::new("batch-folder");
    repo.write("in/anna/queue-vs-sync.md", "A queue.")
        .write("in/latency-spike/bob.txt", "Measure.")
        .write("in/cem_queue-vs-sync.md", "A queue.")
        .write("in/dee.md", "Which question?")
        .write("in/.hidden.md", "x")
        .write("in/Thumbs.db", "x")
        .write("in/out/left-from-a-run.md", "x");
    insta::assert_snapshot!(check(&repo, &["in", "--exclude", "out"]), @r#"
    exit 2
    anna|||queue-vs-sync 2 words in/anna/queue-vs-sync.md
    cem|||queue-vs-sync 2 words in/cem_queue-vs-sync.md
    bob|||latency-spike 1 words in/latency-spike/bob.txt
    problem in/dee.md,no,"which rubric? give --rubric ID, or a column or field `question_id` that names it"
    "#);
    insta::assert_snapshot!(check(&repo, &["in/*.md", "in/**/bob.*", "none/*.md", "in/*.pdf", "gone.md", "-r", "queue-vs-sync"]), @r#"
    exit 2
    cem|||queue-vs-sync 2 words in/cem_queue-vs-sync.md
    dee|||queue-vs-sync 2 words in/dee.md
    bob|||queue-vs-sync 1 words in/latency-spike/bob.txt
    problem none/*.md,no,there is no folder none
    problem in/*.pdf,no,no file matches
    problem gone.md,no,No such file or directory (os error 2)
    "#);
    // The folder of the results is no input.
    std::fs::remove_dir_all(repo.root.join("in")).expect("a folder");
    repo.write("a.md", "A queue.").write("out/results.md", "no answer");
    insta::assert_snapshot!(check(&repo, &[".", "-r", "queue-vs-sync"]), @r#"
    exit 0
    a|||queue-vs-sync 2 words a.md
    "#);
}

#[test]
fn json_in_its_shapes() {
    let repo = Repo::new("batch-json");
    repo.write("a.json", "[\n {\"id\": 1, \"answer\": \"A queue.\"},\n {\"id\": 2},\n {\"id\": 3, \"answer\": null}\n]\n")
        .write("b.json", "{\"id\": 4,\n \"answer\": \"x\"}\n{\"id\": 5, \"answer\": \"y\"}")
        .write("c.jsonl", "\u{feff}{\"id\": 6, \"answer\": \"x\"}\n\nno json\n{\"id\": 7, \"question_id\": \"none-such\", \"answer\": \"y\"}\n")
        .write("d.json", "[{\"id\": 8, \"answer\": \"x\"}, {\"id\": 9");
    insta::assert_snapshot!(check(&repo, &["a.json", "b.json", "c.jsonl", "d.json", "-r", "queue-vs-sync"]), @r#"
    exit 2
    1|||queue-vs-sync 2 words a.json:1
    3|||queue-vs-sync 0 words a.json:3
    4|||queue-vs-sync 1 words b.json:1
    5|||queue-vs-sync 1 words b.json:2
    6|||queue-vs-sync 1 words c.jsonl:1
    7|||queue-vs-sync 1 words c.jsonl:4
    8|||queue-vs-sync 1 words d.json:1
    problem a.json:2,no,"there is no answer: none of its fields (`id`) is called `answer`, `text` or `response`; say which with --map answer=FIELD"
    problem c.jsonl:3,no,"not a JSON object such as {""id"": ""1"", ""answer"": ""…""}: expected ident (column 2)"
    problem d.json:2,no,the file ends before it does; a quote or bracket is missing
    "#);
    insta::assert_snapshot!(check(&repo, &["c.jsonl"]), @r#"
    exit 2
    problem c.jsonl:1,no,"which rubric? give --rubric ID, or a column or field `question_id` that names it"
    problem c.jsonl:3,no,"not a JSON object such as {""id"": ""1"", ""answer"": ""…""}: expected ident (column 2)"
    problem c.jsonl:4,no,"no rubric `none-such`; known are api-reference-page, cache-vs-database, design-document, eventual-consistency, idempotent-payments, latency-spike, postmortem, pull-request, queue-vs-sync, runbook"
    "#);
}

#[test]
fn standard_input_is_known_by_its_content() {
    let repo = Repo::new("batch-stdin");
    let run = |text: &str| {
        repo.write("stdin", text);
        let mut command = repo.command(&["batch", "-", "-r", "queue-vs-sync", "--out", "out", "--overwrite"]);
        let stdin = File::open(repo.root.join("stdin")).expect("a file");
        let ran = Ran::of(&command.stdin(Stdio::from(stdin)).output().expect("it runs"));
        ran.expect(0, "");
        repo.read("out/gradebook.csv").lines().count() - 1
    };
    assert_eq!(run("{\"answer\": \"a\"}\n{\"answer\": \"b\"}\n"), 2);
    assert_eq!(run("[{\"answer\": \"a\"}, {\"answer\": \"b\"}]"), 2);
    assert_eq!(run("id,answer\n1,a\n2,b\n3,c\n"), 3);
    assert_eq!(run("One answer, in words.\nAnd more of them.\n"), 1);
}

#[test]
fn results_do_not_depend_on_threads() {
    let repo = Repo::new("batch-threads");
    repo.write("a.jsonl", lines(1_500)).write("b/c.md", answer(1)).write("b/d.md", answer(2));
    let mut table = "id,answer\n".to_owned();
    for at in 0..700 {
        table.push_str(&format!("{at},\"{}\n{}\"\n", answer(at), answer(at + 1)));
    }
    repo.write("t.csv", table + "x,y,z\n");
    let run = |threads: &str| {
        let args = ["batch", "a.jsonl", "b", "t.csv", "-r", "queue-vs-sync", "-j", threads, "--out", threads];
        repo.run(&args).expect(2, "1 problem");
        results(&repo, threads)
    };
    let one = run("1");
    assert_eq!(one.matches("\"answer_id\"").count(), 2_202);
    assert!(one == run("2") && one == run("7"));
}

#[test]
fn results_are_not_overwritten_unasked() {
    let repo = Repo::new("batch-again");
    repo.write("a.md", "A queue.").write("b.md", "Another queue.");
    let run = |args: &[&str]| repo.run(&[&["batch", "-r", "queue-vs-sync"], args].concat());
    run(&["a.md"]).expect(0, "");
    let ran = run(&["b.md"]);
    ran.expect(2, "exit 2: not done");
    assert!(ran.err.contains("graded already holds results"), "{}", ran.err);
    assert!(repo.read("graded/gradebook.csv").contains("a.md"));
    run(&["a.md", "--resume"]).expect(0, "");
    assert!(run(&["b.md", "--resume"]).err.contains("begun with other inputs"));
    run(&["b.md", "--overwrite"]).expect(0, "");
    assert!(repo.read("graded/gradebook.csv").contains("b.md"));
}

/// Kills a run as soon as its results have reached `size` bytes; whether that was soon enough.
fn kill_at(repo: &Repo, size: u64, args: &[&str]) -> bool {
    let part = repo.root.join("out/results.jsonl.part");
    kill_when(repo, args, || std::fs::metadata(&part).is_ok_and(|about| about.len() >= size))
}

/// Kills a run as soon as something has come about; whether that was before it ended.
fn kill_when(repo: &Repo, args: &[&str], come: impl Fn() -> bool) -> bool {
    let mut command = repo.command(args);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
    loop {
        if come() {
            child.kill().expect("a process");
            return child.wait().expect("a process").code().is_none();
        }
        if child.try_wait().expect("a process").is_some() {
            return false;
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_run_killed_at_any_moment_goes_on() {
    let repo = Repo::new("batch-kill");
    repo.write("a.jsonl", lines(6_000)).write("docs/a.md", answer(3)).write("docs/b.md", "\u{0}");
    let args = ["batch", "a.jsonl", "docs", "-r", "queue-vs-sync", "-j", "2", "--out", "out", "--resume"];
    repo.run(&[&args[..8], &["whole"]].concat()).expect(2, "1 problem");
    let whole = results(&repo, "whole");
    let size = std::fs::metadata(repo.root.join("whole/results.jsonl")).expect("a file").len();
    let (mut state, mut killed) = (20_241_u64, 0);
    for _ in 0..10 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let part = std::fs::metadata(repo.root.join("out/results.jsonl.part")).map_or(0, |about| about.len());
        let next = part + (state >> 33) % (size / 10);
        killed += u32::from(kill_at(&repo, next, &args));
        // What a machine that goes down may lose: ends of files, in any order.
        let name = ["results.jsonl.part", "gradebook.csv.part", ".gradus-run"][(state >> 40) as usize % 3];
        if let Ok(file) = File::options().write(true).open(repo.root.join("out").join(name)) {
            let length = file.metadata().expect("a file").len();
            file.set_len(length.saturating_sub((state >> 50) % 3_000)).expect("a file");
        }
    }
    assert!(killed >= 5, "only {killed} runs were killed before they ended");
    repo.run(&args).expect(2, "1 problem");
    assert!(results(&repo, "out") == whole);
}

#[test]
fn a_run_goes_on_with_the_same_answers_and_rubrics_only() {
    let repo = Repo::new("batch-changed");
    repo.write("a.jsonl", lines(4_000));
    repo.write(
        "r.yaml",
        "id: r\ntitle: R\nquestion: Why?\nconcepts:\n  queue:\n    title: A queue\n    any: [queue]\n",
    );
    let args = ["batch", "a.jsonl", "-r", "r.yaml", "-j", "1", "--out", "out", "--resume"];
    // The journal has its first line from the start; with a second one something is done.
    let journal = repo.root.join("out/.gradus-run");
    let begun = || std::fs::read(&journal).is_ok_and(|text| text.split(|byte| *byte == b'\n').count() > 2);
    assert!(kill_when(&repo, &args, begun));
    let rubric = repo.read("r.yaml");
    repo.write("r.yaml", rubric.replace("[queue]", "[queues]"));
    assert!(repo.run(&args).err.contains("other rubrics"));
    repo.write("r.yaml", rubric).write("a.jsonl", lines(4_000).replacen("queue", "Queue", 1));
    assert!(repo.run(&args).err.contains("the answers are not those"));
    repo.write("a.jsonl", lines(4_001));
    repo.run(&args).expect(0, "");
    assert_eq!(repo.read("out/results.jsonl").lines().count(), 4_001);
}

/// As on a full disk: no file can grow beyond some size.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing_that_was_done() {
    let repo = Repo::new("batch-full");
    repo.write("a.jsonl", lines(1_200));
    let gradus = env!("CARGO_BIN_EXE_gradus");
    let script =
        format!("trap '' XFSZ; ulimit -f 2000; exec '{gradus}' batch a.jsonl -r queue-vs-sync --out out");
    let full = std::process::Command::new("sh").current_dir(&repo.root).args(["-c", &script]).output();
    let ran = Ran::of(&full.expect("it runs"));
    ran.expect(2, "exit 2: not done");
    assert!(ran.err.contains("go on with --resume: cannot write out/results.jsonl.part"), "{}", ran.err);
    assert!(!Path::new(&repo.root.join("out/results.jsonl")).exists());
    repo.run(&["batch", "a.jsonl", "-r", "queue-vs-sync", "--out", "out", "--resume"]).expect(0, "");
    repo.run(&["batch", "a.jsonl", "-r", "queue-vs-sync", "--out", "whole"]).expect(0, "");
    assert!(results(&repo, "out") == results(&repo, "whole"));
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_are_reported() {
    let repo = Repo::new("batch-links");
    repo.write("in/a.md", "A queue.").write("in/deep/b.md", "A queue.");
    std::os::unix::fs::symlink("..", repo.root.join("in/deep/up")).expect("a link");
    std::os::unix::fs::symlink("gone", repo.root.join("in/broken.md")).expect("a link");
    insta::assert_snapshot!(check(&repo, &["in", "-r", "queue-vs-sync"]), @r#"
    exit 2
    a|||queue-vs-sync 2 words in/a.md
    b|||queue-vs-sync 2 words in/deep/b.md
    problem in/broken.md,no,the link leads nowhere
    problem in/deep/up,no,the link leads to a folder that holds it
    "#);
}

#[test]
fn huge_fields_are_left_out() {
    let repo = Repo::new("batch-huge");
    let huge = "x".repeat(17 << 20);
    repo.write("a.csv", format!("id,answer\n1,a\n2,\"{huge}\"\n3,b\n"))
        .write("b.csv", vec!["answer"; 1_000_000].join(","))
        .write("c.jsonl", format!("{{\"answer\": \"{huge}\"}}\n{{\"id\": \"4\", \"answer\": \"c\"}}\n"))
        .write("d.csv", format!("id,answer\n5,\"{huge}"));
    insta::assert_snapshot!(check(&repo, &["a.csv", "b.csv", "c.jsonl", "d.csv", "-r", "queue-vs-sync"]), @r#"
    exit 2
    1|||queue-vs-sync 1 words a.csv:2
    3|||queue-vs-sync 1 words a.csv:4
    4|||queue-vs-sync 1 words c.jsonl:2
    problem a.csv:3,no,it is larger than 16 MB and was left out; is a quote missing?
    problem b.csv,no,the header names 1000000 columns; at most 16384 are read
    problem c.jsonl:1,no,it is larger than 16 MB and was left out; is a quote missing?
    problem d.csv:2,no,it is larger than 16 MB and was left out; is a quote missing?
    "#);
}

#[test]
fn pseudonyms_tell_nothing_without_the_key() {
    let repo = Repo::new("batch-anonymous");
    repo.write(
        "class.csv",
        "student,name,email,answer\n7,Anna,a@x.org,A queue.\n8,Bob,b@x.org,None.\n7,Anna,a@x.org,Again.\n",
    )
    .write("docs/Carla Cruz.md", "A queue.");
    let run = |key: &str, out: &str| {
        let args = ["batch", "class.csv", "docs", "-r", "queue-vs-sync", "--anonymise", key, "--out", out];
        repo.run(&args).expect(0, "");
        results(&repo, out)
    };
    let first = run("class.key", "week1");
    for secret in ["Anna", "a@x", "\"7\"", "Carla", "class.csv", "docs"] {
        assert!(!first.contains(secret), "{secret} in {first}");
    }
    assert_eq!(run("class.key", "week2"), first);
    assert_ne!(run("other.key", "week3"), first);
    let who = repo.read("class.week1.csv");
    let pseudonyms: Vec<&str> = who.lines().map(|row| row.split(',').next().expect("a cell")).collect();
    assert!(pseudonyms[1] == pseudonyms[3] && pseudonyms[1] != pseudonyms[2], "{who}");
    assert!(who.lines().nth(1).is_some_and(|row| row.ends_with(",7,Anna,a@x.org,,class.csv:2")), "{who}");
    repo.write("class.key", "no key");
    let args = ["batch", "class.csv", "-r", "queue-vs-sync", "--anonymise", "class.key", "--out", "x"];
    assert!(repo.run(&args).err.contains("class.key is no key of pseudonyms"));
}

#[test]
fn tables_in_other_encodings() {
    let repo = Repo::new("batch-encodings");
    repo.write("a.csv", b"id,answer\nZ\xfcrich,A queue f\xfcr B\xfccher.\n")
        .write("b.csv", b"\xff\xfei\0d\0\t\0a\0n\0s\0w\0e\0r\0\n\0\xfc\0\t\0x\0\n\0")
        .write("c.csv", b"id,answer\nZ\xc3\xbcrich,a\nZ\xfcrich,b\nBern,c\n");
    insta::assert_snapshot!(check(&repo, &["a.csv", "b.csv", "c.csv", "-r", "queue-vs-sync"]), @r#"
    exit 2
    Zürich|||queue-vs-sync 4 words a.csv:2
    ü|||queue-vs-sync 1 words b.csv:2
    Zürich|||queue-vs-sync 1 words c.csv:2
    Bern|||queue-vs-sync 1 words c.csv:4
    problem a.csv,yes,"not UTF-8: read as windows-1252, which is a guess; save it as UTF-8 to be sure"
    problem c.csv:3,no,not UTF-8 after “Z”; save the file as UTF-8
    "#);
}

#[test]
fn feedback_for_everybody() {
    let repo = Repo::new("batch-feedback");
    repo.write("class.csv", "student,name,question_id,answer\n7,Anna,queue-vs-sync,A queue decouples.\n../8,Bob,latency-spike,Measure p99.\n7,Anna,latency-spike,x\nCON,Cem,latency-spike,y\ncon,Dee,latency-spike,z\n")
        .write("bank.yaml", "comments:\n  decoupling: Nicely put.\n  dead-leter:\n    missing: See page 3.\n");
    let run = |args: &[&str]| repo.run(&[&["batch", "class.csv", "--out", "out", "-q"], args].concat());
    let ran = run(&["--feedback", "md", "--comments", "bank.yaml"]);
    ran.expect(0, "");
    insta::assert_snapshot!(ran.err, @r#"
    warning: bank.yaml, line 2: no rubric of this run has the criterion `decoupling`
    warning: bank.yaml, line 3: no rubric of this run has the criterion `dead-leter`; did you mean `dead-letter`?
    "#);
    let names = || {
        let folder = std::fs::read_dir(repo.root.join("out/feedback")).expect("a folder");
        let mut names: Vec<_> = folder.map(|entry| entry.expect("a file").file_name()).collect();
        names.sort();
        format!("{names:?}")
    };
    insta::assert_snapshot!(names(), @r#"[".gradus-written", "7.md", "_._8.md", "_CON.md", "_con~2.md"]"#);
    let page = repo.read("out/feedback/7.md");
    assert!(page.starts_with("# Feedback for Anna\n") && page.matches("\n## ").count() == 2, "{page}");
    // What somebody has written into it stays until they say otherwise.
    repo.write("out/feedback/7.md", "Dear Anna");
    assert!(run(&["--resume", "--feedback", "html"]).err.contains("was left alone"));
    assert_eq!(repo.read("out/feedback/7.md"), "Dear Anna");
    let ran = run(&["--overwrite", "--feedback", "html"]);
    insta::assert_snapshot!(ran.err, @"note: the feedback of the earlier run is kept in out/feedback.old: gradus did not write 7.md as it stands");
    insta::assert_snapshot!(names(), @r#"[".gradus-written", "7.html", "_._8.html", "_CON.html", "_con~2.html"]"#);
    assert_eq!(repo.read("out/feedback.old/7.md"), "Dear Anna");
    // What nobody has touched gives way, and what a run without feedback cannot renew does not stay.
    repo.write("out/feedback/own.md", "keep");
    assert!(run(&["--overwrite"]).err.contains("kept in out/feedback.old-2: gradus did not write own.md"));
    assert_eq!(repo.read("out/feedback.old-2/own.md"), "keep");
    assert!(!repo.root.join("out/feedback").exists());
    run(&["--overwrite", "--feedback", "html"]).expect(0, "");
    assert_eq!(run(&["--overwrite", "--feedback", "html"]).err, "");
    assert!(
        repo.root.join("out/feedback/7.html").is_file() && !repo.root.join("out/feedback.old-3").exists()
    );
    repo.write("bank.yaml", "comments:\n  a: {maybe: x}\n");
    let ran = run(&["--overwrite", "--feedback", "md", "--comments", "bank.yaml"]);
    insta::assert_snapshot!(ran.err, @r#"
    error: bank.yaml, line 2: `maybe` is no verdict; they are met, weak, denied, missing
    exit 2: not done
    "#);
}

#[test]
fn what_people_decided_is_kept() {
    let repo = Repo::new("batch-overrides");
    repo.write("class.csv", "id,answer\na,A queue decouples.\nb,None of it.\n").write(
        "o.csv",
        "answer_id,criterion,verdict,by,why\nb,dead-letter-handling,met,Eva,said so in class\nzoe,ordering,met,Eva,x\n",
    );
    let rubric = "id: r\ntitle: R\nquestion: Why?\nconcepts:\n  dead-letter-handling:\n    title: Dead letters\n    any: [dead letter]\n  ordering:\n    title: Order\n    any: [order]\n";
    repo.write("r.yaml", rubric);
    let run = |args: &[&str]| {
        repo.run(&[&["batch", "class.csv", "-r", "r.yaml", "-q", "--out", "out"], args].concat())
    };
    let ran = run(&["--overrides", "o.csv"]);
    ran.expect(0, "");
    insta::assert_snapshot!(ran.err, @"warning: o.csv row 3: no answer `zoe` was graded; not applied");
    let results = repo.read("out/results.jsonl");
    assert!(
        results.lines().nth(1).is_some_and(|line| line.contains("\"override\":{") && line.contains("Eva")),
        "{results}"
    );
    assert!(repo.read("out/gradebook.csv").contains("b,,,r,50.0,"), "{}", repo.read("out/gradebook.csv"));
    assert_eq!(run(&["--overrides", "o.csv", "--resume"]).err, ran.err);
    assert!(run(&["--resume"]).err.contains("begun with other --overrides"));
}

/// The commands of docs/batch.md, in a folder with the samples.
#[cfg(unix)]
#[test]
fn the_guide_for_coaches_works_as_it_stands() {
    let repo = Repo::new("batch-guide");
    for name in ["form.csv", "comments.yaml"] {
        let path = format!("samples/class/{name}");
        repo.write(&path, std::fs::read(&path).expect("a sample"));
    }
    repo.write("quiz.csv", "Matric,Response 1,Response 2\n1,a queue,a cache\n");
    let guide = String::from_utf8(std::fs::read("docs/batch.md").expect("a guide")).expect("UTF-8");
    let mut n_run = 0;
    for command in guide.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let gradus = command.replacen("gradus", env!("CARGO_BIN_EXE_gradus"), 1);
        let ran = std::process::Command::new("sh").current_dir(&repo.root).args(["-c", &gradus]).output();
        Ran::of(&ran.expect("it runs")).expect(0, "");
        n_run += 1;
    }
    assert!(n_run >= 3);
    let page = repo.read("graded/feedback/1041.html");
    assert!(
        page.contains("Thank you for your answers.") && page.contains("you said who looks at it"),
        "{page}"
    );
}
