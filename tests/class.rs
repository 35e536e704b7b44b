//! The way of a class through the program: graded, reviewed, decided, handed back.

mod support;

use support::Repo;

/// A repository with the sample class.
fn class(name: &str) -> Repo {
    let repo = Repo::new(name);
    for file in ["answers.csv", "worksheet.csv"] {
        repo.write(file, std::fs::read(format!("samples/class/{file}")).expect("a sample"));
    }
    repo
}

const BATCH: &[&str] = &["batch", "answers.csv", "-r", "queue-vs-sync", "--keep-answers", "-q", "--out"];

#[test]
fn a_decision_goes_from_the_review_to_the_grades() {
    let repo = class("class-decided");
    repo.run(&[BATCH, &["first"]].concat()).expect(0, "");
    repo.run(&["review", "first/answers.jsonl", "--write-overrides", "mine.csv"])
        .expect(0, "wait for a verdict");
    let template = repo.read("mine.csv");
    assert!(template.contains("terms piled up without statements"), "{template}");
    let list = repo.run(&["review", "first/answers.jsonl"]);
    assert!(
        list.out.contains(". Emil Novak (Participant 105), answers.csv:6 (queue-vs-sync)"),
        "{}",
        list.out
    );
    // A coach gives the pile nothing.
    let pile = |row: &str| row.starts_with("answers.csv:6,");
    let decided = template.lines().map(|row| if pile(row) { decide(row) } else { row.to_owned() });
    let decided = decided.collect::<Vec<_>>().join("\n");
    repo.write("mine.csv", &decided);
    repo.run(&[BATCH, &["second", "--overrides", "mine.csv"]].concat()).expect(0, "");
    let row = |out: &str| {
        let gradebook = repo.read(&format!("{out}/gradebook.csv"));
        gradebook.lines().find(|row| row.contains("Emil")).expect("his row").to_owned()
    };
    assert!(row("first").contains(",31.0,") && row("second").contains(",0.0,0,21,"), "{}", row("second"));
    let results = repo.read("second/results.jsonl");
    assert!(results.contains("a bare list"), "who decided and why is told");
    let upload = ["gradebook", "second/results.jsonl", "--format", "moodle", "--roster", "worksheet.csv"];
    let filled = repo.run(&upload);
    filled.expect(0, "");
    assert!(filled.out.contains("Emil Novak,emil@example.org,Submitted for grading,0,"), "{}", filled.out);
    // The report names people, and does not ask for what a person has read.
    let to_read = |more: &[&str]| {
        let report = repo.run(&[&["report", "first/answers.jsonl", "--markdown", "-"], more].concat());
        report.expect(0, "");
        report.out.split("### To read yourself").nth(1).unwrap_or_default().to_owned()
    };
    assert!(to_read(&[]).contains("Emil Novak (Participant 105)"), "{}", to_read(&[]));
    let rest = to_read(&["--overrides", "mine.csv"]);
    assert!(!rest.contains("Emil") && rest.contains("Ben Okafor (Participant 102)"), "{rest}");
}

/// The row of a template with 0 %, by whom and why: the columns after the id, hash, rubric, criterion and verdict.
fn decide(row: &str) -> String {
    let cells: Vec<&str> = row.splitn(11, ',').collect();
    let (head, rest) = (cells[..6].join(","), cells[10]);
    format!("{head},0,coach,2026-11-03,a bare list,{rest}")
}

#[test]
fn a_decision_on_another_text_is_told_and_not_applied() {
    let repo = class("class-stale");
    repo.write(
        "mine.csv",
        "answer_id,answer_hash,rubric,criterion,verdict,percent,by,when,why\n\
         answers.csv:3,0000000000000000,queue-vs-sync,ordering,met,,coach,2026-11-03,said in class\n",
    );
    let ran = repo.run(&[BATCH, &["out", "--overrides", "mine.csv"]].concat());
    ran.expect(2, "1 override could not be applied");
    assert!(ran.err.contains("has changed since; not applied"), "{}", ran.err);
}

#[test]
fn tables_are_for_batch() {
    let repo = class("class-table");
    let ran = repo.run(&["review", "answers.csv", "-r", "queue-vs-sync"]);
    ran.expect(2, "could not be read");
    assert!(ran.err.contains("gradus batch answers.csv --keep-answers"), "{}", ran.err);
}

/// Two questions; Bo answered one of them, Cy none, and of Di somebody decided that nothing is worth nothing.
const FORM: &str = "candidate,name,email,queue-vs-sync,latency-spike
Participant 1,Al Ba,al@x.org,\"A dead-letter queue, retries with backoff.\",I look at the recent deploys.
Participant 2,Bo Da,bo@x.org,A queue decouples.,\" \n\"
Participant 3,Cy Fa,cy@x.org,,-
Participant 4,Di Ga,di@x.org,,
";
const DECIDED: &str = "answer_id,rubric,percent,by,why
form.csv:5,queue-vs-sync,0,M. Ruiz,was there and wrote nothing
";

#[test]
fn no_attempt_is_not_a_zero() {
    let repo = Repo::new("class-blank");
    repo.write("form.csv", FORM).write("mine.csv", DECIDED);
    let rubrics = ["-r", "queue-vs-sync", "-r", "latency-spike", "--overrides", "mine.csv"];
    let more = ["--keep-answers", "--feedback", "md", "--out", "out"];
    let ran = repo.run(&[&["batch", "form.csv"], &rubrics[..], &more].concat());
    ran.expect(0, "");
    let of = |text: &str, who: &str| {
        let mine = text.lines().filter(|line| line.contains(who)).map(ToOwned::to_owned);
        mine.collect::<Vec<_>>().join("\n")
    };
    let gradebook = |args: &[&str]| repo.run(&[&["gradebook", "out"], args].concat());
    let report = repo.run(&["report", "out/answers.jsonl", "--overrides", "mine.csv", "--markdown", "-"]);
    let csv = gradebook(&[]);
    let told = [
        ran.out,
        of(&repo.read("out/gradebook.csv"), "Cy Fa"),
        repo.read("out/feedback/Participant 3.md"),
        csv.err,
        of(&csv.out, "Cy Fa"),
        of(&gradebook(&["--format", "jsonl"]).out, "Cy Fa"),
        of(&gradebook(&["--format", "moodle"]).out, "Cy Fa"),
        of(&report.out, " empty)"),
    ];
    insta::assert_snapshot!(told.join("\n"));
    assert!(of(&csv.out, "Bo Da").contains("bo@x.org,1,,1,43,"), "{}", csv.out);
    assert!(of(&gradebook(&["--format", "moodle"]).out, "Di Ga").contains(",0,"), "a decision counts");
    repo.write(
        "w.csv",
        "Identifier,Full name,Status,Grade,Maximum Grade,Last modified (grade),Feedback comments\nParticipant 3,Cy Fa,No submission,,100,-,\n",
    );
    let filled = gradebook(&["--format", "moodle", "--roster", "w.csv"]);
    assert_eq!(filled.out, repo.read("w.csv"), "the row of somebody who handed in nothing stays as it is");
}
