package charset

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// code is a wrong table that UTF-8 was read with.
type code struct {
	has func(rune) bool
	// suspects is a cheap test that mojibake of the code passes and hardly any
	// sound text: neighbours from the Latin-1 supplement, or a character that was
	// a lead byte of UTF-8 and the byte behind it.
	suspects func(string) bool
	symbols  func(string) ([]symbol, string) // and the name of the repair
	width    int                             // bytes that one U+FFFD stands for, at most
	proof    int                             // wide characters that prove it without a better score
}

// singleByte is ISO 8859-1 and windows-1252 in one: where they differ, at 80 to
// 9F, both characters mean the same byte.
var singleByte = code{
	has: func(r rune) bool { return r == lost || byteOf(r) >= 0 },
	suspects: func(s string) bool {
		before := rune(0)
		for _, r := range s {
			if before != 0 && (isLatinSign(before) && (r == lost || byteOf(r) >= 0x80) || isLatinSign(r)) {
				return true
			}
			before = 0
			if r >= 0x80 && byteOf(r) >= 0 {
				before = r
			}
		}
		return false
	},
	width: 1,
	proof: 1,
	symbols: func(s string) ([]symbol, string) {
		symbols, name := make([]symbol, 0, len(s)), mojibakeLatin1
		for _, r := range s {
			if r > 0xFF && r != lost {
				name = mojibakeCP1252
			}
			symbols = append(symbols, symbolOf(r, byteOf))
		}
		return symbols, name
	},
}

// chineseBytes is windows-936.
var chineseBytes = code{
	has: func(r rune) bool { return r < utf8.RuneSelf || r == lost || pairOf(r) != 0 },
	suspects: func(s string) bool {
		table := windows936()
		for _, r := range s {
			if r < 0x3400 || r > 0xF8FF {
				continue
			}
			if pair := table[r]; pair >= 0xE280 && pair < 0xF000 && isContinuation(byte(pair)) {
				return true
			}
		}
		return false
	},
	width: 2,
	proof: 4,
	symbols: func(s string) ([]symbol, string) {
		symbols := make([]symbol, 0, len(s))
		for _, r := range s {
			pair := pairOf(r)
			if r == '€' {
				symbols = append(symbols, euroSymbol)
				continue
			}
			if r < utf8.RuneSelf || r == lost || pair <= 0xFF {
				symbols = append(symbols, symbolOf(r, func(rune) int { return int(pair) }))
				continue
			}
			symbols = append(symbols, symbol(pair>>8), symbol(pair&0xFF))
		}
		return resolveEuros(symbols), mojibakeGBK
	},
}

// resolveEuros gives each euro sign its bytes. Two continuation bytes behind it
// want the lead byte E3 that only the longer form has.
func resolveEuros(symbols []symbol) []symbol {
	if !slices.Contains(symbols, euroSymbol) {
		return symbols
	}
	continues := func(i int) bool {
		return i < len(symbols) && (symbols[i] == euroSymbol || symbols[i].continues())
	}
	out := make([]symbol, 0, len(symbols)+8)
	for i, s := range symbols {
		switch {
		case s != euroSymbol:
			out = append(out, s)
		case continues(i+1) && continues(i+2):
			out = append(out, 0xA2, 0xE3)
		default:
			out = append(out, 0x80)
		}
	}
	return out
}

func symbolOf(r rune, encode func(rune) int) symbol {
	switch {
	case r == lost:
		return lostSymbol
	case r == '?':
		return questMark
	case r < utf8.RuneSelf:
		return symbol(r)
	}
	return symbol(encode(r))
}

// isLatinSign reports a character of the Latin-1 supplement that sound Chinese
// text does not have beside another one.
func isLatinSign(r rune) bool {
	switch r {
	case 0xA0, 0xA7, 0xAD, 0xB0, 0xB1, 0xB7, 0xD7, 0xF7:
		return false
	}
	return 0x80 <= r && r <= 0xFF
}

// byteOf is the byte of a character in ISO 8859-1 or windows-1252, or -1.
func byteOf(r rune) int {
	if r <= 0xFF {
		return int(r)
	}
	if r > '™' { // the last character of windows-1252
		return -1
	}
	if b, ok := charmap.Windows1252.EncodeRune(r); ok {
		return int(b)
	}
	return -1
}

// pairOf gives the bytes of a character in windows-936, 0 when it has none.
func pairOf(r rune) uint16 {
	if r > 0xFFFF {
		return 0
	}
	return windows936()[r]
}
