#!/usr/bin/env bash
# Builds and runs every bench, and prints one table: work, kinote, peer, ratio, goal, met or missed.
#   tools/run_bench.sh JOBS [--short]
# --short takes a few seconds a bench: it proves that each still runs, its ratios mean nothing. What is measured needs a
# machine that does nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=${1:-$(nproc)}
mode=${2:-}

cmake --preset release -DKINOTE_BENCH=ON >/dev/null
tools/build.sh release "$jobs" kinote benches

if command -v npm >/dev/null; then # the peers among the queue libraries
    mkdir -p build/bench-node
    if ! cmp -s bench/node/package.json build/bench-node/package.json; then
        cp bench/node/package.json build/bench-node/
        npm install --prefix build/bench-node --no-audit --no-fund --loglevel=error </dev/null
    fi
fi

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
run() {
    echo "-- $*" >&2
    "$@" | tee -a "$rows" | sed -u 's/^row\t//' >&2
}
export KINOTE_TEST_POSTGRESQL_DURABLE=1
short=()
[ "$mode" = --short ] && short=(--short)
run build/release/bench/kos_reading "${short[@]}"
run tools/with_postgresql.sh /usr/bin/python3 bench/objects_in.py "${short[@]}"
run tools/with_postgresql.sh build/release/bench/registering "${short[@]}"
run tools/with_postgresql.sh build/release/bench/creating "${short[@]}"
run tools/with_postgresql.sh /usr/bin/python3 bench/objects_out.py "${short[@]}"
run /usr/bin/python3 bench/discs.py "${short[@]}"
run tools/with_postgresql.sh /usr/bin/python3 bench/studies_found.py "${short[@]}"
run tools/with_postgresql.sh /usr/bin/python3 bench/studies_listed.py "${short[@]}"
run /usr/bin/python3 bench/dicomweb.py "${short[@]}"
[ "$mode" = --short ] || run /usr/bin/python3 bench/client.py # a browser that draws by software takes minutes
run tools/with_postgresql.sh build/release/bench/choosing "${short[@]}"
run tools/with_postgresql.sh /usr/bin/python3 bench/jobs.py "${short[@]}"
run /usr/bin/python3 bench/site_costs.py "${short[@]}"
migration=()
[ "$mode" = --short ] && migration=(--notes 2000 --rounds 1)
run tools/with_postgresql.sh /usr/bin/python3 bench/migration.py "${migration[@]}"

echo
{
    printf 'work\tkinote\tpeer\tratio\tgoal\t\n'
    sed -n 's/^row\t//p' "$rows" | sed 's/\t\t/\t-\t/g; s/\t\t/\t-\t/g'
} | column -t -s $'\t'
