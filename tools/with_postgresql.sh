#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own, on a free port of loopback, in a temporary folder; both end with
# it. The server's address is in KINOTE_TEST_POSTGRESQL.   tools/with_postgresql.sh COMMAND [ARGUMENT ...]
# Durable writes are off unless KINOTE_TEST_POSTGRESQL_DURABLE is set: the tests do not cut its power, benches want them.
set -euo pipefail

programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(mktemp -d "${TMPDIR:-/tmp}/kinote-postgresql-XXXXXX")
chmod 755 "$folder"
# initdb and the server refuse root.
as_server=()
if [ "$(id -u)" -eq 0 ]; then
    as_server=(runuser -u postgres --)
    chown postgres "$folder"
fi
server_stopped() { "${as_server[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true; }
trap 'server_stopped; rm -rf "$folder"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

cd /
"${as_server[@]}" "$programs/initdb" -D "$folder/data" -U kinote --auth=trust --encoding=UTF8 --locale=C.UTF-8 -N \
    >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
fast=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
[ -n "${KINOTE_TEST_POSTGRESQL_DURABLE:-}" ] && fast=()
for attempt in 1 2 3 4 5; do
    port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    if "${as_server[@]}" "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o \
        "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= -c max_connections=200 ${fast[*]}" \
        start >/dev/null 2>&1; then
        break
    fi
    [ "$attempt" -lt 5 ] || { cat "$folder/log" >&2; exit 1; }
done
cd "$OLDPWD"
export KINOTE_TEST_POSTGRESQL=postgresql://kinote@127.0.0.1:$port
"$@"
