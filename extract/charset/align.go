package charset

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/gouji/gouji/extract/han"
)

// align decodes a damaged line. One byte too many or too few shifts all pairs up
// to the next ASCII character, mostly into other characters that exist. So the
// way to cut the bytes into characters and lost bytes that reads best is
// searched by dynamic programming. Characters beside the U+FFFD can still be wrong.
func (d *doubleByte) align(b []byte) string {
	const ( // in tenths of a rating
		lostByte = -30 // a shifted run of four characters costs more
		ascii    = 3
	)
	best := make([]int32, len(b)+1)
	length := make([]int8, len(b)+1) // of the last character; negative when lost
	consider := func(end, n int, weight int32, isLost bool) {
		if s := best[end-n] + weight; length[end] == 0 || s > best[end] {
			best[end], length[end] = s, int8(n)
			if isLost {
				length[end] = int8(-n)
			}
		}
	}
	for end := 1; end <= len(b); end++ {
		if c := b[end-1]; c < utf8.RuneSelf {
			consider(end, 1, ascii, false)
		} else {
			consider(end, 1, lostByte, true)
			if c == 0x80 && d.euro && (end == len(b) || b[end] < utf8.RuneSelf) {
				consider(end, 1, 0, false)
			}
		}
		for _, n := range []int{2, 4} {
			if end < n || b[end-n] < utf8.RuneSelf {
				continue
			}
			if r, m := d.next(b[end-n : end]); m == n && r != lost {
				consider(end, n, int32(math.Round(10*han.Weight(r))), false)
			}
		}
	}
	var cuts []int8
	for i := len(b); i > 0; {
		cuts = append(cuts, length[i])
		i -= max(int(length[i]), -int(length[i]))
	}
	slices.Reverse(cuts)
	return d.join(b, cuts)
}

// join decodes b cut as align found; neighbouring lost bytes share one U+FFFD.
func (d *doubleByte) join(b []byte, cuts []int8) string {
	out := make([]byte, 0, len(b)*3/2+8)
	for i, n := range cuts {
		switch {
		case n < 0 && i > 0 && cuts[i-1] < 0:
		case n < 0:
			out = utf8.AppendRune(out, lost)
		case b[0] < utf8.RuneSelf:
			out = append(out, b[0])
		default:
			if r, _ := d.next(b[:n]); r != 0 {
				out = utf8.AppendRune(out, r)
			} else {
				out = append(out, d.pairs[uint16(b[0])<<8|uint16(b[1])]...)
			}
		}
		b = b[max(n, -n):]
	}
	return string(out)
}
