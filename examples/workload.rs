//! Writes answers to measure with as JSON lines: `cargo run --release --example workload -- 100000 > answers.jsonl`.

use std::io::Write;

#[path = "../benches/workload.rs"]
mod workload;

fn main() -> std::io::Result<()> {
    let n: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let mut answers = workload::Workload::new("queue-vs-sync")?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for at in 0..n {
        let line = serde_json::json!({
            "answer_id": format!("a{at}"),
            "question_id": "queue-vs-sync",
            "answer": answers.answer(),
        });
        writeln!(out, "{line}")?;
    }
    out.flush()
}
