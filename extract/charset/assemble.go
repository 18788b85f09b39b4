package charset

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// symbol is a byte that a character of mojibake was read from, or a place where
// bytes were lost.
type symbol uint16

const (
	lostSymbol symbol = 0x100 // U+FFFD
	questMark  symbol = 0x101 // "?": itself, or what some writers put for lost bytes
	euroSymbol symbol = 0x102 // the euro sign: 80 in windows-936, A2 E3 in GB18030
)

func (s symbol) isByte() bool { return s < 0x100 }

func (s symbol) byte() byte {
	if s == questMark {
		return '?'
	}
	return byte(s)
}

func (s symbol) continues() bool { return s.isByte() && isContinuation(byte(s)) }

// code is a wrong table that UTF-8 was read with.
type code struct {
	has     func(rune) bool
	symbols func(string) ([]symbol, string) // and the name of the repair
	width   int                             // bytes that one U+FFFD stands for, at most
	proof   int                             // wide characters that prove it without a better score
}

// singleByte is ISO 8859-1 and windows-1252 in one: where they differ, at 80 to
// 9F, both characters mean the same byte.
var singleByte = code{
	has:   func(r rune) bool { return r == lost || byteOf(r) >= 0 },
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
	has:   func(r rune) bool { return r < utf8.RuneSelf || r == lost || pairOf(r) != 0 },
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

// byteOf is the byte of a character in ISO 8859-1 or windows-1252, or -1.
func byteOf(r rune) int {
	if r <= 0xFF {
		return int(r)
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

// evidence counts what was found when symbols were read as UTF-8.
type evidence struct {
	whole  int // whole characters beyond ASCII
	wide   int // those of three bytes and more: chance rarely makes one
	latin  int // those of the Latin-1 supplement: what mojibake twice over leaves
	losses int // characters that lost bytes at a marked place
	faults int // bytes that make no UTF-8 though nothing is marked as lost
}

// proves reports whether the reading needs no better score: not one byte
// contradicts it.
func (e evidence) proves(c code) bool {
	return e.faults == 0 && (e.wide >= c.proof || c.width == 1 && e.latin > 1)
}

// plausible reports whether the symbols can have been UTF-8. Real text turned
// into bytes breaks the rules of UTF-8 in most characters.
func (e evidence) plausible(likely bool) bool {
	if likely {
		return e.faults*3 <= e.whole+e.losses
	}
	return e.faults*6 <= e.whole && e.whole+e.losses > 0
}

// assemble reads symbols as UTF-8. Each character that lost bytes becomes one
// U+FFFD, neighbours that lost them together share one. A "?" counts as lost bytes only inside a broken character: there it can
// also have swallowed the ASCII character behind. Width tells how many bytes
// one mark of loss stands for at most.
func assemble(symbols []symbol, width int) (string, evidence) {
	var found evidence
	out := make([]byte, 0, len(symbols))
	for i := 0; i < len(symbols); {
		r, n, kind := nextCharacter(symbols[i:], width)
		if r >= 0 {
			out = utf8.AppendRune(out, r)
		}
		switch kind {
		case isWhole:
			found.whole++
			if r >= 0x800 {
				found.wide++
			} else if r <= 0xFF {
				found.latin++
			}
		case isLoss:
			found.losses++
		case isFault:
			found.faults++
		}
		i += n
	}
	return string(out), found
}

// kindOf says what nextCharacter found.
type kindOf int

const (
	isPlain kindOf = iota // ASCII
	isWhole
	isLoss
	isFault
)

// nextCharacter reads the character that starts symbols and tells how many it
// took.
func nextCharacter(symbols []symbol, width int) (rune, int, kindOf) {
	first := symbols[0]
	switch {
	case first == lostSymbol, first == questMark && followedByOrphans(symbols):
		return lost, 1 + orphans(symbols[1:]), isLoss
	case first.byte() < utf8.RuneSelf:
		return rune(first.byte()), 1, isPlain
	case first.continues():
		return lost, max(1, orphans(symbols)), isFault
	}
	want := sequenceLength(byte(first))
	if want == 1 {
		return lost, 1, isFault
	}
	return sequence(symbols, want, width)
}

// sequence reads a character of want bytes of which the first is a lead byte.
func sequence(symbols []symbol, want, width int) (rune, int, kindOf) {
	b := []byte{byte(symbols[0])}
	n, losses := 1, 0
	for n < want && n < len(symbols) {
		s := symbols[n]
		if s == lostSymbol || s == questMark {
			losses++
			n++
			if width > 1 {
				break // the mark stands for the rest of the character
			}
			continue
		}
		if s == ' ' && width == 1 {
			s = 0xA0 // a no-break space that became a plain one
		}
		if !s.continues() {
			break
		}
		b = append(b, byte(s))
		n++
	}
	if losses > 0 {
		if width > 1 {
			n += orphans(symbols[n:]) // the mark stands for the next lead byte, too
		}
		return lost, n, isLoss
	}
	if r, size := utf8.DecodeRune(b); size == len(b) && r != utf8.RuneError {
		return r, n, isWhole
	}
	return lost, n, isFault
}

// orphans counts the continuation bytes at the start of symbols that belong to a
// character whose lead byte was lost, at most two.
func orphans(symbols []symbol) int {
	n := 0
	for n < len(symbols) && n < 2 && symbols[n].continues() {
		n++
	}
	return n
}

func followedByOrphans(symbols []symbol) bool { return orphans(symbols[1:]) > 0 }
