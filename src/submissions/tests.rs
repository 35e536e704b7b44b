use std::io::Read;

use proptest::prelude::*;

use super::columns::{Mapping, Question, Role, pairs};
use super::table::{Header, Rows, shape};
use super::{Block, Objects, Piece, Shape, Sizes, Sniffer, Splitter, Submission, decoded, file};

/// A stream that gives so many bytes at a time.
struct Drip<'t>(&'t [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.1.min(out.len()).min(self.0.len());
        let (now, later) = self.0.split_at(n);
        out[..n].copy_from_slice(now);
        self.0 = later;
        Ok(n)
    }
}

fn pieces(text: &[u8], shape: Shape, sizes: Sizes, drip: usize) -> Vec<Piece> {
    let mut splitter = Splitter::new(Drip(text, drip), shape, sizes);
    std::iter::from_fn(|| splitter.piece().expect("no error")).collect()
}

const SMALL: Sizes = Sizes { block: 16, record: 40, passed: 200 };

/// Records with their numbers and lines, and what else came.
fn check(text: &str, shape: Shape) -> String {
    let mut out = String::new();
    for piece in pieces(text.as_bytes(), shape, SMALL, 7) {
        match piece {
            Piece::Block(block) => {
                for (at, record) in block.records() {
                    let record = String::from_utf8_lossy(record);
                    out.push_str(&format!("{}@{} {record:?}\n", at.number, at.line));
                }
                out.push_str("--\n");
            }
            other => out.push_str(&format!("{other:?}\n")),
        }
    }
    out
}

const COMMAS: Shape = Shape::Table { separator: b',', end: b'\n' };

#[test]
fn lines_are_cut_into_blocks() {
    insta::assert_snapshot!(check("one\n\ntwo three four five\nsix", Shape::Lines), @r#"
    1@1 "one\n"
    2@2 "\n"
    3@3 "two three four five\n"
    --
    4@4 "six"
    --
    "#);
    assert_eq!(check("", Shape::Lines), "");
}

#[test]
fn line_ends_within_quotes_end_no_row() {
    insta::assert_snapshot!(check("id,answer\r\n1,\"a \"\"b\"\"\nc\"\n2,5\" disk\n", COMMAS), @r#"
    1@1 "id,answer\r\n"
    2@2 "1,\"a \"\"b\"\"\nc\"\n"
    --
    3@4 "2,5\" disk\n"
    --
    "#);
}

#[test]
fn lines_are_counted_where_no_line_feed_ends_them() {
    let end_by = |end| Shape::Table { separator: b',', end };
    insta::assert_snapshot!(check("id,answer\r1,\"a\nb\"\r2,\"c\rd\"\r3,e\r", end_by(b'\r')), @r#"
    1@1 "id,answer\r"
    2@2 "1,\"a\nb\"\r"
    --
    3@4 "2,\"c\rd\"\r"
    4@6 "3,e\r"
    --
    "#);
}

#[test]
fn values_end_with_their_brackets() {
    insta::assert_snapshot!(check("[{\"a\": \"]}\\\"\"},\n {\"b\": [1, {}]}]\n", Shape::Values), @r#"
    1@1 "[{\"a\": \"]}\\\"\"}"
    2@1 ",\n {\"b\": [1, {}]}"
    --
    3@2 "]\n"
    --
    "#);
    insta::assert_snapshot!(check("{\n\"a\": 1\n}\n{\"b\": [2]}", Shape::Values), @r#"
    1@1 "{\n\"a\": 1\n}"
    2@3 "\n{\"b\": [2]}"
    --
    "#);
}

#[test]
fn a_record_that_is_too_long_is_passed_over() {
    let long = "x".repeat(60);
    insta::assert_snapshot!(check(&format!("one\n{long}\nthree\n"), Shape::Lines), @r#"
    1@1 "one\n"
    --
    TooLong(At { number: 2, line: 2 })
    3@3 "three\n"
    --
    "#);
    insta::assert_snapshot!(check(&format!("one\n{}\nthree\n", "x".repeat(400)), Shape::Lines), @r#"
    1@1 "one\n"
    --
    GivenUp(At { number: 2, line: 2 })
    "#);
    insta::assert_snapshot!(check(&format!("a,b\n1,\"{long}"), COMMAS), @r#"
    1@1 "a,b\n"
    --
    TooLong(At { number: 2, line: 2 })
    "#);
    insta::assert_snapshot!(check("a,b\n1,\"open\n2,b\n", COMMAS), @r#"
    1@1 "a,b\n"
    --
    Unfinished(At { number: 2, line: 2 })
    "#);
    insta::assert_snapshot!(check("[{\"a\":1}, {", Shape::Values), @r#"
    1@1 "[{\"a\":1}"
    --
    Unfinished(At { number: 2, line: 1 })
    "#);
}

fn mapping() -> Mapping {
    let question = |id: &str, text: &str| Question { id: id.to_owned(), text: text.to_owned() };
    Mapping::new(vec![question("queues", "Why a queue, and when?"), question("caches", "Why a cache?")])
}

fn shown(submissions: &[Submission]) -> String {
    let mut out = String::new();
    for one in submissions {
        let who = &one.candidate;
        let extras: Vec<&str> = [&who.name, &who.email, &one.id]
            .into_iter()
            .map(|value| value.as_deref().unwrap_or("-"))
            .collect();
        let question = one.question.as_deref().unwrap_or("-");
        out.push_str(&format!(
            "{} {} | {} | {question}: {:?}\n",
            one.source,
            who.id,
            extras.join(" "),
            one.answer
        ));
    }
    out
}

/// The submissions of a table, or what is wrong.
fn table(text: &str, mapping: &Mapping) -> String {
    let bytes = text.as_bytes().to_vec();
    let block = Block { shape: shape(&bytes, false), bytes, first: 1, line: 1, in_array: false };
    let Shape::Table { separator, .. } = block.shape else { unreachable!() };
    let header = match Header::find(&block, mapping) {
        Ok(header) => header,
        Err(error) => return error,
    };
    let (mut rows, mut out, mut read) = (Rows::new(separator), Vec::new(), 0);
    let mut wrong = String::new();
    for (at, record) in block.records() {
        read += record.len();
        if read > header.length {
            let cells = rows
                .cells(record)
                .and_then(|cells| header.columns.read(cells, mapping, &format!("t:{}", at.number), &mut out));
            wrong.extend(cells.err().map(|error| format!("t:{} {error}\n", at.number)));
        }
    }
    shown(&out) + &wrong
}

#[test]
fn columns_are_known_by_their_usual_names() {
    insta::assert_snapshot!(table("Student ID;First name;Last name;Email address;Response\n7;Anna;Berg;a@x.org;\"one;\ntwo\"\n\n8;;;;\n", &mapping()), @r#"
    t:2 7 | Anna Berg a@x.org - | -: "one;\ntwo"
    t:4 8 | - - - | -: ""
    "#);
    insta::assert_snapshot!(table("id\tquestion_id\tanswer\n1\tqueues\tso it waits\n", &mapping()), @r#"t:2 1 | - - 1 | queues: "so it waits""#);
}

#[test]
fn questions_may_stand_side_by_side() {
    insta::assert_snapshot!(table("Timestamp,Email Address,\"Why a queue, and when?\",caches\n1,a@x,yes,no\n", &mapping()), @r#"
    t:2 a@x | - a@x - | queues: "yes"
    t:2 a@x | - a@x - | caches: "no"
    "#);
    let mut told = mapping();
    told.tell_question(Question { id: "locks".to_owned(), text: String::new() }, "Q 3");
    told.tell(Role::Candidate, "who");
    insta::assert_snapshot!(table("who,answer,q3,q-3\nme,x,y,z\n", &told), @r#"t:2 me | - - - | locks: "z""#);
}

#[test]
fn what_is_wrong_with_a_table_is_said() {
    let mut told = mapping();
    told.tell(Role::Answer, "Essay text");
    insta::assert_snapshot!(table("id,essay\n1,a\n", &told), @"there is no column `Essay text`; it has `id`, `essay`");
    insta::assert_snapshot!(table("id,words\n1,a\n", &mapping()), @"no column is called `answer`, `text` or `response`, or after a rubric; it has `id`, `words`. Say which holds the answers with --map answer=COLUMN, or --map RUBRIC=COLUMN once a question");
    insta::assert_snapshot!(table("answer,Answer\n1,a\n", &mapping()), @"two columns are called `Answer`, or nearly so; rename one of them");
    insta::assert_snapshot!(table("id,answer\n1,a,b\n2,c,\n3\n", &mapping()), @r#"
    t:3 2 | - - 2 | -: "c"
    t:4 3 | - - 3 | -: ""
    t:2 3 cells, but the header names 2; put cells with separators in double quotes
    "#);
    let wide = vec!["answer"; 1_000_000].join(",");
    assert_eq!(table(&wide, &mapping()), "the header names 1000000 columns; at most 16384 are read");
    assert_eq!(table("\n \n", &mapping()), "it has no header");
}

#[test]
fn excel_may_say_what_separates() {
    insta::assert_snapshot!(table("sep=;\r\nid;answer\r\n1;a,b\r\n", &mapping()), @r#"t:3 1 | - - 1 | -: "a,b""#);
    insta::assert_snapshot!(table("id,answer\r1,old\r2,mac\r", &mapping()), @r#"
    t:2 1 | - - 1 | -: "old"
    t:3 2 | - - 2 | -: "mac"
    "#);
}

#[test]
fn no_line_end_loses_the_rest_of_a_row() {
    insta::assert_snapshot!(table("id,answer\n1,one\rtwo\n2,b\n", &mapping()), @r#"
    t:3 2 | - - 2 | -: "b"
    t:2 a line end within a cell that is not quoted; put the cell in double quotes, or save the table with line ends of one kind
    "#);
    insta::assert_snapshot!(table("id,answer\r1,one\ntwo\r2,b\r", &mapping()), @r#"
    t:3 2 | - - 2 | -: "b"
    t:2 a line end within a cell that is not quoted; put the cell in double quotes, or save the table with line ends of one kind
    "#);
    insta::assert_snapshot!(table("id,answer\r1,\"one\ntwo\"\r2,b\r", &mapping()), @r#"
    t:2 1 | - - 1 | -: "one\ntwo"
    t:3 2 | - - 2 | -: "b"
    "#);
    insta::assert_snapshot!(table("id,answer,\"a\nnote\"\r1,a,b\r", &mapping()), @r#"t:2 1 | - - 1 | -: "a""#);
    insta::assert_snapshot!(table("id,answer\r\r\n1,a\r\r\n2,b\r\r\n", &mapping()), @r#"
    t:2 1 | - - 1 | -: "a"
    t:3 2 | - - 2 | -: "b"
    "#);
}

fn object(text: &str) -> String {
    let mapping = mapping();
    let mut out = Vec::new();
    match Objects::new(&mapping).read(text.as_bytes(), "o:1", &mut out) {
        Ok(()) => shown(&out),
        Err(error) => error,
    }
}

#[test]
fn objects_are_read_by_their_fields() {
    insta::assert_snapshot!(object(r#"{"answer_id": 7, "question_id": "queues", "answer": "a \"b\"", "x": [1]}"#), @r#"o:1 7 | - - 7 | queues: "a \"b\"""#);
    insta::assert_snapshot!(object(r#"{"student": "s", "queues": null, "caches": "c"}"#), @r#"
    o:1 s | - - - | queues: ""
    o:1 s | - - - | caches: "c"
    "#);
    insta::assert_snapshot!(object(r#"{"answer": {"text": 1}}"#), @"`answer` holds no text");
    insta::assert_snapshot!(object(r#"{"id": "1", "words": "x"}"#), @"there is no answer: none of its fields (`id`, `words`) is called `answer`, `text` or `response`; say which with --map answer=FIELD");
    insta::assert_snapshot!(object(r#"{"id": "1", "#), @r#"not a JSON object such as {"id": "1", "answer": "…"}: EOF while parsing a value (column 12)"#);
    insta::assert_snapshot!(object("[1]"), @r#"not a JSON object such as {"id": "1", "answer": "…"}: invalid type: sequence, expected an object with named fields (column 0)"#);
}

#[test]
fn names_of_files_tell_candidate_and_question() {
    let rubrics = ["queues".to_owned(), "latency-spike".to_owned()];
    let check = |source: &str| {
        let mut found = Submission { source: source.to_owned(), ..Submission::default() };
        found.candidate.id = "-".to_owned();
        file(&mut found, &rubrics);
        format!("{} {}", found.candidate.id, found.question.as_deref().unwrap_or("-"))
    };
    assert_eq!(check("week 1/anna.berg.md"), "- -");
    assert_eq!(check("a/queues/anna.md"), "anna queues");
    assert_eq!(check("a\\anna\\queues.txt"), "anna queues");
    assert_eq!(check("anna_latency-spike.md"), "anna latency-spike");
    assert_eq!(check("latency-spike - anna.md"), "anna latency-spike");
    assert_eq!(check("queues.md"), "queues queues");
    assert_eq!(check("Anna Example_1234567_assignsubmission_file_/queues.md"), "- queues");
}

#[test]
fn encodings_of_streams() {
    let check = |bytes: &[u8], piece: usize| {
        let mut sniffer = Sniffer::default();
        let _ = bytes.chunks(piece).all(|piece| sniffer.feed(piece));
        let legacy = sniffer.legacy();
        let mut text = Vec::new();
        decoded(bytes, legacy).read_to_end(&mut text).expect("no error");
        format!("{} {}", legacy.map_or("-", |encoding| encoding.name()), String::from_utf8_lossy(&text))
    };
    for piece in [1, 3, 100] {
        assert_eq!(check("plain, Zürich, 東京".as_bytes(), piece), "- plain, Zürich, 東京");
        assert_eq!(check(b"answer\nZ\xfcrich", piece), "windows-1252 answer\nZürich");
        assert!(check(b"\xff\xfea\0\xfc\0", piece).ends_with(" aü"));
        assert_eq!(check("Zürich \u{feff}x".as_bytes(), piece), "- Zürich \u{feff}x");
        assert_eq!(check(b"\xef\xbb\xbfid", piece), "- id");
        // Mixed: only the row with the wrong byte is lost.
        assert_eq!(check(b"Z\xc3\xbcrich Z\xfcrich", piece), "- Zürich Z\u{fffd}rich");
    }
    // No more of a file is read twice than has to be.
    let wants_more = |piece: &[u8]| Sniffer::default().feed(piece);
    assert!(wants_more(b"plain") && wants_more(b"Z\xfcrich") && !wants_more("Zürich".as_bytes()));
}

#[test]
fn commas_in_told_columns() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        pairs("answer=Why, and when?,id= Matric"),
        Ok(vec![pair("answer", "Why, and when?"), pair("id", "Matric")])
    );
    assert_eq!(pairs("answer"), Err("answer".to_owned()));
}

proptest! {
    /// Blocks are the same however bytes arrive, and together they are the stream.
    #[test]
    fn blocks_do_not_depend_on_reads(text in "[a,\"\\[\\]{}\\\\\n\r]{0,300}", drip in 1_usize..50, which in 0_usize..3) {
        let shape = [Shape::Lines, Shape::Values, COMMAS][which];
        let whole = pieces(text.as_bytes(), shape, SMALL, 1 << 20);
        prop_assert_eq!(&pieces(text.as_bytes(), shape, SMALL, drip), &whole);
        let wide = Sizes { record: 1 << 20, ..SMALL };
        let mut joined = Vec::new();
        for piece in pieces(text.as_bytes(), shape, wide, drip) {
            match piece {
                Piece::Block(block) => joined.extend(block.bytes),
                Piece::Unfinished(_) => return Ok(()),
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert_eq!(joined, text.as_bytes());
    }

    /// A record is the same wherever the stream was cut before it, also in JSON that is no list of objects.
    #[test]
    fn records_do_not_depend_on_blocks(text in "[a,\"\\[\\]{}\\\\\r\n]{0,300}", which in 0_usize..4) {
        let returns = Shape::Table { separator: b',', end: b'\r' };
        let shape = [Shape::Lines, Shape::Values, COMMAS, returns][which];
        let records = |block: usize| -> Vec<(u64, u64, Vec<u8>)> {
            let pieces = pieces(text.as_bytes(), shape, Sizes { block, ..Sizes::default() }, 300);
            let blocks = pieces.iter().filter_map(|piece| match piece {
                Piece::Block(block) => Some(block),
                Piece::TooLong(_) | Piece::GivenUp(_) | Piece::Unfinished(_) => None,
            });
            let records = blocks.flat_map(Block::records);
            records.map(|(at, record)| (at.number, at.line, record.to_vec())).collect()
        };
        prop_assert_eq!(records(1 << 20), records(16));
    }

    /// Rows that are read one by one are those of the csv crate.
    #[test]
    fn rows_are_those_of_a_whole_reader(text in "[ab,\"\n]{0,120}") {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let expected: Vec<Vec<String>> =
            reader.records().map(|row| row.expect("text").iter().map(ToOwned::to_owned).collect()).collect();
        let mut rows = Rows::new(b',');
        let mut found: Vec<Vec<String>> = Vec::new();
        for piece in pieces(text.as_bytes(), COMMAS, Sizes { record: 1 << 20, ..SMALL }, 9) {
            let Piece::Block(block) = piece else { return Ok(()) };
            for (_, record) in block.records() {
                let cells: Vec<String> = rows.cells(record).expect("text").map(ToOwned::to_owned).collect();
                if !cells.is_empty() {
                    found.push(cells);
                }
            }
        }
        prop_assert_eq!(found, expected);
    }

    /// Nothing that can be written down makes a reader fail otherwise than by a message.
    #[test]
    fn hostile_records_are_survived(text in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mapping = mapping();
        let _ = Objects::new(&mapping).read(&text, "x", &mut Vec::new());
        let _ = Rows::new(b',').cells(&text).map(Iterator::count);
        for shape in [Shape::Lines, Shape::Values, COMMAS] {
            pieces(&text, shape, SMALL, 11);
        }
    }
}
