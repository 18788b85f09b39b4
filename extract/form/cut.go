package form

import (
	"regexp"
	"sort"
	"strings"
	"unicode"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/han"
)

const (
	// minPieces is the number of labels with figures from which a paragraph is
	// a table whose cells were joined. Prose names a few labels, never many.
	minPieces = 6
	// minCut is the length in characters below which a paragraph is not cut.
	minCut = 120
)

// headWords are words of the printed forms that label no figure.
var headWords = []string{"信息内容", "申请人情况", "法人或其他组织", "行政诉讼"}

var gluedFigures = regexp.MustCompile(`^[\s\d.，\-—/－]*`)

// proseRest is what follows a figure in a sentence: a counting word, a mark.
var proseRest = regexp.MustCompile(`^(?:[件条项个份宗次起例户人]|万元|元|%|％|[，。；、,;])`)

// spelling is a label that run-on text is cut at.
type spelling struct {
	text  []rune // without blanks
	label string
}

// vocabulary indexes every spelling of every form by its first character,
// longest first.
func (s *Set) vocabulary() map[rune][]spelling {
	seen, index := map[string]bool{}, map[rune][]spelling{}
	add := func(texts ...string) {
		for _, t := range texts {
			l := strings.ReplaceAll(punctuation.Replace(han.Simplify(t)), " ", "")
			for _, spelt := range []string{l, numeral.ReplaceAllString(l, "")} {
				if spelt == "" || seen[spelt] {
					continue
				}
				seen[spelt] = true
				r := []rune(spelt)
				index[r[0]] = append(index[r[0]], spelling{text: r, label: t})
			}
		}
	}
	add(headWords...)
	for _, f := range s.Forms {
		for _, t := range f.Tables {
			add(t.Title)
			for _, g := range t.Groups {
				add(append(g.Aliases, g.Label)...)
			}
			for _, b := range t.Blocks {
				add(b.Title)
				for _, c := range b.Columns {
					add(append(c.Aliases, c.Label, c.Group)...)
				}
				for _, r := range b.Rows {
					add(append(r.Aliases, r.Label)...)
				}
			}
		}
	}
	for _, list := range index {
		sort.Slice(list, func(i, j int) bool { return len(list[i].text) > len(list[j].text) })
	}
	return index
}

// cut divides run-on text at the labels of the forms. It returns nil for text
// that is no table.
func (s *Set) cut(text string) []*item {
	runes := []rune(punctuation.Replace(han.Simplify(text)))
	if len(runes) < minCut {
		return nil
	}
	var pieces []*item
	withFigures, inProse := 0, 0
	for _, found := range s.find(runes) {
		it := &item{labels: []string{found.label}, glued: true}
		gap := string(runes[found.end:found.next])
		values := gluedFigures.FindString(gap)
		rest := strings.TrimSpace(gap[len(values):])
		for _, v := range strings.Fields(values) {
			it.values = append(it.values, extract.Field{Text: v})
			it.figures++
		}
		it.width = 1 + len(it.values)
		it.first = 1
		it.damaged = strings.ContainsRune(gap, lost) || strings.HasPrefix(rest, "年") || strings.HasPrefix(rest, "月")
		if it.figures > 0 {
			withFigures++
			if proseRest.MatchString(rest) {
				inProse++
			}
		}
		it.prepare()
		pieces = append(pieces, it)
		if len([]rune(rest)) > maxLabel {
			pieces = append(pieces, &item{prose: true, labels: []string{rest}})
		}
	}
	if withFigures < minPieces || inProse*3 > withFigures {
		return nil
	}
	return pieces
}

// occurrence is a label found in run-on text: it ends at end, and the next
// label begins at next.
type occurrence struct {
	label     string
	end, next int
}

func (s *Set) find(runes []rune) []occurrence {
	var found []occurrence
	for i := 0; i < len(runes); {
		end, label := s.labelAt(runes, i)
		if end == 0 {
			i++
			continue
		}
		if len(found) > 0 {
			found[len(found)-1].next = i
		}
		found = append(found, occurrence{label: label, end: end, next: len(runes)})
		i = end
	}
	return found
}

// labelAt returns the end of the longest label that begins at i, 0 for none.
// Blanks inside the label are passed over; marks count as equal when both are
// punctuation.
func (s *Set) labelAt(runes []rune, i int) (int, string) {
	for _, sp := range s.words[runes[i]] {
		j, k := i, 0
		for j < len(runes) && k < len(sp.text) {
			r, w := runes[j], sp.text[k]
			switch {
			case r == w, unicode.IsPunct(r) && unicode.IsPunct(w):
				j, k = j+1, k+1
			case unicode.IsSpace(r) && k > 0:
				j++
			default:
				j = len(runes) + 1
			}
		}
		if k == len(sp.text) && j <= len(runes) {
			return j, sp.label
		}
	}
	return 0, ""
}
