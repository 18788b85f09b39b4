package han

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

//go:embed data/t2s.txt
var t2sData string

//go:embed data/frequent.txt
var frequentData string

//go:embed data/radicals.txt
var radicalsData string

// simplifiedOf maps a traditional character to its simplified one, any other of
// the BMP to 0.
var simplifiedOf = sync.OnceValue(func() *[0x10000]uint16 {
	var table [0x10000]uint16
	for t, s := range pairs(t2sData) {
		table[t] = uint16(s)
	}
	return &table
})

// ideographOf maps a radical or stroke to the ideograph it looks like.
var ideographOf = sync.OnceValue(func() map[rune]rune { return pairs(radicalsData) })

// pairs reads a table of two-character entries.
func pairs(data string) map[rune]rune {
	runes := []rune(strings.ReplaceAll(data, "\n", ""))
	m := make(map[rune]rune, len(runes)/2)
	for i := 0; i+1 < len(runes); i += 2 {
		m[runes[i]] = runes[i+1]
	}
	return m
}

// ranks gives the place of a character, simplified or traditional, in the
// order of use, from 1; 0 for one that is not among the 4,000 most used.
var ranks = sync.OnceValue(func() *[0x10000]uint16 {
	var table [0x10000]uint16
	rank := uint16(0)
	for _, r := range frequentData {
		if r == '\n' {
			continue
		}
		rank++
		table[r] = rank
	}
	for t, s := range simplifiedOf() {
		if s == 0 {
			continue
		}
		if table[t] == 0 || table[s] != 0 && table[s] < table[t] {
			table[t] = table[s]
		}
	}
	return &table
})

// Rank tells how common a character is: 1 for the most used one, up to 4,000; 0
// for all others. A traditional character has the rank of its simplified one.
func Rank(r rune) int {
	if r < 0 || r > 0xFFFF {
		return 0
	}
	return int(ranks()[r])
}

// IsHan reports whether r is an ideograph, a radical, 〇 or 々.
func IsHan(r rune) bool {
	if r < 0x2E80 {
		return false
	}
	if 0x4E00 <= r && r <= 0x9FFF {
		return true
	}
	return unicode.Is(unicode.Han, r)
}
