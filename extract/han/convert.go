package han

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Simplify turns traditional characters into simplified ones, one by one, with
// OpenCC's table. It knows no phrases, so 乾隆 becomes 干隆: use it on both sides
// of a comparison, never for display.
func Simplify(s string) string {
	table := simplifiedOf()
	return replace(s, func(r rune) rune {
		if r <= 0xFFFF && table[r] != 0 {
			return rune(table[r])
		}
		return r
	})
}

// Repair turns Kangxi radicals, characters of the CJK radicals supplement,
// strokes and compatibility ideographs into the ideographs they stand for. PDF
// writers and fonts leave them in text; NFKC does not mend the supplement.
func Repair(s string) string { return replace(s, RepairRune) }

// RepairRune is Repair for one character.
func RepairRune(r rune) rune {
	switch {
	case 0x2E80 <= r && r <= 0x2FD5, 0x31C0 <= r && r <= 0x31E3:
		if t, ok := ideographOf()[r]; ok {
			return t
		}
	case 0xF900 <= r && r <= 0xFAFF, 0x2F800 <= r && r <= 0x2FA1F:
		for _, t := range norm.NFC.String(string(r)) {
			return t
		}
	}
	return r
}

// replace maps the characters of s and returns s itself when none changes.
func replace(s string, f func(rune) rune) string {
	for i, r := range s {
		if r < 0x2E80 || f(r) == r {
			continue
		}
		var b strings.Builder
		b.Grow(len(s))
		b.WriteString(s[:i])
		for _, r := range s[i:] {
			b.WriteRune(f(r))
		}
		return b.String()
	}
	return s
}
