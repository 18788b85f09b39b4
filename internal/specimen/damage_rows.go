package specimen

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// rowDamages act on the flattened rows of text layouts.
func rowDamages() []Damage {
	fields := func(l Layout) bool { return l.fields }
	return []Damage{
		{Name: "swapped-label", rows: swapLabels},
		{Name: "numeral-field", rows: splitNumerals, fits: fields},
		{Name: "leading-lost", rows: loseLeading, fits: fields},
		{Name: "leading-doubled", rows: doubleLeading, fits: fields},
		{Name: "trailing-fields", rows: padRows, fits: fields},
		{Name: "torn-label", rows: tearLabel, fits: notGlued},
		{Name: "numbers-below", rows: dropNumbers, fits: notGlued},
		{Name: "page-break", rows: breakPage, fits: notGlued},
	}
}

// some calls f with data rows chosen at random, at least one, from the last to
// the first so that f may insert rows.
func (m *maker) some(g *grid, share float64, f func(i int) bool) bool {
	took := false
	rows := g.dataRows()
	sure := pick(m.rng, rows)
	slices.Reverse(rows)
	for _, i := range rows {
		if i == sure || m.chance(share) {
			if f(i) {
				took = true
			}
		}
	}
	return took
}

// fragile reports whether nobody could undo a shift of the row's fields,
// because a figure shows nothing or has been lost.
func (m *maker) fragile(r gridRow) bool {
	for _, c := range r.cells {
		if m.truth.Lost[c.key] {
			return true
		}
	}
	return r.hasBlank()
}

// swapLabels turns （四）无法提供 into 无法提供 | （四）.
func swapLabels(m *maker, g *grid) bool {
	took := false
	for _, r := range g.rows {
		for k, c := range r.cells {
			parts := groupHead.FindStringSubmatch(c.text)
			if c.role != stub || parts == nil || m.chance(0.4) {
				continue
			}
			if k > 0 && r.cells[k-1].text == "" {
				r.cells[k-1] = label(parts[2], stub, 1, 1)
				r.cells[k].text = parts[1]
			} else {
				r.cells[k].text = parts[2] + " " + parts[1]
			}
			took = true
		}
	}
	return took
}

var itemNumeral = regexp.MustCompile(`^([（(][一二三四五六七][）)]|[一二三四]、|[1-8][.．、]) ?(.+)$`)

// splitNumerals gives the numeral of a label a field of its own, which takes
// the place of an empty field in front of it or shifts the row.
func splitNumerals(m *maker, g *grid) bool {
	return m.some(g, 0.4, func(i int) bool {
		r := &g.rows[i]
		k := r.leaf()
		if k < 0 || m.fragile(*r) {
			return false
		}
		parts := itemNumeral.FindStringSubmatch(r.cells[k].text)
		if parts == nil {
			return false
		}
		numeral := parts[1]
		if m.chance(0.2) {
			numeral = strings.TrimRight(numeral, ".．、")
		}
		cells := slices.Clone(r.cells)
		cells[k].text = parts[2]
		if k > 0 && cells[k-1].text == "" {
			cells[k-1] = label(numeral, stub, 1, 1)
		} else {
			cells = slices.Insert(cells, k, label(numeral, stub, 1, 1))
		}
		r.cells = cells
		return true
	})
}

// loseLeading drops empty label fields of a row, so that its figures move left;
// sometimes as many empty fields follow them.
func loseLeading(m *maker, g *grid) bool {
	return m.some(g, 0.15, func(i int) bool {
		r := &g.rows[i]
		if m.fragile(*r) {
			return false
		}
		var kept []cell
		lost := 0
		for _, c := range r.cells {
			if c.role == filler && c.text == "" && len(kept) < g.stubs {
				lost++
				continue
			}
			kept = append(kept, c)
		}
		if lost == 0 {
			return false
		}
		if m.chance(0.6) {
			for range lost {
				kept = append(kept, label("", filler, 1, 1))
			}
		}
		r.cells = kept
		return true
	})
}

func doubleLeading(m *maker, g *grid) bool {
	return m.some(g, 0.1, func(i int) bool {
		r := &g.rows[i]
		if m.fragile(*r) {
			return false
		}
		at := 0
		if k := r.leaf(); k >= 0 && m.chance(0.5) {
			at = k + 1
		}
		r.cells = slices.Insert(slices.Clone(r.cells), at, make([]cell, 1+m.rng.IntN(2))...)
		return true
	})
}

// padRows gives every row another number of empty fields at its end.
func padRows(m *maker, g *grid) bool {
	for i := range g.rows {
		r := &g.rows[i]
		if m.fragile(*r) {
			continue
		}
		for n := len(r.cells); n > 1 && r.cells[n-1].role == filler && m.chance(0.5); n-- {
			r.cells = r.cells[:n-1]
		}
		r.cells = append(slices.Clone(r.cells), make([]cell, m.rng.IntN(3))...)
	}
	return true
}

// tearLabel breaks a long label at the end of a page: the figures stay with
// its first half.
func tearLabel(m *maker, g *grid) bool {
	return m.some(g, 0, func(i int) bool {
		head, tail, ok := halves(g.rows[i])
		if !ok {
			return false
		}
		for k := range tail.cells {
			if tail.cells[k].role == figure {
				tail.cells[k] = label("", filler, 1, 1)
			}
		}
		return m.insertBreak(g, i, head, tail)
	})
}

// dropNumbers leaves a row's label, or half of it, on one page and prints its
// figures on the next.
func dropNumbers(m *maker, g *grid) bool {
	return m.some(g, 0, func(i int) bool {
		r := g.rows[i]
		if m.fragile(r) || r.leaf() < 0 {
			return false
		}
		head, tail, torn := halves(r)
		if !torn || m.chance(0.5) {
			head, tail = r, r
			head.cells, tail.cells = slices.Clone(r.cells), slices.Clone(r.cells)
			for k, c := range tail.cells {
				if c.role == stub {
					tail.cells[k] = label("", filler, 1, 1)
				}
			}
		}
		for k := range head.cells {
			if head.cells[k].role == figure {
				head.cells[k] = label("", filler, 1, 1)
			}
		}
		head.kind, tail.kind = continuation, dataRow
		return m.insertBreak(g, i, head, tail)
	})
}

// halves tears the leaf label of a row in two.
func halves(r gridRow) (head, tail gridRow, ok bool) {
	k := r.leaf()
	if k < 0 || len([]rune(r.cells[k].text)) < 8 {
		return r, r, false
	}
	text := []rune(r.cells[k].text)
	at := len(text) * 2 / 3
	head, tail = r, r
	head.cells, tail.cells = slices.Clone(r.cells), slices.Clone(r.cells)
	tail.kind = continuation
	head.cells[k].text = string(text[:at])
	for j := range k {
		tail.cells[j] = label("", filler, 1, 1)
	}
	tail.cells[k].text = string(text[at:])
	return head, tail, true
}

func (m *maker) insertBreak(g *grid, i int, head, tail gridRow) bool {
	g.rows = slices.Replace(g.rows, i, i+1, slices.Concat([]gridRow{head}, m.pageEnd(len(head.figures()) > 0), []gridRow{tail})...)
	return true
}

// pageEnd is what a converter leaves of the end of a page. Only behind a row
// that is complete may it be a bare number: elsewhere nobody could tell it from
// a figure.
func (m *maker) pageEnd(complete bool) []gridRow {
	page := 2 + m.rng.IntN(9)
	text := pick(m.rng, []string{"", "", fmt.Sprintf("- %d -", page), fmt.Sprintf("— %d —", page), fmt.Sprintf("第 %d 页 共 12 页", page), fmt.Sprint(page)})
	if text == fmt.Sprint(page) && (!complete || !m.layout.fields) {
		text = fmt.Sprintf("- %d -", page)
	}
	end := []gridRow{{kind: furniture, cells: []cell{label("", filler, 1, 1)}}}
	if text != "" {
		end = append(end, gridRow{kind: furniture, cells: []cell{label(text, filler, 1, 1)}})
		if m.chance(0.5) {
			end = append(end, gridRow{kind: furniture, cells: []cell{label("", filler, 1, 1)}})
		}
	}
	return end
}

// breakPage ends a page between two rows; the header may be repeated.
func breakPage(m *maker, g *grid) bool {
	var heads []gridRow
	for _, r := range g.rows {
		if r.kind == headRow && g.table == "applications" {
			heads = append(heads, r)
		}
	}
	return m.some(g, 0.06, func(i int) bool {
		if i == 0 || g.rows[i-1].kind == furniture || g.rows[i].leaf() < 0 && g.rows[i].hasBlank() {
			return false
		}
		end := m.pageEnd(g.rows[i-1].kind == dataRow)
		if m.chance(0.4) {
			end = append(end, heads...)
		}
		g.rows = slices.Insert(g.rows, i, end...)
		return true
	})
}
