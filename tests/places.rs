//! No command writes over what it reads, or two files into one place, however the paths are spelt.

mod support;

use support::Repo;

const RUBRIC: &str = "id: q\ntitle: Queue\nquestion: How?\nconcepts:\n  a:\n    title: A queue\n    points: 16\n    any: [queue]\n";
const ANSWERS: &str =
    "{\"answer_id\": \"a\", \"question_id\": \"q\", \"answer\": \"We use a queue.\", \"score\": 3}\n";

#[test]
fn what_is_read_is_not_written_over() {
    let repo = Repo::new("places");
    repo.write("rubrics/q.yaml", RUBRIC).write("a.jsonl", ANSWERS).write("roster.csv", "id,grade\na,\n");
    repo.write("o.csv", "answer_id,criterion,verdict,by,why\na,a,met,me,so\n").write("x.md", "Text.\n");
    repo.run(&["batch", "a.jsonl", "--out", "w"]).expect(0, "");
    repo.run(&["batch", "a.jsonl", "--out", "v", "--keep-answers"]).expect(0, "");
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.jsonl", repo.root.join("link.jsonl")).expect("a link");
    let files = ["a.jsonl", "o.csv", "roster.csv", "rubrics/q.yaml", "w/results.jsonl", "x.md"];
    let before = files.map(|file| repo.read(file));
    let check = |command: &str, expect: &str| {
        let ran = repo.run(&command.split(' ').collect::<Vec<_>>());
        assert!(ran.code == Some(2) && ran.err.contains(expect), "{command}: {:?} {}", ran.code, ran.err);
        assert_eq!(files.map(|file| repo.read(file)), before, "{command}");
    };
    check(
        "gradebook w -o w/results.jsonl",
        "cannot write w/results.jsonl: it is w/results.jsonl, which is read",
    );
    check("gradebook w/results.jsonl -o w/../w/results.jsonl", "it is w/results.jsonl, which is read");
    check("gradebook w --roster roster.csv -o ./roster.csv", "it is roster.csv, which is read");
    check("report v -o v/answers.jsonl", "it is v/answers.jsonl, which is read");
    check("report a.jsonl -o new/../a.jsonl", "it is a.jsonl, which is read");
    check("report a.jsonl --overrides o.csv --markdown o.csv -o a.html", "it is o.csv, which is read");
    check("report a.jsonl -r rubrics/q.yaml -o rubrics/q.yaml", "it is rubrics/q.yaml, which is read");
    check("report a.jsonl -o a.html --markdown ./a.html", "cannot write both a.html and ./a.html");
    check("report a.jsonl -o new/a.html --markdown new/./a.html", "they are one file");
    check("export q --format canvas-rubric -o rubrics/q.yaml", "q.yaml, which is read");
    check("agree q --answers a.jsonl --picture a.jsonl", "it is a.jsonl, which is read");
    check("test q --junit rubrics/q.yaml", "q.yaml, which is read");
    check("check --report junit=x.md --no-config x.md", "x.md, which is read");
    check("check --write-baseline x.md x.md", "x.md, which is read");
    check("batch w/results.jsonl --out w --overwrite", "choose another folder with --out");
    if cfg!(unix) {
        check("report a.jsonl -o link.jsonl", "cannot write link.jsonl: it is a.jsonl, which is read");
        check("report link.jsonl -o a.jsonl", "cannot write a.jsonl: it is link.jsonl, which is read");
    }
    assert!(!repo.root.join("a.html").exists() && !repo.root.join("new").exists());
}

#[test]
fn a_folder_of_results_stands_for_its_answers() {
    let repo = Repo::new("folders");
    repo.write("rubrics/q.yaml", RUBRIC).write("a.jsonl", ANSWERS.repeat(3));
    repo.run(&["batch", "a.jsonl", "--out", "w"]).expect(0, "");
    let said = |args: &[&str]| repo.run(args).err;
    assert!(said(&["review", "w"]).contains("w is a folder of results without the answers; grade again"));
    assert_eq!(
        said(&["report", "w/results.jsonl", "-o", "r.html"]),
        "error: w/results.jsonl holds results, not answers; give the answers that were graded, for example \
         w/answers.jsonl, which `gradus batch --keep-answers` writes\nerror: there is no graded answer, so nothing \
         was written\nexit 2: not done\n"
    );
    repo.run(&["batch", "a.jsonl", "--out", "w", "--keep-answers", "--overwrite"]).expect(0, "");
    repo.run(&["review", "w"]).expect(0, "");
    repo.run(&["report", "w", "-o", "r.html"]).expect(0, "");
    assert!(repo.read("r.html").contains("We use a queue."));
}
