#!/usr/bin/env bash
# Builds the web client into web/dist, unless it is newer than all that it is made from.
set -euo pipefail
cd "$(dirname "$0")/../web"

if [ ! -e node_modules/.installed ] || [ package-lock.json -nt node_modules/.installed ]; then
    echo "Installing the web client's packages"
    npm ci --no-audit --no-fund --loglevel=error </dev/null
    touch node_modules/.installed
fi
if [ -e dist/index.html ] &&
    [ -z "$(find src index.html package.json package-lock.json vite.config.* tsconfig*.json ../docs/openapi.json -newer dist/index.html -print -quit)" ]; then
    exit 0
fi
echo "Building the web client"
npm run --silent build </dev/null
