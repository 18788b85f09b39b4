// Package metrics counts what gouji does and shows it to Prometheus, in a
// registry of its own. docs/operations.md lists the metrics.
package metrics
