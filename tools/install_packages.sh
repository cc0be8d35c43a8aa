#!/usr/bin/env bash
# Installs the Debian packages of the named groups of packages.txt that are missing. Says what it installs, asks
# nothing, uses sudo for apt-get alone, and lets no service start.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=()
for group in "$@"; do
    # shellcheck disable=SC2207
    wanted+=($(sed -n "s/^${group}://p" tools/packages.txt))
done

missing=()
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' | sed -n 's/ installed$//p')
for package in "${wanted[@]}"; do
    # Node and npm may be there without Debian's packages.
    case "$package" in
    nodejs) command -v node >/dev/null && continue ;;
    npm) command -v npm >/dev/null && continue ;;
    esac
    grep -qx -- "$package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing Debian packages: ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "These packages must be installed by root, or with sudo." >&2; exit 1; }
    as_root=(sudo)
    [ -t 0 ] || as_root=(sudo --non-interactive)
fi
export DEBIAN_FRONTEND=noninteractive

# A policy of our own forbids starts while apt-get runs: servers that tests need are started by the tests.
policy=/usr/sbin/policy-rc.d
set_policy="if [ ! -e $policy ]; then printf '#!/bin/sh\n# kinote: no service starts during its installation\nexit 101\n' > $policy; chmod 755 $policy; fi"
drop_policy="if grep -qs '^# kinote:' $policy; then rm $policy; fi"
apt=("${as_root[@]}" apt-get -qq -o "DPkg::Lock::Timeout=300" -o "Dpkg::Use-Pty=0"
    -o "DPkg::Pre-Invoke::=$set_policy" -o "DPkg::Post-Invoke::=$drop_policy")
has_python=$(command -v python3 || true)
[ -z "$has_python" ] || listening_before=$(tools/listening_ports.py)
"${apt[@]}" update </dev/null
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null
[ -z "$has_python" ] || tools/listening_ports.py --compare "$listening_before"
