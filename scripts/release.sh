#!/usr/bin/env bash
# Makes dist ready to be published: the program, the Debian package, the bill of
# materials, the texts of the licences, and the sums of all of them. Usage:
# release.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/.."

version=$1
case $version in
  v[0-9]*.[0-9]*.[0-9]*) ;;
  *) echo "release: $version is no version: make release VERSION=v1.2.3" >&2; exit 1 ;;
esac
make package vuln licences VERSION="$version"
if ! bin/gouji version --json | grep -F "\"gouji\": \"$version\"" >/dev/null; then
  echo "release: bin/gouji is not $version" >&2
  exit 1
fi
program=gouji_${version}_linux_amd64
install -m 0755 bin/gouji "dist/$program"
(
  cd dist
  sha256sum "$program" "gouji_${version#v}_amd64.deb" "gouji_$version.cdx.json" THIRD_PARTY_LICENCES >SHA256SUMS
)
echo "dist is ready:"
cat dist/SHA256SUMS
