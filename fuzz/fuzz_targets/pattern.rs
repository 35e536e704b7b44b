//! Any text as a pattern: what is read reads back as the same tree.
#![no_main]

use gradus::rubric::pattern::Pattern;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(pattern) = Pattern::parse(text) {
        assert_eq!(Pattern::parse(&pattern.to_string()), Ok(pattern));
    }
});
