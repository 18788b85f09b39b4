#!/usr/bin/env bash
# Installs the accurate English model, which reads a lone 0 that Debian's fast
# one misses, into .cache/tessdata, checked against a pinned SHA-256, and does
# nothing when it is there. The other models are Debian packages
# (scripts/install-packages.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/npm-file.sh

package=@tesseract.js-data/eng@1.0.0
sum=5dc5d8d640a212c9d6184921ba103b186f50e0fed9ee716c53e6b312b400d747
target=.cache/tessdata/eng_best.traineddata

if is "$sum" "$target"; then exit 0; fi
echo "installing Tesseract's accurate English model into .cache/tessdata (npm package $package)"
install_npm_file "$package" package/4.0.0_best_int/eng.traineddata.gz "$sum" "$target" 0644
