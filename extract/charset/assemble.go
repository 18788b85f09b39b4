package charset

import "unicode/utf8"

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
	r, size := utf8.DecodeRune(b)
	switch {
	case size == 1 || size < len(b):
		return lost, n, isFault
	case r == lost: // it was lost before the mojibake arose
		return lost, n, isLoss
	}
	return r, n, isWhole
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
