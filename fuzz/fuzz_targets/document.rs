//! Any text as a document with several answers: every place lies in the text.
#![no_main]

use gradus::documents::{Outline, Questions};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let outline = Outline::read(text);
    let parts = outline.parts(text, &Questions::default(), &["Sample answer:".to_owned()]);
    for part in &parts.parts {
        for span in [part.anchor, part.answer, part.region] {
            assert!(text.get(span.start as usize..span.end as usize).is_some());
        }
    }
});
