//go:build race

package specimen_test

// underRace is true when the race detector slows every read about tenfold.
const underRace = true
