package form

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/gouji/gouji/extract/han"
)

var (
	plainNumber = regexp.MustCompile(`^[-−–—－]?\d+(?:\.\d+)?$`)
	thousands   = regexp.MustCompile(`^[-−–—－]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?$`)
	unit        = regexp.MustCompile(`^(.*?\d)\s*(万元|萬元|亿元|億元|元|件|条|條|项|項|个|個|份|宗|次)$`)
	innerBlank  = regexp.MustCompile(`^[-−–—－]?\s?\d+(?:\s+\d+)*\s?(?:\.\s?\d+(?:\s\d+)*)?$`)
	digitsOnly  = regexp.MustCompile(`^[^\p{Han}\p{L}]*\d[^\p{Han}\p{L}]*\p{Han}{0,3}$`)
	timeSpan    = regexp.MustCompile(`\d\s*(?:年度?|月份?|日|季度)$`)
	listNumber  = regexp.MustCompile(`^[（(]?\s*\d{1,2}\s*(?:[)）.、．]|[)）]\s*[.、．])(?:\s*\p{Han}.*)?$`)
	blankMark   = regexp.MustCompile(`^(?:[-−–—－_/／\\*]{1,4}|[无無空])?$`)
)

// reading is what one field says.
type reading struct {
	kind  kind
	value float64 // for figures
	unit  string  // unit printed beside the figure
	split bool    // the digits are divided by a blank
	dash  bool    // the minus is a dash, which may be a mark or a frame
}

type kind int

const (
	words  kind = iota // text, or what cannot be read as a figure
	figure             // a number
	blank              // empty, or a mark that stands for nothing
)

// isValue reports whether a field stands among the figures: it is one, a mark
// for nothing, or digits that cannot be read. The number of a list item is none.
func isValue(s string) bool {
	return read(s).kind != words || digitsOnly.MatchString(s) && !listNumber.MatchString(s) && !timeSpan.MatchString(s)
}

// Figure reads a text that is one figure and nothing else.
func Figure(text string) (value float64, ok bool) {
	r := read(text)
	return r.value, r.kind == figure && r.unit == "" && !r.split && !r.dash
}

// read reads a field. A thousands separator is accepted only where it divides
// the digits in threes; a dash before digits is a minus.
func read(s string) reading {
	s = strings.TrimSpace(s)
	if v, ok := digits(s); ok {
		return reading{kind: figure, value: v}
	}
	if blankMark.MatchString(s) {
		return reading{kind: blank}
	}
	var r reading
	if m := unit.FindStringSubmatch(s); m != nil {
		s, r.unit = strings.TrimSpace(m[1]), han.Simplify(m[2])
	}
	switch {
	case plainNumber.MatchString(s):
	case thousands.MatchString(s):
		s = strings.NewReplacer(",", "", "，", "").Replace(s)
	case innerBlank.MatchString(s):
		s = strings.Map(func(c rune) rune {
			if unicode.IsSpace(c) {
				return -1
			}
			return c
		}, s)
		r.split = true
	default:
		return reading{kind: words}
	}
	unsigned := strings.TrimLeft(s, "-−–—－")
	v, err := strconv.ParseFloat(unsigned, 64)
	if err != nil {
		return reading{kind: words}
	}
	if len(unsigned) < len(s) {
		v, r.dash = -v, s[0] != '-'
	}
	r.kind, r.value = figure, v
	return r
}

// digits reads what nearly all figures are, a few digits, without the patterns.
func digits(s string) (value float64, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		value = 10*value + float64(s[i]-'0')
	}
	return value, s != "" && len(s) <= 15 // a float64 holds these exactly
}
