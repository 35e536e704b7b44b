//! `gradus report` as people use it.

mod support;

use support::{Ran, Repo};

const ANSWERS: &str = r#"{"answer_id": "ada", "question_id": "retries", "answer": "The same key each time, with exponential backoff."}
{"answer_id": "bo", "question_id": "retries", "answer": "I would just try again."}
"#;

fn repo(name: &str) -> Repo {
    let repo = Repo::sample(name);
    repo.write("answers.jsonl", ANSWERS);
    repo
}

#[test]
fn a_page_is_one_file_that_fetches_nothing() {
    let repo = repo("page");
    repo.run(&["report", "answers.jsonl", "-o", "out/class.html", "--markdown", "out/class.md"])
        .expect(0, "");
    let html = repo.read("out/class.html");
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">") && html.ends_with("</html>\n"), "{html}");
    assert!(html.contains("content=\"default-src 'none'; style-src 'sha256-"), "{html}");
    for outside in ["https://", "src=", "@import", "<iframe", "<base"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.replace("xmlns='http://www.w3.org/2000/svg'", "").find("http://").is_none());
    assert!(html.contains("<article id=\"ada\"") && html.contains("<article id=\"bo\""), "{html}");
    let summary = repo.read("out/class.md");
    assert!(summary.contains("2 answers, mean "), "{summary}");
}

#[test]
fn nothing_in_an_answer_or_a_rubric_becomes_markup() {
    let repo = repo("hostile");
    let rows = std::fs::read("tests/data/page/hostile.jsonl").expect("a file");
    let rubric = repo.read("rubrics/retries.yaml").replacen(
        "title:",
        "title: \"</script><script>document.title='ran'</script><!--\" #",
        1,
    );
    repo.write("hostile.jsonl", rows).write("hostile.yaml", rubric);
    repo.run(&["report", "hostile.jsonl", "-r", "hostile.yaml", "-o", "class.html"]).expect(0, "");
    let html = repo.read("class.html");
    assert_eq!(html.matches("<script").count(), 1, "only our own");
    assert_eq!(html.matches("</script").count(), 1);
    for raw in
        ["<!--", "<img", "onload=document", "\" onmouseover", "</noscript", "\u{202e}", "\u{2028}", "\u{1b}"]
    {
        let found = html.find(raw).map(|at| html.get(at.saturating_sub(80)..at + 40));
        let escaped = raw.starts_with("onload");
        assert!(found.is_none() || escaped, "{raw}: {found:?}");
    }
    assert_eq!(html.matches("<article ").count(), 8);
    assert_eq!(html.matches("<article id=\"answer").count(), 2, "answers without a name have places, too");
}

#[test]
fn every_question_has_its_own_figures() {
    let samples = ["queue-vs-sync", "latency-spike"];
    let answers: Vec<String> = samples.iter().map(|id| format!("samples/{id}/strong.md")).collect();
    let out = Repo::new("questions");
    let page = out.root.join("class.html");
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_gradus"))
        .arg("report")
        .args(&answers)
        .args(["--title", "Spring & <co>", "-o"])
        .arg(&page)
        .output()
        .expect("it runs");
    Ran::of(&ran).expect(0, "");
    let html = out.read("class.html");
    assert!(html.contains("<title>Spring &amp; &lt;co&gt;</title>"), "{html}");
    assert_eq!(html.matches("<section class=\"question\"").count(), 2);
    let groups: Vec<&str> = html.split("<section class=\"group\"").skip(1).collect();
    assert_eq!(groups.len(), 2);
    for (group, answer) in groups.iter().zip(&answers) {
        assert!(group.contains(&format!("<article id=\"{answer}\"")), "{answer}");
    }
}

#[test]
fn the_report_does_not_depend_on_threads() {
    let repo = repo("threads");
    let row = |number: usize| {
        let text = ["The same key.", "Backoff with jitter, the same key.", "No."][number % 3];
        let more = "More words. ".repeat(number % 40);
        format!("{{\"answer_id\": \"c{number}\", \"answer\": \"{text} {more}\"}}")
    };
    let rows = (0..3_000).map(row).collect::<Vec<_>>().join("\n");
    repo.write("many.jsonl", rows);
    for jobs in ["1", "3"] {
        let page = format!("{jobs}.html");
        repo.run(&["report", "many.jsonl", "-r", "retries", "-j", jobs, "-o", &page]).expect(0, "");
    }
    assert!(repo.read("1.html") == repo.read("3.html"), "the same bytes");
}

#[test]
fn what_cannot_be_graded_is_said_in_the_page() {
    let repo = repo("failed");
    repo.write("more.jsonl", "{\"answer_id\": \"<x>\", \"answer\": \"who asks?\"}\nnot json\n");
    let ran = repo.run(&["report", "answers.jsonl", "more.jsonl", "gone.md", "-o", "class.html"]);
    ran.expect(2, "exit 2: 3 of 5 answers could not be graded");
    assert!(
        ran.err.contains("more.jsonl:2: not an answer") && ran.err.contains("cannot read gone.md"),
        "{}",
        ran.err
    );
    let html = repo.read("class.html");
    assert!(html.contains("<h2>Not graded</h2>") && html.contains("&lt;x&gt;: which rubric?"), "{html}");
    assert_eq!(html.matches("<article ").count(), 2);
}

#[test]
fn nothing_is_written_where_nothing_is_graded() {
    let repo = repo("nothing");
    repo.write("class.html", "old");
    repo.run(&["report", "gone.md", "-o", "class.html"]).expect(2, "");
    assert_eq!(repo.read("class.html"), "old");
    repo.run(&["report", "answers.jsonl"]).expect(2, "");
    let both = repo.run(&["report", "answers.jsonl", "-o", "-", "--markdown", "-"]);
    both.expect(2, "");
    assert!(both.err.contains("cannot both be standard output"), "{}", both.err);
    let folder = repo.run(&["report", "answers.jsonl", "-o", "rubrics"]);
    folder.expect(2, "");
    assert!(folder.err.contains("cannot write rubrics"), "{}", folder.err);
    let left: Vec<_> = std::fs::read_dir(&repo.root)
        .expect("a folder")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.contains(".part") || name.starts_with(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn standard_input_and_output() {
    let repo = repo("pipes");
    let mut command = repo.command(&["report", "-", "-o", "-"]);
    let input = std::fs::File::open(repo.root.join("answers.jsonl")).expect("a file");
    let ran = Ran::of(&command.stdin(input).output().expect("it runs"));
    ran.expect(0, "");
    assert!(ran.out.ends_with("</html>\n"), "{}", ran.out);
    let ran = repo.run(&["report", "answers.jsonl", "--markdown", "-"]);
    assert!(ran.out.starts_with("# "), "{}", ran.out);
}

#[test]
fn decisions_of_people_count_and_are_shown() {
    let repo = repo("decided");
    repo.write(
        "decided.csv",
        "answer_id,criterion,verdict,by,why\nbo,key,met,M. Ruiz,she said it aloud\ncy,key,met,M. Ruiz,x\n",
    );
    let ran = repo.run(&["report", "answers.jsonl", "--overrides", "decided.csv", "-o", "class.html"]);
    ran.expect(0, "");
    assert!(ran.err.contains("decided.csv") && ran.err.contains("cy"), "nobody is called cy: {}", ran.err);
    let html = repo.read("class.html");
    assert!(
        html.contains("Decided by M. Ruiz</b>: she said it aloud <small>The machine said missing."),
        "{html}"
    );
    assert!(html.contains("<dt>reviewed</dt><dd>1</dd>"), "{html}");
    repo.write("decided.csv", "answer_id,criterion,verdict,by,why\nbo,keys,met,M. Ruiz,x\n");
    let ran = repo.run(&["report", "answers.jsonl", "--overrides", "decided.csv", "-o", "class.html"]);
    ran.expect(2, "exit 2: 1 override could not be applied");
}

#[test]
fn how_an_answer_was_read_is_told_as_grading_tells_it() {
    let repo = repo("notes");
    repo.write("latin.md", b"Der Schl\xfcssel: the same key each time.");
    let graded = repo.run(&["grade", "latin.md", "-r", "retries"]);
    assert!(graded.err.starts_with("note: latin.md"), "{}", graded.err);
    let ran = repo.run(&["report", "latin.md", "-r", "retries", "-o", "class.html"]);
    assert_eq!((ran.code, ran.err), (Some(0), graded.err));
}
