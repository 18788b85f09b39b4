package specimen

import (
	"regexp"
	"strings"

	"github.com/gouji/gouji/extract/form"
)

// printGlued joins all cells and paragraphs without any separator, as a
// crawler does that only collects text nodes. Keys whose digits can be cut in
// more than one way, even with the help of all sums, become ambiguous.
func printGlued(m *maker, r report) string {
	var b strings.Builder
	b.WriteString("标题: " + m.place.title + "\n")
	for _, p := range r.parts {
		if p.grid == nil {
			b.WriteString(p.text)
			continue
		}
		for _, row := range p.grid.rows {
			for _, c := range row.cells {
				b.WriteString(c.text)
			}
			if m.chance(0.03) {
				b.WriteString(" ")
			}
		}
	}
	b.WriteString("\n")
	m.markGlued()
	return b.String()
}

// markGlued finds, by trying every cut, the keys that glued digits do not fix.
func (m *maker) markGlued() {
	for _, b := range m.table("article20").Blocks {
		for _, r := range b.Rows {
			m.markRow("article20", r.Key, b.Columns, nil)
		}
	}
	litigation := m.table("litigation")
	m.markRow("litigation", litigation.Blocks[0].Rows[0].Key, litigation.Blocks[0].Columns, litigation.Identities)
	m.markApplications(m.table("applications"))
}

func (m *maker) markRow(table, row string, columns []form.Column, identities []form.Identity) {
	keys := make([]string, len(columns))
	glued := ""
	for i, c := range columns {
		keys[i] = form.Key(table, row, c.Key)
		glued += m.truth.Raw[keys[i]]
	}
	m.markDiffering(keys, cuts(glued, columns, identities))
}

// markDiffering makes those keys ambiguous that differ between the readings.
func (m *maker) markDiffering(keys []string, readings [][]string) {
	for i, key := range keys {
		for _, r := range readings {
			if len(readings) >= maxReadings || r[i] != readings[0][i] {
				m.truth.Ambiguous[key] = true
			}
		}
	}
}

// maxReadings bounds the search: a row with so many readings is ambiguous.
const maxReadings = 64

var numberOf = map[form.Type]*regexp.Regexp{
	form.Count:  regexp.MustCompile(`^(?:0|[1-9]\d*)$`),
	form.Signed: regexp.MustCompile(`^-?(?:0|[1-9]\d*)$`),
	form.Amount: regexp.MustCompile(`^(?:0|[1-9]\d*)(?:\.\d+)?$`),
}

// cuts are the ways to cut glued figures into one number a column so that the
// sums along the row hold.
func cuts(glued string, columns []form.Column, identities []form.Identity) [][]string {
	var found [][]string
	taken := make([]string, 0, len(columns))
	var try func(rest string)
	try = func(rest string) {
		if len(found) >= maxReadings || len(rest) < len(columns)-len(taken) {
			return
		}
		if len(taken) == len(columns) {
			if rest == "" {
				found = append(found, append([]string{}, taken...))
			}
			return
		}
		column := columns[len(taken)]
		for n := 1; n <= len(rest); n++ {
			if !numberOf[column.Type].MatchString(rest[:n]) {
				continue
			}
			taken = append(taken, rest[:n])
			if sumsHold(columns, taken, identities) {
				try(rest[n:])
			}
			taken = taken[:len(taken)-1]
		}
	}
	try(glued)
	return found
}

// sumsHold checks the identities whose total is the number taken last.
func sumsHold(columns []form.Column, taken []string, identities []form.Identity) bool {
	last := columns[len(taken)-1].Key
	for _, identity := range identities {
		if identity.Over != form.EachRow || identity.Equals[0] != last {
			continue
		}
		total := 0
		for i, c := range columns[:len(taken)-1] {
			if len(matching(identity.Sum, []string{c.Key})) > 0 {
				total += wholeNumber(taken[i])
			}
		}
		if total != wholeNumber(taken[len(taken)-1]) {
			return false
		}
	}
	return true
}

func wholeNumber(s string) int {
	n := 0
	for _, d := range s {
		n = n*10 + int(d-'0')
	}
	return n
}

// markApplications cuts every row of table three and keeps the combinations in
// which the columns add up as well.
func (m *maker) markApplications(t *form.Table) {
	b := &t.Blocks[0]
	rows, columns := axisKeys(b)
	readings := make([][][]string, len(rows))
	combinations := 1
	for i, row := range rows {
		glued := ""
		for _, c := range columns {
			glued += m.truth.Raw[form.Key(t.ID, row, c)]
		}
		readings[i] = cuts(glued, b.Columns, t.Identities)
		if combinations < 1<<20 {
			combinations *= len(readings[i])
		}
	}
	var found [][]string
	if combinations <= 1<<14 {
		found = m.consistent(t, readings)
	}
	for i, row := range rows {
		keys := make([]string, len(columns))
		for j, c := range columns {
			keys[j] = form.Key(t.ID, row, c)
		}
		of := readings[i]
		if found != nil {
			of = nil
			for _, f := range found {
				of = append(of, f[i*len(columns):(i+1)*len(columns)])
			}
		}
		m.markDiffering(keys, of)
	}
}

// consistent lists the choices of one reading a row, laid end to end, that
// satisfy the sums of the columns.
func (m *maker) consistent(t *form.Table, readings [][][]string) [][]string {
	b := &t.Blocks[0]
	rows, columns := axisKeys(b)
	var found [][]string
	chosen := make([]string, 0, len(rows)*len(columns))
	var try func(i int)
	try = func(i int) {
		if len(found) >= maxReadings {
			return
		}
		if i == len(rows) {
			cells := map[string]*float64{}
			for r, row := range rows {
				for c, column := range columns {
					v := float64(wholeNumber(chosen[r*len(columns)+c]))
					cells[form.Key(t.ID, row, column)] = &v
				}
			}
			if len(Violations(m.forms, map[string]string{t.ID: m.truth.Forms[t.ID]}, cells)) == 0 {
				found = append(found, append([]string{}, chosen...))
			}
			return
		}
		for _, reading := range readings[i] {
			chosen = append(chosen, reading...)
			try(i + 1)
			chosen = chosen[:len(chosen)-len(reading)]
		}
	}
	try(0)
	return found
}
