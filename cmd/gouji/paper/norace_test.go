//go:build !race

package paper

const underRace = false
