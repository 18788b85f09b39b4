#!/usr/bin/env bash
# Builds dist/gouji_VERSION_amd64.deb of bin/gouji, the search server and the
# model. Usage: build-package.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1#v}
case $version in
  [0-9]*.*) ;;
  *) version=0.0.0+$version ;; # no tag yet
esac
# A Debian version knows neither - nor _ in what comes before its revision.
version=$(echo "$version" | tr -- '-_' '++')

stage=$(mktemp -d .cache/package.XXXXXX)
trap 'rm -rf "$stage"' EXIT
cp bin/gouji .cache/bin/meilisearch .cache/tessdata/eng_best.traineddata "$stage"
mkdir -p dist
package=dist/gouji_${version}_amd64.deb
DEB_VERSION=$version STAGE=$stage .cache/bin/nfpm package --config packaging/deb/nfpm.yaml --packager deb --target "$package" >/dev/null
echo "$package"
