#!/usr/bin/env bash
# Sets up the demonstration site where it is not yet there, and serves it on loopback until stopped (Ctrl-C, SIGTERM).
#
# KINOTE_DEMONSTRATION  the site's folder; build/demonstration unless set
# KINOTE_PROGRAM        another kinote than build/release/kinote
# KINOTE_HTTP_PORT      other ports than 8480 and 11112; a port that is taken gives way to a free one
# KINOTE_DICOM_PORT
set -euo pipefail
cd "$(dirname "$0")/.."
program=${KINOTE_PROGRAM:-build/release/kinote}
folder=${KINOTE_DEMONSTRATION:-build/demonstration}
[ -x "$program" ] || { echo "There is no $program: make build builds it." >&2; exit 1; }
# Debian's own Python has python3-pydicom.
exec /usr/bin/python3 -B demonstration "$program" "$folder" </dev/null
