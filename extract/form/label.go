package form

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/gouji/gouji/extract/han"
)

// numeral is the number that a list item begins with: 一、 （三） 3. 3、
var numeral = regexp.MustCompile(`^\s*(?:[（(]\s*([一二三四五六七八九十\d]{1,3})\s*[)）]|([一二三四五六七八九十]{1,3})\s*[、.．]|(\d{1,2})\s*[.．、])\s*`)

// label is a text prepared for comparing: its Han characters in simplified
// form, and the list numeral in front of them.
type label struct {
	core    []rune
	text    string // core
	numeral string
	mask    uint64 // which characters occur, by their low bits
	apart   bool   // another label stands between this one and the figures
	guessed bool   // a recogniser read it from a picture, perhaps wrongly
}

// newLabel prepares a text. Of several numerals in front, the last one counts:
// "(三) 1. 属于国家秘密" is item 1.
func newLabel(s string) label {
	var l label
	s = strings.ReplaceAll(s, " ", "")
	for {
		m := numeral.FindStringSubmatch(s)
		if m == nil {
			break
		}
		l.numeral = m[1] + m[2] + m[3]
		s = s[len(m[0]):]
	}
	l.text = hanOnly(s)
	l.core = []rune(l.text)
	for _, r := range l.core {
		l.mask |= 1 << (r & 63)
	}
	return l
}

// hanOnly keeps the Han characters of a text, simplified.
func hanOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Han, r) {
			return r
		}
		return -1
	}, han.Simplify(s))
}

// punctuation maps ASCII punctuation to the Chinese one that labels use; the
// number of characters stays the same.
var punctuation = strings.NewReplacer("(", "（", ")", "）", ",", "，", ":", "：", ";", "；")

// known is a label of the form with all its spellings.
type known struct {
	spellings []label
}

func newKnown(text string, aliases []string) known {
	k := known{spellings: []label{newLabel(text)}}
	for _, a := range aliases {
		k.spellings = append(k.spellings, newLabel(a))
	}
	return k
}

// columnLabels are the labels of a column, ready for comparing.
type columnLabels struct {
	own   known
	group label
}

func (c *Column) labels() *columnLabels {
	if c.prepared != nil {
		return c.prepared
	}
	return &columnLabels{own: newKnown(c.Label, c.Aliases), group: newLabel(c.Group)}
}

// similarity of a text to the best spelling of a label, from 0 to 1.
func (k known) similarity(l label) float64 {
	best := 0.0
	for _, s := range k.spellings {
		best = max(best, similarity(s, l))
	}
	return best
}

// similarity compares a spelling of the form with a text of the document: 1
// for equal characters; slightly less where the text has the label at its end,
// behind a group's heading; else the Dice ratio of the longest common
// subsequence, which forgives torn, misread and doubled characters. Unequal
// list numerals and a place apart from the figures cost a little: they decide
// between look-alikes only.
func similarity(want, got label) float64 {
	if len(want.core) == 0 || len(got.core) == 0 {
		return 0
	}
	s := coreSimilarity(want, got)
	// Behind a group's heading the numeral in front is the group's.
	if want.numeral != "" && got.numeral != "" && want.numeral != got.numeral && len(got.core) <= len(want.core)+1 {
		s -= 0.1
	}
	if got.apart {
		s -= 0.1
	}
	return s
}

func coreSimilarity(want, got label) float64 {
	w, g := len(want.core), len(got.core)
	switch {
	case want.text == got.text:
		return 1
	case g > 3*w+12 || w > 3*g:
		return 0
	case w >= 2 && g-w <= 12 && strings.HasSuffix(got.text, want.text):
		return 0.95 - 0.01*float64(g-w)
	case w >= 4 && g-w <= 12 && strings.Contains(got.text, want.text):
		return 0.85 - 0.01*float64(g-w)
	}
	if dice(min(shared(want, got), shared(got, want)), w, g) < got.floor() {
		return 0 // nobody asks how far below
	}
	return dice(commonSubsequence(want.core, got.core), w, g)
}

// floor is the similarity below which a text is another label. Recognition may
// get most of a small label wrong; then the order of the rows must decide.
func (l label) floor() float64 {
	if l.guessed {
		return minGuessed
	}
	return minSimilarity
}

// dice is the Dice ratio of two texts with so many characters in common.
func dice(common, w, g int) float64 { return 2 * float64(common) / float64(w+g) }

// shared bounds from above how many characters of a stand in b. Most labels
// have so little in common that no more need be known.
func shared(a, b label) int {
	common := 0
	for _, r := range a.core {
		common += int(b.mask >> (r & 63) & 1)
	}
	return common
}

func commonSubsequence(a, b []rune) int {
	var stack [2 * 3 * maxLabel]int // room for most labels, so that it costs no allocation
	rows := stack[:]
	if 2*(len(b)+1) > len(rows) {
		rows = make([]int, 2*(len(b)+1))
	}
	previous, current := rows[:len(b)+1], rows[len(b)+1:2*(len(b)+1)]
	for i := range a {
		for j := range b {
			if a[i] == b[j] {
				current[j+1] = previous[j] + 1
			} else {
				current[j+1] = max(previous[j+1], current[j])
			}
		}
		previous, current = current, previous
	}
	return previous[len(b)]
}
