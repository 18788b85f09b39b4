//go:build race

package source

// underRace is true when the race detector slows the workers tenfold.
const underRace = true
