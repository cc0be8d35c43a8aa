#!/usr/bin/env bash
# Configures and builds one preset.   tools/build.sh PRESET JOBS [TARGET ...]
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
jobs=$2
shift 2
[ -e "build/$preset/build.ninja" ] || cmake --preset "$preset" >/dev/null
ninja -C "build/$preset" -j "$jobs" "$@"
