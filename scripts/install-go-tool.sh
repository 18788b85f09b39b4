#!/usr/bin/env bash
# Installs one Go command at one exact version into .cache/bin and does nothing
# when it is there. Usage: install-go-tool.sh NAME PACKAGE VERSION
set -euo pipefail
cd "$(dirname "$0")/.."

name=$1 package=$2 version=$3
bin=$PWD/.cache/bin

installed() {
  go version -m "$bin/$name" 2>/dev/null |
    awk -v v="$version" '$1 == "mod" && $3 == v { found = 1 } END { exit !found }'
}

if installed; then exit 0; fi
echo "installing $name $version into .cache/bin (compiles once, may take minutes)"
mkdir -p "$bin"
GOBIN=$bin go install "$package@$version"
