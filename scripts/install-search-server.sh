#!/usr/bin/env bash
# Makes sure that there is a search server: the one MEILI_URL names, a
# meilisearch on the PATH, or else a checked copy in .cache/bin.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${MEILI_URL:-}" ]; then
  echo "using the search server at $MEILI_URL" >&2
elif command -v meilisearch >/dev/null; then
  echo "using $(command -v meilisearch)" >&2
else
  scripts/install-meilisearch.sh >&2
fi
