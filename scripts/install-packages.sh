#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that gouji needs and does nothing when
# they are there. Usage: install-packages.sh [run|build|deb|test|bench]
#   run    what the finished program needs: the recogniser, its models, a font
#   build  that, and what it is compiled with (the default)
#   deb    that, and what fetches the tool that builds the Debian package
#   test   that, and what the tests print, draw and look into pages with, and what
#          they lint scripts and units and run the entry point of the image with
#   bench  that, and the programs that the benchmarks compare with
# Elsewhere it only checks whether what they hold is there.
set -euo pipefail

run=(libtesseract5 tesseract-ocr-eng tesseract-ocr-chi-sim tesseract-ocr-chi-tra tesseract-ocr-osd fonts-wqy-microhei)
build=("${run[@]}" gcc g++ libc6-dev pkg-config libtesseract-dev libleptonica-dev)
deb=("${build[@]}" python3-pip)
test=("${deb[@]}" chromium poppler-utils shellcheck tini systemd)
bench=("${test[@]}" tesseract-ocr ocrmypdf curl)
commands=()

case ${1:-build} in
  run) packages=("${run[@]}") ;;
  build) packages=("${build[@]}") commands=(g++ pkg-config) ;;
  deb) packages=("${deb[@]}") commands=(g++ pkg-config) ;;
  test) packages=("${test[@]}") commands=(g++ pkg-config chromium pdftotext pdftoppm) ;;
  bench) packages=("${bench[@]}") commands=(g++ pkg-config chromium pdftotext pdftoppm tesseract ocrmypdf curl) ;;
  *) echo "usage: $0 [run|build|deb|test|bench]" >&2; exit 2 ;;
esac

give_up() {
  echo "scripts/install-packages.sh: $*" >&2
  exit 1
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  for command in "${commands[@]}"; do
    command -v "$command" >/dev/null || give_up "no $command and no apt-get: install what Debian calls ${packages[*]}"
  done
  if [ ${#commands[@]} != 0 ] && ! pkg-config --exists tesseract lept; then
    give_up "no Tesseract and Leptonica to compile with, and no apt-get: install what Debian calls ${packages[*]}"
  fi
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
    missing+=("$package")
  fi
done
if [ ${#missing[@]} = 0 ]; then exit 0; fi

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || give_up "not root and no sudo: run as root: apt-get install -y ${missing[*]}"
  as_root=(sudo)
fi
echo "installing by apt-get: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 "${missing[@]}" >"$log" 2>&1
}
# The lists of packages may be missing or old.
if ! install && ! { "${as_root[@]}" apt-get update >"$log" 2>&1 && install; }; then
  tail -n 20 "$log" >&2
  give_up "apt-get failed: run as root: apt-get update && apt-get install -y ${missing[*]}"
fi
