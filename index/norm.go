package index

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/gouji/gouji/extract/han"
)

// Norm returns the form of s in which text is stored for search and in which
// queries are asked: simplified characters without pinyin notes, half-width
// signs (Unicode NFKC), one kind of dash, one space wherever there was white
// space or where Han touches digits and Latin letters, lower case.
//
// The space between Han and digits matters: without it the search server's
// segmenter takes "2083条" as one word that "2083" does not find.
func Norm(s string) string {
	s = strings.Map(shown, s)
	s = han.Simplify(han.StripPinyin(norm.NFKC.String(han.Repair(s))))
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	last := none
	for _, r := range s {
		r, class := classify(r)
		switch {
		case class == none:
			continue
		case class == space:
			if last != none {
				last = space
			}
			continue
		case class == dash && last == dash:
			continue
		case last == space, touches(last, class):
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(r)
		last = class
	}
	return norm.NFC.String(b.String()) // a lower-case letter may join a mark behind it
}

// shown drops the characters that nobody sees, so that what stands on both
// sides of one is read together.
func shown(r rune) rune {
	if _, class := classify(r); class == none {
		return -1
	}
	return r
}

// class is what Norm needs to know about a character.
type class int

const (
	none  class = iota // dropped: control, zero width, private use
	space              // white space of any kind
	dash
	ideograph // a Chinese character
	word      // a letter or digit of another script
	other
)

// touches reports whether two neighbours need a space between them.
func touches(a, b class) bool {
	return a == ideograph && b == word || a == word && b == ideograph
}

// classify returns the character that stands for r, and its class.
func classify(r rune) (rune, class) {
	switch {
	case unicode.IsSpace(r) || r == unicode.ReplacementChar:
		return ' ', space
	case unicode.Is(unicode.Pd, r) || r == '\u2212': // MINUS SIGN is no dash by category
		return '-', dash
	case r == '覆': // 答覆 is 答复 in simplified characters, though 覆盖 keeps it
		return '复', ideograph
	case han.IsHan(r):
		return r, ideograph
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return unicode.ToLower(r), word
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
		return r, none
	default:
		return r, other
	}
}

// NormQuery is Norm for a query. The search server reads a dash before a word
// as "not"; that is kept only where it was meant: an ASCII dash in front of a
// letter or a Chinese character, after a first word. A pasted "— 公开" or "-5"
// excludes nothing.
func NormQuery(q string) string {
	var words []string
	for i, field := range strings.Fields(q) {
		not := i > 0 && meansNot(field)
		word := strings.TrimLeft(Norm(field), "- ")
		if word == "" {
			continue
		}
		if not && strings.Contains(word, " ") {
			word = `"` + strings.Join(strings.Fields(strings.ReplaceAll(word, `"`, "")), " ") + `"`
		}
		if not {
			word = "-" + word
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// meansNot reports whether a word of a query asks for records without it.
func meansNot(field string) bool {
	rest, found := strings.CutPrefix(field, "-")
	if !found {
		return false
	}
	for _, r := range rest {
		return unicode.IsLetter(r)
	}
	return false
}
