package specimen

import (
	"strings"
	"unicode/utf8"
)

func printTabs(m *maker, r report) string {
	return printText(m, r, func(_ *maker, g *grid) string { return joinRows(g, "\t", "", "") })
}

func printPipes(m *maker, r report) string {
	return printText(m, r, func(_ *maker, g *grid) string { return joinRows(g, " | ", "", "") })
}

func printOuterPipes(m *maker, r report) string {
	return printText(m, r, func(_ *maker, g *grid) string { return joinRows(g, " | ", "| ", " |") })
}

func joinRows(g *grid, separator, left, right string) string {
	var b strings.Builder
	for _, r := range g.rows {
		if r.kind == furniture {
			b.WriteString(r.cells[0].text + "\n")
			continue
		}
		b.WriteString(left + strings.Join(texts(r), separator) + right + "\n")
	}
	return b.String()
}

// printAligned sets the columns with blanks, each as wide as its widest cell;
// a Chinese character takes two places.
func printAligned(m *maker, r report) string {
	return printText(m, r, func(m *maker, g *grid) string {
		var widths []int
		for _, r := range g.rows {
			for i, c := range r.cells {
				if i == len(widths) {
					widths = append(widths, 1)
				}
				if r.kind == dataRow && c.across <= 1 || r.kind == headRow && c.across == 1 {
					widths[i] = max(widths[i], displayWidth(c.text))
				}
			}
		}
		var b strings.Builder
		for _, r := range g.rows {
			line, place := "", 0
			for i, c := range r.cells {
				if c.text != "" {
					pad := max(place-displayWidth(line), 0)
					if line != "" {
						pad = max(pad, 2)
					}
					line += strings.Repeat(" ", pad) + c.text
				}
				place += widths[i] + 2
			}
			b.WriteString(line + "\n")
		}
		return b.String()
	})
}

// printLoose separates cells with a varying number of blanks; empty cells leave nothing.
func printLoose(m *maker, r report) string {
	return printText(m, r, func(m *maker, g *grid) string {
		var b strings.Builder
		for _, r := range g.rows {
			line := strings.Repeat(" ", m.rng.IntN(3))
			for i, c := range pack(r).cells {
				if i > 0 {
					line += strings.Repeat(" ", 2+m.rng.IntN(6))
				}
				line += c.text
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
		return b.String()
	})
}

func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 && utf8.RuneLen(r) == 3 && (r < 0x2010 || r > 0x2027) {
			n++
		}
	}
	return n
}

// printTabLines prints each cell on a line of its own behind a TAB, and an
// empty line between rows.
func printTabLines(m *maker, r report) string {
	return printText(m, r, func(_ *maker, g *grid) string {
		var b strings.Builder
		for _, r := range g.rows {
			if r.kind == furniture {
				b.WriteString(r.cells[0].text + "\n")
				continue
			}
			for _, t := range texts(r) {
				b.WriteString("\t" + t + "\n")
			}
			b.WriteString("\n")
		}
		return b.String()
	})
}

// printEmptyLines prints each cell on a line; an empty figure is an empty line.
func printEmptyLines(m *maker, r report) string {
	return printText(m, r, func(_ *maker, g *grid) string {
		var b strings.Builder
		for _, r := range g.rows {
			for _, c := range r.cells {
				if c.text != "" || c.role == figure {
					b.WriteString(c.text + "\n")
				}
			}
		}
		return b.String()
	})
}

// printCompactLines prints each cell that is not empty on a line, with or
// without an empty line between rows.
func printCompactLines(m *maker, r report) string {
	return printText(m, r, func(m *maker, g *grid) string {
		apart := m.chance(0.5)
		var b strings.Builder
		for _, r := range g.rows {
			for _, c := range pack(r).cells {
				b.WriteString(c.text + "\n")
			}
			if apart {
				b.WriteString("\n")
			}
		}
		return b.String()
	})
}
