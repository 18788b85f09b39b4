#!/usr/bin/env bash
# Looks for known vulnerabilities in the code that gouji calls: its modules and
# Go itself. Fails on one; says so in a line, and does not fail, where the
# database cannot be reached. GOVULNDB names another copy of it (https:// or
# file://). Usage: check-vulnerabilities.sh [PACKAGE…]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-go-tool.sh govulncheck golang.org/x/vuln/cmd/govulncheck v1.9.0
database=${GOVULNDB:-https://vuln.go.dev}
report=$(mktemp)
trap 'rm -f "$report"' EXIT

# Its status: 0 nothing that is called, 3 something is, 1 it could not look.
status=0
.cache/bin/govulncheck -db "$database" "${@:-./cmd/gouji}" >"$report" 2>&1 || status=$?
if [ "$status" -eq 1 ] && grep -q '^govulncheck: fetching vulnerabilities:' "$report"; then
  echo "vulnerabilities: NOT CHECKED: the database at $database cannot be reached from here"
  exit 0
fi
if [ "$status" -ne 0 ]; then
  cat "$report" >&2
  exit "$status"
fi
echo "vulnerabilities: none known in the code that is called"
