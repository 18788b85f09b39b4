// Package bench holds benchmarks only. They build the real gouji and measure
// it as one process with its own queue and search server, against a yardstick
// that is taken in the same run on the same machine. docs/performance.md tells
// the method and the figures; `make bench` repeats them.
package bench
