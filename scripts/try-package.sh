#!/usr/bin/env bash
# Tries dist/*.deb (make package) in a clean Debian, and in the same root what
# the container image does. Needs root, debootstrap, unshare and a Debian mirror;
# takes some minutes and 2 GB below TMPDIR. Nothing of the machine is changed.
# Usage: try-package.sh [PACKAGE]
set -euo pipefail
cd "$(dirname "$0")/.."

package=${1:-$(find dist -name 'gouji_*.deb' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2)}
[ -f "$package" ] || { echo "no package: make package" >&2; exit 1; }
base=${TMPDIR:-/tmp}/gouji-try-bookworm.tar
mirror=${MIRROR:-http://deb.debian.org/debian}

root=$(mktemp -d)
trap 'rm -rf --one-file-system "$root"' EXIT
if [ ! -f "$base" ]; then
  echo "making a Debian 12 in $base (once)"
  debootstrap --variant=minbase bookworm "$root" "$mirror" >/dev/null
  tar -C "$root" -cf "$base.new" . && mv "$base.new" "$base"
else
  tar -C "$root" -xf "$base"
fi
chmod 0755 "$root" # mktemp lets nobody but root in
cp /etc/resolv.conf "$root/etc/resolv.conf"
echo "deb $mirror bookworm main" >"$root/etc/apt/sources.list"
install -d "$root/trial/image"
cp "$package" "$root/trial/gouji.deb"
cp packaging/container/gouji packaging/trial/*.sh "$root/trial/image"
cp cmd/gouji/testdata/lanxi-2020.txt "$root/trial/report.txt"

# Mounts, processes and names of the trial end with it.
inside() { unshare --mount --pid --uts --ipc --fork --kill-child packaging/trial/enter.sh "$root" "$@"; }

echo "== the Debian package"
inside /trial/image/deb.sh
echo "== the container image"
inside /trial/image/image.sh
echo "all is well"
