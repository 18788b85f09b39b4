#!/usr/bin/env bash
# Installs the linter of `make lint`.
set -euo pipefail
exec "$(dirname "$0")/install-go-tool.sh" golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint v2.15.0
