//! Any text as what other systems export: a draft that is a valid rubric, or a reason.
#![no_main]

use gradus::import::{essay, expression, marked_csv, marked_json, questions};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = expression("q", "Why?", text);
    let _ = questions(text);
    let _ = essay("q", text);
    let _ = marked_csv(text, 1.0);
    let _ = marked_json(text, 1.0);
});
