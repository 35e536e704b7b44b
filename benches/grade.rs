//! How long an answer takes, by patterns alone and with learned indicators, short and very long.

use divan::Bencher;
use divan::counter::ItemsCount;
use gradus::learn::Model;
use gradus::rubric::{Rubric, SharedText};
use gradus::score::{Scorer, Worker};

#[path = "workload.rs"]
mod workload;

fn main() {
    divan::main();
}

const ID: &str = "queue-vs-sync";

fn read(file: &str) -> Vec<u8> {
    std::fs::read(format!("{}/rubrics/{file}", env!("CARGO_MANIFEST_DIR")))
        .expect("a file of this repository")
}

fn scorer(model: Option<Model>) -> Scorer {
    let shared = |name: &str| {
        let file = format!("shared/{name}.yaml");
        Some(SharedText { text: read(&file), file })
    };
    let source = read(&format!("backend/{ID}.yaml"));
    let (rubric, _) = Rubric::parse(&source, ID, &shared).expect("a valid rubric");
    Scorer::new(rubric, model)
}

fn learned() -> Scorer {
    scorer(Some(Model::from_bytes(&read(&format!("backend/{ID}.model"))).expect("a current model")))
}

fn many(bencher: Bencher<'_, '_>, scorer: &Scorer) {
    let mut workload = workload::Workload::new(ID).expect("example files");
    let answers: Vec<String> = (0..500).map(|_| workload.answer()).collect();
    let mut worker = Worker::default();
    bencher
        .counter(ItemsCount::new(answers.len()))
        .bench_local(|| answers.iter().map(|answer| scorer.score(&mut worker, answer).permille).max());
}

#[divan::bench]
fn answers_by_patterns(bencher: Bencher<'_, '_>) {
    many(bencher, &scorer(None));
}

#[divan::bench]
fn answers_with_learned_indicators(bencher: Bencher<'_, '_>) {
    many(bencher, &learned());
}

/// Time a word must not grow with the length of the answer.
#[divan::bench(args = [100, 10_000, 1_000_000], sample_count = 10)]
fn words_of_one_answer(bencher: Bencher<'_, '_>, n_words: usize) {
    let scorer = learned();
    let answer = workload::Workload::new(ID).expect("example files").words(n_words);
    let mut worker = Worker::default();
    bencher.counter(ItemsCount::new(n_words)).bench_local(|| scorer.score(&mut worker, &answer).permille);
}
