package scan

import (
	"cmp"
	"context"
	"image"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/ocr"
)

const (
	// samples is how many lines are read to see which way is up.
	samples = 4
	// readable is the mean confidence of the characters of an upright page; one
	// on its side or head down stays below it.
	readable = 0.9
	// sure is how sure Tesseract's orientation must be to be taken for the only
	// one that is worth trying.
	sure = 0.2
	// better is by how much another way must be more readable.
	better = 0.05
	// legible is the mean confidence above which the script is not in question.
	legible = 0.93
)

// view is a sheet with what lies on it, and the model that reads it.
type view struct {
	*ocr.Sheet
	tables []ocr.Table
	ink    []blob // outside of tables
	em     int
	lines  []textLine
	model  ocr.Model
	noisy  bool       // full of specks and broken strokes
	sample []textLine // some long lines
	known  map[place]ocr.Reading
	score  float64 // how sure the recogniser is of the sample, from 0 to 1
}

// upright levels a picture and turns it so that it can be read. Most pages lie
// right, so a sample of the lines is read first; only where it makes no sense
// is the orientation looked for, and where that is not sure, tried.
func (r *Reader) upright(ctx context.Context, gray *image.Gray, dpi float64) (*view, error) {
	best, err := r.view(ctx, gray, dpi, 0)
	if err != nil {
		return nil, err
	}
	if best.score < readable {
		if best, err = r.turned(ctx, gray, dpi, best); err != nil {
			return nil, err
		}
	}
	return best, r.script(ctx, best)
}

// turned looks for a way to turn the page that makes it more readable.
func (r *Reader) turned(ctx context.Context, gray *image.Gray, dpi float64, best *view) (*view, error) {
	turn, confidence, err := r.ocr.Orientation(ctx, gray, dpi)
	if err != nil {
		return nil, err
	}
	turns := []int{90, 180, 270}
	if confidence >= sure {
		turns = []int{turn}
	}
	for _, t := range turns {
		if t == 0 {
			continue
		}
		v, err := r.view(ctx, gray, dpi, t)
		if err != nil {
			return nil, err
		}
		if v.score > best.score+better {
			best = v
		}
	}
	return best, nil
}

// view lays a picture out and reads a sample of it.
func (r *Reader) view(ctx context.Context, gray *image.Gray, dpi float64, turn int) (*view, error) {
	sheet, err := r.raster.Level(ctx, gray, dpi, turn)
	if err != nil {
		return nil, err
	}
	v := &view{Sheet: sheet, noisy: despeckle(sheet), tables: r.raster.Tables(sheet), model: ocr.Chinese, known: map[place]ocr.Reading{}}
	v.ink = blobs(without(sheet.Ink, v.tables), sheet.Ink.Rect)
	v.em = emOf(sheet, v.ink, v.tables)
	v.lines = lines(v.ink, v.em)
	v.sample = v.longest()
	if len(v.sample) > 0 {
		v.score, err = r.sureness(ctx, v, ocr.Chinese)
	}
	return v, err
}

// emOf is the em of the page's prose; that of its tables where there is little
// prose, and of 12-point type where there is no text.
func emOf(sheet *ocr.Sheet, prose []blob, tables []ocr.Table) int {
	limit := int(sheet.DPI / 2)
	if e := em(prose, limit); e > 0 && len(prose) >= leastInk {
		return e
	}
	text := prose
	for i := range tables {
		text = append(text, cellInk(sheet, &tables[i])...)
	}
	if e := em(text, limit); e > 0 {
		return e
	}
	return int(sheet.DPI / 6)
}

// tableEm is the em of the text in a table, which is often set smaller than the
// page's prose; the page's where the table holds too little to tell.
func (v *view) tableEm(t *ocr.Table) int {
	if text := cellInk(v.Sheet, t); len(text) >= leastInk {
		return em(text, int(v.DPI/2))
	}
	return v.em
}

// cellInk is the ink in the cells of a table without its rules, the dashes of
// which would pass for small characters.
func cellInk(sheet *ocr.Sheet, t *ocr.Table) []blob {
	var text []blob
	for i := range t.Cells {
		box := pixels(t.Cells[i].Rect)
		inner := box.Inset(max(3, int(sheet.DPI/50)))
		for _, b := range blobs(sheet.Ink, box) {
			if b.In(inner) {
				text = append(text, b)
			}
		}
	}
	return text
}

// leastInk is the number of pieces of ink that tell the size of the characters.
const leastInk = 40

// script chooses between simplified and traditional characters by how sure the
// models are of the sample.
func (r *Reader) script(ctx context.Context, v *view) error {
	if len(v.sample) == 0 || v.score >= legible {
		return nil
	}
	traditional, err := r.sureness(ctx, v, ocr.Traditional)
	if err == nil && traditional > v.score+better {
		v.score, v.model = traditional, ocr.Traditional
	}
	return err
}

// longest returns the longest lines of prose, or of labels on a page that is
// all table.
func (v *view) longest() []textLine {
	all := slices.Clone(v.lines)
	if len(all) < samples {
		for t := range v.tables {
			em := v.tableEm(&v.tables[t])
			for i := range v.tables[t].Cells {
				c := &v.tables[t].Cells[i]
				if l := look(v.Sheet, c, pixels(c.Rect), em); l.kind == label {
					all = append(all, l.lines...)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b textLine) int { return cmp.Compare(b.Dx(), a.Dx()) })
	return all[:min(len(all), samples)]
}

// sureness is how sure a model is of the sample: the mean confidence of its Han
// characters, among which a letter counts as a misread one. Digits and marks say
// nothing: they look the same in noise.
func (r *Reader) sureness(ctx context.Context, v *view, m ocr.Model) (float64, error) {
	sum, n := 0.0, 0
	for _, l := range v.sample {
		one, err := r.line(ctx, v, l, m)
		if err != nil {
			return 0, err
		}
		for _, s := range one.Symbols {
			c, _ := utf8.DecodeRuneInString(s.Text)
			if unicode.Is(unicode.Han, c) {
				sum += s.Confidence
			}
			if unicode.IsLetter(c) {
				n++
			}
		}
	}
	return sum / float64(max(n, 1)), nil
}
