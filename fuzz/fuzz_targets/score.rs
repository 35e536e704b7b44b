//! Any text as an answer: points in range, every quote a slice of the answer.
#![no_main]

use std::sync::LazyLock;

use gradus::learn::Model;
use gradus::report::Report;
use gradus::rubric::{Rubric, SharedText};
use gradus::score::{Scorer, Worker};

static SCORER: LazyLock<Scorer> = LazyLock::new(|| {
    let shared = |name: &str| {
        let text: &[u8] = match name {
            "backend" => include_bytes!("../../rubrics/shared/backend.yaml"),
            _ => include_bytes!("../../rubrics/shared/lenses.yaml"),
        };
        Some(SharedText { file: format!("{name}.yaml"), text: text.to_vec() })
    };
    let source = include_bytes!("../../rubrics/backend/queue-vs-sync.yaml");
    let (rubric, _) = Rubric::parse(source, "queue-vs-sync.yaml", &shared).expect("a valid rubric");
    let model = Model::from_bytes(include_bytes!("../../rubrics/backend/queue-vs-sync.model"));
    Scorer::new(rubric, model.ok())
});

libfuzzer_sys::fuzz_target!(|answer: &str| {
    let assessment = SCORER.score(&mut Worker::default(), answer);
    assert!(assessment.permille <= 1000);
    let report = Report::new("fuzz", &SCORER, &assessment, answer);
    for quote in report.criteria.iter().flat_map(|criterion| &criterion.evidence) {
        assert_eq!(answer.get(quote.start.byte as usize..quote.end.byte as usize), Some(quote.text.as_str()));
    }
});
