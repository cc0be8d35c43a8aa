#!/usr/bin/env bash
# Runs each libFuzzer target for so many seconds, beginning with real and with made objects.
#   tools/run_fuzz.sh SECONDS JOBS
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
jobs=$2
tools/build.sh fuzz "$jobs" fuzzers
for program in build/fuzz/tests/fuzz/*_fuzzer; do
    name=$(basename "$program")
    corpus=build/fuzz/corpus/$name
    findings=build/fuzz/findings/$name-
    mkdir -p "$corpus" build/fuzz/findings
    seeds=()
    for folder in ../shared/data/kos ../shared/data/broken ../shared/data/generated-kos ../shared/data/generated-gaps; do
        [ -d "$folder" ] && seeds+=("$folder")
    done
    echo "$name: $seconds s"
    "$program" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$findings" "$corpus" ${seeds[@]+"${seeds[@]}"} >"build/fuzz/$name.log" 2>&1 ||
        { tail -n 40 "build/fuzz/$name.log"; echo "$name found something: ${findings}*"; exit 1; }
    grep -E 'stat::number_of_executed_units|stat::peak_rss_mb|DONE' "build/fuzz/$name.log" || true
done
