package form

import "slices"

// Weights of the alignment. A perfect label with all its figures gains 12; the
// losses only order the alternatives, so their exact size is not critical.
const (
	minSimilarity = 0.55  // below, a text is another label
	minGuessed    = 0.2   // the same for a label that was read from a picture
	ownLabel      = 0.9   // a row as similar to a label as this has it for its own
	perfectLabel  = 10.0  // gain of similarity 1
	allFigures    = 2.0   // gain when the row shows as many figures as the form has columns
	someFigures   = 1.0   // gain when it shows others
	noFigures     = -1.0  // loss when it shows none
	sureGuess     = 0.7   // from here a label that was read from a picture counts in full
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
	others []*slot // all rows of the table
}

// span is a few neighbouring items read as one row of the form: one of them
// holds the figures, and the label is torn over all.
type span struct {
	items      []*item
	data       *item
	candidates []label
}

// match is a slot with the span that holds its label and figures.
type match struct {
	slot *slot
	span
	similarity float64
	doubt      string // why the whole row is not to be trusted
	pinned     bool   // the rows around it leave no other place for it
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
func align(slots []slot, d *stream) alignment {
	n, m := len(slots), len(d.items)
	score := make([][]float64, n+1)
	step := make([][]int8, n+1) // 0 start, -1 row skipped, -2 item skipped, k>0 match over k items
	for i := range score {
		score[i], step[i] = make([]float64, m+1), make([]int8, m+1)
	}
	for i := 1; i <= n; i++ {
		score[i][0], step[i][0] = score[i-1][0]+lossRow, -1
		for j := 1; j <= m; j++ {
			best, how := score[i-1][j]+lossRow, int8(-1)
			if s := score[i][j-1] + d.items[j-1].loss(); s > best {
				best, how = s, -2
			}
			for k, sp := range d.spans[j] {
				if g, ok := gain(&slots[i-1], sp); ok && score[i-1][j-k-1]+g > best {
					best, how = score[i-1][j-k-1]+g, int8(k+1)
				}
			}
			score[i][j], step[i][j] = best, how
		}
	}
	return trace(slots, d, score, step)
}

func trace(slots []slot, d *stream, score [][]float64, step [][]int8) alignment {
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
			sp := d.spans[j][k-1]
			a.matches = append(a.matches, match{slot: &slots[i-1], span: *sp, similarity: slots[i-1].best(sp.candidates)})
			i, j = i-1, j-k
		}
	}
	slices.Reverse(a.matches)
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

// gain is the score for reading a span as a row of the form; ok is false when
// it cannot be that row.
func gain(s *slot, sp *span) (g float64, ok bool) {
	if sp == nil {
		return 0, false
	}
	similarity := s.best(sp.candidates)
	whole := sp.data.recognised && sp.data.grid && sp.data.figures == len(s.block.Columns)
	if !whole && (similarity < minSimilarity || len(sp.items) > 1 && s.mixes(sp)) {
		return 0, false
	}
	g = perfectLabel*(similarity-0.5)*2 + lossTorn*float64(len(sp.items)-1)
	if whole && similarity < sureGuess {
		// A whole row of a ruled table in a picture is a row of the form
		// whatever was read for its label; which one, its neighbours tell.
		g = lossTorn*float64(len(sp.items)-1) + perfectLabel*(sureGuess-0.5)*2*similarity/sureGuess
	}
	switch {
	case sp.data.figures == len(s.block.Columns):
		g += allFigures
	case sp.data.figures > 0:
		g += someFigures
	default:
		g += noFigures
	}
	return g, true
}

// mixes reports whether a torn label would take in a row whose own label is
// another row of the form.
func (s *slot) mixes(sp *span) bool {
	for _, it := range sp.items {
		for _, other := range s.others {
			if other != s && other.best(it.candidates) >= ownLabel {
				return true
			}
		}
	}
	return false
}

// best is the similarity of the slot's label to the best candidate. A text
// that is rather the heading of a group does not count.
func (s *slot) best(candidates []label) float64 {
	best := 0.0
	for _, c := range candidates {
		v := s.label.similarity(c)
		if v <= best || v < c.floor() || s.isGroup(c, v) {
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
