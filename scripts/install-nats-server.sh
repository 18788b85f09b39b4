#!/usr/bin/env bash
# Installs the nats-server that the tests of an external queue run against.
set -euo pipefail
exec "$(dirname "$0")/install-go-tool.sh" nats-server github.com/nats-io/nats-server/v2 v2.15.2
