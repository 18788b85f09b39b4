package check

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/ocr"
)

// maxReadings bounds the combinations of readings that are tried at a time.
const maxReadings = 1 << 12

// Choose lets the sums choose between the readings of figures on which the
// recogniser did not agree: where all sums of such figures are right with exactly
// one reading of each, and every changed figure stands in two sums or more, that
// reading is the value. It never makes a value up, what was seen stays in Raw, and
// the figure stays suspect. One wrong sum may be the document's own mistake; two
// that the same reading mends are not.
func Choose(doc *extract.Document, forms *form.Set) {
	for i := range doc.Tables {
		t := &doc.Tables[i]
		f := forms.Table(t.Form, t.ID)
		if f == nil {
			continue
		}
		cells := figures{}
		cells.add(t)
		c := checker{table: f, cells: cells}
		for _, p := range c.puzzles(openCells(t)) {
			p.solve()
		}
	}
}

// openCell is a figure with several readings.
type openCell struct {
	*extract.Cell
	values []float64 // the first is the current one, unless there is none
}

// openCells are the figures of a table between whose readings sums may choose.
func openCells(t *extract.Table) map[string]*openCell {
	open := map[string]*openCell{}
	for i := range t.Cells {
		c := &t.Cells[i]
		if c.Status != extract.Suspect || c.Origin != ocr.Recognised || c.Review != nil || len(c.Alternatives) == 0 {
			continue
		}
		o := &openCell{Cell: c}
		if c.Value != nil {
			o.values = append(o.values, *c.Value)
		}
		for _, a := range c.Alternatives {
			if v, ok := form.Figure(a); ok && !slices.Contains(o.values, v) {
				o.values = append(o.values, v)
			}
		}
		if len(o.values) > 0 {
			open[c.Key] = o
		}
	}
	return open
}

// puzzle is a set of open figures that stand in common sums, and these sums.
type puzzle struct {
	cells     []*openCell
	equations []balance
}

// balance is an equation with what is known of it added up: the open figures
// with their signs, and the rest, make 0.
type balance struct {
	rest  []float64
	terms map[*openCell]float64 // 1 or -1
}

// puzzles groups the open figures of a table by the sums that they share. A sum
// with a figure that nobody could read says nothing.
func (c checker) puzzles(open map[string]*openCell) []*puzzle {
	of := map[*openCell]*puzzle{}
	var all []*puzzle
	for _, id := range c.table.Identities {
		for _, e := range c.equations(id) {
			b, ok := c.balance(e, open)
			if !ok || len(b.terms) == 0 {
				continue
			}
			joined := &puzzle{}
			for o := range b.terms {
				if p := of[o]; p == nil {
					joined.cells = append(joined.cells, o)
				} else if i := slices.Index(all, p); i >= 0 {
					joined.cells = append(joined.cells, p.cells...)
					joined.equations = append(joined.equations, p.equations...)
					all = slices.Delete(all, i, i+1)
				}
			}
			joined.equations = append(joined.equations, b)
			for _, o := range joined.cells {
				of[o] = joined
			}
			all = append(all, joined)
		}
	}
	return all
}

func (c checker) balance(e equation, open map[string]*openCell) (balance, bool) {
	b := balance{terms: map[*openCell]float64{}}
	for sign, keys := range map[float64][]string{1: e.sum, -1: e.equals} {
		for _, key := range keys {
			if o := open[key]; o != nil {
				b.terms[o] = sign
				continue
			}
			v, st := c.cells.value(key)
			if st == absent {
				return b, false
			}
			b.rest = append(b.rest, sign*v)
		}
	}
	return b, true
}

// holds reports whether the sum is right with these readings; a figure without
// one makes it wrong.
func (b balance) holds(readings map[*openCell]float64) bool {
	values := slices.Clone(b.rest)
	for o, sign := range b.terms {
		v, ok := readings[o]
		if !ok {
			return false
		}
		values = append(values, sign*v)
	}
	return add(values) == 0
}

// solve takes the only readings with which all sums hold, if each figure that
// they change is needed by two sums.
func (p *puzzle) solve() {
	tries := 1
	for _, o := range p.cells {
		if tries *= len(o.values); tries > maxReadings {
			return
		}
	}
	if p.solved(p.seen()) {
		return
	}
	solution := p.only()
	for o, v := range solution {
		if !o.reads(v) && p.standsIn(o) < 2 {
			return
		}
	}
	for o, v := range solution {
		if !o.reads(v) {
			o.take(v)
		}
	}
}

// seen are the readings that the recogniser preferred.
func (p *puzzle) seen() map[*openCell]float64 {
	readings := map[*openCell]float64{}
	for _, o := range p.cells {
		if o.Value != nil {
			readings[o] = *o.Value
		}
	}
	return readings
}

func (p *puzzle) solved(readings map[*openCell]float64) bool {
	return !slices.ContainsFunc(p.equations, func(b balance) bool { return !b.holds(readings) })
}

// only returns the readings that make all sums right, or nothing if there are
// none or several.
func (p *puzzle) only() map[*openCell]float64 {
	var found []map[*openCell]float64
	readings := map[*openCell]float64{}
	var try func(i int)
	try = func(i int) {
		if len(found) > 1 {
			return
		}
		if i == len(p.cells) {
			if p.solved(readings) {
				found = append(found, maps.Clone(readings))
			}
			return
		}
		for _, v := range p.cells[i].values {
			readings[p.cells[i]] = v
			try(i + 1)
		}
	}
	try(0)
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// standsIn counts the sums in which a figure stands.
func (p *puzzle) standsIn(o *openCell) int {
	n := 0
	for _, b := range p.equations {
		if _, stands := b.terms[o]; stands {
			n++
		}
	}
	return n
}

func (o *openCell) reads(v float64) bool { return o.Value != nil && *o.Value == v }

// take makes another reading the figure's value.
func (o *openCell) take(v float64) {
	others := []string{o.Raw}
	for _, a := range o.Alternatives {
		if other, ok := form.Figure(a); !ok || other != v {
			others = append(others, a)
		}
	}
	o.Value, o.Origin, o.Alternatives = &v, ocr.Inferred, others
	o.Note += fmt.Sprintf("，按勾稽关系取“%s”", decimal(v))
}
