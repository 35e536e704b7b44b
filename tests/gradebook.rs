//! Results handed back: tables, and the files of course systems with grades filled in.

mod support;

use support::{Ran, Repo};

/// A line of results for a candidate.
fn line(id: &str, more: &str, question: &str, (points, max): (f64, f64)) -> String {
    let percent = (points / max * 1000.0).round() / 10.0;
    format!(
        r#"{{"candidate":{{"id":"{id}"{more}}},"source":"class.csv:2","answer_id":"{id}-{question}","rubric":"{question}","percent":{percent},"points":{points},"max":{max},"band":"partial","passed":true,"words":60,"confidence":0.9,"criteria":[{{"id":"a","kind":"concept","verdict":"met","points":{points},"max":{max},"evidence":[{{"text":"we write a key","start":{{"line":1,"column":1,"byte":0}},"end":{{"line":1,"column":5,"byte":4}},"indicator":"key","method":"phrase","state":"asserted"}}]}},{{"id":"b","kind":"concept","verdict":"missing","points":0,"max":0,"evidence":[],"follow_up":"What <b>if</b> not?"}}],"flags":[]}}"#
    )
}

fn class() -> String {
    let named = |name: &str, email: &str| format!(r#","name":"{name}","email":"{email}""#);
    [
        line("Participant 11", &named("Anna Roe", "anna@x.org"), "retries", (8.0, 16.0)),
        line("Participant 12", &named("Ben Roe", "ben@x.org"), "retries", (16.0, 16.0)),
        line("=cmd|' /C calc'!A0", "", "retries", (1.0, 16.0)),
    ]
    .join("\n")
}

fn repo(results: &str) -> Repo {
    let repo = Repo::new("gradebook");
    repo.write("r.jsonl", results).write(
        "rubrics/retries.yaml",
        "id: retries\ntitle: Safe retries\nquestion: How?\nconcepts:\n  a:\n    title: A key\n    points: 16\n    any: [key]\n  b:\n    title: A limit\n    any: [limit]\n    missing: Say when it stops.\n",
    );
    repo
}

fn run(repo: &Repo, args: &[&str]) -> Ran {
    repo.run(&[&["gradebook", "r.jsonl"], args].concat())
}

#[test]
fn a_table_has_a_row_for_each_candidate_and_no_formula() {
    let repo = repo(&class());
    let ran = run(&repo, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out.starts_with("Candidate,Name,Email,Safe retries,Total,Max,Percent,Feedback\r\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains(
        "\r\nParticipant 11,Anna Roe,anna@x.org,8,8,16,50,\"Safe retries: 8 of 16 points (50 %, partial)\n+ A key (8/16): “we write a key”\n- A limit (0/0): Say when it stops. What <b>if</b> not?\"\r\n"
    ), "{}", ran.out);
    assert!(ran.out.contains("\r\n'=cmd|' /C calc'!A0,"), "{}", ran.out);
}

#[test]
fn a_moodle_worksheet_comes_back_with_grades() {
    let repo = repo(&class());
    let worksheet = "\u{feff}Identifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum Grade\",\"Grade can be changed\",\"Last modified (submission)\",\"Last modified (grade)\",\"Feedback comments\"\r\n\"Participant 12\",\"Ben Roe\",ben@x.org,\"Submitted for grading - \",,100.00,Yes,\"Tuesday, 3 March 2026, 9:00 AM\",-,\r\n\"Participant 11\",\"Anna Roe\",anna@x.org,\"Submitted for grading - \",,100.00,Yes,-,-,\r\n\"Participant 13\",\"Cy Doe\",cy@x.org,\"No submission\",,100.00,Yes,-,-,\r\n";
    repo.write("w.csv", worksheet);
    let ran = run(&repo, &["--format", "moodle", "--roster", "w.csv", "-o", "up.csv"]);
    ran.expect(1, "exit 1: 1 candidate of 3 without a row in the roster");
    assert!(ran.err.contains("not in the roster: =cmd|' /C calc'!A0: no row has this id"), "{}", ran.err);
    assert!(ran.err.contains("filled: 2 rows; 1 row without a result"), "{}", ran.err);
    let expect = worksheet
        .replace(
            ",,100.00,Yes,\"Tuesday, 3 March 2026, 9:00 AM\",-,\r\n",
            ",100,100.00,Yes,\"Tuesday, 3 March 2026, 9:00 AM\",-,FEEDBACK\r\n",
        )
        .replacen(",,100.00,Yes,-,-,\r\n", ",50,100.00,Yes,-,-,FEEDBACK\r\n", 1);
    let feedback = |points: &str, percent: &str| {
        format!(
            "<p><strong>Safe retries: {points} of 16 points ({percent} %, partial)</strong></p><ul><li>Found: A key ({points}/16): “we write a key”</li><li>Missing: A limit (0/0): Say when it stops. What &lt;b&gt;if&lt;/b&gt; not?</li></ul>"
        )
    };
    let quoted = |text: String| format!("\"{text}\"");
    let expect = expect.replacen("FEEDBACK", &quoted(feedback("16", "100")), 1);
    let expect = expect.replacen("FEEDBACK", &quoted(feedback("8", "50")), 1);
    assert_eq!(repo.read("up.csv"), expect);
    // What is there already is kept, and told, unless it is to be replaced.
    repo.write("w.csv", expect.replace(",50,100.00", ",\"41,5\",100.00"));
    let again = run(&repo, &["--format", "moodle", "--roster", "w.csv", "-o", "up.csv"]);
    assert!(again.err.contains("kept: Anna Roe: `Grade` is `41,5`"), "{}", again.err);
    let again = run(&repo, &["--format", "moodle", "--roster", "w.csv", "-o", "up.csv", "--replace"]);
    assert!(again.err.contains("1 cell replaced"), "{}", again.err);
    assert!(repo.read("up.csv").contains(",\"50\",100.00"), "{}", repo.read("up.csv"));
}

#[test]
fn a_canvas_export_comes_back_with_scores_in_the_column_that_was_named() {
    let results = [
        line("101", r#","name":"Anna Roe""#, "retries", (8.0, 16.0)),
        line("102", r#","name":"Ben Roe""#, "retries", (4.0, 16.0)),
        line("103", "", "retries", (4.0, 16.0)),
    ];
    let repo = repo(&results.join("\n"));
    let export = "Student,ID,SIS User ID,SIS Login ID,Section,Essay 1 (42),Quiz (43),Current Score,Final Score\n,,,,,Manual Posting,,,\n    Points Possible,,,,,10.00,5.00,(read only),(read only)\n\"Roe, Anna\",101,s1,anna,\"A and B\",,3.00,80.00,80.00\n\"Roe, Ben\",102,s2,ben,A,EX,,,\n\"Student, Test\",104,,t,A,,,,\n";
    repo.write("c.csv", export);
    let ran = run(&repo, &["--format", "canvas", "--roster", "c.csv"]);
    ran.expect(2, "exit 2: not done");
    assert!(
        ran.err.contains(
            "no column is called like `retries`; columns for grades are `Essay 1 (42)`, `Quiz (43)`"
        ),
        "{}",
        ran.err
    );
    let ran = run(&repo, &["--format", "canvas", "--roster", "c.csv", "--map", "retries=Essay 1 (42)"]);
    ran.expect(1, "1 candidate of 3");
    assert_eq!(ran.out, export.replace("\"A and B\",,3.00", "\"A and B\",5,3.00"));
    assert!(ran.err.contains("kept: Roe, Ben: `Essay 1 (42)` is `EX`"), "{}", ran.err);
    assert!(ran.err.contains("`retries` in column `Essay 1 (42)`"), "{}", ran.err);
}

#[test]
fn a_blackboard_download_stays_utf16_with_tabs() {
    let repo = repo(&line("aroe", "", "retries", (8.0, 16.0)));
    let text = "\u{feff}\"Last Name\"\t\"First Name\"\t\"Username\"\t\"Student ID\"\t\"Last Access\"\t\"Availability\"\t\"Essay, 1 [Total Pts: 10 Score] |1234\"\t\"Grading Notes\"\t\"Notes Format\"\t\"Feedback to Learner\"\t\"Feedback Format\"\r\n\"Roé\"\t\"Anna\"\t\"aroe\"\t\"\"\t\"\"\t\"Yes\"\t\"Needs Grading\"\t\"\"\t\"\"\t\"\"\t\"\"\r\n";
    let bytes = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    repo.write("b.xls", bytes(text));
    let ran = run(&repo, &["--format", "blackboard", "--roster", "b.xls", "-o", "up.xls"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let out = std::fs::read(repo.root.join("up.xls")).expect("a file");
    let feedback = "\"Safe retries: 8 of 16 points (50 %, partial)\n+ A key (8/16): “we write a key”\n- A limit (0/0): Say when it stops. What <b>if</b> not?\"\t\"SMART_TEXT\"\r\n";
    let expect = text.replace("\"Needs Grading\"", "\"5\"").replace("\"\"\t\"\"\r\n", feedback);
    assert_eq!(out, bytes(&expect));
}

#[test]
fn results_that_do_not_fit_together_are_refused() {
    let twice = [line("1", "", "retries", (1.0, 16.0)), line("1", "", "retries", (9.0, 16.0))].join("\n");
    let repo = repo(&twice);
    let ran = run(&repo, &[]);
    ran.expect(2, "not done");
    assert!(ran.err.contains("candidate `1` has two results for `retries` (lines 1 and 2)"), "{}", ran.err);
    for (which, expect) in [("first", ",1,1,16,"), ("last", ",9,9,16,"), ("best", ",9,9,16,")] {
        assert!(run(&repo, &["--twice", which]).out.contains(expect));
    }
    repo.write(
        "r.jsonl",
        [line("1", "", "retries", (1.0, 16.0)), line("2", "", "retries", (1.0, 12.0))].join("\n"),
    );
    assert!(run(&repo, &[]).err.contains("results out of 16 and out of 12 points"));
    repo.write("r.jsonl", "{\"answer\":\"x\"}\nnonsense\n");
    let ran = run(&repo, &[]);
    assert!(ran.err.contains("r.jsonl:1: the line has no `percent`"), "{}", ran.err);
    assert!(ran.err.contains("r.jsonl:2: not a line of results"), "{}", ran.err);
}

#[cfg(feature = "office")]
#[test]
fn a_workbook_has_a_sheet_for_each_question_and_the_same_bytes_each_time() {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let repo = repo(&class());
    for name in ["one.xlsx", "two.xlsx"] {
        let ran = run(&repo, &["--format", "xlsx", "-o", name]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    let bytes = |name: &str| std::fs::read(repo.root.join(name)).expect("a file");
    assert!(bytes("one.xlsx") == bytes("two.xlsx"));
    let mut book: Xlsx<_> = open_workbook(repo.root.join("one.xlsx")).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Summary", "Safe retries", "Criteria"]);
    let summary = book.worksheet_range("Summary").expect("a sheet");
    let row: Vec<Data> = summary.rows().nth(3).expect("a row").to_vec();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(row[..1], [text("=cmd|' /C calc'!A0")], "no formula, and the words as they are");
    assert_eq!(row[3..7], [Data::Float(1.0), Data::Float(1.0), Data::Float(16.0), Data::Float(6.3)]);
    assert!(book.worksheet_formula("Summary").expect("a sheet").is_empty());
    let counts = book.worksheet_range("Criteria").expect("a sheet");
    let row: Vec<Data> = counts.rows().nth(1).expect("a row").to_vec();
    assert_eq!(row[..4], ["retries", "a", "A key", "concept"].map(text));
    assert_eq!(row[5..], [3.0, 0.0, 0.0, 100.0].map(Data::Float));
}

#[test]
fn a_row_of_prairielearn_is_an_answer() {
    let lines = [
        line("a@x.org", "", "retries", (8.0, 16.0)),
        line("a@x.org", "", "limits", (1.0, 3.0)),
        line("b@x.org", "", "limits", (3.0, 3.0)),
    ];
    let repo = repo(&lines.join("\n"));
    repo.write(
        "pl.csv",
        "uid,uin,qid,submission_id,score_perc,feedback\na@x.org,1,essays/retries,11,,\na@x.org,1,essays/other,12,,\na@x.org,1,lim,13,,\nb@x.org,2,lim,14,50,\nc@x.org,3,lim,15,,\n",
    );
    let ran = run(&repo, &["--format", "prairielearn-csv", "--roster", "pl.csv", "--map", "limits=lim"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("kept: b@x.org: `score_perc` is `50`"), "{}", ran.err);
    let rows: Vec<&str> = ran.out.lines().filter(|line| line.contains("@x.org")).collect();
    assert!(
        rows[0].starts_with("a@x.org,1,essays/retries,11,50,\"**Safe retries: 8 of 16 points"),
        "{}",
        ran.out
    );
    assert_eq!(rows[1], "a@x.org,1,essays/other,12,,");
    assert!(rows[2].starts_with("a@x.org,1,lim,13,33.33,"), "{}", ran.out);
    assert_eq!(rows[3..], ["b@x.org,2,lim,14,50,", "c@x.org,3,lim,15,,"]);
}

#[test]
fn autograders_get_one_file_for_each_candidate() {
    let repo = repo(&class());
    let ran = run(&repo, &["--format", "gradescope"]);
    ran.expect(2, "not done");
    assert!(ran.err.contains("needs a folder: --output FOLDER"), "{}", ran.err);
    run(&repo, &["--format", "gradescope", "-o", "gs"]);
    insta::assert_snapshot!("gradescope", repo.read("gs/Participant 11/results.json"));
    run(&repo, &["--format", "prairielearn", "-o", "pl"]);
    insta::assert_snapshot!("prairielearn", repo.read("pl/Participant 11/results.json"));
    run(&repo, &["--format", "feedback", "-o", "fb"]);
    insta::assert_snapshot!("feedback", repo.read("fb/_cmd__ _C calc__A0.md"));
    assert!(repo.root.join("gs/_cmd__ _C calc__A0/results.json").is_file());
}

#[test]
fn words_of_people_are_kept() {
    let repo = repo(&class());
    let write = || run(&repo, &["--format", "feedback", "-o", "fb"]).err;
    let first = write();
    let page = "fb/Participant 11.md";
    let (machine, mine) = (repo.read(page), "Dear Anna");
    repo.write(page, mine).write("fb/own.md", "keep");
    insta::assert_snapshot!(write(), @r"
    note: fb/Participant 11.md was not as gradus wrote it; it is kept as fb/Participant 11.old.md
    wrote 3 files to fb
    ");
    assert_eq!((repo.read(page), repo.read("fb/Participant 11.old.md")), (machine, mine.to_owned()));
    assert_eq!((repo.read("fb/own.md"), write()), ("keep".to_owned(), first));
}

#[test]
fn every_table_has_the_columns_that_its_system_reads() {
    let repo = repo(&[class(), line("Participant 12", "", "limits", (1.0, 3.0))].join("\n"));
    let table = |format: &str| run(&repo, &["--format", format]).out;
    let all = [
        "csv",
        "csv-answers",
        "csv-criteria",
        "jsonl",
        "moodle-gradebook",
        "canvas",
        "blackboard",
        "prairielearn-csv",
        "nbgrader",
        "otter",
        "edx-ora",
    ];
    let all: Vec<String> = all.iter().map(|format| format!("== {format}\n{}", table(format))).collect();
    insta::assert_snapshot!("tables", all.join("\n"));
    run(&repo, &["--format", "moodle"]).expect(2, "not done");
    // Moodle's own word for a participant may be in another language.
    repo.write("r.jsonl", line("Teilnehmer/in 11", "", "retries", (8.0, 16.0)));
    let ran = run(&repo, &["--format", "moodle"]);
    assert!(ran.out.contains("\r\nParticipant 11,"), "{}{}", ran.out, ran.err);
}

#[test]
fn a_rubric_is_written_for_a_course_system_and_what_is_lost_is_told() {
    let repo = repo("");
    let ran = repo.run(&["export", "retries", "rubrics/retries.yaml", "--format", "canvas-rubric"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.out
            .lines()
            .nth(1)
            .is_some_and(|row| row.starts_with("Safe retries,A key,,false,Stated,,16,Partly,")),
        "{}",
        ran.out
    );
    let ran = repo.run(&["export", "latency-spike", "--format", "edx-ora", "-o", "ora.xml"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.starts_with("not carried over:\n  - "), "{}", ran.err);
    assert!(repo.read("ora.xml").starts_with("<rubric>\n  <prompt>"));
    repo.run(&["export", "retries", "latency-spike", "--format", "edx-ora"]).expect(2, "not done");
    repo.run(&["export", "retriez", "--format", "edx-ora"]).expect(2, "not done");
}

#[test]
fn a_worksheet_in_german_keeps_its_comma() {
    let repo = repo(&line("Teilnehmer/in1234567", "", "retries", (5.0, 16.0)));
    let worksheet = "ID,\"Vollständiger Name\",E-Mail-Adresse,Status,Bewertung,Bestwertung,\"Bewertung kann geändert werden\",\"Zuletzt geändert (Bewertung)\",\"Feedback als Kommentar\"\nTeilnehmer/in1234567,\"Max Muster\",m@x.org,\"Zur Bewertung abgegeben - \",,\"100,00\",Ja,-,\nTeilnehmer/in1234568,\"Eva Muster\",e@x.org,\"Keine Abgabe\",,\"100,00\",Ja,-,\n";
    repo.write("w.csv", worksheet);
    let ran = run(&repo, &["--format", "moodle", "--roster", "w.csv"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains(" - \",\"31,25\",\"100,00\",Ja,-,\"<p><strong>"), "{}", ran.out);
    repo.write("w.csv", worksheet.replace("Ja", "Nein"));
    let ran = run(&repo, &["--format", "moodle", "--roster", "w.csv"]);
    assert!(ran.err.contains("kept: Max Muster: the grade cannot be changed"), "{}", ran.err);
    repo.write("w.csv", worksheet.replace("Bestwertung", "Skala"));
    run(&repo, &["--format", "moodle", "--roster", "w.csv"]).expect(2, "not done");
    repo.write("w.csv", "a,b\n1,2\n");
    let ran = run(&repo, &["--format", "moodle", "--roster", "w.csv"]);
    assert!(
        ran.err.contains("w.csv: it is not a grading worksheet of Moodle: no column `identifier`"),
        "{}",
        ran.err
    );
}

#[test]
fn hints_come_dearest_first_and_not_for_a_group_that_is_full() {
    let rubric = "id: g\ntitle: G\nquestion: Why?\nconcepts:\n  cheap:\n    title: Cheap\n    any: [zzz]\n  dear:\n    title: Dear\n    points: 3\n    any: [yyy]\nfailure_modes:\n  one:\n    title: One\n    any: [fox]\n  two:\n    title: Two\n    any: [xxx]\ngroups:\n  modes:\n    title: Modes\n    of: [one, two]\n    full: 1\n";
    let repo = repo("");
    repo.write("rubrics/g.yaml", rubric);
    repo.write("a.jsonl", "{\"answer_id\":\"1\",\"question_id\":\"g\",\"answer\":\"The fox.\"}\n");
    let graded = repo.run(&["grade", "a.jsonl", "--format", "jsonl"]);
    repo.write("r.jsonl", &graded.out);
    let feedback = |more: &[&str]| run(&repo, &[&["--format", "jsonl"], more].concat()).out;
    assert!(
        feedback(&[]).contains(r"(20 %, weak)\n+ One (1/1): “fox”\n- Dear (0/3)\n- Cheap (0/1)"),
        "{}",
        feedback(&[])
    );
    assert!(
        feedback(&["--hints", "1"]).contains("“fox”\\n- Dear (0/3)\""),
        "{}",
        feedback(&["--hints", "1"])
    );
    // The tests of autograders tell no more than that.
    for format in ["gradescope", "prairielearn"] {
        let names = |more: &[&str]| {
            let json = run(&repo, &[&["--format", format], more].concat()).out;
            let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
            let tests = json["tests"].as_array().expect("tests").iter();
            tests.filter_map(|test| test["name"].as_str().map(ToOwned::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(names(&[]), ["Cheap", "Dear", "One"], "{format}");
        assert_eq!(names(&["--hints", "1"]), ["Dear", "One"], "{format}");
    }
}

#[test]
fn many_people_of_one_name_are_told_and_not_placed() {
    let n = 20_000;
    let lines: Vec<String> =
        (0..n).map(|at| line(&format!("x{at}"), r#","name":"Jo Smith""#, "retries", (8.0, 16.0))).collect();
    let repo = repo(&lines.join("\n"));
    let rows: Vec<String> = (0..n).map(|at| format!("{at},Jo Smith,\n")).collect();
    repo.write("t.csv", format!("ID,Name,Grade\n{}", rows.concat()));
    let ran = run(&repo, &["--roster", "t.csv", "--map", "grade=Grade", "-o", "up.csv"]);
    ran.expect(1, "20000 candidates of 20000 without a row");
    assert!(ran.err.contains("several rows fit: Jo Smith (row 2), Jo Smith (row 3), "), "{}", ran.err);
    assert!(ran.err.lines().count() < 80);
    assert_eq!(repo.read("up.csv"), repo.read("t.csv"));
}

#[test]
fn a_question_without_a_column_gets_one_when_that_is_asked_for() {
    let repo = repo(&line("101", "", "retries", (8.0, 16.0)));
    repo.write(
        "c.csv",
        "Student,ID,SIS Login ID,Section,Quiz (43)\n,,,,Manual Posting\n    Points Possible,,,,5.00\n\"Roe, Anna\",101,anna,A,3.00\n\"Roe, Ben\",102,ben,A,\n",
    );
    let ran = run(&repo, &["--format", "canvas", "--roster", "c.csv", "--add-columns"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        ran.out,
        "Student,ID,SIS Login ID,Section,Quiz (43),Safe retries\n,,,,Manual Posting,\n    Points Possible,,,,5.00,16\n\"Roe, Anna\",101,anna,A,3.00,8\n\"Roe, Ben\",102,ben,A,,\n"
    );
}

#[test]
fn an_overridden_score_counts_and_who_gave_it_is_told() {
    let decided = line("1", "", "retries", (8.0, 16.0)).replace(
        r#""percent":50"#,
        r#""percent":75.0,"machine_percent":50.0,"score_override":{"by":"kim","why":"says it in a drawing","applies_to":"answer"}"#,
    );
    let repo = repo(&decided);
    let ran = run(&repo, &["--format", "csv-answers"]);
    assert!(ran.out.contains("1,,,retries,12,16,75,"), "{}", ran.out);
    assert!(ran.out.contains(",kim,\"Safe retries: 12 of 16 points"), "{}", ran.out);
    assert!(ran.out.contains("\nScored by kim: says it in a drawing\""), "{}", ran.out);
}

/// A pipe that stands at `path`.
#[cfg(unix)]
fn pipe(repo: &Repo, path: &str) {
    let made = std::process::Command::new("mkfifo").arg(repo.root.join(path)).status().expect("mkfifo runs");
    assert!(made.success());
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let repo = repo(&class());
    pipe(&repo, "out");
    for args in [
        &["gradebook", "r.jsonl", "-o", "out"][..],
        &["gradebook", "r.jsonl", "--format", "jsonl", "-o", "out"],
        &["export", "retries", "--format", "edx-ora", "-o", "out"],
    ] {
        let reader = std::process::Command::new("cat")
            .arg(repo.root.join("out"))
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("a reader");
        let ran = repo.run(args);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let is_pipe = std::fs::metadata(repo.root.join("out")).expect("it is there").file_type().is_fifo();
        assert!(is_pipe, "{args:?}");
        let read = reader.wait_with_output().expect("it ends").stdout;
        assert!(!read.is_empty(), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_keeps_its_permissions_and_its_link() {
    use std::os::unix::fs::PermissionsExt;
    let repo = repo(&class());
    let real = repo.write("real.csv", "old").root.join("real.csv");
    std::fs::set_permissions(&real, PermissionsExt::from_mode(0o600)).expect("its owner may");
    std::os::unix::fs::symlink("real.csv", repo.root.join("link.csv")).expect("a link");
    run(&repo, &["-o", "link.csv"]);
    assert!(repo.root.join("link.csv").is_symlink());
    assert!(repo.read("real.csv").starts_with("Candidate,"));
    assert_eq!(std::fs::metadata(&real).expect("it is there").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_competency_framework_is_told_where_and_when() {
    let repo = repo("");
    let case = ["export", "retries", "--format", "case"];
    let ran = repo.run(&case);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--address <URL>") && ran.err.contains("--changed <DATE>"), "{}", ran.err);
    let at = |date: &str| {
        let more = ["--address", "https://example.org/r", "--changed", date];
        repo.run(&[&case[..], &more].concat())
    };
    assert!(at("yesterday").err.contains("`yesterday` is no date such as 2026-05-03"));
    let rubrics: serde_json::Value = serde_json::from_str(&at("2026-05-03").out).expect("JSON");
    assert_eq!(rubrics["CFRubrics"][0]["uri"], "https://example.org/r/retries");
    assert_eq!(rubrics["CFRubrics"][0]["lastChangeDateTime"], "2026-05-03T00:00:00Z");
}
