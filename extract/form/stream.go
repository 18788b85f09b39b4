package form

import (
	"slices"

	"github.com/gouji/gouji/extract"
)

// stream is the document as the alignment sees it: its rows in reading order,
// and for every row j the spans of 1 to maxTorn rows that end before row j.
type stream struct {
	items []*item
	spans [][]*span
}

func (s *Set) newStream(blocks []extract.Block) *stream {
	d := &stream{items: s.items(blocks)}
	d.spans = make([][]*span, len(d.items)+1)
	for j := 1; j <= len(d.items); j++ {
		for k := 1; k <= maxTorn && k <= j; k++ {
			d.spans[j] = append(d.spans[j], newSpan(d.items[j-k:j]))
		}
	}
	return d
}

// newSpan returns nil for items that cannot be one row: a paragraph is among
// them, none of them or several hold figures, or the figures stand before the
// label begins.
func newSpan(items []*item) *span {
	data := dataOf(items)
	if data == nil {
		return nil
	}
	if len(items) == 1 {
		return &span{items: items, data: data, candidates: data.candidates}
	}
	if len(items[0].labels) == 0 || slices.ContainsFunc(items, func(it *item) bool { return it != data && it.closed(data) }) {
		return nil
	}
	tails, all := "", ""
	for _, it := range items {
		if len(it.labels) == 0 {
			continue
		}
		tails += it.labels[len(it.labels)-1]
		for _, l := range it.labels {
			all += l
		}
	}
	sp := &span{items: items, data: data, candidates: []label{newLabel(tails)}}
	if all != tails {
		sp.candidates = append(sp.candidates, newLabel(all))
	}
	return sp
}

// closed reports whether a row has a label and empty cells of its own between
// ruled lines: what is written there belongs to no other row of the page.
func (it *item) closed(other *item) bool {
	return it.grid && it.recognised && it.page == other.page && len(it.labels) > 0 && len(it.values) > 1
}

// dataOf returns the only item with figures; without figures, the first one
// with blank cells; nil when there is none or more than one.
func dataOf(items []*item) *item {
	var figures, blanks *item
	for _, it := range items {
		switch {
		case it.prose || it.figures > 0 && figures != nil:
			return nil
		case it.figures > 0:
			figures = it
		case len(it.values) > 0 && blanks == nil:
			blanks = it
		}
	}
	if figures != nil {
		return figures
	}
	return blanks
}
