package specimen

import "slices"

// flatten turns grids into rows of fields, as a converter does that knows
// nothing of merged cells.
func (m *maker) flatten(r *report) {
	for _, p := range r.parts {
		if p.grid != nil {
			m.flattenGrid(p.grid)
		}
	}
}

func (m *maker) flattenGrid(g *grid) {
	var rows []gridRow
	above := make([]string, g.stubs) // the labels that cover this row
	for _, r := range g.rows {
		switch {
		case r.kind != dataRow:
			rows = append(rows, m.flatHead(g, r))
		case g.stubs == 3:
			rows = append(rows, m.flatStub(r, above)...)
		default:
			rows = append(rows, m.trimFillers(r))
		}
	}
	g.rows = rows
}

func (m *maker) flatHead(g *grid, r gridRow) gridRow {
	if m.style.packHeads {
		return pack(r)
	}
	if g.stubs == 3 && m.style.stubs != stubFull && m.style.stubs != stubShifted && m.style.stubs != stubRepeat {
		drop := 2
		if m.style.stubs == stubTwo {
			drop = 1
		}
		r.cells = append([]cell{r.cells[0]}, r.cells[1+drop:]...)
	}
	return m.trimFillers(r)
}

// pack leaves only the fields that show something.
func pack(r gridRow) gridRow {
	var kept []cell
	for _, c := range r.cells {
		if c.text != "" {
			kept = append(kept, c)
		}
	}
	r.cells = kept
	return r
}

// trimFillers drops the empty fields behind the last cell, if the report does.
func (m *maker) trimFillers(r gridRow) gridRow {
	if m.style.keepFillers {
		return r
	}
	n := len(r.cells)
	for n > 0 && r.cells[n-1].text == "" && r.cells[n-1].role != figure {
		n--
	}
	r.cells = r.cells[:n]
	return r
}

// flatStub lays out the three label columns of table three in the report's
// way. above holds the last label seen in each of them.
func (m *maker) flatStub(r gridRow, above []string) []gridRow {
	labels, figures := r.cells[:3], r.cells[3:]
	for i, c := range labels {
		if c.text != "" {
			above[i] = c.text
		}
	}
	item := labels[2].text != ""
	with := func(fields ...cell) gridRow {
		r.cells = slices.Concat(fields, figures)
		return r
	}
	switch m.style.stubs {
	case stubShifted:
		if !item {
			return []gridRow{{kind: r.kind, row: r.row, cells: append(append([]cell{labels[0], labels[1]}, figures...), label("", filler, 1, 1))}}
		}
		return []gridRow{r}
	case stubRagged:
		switch {
		case item:
			return []gridRow{r}
		case labels[1].text != "":
			return []gridRow{with(labels[0], labels[1])}
		}
		return []gridRow{with(labels[0])}
	case stubTwo:
		if item {
			return []gridRow{with(labels[1], labels[2])}
		}
		return []gridRow{with(labels[0], labels[1])}
	case stubLeaf:
		return m.leafRows(r, labels, figures)
	case stubRepeat:
		return []gridRow{with(m.repeated(labels, above)...)}
	default:
		return []gridRow{r}
	}
}

// leafRows keeps one label field; headings go where the report's style puts them.
func (m *maker) leafRows(r gridRow, labels, figures []cell) []gridRow {
	leaf := r.leaf()
	fields := []cell{labels[leaf]}
	var rows []gridRow
	for _, heading := range labels[:leaf] {
		switch {
		case heading.text == "":
		case m.style.groups == groupRow:
			rows = append(rows, gridRow{kind: continuation, cells: []cell{heading}})
		case m.style.groups == groupPrefix:
			fields[0].text = heading.text + fields[0].text
		default:
			fields = append(fields[:len(fields)-1], heading, labels[leaf])
		}
	}
	return append(rows, gridRow{kind: r.kind, row: r.row, cells: append(fields, figures...)})
}

func (m *maker) repeated(labels []cell, above []string) []cell {
	fields := make([]cell, len(labels))
	text := ""
	for i, c := range labels {
		switch {
		case c.text != "":
			text = c.text
		case labels[len(labels)-1].text != "" || i == 0 && labels[1].text != "": // covered from above
			text = above[i]
		}
		fields[i] = label(text, stub, 1, 1)
	}
	return fields
}
