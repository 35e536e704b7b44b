//! Any bytes as a rubric: a rubric or diagnostics that render, never a panic.
#![no_main]

use gradus::diagnostic::render;
use gradus::rubric::Rubric;

libfuzzer_sys::fuzz_target!(|source: &[u8]| {
    if let Err(diagnostics) = Rubric::parse(source, "rubric.yaml", &|_| None) {
        let _ = render(&diagnostics.0, &String::from_utf8_lossy(source), false);
    }
});
