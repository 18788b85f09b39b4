package charset

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/gouji/gouji/extract/han"
)

// candidate is one way to read eight-bit bytes.
type candidate struct {
	name   string // IANA name, lower case
	decode func([]byte) string
	hint   float64 // what the label adds to each line, in ratings of characters
	share  float64 // what the rest of the file adds: its share of the bytes
	bytes  int     // non-ASCII bytes of the lines given to it
}

// Worth of the evidence about a line that lies outside of it, in ratings of
// characters (see han.Score): it decides short lines and yields to long ones.
const (
	hintOfLabel = 1.5
	hintOfFile  = 4.0
	validUTF8   = 0.5 // for each character of three bytes: chance rarely makes one
	enoughPairs = 4   // characters of two bytes that chance does not make
	isChinese   = 0.4 // score that another reading of valid UTF-8 needs at least
)

// decodeBytes finds the encoding and decodes. Unless the file is UTF-16, each
// line is read by itself, with the encoding of most lines favoured.
func decodeBytes(b []byte, declared string) (string, []string) {
	if order, ok := utf16Order(b); ok {
		return decodeUTF16(b[2:], order), []string{utf16Name(order)}
	}
	if order, ok := plainUTF16(b); ok {
		return decodeUTF16(b, order), []string{utf16Name(order)}
	}
	b = bytes.TrimPrefix(b, utf8BOM)
	valid := utf8.Valid(b)
	if valid && bytes.IndexByte(b, 0) < 0 && !hasOddPairs(b) {
		return string(b), []string{"utf-8"}
	}
	text, names := decodeLines(b, candidates(declared))
	if score := han.Score(head(text)); score < isChinese || bytes.IndexByte(b, 0) >= 0 {
		if order, ok := sniffUTF16(b, score); ok {
			return decodeUTF16(b, order), []string{utf16Name(order)}
		}
	}
	return text, names
}

// head is the part of a text that is enough to judge it.
func head(s string) string {
	return strings.TrimRight(s[:min(len(s), sampleSize)], "\x00")
}

// hasOddPairs reports a line whose only characters beyond ASCII have two bytes
// in UTF-8: short lines of GBK can look like that. (Lead bytes C2 and C3 alone
// are Latin-1, or mojibake of it.)
func hasOddPairs(b []byte) bool {
	for line := range bytes.SplitSeq(b, []byte{'\n'}) {
		odd := false
		for i := 0; i < len(line); i++ {
			if line[i] >= 0xE0 {
				odd = false
				break
			}
			odd = odd || line[i] >= 0xC4
		}
		if odd {
			return true
		}
	}
	return false
}

// candidates lists the ways to read eight-bit bytes. The label of another known
// encoding adds that one; UTF-16 in a label cannot be meant here.
func candidates(declared string) []*candidate {
	all := []*candidate{
		{name: "utf-8", decode: decodeUTF8},
		{name: "gb18030", decode: gb18030().decode},
		{name: "big5", decode: big5().decode},
	}
	e, name := charset.Lookup(declared)
	switch {
	case name == "" || strings.HasPrefix(name, "utf-16") || name == "replacement" || name == "x-user-defined":
		return all
	case name == "gbk":
		name = "gb18030"
	}
	for _, c := range all {
		if c.name == name {
			c.hint = hintOfLabel
			return all
		}
	}
	return append(all, &candidate{name: name, hint: hintOfLabel, decode: func(b []byte) string {
		s, err := e.NewDecoder().Bytes(b)
		if err != nil {
			return decodeUTF8(b)
		}
		return string(s)
	}})
}

// line is a line of the file with its readings, one for each candidate.
type line struct {
	raw     []byte
	wide    int // bytes beyond ASCII
	texts   []string
	ratings []float64
}

// decodeLines decodes line by line: once by what each line says, then again with
// the shares of the encodings in the file.
func decodeLines(b []byte, all []*candidate) (string, []string) {
	var lines []line
	total := 0
	for raw := range splitLines(b) {
		l := read(raw, all)
		total += l.wide
		if l.wide > 0 {
			all[l.choose(all)].bytes += l.wide
		}
		lines = append(lines, l)
	}
	for _, c := range all {
		c.share = hintOfFile * float64(c.bytes) / float64(max(total, 1))
		c.bytes = 0
	}
	var out strings.Builder
	out.Grow(len(b) * 3 / 2)
	for _, l := range lines {
		if l.wide == 0 {
			out.Write(l.raw)
			continue
		}
		best := l.choose(all)
		all[best].bytes += l.wide
		out.WriteString(l.texts[best])
	}
	return out.String(), names(all)
}

// splitLines cuts after line feeds and carriage returns; neither is ever a part
// of a character in the encodings of this package.
func splitLines(b []byte) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			n := bytes.IndexAny(b, "\n\r") + 1
			if n == 0 {
				n = len(b)
			}
			if !yield(b[:n]) {
				return
			}
			b = b[n:]
		}
	}
}

// read decodes a line in every way and rates the readings.
func read(raw []byte, all []*candidate) line {
	l := line{raw: raw}
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			l.wide++
		}
	}
	if l.wide == 0 {
		return l
	}
	valid, certain := utf8.Valid(raw), false
	for _, c := range all {
		text := c.decode(raw)
		score := han.Score(text)
		rating := score * float64(l.wide) / 2
		if c.name == "utf-8" {
			rating += validUTF8 * float64(threeByteCharacters(text))
			if isForeign(text) {
				rating -= hintOfFile
			} else {
				certain = valid && utf8.RuneCount(raw) <= len(raw)-enoughPairs
			}
		} else if certain || valid && score < isChinese {
			rating = math.Inf(-1)
		}
		l.texts = append(l.texts, text)
		l.ratings = append(l.ratings, rating)
		if c.name == "utf-8" && valid && score >= isChinese {
			break // no other reading can be right
		}
	}
	return l
}

// isForeign reports a reading beyond ASCII in Greek, Cyrillic or Semitic letters
// alone: in a Chinese text that is short GBK that happens to be valid UTF-8.
func isForeign(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf && (r < 0x370 || r >= 0x800) })
}

func threeByteCharacters(s string) int {
	n := 0
	for _, r := range s {
		if r >= 0x800 && r != lost {
			n++
		}
	}
	return n
}

// choose gives the index of the best reading.
func (l *line) choose(all []*candidate) int {
	best, bestRating := 0, 0.0
	for i := range l.ratings {
		rating := l.ratings[i] + all[i].hint + all[i].share
		if i == 0 || rating > bestRating {
			best, bestRating = i, rating
		}
	}
	return best
}

// names lists the encodings that lines were given to, the most used first.
func names(all []*candidate) []string {
	used := slices.DeleteFunc(slices.Clone(all), func(c *candidate) bool { return c.bytes == 0 })
	slices.SortStableFunc(used, func(a, b *candidate) int { return cmp.Compare(b.bytes, a.bytes) })
	if len(used) == 0 {
		return []string{"utf-8"}
	}
	list := make([]string, len(used))
	for i, c := range used {
		list[i] = c.name
	}
	return list
}
