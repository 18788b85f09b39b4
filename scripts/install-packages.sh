#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that gouji needs and does nothing when
# they are there. Usage: install-packages.sh [run|build|test]
#   run    what the finished program needs: the recogniser, its models, a font
#   build  that, and what it is compiled with (the default)
#   test   that, and what the tests draw and print their fixtures with
set -euo pipefail

run=(libtesseract5 tesseract-ocr-eng tesseract-ocr-chi-sim tesseract-ocr-chi-tra tesseract-ocr-osd fonts-wqy-microhei)
build=("${run[@]}" gcc g++ libc6-dev pkg-config libtesseract-dev libleptonica-dev)
test=("${build[@]}" chromium poppler-utils)

case ${1:-build} in
  run) packages=("${run[@]}") ;;
  build) packages=("${build[@]}") ;;
  test) packages=("${test[@]}") ;;
  *) echo "usage: $0 [run|build|test]" >&2; exit 2 ;;
esac

if ! command -v apt-get >/dev/null; then
  if [ "${1:-build}" = run ] || pkg-config --exists tesseract lept 2>/dev/null; then exit 0; fi
  echo "no apt-get here: install by hand what these Debian packages hold: ${packages[*]}" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
    missing+=("$package")
  fi
done
if [ ${#missing[@]} = 0 ]; then exit 0; fi

sudo=()
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "not root and no sudo: run as root: apt-get install -y ${missing[*]}" >&2
    exit 1
  fi
  sudo=(sudo)
fi
echo "installing by apt-get: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${sudo[@]}" apt-get update && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  exit 1
fi
