package form

import (
	"slices"

	"github.com/gouji/gouji/extract"
)

// rowSums judges readings of one row by the identities that run along rows.
type rowSums struct {
	columns    []Column
	identities []Identity
	ends       []bool // per column: an identity is complete with it
}

// newRowSums collects the sums over the columns that the rows show.
func newRowSums(t *Table, columns []Column, extra *extraColumn) rowSums {
	s := rowSums{columns: columns, ends: make([]bool, len(columns))}
	identities := t.Identities
	if extra != nil {
		identities = append(slices.Clone(identities), extra.identity())
	}
	for _, id := range identities {
		if id.Over != EachRow {
			continue
		}
		s.identities = append(s.identities, id)
		for i := len(columns) - 1; i >= 0; i-- {
			if matchAny(id.Sum, columns[i].Key) || matchAny(id.Equals, columns[i].Key) {
				s.ends[i] = true
				break
			}
		}
	}
	return s
}

// holds evaluates the identities whose columns are all among the first
// len(fields). known is false when none can be evaluated.
func (s rowSums) holds(fields []*extract.Field) (ok, known bool) {
	ok, known, _ = s.judge(fields)
	return ok, known
}

// prove reports whether every identity of the row can be evaluated and holds.
func (s rowSums) prove(fields []*extract.Field) bool {
	ok, known, open := s.judge(fields)
	return ok && known && !open
}

// judge evaluates the identities; open tells that one of them lacks a side.
func (s rowSums) judge(fields []*extract.Field) (ok, known, open bool) {
	ok = true
	for _, id := range s.identities {
		left, leftShown, complete := s.sum(id.Sum, fields)
		right, rightShown, complete2 := s.sum(id.Equals, fields)
		if !complete || !complete2 || !leftShown || !rightShown {
			open = true
			continue
		}
		known = true
		ok = ok && equal(left, right)
	}
	return ok, known, open
}

// sum adds up the named columns. shown is false when all of them are blank;
// complete is false when one lies beyond the fields.
func (s rowSums) sum(patterns []string, fields []*extract.Field) (total float64, shown, complete bool) {
	for i, c := range s.columns {
		if !matchAny(patterns, c.Key) {
			continue
		}
		if i >= len(fields) {
			return 0, false, false
		}
		if fields[i] == nil {
			continue
		}
		if r := read(fields[i].Text); r.kind == figure {
			total, shown = total+r.value, true
		}
	}
	return total, shown, true
}

// columnSums evaluates the identities that run along columns over all rows.
func columnSums(t *Table, b *Block, rows map[string]*placed) (ok, known bool) {
	ok = true
	for _, id := range t.Identities {
		if id.Over != EachColumn {
			continue
		}
		for i := range b.Columns {
			left, leftShown := sumColumn(id.Sum, b, rows, i)
			right, rightShown := sumColumn(id.Equals, b, rows, i)
			if leftShown && rightShown {
				known = true
				ok = ok && equal(left, right)
			}
		}
	}
	return ok, known
}

func sumColumn(patterns []string, b *Block, rows map[string]*placed, column int) (total float64, shown bool) {
	for _, r := range b.Rows {
		p := rows[r.Key]
		if p == nil || !matchAny(patterns, r.Key) || p.fields[column] == nil {
			continue
		}
		if v := read(p.fields[column].Text); v.kind == figure {
			total, shown = total+v.value, true
		}
	}
	return total, shown
}

func matchAny(patterns []string, key string) bool {
	for _, p := range patterns {
		if Match(p, key) {
			return true
		}
	}
	return false
}

// equal compares sums of decimals with at most four places.
func equal(a, b float64) bool { return a-b < 5e-5 && b-a < 5e-5 }
