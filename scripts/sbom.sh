#!/usr/bin/env bash
# Writes into dist what of other people's work is in gouji: the bill of materials
# (CycloneDX) and the texts of the licences. Usage: sbom.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/.."

version=$1
# The time of the commit, so that the same commit gives the same files.
made=$(git log -1 --format=%cI 2>/dev/null || date -u +%FT%TZ)
mkdir -p dist
go run ./internal/licences/cmd -version "$version" -made "$made" bom "dist/gouji_$version.cdx.json"
go run ./internal/licences/cmd texts dist/THIRD_PARTY_LICENCES
echo "dist/gouji_$version.cdx.json dist/THIRD_PARTY_LICENCES"
