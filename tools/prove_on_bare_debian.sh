#!/usr/bin/env bash
# Makes a bare Debian 12 root and runs both commands of the README in it, from a clean clone: by root, and by an ordinary
# user with sudo.   tools/prove_on_bare_debian.sh [root|user ...]
# Needs root and debootstrap. KINOTE_ROOT_FILES names files of this machine that the root needs to reach the registries,
# such as a resolv.conf or certificates; they are put where they lie here. The root lies in $KINOTE_ROOT_FOLDER, else
# build/bare-debian, and is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
who=("$@")
[ ${#who[@]} -gt 0 ] || who=(root user)
root=$(realpath -m "${KINOTE_ROOT_FOLDER:-build/bare-debian}")
[ "$(id -u)" -eq 0 ] || { echo "this proof needs root" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "install debootstrap first" >&2; exit 2; }

# The mounts below belong to this process alone, and are gone with it.
if [ -z "${KINOTE_OWN_MOUNTS:-}" ]; then
    KINOTE_OWN_MOUNTS=1 exec unshare --mount --propagation private "$0" "${who[@]}"
fi

if [ ! -e "$root/.made" ]; then
    rm -rf "$root"
    echo "== A bare Debian 12 in $root"
    debootstrap --variant=minbase --include=ca-certificates,sudo,git,make,curl,procps bookworm "$root" \
        http://deb.debian.org/debian >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2; exit 1; }
    touch "$root/.made"
fi
for file in ${KINOTE_ROOT_FILES:-}; do
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
done
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --bind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" 2>/dev/null || true
mount -t devpts devpts "$root/dev/pts" 2>/dev/null || true

in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS="$NODE_EXTRA_CA_CERTS"} "$@"; }

in_root id visitor >/dev/null 2>&1 || in_root useradd --create-home --shell /bin/bash visitor
echo 'visitor ALL=(ALL) NOPASSWD: /usr/bin/apt-get' >"$root/etc/sudoers.d/visitor"
rm -f "$root/project.bundle"
git bundle create -q "$root/project.bundle" HEAD
chmod 644 "$root/project.bundle"

# Starts `make run`, opens the address that it prints, and stops it as Ctrl-C does.
cat >"$root/try_run.sh" <<'SCRIPT'
set -u
cd "$1"
rm -f run.log
setsid make run </dev/null >run.log 2>&1 &
maker=$!
for second in $(seq 1 3000); do
    address=$(grep -oE 'http://127\.0\.0\.1:[0-9]+/\?token=[^[:space:]]+' run.log | head -n 1)
    [ -n "$address" ] && break
    kill -0 $maker 2>/dev/null || break
    sleep 1
done
[ -n "${address:-}" ] || { tail -n 40 run.log; echo "make run printed no address"; exit 1; }
page=$(curl -s -c cookies -b cookies -L "$address" | grep -c '<div id="root">')
total=$(curl -s -b cookies "${address%%/\?*}/api/studies?hasNotes=true&limit=1" | grep -oE '"total":[0-9]+')
kill -INT -- -$maker
wait $maker
code=$?
echo "make run: the page answers ($page), studies with notes: $total, ended with $code after $second s"
[ "$page" -ge 1 ] && [ "${total#*:}" -gt 0 ] && { [ $code -eq 0 ] || [ $code -eq 130 ]; }
SCRIPT

for one in "${who[@]}"; do
    home=/root
    as=(in_root HOME=/root)
    if [ "$one" = user ]; then
        home=/home/visitor
        as=(in_root HOME=/home/visitor setpriv --reuid visitor --regid visitor --init-groups)
    fi
    echo "== By $one: a clean clone, make run, make test"
    rm -rf "$root$home/kinote"
    "${as[@]}" git clone -q /project.bundle "$home/kinote"
    begin=$SECONDS
    "${as[@]}" bash /try_run.sh "$home/kinote"
    echo "-- make run by $one took $((SECONDS - begin)) s"
    begin=$SECONDS
    "${as[@]}" make -C "$home/kinote" test </dev/null
    echo "-- make test by $one took $((SECONDS - begin)) s"
done
