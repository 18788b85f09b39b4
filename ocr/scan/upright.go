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
	// on its side or head down stays far below it.
	readable = 0.75
	// legible is the mean confidence above which the script is not in question.
	legible = 0.9
)

// view is a sheet with what lies on it, and the model that reads it.
type view struct {
	*ocr.Sheet
	tables []ocr.Table
	ink    []blob // outside of tables
	em     int
	lines  []textLine
	model  ocr.Model
	score  float64 // the mean confidence of the sample, -1 without one
}

// upright levels a picture and turns it so that it can be read. Most pages lie
// right, so a sample of the lines is read first; only where it makes no sense
// is the orientation looked for, and where that is not sure, tried.
func (r *Reader) upright(ctx context.Context, gray *image.Gray, dpi float64) (*view, error) {
	best, err := r.view(ctx, gray, dpi, 0)
	if err != nil || best.score < 0 || best.score >= readable {
		return best, err
	}
	turn, sure, err := r.ocr.Orientation(ctx, gray, dpi)
	if err != nil {
		return nil, err
	}
	turns := []int{turn, (turn + 180) % 360, (turn + 90) % 360, (turn + 270) % 360}
	if sure == 0 {
		turns = []int{90, 180, 270}
	}
	for _, t := range turns {
		if t == 0 {
			continue
		}
		v, err := r.view(ctx, gray, dpi, t)
		if err != nil {
			return nil, err
		}
		if v.score > best.score {
			best = v
		}
		if best.score >= readable {
			break
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
	v := &view{Sheet: sheet, tables: r.raster.Tables(sheet), model: ocr.Chinese, score: -1}
	v.ink = blobs(without(sheet.Ink, v.tables), sheet.Ink.Rect)
	if v.em = em(v.ink); v.em == 0 {
		v.em = int(sheet.DPI / 6)
	}
	v.lines = lines(v.ink, v.em)
	return v, r.sample(ctx, v)
}

// sample reads some long lines and chooses the script by how sure they are.
func (r *Reader) sample(ctx context.Context, v *view) error {
	some := v.longest()
	if len(some) == 0 {
		return nil
	}
	var err error
	if v.score, err = r.sureness(ctx, v, some, ocr.Chinese); err != nil || v.score >= legible {
		return err
	}
	traditional, err := r.sureness(ctx, v, some, ocr.Traditional)
	if err == nil && traditional > v.score+0.03 {
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
			for i := range v.tables[t].Cells {
				c := &v.tables[t].Cells[i]
				if l := look(v.Sheet, c, pixels(c.Rect), v.em); l.kind == label {
					all = append(all, l.lines...)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b textLine) int { return cmp.Compare(b.Dx(), a.Dx()) })
	return all[:min(len(all), samples)]
}

// sureness is the mean confidence of the Han characters that a model reads in
// some lines; other characters say nothing, since noise is read as them.
func (r *Reader) sureness(ctx context.Context, v *view, some []textLine, m ocr.Model) (float64, error) {
	sum, n := 0.0, 0
	for _, l := range some {
		one, err := r.line(ctx, v.Gray, l, m)
		if err != nil {
			return 0, err
		}
		for _, s := range one.Symbols {
			if c, _ := utf8.DecodeRuneInString(s.Text); unicode.Is(unicode.Han, c) {
				sum += s.Confidence
			}
			n++
		}
	}
	if n == 0 {
		return 0, nil
	}
	return sum / float64(n), nil
}
