#!/usr/bin/env bash
# Processor seconds of grading against what a user would run over the same file: the least of five runs each.
# usage: benches/ratios.sh [ANSWERS.jsonl]
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
gradus=target/release/gradus
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
answers=${1:-$work/answers.jsonl}
[ -e "$answers" ] || cargo run --release --quiet --example workload -- 50000 > "$answers"

# The same rubric with patterns alone, and its phrases for ripgrep.
mkdir -p "$work/patterns/shared"
cp rubrics/shared/*.yaml "$work/patterns/shared/"
sed '/^examples:/d' rubrics/backend/queue-vs-sync.yaml > "$work/patterns/queue-vs-sync.yaml"
sed -n "s/^      - '\(.*\)'$/\1/p" rubrics/backend/queue-vs-sync.yaml | tr '()|' '\n' | sed 's/\.\.[0-9]*//; s/<[a-z-]*>//; s/^ *//; s/ *$//' |
  grep -E '.{3}' | sort -u > "$work/phrases"

seconds() { # the least user time of five runs
  for _ in 1 2 3 4 5; do
    { TIMEFORMAT=%U; time "$@" > /dev/null 2>&1 || true; } 2>&1
  done | sort -n | head -1
}
n=$(wc -l < "$answers")
wc=$(seconds wc -w "$answers")
patterns=$(seconds "$gradus" grade -j1 --rubrics "$work/patterns" --format jsonl "$answers")
learned=$(seconds "$gradus" grade -j1 --rubrics rubrics --format jsonl "$answers")
two=$( { TIMEFORMAT=%R; time "$gradus" grade -j2 --rubrics rubrics --format jsonl "$answers" > /dev/null; } 2>&1 )
one=$( { TIMEFORMAT=%R; time "$gradus" grade -j1 --rubrics rubrics --format jsonl "$answers" > /dev/null; } 2>&1 )
row() { awk -v what="$1" -v s="$2" -v wc="$wc" -v n="$n" 'BEGIN { printf "%-34s %6.2f s %9.0f answers/s %6.2f x wc -w\n", what, s, n / (s + 1e-9), s / (wc + 1e-9) }'; }
row "wc -w" "$wc"
row "gradus, patterns" "$patterns"
row "gradus, learned indicators" "$learned"
if command -v rg > /dev/null; then
  row "rg -F -w -i -c ($(wc -l < "$work/phrases") phrases)" "$(seconds rg -F -w -i -c -f "$work/phrases" "$answers")"
fi
awk -v one="$one" -v two="$two" 'BEGIN { printf "two threads: %.2f x one\n", one / (two + 1e-9) }'
