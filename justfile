# What is done often; `.ci/run` is what every change passes.

# Everything that CI checks
check:
    .ci/run

# Learn the models of the shipped rubrics again
models:
    cargo run --release --quiet -- build rubrics/backend/*.yaml rubrics/documents/*.yaml

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

# Memory, workbooks, pages and repositories of many files, each beside its limit
limits *parts:
    benches/limits.sh {{parts}}

# Fuzz every target for a minute, or those named (needs cargo-fuzz; any toolchain)
fuzz seconds="60" *targets:
    fuzz/run {{seconds}} {{targets}}
