package specimen

import (
	"regexp"
	"slices"
	"strings"
)

// gridDamages act on the tables while their merged cells are still known.
func gridDamages() []Damage {
	flat := func(l Layout) bool { return l.flat }
	return []Damage{
		{Name: "missing-cell", Lossy: true, grid: dropFigure, fits: notGlued},
		{Name: "surplus-zero", Lossy: true, grid: addZero, fits: notGlued},
		{Name: "torn-header", grid: tearHeader, fits: notGlued},
		{Name: "group-moved", grid: moveGroups, fits: flat},
		{Name: "numeral-glued", grid: glueNumeral, fits: flat},
		{Name: "split-table", grid: splitTable, fits: func(l Layout) bool { return l.ext == ".html" }},
		{Name: "vertical-stub", grid: standUp, fits: func(l Layout) bool { return l.flat && l.fields }},
	}
}

// dropFigure takes one figure out of a row or two: its value is gone and those
// behind it move up.
func dropFigure(m *maker, g *grid) bool {
	if m.chance(0.3) {
		return false
	}
	for range 1 + m.rng.IntN(2) {
		r := &g.rows[pick(m.rng, g.dataRows())]
		at := r.figures()
		if len(at) < 2 {
			continue
		}
		m.lose(*r)
		i := pick(m.rng, at)
		r.cells = slices.Delete(slices.Clone(r.cells), i, i+1)
	}
	return true
}

// addZero puts a 0 too many into a row. Where the row has nothing but zeros,
// every reading is right all the same.
func addZero(m *maker, g *grid) bool {
	if m.chance(0.3) {
		return false
	}
	r := &g.rows[pick(m.rng, g.dataRows())]
	at := r.figures()
	for _, i := range at {
		if m.truth.Lost[r.cells[i].key] { // a figure less and a zero more would go unnoticed
			return false
		}
	}
	for _, i := range at {
		if r.cells[i].text != "0" {
			m.lose(*r)
		}
	}
	i := at[len(at)-1] + 1
	if m.chance(0.4) {
		i = pick(m.rng, at)
	}
	r.cells = slices.Insert(slices.Clone(r.cells), i, label("0", figure, 1, 1))
	return true
}

// tearHeader breaks the lowest header row into two rows of half labels.
func tearHeader(m *maker, g *grid) bool {
	last := -1
	for i, r := range g.rows {
		if r.kind == headRow && (g.table != "article20" || m.chance(0.3)) {
			last = i
		}
	}
	if last < 0 {
		return false
	}
	upper, lower := g.rows[last], gridRow{kind: headRow}
	upper.cells = slices.Clone(upper.cells)
	for i, c := range upper.cells {
		text := []rune(c.text)
		rest := cell{across: c.across, down: 1, role: header}
		if c.covered() {
			rest = cell{across: 1, down: 1}
		}
		if len(text) > 1 && c.down == 1 {
			half := (len(text) + m.rng.IntN(2)) / 2
			upper.cells[i].text, rest.text = string(text[:half]), string(text[half:])
		}
		lower.cells = append(lower.cells, rest)
	}
	for i, c := range lower.cells { // keep what a wide cell covers covered
		for k := 1; k < c.across && i+k < len(lower.cells); k++ {
			lower.cells[i+k] = cell{}
		}
	}
	g.rows[last] = upper
	g.rows = slices.Insert(g.rows, last+1, lower)
	return true
}

var groupHead = regexp.MustCompile(`^([（(][一二三四五六七][）)]) ?(.+)$`)

// groupRows are the rows whose second stub cell heads a group of items.
func (g *grid) groupRows() []int {
	var at []int
	for i, r := range g.rows {
		if g.stubs == 3 && r.kind == dataRow && r.cells[1].down > 1 && groupHead.MatchString(r.cells[1].text) {
			at = append(at, i)
		}
	}
	return at
}

// moveGroups prints the heading of a group on another row than its first item,
// or its numeral in the item's cell and the rest a row below.
func moveGroups(m *maker, g *grid) bool {
	moved := false
	if m.style.stubs == stubRepeat { // there a group's heading stands on every row
		return false
	}
	for _, i := range g.groupRows() {
		size := g.rows[i].cells[1].down
		text := g.rows[i].cells[1].text
		switch m.rng.IntN(3) {
		case 0:
			continue
		case 1:
			g.rows[i+1+m.rng.IntN(size-1)].cells[1] = label(text, stub, 1, 1)
		default:
			parts := groupHead.FindStringSubmatch(text)
			g.rows[i].cells[2].text = parts[1] + " " + g.rows[i].cells[2].text
			g.rows[i+1].cells[1] = label(parts[2], stub, 1, 1)
		}
		g.rows[i].cells[1] = label("", filler, 1, 1)
		moved = true
	}
	return moved
}

// glueNumeral moves the numeral of 三、本年度办理结果 or of （一）予以公开 into the
// other one's cell.
func glueNumeral(m *maker, g *grid) bool {
	for i, r := range g.rows {
		if g.stubs != 3 || r.kind != dataRow || r.cells[0].down < 2 {
			continue
		}
		cells := g.rows[i].cells
		heading, numbered := strings.CutPrefix(cells[0].text, "三、")
		parts := groupHead.FindStringSubmatch(cells[1].text)
		if !numbered || parts == nil {
			return false
		}
		if m.chance(0.5) {
			cells[0].text, cells[1].text = heading, "三、"+cells[1].text
		} else {
			cells[0].text, cells[1].text = cells[0].text+" "+parts[1], parts[2]
		}
		return true
	}
	return false
}

// standUp prints the heading of the results one character a row, as a narrow
// cell does.
func standUp(m *maker, g *grid) bool {
	if m.style.stubs == stubRepeat || m.style.stubs == stubTwo || m.style.stubs == stubLeaf && m.style.groups != groupRow {
		return false
	}
	for i, r := range g.rows {
		if g.stubs != 3 || r.kind != dataRow || r.cells[0].down < 2 {
			continue
		}
		text := []rune(r.cells[0].text)
		room := r.cells[0].down
		if len(text) > room {
			return false
		}
		first := i + m.rng.IntN(room-len(text)+1)
		g.rows[i].cells[0] = label("", filler, 1, 1)
		for k, c := range text {
			g.rows[first+k].cells[0] = label(string(c), stub, 1, 1)
		}
		return true
	}
	return false
}

// splitTable ends a table at a page break and begins another one, in which
// empty cells stand for the merged cells that go on.
func splitTable(m *maker, g *grid) bool {
	rows := g.dataRows()
	if len(rows) < 2 {
		return false
	}
	at := pick(m.rng, rows[1:])
	next := &g.rows[at]
	next.cells = slices.Clone(next.cells)
	for i := range at {
		for k := range g.rows[i].cells {
			c := &g.rows[i].cells[k]
			if rest := i + c.down - at; c.down > 1 && rest > 0 {
				next.cells[k] = label("", filler, c.across, rest)
				c.down -= rest
			}
		}
	}
	g.rows = slices.Insert(g.rows, at, gridRow{kind: furniture, cells: []cell{label("- 4 -", filler, 1, 1)}})
	return true
}
