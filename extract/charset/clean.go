package charset

import (
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/extract/han"
)

// deleted stands for a character that goes.
const deleted = -1

// Clean makes decoded text fit for reading and searching: all line ends become
// LF, odd spaces plain ones, radicals and compatibility ideographs the
// ideographs they stand for, full-width digits, letters and ＠．／－＋％ ASCII;
// controls, zero-width characters and pinyin notes go. Tabs stay, so do Chinese
// punctuation and U+FFFD. A form feed stays at the start of a line, where it
// divides pages. Clean(Clean(s)) is Clean(s).
func Clean(s string) string { return clean(s, repairs{}) }

func clean(s string, done repairs) string {
	s = cleanRunes(s, done)
	if stripped := han.StripPinyin(s); len(stripped) != len(s) {
		done[pinyin] = true
		return stripped
	}
	return s
}

// cleanRunes does what can be done character by character.
func cleanRunes(s string, done repairs) string {
	start := firstUnclean(s)
	if start == len(s) {
		return s
	}
	out := make([]byte, start, len(s))
	copy(out, s)
	for i := start; i < len(s); {
		c := s[i]
		if ' ' <= c && c < 0x7F || c == '\n' || c == '\t' {
			out = append(out, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r == '\r':
			done[lineEnds] = true
			if i < len(s) && s[i] == '\n' {
				continue
			}
			out = append(out, '\n')
		case r == '\f' && (len(out) == 0 || out[len(out)-1] == '\n'):
			out = append(out, '\f')
		default:
			t, kind := cleanRune(r)
			if kind != "" {
				done[kind] = true
			}
			if t != deleted {
				out = utf8.AppendRune(out, t)
			}
		}
	}
	return string(out)
}

// firstUnclean is the offset of the first character to look at closely.
func firstUnclean(s string) int {
	for i, r := range s {
		if ' ' <= r && r < 0x7F || r == '\n' || r == '\t' || 0x3400 <= r && r < 0xA000 || 0x3001 <= r && r < 0x3100 {
			continue
		}
		if t, kind := cleanRune(r); t != r || kind != "" {
			return i
		}
	}
	return len(s)
}

// cleanRune gives what a character becomes and the name of the repair, which is
// empty when it stays.
func cleanRune(r rune) (rune, string) {
	switch {
	case r < 0x80:
		return cleanASCII(r)
	case 0x3400 <= r && r <= 0x9FFF, r == lost:
		return r, ""
	case r == 0x85, r == 0x2028, r == 0x2029:
		return '\n', lineEnds
	case r < 0xA0:
		return deleted, controls
	case unicode.Is(unicode.Zs, r), r == 0x2800:
		return ' ', spaces
	case isZeroWidth(r):
		return deleted, zeroWidth
	case r&0xFFFE == 0xFFFE, 0xFDD0 <= r && r <= 0xFDEF: // noncharacters
		return deleted, controls
	case isFullWidth(r):
		return r - 0xFEE0, fullWidth
	case r == 0x2010, r == 0x2011, r == 0x2212, r == 0xFE63:
		return '-', fullWidth
	}
	t := han.RepairRune(r)
	switch {
	case t == r:
		return r, ""
	case r >= 0xF900:
		return t, compatibility
	}
	return t, radicals
}

func cleanASCII(r rune) (rune, string) {
	switch {
	case ' ' <= r && r < 0x7F, r == '\n', r == '\t':
		return r, ""
	}
	return deleted, controls
}

// isFullWidth reports the full-width digits, letters and signs that numbers and
// addresses are written with. Other punctuation is Chinese and stays.
func isFullWidth(r rune) bool {
	switch r {
	case '＠', '．', '／', '－', '＋', '％':
		return true
	}
	return '０' <= r && r <= '９' || 'Ａ' <= r && r <= 'Ｚ' || 'ａ' <= r && r <= 'ｚ'
}

// isZeroWidth reports characters that show nothing: format characters, variation
// selectors, fillers.
func isZeroWidth(r rune) bool {
	switch {
	case r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return true
	case 0x180B <= r && r <= 0x180F, 0xFE00 <= r && r <= 0xFE0F, 0xE0000 <= r && r <= 0xE0FFF:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}
