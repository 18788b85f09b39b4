package worker

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/gouji/gouji/ocr"
)

const (
	// agreed is the Agreement of two readers from which a text layer is taken
	// as it is; ligatures and stray marks make up the rest.
	agreed = 0.99
	// alone is the confidence in a text layer that only one reader sees.
	alone = 0.9
	// covering is the share of the area of two cells together that they must
	// have in common to be the same cell.
	covering = 0.5
)

// hasFigures reports whether a table of the page holds a digit.
func hasFigures(p *ocr.Page) bool {
	return slices.ContainsFunc(p.Tables, func(t ocr.Table) bool {
		return slices.ContainsFunc(t.Cells, func(c ocr.Cell) bool { return isFigure(c.Text) })
	})
}

func isFigure(text string) bool {
	return strings.ContainsFunc(text, unicode.IsDigit) && !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// compare looks up every figure of a page among the cells that were read from
// its picture. A figure that both show is sure; one that the picture shows
// otherwise is in doubt, with the other reading as its alternative.
func compare(page, seen *ocr.Page) {
	if page.Width != seen.Width || page.Height != seen.Height || seen.Turn != page.Turn {
		seen = scaled(seen, page)
	}
	if seen == nil {
		return
	}
	for _, t := range page.Tables {
		for i := range t.Cells {
			c := &t.Cells[i]
			other := sameCell(seen, c.Rect)
			if other == nil || !isFigure(c.Text) && !isFigure(other.Text) {
				continue
			}
			if plain(c.Text) == plain(other.Text) {
				c.Confidence = 1
				continue
			}
			c.Confidence = min(c.Confidence, 0.5)
			c.Doubt = "文字层与图像识别的结果不同（图像上像是“" + other.Text + "”），请查看原件。"
			if other.Text != "" {
				c.Alternatives = append(c.Alternatives, other.Text)
			}
		}
	}
}

// scaled fits a page that was read from a picture to the size of another one;
// nil if they stand differently.
func scaled(p, to *ocr.Page) *ocr.Page {
	if p.Turn != to.Turn || p.Width <= 0 {
		return nil
	}
	out := *p
	out.Tables = nil
	by := to.Width / p.Width
	for _, t := range p.Tables {
		cells := slices.Clone(t.Cells)
		for i := range cells {
			cells[i].Rect = cells[i].Scale(by)
		}
		out.Tables = append(out.Tables, ocr.Table{Rect: t.Scale(by), Cells: cells})
	}
	return &out
}

// sameCell is the cell of a page that lies where r does.
func sameCell(p *ocr.Page, r ocr.Rect) *ocr.Cell {
	for t := range p.Tables {
		for i := range p.Tables[t].Cells {
			c := &p.Tables[t].Cells[i]
			if common := overlap(c.Rect, r); common > 0 && common >= covering*(area(c.Rect)+area(r)-common) {
				return c
			}
		}
	}
	return nil
}

func overlap(a, b ocr.Rect) float64 {
	w := min(a.Right, b.Right) - max(a.Left, b.Left)
	h := min(a.Bottom, b.Bottom) - max(a.Top, b.Top)
	return max(w, 0) * max(h, 0)
}

func area(r ocr.Rect) float64 { return r.Width() * r.Height() }

// plain is a text without spaces and differences of width.
func plain(s string) string { return strings.Join(strings.Fields(norm.NFKC.String(s)), "") }
