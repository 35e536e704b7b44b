# What is done often; `.ci/run` is what every change passes.

# Everything that CI checks
check:
    .ci/run

# Learn the models of the shipped rubrics again
models:
    cargo run --release --quiet -- build rubrics/backend/*.yaml

# Accept new snapshots after looking at them
snapshots:
    cargo insta review

# Measure; `workload` writes answers for measuring the whole program
bench:
    cargo bench

workload n="100000":
    cargo run --release --quiet --example workload -- {{n}}

# Ratios to `wc -w` and ripgrep on the same answers
ratios:
    benches/ratios.sh

# A minute of fuzzing on a target: rubric, pattern, score, model (needs cargo-fuzz and a nightly toolchain)
fuzz target seconds="60":
    cargo +nightly fuzz run {{target}} -- -max_total_time={{seconds}}
