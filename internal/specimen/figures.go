package specimen

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/extract/form"
)

// drawFigures draws a figure for every key so that all identities hold, then
// breaks a few if that is wanted.
func (m *maker) drawFigures() {
	eachCell(m.table("article20"), func(key string, c form.Column) { m.shown[key] = m.figureOf(c) })
	m.drawApplications(m.table("applications"))
	m.drawLitigation(m.table("litigation"))
	if m.opt.Violate {
		m.breakSums()
	}
}

func (m *maker) figureOf(c form.Column) float64 {
	switch c.Type {
	case form.Amount:
		if m.chance(0.3) {
			return 0
		}
		places := math.Pow10(m.rng.IntN(4))
		return math.Round(m.rng.Float64()*float64(m.scale())*100*places) / places
	case form.Signed:
		v := float64(m.count(1))
		if m.chance(0.3) {
			v = -v
		}
		return v + 0 // no negative zero
	default:
		return float64(m.count(1))
	}
}

// scale is the order of the greatest figures.
func (m *maker) scale() int {
	switch m.opt.Figures {
	case Zeros:
		return 3
	case Large:
		return 90000
	default:
		return 60
	}
}

// count draws a whole number; weight below 1 makes zeros likelier and figures smaller.
func (m *maker) count(weight float64) int {
	zero := 1 - 0.6*weight
	if m.opt.Figures == Zeros {
		zero = 0.93
	}
	if m.chance(zero) {
		return 0
	}
	top := max(2, int(float64(m.scale())*weight))
	if m.chance(0.5) { // figures of all lengths
		top = max(2, int(math.Sqrt(float64(top))))
	}
	return m.rng.IntN(top) + 1
}

func (m *maker) drawApplications(t *form.Table) {
	block := &t.Blocks[0]
	results := identityOf(t, form.EachColumn, "applications.results_total")
	balance := identityOf(t, form.EachColumn, "applications.balance")
	rowTotal := identityOf(t, form.EachRow, "applications.row_total")
	rows, columns := axisKeys(block)

	for i, column := range matching(rowTotal.Sum, columns) {
		weight := 1.0
		if i > 0 {
			weight = 0.25
		}
		set := func(row string, v int) { m.shown[form.Key(t.ID, row, column)] = float64(v) }
		total := 0
		for _, row := range matching(results.Sum, rows) {
			v := m.count(weight * 0.7)
			set(row, v)
			total += v
		}
		set(results.Equals[0], total)
		left := min(m.count(weight*0.5), total+50)
		set(balance.Equals[1], left)
		carried := m.rng.IntN(1 + min(total+left, m.count(weight*0.6)))
		set(balance.Sum[0], total+left-carried)
		set(balance.Sum[1], carried)
	}
	for _, row := range rows {
		m.sumRow(t.ID, row, matching(rowTotal.Sum, columns), rowTotal.Equals[0])
	}
}

func (m *maker) drawLitigation(t *form.Table) {
	rows, columns := axisKeys(&t.Blocks[0])
	for _, identity := range t.Identities {
		parts := matching(identity.Sum, columns)
		for _, p := range parts {
			m.shown[form.Key(t.ID, rows[0], p)] = float64(m.count(0.3))
		}
		m.sumRow(t.ID, rows[0], parts, identity.Equals[0])
	}
}

func (m *maker) sumRow(table, row string, parts []string, total string) {
	s := 0.0
	for _, p := range parts {
		s += m.shown[form.Key(table, row, p)]
	}
	m.shown[form.Key(table, row, total)] = s
}

// breakSums changes one to three figures of tables three and four.
func (m *maker) breakSums() {
	var keys []string
	for _, id := range []string{"applications", "litigation"} {
		eachCell(m.table(id), func(key string, _ form.Column) { keys = append(keys, key) })
	}
	for range 1 + m.rng.IntN(3) {
		key := pick(m.rng, keys)
		v := m.shown[key]
		switch {
		case m.chance(0.05):
			m.shown[key] = -v - 1 // counts are never negative
		case v > 0 && m.chance(0.5):
			m.shown[key] = 0 // the clerk forgot to fill it in
		case v >= 10 && m.chance(0.5):
			m.shown[key] = math.Floor(v / 10)
		default:
			m.shown[key] = v + 1 + float64(m.rng.IntN(9))
		}
	}
}

func identityOf(t *form.Table, over form.Over, rule string) form.Identity {
	i := slices.IndexFunc(t.Identities, func(id form.Identity) bool { return id.Over == over && id.Rule == rule })
	if i < 0 {
		panic("specimen: table " + t.ID + " has no identity " + rule)
	}
	return t.Identities[i]
}

func matching(patterns, keys []string) []string {
	var found []string
	for _, k := range keys {
		if slices.ContainsFunc(patterns, func(p string) bool { return form.Match(p, k) }) {
			found = append(found, k)
		}
	}
	return found
}

// showFigures decides what each cell shows and fills in the truth.
func (m *maker) showFigures() {
	for _, id := range tableOrder {
		totals := map[string]bool{}
		for _, identity := range m.table(id).Identities {
			if identity.Over == form.EachRow {
				totals[identity.Equals[0]] = true
			}
		}
		eachCell(m.table(id), func(key string, c form.Column) {
			v := m.shown[key]
			raw := plain(v)
			if v == 0 {
				raw = m.zero(id, totals[c.Key])
			}
			m.truth.Raw[key] = raw
			m.truth.Cells[key] = &v
			if raw == "" || strings.ContainsAny(raw, "-—/无") && v == 0 {
				m.truth.Cells[key] = nil
			}
		})
	}
}

// zero is how a zero of a table shows.
func (m *maker) zero(table string, total bool) string {
	switch m.opt.Figures {
	case Dashes:
		if table == "applications" && !total {
			return m.style.dash
		}
	case Blanks:
		if table == "applications" || table == "litigation" && m.anyLitigation() {
			return ""
		}
	case Marks:
		marks := []string{"0", "0", "-", "—", "/", "无"}
		if !m.layout.noBlanks && m.chance(0.1) {
			return ""
		}
		return pick(m.rng, marks)
	}
	return "0"
}

// anyLitigation reports whether table four has a figure: a row of nothing but
// blanks would leave no trace in a text.
func (m *maker) anyLitigation() bool {
	found := false
	eachCell(m.table("litigation"), func(key string, _ form.Column) { found = found || m.shown[key] != 0 })
	return found
}

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
