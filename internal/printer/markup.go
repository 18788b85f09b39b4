package printer

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/internal/specimen"
)

// page writes the report as an HTML page.
func (t typesetting) page(fonts string, parts []specimen.Part) (string, error) {
	foot, err := os.ReadFile(filepath.Join(fonts, footFace))
	if err != nil {
		return "", fmt.Errorf("printer: %w", err)
	}
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><style>\n" + t.css(fonts, foot) + "</style></head><body>\n")
	// A font that the text uses is there before the page is printed.
	b.WriteString("<i style=\"font-family:Foot;position:absolute;visibility:hidden\">0</i>\n")
	for _, p := range parts {
		text := html.EscapeString(p.Text)
		switch {
		case p.Table != nil:
			t.table(&b, p.Table)
		case p.Level == 1:
			b.WriteString("<h1>" + text + "</h1>\n")
		case p.Level == 2:
			b.WriteString("<h2>" + text + "</h2>\n")
		default:
			b.WriteString("<p>" + text + "</p>\n")
		}
	}
	b.WriteString("</body></html>\n")
	return b.String(), nil
}

func (t typesetting) table(b *strings.Builder, table *specimen.Table) {
	fmt.Fprintf(b, "<table class=%q><colgroup>", table.ID)
	for i := range table.Width {
		fmt.Fprintf(b, "<col style=\"width:%.2f%%\">", t.share(table, i))
	}
	b.WriteString("</colgroup>")
	// Only the first header rows can be repeated; table two has one in each block.
	heads := 0
	if t.repeatHeads && table.ID != "article20" {
		for heads < len(table.Rows) && table.Rows[heads].Head {
			heads++
		}
	}
	if heads > 0 {
		b.WriteString("<thead>")
		t.rows(b, table, table.Rows[:heads])
		b.WriteString("</thead>")
	}
	b.WriteString("<tbody>")
	t.rows(b, table, table.Rows[heads:])
	b.WriteString("</tbody></table>\n")
}

// share is the width of a column in per cent.
func (t typesetting) share(table *specimen.Table, column int) float64 {
	switch {
	case table.Stubs == 3:
		if column < 3 {
			return t.stubShares[column]
		}
		return (100 - t.stubShares[0] - t.stubShares[1] - t.stubShares[2]) / float64(table.Width-3)
	case table.Stubs == 1 && column == 0:
		return t.stubShares[2]
	case table.Stubs == 1:
		return (100 - t.stubShares[2]) / float64(table.Width-1)
	}
	return 100 / float64(table.Width)
}

func (t typesetting) rows(b *strings.Builder, table *specimen.Table, rows []specimen.Row) {
	for _, r := range rows {
		b.WriteString("<tr>")
		for i, c := range r.Cells {
			text := html.EscapeString(c.Text)
			class := "s"
			switch {
			case r.Title:
				class = "t"
			case r.Head:
				class = "h"
			case c.Figure:
				class = "f"
			case table.Stubs == 3 && i == 0 && c.Across == 1 && c.Down > 3:
				class = "v"
				text = t.upright(c.Text)
			}
			fmt.Fprintf(b, "<td class=%q colspan=%d rowspan=%d>%s</td>", class, c.Across, c.Down, text)
		}
		b.WriteString("</tr>\n")
	}
}

// upright sets a label from top to bottom.
func (t typesetting) upright(s string) string {
	if t.vertical {
		return "<span>" + html.EscapeString(s) + "</span>"
	}
	return strings.Join(strings.Split(html.EscapeString(s), ""), "<br>")
}
