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
# All of them are looked at room by room, which takes a fraction of the time: most of it goes into the same headers. What
# differs is looked at file by file: some checks look at what they are given and not at what it includes.
batches() { find "$database"/src -path '*.dir/Unity/*.cxx' ! -name room.cxx | sort; }
rooms() {
    local folder checks
    for folder in $(batches | xargs -n 1 dirname | sort -u); do
        batches | grep "^$folder/" | sed "s|.*|#include \"$PWD/&\"|" >"$stamps/room.new"
        cmp -s "$stamps/room.new" "$folder/room.cxx" || cp "$stamps/room.new" "$folder/room.cxx"
        checks=src/$(sed -E 's|.*/src/([a-z_]+)/.*|\1|' <<<"$folder")/.clang-tidy  # what is other in this room
        [ ! -e "$checks" ] || cp "$checks" "$folder/"
        echo "$folder/room.cxx"
    done
}
if [ "$scope" = all ]; then
    mapfile -t files < <(rooms)
else
    base=$(git merge-base HEAD main 2>/dev/null || git rev-parse HEAD)
    mapfile -t files < <({ git diff --name-only --diff-filter=d "$base" -- 'src/**/*.cpp'
        git ls-files -o --exclude-standard 'src/**/*.cpp'; } | sort -u)
fi
[ ${#files[@]} -eq 0 ] && { echo "clang-tidy: nothing differs"; exit 0; }

# What was found clean is not looked at again until it, what it includes or the list of checks changes.
check_one() {
    file=$1
    stamp=$stamps/${file//\//_}.clean
    # An archive is as new as all that its files were made from.
    room=$(sed -E 's|.*/kinote_([a-z_]+)\.dir/.*|\1|; s|^src/([a-z_]+)/.*|\1|' <<<"$file")
    archive=$database/src/$room/libkinote_$room.a
    if [ -e "$stamp" ] && [ "$stamp" -nt "$archive" ] && [ "$stamp" -nt .clang-tidy ] && [ "$stamp" -nt "$file" ]; then
        exit 0
    fi
    # The compile commands are the other compiler's: it has warnings that this one does not know. A batch includes files,
    # and what a name of one file shadows in another is of no interest.
    if output=$(clang-tidy-16 -p "$database" --quiet --checks=-bugprone-suspicious-include \
        --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-shadow "$file" 2>/dev/null); then
        touch "$stamp"
    else
        printf '%s\n' "$output"
        exit 1
    fi
}
export -f check_one
export database stamps
echo "clang-tidy: ${#files[@]} files"
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$jobs" bash -c 'check_one "$1"' _
