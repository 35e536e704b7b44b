//! Downloads of course systems, and archives that mean no good.

use std::io::{Cursor, Write};

use gradus::submissions::{Limits, Reading, read};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

const TEXT: &[u8] = b"Retries are safe with a key.";

/// An archive of some files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options).expect("a name");
        writer.write_all(bytes).expect("bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

/// Who handed in what, and what was refused.
fn shown(reading: &Reading) -> Vec<String> {
    let mut out = Vec::new();
    for submission in &reading.submissions {
        let candidate = &submission.candidate;
        let name = candidate.name.as_deref().map_or(String::new(), |name| format!(" ({name})"));
        let email = candidate.email.as_deref().map_or(String::new(), |email| format!(" <{email}>"));
        out.push(format!("{}{name}{email}: {}", candidate.id, submission.source));
    }
    out.extend(reading.refused.iter().map(|remark| format!("refused {remark}")));
    out.extend(reading.notes.iter().map(|remark| format!("note {remark}")));
    out
}

/// What is read of an archive of these files, each with the same text.
fn check(names: &[&str], expect: &[&str]) {
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, TEXT)).collect();
    assert_eq!(shown(&read("w.zip", &zip(&files), &Limits::default())), expect);
}

#[test]
fn the_naming_of_course_systems_gives_the_candidate() {
    check(
        &[
            "Anna Example_1234567_assignsubmission_file_/essay.txt",
            "Bo Ünal_42_assignsubmission_onlinetext_onlinetext.html",
        ],
        &[
            "1234567 (Anna Example): w.zip/Anna Example_1234567_assignsubmission_file_/essay.txt",
            "42 (Bo Ünal): w.zip/Bo Ünal_42_assignsubmission_onlinetext_onlinetext.html",
        ],
    );
    check(
        &["Participant_77_assignsubmission_file/a.txt", "Team A_assignsubmission_file/b.txt"],
        &[
            "77: w.zip/Participant_77_assignsubmission_file/a.txt",
            "Team A (Team A): w.zip/Team A_assignsubmission_file/b.txt",
        ],
    );
    check(
        &[
            "exampleanna_123_456_essay.txt",
            "ünalbo_LATE_124_457_my_essay.txt",
            "exampleanna_123_text.html",
            "anon_a1b2c_458_x.txt",
        ],
        &[
            "123 (exampleanna): w.zip/exampleanna_123_456_essay.txt",
            "124 (ünalbo): w.zip/ünalbo_LATE_124_457_my_essay.txt",
            "123 (exampleanna): w.zip/exampleanna_123_text.html",
            "a1b2c: w.zip/anon_a1b2c_458_x.txt",
        ],
    );
    check(
        &["Essay 1_aexample_attempt_2026-11-24-10-00-00_essay.txt"],
        &["aexample: w.zip/Essay 1_aexample_attempt_2026-11-24-10-00-00_essay.txt"],
    );
    check(
        &["12345-678 - Anna Example - Nov 24, 2026 1000 AM/essay.txt"],
        &["12345 (Anna Example): w.zip/12345-678 - Anna Example - Nov 24, 2026 1000 AM/essay.txt"],
    );
}

#[test]
fn other_names_go_by_folder_or_file() {
    check(
        &["week1/anna/essay.txt", "week1/bo/essay.txt", "week1/bo/.DS_Store", "__MACOSX/week1/._a"],
        &["anna: w.zip/week1/anna/essay.txt", "bo: w.zip/week1/bo/essay.txt"],
    );
    check(
        &["week1/anna.txt", "week1/essay_2024_11_draft.txt"],
        &["anna: w.zip/week1/anna.txt", "essay_2024_11_draft: w.zip/week1/essay_2024_11_draft.txt"],
    );
    // Canvas packs files alone, and a name without an extension is not by it.
    for folder in ["week_101_202_drafts", "week_101_202_v1.2"] {
        let file = |name: &str| format!("{folder}/{name}");
        let told = |name: &str| format!("{name}: w.zip/{folder}/{name}.txt");
        check(&[&file("anna.txt"), &file("bo.txt")], &[&told("anna"), &told("bo")]);
    }
    check(&["essay_2024_1101_draft"], &["essay_2024_1101_draft: w.zip/essay_2024_1101_draft"]);
    // A loose file does not make one candidate of all who have a folder.
    check(
        &["README.md", "anna/essay.txt", "bo/essay.txt"],
        &["README: w.zip/README.md", "anna: w.zip/anna/essay.txt", "bo: w.zip/bo/essay.txt"],
    );
    check(
        &["README.md", "LICENSE", "anna/a.txt", "anna/essay.txt", "bo/essay.txt"],
        &[
            "README: w.zip/README.md",
            "LICENSE: w.zip/LICENSE",
            "anna: w.zip/anna/a.txt",
            "anna: w.zip/anna/essay.txt",
            "bo: w.zip/bo/essay.txt",
        ],
    );
    // Nor is a folder for those who were late a candidate.
    check(
        &["anna.txt", "bo.txt", "late/cy.txt", "late/di.txt", "later/eve.txt"],
        &[
            "anna: w.zip/anna.txt",
            "bo: w.zip/bo.txt",
            "cy: w.zip/late/cy.txt",
            "di: w.zip/late/di.txt",
            "eve: w.zip/later/eve.txt",
        ],
    );
}

#[test]
fn gradescope_says_who_is_who() {
    let metadata = "---\nsubmission_123:\n  :submitters:\n  - :name: Anna Example\n    :sid: '0042'\n    :email: anna@example.org\n  \
                    :created_at: 2026-11-24 10:00:00.000000000 Z\n  :score: 5.0\nsubmission_124:\n  :submitters:\n  - :name: Bo\n    :sid: \n    \
                    :email: bo@example.org\n  - :name: Cy\n    :sid: '44'\n    :email: cy@example.org\n";
    let archive = zip(&[
        ("assignment_9_export/submission_metadata.yml", metadata.as_bytes()),
        ("assignment_9_export/submission_123/essay.txt", TEXT),
        ("assignment_9_export/submission_124/essay.txt", TEXT),
        ("assignment_9_export/submission_125/essay.txt", TEXT),
    ]);
    assert_eq!(
        shown(&read("w.zip", &archive, &Limits::default())),
        [
            "0042 (Anna Example) <anna@example.org>: w.zip/assignment_9_export/submission_123/essay.txt",
            "bo@example.org (Bo) <bo@example.org>: w.zip/assignment_9_export/submission_124/essay.txt",
            "44 (Cy) <cy@example.org>: w.zip/assignment_9_export/submission_124/essay.txt",
            "submission_125: w.zip/assignment_9_export/submission_125/essay.txt",
        ]
    );
}

#[test]
fn archives_within_archives() {
    let word = std::fs::read("tests/data/submissions/pandoc.docx").expect("a sample");
    let inner = zip(&[("a/essay.docx", &word), ("notes.txt", TEXT)]);
    let archive = zip(&[("exampleanna_123_456_work.zip", &inner), ("exampleb_124_457_b.txt", TEXT)]);
    assert_eq!(
        shown(&read("w.zip", &archive, &Limits::default())),
        [
            "123 (exampleanna): w.zip/exampleanna_123_456_work.zip/a/essay.docx",
            "123 (exampleanna): w.zip/exampleanna_123_456_work.zip/notes.txt",
            "124 (exampleb): w.zip/exampleb_124_457_b.txt",
            "note w.zip/exampleanna_123_456_work.zip/a/essay.docx: left out: struck-out text, footnotes",
        ]
    );
    let mut deep = zip(&[("anna.txt", TEXT)]);
    for _ in 0..4 {
        deep = zip(&[("deeper.zip", &deep)]);
    }
    assert_eq!(
        shown(&read("w.zip", &deep, &Limits::default())),
        [
            "refused w.zip/deeper.zip/deeper.zip/deeper.zip: an archive within archives, deeper than 2; unpack it and name what is in it",
        ]
    );
}

#[test]
fn a_bad_entry_does_not_stop_the_others() {
    let bomb = vec![0; 80 << 20];
    let files: [(&str, &[u8]); 7] = [
        ("a.txt", TEXT),
        ("../../etc/passwd", TEXT),
        ("C:\\x.txt", TEXT),
        ("bomb.txt", &bomb),
        ("empty.txt", b""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0"),
        ("z.txt", TEXT),
    ];
    assert_eq!(
        shown(&read("w.zip", &zip(&files), &Limits::default())),
        [
            "a: w.zip/a.txt",
            "z: w.zip/z.txt",
            "refused w.zip/../../etc/passwd: its name leads out of the archive, which no course system writes; pack the file again",
            "refused w.zip/C:/x.txt: its name leads out of the archive, which no course system writes; pack the file again",
            "refused w.zip/bomb.txt: unpacks to more than 200 times its size, as a zip bomb does; hand in the file itself",
            "refused w.zip/empty.txt: empty: nothing was handed in",
            "refused w.zip/picture.txt: a picture, and text in pictures is not read; hand in the text itself",
        ]
    );
}

#[test]
fn limits_of_an_archive() {
    let some: Vec<u8> = (0..3_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let archive = zip(&[("a.txt", TEXT), ("b.txt", &some), ("c.txt", TEXT)]);
    let limits = Limits { unpacked: 2 << 20, ..Limits::default() };
    let whole = shown(&read("w.zip", &archive, &limits));
    assert_eq!(whole.first().map(String::as_str), Some("a: w.zip/a.txt"));
    assert_eq!(
        whole.get(1).map(String::as_str),
        Some("refused w.zip/b.txt: the archive unpacks to more than 2 MB in all; split it")
    );
    let limits = Limits { entries: 2, ..Limits::default() };
    assert_eq!(
        shown(&read("w.zip", &archive, &limits)),
        ["refused w.zip: holds 3 entries, more than are read; split it"]
    );
    let limits = Limits { file: 1 << 20, ..Limits::default() };
    let small = shown(&read("w.zip", &archive, &limits));
    assert_eq!(small.len(), 3, "{small:?}");
    assert!(
        small
            .iter()
            .any(|line| line.ends_with("b.txt: unpacks to more than 1 MB, the most that one file may have"))
    );
}

#[test]
fn links_passwords_and_names_that_come_twice() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("link.txt", "/etc/passwd", SimpleFileOptions::default()).expect("a link");
    writer.start_file("a.txt", SimpleFileOptions::default()).expect("a name");
    writer.write_all(TEXT).expect("bytes");
    let archive = writer.finish().expect("an archive").into_inner();
    assert_eq!(
        shown(&read("w.zip", &archive, &Limits::default())),
        ["a: w.zip/a.txt", "refused w.zip/link.txt: a link to another file; pack the file itself",]
    );
    let mut twice = zip(&[("a.txt", TEXT), ("b.txt", b"Something else.")]);
    let places: Vec<usize> =
        twice.windows(5).enumerate().filter(|(_, name)| *name == b"b.txt").map(|(at, _)| at).collect();
    for at in places {
        twice[at] = b'a';
    }
    assert_eq!(
        shown(&read("w.zip", &twice, &Limits::default())),
        [
            "a: w.zip/a.txt",
            "refused w.zip: some entries share a name, of which only the last was read; pack the files again",
        ]
    );
    // Bit 0 of the flags, at byte 6 of the entry and byte 8 of the directory.
    let mut locked = zip(&[("a.txt", TEXT)]);
    let directory = locked.windows(4).position(|sign| sign == b"PK\x01\x02").expect("a directory");
    locked[6] |= 1;
    locked[directory + 8] |= 1;
    assert_eq!(
        shown(&read("w.zip", &locked, &Limits::default())),
        ["refused w.zip/a.txt: encrypted; unpack it with its password and pack it again without",]
    );
}

#[test]
fn entries_that_overlap_are_a_bomb() {
    // The directory names one entry three times under three names.
    let one = zip(&[("a.txt", TEXT)]);
    let start = one.windows(4).position(|sign| sign == b"PK\x01\x02").expect("a directory");
    let end = one.windows(4).position(|sign| sign == b"PK\x05\x06").expect("an end");
    let mut bomb = one[..end].to_vec();
    for letter in [b'b', b'c'] {
        let mut entry = one[start..end].to_vec();
        entry[46] = letter;
        bomb.extend(entry);
    }
    let size = u32::try_from(bomb.len() - start).expect("small");
    let mut tail = one[end..].to_vec();
    tail[8..12].copy_from_slice(&[3, 0, 3, 0]);
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    bomb.extend(tail);
    assert_eq!(
        shown(&read("w.zip", &bomb, &Limits::default())),
        ["refused w.zip: its entries overlap, as in a zip bomb; pack the files again",]
    );
}
