package form

import "slices"

// extraColumn is a subtotal column that a document shows beside the form's.
type extraColumn struct {
	at int // its place among the shown columns
	of []string
}

// shown returns the columns that the rows of a block really show: those of the
// form, and a subtotal among them when most rows have one figure too many and
// in every such row that figure is the sum of the columns it is made of.
func (b *Block) shown(data []*item) ([]Column, *extraColumn) {
	for _, sub := range b.Subtotals {
		at := slices.IndexFunc(b.Columns, func(c Column) bool { return slices.Contains(sub.Of, c.Key) })
		if at >= 0 && showsSubtotal(data, at, len(sub.Of), len(b.Columns)+1) {
			columns := slices.Insert(slices.Clone(b.Columns), at, Column{Key: subtotalKey, Label: sub.Label, Type: Count})
			return columns, &extraColumn{at: at, of: sub.Of}
		}
	}
	return b.Columns, nil
}

// subtotalKey stands for the subtotal among the keys of real columns.
const subtotalKey = "(subtotal)"

func showsSubtotal(data []*item, at, parts, width int) bool {
	wide, narrow := 0, 0
	for _, it := range data {
		core, _ := trimBlank(dropWeak(it.values))
		switch {
		case it.glued:
			return false
		case len(core) == width-1:
			narrow++
		case len(core) == width:
			sum := 0.0
			for _, f := range core[at+1 : at+1+parts] {
				sum += read(f.Text).value
			}
			if !equal(sum, read(core[at].Text).value) {
				return false
			}
			wide++
		}
	}
	return wide > narrow && wide >= 2
}

// identity is the sum that the subtotal column repeats.
func (e *extraColumn) identity() Identity {
	return Identity{Over: EachRow, Sum: e.of, Equals: []string{subtotalKey}}
}

// drop takes the subtotal out of a placed row.
func (p *placed) drop(e *extraColumn) {
	if e == nil || len(p.fields) <= e.at {
		return
	}
	p.fields = slices.Delete(slices.Clone(p.fields), e.at, e.at+1)
	for i, o := range p.options {
		p.options[i] = slices.Delete(slices.Clone(o), e.at, e.at+1)
	}
}
