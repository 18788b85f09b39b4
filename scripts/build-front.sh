#!/usr/bin/env bash
# Bundles the script of the web interface into index/web/front/dist, unless it is
# newer than its sources. Without Node the program is built all the same; its
# pages then work by plain links and forms.
set -euo pipefail
cd "$(dirname "$0")/../index/web/front"

if ! command -v npm >/dev/null; then
  echo "no Node: building without the script of the web interface (install nodejs and npm, then: make front)"
  exit 0
fi
if [ -f dist/app.js ] && [ -z "$(find src package-lock.json tsconfig.json build.mjs -newer dist/app.js -print -quit)" ]; then
  exit 0
fi
echo "bundling the web interface (npm packages of index/web/front/package-lock.json)"
npm ci --no-fund --no-audit --loglevel=error
npm run --silent check
npm run --silent build
