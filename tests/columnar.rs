//! Parquet and Arrow: read by the program as any table is, and written as gradebooks.

mod support;

use support::Repo;

const RUBRIC: &str = "id: retries\ntitle: Safe retries\nquestion: How?\nconcepts:\n  queue:\n    points: 3\n    any: [queue]\n  p99:\n    points: 1\n    any: [p99]\n";

fn repo() -> Repo {
    let repo = Repo::new("columnar");
    repo.write("rubrics/retries.yaml", RUBRIC);
    repo
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/columnar/{name}")).expect("a file")
}

#[cfg(not(feature = "columnar"))]
#[test]
fn a_build_without_it_says_what_to_do() {
    let repo = repo();
    for (name, sample) in
        [("a.parquet", "plain.parquet"), ("a.csv", "plain.parquet"), ("a.feather", "table.feather")]
    {
        repo.write(name, file(sample));
        let ran = repo.run(&["batch", name, "-r", "retries", "--overwrite"]);
        assert!(
            ran.code == Some(2) && ran.err.contains("build it with `--features columnar`"),
            "{}",
            ran.err
        );
        let ran = repo.run(&["agree", "retries", "--answers", name]);
        assert!(
            ran.code == Some(2) && ran.err.contains("build it with `--features columnar`"),
            "{}",
            ran.err
        );
    }
    repo.write("r.jsonl", "{\"answer_id\":\"a\",\"rubric\":\"retries\",\"percent\":50}\n");
    let ran = repo.run(&["gradebook", "r.jsonl", "--format", "parquet", "-o", "x"]);
    assert!(ran.code == Some(2) && ran.err.contains("built without Parquet"), "{}", ran.err);
}

#[cfg(feature = "columnar")]
mod with {
    use std::fmt::Write;
    use std::io::Cursor;
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use gradus::submissions::{Cell, Columnar, Limits};
    use parquet::arrow::ArrowWriter;
    use parquet::basic::Compression;
    use parquet::file::properties::WriterProperties;

    use super::support::Ran;
    use super::{file, repo};

    /// Every format holds the same class.
    const SAME: [&str; 21] = [
        "none-1.parquet",
        "none-2.parquet",
        "snappy-1.parquet",
        "snappy-2.parquet",
        "gzip-1.parquet",
        "gzip-2.parquet",
        "zstd-1.parquet",
        "zstd-2.parquet",
        "lz4-1.parquet",
        "lz4-2.parquet",
        "brotli-1.parquet",
        "brotli-2.parquet",
        "plain.parquet",
        "delta.parquet",
        "none.arrow",
        "lz4.arrow",
        "zstd.arrow",
        "none.arrows",
        "lz4.arrows",
        "zstd.arrows",
        "table.feather",
    ];

    /// Fails, and says so.
    fn refused(ran: &Ran, reason: &str) {
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(reason), "{}", ran.err);
    }

    #[test]
    fn every_format_gives_the_same_results() {
        let repo = repo();
        let mut first: Option<String> = None;
        for name in SAME {
            // Known by content, whatever the name says.
            repo.write("class.parquet", file(name));
            let ran = repo.run(&["batch", "class.parquet", "-r", "retries", "--out", "out", "--overwrite"]);
            assert_eq!(ran.code, Some(0), "{name}: {}", ran.err);
            let results = repo.read("out/results.jsonl");
            assert_eq!(results.lines().count(), 40, "{name}: empty answers count, as in any table");
            assert!(
                results.contains(r#""candidate":{"id":"1000","name":"Person 0"}"#),
                "{name}: {results:.300}"
            );
            assert!(results.contains("class.parquet:40"), "rows are counted from 1");
            let first = first.get_or_insert_with(|| results.clone());
            assert_eq!(*first, results, "{name}");
        }
    }

    #[test]
    fn columns_are_told_and_pipes_and_archives_are_read() {
        let repo = repo();
        repo.write("class.csv", file("zstd.arrow"));
        let ran = repo.run(&["batch", "class.csv", "-r", "retries", "--map", "answer=name", "--out", "a"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(repo.read("a/results.jsonl").lines().count(), 40);
        let ran = repo.run(&["batch", "class.csv", "-r", "retries", "--map", "answer=Reply", "--out", "b"]);
        refused(&ran, "there is no column `Reply`; it has `student_id`");
    }

    #[test]
    fn nested_and_broken_columns_matter_only_where_they_are_wanted() {
        let repo = repo();
        for name in ["odd.parquet", "odd.arrow"] {
            repo.write("odd.parquet", file(name));
            let run = |map: &str| {
                repo.run(&[
                    "batch",
                    "odd.parquet",
                    "-r",
                    "retries",
                    "--out",
                    "o",
                    "--overwrite",
                    "--map",
                    map,
                ])
            };
            assert_eq!(run("answer=answer").code, Some(0), "{name}");
            assert_eq!(run("answer=bytes").code, Some(0), "{name}");
            refused(&run("answer=list"), "the column `list` is nested: it holds lists or records");
            refused(&run("answer=record"), "the column `record` is nested");
            refused(&run("answer=broken"), "odd.parquet:2: it holds bytes that are no text");
        }
    }

    #[test]
    fn types_become_texts_and_numbers() {
        for name in ["odd.parquet", "odd.arrow"] {
            let mut table = Columnar::open(Cursor::new(file(name)), &Limits::default()).expect("a table");
            let names: Vec<String> = table.names().map(ToOwned::to_owned).collect();
            table.choose(|at| at < 11).expect("columns");
            let rows = table.rows().expect("rows").expect("rows");
            let mut shown = String::new();
            for (name, cell) in names.iter().zip(&rows.get(1).expect("a row").cells) {
                let _ = match cell {
                    Cell::Text(text) => write!(shown, "{name}={text};"),
                    Cell::Number(number) => write!(shown, "{name}:{number};"),
                    Cell::Bool(flag) => write!(shown, "{name}?{flag};"),
                    Cell::Refused(why) => write!(shown, "{name}!{why};"),
                    Cell::Empty | Cell::Error(_) => Ok(()),
                };
            }
            assert_eq!(
                shown,
                "bytes=plain;broken!bytes that are no text;price=0.25;half:0.0999755859375;tenth:0.1;large=9223372036854775809;day=2026-03-02;hour=08:01:00;local=2026-03-01T08:01:00;",
                "{name}"
            );
        }
    }

    #[test]
    fn graded_answers_are_read_from_columns() {
        let repo = repo();
        repo.write("graded.parquet", file("none-1.parquet"));
        let mut csv = String::from("student_id,answer,score\n");
        for n in 0..40 {
            let answer = [
                "I would use a queue with a dead letter queue.",
                "",
                "It is slow — naïve.",
                "",
                "Check p99 first, then roll back.",
            ];
            let score = if n % 11 == 3 { String::new() } else { (f64::from(n) / 8.0).to_string() };
            let _ = writeln!(
                csv,
                "{},\"{}\",{score}",
                1000 + n,
                answer.get(usize::try_from(n).expect("a number") % 5).expect("one")
            );
        }
        repo.write("graded.csv", csv);
        let run = |name: &str| repo.run(&["agree", "retries", "--answers", name, "--format", "json"]);
        let (columns, table) = (run("graded.parquet"), run("graded.csv"));
        assert_eq!(columns.code, table.code, "{}", columns.err);
        // A table counts its header as a row.
        let scores = |out: &str| {
            let lines = out.lines().filter(|line| !line.contains("\"place\""));
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(scores(&columns.out), scores(&table.out));
        assert!(columns.out.contains("graded.parquet row 40") && table.out.contains("graded.csv row 41"));
        repo.write("graded.parquet", file("odd.arrow"));
        let ran = run("graded.parquet");
        assert!(
            ran.err.contains(
                "the column `list` is nested: it holds lists or records, not texts, and is left out"
            ),
            "{}",
            ran.err
        );
        assert!(
            ran.err.contains("row 2 holds bytes that are no text: such cells are taken as empty"),
            "{}",
            ran.err
        );
    }

    #[test]
    fn gradebooks_are_the_same_each_time_and_read_again() {
        let repo = repo();
        repo.write("class.arrow", file("none.arrow"));
        repo.run(&["batch", "class.arrow", "-r", "retries", "--out", "o"]).expect(0, "");
        // Two of five candidates handed in nothing.
        for (format, columns, n) in [
            ("parquet", "candidate name email retries points max percent feedback", 40),
            (
                "parquet-answers",
                "candidate name email question points max percent scaled band passed confidence flags decided_by feedback source",
                24,
            ),
            (
                "parquet-criteria",
                "candidate name email question criterion title kind verdict points max evidence decided_by why",
                48,
            ),
        ] {
            for name in ["one", "two"] {
                repo.run(&["gradebook", "o", "--format", format, "-o", name]).expect(0, "");
            }
            let bytes = |name: &str| std::fs::read(repo.root.join(name)).expect("a file");
            assert!(bytes("one") == bytes("two"), "{format}");
            let mut table = Columnar::open(Cursor::new(bytes("one")), &Limits::default()).expect("a table");
            assert_eq!(table.names().collect::<Vec<_>>().join(" "), columns);
            table.choose(|_| true).expect("columns");
            let rows = table.rows().expect("rows").expect("rows");
            assert_eq!(rows.len(), n, "{format}");
            let row = &rows.first().expect("a row").cells;
            assert_eq!(row.first(), Some(&Cell::Text("1000".to_owned())));
            assert!(row.contains(&Cell::Number(3.0)), "{row:?}");
        }
    }

    fn written(values: Vec<String>, codec: Compression) -> Vec<u8> {
        let array: ArrayRef = Arc::new(StringArray::from(values));
        let batch = RecordBatch::try_from_iter([("answer", array)]).expect("a batch");
        let properties = WriterProperties::builder().set_compression(codec).build();
        let mut bytes = Vec::new();
        let mut writer =
            ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        bytes
    }

    fn check(bytes: Vec<u8>, expect: &str) {
        let limits = Limits { file: 1 << 20, unpacked: 16 << 20, ..Limits::default() };
        let read = || {
            let mut table = Columnar::open(Cursor::new(bytes), &limits)?;
            table.choose(|_| true)?;
            while table.rows()?.is_some() {}
            Ok::<(), String>(())
        };
        let refused = read().expect_err("it is refused");
        assert!(refused.contains(expect), "{refused}");
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        check(written(vec!["a".repeat(2 << 20)], Compression::SNAPPY), "a page of it has more than 1 MB");
        check(
            written(vec!["a".repeat(200 << 10); 200], Compression::SNAPPY),
            "it unpacks to more than 16 MB",
        );
        check(b"PAR1PAR1".to_vec(), "it is cut off before its end");
        check(b"FEA1....................".to_vec(), "a Feather file of the first version");
        check(b"nothing at all, but long enough".to_vec(), "neither Parquet nor Arrow");
        check(Vec::new(), "too short for a table");
        let mut bytes = written(vec!["a".to_owned()], Compression::SNAPPY);
        let at = bytes.len() - 8;
        bytes.splice(at..at + 4, [0xff, 0xff, 0xff, 0x7f]);
        check(bytes, "its description has more than 16 MB");
    }
}
