#!/usr/bin/env bash
# clang-tidy over all sources, or over those that differ from main.   tools/lint.sh all|changed JOBS
set -euo pipefail
cd "$(dirname "$0")/.."
scope=$1
jobs=$2
database=build/release
[ -e "$database/compile_commands.json" ] || { echo "build first: make build" >&2; exit 1; }

stamps=build/lint
mkdir -p "$stamps"
# What differs is looked at file by file: some checks look at what they are given and not at what it includes.
if [ "$scope" = all ]; then
    mapfile -t files < <(tools/lint_groups.py "$database" "$stamps" $((2 * jobs)))
    commands=$stamps
else
    commands=$database
    base=$(git merge-base HEAD main 2>/dev/null || git rev-parse HEAD)
    mapfile -t files < <({ git diff --name-only --diff-filter=d "$base" -- 'src/**/*.cpp'
        git ls-files -o --exclude-standard 'src/**/*.cpp'; } | sort -u)
fi
[ ${#files[@]} -eq 0 ] && { echo "clang-tidy: nothing differs"; exit 0; }

# What was found clean is not looked at again until it, what it includes or the list of checks changes.
check_one() {
    local file=$1 newest stamp=$stamps/${file//\//_}.clean
    # An archive is as new as all that its files were made from.
    newest=$(ls -t "$database"/src/*/libkinote_*.a .clang-tidy src/*/.clang-tidy "$file" | head -n 1)
    if [ -e "$stamp" ] && [ "$stamp" -nt "$newest" ]; then
        exit 0
    fi
    # The compile commands are the other compiler's: it has warnings that this one does not know. A batch includes files,
    # and what a name of one file shadows in another is of no interest.
    if output=$(clang-tidy-16 -p "$commands" --quiet --checks=-bugprone-suspicious-include \
        --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-shadow "$file" 2>/dev/null); then
        touch "$stamp"
    else
        printf '%s\n' "$output"
        exit 1
    fi
}
export -f check_one
export commands database stamps
echo "clang-tidy: ${#files[@]} files"
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$jobs" bash -c 'check_one "$1"' _
