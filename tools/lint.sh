#!/usr/bin/env bash
# clang-tidy over all sources, or over those that differ from main.   tools/lint.sh all|changed JOBS
set -euo pipefail
cd "$(dirname "$0")/.."
scope=$1
jobs=$2
database=build/release
[ -e "$database/compile_commands.json" ] || { echo "build first: make build" >&2; exit 1; }

# All of them are looked at in the batches that they are compiled in, which takes a fraction of the time; what differs,
# file by file: some checks look at what they are given and not at what it includes.
batches() { find "$database"/src -path '*.dir/Unity/*.cxx' | sort; }
if [ "$scope" = all ]; then
    mapfile -t files < <(batches; git ls-files 'src/**/main.cpp')
else
    base=$(git merge-base HEAD main 2>/dev/null || git rev-parse HEAD)
    mapfile -t files < <({ git diff --name-only --diff-filter=d "$base" -- 'src/**/*.cpp'
        git ls-files -o --exclude-standard 'src/**/*.cpp'; } | sort -u)
fi
[ ${#files[@]} -eq 0 ] && { echo "clang-tidy: nothing differs"; exit 0; }

# What was found clean is not looked at again until it, what it includes or the list of checks changes.
stamps=build/lint
mkdir -p "$stamps"
check_one() {
    file=$1
    stamp=$stamps/${file//\//_}.clean
    # The object file is as new as all that it was made from.
    batch=$file
    [[ $file == *.cxx ]] || batch=$(grep -lF "$PWD/$file" $(batches) | head -1)
    if [ -e "$stamp" ] && [ -n "$batch" ] && [ -e "$batch.o" ] && [ "$stamp" -nt "$batch.o" ] &&
        [ "$stamp" -nt .clang-tidy ] && [ "$stamp" -nt "$file" ]; then
        exit 0
    fi
    # The compile commands are the other compiler's: it has warnings that this one does not know. A batch includes files.
    if output=$(clang-tidy-16 -p "$database" --quiet --checks=-bugprone-suspicious-include \
        --extra-arg=-Wno-unknown-warning-option "$file" 2>/dev/null); then
        touch "$stamp"
    else
        printf '%s\n' "$output"
        exit 1
    fi
}
export -f check_one batches
export database stamps
echo "clang-tidy: ${#files[@]} files"
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$jobs" bash -c 'check_one "$1"' _
