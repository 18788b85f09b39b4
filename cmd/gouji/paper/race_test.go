//go:build race

package paper

// underRace is true when the race detector slows the scanner tenfold.
const underRace = true
