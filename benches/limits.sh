#!/usr/bin/env bash
# What large and odd inputs cost, each beside its limit: memory, workbooks, pages, long answers, repositories of many files.
# usage: benches/limits.sh [PART ...]: memory xlsx page long cold check changed; all of them without names
#   MOST=5000000                 answers of the longest stream, which is never on the disk
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
cargo build --release --quiet --example workload
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target/release/examples/workload 100000 > "$work/answers.jsonl"
python3 benches/peers/phrases.py rubrics/backend/queue-vs-sync.yaml > "$work/phrases"
python3 benches/peers/limits.py "$PWD" "$work" "$@"
