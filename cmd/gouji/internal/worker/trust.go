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
	// manyTruths is how many figures of a page the picture must confirm for one
	// that it contradicts, lest the layer lies.
	manyTruths = 10
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

// confirmed reports whether the second reader has seen all the digits of the
// page's tables. It often fails on Chinese text where it reads digits well, so
// what it made of the rest says nothing about them.
func confirmed(p *ocr.Page, witness string) bool {
	var left [10]int
	for _, r := range norm.NFKC.String(witness) {
		if r >= '0' && r <= '9' {
			left[r-'0']++
		}
	}
	for _, t := range p.Tables {
		for _, c := range t.Cells {
			for _, r := range norm.NFKC.String(c.Text) {
				if r < '0' || r > '9' {
					continue
				}
				if left[r-'0']--; left[r-'0'] < 0 {
					return false
				}
			}
		}
	}
	return true
}

// narrow is the share of the usual width of digits that only a 1 may be below.
// In the faces of offices, Song, Fangsong, Hei, Kai, Times and Arial, the ink
// of a 1 has 0.6 to 0.97 of the others' width, the least of all; the others are
// within 0.9 of each other.
const narrow = 0.88

// shaped reports whether the digits in the tables look like themselves as far
// as their ink's extent tells: none is narrower than a 1. It finds out
// fonts that map codes to the wrong digits, on which all readers of the text
// layer agree.
func shaped(p *ocr.Page, glyphs []ocr.Glyph) bool {
	var widths [10]float64
	var count [10]int
	for _, g := range glyphs {
		if g.Rune < '0' || g.Rune > '9' || g.Height() <= 0 || !slices.ContainsFunc(p.Tables, func(t ocr.Table) bool { return t.Contains(g.Center()) }) {
			continue
		}
		widths[g.Rune-'0'] += g.Width() / g.Height()
		count[g.Rune-'0']++
	}
	var seen []float64
	for d := range widths {
		if count[d] > 0 {
			widths[d] /= float64(count[d])
			seen = append(seen, widths[d])
		}
	}
	if len(seen) < 2 {
		return true // nothing to compare with
	}
	slices.Sort(seen)
	if count[1] > 0 {
		return widths[1] == seen[0]
	}
	return seen[0] >= narrow*seen[len(seen)/2]
}

// compare looks up every figure of a page among the cells that were read from
// its picture. A figure that both show is sure; one that the picture plainly
// shows otherwise is in doubt, with the other reading as its alternative. What
// the picture does not show well is doubted only if the layer is unsound: that
// was known before, or else the picture contradicts it again and again.
func compare(page, seen *ocr.Page, unsound bool) {
	if page.Width != seen.Width || page.Height != seen.Height || seen.Turn != page.Turn {
		seen = scaled(seen, page)
	}
	if seen == nil {
		seen = &ocr.Page{}
	}
	var open []*ocr.Cell // cells that the picture leaves open
	alike, different := 0, 0
	for _, t := range page.Tables {
		for i := range t.Cells {
			c := &t.Cells[i]
			other := sameCell(seen, c.Rect)
			switch {
			case !isFigure(c.Text) && (other == nil || !isFigure(other.Text)):
			case other != nil && plain(c.Text) == plain(other.Text):
				alike++
				c.Confidence = 1
			case other == nil || !legible(other):
				open = append(open, c)
			default:
				different++
				c.Confidence = min(c.Confidence, 0.5)
				c.Doubt = "文字层与图像识别的结果不同（图像上像是“" + other.Text + "”），请查看原件。"
				c.Alternatives = append(c.Alternatives, other.Text)
			}
		}
	}
	if !unsound && (different < 2 || different*manyTruths < alike) {
		return
	}
	for _, c := range open {
		if c.Text != "" {
			c.Confidence = min(c.Confidence, 0.5)
			c.Doubt = "文字层不可靠，图像识别也无法核对，请查看原件。"
		}
	}
}

// legible reports whether a cell of a picture was read as a figure, and surely.
func legible(c *ocr.Cell) bool { return isFigure(c.Text) && c.Doubt == "" }

// garbled reports whether the tables of a page hold characters that mean nothing.
func garbled(p *ocr.Page) bool {
	return slices.ContainsFunc(p.Tables, func(t ocr.Table) bool {
		return slices.ContainsFunc(t.Cells, func(c ocr.Cell) bool {
			return strings.ContainsFunc(c.Text, func(r rune) bool { return r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) })
		})
	})
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
