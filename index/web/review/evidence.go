package review

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/index/web/wording"
	"github.com/gouji/gouji/ocr"
)

// figure is a figure as the pages show it.
type figure struct {
	Cell    *extract.Cell
	Label   string
	Address string // of its case
	Crop    string // address of its picture; empty where there is none
	Here    bool   // is what the page is about
}

// check is a check with its figures.
type check struct {
	Finding  *extract.Finding
	Sentence []wording.Phrase
	Address  string // of its case
	Sum      *sum   // nil where the check compares no sums
	Figures  []figure
}

// sum is a comparison of sums that the reader can follow: Totals = Terms.
type sum struct {
	Totals, Terms []figure
	Total         string // what the totals come to
	Result        string // what the terms come to
	Holds         bool
}

// exhibits shows figures and checks of one document.
type exhibits struct {
	id      string
	filter  filter
	wording *wording.Wording
	cells   map[string]*extract.Cell
	here    string // the key of the figure that the page is about
}

func newExhibits(d *extract.Document, f filter, w *wording.Wording, here string) exhibits {
	e := exhibits{d.ID, f, w, map[string]*extract.Cell{}, here}
	for n := range d.Tables {
		for m := range d.Tables[n].Cells {
			c := &d.Tables[n].Cells[m]
			if _, twice := e.cells[c.Key]; !twice {
				e.cells[c.Key] = c
			}
		}
	}
	return e
}

func (e exhibits) figure(c *extract.Cell) figure {
	f := figure{Cell: c, Label: wording.Figure(c), Address: e.filter.Case(e.id, c.Key), Here: c.Key == e.here}
	if c.Box != nil && c.Page > 0 {
		f.Crop = crop(e.id, c.Page, *c.Box)
	}
	return f
}

func (e exhibits) figures(keys []string) []figure {
	var out []figure
	for _, key := range keys {
		if c := e.cells[key]; c != nil {
			out = append(out, e.figure(c))
		}
	}
	return out
}

// check shows a check.
func (e exhibits) check(f *extract.Finding) check {
	c := check{
		Finding: f, Sentence: e.wording.Finding(f), Address: e.filter.Case(e.id, findingPrefix+extract.FindingID(f)), Figures: e.figures(f.Cells),
	}
	if len(c.Figures) == len(f.Cells) {
		c.Sum = sumOf(f, c.Figures)
	}
	return c
}

// checks shows the checks that a figure takes part in, those that do not hold
// first.
func (e exhibits) checks(d *extract.Document, key string) []check {
	var bad, good []check
	for n := range d.Findings {
		f := &d.Findings[n]
		switch {
		case !slices.Contains(f.Cells, key):
		case f.Status == extract.Pass:
			good = append(good, e.check(f))
		default:
			bad = append(bad, e.check(f))
		}
	}
	return append(bad, good...)
}

// sumOf divides the figures of a check into totals and terms: as many of the
// first as come to what the check has found stated.
func sumOf(f *extract.Finding, figures []figure) *sum {
	if f.Expected == nil || f.Actual == nil {
		return nil
	}
	for n := 1; n < len(figures); n++ {
		if comesTo(figures[:n], *f.Actual) && comesTo(figures[n:], *f.Expected) {
			return &sum{
				Totals: figures[:n], Terms: figures[n:], Total: site.Figure(f.Actual),
				Result: site.Figure(f.Expected), Holds: *f.Actual == *f.Expected,
			}
		}
	}
	return nil
}

// comesTo reports whether figures add up to a total; a blank is nothing.
func comesTo(figures []figure, total float64) bool {
	const least = 1e-6 // figures are printed with fewer places
	for _, f := range figures {
		if f.Cell.Value != nil {
			total -= *f.Cell.Value
		}
	}
	return total > -least && total < least
}

// row returns the figures of the row that a figure stands in.
func (e exhibits) row(t *extract.Table, c *extract.Cell) []figure {
	var out []figure
	for n := range t.Cells {
		if rowKey(t.Cells[n].Key) == rowKey(c.Key) {
			out = append(out, e.figure(&t.Cells[n]))
		}
	}
	return out
}

func rowKey(key string) string { return key[:strings.LastIndex(key, "/")+1] }

// strip is the address of the picture of a whole row of a page, empty where no
// figure of the row has a place on it.
func (e exhibits) strip(page int, row []figure) string {
	const margin = 0.01
	var box *ocr.Box
	for _, f := range row {
		if f.Cell.Box == nil || page > 0 && f.Cell.Page != page {
			continue
		}
		if box == nil {
			page, box = f.Cell.Page, &ocr.Box{0, f.Cell.Box[1], 1, f.Cell.Box[3]}
		}
		box[1], box[3] = min(box[1], f.Cell.Box[1]), max(box[3], f.Cell.Box[3])
	}
	if box == nil {
		return ""
	}
	box[1], box[3] = max(0, box[1]-margin), min(1, box[3]+margin)
	return crop(e.id, page, *box)
}

// printed returns the row as the file shows it: the one that begins with the
// label of the figure, or the only one that holds the same figures. It is nil
// where no row can be told.
func printed(t *extract.Table, c *extract.Cell, row []figure) []string {
	var raws []string
	for _, f := range row {
		raws = append(raws, squeeze(f.Cell.Raw))
	}
	want := strings.Join(raws, "|")
	var byLabel, byFigures [][]string
	for _, line := range t.Grid {
		if slices.ContainsFunc(line, func(s string) bool { return s != "" && squeeze(s) == squeeze(c.RowLabel) }) {
			byLabel = append(byLabel, line)
		}
		if strings.HasSuffix(squeeze(strings.Join(line, "|")), want) {
			byFigures = append(byFigures, line)
		}
	}
	for _, found := range [][][]string{byLabel, byFigures} {
		if len(found) == 1 {
			return found[0]
		}
	}
	return nil
}

// squeeze removes all white space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
