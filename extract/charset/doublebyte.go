package charset

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/gouji/gouji/extract/han"
)

// doubleByte decodes a Chinese code of one and two bytes. It differs from the
// decoders of x/text, whose tables it uses, in what it does with broken bytes:
// an ASCII byte behind a lead byte that makes no pair with it always survives.
type doubleByte struct {
	pairs    map[uint16]string // pairs that make more than one character
	runes    [0x8000]rune      // lead - 0x80, trail; 0 when unassigned
	fourByte bool              // GB18030's four-byte codes
	euro     bool              // 0x80 is the euro sign, as in windows-936
}

// gb18030 also reads GBK, GB2312 and windows-936.
var gb18030 = sync.OnceValue(func() *doubleByte {
	d := newDoubleByte(simplifiedchinese.GB18030)
	d.fourByte, d.euro = true, true
	return d
})

// big5 is Big5 with the Hong Kong supplement, as the WHATWG defines it.
var big5 = sync.OnceValue(func() *doubleByte { return newDoubleByte(traditionalchinese.Big5) })

// newDoubleByte asks the decoder of x/text for every pair.
func newDoubleByte(e encoding.Encoding) *doubleByte {
	d := &doubleByte{pairs: map[uint16]string{}}
	decoder := e.NewDecoder()
	for lead := 0x81; lead <= 0xFE; lead++ {
		for trail := 0x40; trail <= 0xFE; trail++ {
			s, err := decoder.String(string([]byte{byte(lead), byte(trail)}))
			r, n := utf8.DecodeRuneInString(s)
			switch {
			case err != nil || r == utf8.RuneError || trail == 0x7F:
			case n == len(s):
				d.runes[(lead-0x80)<<8|trail] = r
			case utf8.RuneCountInString(s) == 2 && s[n] >= utf8.RuneSelf:
				d.pairs[uint16(lead)<<8|uint16(trail)] = s
			}
		}
	}
	return d
}

// decode reads a line; what makes no character becomes U+FFFD.
func (d *doubleByte) decode(b []byte) string {
	const longest = 1 << 20 // align keeps some bytes of notes for each byte
	out := make([]byte, 0, len(b)*3/2+8)
	damaged := false
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			out = append(out, b[i])
			i++
			continue
		}
		r, n := d.next(b[i:])
		if r == 0 {
			out = append(out, d.pairs[uint16(b[i])<<8|uint16(b[i+1])]...)
		} else {
			out = utf8.AppendRune(out, r)
			// A rare character with an ASCII byte in it may be damage as well.
			damaged = damaged || r == lost || n == 2 && b[i+1] < utf8.RuneSelf && han.Weight(r) < 0
		}
		i += n
	}
	if damaged && len(b) <= longest {
		return d.align(b)
	}
	return string(out)
}

// next reads the character that starts b, which is not ASCII. The rune 0 stands
// for a pair that makes two characters.
func (d *doubleByte) next(b []byte) (r rune, n int) {
	if b[0] == 0x80 && d.euro && (len(b) == 1 || b[1] < utf8.RuneSelf) {
		return '€', 1
	}
	if len(b) < 2 || b[0] == 0x80 || b[0] == 0xFF {
		return lost, 1
	}
	if r := d.runes[int(b[0]-0x80)<<8|int(b[1])]; r != 0 {
		if b[1] == '|' && han.Rank(r) == 0 {
			return lost, 1 // a lone lead byte before the border of a cell
		}
		return r, 2
	}
	if _, ok := d.pairs[uint16(b[0])<<8|uint16(b[1])]; ok {
		return 0, 2
	}
	if d.fourByte {
		if r, ok := fourBytes(b); ok {
			return r, 4
		}
	}
	if b[1] < utf8.RuneSelf || b[1] == 0x80 || b[1] == 0xFF {
		return lost, 1
	}
	return lost, 2
}

// fourBytes reads a four-byte code of GB18030. Codes that stand for nothing a
// report can hold are taken for damage, so that the digits in them survive.
func fourBytes(b []byte) (rune, bool) {
	if len(b) < 4 || !isDigit(b[1]) || b[2] < 0x81 || b[2] == 0xFF || !isDigit(b[3]) {
		return 0, false
	}
	s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b[:4])
	if err != nil {
		return 0, false
	}
	r, n := utf8.DecodeRune(s)
	if n != len(s) || han.Weight(r) <= weightOfNothing {
		return 0, false
	}
	return r, true
}

// weightOfNothing is the rating of private use and noncharacters.
const weightOfNothing = -1

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
