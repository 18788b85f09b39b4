package charset

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gouji/gouji/extract/han"
)

// sampleSize is how many bytes are enough to judge a file.
const sampleSize = 16 << 10

// Byte order marks.
var (
	utf8BOM    = []byte("\xEF\xBB\xBF")
	utf16leBOM = []byte("\xFF\xFE")
	utf16beBOM = []byte("\xFE\xFF")
)

// decodeUTF8 decodes UTF-8 and puts one U+FFFD for each maximal part of a
// character that is cut or wrong, as the Unicode Standard, section 3.9, proposes.
func decodeUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out := make([]byte, 0, len(b)+16)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			out = utf8.AppendRune(out, lost)
			b = b[cutLength(b):]
			continue
		}
		out = append(out, b[:n]...)
		b = b[n:]
	}
	return string(out)
}

// cutLength measures the part of an incomplete character that starts b.
func cutLength(b []byte) int {
	want := sequenceLength(b[0])
	n := 1
	for n < want && n < len(b) && isContinuation(b[n]) && utf8.RuneCount(b[:n+1]) == n+1 && !utf8.FullRune(b[:n+1]) {
		n++
	}
	return n
}

// sequenceLength is the number of bytes of a character with the lead byte c, 1
// for a byte that starts none.
func sequenceLength(c byte) int {
	switch {
	case 0xC2 <= c && c <= 0xDF:
		return 2
	case 0xE0 <= c && c <= 0xEF:
		return 3
	case 0xF0 <= c && c <= 0xF4:
		return 4
	}
	return 1
}

func isContinuation(c byte) bool { return c&0xC0 == 0x80 }

// utf16Order tells the byte order of UTF-16 by its mark.
func utf16Order(b []byte) (binary.ByteOrder, bool) {
	switch {
	case bytes.HasPrefix(b, utf16leBOM):
		return binary.LittleEndian, true
	case bytes.HasPrefix(b, utf16beBOM):
		return binary.BigEndian, true
	}
	return nil, false
}

// plainUTF16 recognises most UTF-16 without a mark at once: the zero bytes of
// ASCII characters stand at one parity, and the text reads Chinese or is figures.
func plainUTF16(b []byte) (binary.ByteOrder, bool) {
	const atLeast = 0.02 // share of zero bytes
	b = b[:min(len(b), sampleSize)]
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	var order binary.ByteOrder = binary.LittleEndian
	if zeros[0] > zeros[1] {
		order = binary.BigEndian
	}
	most, fewest := max(zeros[0], zeros[1]), min(zeros[0], zeros[1])
	if float64(most) < atLeast*float64(len(b)) || fewest*10 > most {
		return nil, false
	}
	text := joinUnits(b, order)
	return order, han.Score(text) > isChinese || isASCIIish(text)
}

// sniffUTF16 looks for UTF-16 without a mark: it must read clearly better than
// the same bytes taken as eight-bit text, whose score is given.
func sniffUTF16(b []byte, score float64) (binary.ByteOrder, bool) {
	const margin = 0.3
	var best binary.ByteOrder
	b = bytes.TrimRight(b[:min(len(b), sampleSize)], "\x00")
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		if s := han.Score(decodeUTF16(b, order)); s > score+margin {
			best, score = order, s-margin
		}
	}
	return best, best != nil
}

// decodeUTF16 decodes UTF-16. A lost byte shifts all that follows: when the
// plain reading looks wrong, the pairing of bytes that reads best is searched,
// and U+FFFD stands for each byte left over.
func decodeUTF16(b []byte, order binary.ByteOrder) string {
	const goodEnough, longest = 0.3, 8 << 20
	plain := joinUnits(b, order)
	if len(b)%2 == 0 && (han.Score(plain) > goodEnough || isASCIIish(plain)) || len(b) > longest {
		return plain
	}
	return alignUTF16(b, order)
}

// joinUnits pairs the bytes from the start; an odd last one is lost.
func joinUnits(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(b)/2+1)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	if len(b) == 1 && b[0] != 0 {
		units = append(units, lost)
	}
	return string(utf16.Decode(units))
}

// isASCIIish reports text with hardly a character beyond ASCII.
func isASCIIish(s string) bool {
	wide := 0
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			wide++
		}
	}
	return wide*10 < len(s)
}

// alignUTF16 finds, by dynamic programming over the bytes, the way to cut them
// into units and single bytes left over that reads best.
func alignUTF16(b []byte, order binary.ByteOrder) string {
	const leftOver = -6 // dearer than a few rare characters, cheaper than a shifted line
	best := make([]float32, len(b)+1)
	single := make([]bool, len(b)+1)
	for i := 1; i <= len(b); i++ {
		best[i], single[i] = best[i-1]+leftOver, true
		if i < 2 {
			continue
		}
		if s := best[i-2] + unitWeight(order.Uint16(b[i-2:])); s > best[i] {
			best[i], single[i] = s, false
		}
	}
	var units []uint16
	for i := len(b); i > 0; {
		if single[i] {
			units = append(units, lost)
			i--
			continue
		}
		units = append(units, order.Uint16(b[i-2:]))
		i -= 2
	}
	slices.Reverse(units)
	return string(utf16.Decode(units))
}

// unitWeight rates one unit: printable ASCII, line ends and tabs speak for an
// alignment as characters of prose do.
func unitWeight(u uint16) float32 {
	switch {
	case u >= ' ' && u < 0x7F || u == '\n' || u == '\r' || u == '\t':
		return 0.5
	case utf16.IsSurrogate(rune(u)):
		return -1
	}
	return float32(han.Weight(rune(u)))
}

func utf16Name(order binary.ByteOrder) string {
	if order == binary.BigEndian {
		return "utf-16be"
	}
	return "utf-16le"
}
