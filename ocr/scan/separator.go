package scan

import (
	"regexp"
	"strings"
)

// thousands is a figure whose only point stands before exactly three digits.
var thousands = regexp.MustCompile(`^-?\d{1,3}\.\d{3}$`)

// separate tells commas from points by their shape: a comma hangs below the
// line on which the digits stand, and is higher than wide. The models mistake
// one for the other at the size of print, and 12,812 is not 12.812.
func separate(cells []inkedCell) {
	for _, c := range cells {
		if !strings.ContainsAny(c.cell.Text, ".,") {
			continue
		}
		before := c.cell.Text
		if columns := merge(c.blobs); len(columns) == len(before) {
			c.cell.Text = separated(before, columns)
		}
		if c.cell.Text != before {
			c.cell.Alternatives = append(c.cell.Alternatives, before)
		}
		if thousands.MatchString(c.cell.Text) {
			c.cell.Alternatives = append(c.cell.Alternatives, strings.Replace(c.cell.Text, ".", ",", 1))
			doubt(c.cell, 0.6, "分不清小数点与千位分隔符")
		}
	}
}

// separated is the text with a comma in the place of each point that hangs.
func separated(text string, columns []blob) string {
	base, high := 0, 0
	for i, b := range columns {
		if text[i] >= '0' && text[i] <= '9' {
			base, high = max(base, b.Max.Y), max(high, b.Dy())
		}
	}
	out := []byte(text)
	for i, b := range columns {
		hangs := 10*(b.Max.Y-base) >= high && 10*b.Dy() >= 13*b.Dx()
		if text[i] == '.' && hangs {
			out[i] = ','
		}
	}
	return string(out)
}
