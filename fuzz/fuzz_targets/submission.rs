//! Any bytes as a file that a candidate handed in: answers or reasons, within small limits, never a panic.
#![no_main]

use gradus::submissions::{Limits, read};

const NAMES: [&str; 8] =
    ["anna.docx", "b_1_2_c.odt", "c.pdf", "d.xlsx", "e.ods", "Ada Roe_12_assignsubmission_file_/f.zip", "g.html", "h.md"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits =
        Limits { unpacked: 4 << 20, entries: 200, text: 1 << 20, pages: 20, cells: 100_000, ..Limits::default() };
    let name = NAMES[bytes.len() % NAMES.len()];
    let reading = read(name, bytes, &limits);
    assert!(reading.submissions.iter().all(|submission| submission.source.starts_with(name)));
});
