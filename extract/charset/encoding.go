package charset

import (
	"bytes"
	"cmp"
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
