#!/usr/bin/env bash
# The long forms of the proofs: fuzzing, killing, sanitizers, a bare Debian 12.   tools/run_proof.sh JOBS
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=$1
tools/build.sh release "$jobs"
export KINOTE_PROGRAM=$PWD/build/release/kinote

echo "== The unit tests under the address and undefined behaviour sanitizers, then under the thread sanitizer"
for preset in asan tsan; do
    tools/build.sh "$preset" "$jobs"
    tools/with_postgresql.sh ctest --test-dir "build/$preset" -j "$jobs" --timeout 900 --no-tests=error --progress \
        --output-on-failure
done
echo "== The scenarios, killing and all, in their long form"
KINOTE_PROOF=1 tools/with_postgresql.sh /usr/bin/python3 -m pytest tests/scenarios -q --durations=10
echo "== Fuzzing for five minutes"
tools/run_fuzz.sh 300 "$jobs"
echo "== make test in a bare Debian 12, as root and as an ordinary user"
tools/prove_on_bare_debian.sh
