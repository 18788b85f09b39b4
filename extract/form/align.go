package form

import "math"

// Weights of the alignment. A perfect label with all its figures gains 12; the
// losses only order the alternatives, so their exact size is not critical.
const (
	minSimilarity = 0.55  // below, a text is another label
	perfectLabel  = 10.0  // gain of similarity 1
	allFigures    = 2.0   // gain when the row shows as many figures as the form has columns
	someFigures   = 1.0   // gain when it shows others
	lossRow       = -1.5  // a row of the form that the document lacks
	lossItem      = -0.05 // a row of the document without a place in the form
	lossFigures   = -0.6  // the same when it holds figures
	lossProse     = -0.5  // a paragraph inside the table
	lossTorn      = -0.5  // each further row that a torn label covers
	maxTorn       = 3     // rows that one label may be torn over
)

// slot is a row of the form together with its block.
type slot struct {
	row    *Row
	block  *Block
	label  known
	groups []known
}

// match is a slot with the items that hold its label and figures.
type match struct {
	slot       *slot
	items      []*item
	data       *item // the one that holds the figures
	similarity float64
}

// alignment is the outcome of aligning the document to one table of one form.
type alignment struct {
	score   float64
	matches []match
}

// align finds the best monotone matching of the form's rows to the items: a
// global alignment (Needleman and Wunsch, 1970) over label similarity, in
// which the document's ends are free and one row of the form may cover up to
// maxTorn items, one of which holds the figures.
func align(slots []slot, items []*item) alignment {
	n, m := len(slots), len(items)
	score := make([][]float64, n+1)
	step := make([][]int8, n+1) // 0 start, -1 row skipped, -2 item skipped, k>0 match over k items
	for i := range score {
		score[i], step[i] = make([]float64, m+1), make([]int8, m+1)
	}
	for i := 1; i <= n; i++ {
		score[i][0], step[i][0] = score[i-1][0]+lossRow, -1
		for j := 1; j <= m; j++ {
			best, how := score[i-1][j]+lossRow, int8(-1)
			if s := score[i][j-1] + items[j-1].loss(); s > best {
				best, how = s, -2
			}
			for k := 1; k <= maxTorn && k <= j; k++ {
				g := gain(&slots[i-1], items[j-k:j])
				if math.IsInf(g, -1) {
					continue
				}
				if s := score[i-1][j-k] + g; s > best {
					best, how = s, int8(k)
				}
			}
			score[i][j], step[i][j] = best, how
		}
	}
	return trace(slots, items, score, step)
}

func trace(slots []slot, items []*item, score [][]float64, step [][]int8) alignment {
	n, j := len(slots), 0
	for k := range score[n] {
		if score[n][k] > score[n][j] {
			j = k
		}
	}
	a := alignment{score: score[n][j]}
	for i := n; i > 0; {
		switch k := int(step[i][j]); k {
		case -1:
			i--
		case -2:
			j--
		default:
			span := items[j-k : j]
			a.matches = append(a.matches, match{
				slot: &slots[i-1], items: span, data: dataOf(span),
				similarity: spanSimilarity(&slots[i-1], span),
			})
			i, j = i-1, j-k
		}
	}
	for l, r := 0, len(a.matches)-1; l < r; l, r = l+1, r-1 {
		a.matches[l], a.matches[r] = a.matches[r], a.matches[l]
	}
	return a
}

func (it *item) loss() float64 {
	switch {
	case it.prose:
		return lossProse
	case it.figures > 1:
		return lossFigures
	}
	return lossItem
}

// gain is the score for reading the items as one row of the form.
func gain(s *slot, span []*item) float64 {
	data := dataOf(span)
	if data == nil {
		return math.Inf(-1)
	}
	similarity := spanSimilarity(s, span)
	if similarity < minSimilarity {
		return math.Inf(-1)
	}
	g := perfectLabel*(similarity-0.5)*2 + lossTorn*float64(len(span)-1)
	switch {
	case data.figures == len(s.block.Columns):
		g += allFigures
	case data.figures > 0:
		g += someFigures
	}
	return g
}

// dataOf returns the only item of a span with figures; without figures, the
// only one with blank cells; nil when there is none or more than one.
func dataOf(span []*item) *item {
	var figures, blanks *item
	for _, it := range span {
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

// spanSimilarity compares a slot to the label of a span. A text that is rather
// the heading of a group than the row's label does not count.
func spanSimilarity(s *slot, span []*item) float64 {
	if len(span) == 1 {
		return s.best(span[0].candidates)
	}
	tails, all := "", ""
	for _, it := range span {
		if len(it.labels) == 0 {
			continue
		}
		tails += it.tail()
		for _, l := range it.labels {
			all += l
		}
	}
	return s.best([]label{newLabel(tails), newLabel(all)})
}

func (s *slot) best(candidates []label) float64 {
	best := 0.0
	for _, c := range candidates {
		v := s.label.similarity(c)
		if v <= best || v < minSimilarity || s.isGroup(c, v) {
			continue
		}
		best = v
	}
	return best
}

func (s *slot) isGroup(c label, similarity float64) bool {
	if similarity >= 1 {
		return false
	}
	for _, g := range s.groups {
		if g.similarity(c) > similarity {
			return true
		}
	}
	return false
}
