package form

import (
	"slices"

	"github.com/gouji/gouji/extract"
)

// extraColumn is a subtotal column that a document shows beside the form's.
type extraColumn struct {
	at int // its place among the shown columns
	of []string
}

// shown returns the columns that the rows of a block really show: those of the
// form, and a subtotal among them when most rows have one figure too many and
// in every such row that figure is the sum of the columns it is made of. In one of
// ten rows that were read from a picture it may be misread.
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
	wide, narrow, misread, telling := 0, 0, 0, 0
	for _, it := range data {
		if it.glued {
			return false
		}
		values := ofLength(it.values, width)
		core, _ := trimBlank(values)
		switch {
		case len(values) == width && len(core) != width-1:
			sum := 0.0
			for _, f := range values[at+1 : at+1+parts] {
				sum += read(f.Text).value
			}
			wide++
			switch {
			case equal(sum, read(values[at].Text).value):
				if sum != 0 {
					telling++
				}
			case it.recognised:
				misread++
			default:
				return false
			}
		case len(values) != width && len(core) == width-1:
			narrow++
		}
	}
	return telling > misread && wide >= 10*misread && wide > narrow
}

// ofLength trims empty fields so that n values remain, if any way does.
func ofLength(values []extract.Field, n int) []extract.Field {
	core, _ := trimBlank(values)
	strong := dropWeak(values)
	strongCore, _ := trimBlank(strong)
	for _, v := range [][]extract.Field{core, strongCore, strong} {
		if len(v) == n {
			return v
		}
	}
	return values
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
