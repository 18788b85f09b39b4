#!/usr/bin/env bash
# Checks that everything gouji consists of has a licence under which it may be
# shipped; internal/licences holds the list.
set -euo pipefail
cd "$(dirname "$0")/.."

go run ./internal/licences/cmd check
