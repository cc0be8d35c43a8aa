#!/usr/bin/env bash
# Builds and runs the tests, step by step, and says what failed and what was slow.   tools/run_tests.sh check|all JOBS
# check: what to run all day; all: what `make test` promises.
set -euo pipefail
cd "$(dirname "$0")/.."
scope=$1
jobs=$2
export KINOTE_PROGRAM=$PWD/build/release/kinote
results=build/test-results
rm -rf "$results"
mkdir -p "$results"
started=$SECONDS
failed=()

# Runs one step; a step that fails does not keep the others from running.
step() {
    local words=$1 begin=$SECONDS
    shift
    printf '\n== %s\n' "$words"
    if "$@"; then
        printf -- '-- %s: passed, %d s\n' "$words" $((SECONDS - begin))
    else
        failed+=("$words")
        printf -- '-- %s: FAILED, %d s\n' "$words" $((SECONDS - begin))
    fi
}

formatted() {
    git ls-files -co --exclude-standard -z '*.cpp' '*.hpp' | xargs -0 clang-format-16 --dry-run -Werror
}

unit_tests() {
    tools/with_postgresql.sh ctest --test-dir build/release -j $((jobs * 2)) --timeout 300 --no-tests=error \
        --output-junit "$PWD/$results/unit.xml" --progress --output-on-failure "$@"
}

web_tests() {
    (cd web && npx --no-install vitest run --reporter=default --reporter=junit \
        --outputFile="$OLDPWD/$results/web.xml" </dev/null)
}

scenarios() {
    tools/with_postgresql.sh /usr/bin/python3 -m pytest tests/scenarios -q -n $((jobs * 2)) --durations=0 \
        --durations-min=30 --junitxml="$results/scenarios.xml" "$@"
}

# Some steps run beside the others, in the time that those leave while they wait for servers, and are asked for later.
declare -A beside=()
end_beside() { [ ${#beside[@]} -eq 0 ] || kill "${beside[@]}" 2>/dev/null || true; }
trap end_beside EXIT
begin_beside() {
    local name=$1
    shift
    "$@" >"$results/$name.txt" 2>&1 &
    beside[$name]=$!
}
has_ended() {
    local status=0
    wait "${beside[$1]}" || status=$?
    unset "beside[$1]"
    cat "$results/$1.txt"
    return "$status"
}

step "The rooms keep to src/layers.txt" /usr/bin/python3 tools/check_layers.py
step "The sources are formatted" formatted
step "Build" tools/build.sh release "$jobs"
if [ ${#failed[@]} -gt 0 ] && [[ ${failed[*]} == *Build* ]]; then
    echo "What does not build cannot be tested."
    exit 1
fi
if [ "$scope" = check ]; then
    step "clang-tidy over what differs from main" tools/lint.sh changed "$jobs"
    step "Unit tests on SQLite" unit_tests -E /postgresql
    step "Unit tests of the web client" web_tests
    step "Fast scenarios" scenarios -m "not slow"
else
    listening_before=$(tools/listening_ports.py)
    begin_beside clang-tidy nice -n 19 tools/lint.sh all "$jobs"
    begin_beside vitest web_tests
    step "Unit tests" unit_tests
    step "Unit tests of the web client" has_ended vitest
    step "Scenarios" scenarios
    step "The web client in a browser" env KINOTE_JUNIT="$PWD/$results/browser.xml" node web/e2e/run.mjs
    step "Fuzzing, its short form" tools/run_fuzz.sh 10 "$jobs"
    step "clang-tidy over all sources" has_ended clang-tidy
    step "The benches still run" tools/run_bench.sh "$jobs" --short
    step "No new port listens" tools/listening_ports.py --compare "$listening_before"
fi

/usr/bin/python3 tools/summarize_tests.py "$results" --steps-failed "${#failed[@]}" || failed+=("Some tests")
printf 'All of it took %d s.\n' $((SECONDS - started))
if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
