//! Files that other people's programs wrote, read back. `tests/data/submissions/make.py` wrote them.

use std::fmt::Write;

use gradus::submissions::{Cell, Limits, Reading, read};

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/submissions/{name}")).expect("a sample")
}

/// Everything that is known of a file, as text.
fn shown(reading: &Reading) -> String {
    let mut out = String::new();
    for submission in &reading.submissions {
        let candidate = &submission.candidate;
        let _ = write!(out, "[{} by {}", submission.source, candidate.id);
        let more = [&candidate.name, &candidate.email];
        more.into_iter().flatten().for_each(|more| out.push_str(&format!(", {more}")));
        let _ = writeln!(out, "]\n{}", submission.answer);
    }
    for table in &reading.tables {
        let _ = writeln!(out, "[{} sheet {}]", table.source, table.sheet);
        for row in &table.rows {
            let cells: Vec<String> = row.cells.iter().map(cell).collect();
            let _ = writeln!(out, "{}: {}", row.number, cells.join(" | "));
        }
    }
    reading.refused.iter().for_each(|remark| out.push_str(&format!("refused {remark}\n")));
    reading.notes.iter().for_each(|remark| out.push_str(&format!("note {remark}\n")));
    out
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => format!("{text:?}"),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(flag) => flag.to_string(),
        Cell::Error(error) | Cell::Refused(error) => format!("<{error}>"),
    }
}

fn check(name: &str) -> String {
    shown(&read(name, &sample(name), &Limits::default()))
}

#[test]
fn word_processors() {
    insta::assert_snapshot!("word", check("word.docx"));
    insta::assert_snapshot!("odfpy", check("odfpy.odt"));
    insta::assert_snapshot!("pictures", check("pictures.docx"));
}

#[test]
fn spreadsheets() {
    insta::assert_snapshot!("openpyxl", check("openpyxl.xlsx"));
    insta::assert_snapshot!("odfpy_sheet", check("odfpy.ods"));
}

#[test]
fn other_writers_of_the_same_document() {
    for name in ["docx", "odt", "fodt", "html", "rtf", "doc", "xlsx", "ods", "xls"] {
        insta::assert_snapshot!(format!("libreoffice_{name}"), check(&format!("libreoffice.{name}")));
    }
    insta::assert_snapshot!("pandoc_docx", check("pandoc.docx"));
    insta::assert_snapshot!("pandoc_odt", check("pandoc.odt"));
}

#[cfg(feature = "pdf")]
#[test]
fn pages() {
    for name in ["libreoffice", "reportlab", "scanned", "locked"] {
        insta::assert_snapshot!(format!("pdf_{name}"), check(&format!("{name}.pdf")));
    }
}

/// What `gradus grade` says of a sample.
fn graded(name: &str) -> (Option<i32>, String, String) {
    let path = format!("tests/data/submissions/{name}");
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_gradus"))
        .args(["grade", "-r", "idempotent-payments", &path, "--width", "80"])
        .output()
        .expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (out.status.code(), text(out.stdout), text(out.stderr))
}

#[test]
fn grade_reads_a_single_file_of_any_kind() {
    for name in ["word.docx", "odfpy.odt", "libreoffice.html", "libreoffice.pdf"] {
        let (code, out, _) = graded(name);
        assert_eq!(code, Some(0), "{name}");
        assert!(out.contains("“idempotency key”"), "{name}: {out}");
    }
    let (_, _, note) = graded("word.docx");
    assert!(note.starts_with("note: tests/data/submissions/word.docx: left out: deleted text"), "{note}");
    for (name, why) in [
        ("libreoffice.rtf", "RTF, which is not read; save it as DOCX"),
        ("libreoffice.doc", "an old Word file (.doc)"),
        ("scanned.pdf", "no text layer"),
        ("locked.pdf", "encrypted"),
        ("openpyxl.xlsx", "is a spreadsheet"),
    ] {
        let (code, _, error) = graded(name);
        assert_eq!(code, Some(2), "{name}");
        assert!(error.contains(why), "{name}: {error}");
    }
}
