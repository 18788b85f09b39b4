#!/usr/bin/env bash
# Runs the fuzz targets of the project, one after the other: those of the named
# packages, or all. What fails is told at the end, and its input stands in the
# package's testdata/fuzz. Usage: [FUZZ_WORKERS=N] fuzz.sh DURATION [PACKAGE…]
set -euo pipefail
cd "$(dirname "$0")/.."

duration=${1:-20s}
shift || true
# Targets are found in the sources: to ask a package for its targets would start
# whatever its tests start. One worker each by default: some of them decode
# pictures, which takes memory.
mapfile -t packages < <(go list -f '{{.Dir}}' "${@:-./...}")

failed=()
ran=0
for directory in "${packages[@]}"; do
  package=./${directory#"$PWD"/}
  for target in $(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*)\(.*/\1/p' "$directory"/*_test.go 2>/dev/null); do
    echo "== $package $target"
    ran=$((ran + 1))
    go test -run '^$' -fuzz "^$target\$" -fuzztime "$duration" -fuzzminimizetime 5x \
      -parallel "${FUZZ_WORKERS:-1}" "$package" || failed+=("$package $target")
  done
done
if [ "$ran" -eq 0 ]; then
  echo "fuzz: no target found" >&2
  exit 1
fi
if [ "${#failed[@]}" -gt 0 ]; then
  printf 'fuzz: failed: %s\n' "${failed[@]}" >&2
  exit 1
fi
echo "fuzz: $ran targets, each for $duration, found nothing"
