//go:build !race

package specimen_test

const underRace = false
