//! Any bytes as a course system's export: refused, or written back with every row in its place.
#![no_main]

use std::sync::LazyLock;

use gradus::gradebook::{Class, Feedback, Filling, Graded, Merge, System, Twice};

static CLASS: LazyLock<Class> = LazyLock::new(|| {
    let mut class = Class::default();
    for (number, (id, name)) in [("12", "Ada Roe"), ("13", "Bo Li"), ("ada@example.org", "Cy")].into_iter().enumerate() {
        let line = serde_json::json!({
            "rubric": "retries", "candidate": {"id": id, "name": name}, "points": 3, "max": 4, "percent": 75, "criteria": [],
        });
        let graded = Graded::parse(line.to_string().as_bytes()).expect("a graded answer");
        class.add(&graded, 0, number).expect("one rubric");
    }
    class.settle(Twice::Last).expect("one answer each");
    class
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let words = Feedback::default();
    for system in [System::Moodle, System::Canvas, System::Blackboard, System::PrairieLearn, System::Table] {
        let filling = Filling { add: true, ..Filling::default() };
        let Ok(mut merge) = Merge::new(bytes, system, &CLASS, &words, filling) else { continue };
        let mut out = Vec::new();
        for row in 0..merge.rows() {
            let _ = merge.name(row);
            merge.write(row, None, &words, &mut out);
        }
    }
});
